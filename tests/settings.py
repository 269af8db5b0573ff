"""The product's settings in an own, empty home, away from the environment of whoever runs the tests."""

import hashlib
import os
import tempfile
from pathlib import Path

_home = tempfile.TemporaryDirectory(prefix="scibridge-tests-")
for name in [name for name in os.environ if name.startswith("SCIBRIDGE_") and "TEST" not in name]:
    if name != "SCIBRIDGE_REQUIRE_BROWSER":
        del os.environ[name]
os.environ["SCIBRIDGE_HOME"] = _home.name
os.environ["SCIBRIDGE_SECRET_KEY"] = "for tests only"
os.environ["DATABASE_URL"] = os.environ.get(
    "SCIBRIDGE_TEST_DATABASE", f"sqlite:///{_home.name}/scibridge.sqlite3"
)

from scibridge.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Every test client starts the whole chain of middleware: none of them should list all static files for it.
WHITENOISE_AUTOREFRESH = True
# Tests ask as one visitor, and faster than any: the limit has its own test.
PAGE_RATE_VISITOR = "100000/m"
# The dictionary takes 20 seconds to make: kept from run to run, as long as its makers stay the same.
_checkout = Path(__file__).resolve().parent.parent
_makers = sorted((_checkout / "src" / "scibridge" / "engines" / "text").glob("*.py"))
_digest = hashlib.sha256(b"".join(one.read_bytes() for one in _makers)).hexdigest()[:12]
CACHE_DIRECTORY = _checkout / ".pytest_cache" / f"scibridge-{_digest}"

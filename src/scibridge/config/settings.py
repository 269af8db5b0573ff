"""Settings: embedded by default, everything outside comes from the environment (see the README's table)."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env()
PACKAGE = Path(__file__).resolve().parent.parent

# One folder holds everything the platform writes: database, lake, index, caches, uploads, key.
HOME = Path(env.str("SCIBRIDGE_HOME", ".scibridge")).expanduser().resolve()
# For the operator's eyes: the database holds what waits for an NDA.
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
LAKE_DIRECTORY = HOME / "lake"
INDEX_DIRECTORY = HOME / "index"
# What the sentence encoder made of the documents; outlives the index.
VECTOR_DIRECTORY = HOME / "vectors"
ENCODER = env.str("SCIBRIDGE_ENCODER", "all-MiniLM-L6-v2")
ENCODER_LANGUAGES: list[str] = env.list("SCIBRIDGE_ENCODER_LANGUAGES", ["en"])
# Documents the whole model may read while somebody waits for an answer.
ENCODER_AT_ONCE = env.int("SCIBRIDGE_ENCODER_AT_ONCE", 0)
ATLAS_DIRECTORY = HOME / "atlas"
# Where the tables of the atlas are computed: in this process, or on a Spark Connect server, sc://host:port.
LAKE_ENGINE = env.str("SCIBRIDGE_LAKE", "duckdb")
CACHE_DIRECTORY = HOME / "cache"
# What `scibridge lexicon learn` learned; not a cache, since the file it was learned from may be gone.
LEARNED_TERMS = HOME / "lexicon" / "learned.json"
# What the glossary of the administration pages says, written anew after every change of it.
GLOSSARY_TERMS = HOME / "lexicon" / "glossary.json"
WORLD_DIRECTORY = CACHE_DIRECTORY / "world"
MEDIA_ROOT = HOME / "media"


def _secret_key() -> str:
    """The key from the environment, or one made once and kept in the home folder for its owner's eyes."""
    given: str = env.str("SCIBRIDGE_SECRET_KEY", "")
    if given:
        return given
    path = HOME / "secret.key"
    if not path.exists():
        # Written whole under another name first: a second process never reads half a key.
        new = HOME / f"secret.key.{secrets.token_hex(4)}"
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            path.hardlink_to(new)
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_text(encoding="ascii")


DEBUG = env.bool("SCIBRIDGE_DEBUG", False)
SECRET_KEY = _secret_key()
SITE_ADDRESS = env.str("SCIBRIDGE_SITE_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS: list[str] = env.list("SCIBRIDGE_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("SCIBRIDGE_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.orcid",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "scibridge.kernel",
    "scibridge.domain.accounts",
    "scibridge.domain.indexing",
    "scibridge.domain.registry",
    "scibridge.domain.exchange",
    "scibridge.domain.following",
    "scibridge.domain.places",
    "scibridge.domain.attachments",
    "scibridge.domain.invitations",
    "scibridge.flows",
    "scibridge.web",
    "scibridge.api",
    "scibridge.cli",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "scibridge.web.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "scibridge.web.middleware.ErrorPages",
]

ROOT_URLCONF = "scibridge.config.urls"
ASGI_APPLICATION = "scibridge.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # First, so that the pages of packages wear the house's look.
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "scibridge.web.folding.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scibridge.web.context.site",
            ],
        },
    },
]

# A connection that stays keeps the pages it has read.
DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL", f"sqlite:///{HOME / 'scibridge.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
    }
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Whole pages, packed to some 8 kB each, in each process.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 4000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "index", "mail"]}}

AUTH_USER_MODEL = "accounts.Account"
# Addresses are unique whatever their case, by a constraint (account_email_once) this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {"signup": "scibridge.domain.accounts.forms.SignUpForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "scibridge.domain.accounts.forms.AddKeyForm",
    "edit_webauthn": "scibridge.domain.accounts.forms.EditKeyForm",
}
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
if env.str("SCIBRIDGE_ORCID_CLIENT_ID", ""):
    SOCIALACCOUNT_PROVIDERS["orcid"] = {
        "APPS": [
            {
                "client_id": env.str("SCIBRIDGE_ORCID_CLIENT_ID"),
                "secret": env.str("SCIBRIDGE_ORCID_SECRET"),
            }
        ],
    }
if env.str("SCIBRIDGE_OIDC_ISSUER", ""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("SCIBRIDGE_OIDC_NAME", "Single sign-on"),
                "client_id": env.str("SCIBRIDGE_OIDC_CLIENT_ID"),
                "secret": env.str("SCIBRIDGE_OIDC_SECRET"),
                "settings": {"server_url": env.str("SCIBRIDGE_OIDC_ISSUER")},
            }
        ],
    }

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
# Before those of other packages: a sentence that both know is said in the house's words.
LOCALE_PATHS = [
    str(path)
    for rooms in ("web", "domain/*", "flows", "kernel", "api")
    for path in sorted(PACKAGE.glob(f"{rooms}/locale"))
]
TIME_ZONE = env.str("SCIBRIDGE_TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise complains of a missing folder, even where finders serve
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's pages use our files
MEDIA_URL = "/media/"

_mail = env.dj_email_url("SCIBRIDGE_EMAIL_URL", "console://")
if "EMAIL_BACKEND" not in _mail:
    raise ImproperlyConfigured("SCIBRIDGE_EMAIL_URL: use console://, smtp://, submission:// or file://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_mail.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_SSL"))
_mail_folder = (_mail.get("EMAIL_FILE_PATH") or "").lstrip("/")
EMAIL_FILE_PATH = f"/{_mail_folder}" if _mail_folder else str(HOME / "mail")
EMAIL_TIMEOUT = 20  # a mail server that does not answer holds no page for longer
DEFAULT_FROM_EMAIL = env.str("SCIBRIDGE_FROM_EMAIL", "SciBridge <no-reply@localhost>")

_https = SITE_ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_HSTS_SECONDS = 31536000 if _https else 0
_behind_proxy = env.bool("SCIBRIDGE_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_proxy else None
# Attempts to sign in are counted by the visitor's address, which the proxy adds last.
ALLAUTH_TRUSTED_PROXY_COUNT = int(_behind_proxy)
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "scibridge.web.refusals.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# Files are taken where a page asks for one, and nowhere else; they arrive on the disk they stay on.
UPLOAD_MOST_BYTES = env.int("SCIBRIDGE_UPLOAD_MEGABYTES", 20) * 1_000_000
FILE_UPLOAD_HANDLERS = ["scibridge.web.attachments.arriving.BoundedUpload"]
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
# What a whole request may hold: a file with what surrounds it, or the largest body without one.
REQUEST_MOST_BYTES = max(UPLOAD_MOST_BYTES, DATA_UPLOAD_MAX_MEMORY_SIZE) + 1_000_000

# Sources outside.
OPENALEX_KEY = env.str("SCIBRIDGE_OPENALEX_KEY", "")
OPENALEX_MAIL = env.str("SCIBRIDGE_OPENALEX_MAIL", "")
CROSSREF_MAIL = env.str("SCIBRIDGE_CROSSREF_MAIL", "")

# Requests a minute to the API for one visitor and for one token.
API_RATE_VISITOR = env.str("SCIBRIDGE_API_RATE_VISITOR", "60/m")
API_RATE_TOKEN = env.str("SCIBRIDGE_API_RATE_TOKEN", "600/m")
PAGE_RATE_VISITOR = env.str("SCIBRIDGE_PAGE_RATE_VISITOR", "60/m")

# Whether responses tell how long they took, for whoever measures.
SERVER_TIMING = env.bool("SCIBRIDGE_SERVER_TIMING", False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("SCIBRIDGE_LOG_LEVEL", "WARNING")},
}

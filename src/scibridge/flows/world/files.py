"""Where the picture is kept: small files, each written whole under another name first."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def _folder() -> Path:
    return Path(settings.WORLD_DIRECTORY)


def write(name: str, content: bytes) -> None:
    """Put a file in place; who reads it meanwhile gets the old one or the new one."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    new = _folder() / f".{name}.{secrets.token_hex(4)}"
    new.write_bytes(content)
    new.replace(_folder() / name)


def read(name: str) -> bytes | None:
    """The content of a file, or nothing where there is none."""
    try:
        return (_folder() / name).read_bytes()
    except FileNotFoundError:
        return None


def written_at(name: str) -> datetime | None:
    """When a file was last put in place."""
    try:
        seconds = (_folder() / name).stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(seconds, tz=timezone.get_default_timezone())


def forget(pattern: str, *, keep: str, older_than: timedelta) -> None:
    """Remove files that fit ``pattern``, do not begin with ``keep`` and have lain for so long."""
    limit = (timezone.now() - older_than).timestamp()
    for path in _folder().glob(pattern):
        if not path.name.startswith(keep) and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)

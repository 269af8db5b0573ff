"""How many requests one caller may send: counted per window in the cache, which counts atomically.

Owns the counting and how one visitor is told from another; refuses the words, which each roof has.
"""

import hashlib
import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils import timezone

_PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Rate:
    """``most`` requests in ``seconds``."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands in the present window; ``wait`` is the seconds until the next one."""

    rate: Rate
    used: int
    wait: int

    @property
    def exceeded(self) -> bool:
        """Whether this request is one too many."""
        return self.used > self.rate.most

    def headers(self) -> dict[str, str]:
        """For the response."""
        return {
            "RateLimit-Limit": str(self.rate.most),
            "RateLimit-Remaining": str(max(0, self.rate.most - self.used)),
            "RateLimit-Reset": str(self.wait),
        }


def read_rate(text: str) -> Rate:
    """From ``60/m``: a number, and s, m, h or d. Raises ImproperlyConfigured."""
    number, _, period = text.partition("/")
    if not number.isdigit() or period not in _PERIODS:
        raise ImproperlyConfigured(f"{text!r} is not a rate; write it like 60/m, with s, m, h or d")
    return Rate(int(number), _PERIODS[period])


def count(who: str, rate: Rate) -> Standing:
    """Count one request of ``who``, named by anything that is theirs alone."""
    now = timezone.now().timestamp()
    window = int(now // rate.seconds)
    key = f"rate:{hashlib.sha256(who.encode()).hexdigest()[:32]}:{rate.seconds}:{window}"
    cache.add(key, 0, timeout=rate.seconds + 1)
    try:
        used = cache.incr(key)
    except ValueError:
        # The window's entry was thrown out between the two calls.
        cache.set(key, 1, timeout=rate.seconds + 1)
        used = 1
    return Standing(rate, used, int((window + 1) * rate.seconds - now) + 1)


def visitor_address(request: HttpRequest) -> str:
    """Where the request came from; an IPv6 visitor counts by network, since one holds 2^64 addresses.

    Behind a proxy that is the last address it added: earlier ones are the visitor's own words.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        text = request.headers.get("X-Forwarded-For", text).rpartition(",")[2].strip() or text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)

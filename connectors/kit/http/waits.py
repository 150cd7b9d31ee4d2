"""Retry-After and its kin: how long a reply asks us to wait, in all the forms that servers use.

Seen on real servers: whole seconds, "598.0", an HTTP date, an ISO 8601 time, epoch seconds,
epoch milliseconds, seconds left; and a 429 that says nothing.
"""

import math
import re
from collections.abc import Mapping
from datetime import datetime

from connectors.kit.reading.dates import read_date

LONGEST = 86_400.0  # seconds; what is more is taken for a mistake
# Reset headers come after Retry-After, which is meant for this very reply.
_RESETS = (
    "retry-after",
    "x-ratelimit-reset-after",
    "x-ratelimit-reset",
    "x-rate-limit-reset",
    "ratelimit-reset",
    "ratelimit-resettime",
)
_EPOCH = 1_200_000_000  # a number from here on is a date (2008), below it seconds to wait
_EPOCH_MS = 100_000_000_000


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds from `now` until the server wants to hear from us; None where it does not say.

    0 to 86,400. A date is compared with the server's own clock (Date) where it sends one.
    """
    server_now = read_date(headers.get("date", "")) or now
    for name in _RESETS:
        wait = _seconds(headers.get(name, "").strip(), server_now)
        if wait is not None:
            return _clamped(wait)
    left = re.search(r"(?:^|[;,\s])(?:t|reset)=(\d+)", headers.get("ratelimit", ""))
    return _clamped(float(left[1])) if left else None


def freshness(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds for which a good reply says it stays the same: max-age, Expires or Retry-After."""
    server_now = read_date(headers.get("date", "")) or now
    hints = [retry_after({"retry-after": headers.get("retry-after", "")}, server_now)]
    control = headers.get("cache-control", "").lower()
    if found := re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,12})", control):
        hints.append(float(found[1]) - (_number(headers.get("age", "")) or 0.0))
    elif not re.search(r"no-cache|no-store", control) and "expires" in headers:
        expires = read_date(headers["expires"])
        hints.append((expires - server_now).total_seconds() if expires else None)
    known = [hint for hint in hints if hint is not None and hint > 0]
    return _clamped(max(known)) if known else None


def _seconds(value: str, now: datetime) -> float | None:
    number = _number(value)
    if number is None:
        date = read_date(value)
        return (date - now).total_seconds() if date else None
    if number >= _EPOCH_MS:
        number /= 1000
    return number - now.timestamp() if number >= _EPOCH else number


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _clamped(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST)

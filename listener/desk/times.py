"""A time as people write it: a span from now, tomorrow, a day, a moment."""

import re
from datetime import datetime, timedelta, tzinfo

from listener.desk.acts.snooze import MORNING, morning

_SPAN = re.compile(r"(\d{1,4})\s?(m|min|h|d|j|w|s)")
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "j": "days", "w": "weeks", "s": "weeks"}  # fmt: skip
_TOMORROW = ("tomorrow", "demain")


def until(word: str, now: datetime, zone: tzinfo) -> datetime | None:
    """A time as people write it, in the brand's zone; None for what is none."""
    told = word.strip().casefold()
    if match := _SPAN.fullmatch(told):
        return now + timedelta(**{_UNITS[match[2]]: int(match[1])})
    if told in _TOMORROW:
        return morning(now, 1, zone)
    try:
        found = datetime.fromisoformat(word.strip())
    except ValueError:
        return None
    if len(told) <= len("2026-12-24"):
        found = datetime.combine(found.date(), MORNING)
    return found if found.tzinfo else found.replace(tzinfo=zone)

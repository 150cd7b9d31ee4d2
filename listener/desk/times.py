"""Times as people write them: 2h, 3d, tomorrow, 2026-12-24, 2026-12-24T14:30."""

import re
from datetime import MAXYEAR, MINYEAR, datetime, time, timedelta, tzinfo

from listener.desk.acts.snooze import MORNING, morning

_SPAN = re.compile(r"(\d{1,4})\s?(m|min|h|d|j|w|s)")
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "j": "days", "w": "weeks", "s": "weeks"}  # fmt: skip
_TOMORROW = ("tomorrow", "demain")
_DAY = len("2026-12-24")


def until(word: str, now: datetime, zone: tzinfo) -> datetime | None:
    """A time to come, in that zone; of a day its morning. None for what is no time."""
    if span := _span(word):
        return now + span
    if word.strip().casefold() in _TOMORROW:
        return morning(now, 1, zone)
    return _moment(word, zone, of_day=MORNING)


def since(word: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The same for a time that is over: 3d is three days ago; of a day its beginning."""
    if span := _span(word):
        return now - span
    return _moment(word, zone, of_day=time())


def _span(word: str) -> timedelta | None:
    match = _SPAN.fullmatch(word.strip().casefold())
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else None


def _moment(word: str, zone: tzinfo, *, of_day: time) -> datetime | None:
    said = word.strip()
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    if not MINYEAR < found.year < MAXYEAR:  # such a day has no time in another zone
        return None
    if len(said) <= _DAY:
        found = datetime.combine(found.date(), of_day)
    return found if found.tzinfo else found.replace(tzinfo=zone)

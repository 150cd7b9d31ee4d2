"""Weekly digests as periods: which ISO week, when it is due, who has made it. Pure.

No clock and no scheduler state: a week is due when its moment has passed and its key is not
among those made. Local times are turned into UTC once, so a change of the clock gives neither
two digests nor none: a time that the clock skips is read with the offset before the jump (02:30
becomes 03:30), a time that comes twice means its first turn.
"""

import re
from collections.abc import Iterator, Set
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from listener.settings.brand import Brand
from listener.settings.written import DAYS

GRACE = timedelta(hours=48)  # later than this after a standstill, a digest is missed
_LOOK_BACK = 12  # weeks: what is older is nobody's news
_WEEK = timedelta(days=7)


def week_of(moment: datetime, zone: ZoneInfo) -> str:
    """The ISO week of a moment in a zone: "2026-W46"."""
    return _key(moment.astimezone(zone).date())


def bounds(week: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A week's [start, end) in UTC: 167, 168 or 169 hours. Raises ValueError for no such week."""
    monday = _monday(week)
    return _utc(monday, time(), zone), _utc(monday + _WEEK, time(), zone)


def before(week: str, n: int = 1) -> str:
    """The week `n` weeks earlier."""
    return _key(_monday(week) - n * _WEEK)


def last_finished(now: datetime, brand: Brand) -> str:
    """The newest week that is over in the brand's zone."""
    return before(week_of(now, brand.tz))


def next_digest(now: datetime, brand: Brand, made: Set[str]) -> str:
    """The week whose digest comes next; `made` holds the weeks that have one, or will have none."""
    last = last_finished(now, brand)
    return last if last not in made else week_of(now, brand.tz)


def due_at(week: str, brand: Brand) -> datetime:
    """When a week's digest is due: the brand's weekday and hour of the week after it, in UTC."""
    day = _monday(week) + _WEEK + timedelta(days=DAYS.index(brand.digest.weekday))
    return _utc(day, brand.digest.at, brand.tz)


def period_key(week: str, brand: Brand) -> str:
    """What is unique: one digest a brand and ISO week, whatever its zone and weekday are now."""
    return f"digest:{brand.name}:{week}"


def due_digest(
    now: datetime,
    brand: Brand,
    made: Set[str],
    *,
    grace: timedelta = GRACE,
    since: datetime | None = None,
    alive: datetime | None = None,
) -> str | None:
    """The oldest week whose digest is to be made now, or None.

    `made` holds the period keys of weeks that are made, and of those recorded as missed. `since`
    is when the brand began to be listened to: earlier weeks are owed to nobody. `alive` is the
    last moment before now at which the listener was at work: what fell due after it is made
    within the grace; what was due before it, and is now only because weekday or zone changed,
    is made at once. Without it the grace counts from the due time.
    """
    for week in _open(now, brand, made, since):
        if not _is_missed(week, now, brand, grace, alive):
            return week
    return None


def missed_weeks(
    now: datetime,
    brand: Brand,
    made: Set[str],
    *,
    grace: timedelta = GRACE,
    since: datetime | None = None,
    alive: datetime | None = None,
) -> tuple[str, ...]:
    """Weeks nobody made within the grace, oldest first: to be listed, and then recorded as made."""
    return tuple(
        week
        for week in _open(now, brand, made, since)
        if _is_missed(week, now, brand, grace, alive)
    )


def _open(now: datetime, brand: Brand, made: Set[str], since: datetime | None) -> Iterator[str]:
    """Weeks that are due and not made, oldest first; none before the first that could be."""
    newest = last_finished(now, brand)
    first = _first(brand, made, since) or newest
    monday = _monday(newest)
    for n in range(_LOOK_BACK, -1, -1):
        week = _key(monday - n * _WEEK)
        is_owed = week >= first and period_key(week, brand) not in made
        if is_owed and due_at(week, brand) <= now:
            yield week


def _first(brand: Brand, made: Set[str], since: datetime | None) -> str | None:
    if since is not None:
        return week_of(since, brand.tz)
    known = [key.rpartition(":")[2] for key in made if key.startswith(period_key("", brand))]
    return min(known, default=None)


def _is_missed(
    week: str, now: datetime, brand: Brand, grace: timedelta, alive: datetime | None
) -> bool:
    due = due_at(week, brand)
    return now - (max(due, alive) if alive else due) > grace


def _key(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def _monday(week: str) -> date:
    found = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", week)
    if not found:
        raise ValueError(f"{week!r} is no week: write it like 2026-W46")
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise ValueError(f"{week!r}: that year has no such week") from None


def _utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), zone).astimezone(UTC)

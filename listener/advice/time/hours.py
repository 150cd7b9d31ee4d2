"""Due times in working hours: clock time, or time in which the brand's team is there.

Spans are local wall time, turned into UTC before any arithmetic, so that the night a clock
changes neither gives nor takes an hour of a team that was there.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from listener.settings.brand import Brand
from listener.settings.written import DAYS

_DAY = timedelta(hours=24)
_LOOK_AHEAD = 800  # days without one open minute: the team is closed for good


def due(now: datetime, delay: timedelta, brand: Brand, *, clock: bool) -> datetime:
    """The moment `delay` after `now`, counting only opening hours unless `clock`; aware UTC.

    24 hours are one working day, whatever the opening hours: the same time on the next one. Less is
    never later than that. A team that does not open for two years is counted by the clock.
    """
    start = now.astimezone(UTC)
    if clock:
        return start + delay
    days, rest = divmod(delay, _DAY)
    if days:
        start = _days_later(start, days, brand)
    if not rest:
        return start
    return min(_open_time_later(start, rest, brand), _days_later(start, 1, brand))


def _days_later(start: datetime, days: int, brand: Brand) -> datetime:
    """The same time so many working days later, or the nearest in which the team is there."""
    local, left = None, days
    for opens, closes in _spans(start, brand):
        day = opens.astimezone(brand.tz).date()
        if local is None:
            local = max(opens, start).astimezone(brand.tz)
            last = local.date()
        if day != last:
            last, left = day, left - 1
        if left <= 0:
            wanted = datetime.combine(day, local.time(), brand.tz).astimezone(UTC)
            if wanted <= closes or not _opens_again(closes, day, brand):
                return min(max(wanted, opens), closes)
    return start + days * _DAY


def _opens_again(closes: datetime, day: date, brand: Brand) -> bool:
    following = next((opens for opens, _ in _spans(closes, brand)), None)
    return following is not None and following.astimezone(brand.tz).date() == day


def _open_time_later(start: datetime, delay: timedelta, brand: Brand) -> datetime:
    left = delay
    for opens, closes in _spans(start, brand):
        here = max(opens, start)
        if closes - here >= left:
            return here + left
        left -= closes - here
    return start + delay


def open_minutes(start: datetime, end: datetime, brand: Brand) -> float:
    """Minutes between two moments in which the team was there; 0 where end is not later."""
    begin, stop = start.astimezone(UTC), end.astimezone(UTC)
    total = timedelta()
    for opens, closes in _spans(begin, brand, until=stop):
        total += max(timedelta(), min(closes, stop) - max(opens, begin))
    return total.total_seconds() / 60


def _spans(
    start: datetime, brand: Brand, *, until: datetime | None = None
) -> Iterator[tuple[datetime, datetime]]:
    """Open spans that end after `start`, in order, as UTC; what two of them share counts once."""
    last = start
    day = start.astimezone(brand.tz).date()
    for _ in range(_LOOK_AHEAD if until is None else (until - start).days + 3):
        if not _is_closed(day, brand):
            for span in sorted(getattr(brand.team.hours, DAYS[day.weekday()])):
                opens, closes = (_utc(day, text, brand) for text in span.split("-"))
                opens = max(opens, last)
                if until is not None and opens >= until:
                    return
                if closes > opens:
                    yield opens, closes
                    last = closes
        day += timedelta(days=1)


def _utc(day: date, text: str, brand: Brand) -> datetime:
    """Local wall time to UTC; an hour that the clock skips is read as the moment of the jump."""
    if text == "24:00":
        return _utc(day + timedelta(days=1), "00:00", brand)
    return datetime.combine(day, time.fromisoformat(text), brand.tz).astimezone(UTC)


def _is_closed(day: date, brand: Brand) -> bool:
    if day in brand.team.closed:
        return True
    return brand.team.public_holidays and day in _holidays(brand.country, day.year)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    """Public holidays of a country; none where the library does not know it."""
    import holidays  # here: it is needed by few commands

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()

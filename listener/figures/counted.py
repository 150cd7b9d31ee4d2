"""What sources count themselves, by the hour, without showing it: a volume beside that of mentions. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
MANY, FAR = 10, 3  # posts of an hour that stands out, and how many times the usual hour's they are


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a series, as it was counted last."""

    source_id: int
    at: datetime  # its beginning
    n: int
    series: str  # what was counted: others are not compared with it


@dataclass(frozen=True, slots=True)
class Volume:
    """The hours of a stretch of time, of all sources that count."""

    n: int  # posts
    known: int  # hours, of each source its own
    missing: int  # hours that no count is known of, since a source began to count
    is_whole: bool  # every hour of the stretch is known, of each source
    series: frozenset[tuple[int, str]]  # what was counted, by source
    peak: tuple[datetime, int] | None  # the hour that stands out, of all sources together

    def compares_with(self, other: "Volume") -> bool:
        """Is the same counted in both, every hour of them?"""
        return self.is_whole and other.is_whole and self.series == other.series


def volume(
    hours: Sequence[Hour], start: datetime, end: datetime, *, is_over: bool = True
) -> Volume | None:
    """What the hours of a stretch add up to; None where nothing is counted.

    `hours` may begin long before it. A source counts in it that counted in it or in the week before it:
    of its hours those are missing that come after its first one and, where the stretch is not over,
    before its last one.
    """
    counting = {hour.source_id for hour in hours if start - WEEK <= hour.at < end}
    if not counting:
        return None
    within = [hour for hour in hours if start <= hour.at < end]
    expected, is_early = 0, True
    for source in counting:
        its = [hour.at for hour in hours if hour.source_id == source and hour.at < end]
        first, last = max(start, min(its)), end if is_over else max(its) + HOUR
        expected += max(int((last - first) / HOUR), 0)
        is_early = is_early and first - start < HOUR
    missing = max(expected - len(within), 0)
    return Volume(
        n=sum(hour.n for hour in within),
        known=len(within),
        missing=missing,
        is_whole=bool(within) and is_early and not missing,
        series=frozenset((hour.source_id, hour.series) for hour in within),
        peak=_peak(within),
    )


def _peak(hours: Sequence[Hour]) -> tuple[datetime, int] | None:
    by_hour = Counter[datetime]()
    for hour in hours:
        by_hour[hour.at] += hour.n
    if not by_hour:
        return None
    at, n = min(by_hour.items(), key=lambda one: (-one[1], one[0]))
    stands_out = n >= MANY and n * len(by_hour) >= FAR * by_hour.total()
    return (at, n) if stands_out else None

"""The figures: formulas of SPEC 4, pure.

A figure under its minimum is None, which people read as "too few"; its n is kept beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, sqrt

from listener.settings.numbers import DigestNumbers

FEW = DigestNumbers().few  # positives and negatives under which a balance is "too few"
FEW_CASES = DigestNumbers().few_cases  # cases under which a share or a median time is "too few"
Z = 1.96  # 95 %
PRIOR_REVIEWS, PRIOR_STARS = 7, 3.5  # what a review score leans on before there are reviews
REVIEW_HALF_LIFE = timedelta(days=180)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The balance of opinions: (P - N) / (P + N), with the interval that its n allows."""

    positive: int
    negative: int
    net: float | None  # -1 to 1; None where there are too few
    low: float | None
    high: float | None

    @property
    def n(self) -> int:
        """What it rests on; neutral, mixed and unsure are left out."""
        return self.positive + self.negative


@dataclass(frozen=True, slots=True)
class Share:
    """A share of cases, with the interval that its n allows."""

    hits: int
    n: int
    value: float | None  # 0 to 1; None where there are too few
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took: resistant to outliers."""

    n: int
    median: timedelta | None  # None where there are too few
    p90: timedelta | None


def net_sentiment(positive: int, negative: int, *, few: int = FEW) -> Sentiment:
    """Talkwalker's definition, with Wilson's 95 % interval on the share of positives."""
    n = positive + negative
    if n < few:
        return Sentiment(positive, negative, None, None, None)
    low, high = wilson(positive, n)
    return Sentiment(positive, negative, (positive - negative) / n, 2 * low - 1, 2 * high - 1)


def rolling_sentiment(weeks: Sequence[tuple[int, int]], *, few: int = FEW) -> tuple[Sentiment, int]:
    """The balance of the newest week, or of up to four where that is too few.

    `weeks` holds positives and negatives, newest first. Returns the balance and the number of
    weeks it rests on, 1 or 4; with too few even then, that of four weeks, whose `net` is None.
    """
    newest = net_sentiment(*weeks[0], few=few)
    if newest.net is not None:
        return newest, 1
    four = weeks[:4]
    return net_sentiment(sum(p for p, _ in four), sum(n for _, n in four), few=few), 4


def wilson(hits: int, n: int, z: float = Z) -> tuple[float, float]:
    """Wilson's score interval for a share; n must be at least 1."""
    p = hits / n
    middle = p + z * z / (2 * n)
    spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def share(hits: int, n: int, *, few: int = FEW_CASES) -> Share:
    """Response rate, SLA met, organic share, returning authors: hits / n, with Wilson's interval."""
    if n < max(few, 1):
        return Share(hits, n, None, None, None)
    return Share(hits, n, hits / n, *wilson(hits, n))


def times(spans: Iterable[timedelta], *, few: int = FEW_CASES) -> Times:
    """First response time: median, and 90th percentile by nearest rank."""
    known = sorted(spans)
    if len(known) < max(few, 1):
        return Times(len(known), None, None)
    middle = median([span.total_seconds() for span in known])
    last = known[ceil(0.9 * len(known)) - 1]
    return Times(len(known), timedelta(seconds=middle or 0.0), last)


def median(values: Iterable[float | None]) -> float | None:
    """The middle of what is known; None where nothing is."""
    known = sorted(v for v in values if v is not None)
    if not known:
        return None
    half = len(known) // 2
    return known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2


def review_score(reviews: Iterable[tuple[float, timedelta]]) -> float:
    """Stars, 1 to 5, newer ones heavier: (7 x 3.5 + sum(stars w)) / (7 + sum(w)), w = 0.5^(age/180 d).

    Each review is its stars and its age; without reviews the score is 3.5.
    """
    total, weight = PRIOR_REVIEWS * PRIOR_STARS, float(PRIOR_REVIEWS)
    for stars, age in reviews:
        w = 0.5 ** (max(age, timedelta()) / REVIEW_HALF_LIFE)
        total, weight = total + stars * w, weight + w
    return total / weight


def coverage(
    gaps: Iterable[tuple[int, datetime, datetime]], connectors: int, week: Span
) -> float | None:
    """1 - gap minutes / (minutes x connectors); None without a connector.

    A gap is its source, beginning and end; those of one source may overlap.
    """
    start, end = week
    if connectors < 1 or end <= start:
        return None
    return 1 - gap_time(gaps, week) / ((end - start) * connectors)


def gap_time(gaps: Iterable[tuple[int, datetime, datetime]], week: Span) -> timedelta:
    """Time in which a source could not be read, summed over sources, inside the week."""
    start, end = week
    total, reached = timedelta(), dict[int, datetime]()
    for source, begins, ends in sorted(gaps):
        begin = max(begins, start, reached.get(source, start))
        stop = min(ends, end)
        if stop > begin:
            total += stop - begin
            reached[source] = stop
    return total

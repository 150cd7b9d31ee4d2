"""Approved answers as they were sent: how many word for word, and how far the middle one was changed. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.figures.metrics import FEW_CASES, Share, median, share

OVER = timedelta(days=90)  # by leaf a week holds too few


@dataclass(frozen=True, slots=True)
class Sent:
    """An approved answer that was seen sent: no words, no name."""

    mention: int
    leaf: str
    at: datetime  # when it was sent, as far as we know
    edited: float  # normalised edit distance to what was approved, 0 to 1
    is_verbatim: bool  # word for word


@dataclass(frozen=True, slots=True)
class AsSent:
    """What became of approved answers."""

    verbatim: Share  # word for word; its n is theirs
    edited: float | None  # the median distance, 0 to 1; None where there are too few


def as_sent(sent: Sequence[Sent], *, few: int = FEW_CASES) -> AsSent:
    """The share that was sent word for word, with its interval, and how far the middle one was changed."""
    found = share(sum(one.is_verbatim for one in sent), len(sent), few=few)
    return AsSent(found, None if found.value is None else median(one.edited for one in sent))


def by_leaf(sent: Iterable[Sent], *, few: int = FEW_CASES) -> list[tuple[str, AsSent]]:
    """The same for each leaf, the most frequent first."""
    of: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        of[one.leaf].append(one)
    ranked = sorted(of.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [(leaf, as_sent(some, few=few)) for leaf, some in ranked]

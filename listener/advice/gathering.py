"""Gathering: when several people say the same at once, that is one thing to tell, and not several."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.advice.leaves import Leaf, those
from listener.advice.verdict import Verdict

LEAVES = those(gathers=True)
# Why a mention is told, or only counted: who is known, what may be a crisis, what a person is to judge
# is told alone.
RULES = frozenset(
    {
        "critique-negative",
        "discussion-negative",
        "question-to-us",
        "one-star",
        "two-stars",
        "needs-answer",
        "outburst",
        "counted",
    }
)

LULL = 3  # spans without a voice after which as many again are news
MOST = 200  # that are looked at for a burst; what joins it is not limited


@dataclass(frozen=True, slots=True)
class Voice:
    """A mention that may be told with others."""

    mention: int
    story: int
    at: datetime
    author: str | None  # None: nobody knows who
    matters: frozenset[str]  # what goes wrong, by the lists of incidents
    leaf: str
    is_instant: bool  # told at once by itself
    burst: str | None = None  # that it is part of


@dataclass(frozen=True, slots=True)
class Bounds:
    """When several are a burst."""

    people: int
    span: timedelta  # within which they wrote
    quiet: timedelta  # after which what comes is another one


def may_gather(verdict: Verdict) -> bool:
    """May it be told in one message with others, by what is advised?

    Danger, the press, rights, whoever is known and whoever waits for an answer keep their own cards.
    """
    return (
        verdict.leaf in LEAVES
        and verdict.rule in RULES
        and not verdict.is_urgent
        and not verdict.copied
        and not verdict.history
        and not set(verdict.beside) - {Leaf.PUBLISH_ANSWER}
    )


def crowd(one: Voice, same: Iterable[Voice], bounds: Bounds) -> tuple[Voice, ...]:
    """Those who said the same within the span, `one` included, earliest first; empty where they are
    too few, where nobody knows that they are different people, or where none is to be told at once.
    """
    near = sorted(same, key=lambda v: abs(v.at - one.at))[:MOST]
    around = sorted((one, *near), key=lambda v: (v.at, v.mention))
    best: tuple[Voice, ...] = ()
    for n, first in enumerate(around):
        if first.at > one.at:
            break
        within = tuple(v for v in around[n:] if v.at - first.at <= bounds.span)
        if one in within and _people(within) > _people(best):
            best = within
    enough = min(_people(best), len({v.story for v in best})) >= bounds.people
    return best if enough and any(v.is_instant for v in best) else ()


def is_open(voices: Collection[Voice], at: datetime, bounds: Bounds) -> bool:
    """Does a burst of these go on, or was it quiet for too long before `at`?"""
    times = [v.at for v in voices]
    return bool(times) and min(times) - bounds.span <= at <= max(times) + bounds.quiet


def calls_again(one: Voice, burst: Collection[Voice], bounds: Bounds) -> str:
    """Is a burst to be told once more, now that `one` joins it? A word that names when; "" for no.

    It is where it flares up after a lull: enough people again within the span.
    """
    recent = [v for v in (*burst, one) if timedelta(0) <= one.at - v.at <= bounds.span]
    earlier = [v.at for v in burst if one.at - v.at > bounds.span]
    first = min(recent, key=lambda v: (v.at, v.mention))
    is_lull = bool(earlier) and first.at - max(earlier) > LULL * bounds.span
    return f"m{first.mention}" if is_lull and _people(recent) >= bounds.people else ""


def has_doubled(one: Voice, burst: Collection[Voice], bounds: Bounds) -> int:
    """How many people it is, where `one` makes it twice, or four times, … as many as it takes; else 0."""
    before = {v.author for v in burst} - {None}
    now = len(before | ({one.author} - {None}))
    least = bounds.people
    while least < now:
        least *= 2
    return now if now > max(len(before), bounds.people) and now == least else 0


def _people(voices: Sequence[Voice]) -> int:
    return len({v.author for v in voices} - {None})

"""Gathering: when several people say the same at once, that is one thing to tell, and not several."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest

from listener.advice.leaves import Leaf, those
from listener.advice.verdict import Verdict

LEAVES = those(gathers=True)
OWED = LEAVES & those(digest="owed")  # somebody waits: it may say in other words what others say
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
CLOSEST = 16  # that are looked at for a burst that no list names
SILENT = 4  # one of so many may say nothing that fails
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
    lacks: bool = False  # something is not there, or does not do what it should


Near = Callable[[Voice, Voice], float]


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


def close_crowd(
    one: Voice, others: Iterable[Voice], near: Near, least: float, bounds: Bounds
) -> tuple[Voice, ...]:
    """Those who say in other words, within the span, that the same is wrong, `one` included, earliest
    first.

    Each is as near as `least` to every other: a chain of neighbours would take in strangers. Empty
    where they are too few, where nobody knows that they are different people, where too few say that
    anything fails, where the lists name two matters, or where none is to be told at once.
    """
    apart = [v for v in others if v.author is not None and near(one, v) >= least]
    free = nsmallest(CLOSEST, apart, key=lambda v: (-near(one, v), v.mention))
    of = [one] if one.author is not None else []
    while of and (fit := [v for v in free if _may_join(v, of, near, least, bounds)]):
        of.append(max(fit, key=lambda v: (sum(near(v, u) for u in of), -v.mention)))
    fails = sum(v.lacks for v in of) >= len(of) - len(of) // SILENT
    enough = len(of) >= bounds.people and any(v.is_instant for v in of)
    return tuple(sorted(of, key=lambda v: (v.at, v.mention))) if enough and fails else ()


def is_near_all(one: Voice, of: Iterable[Voice], near: Near, least: float) -> bool:
    """Is it so near to each of them?"""
    return all(near(one, v) >= least for v in of if v.mention != one.mention)


def _may_join(voice: Voice, of: Sequence[Voice], near: Near, least: float, bounds: Bounds) -> bool:
    is_new = all(v.author != voice.author and v.story != voice.story for v in of)
    is_one = _is_within([*of, voice], bounds) and is_one_matter([*of, voice])
    return is_new and is_one and is_near_all(voice, of, near, least)


def _is_within(voices: Sequence[Voice], bounds: Bounds) -> bool:
    times = [v.at for v in voices]
    return max(times) - min(times) <= bounds.span


def is_one_matter(voices: Iterable[Voice]) -> bool:
    """Do the lists name nothing that sets some of them apart?"""
    named = [v.matters for v in voices if v.matters]
    return not named or bool(frozenset.intersection(*named))


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

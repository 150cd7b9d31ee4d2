"""Which of a fact's numbers is told of what a sentence speaks of.

"Mattresses in 5 to 8 days, bed bases in 3 to 5 weeks": each number is told of the thing beside it,
and a sentence about bed bases is held against theirs alone.
"""

from collections.abc import Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from listener.advice.reading.clauses import Word, means
from listener.advice.reading.quantities import Quantity, quantities
from listener.advice.reading.told import Told, short

_JOINS = frozenset(("et", "and", "puis", "then", "but", "mais", "or", "ou", "contre", "while"))
_MOST = 8  # numbers of one unit that are set apart
_FAR = 30  # words between two numbers that are told side by side


class Beside(NamedTuple):
    """A number of a fact, and the words that are said of it and of none beside it."""

    number: Quantity
    things: frozenset[str]  # stems, cut short; empty where nothing sets it apart


def set_apart(words: tuple[Word, ...]) -> tuple[Beside, ...]:
    """Every number of a sentence with what it alone is told of."""
    read = quantities(words)
    return tuple(
        Beside(one, _things(words, one, [q for q in read if q.unit == one.unit], is_fact=True))
        for one in read
    )


def meant(told: Told, one: Quantity, numbers: Sequence[Beside]) -> tuple[Quantity, ...]:
    """Those of a fact's numbers that a number of a sentence is to be held against."""
    same = [other for other in numbers if other.number.unit == one.unit]
    if not any(other.things for other in same):
        return tuple(other.number for other in same)
    beside = told.by_unit.get(one.unit, ())
    if len(beside) > 1:
        fits = _fitting(same, _things(told.said, one, beside))
    else:
        clause = told.clauses[told.said[one.at].clause]
        fits = _fitting(same, clause) or _fitting(same, told.stems)
    if len(fits) > 1:  # what leads up to the first is often said of all of them
        fits = [other for other in fits if other.number.at != same[0].number.at] or fits
    if len({(o.number.low, o.number.high) for o in fits}) > 1:
        fits = _nearest(told.said, one, fits)
    return tuple(other.number for other in fits or same)


def _fitting(numbers: Sequence[Beside], stems: Set[str]) -> list[Beside]:
    """Those with most of their things among the words; none where no word is any's."""
    most = max((len(one.things & stems) for one in numbers), default=0)
    return [one for one in numbers if most and len(one.things & stems) == most]


def _nearest(words: tuple[Word, ...], one: Quantity, numbers: Sequence[Beside]) -> list[Beside]:
    """Those whose thing stands nearest to the number."""
    around = range(max(0, one.at - _FAR), min(len(words), one.after + _FAR))

    def far(other: Beside) -> int:
        places = (abs(at - one.at) for at in around if short(words[at].stem) in other.things)
        return min(places, default=_FAR)

    least = min(map(far, numbers))
    return [other for other in numbers if far(other) == least]


def _things(
    words: tuple[Word, ...], one: Quantity, same: Sequence[Quantity], *, is_fact: bool = False
) -> frozenset[str]:
    """The words that are said of one of several numbers of a unit, and of none beside it."""
    if not 1 < len(same) <= _MOST:
        return frozenset()
    cuts = [_cut(words, a, b) for a, b in pairwise(same)]
    if None in cuts:
        return frozenset()
    edges = [max(0, same[0].at - _FAR), *(cut for cut in cuts if cut is not None), len(words)]
    parts = [(q, *span) for q, span in zip(same, pairwise(edges), strict=True)]
    last, begin, _ = parts[-1]
    stands_before = any(means(w) for w in words[begin : last.at])
    told = [
        _said(words[begin : q.at] if stands_before else words[q.after : end])
        for q, begin, end in parts
    ]
    if is_fact and stands_before:  # what leads up to the first is said of all of them
        longest = max(map(len, told[1:]))
        told[0] = told[0][-longest:]
    at = same.index(one)
    others = frozenset(stem for n, stems in enumerate(told) if n != at for stem in stems)
    return frozenset(told[at]) - others


def _said(words: Sequence[Word]) -> list[str]:
    return [short(w.stem) for w in words if means(w)]


def _cut(words: tuple[Word, ...], first: Quantity, second: Quantity) -> int | None:
    """Where what is said of the first number ends."""
    if second.at - first.after > _FAR:
        return None
    for at in range(first.after, second.at):
        if words[at].raw in _JOINS or words[at].clause != words[first.after - 1].clause:
            return at
    return second.at if words[second.at].clause != words[first.after - 1].clause else None

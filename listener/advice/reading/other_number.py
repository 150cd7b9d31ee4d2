"""Whether a sentence tells another number than a fact does, of the same thing.

The number stands in one clause with a keyword of the fact. Left out is what is about something
else ("30 € of postage"), about others, one's own time ("for three weeks now"), a wish, and what was.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from listener.advice.reading.ages import AGE, BEGUN, OPENED
from listener.advice.reading.beside import Beside, meant
from listener.advice.reading.clauses import means, some
from listener.advice.reading.lexicon import found
from listener.advice.reading.numerals import number, raw_at
from listener.advice.reading.quantities import Quantity
from listener.advice.reading.told import Told

_TIMES = frozenset({"time", "night"})
_MONEY = frozenset({"eur", "usd", "gbp"})
_MEASURED = _MONEY | {"percent", "degree", "opening", "closing", "clock", BEGUN, OPENED}
_YEARS = frozenset({BEGUN, OPENED})
_OWN = _YEARS | {AGE, "clock"}  # most often of somebody's own: "my son is 8"
_BORNE = frozenset({"gram", "litre", "person", "metre"})
_NEAR = 8  # words between a keyword and the number that is told of it
_TELLS = 5  # words before a number that may say that it is so
_MANY = 2  # words of the fact that a sentence about its time shares
_WEIGHING = frozenset(("pes", "weigh", "poid", "weight"))
_SUMMED = 12  # numbers of a fact
_BARE = 6  # words of a clause without a verb: "bakers since 1998"
_OF = frozenset(("de", "d", "du", "des", "of", "pour", "for"))
_WITHIN = frozenset(("en", "sous", "in", "within"))


def tells_another(
    told: Told, numbers: tuple[Beside, ...], keys: tuple[frozenset[str], ...], *, stems: frozenset[str]
) -> bool:  # fmt: skip
    """Whether a sentence tells another number than `numbers`; `stems` are all the fact's words."""
    if not numbers or not told.numbers:
        return False
    known = stems.union(*keys)
    shared = (w.stem for w in told.said if means(w) and w.raw not in told.ours)
    shares = len(stems.intersection(shared))
    lows = sorted({other.number.low for other in numbers})[:_SUMMED]
    sums = {a + b for a, b in combinations(lows, 2)}
    return any(
        one.low not in sums  # "29 for fibre and 12 for mobile" are 41
        and _differs(told, one, meant(told, one, numbers), shares=shares)
        and _is_beside(told, one, keys)
        and not _is_of_something_else(told, one, known)
        for one in told.numbers
    )


def _differs(told: Told, one: Quantity, numbers: Sequence[Quantity], *, shares: int) -> bool:
    same = [other for other in numbers if one.is_comparable(other)]
    one = _as_limit(told, one, same)
    if one.bound != "exact":  # a limit is told of what has the same limit, where anything has
        same = [other for other in same if other.bound == one.bound] or same
    first = told.said[one.at]
    was = first.clause in told.past and one.unit not in _YEARS  # "it was founded in" is so today
    stands = not (first.is_supposed or first.is_denied or was)
    if not same or not stands or first.clause < told.contrasted(one.unit):
        return False
    if any(one.agrees(other) for other in same) or _is_multiple(told, one, same):
        return False
    if one.unit in _OWN and told.has("mine"):
        return False
    if one.unit in _YEARS and not _is_ours(told, one, shares=shares):
        return False
    if one.unit in _MEASURED or _is_told(told, one):
        return one.unit not in _TIMES or not told.has("lived")
    if one.unit not in _TIMES:
        return not told.has("owned")
    # A time beside a keyword alone is often somebody's own: what they waited, what they had.
    is_within = raw_at(told.said, one.at - 1) in _WITHIN or one.bound == same[0].bound != "exact"
    alike = shares >= _MANY or is_within
    return alike and not told.has("lived") and not told.has("owned")


def _is_ours(told: Told, one: Quantity, *, shares: int) -> bool:
    """Whether a year is that of our beginning: not of a habit, a price or another firm."""
    is_us = told.is_named or told.has("us") or told.has("house")
    clause = told.clauses[told.said[one.at].clause]
    return is_us and (
        told.has("founding") or told.has("opened") or (bool(shares) and len(clause) <= _BARE)
    )


def _as_limit(told: Told, one: Quantity, same: Sequence[Quantity]) -> Quantity:
    """What something bears is told as a limit: "carries 120 kg" against "up to 180 kg"."""
    is_limit = one.unit in _BORNE and any(other.bound == "most" for other in same)
    if one.bound == "exact" and is_limit and told.has("carries") and not told.has("easily"):
        return replace(one, bound="most")
    return one


def _is_multiple(told: Told, one: Quantity, same: list[Quantity]) -> bool:
    """Whether several were paid or counted: 28 for two, where one is 14."""
    if one.unit in _TIMES or one.unit in _MEASURED - _MONEY:
        return False
    own = number(told.said[one.at].raw)
    rates = (one.low / other.low for other in same if other.low)
    return any(rate != 1 and told.counted[rate] > (rate == own) for rate in rates)


def _is_told(told: Told, one: Quantity) -> bool:
    """Whether the number is said to be so: "the warranty is", "prend", "lasts", "must"."""
    clause = told.said[one.at].clause
    before = (w.raw for w in told.said[max(0, one.at - _TELLS) : one.at] if w.clause == clause)
    return bool(found("facts.telling", " ".join(before)))


def _is_beside(told: Told, one: Quantity, keys: tuple[frozenset[str], ...]) -> bool:
    clause = told.said[one.at].clause
    around = told.said[max(0, one.at - _NEAR) : one.after + _NEAR]
    starts = next((at for at, w in enumerate(around) if w.clause == clause), 0)
    is_topic = [w.raw for w in around[starts : starts + 2]] == ["c", "est"]  # "the refund, it is"
    clauses = (clause, clause - is_topic)
    # "The choir, founded in 1974, sings": whose year it is stands before the comma.
    is_any = one.unit in _YEARS
    near = frozenset(word.stem for word in around if is_any or word.clause in clauses)
    return any(key <= near for key in keys)


def _is_of_something_else(told: Told, one: Quantity, known: frozenset[str]) -> bool:
    """Whether the number is told of another thing: "30 € de frais", "20 % of my pay"."""
    if one.unit == "degree" and told.has("weather"):
        return True
    if one.unit == "gram" and told.has("weighs") and not known & _WEIGHING:
        return True
    if raw_at(told.said, one.after) not in _OF:
        return False
    clause = told.said[one.at].clause
    behind = (w for w in told.said[one.after + 1 : one.after + 4] if w.clause == clause)
    thing = next((word for word in behind if means(word)), None)
    return thing is not None and thing.raw not in some("of_itself") and thing.stem not in known

"""Whether a sentence tells another number than a fact does, of the same thing.

The number stands in one clause with a keyword of the fact. Left out is what is about something
else ("30 € of postage"), about others, one's own time ("for three weeks now"), a wish, and what was.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from connectors.kit.reading.folding import fold
from listener.advice.reading.clauses import Word, means, some
from listener.advice.reading.lexicon import found
from listener.advice.reading.numerals import number, raw_at
from listener.advice.reading.quantities import Quantity, quantities
from listener.advice.reading.text import holds

_TIMES = frozenset({"time", "night"})
_MONEY = frozenset({"eur", "usd", "gbp"})
_MEASURED = _MONEY | {"percent", "degree", "opening", "closing", "clock"}
_NEAR = 8  # words between a keyword and the number that is told of it
_TELLS = 5  # words before a number that may say that it is so
_MANY = 2  # words of the fact that a sentence about its time shares
_IMPERFECT = re.compile(r"[a-z]{2,20}(?:ait|aient)")
_OF = frozenset(("de", "d", "du", "des", "of", "pour", "for"))
_WITHIN = frozenset(("en", "sous", "in", "within"))
_AT_ANOTHER = re.compile(r"\b(?:[Cc]hez|[Aa]t|[Ww]ith)\s(?:the\s|[Ll]a\s|[Ll]e\s)?([A-ZÀ-Ý]\w+)")


@dataclass(frozen=True)
class Told:
    """One sentence, and what holds for all of its numbers."""

    part: str
    said: tuple[Word, ...]
    names: tuple[str, ...]  # the brand's

    @cached_property
    def numbers(self) -> tuple[Quantity, ...]:
        """Its numbers; none where it wishes, or speaks of a firm that is not ours."""
        read = quantities(self.said)
        return () if not read or self.has("wished") or self._is_of_others else read

    @cached_property
    def counted(self) -> Counter[float | None]:
        """Every number that is one word, and how often."""
        return Counter(number(word.raw) for word in self.said)

    @cached_property
    def past(self) -> frozenset[int]:
        """The clauses that tell how it was: "was", "coûtait"."""
        return frozenset(word.clause for word in self.said if _is_past(word.raw))

    @cached_property
    def _line(self) -> str:
        return " ".join(word.raw for word in self.said)

    def has(self, name: str) -> bool:
        """Whether it holds words of a list of facts."""
        return bool(found(f"facts.{name}", self._line))

    @cached_property
    def _ours(self) -> frozenset[str]:
        return frozenset(word for name in self.names for word in fold(name).split())

    @cached_property
    def contrasted(self) -> int:
        """The clause in which we are first named and set against what was said before; 0 for none."""
        first = next((word.clause for word in self.said if word.raw in self._ours), 0)
        behind = [word.raw for word in self.said if word.clause >= first]
        compares = found("facts.contrast", " ".join(behind)) or any(map(number, behind))
        return first if compares else 0

    @property
    def _is_of_others(self) -> bool:
        folded = fold(self.part)
        if any(holds(folded, name) for name in self.names):
            return False
        if any(fold(hit[1]) not in self._ours for hit in _AT_ANOTHER.finditer(self.part)):
            return True
        first = self.said[0]
        is_name = self.part.lstrip(" «“\"'(")[:1].isupper() and means(first)
        return is_name and raw_at(self.said, 1) in some("giving") and first.raw not in some("thing")


def tells_another(
    told: Told, numbers: tuple[Quantity, ...], keys: tuple[frozenset[str], ...], *, stems: frozenset[str]
) -> bool:  # fmt: skip
    """Whether a sentence tells another number than `numbers`; `stems` are all the fact's words."""
    if not numbers or not told.numbers:
        return False
    known = stems.union(*keys)
    shares = len({word.stem for word in told.said if means(word)} & stems)
    return any(
        _differs(told, one, numbers, shares=shares)
        and _is_beside(told, one, keys)
        and not _is_of_something_else(told, one, known)
        for one in told.numbers
    )


def _differs(told: Told, one: Quantity, numbers: tuple[Quantity, ...], *, shares: int) -> bool:
    same = [other for other in numbers if one.is_comparable(other)]
    if one.bound != "exact":  # a limit is told of what has the same limit, where anything has
        same = [other for other in same if other.bound == one.bound] or same
    first = told.said[one.at]
    stands = not (first.is_supposed or first.is_denied or first.clause in told.past)
    if not same or not stands or first.clause < told.contrasted:
        return False
    if any(one.agrees(other) for other in same) or _is_multiple(told, one, same):
        return False
    if one.unit in _MEASURED or _is_told(told, one):
        return one.unit not in _TIMES or not told.has("lived")
    if one.unit not in _TIMES:
        return not told.has("owned")
    # A time beside a keyword alone is often somebody's own: what they waited, what they had.
    is_within = raw_at(told.said, one.at - 1) in _WITHIN or one.bound == same[0].bound != "exact"
    alike = shares >= _MANY or is_within
    return alike and not told.has("lived") and not told.has("owned")


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
    near = frozenset(word.stem for word in around if word.clause in clauses)
    return any(key <= near for key in keys)


def _is_past(raw: str) -> bool:
    is_imperfect = bool(_IMPERFECT.fullmatch(raw)) and raw not in some("not_past")
    return is_imperfect or raw in some("past")


def _is_of_something_else(told: Told, one: Quantity, known: frozenset[str]) -> bool:
    """Whether the number is told of another thing: "30 € de frais", "20 % of my pay"."""
    if one.unit == "degree" and told.has("weather"):
        return True
    if raw_at(told.said, one.after) not in _OF:
        return False
    clause = told.said[one.at].clause
    behind = (w for w in told.said[one.after + 1 : one.after + 4] if w.clause == clause)
    thing = next((word for word in behind if means(word)), None)
    return thing is not None and thing.raw not in some("of_itself") and thing.stem not in known

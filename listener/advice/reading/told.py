"""One sentence as it is held against the facts: its numbers, its tense, and whom it is about."""

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

_SHORT = 6  # letters
_IMPERFECT = re.compile(r"[a-z]{2,20}(?:ait|aient)")
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

    @cached_property
    def _held(self) -> dict[str, bool]:
        return {}

    def has(self, name: str) -> bool:
        """Whether it holds words of a list of facts; asked once for all of its numbers."""
        if name not in self._held:
            self._held[name] = bool(found(f"facts.{name}", self._line))
        return self._held[name]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words, cut short."""
        return frozenset(short(word.stem) for word in self.said)

    @cached_property
    def clauses(self) -> dict[int, set[str]]:
        """The stems of each clause, cut short."""
        parts: dict[int, set[str]] = {}
        for word in self.said:
            parts.setdefault(word.clause, set()).add(short(word.stem))
        return parts

    @cached_property
    def by_unit(self) -> dict[str, list[Quantity]]:
        """Its numbers by their unit."""
        parts: dict[str, list[Quantity]] = {}
        for one in self.numbers:
            parts.setdefault(one.unit, []).append(one)
        return parts

    @cached_property
    def ours(self) -> frozenset[str]:
        """The words of our names."""
        return frozenset(word for name in self.names for word in fold(name).split())

    @cached_property
    def _named(self) -> tuple[int, bool]:
        """The clause in which we are first named, and whether we are set against others there."""
        first = next((word.clause for word in self.said if word.raw in self.ours), 0)
        behind = [word.raw for word in self.said if word.clause >= first]
        if found("facts.contrast", " ".join(behind)):
            return first, True
        units = {at for one in quantities(self.said) for at in range(one.at, one.after)}
        said = enumerate(self.said)  # "Velaro gives two"
        bare = (w for at, w in said if at not in units and number(w.raw) is not None)
        return first, any(word.clause >= first for word in bare)

    def contrasted(self, unit: str) -> int:
        """The clause in which we are first named and set against what was said before, by a word or
        by another number of the unit; 0 for none.
        """
        first, compares = self._named
        last = self.by_unit.get(unit, ())[-1:]
        has_another = any(self.said[one.at].clause >= first for one in last)
        return first if compares or has_another else 0

    @cached_property
    def is_named(self) -> bool:
        """Whether it names us."""
        folded = fold(self.part)
        return any(holds(folded, name) for name in self.names)

    @property
    def _is_of_others(self) -> bool:
        if self.is_named:
            return False
        if any(fold(hit[1]) not in self.ours for hit in _AT_ANOTHER.finditer(self.part)):
            return True
        first = self.said[0]
        is_name = self.part.lstrip(" «“\"'(")[:1].isupper() and means(first)
        return is_name and raw_at(self.said, 1) in some("giving") and first.raw not in some("thing")


def short(stem: str) -> str:
    """A stem cut so that "refunds" and "refunded", "remboursé" and "remboursement" are one."""
    return stem[:_SHORT]


def _is_past(raw: str) -> bool:
    is_imperfect = bool(_IMPERFECT.fullmatch(raw)) and raw not in some("not_past")
    return is_imperfect or raw in some("past")

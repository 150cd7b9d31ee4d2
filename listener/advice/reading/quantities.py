"""Numbers with their unit in a sentence, and whether two of them can both be true.

Only the same unit is compared: minutes are hours, weeks are days, years are months; any other
word that follows a number is its own unit ("60 employees").
"""

from dataclasses import dataclass
from math import inf
from typing import Literal

from listener.advice.reading.clauses import Word, without_meaning
from listener.advice.reading.lexicon import found

Bound = Literal["exact", "about", "most", "least"]

_NEAR = 0.15  # of a number that is only about right
_LOOK = 3  # words before a number that may bound it
_MONEY = {"€": "eur", "$": "usd", "£": "gbp"}
_UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("€", "euro", "euros", "eur"), ("eur", 1)),
    **dict.fromkeys(("$", "dollar", "dollars", "usd"), ("usd", 1)),
    **dict.fromkeys(("£", "pound", "pounds", "livres", "gbp", "quid"), ("gbp", 1)),
    **dict.fromkeys(("%", "percent", "pourcent"), ("percent", 1)),
    **dict.fromkeys(("minute", "minutes", "min", "mn"), ("hour", 1 / 60)),
    **dict.fromkeys(("heure", "heures", "h", "hour", "hours", "hrs"), ("hour", 1)),
    **dict.fromkeys(("jour", "jours", "day", "days"), ("day", 1)),
    **dict.fromkeys(("semaine", "semaines", "week", "weeks"), ("day", 7)),
    **dict.fromkeys(("mois", "month", "months"), ("month", 1)),
    **dict.fromkeys(("an", "ans", "annee", "annees", "year", "years"), ("month", 12)),
    **dict.fromkeys(("nuit", "nuits", "night", "nights"), ("night", 1)),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), ("metre", 1000)),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), ("metre", 1)),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogrammes"), ("gram", 1000)),
    **dict.fromkeys(("g", "gramme", "grammes", "gram", "grams"), ("gram", 1)),
    **dict.fromkeys(("degre", "degres", "degree", "degrees"), ("degree", 1)),
    **dict.fromkeys(("litre", "litres", "liter", "liters"), ("litre", 1)),
}
TIMES = frozenset({"hour", "day", "month", "night"})
_SPELT = (
    ("deux", "two", 2), ("trois", "three", 3), ("quatre", "four", 4), ("cinq", "five", 5),
    ("sept", "seven", 7), ("huit", "eight", 8), ("neuf", "nine", 9), ("dix", "ten", 10),
    ("onze", "eleven", 11), ("douze", "twelve", 12), ("quinze", "fifteen", 15),
    ("vingt", "twenty", 20), ("trente", "thirty", 30), ("quarante", "forty", 40),
    ("cinquante", "fifty", 50), ("soixante", "sixty", 60), ("cent", "hundred", 100),
)  # fmt: skip
_NUMBERS: dict[str, float] = {"six": 6, **{word: n for fr, en, n in _SPELT for word in (fr, en)}}
_ONE = frozenset(("un", "une", "a", "an", "one"))
_RANGE = frozenset(("a", "to", "et", "and", "ou", "or"))
# "Two services a year" is a rate, "a warranty of a year" is a time.
_LASTING = frozenset(("for", "of", "within", "is", "in", "only", "just", "lasts", "about", "after"))
_RATE = frozenset(("par", "per", "every", "chaque"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or a range of them, with its unit."""

    low: float
    high: float
    unit: str
    at: int  # place of its number among the words
    bound: Bound = "exact"

    def agrees(self, known: "Quantity") -> bool:
        """Whether both can be true: `known` is the fact's."""
        slack = _NEAR * known.high if "about" in (self.bound, known.bound) else 0.005
        # Two limits of the same kind are told of the same thing: their numbers are compared.
        is_open = self.bound != known.bound
        low, high = self._ends(is_open=is_open)
        least, most = known._ends(is_open=is_open)
        return low <= most + slack and least - slack <= high

    def _ends(self, *, is_open: bool) -> tuple[float, float]:
        low = -inf if is_open and self.bound == "most" else self.low
        return low, inf if is_open and self.bound == "least" else self.high


def quantities(words: tuple[Word, ...]) -> tuple[Quantity, ...]:
    """Every number with a unit, in order."""
    read: list[Quantity] = []
    at = 0
    while at < len(words):
        taken = _quantity(words, at)
        if taken is None:
            at += 1
            continue
        read.append(taken[0])
        at = taken[1]
    return tuple(read)


def _quantity(words: tuple[Word, ...], at: int) -> tuple[Quantity, int] | None:
    low = number(words[at].raw)
    if low is None:
        before = _raw(words, at - 1)
        one = words[at].raw in _ONE and before not in _RATE and before not in _UNITS
        one = one and (words[at].raw not in ("a", "an") or before in _LASTING)
        unit = _UNITS.get(_raw(words, at + 1), ("", 0))[0] if one else ""
        if unit not in ("day", "month"):
            return None
        low = 1.0
    high, after = low, at + 1
    if _raw(words, after) in _RANGE and (upper := number(_raw(words, after + 1))) is not None:
        high, after = upper, after + 2
    elif (upper := number(_raw(words, after))) is not None and upper > low:
        high, after = upper, after + 1
    told = _unit(words, at, after)
    if told is None or high < low:
        return None
    unit, times = told
    return Quantity(low * times, high * times, unit, at, _bound(words, at, after)), after


def _unit(words: tuple[Word, ...], at: int, after: int) -> tuple[str, float] | None:
    sign = _raw(words, at - 1) if at else ""
    if sign in _MONEY:
        return _MONEY[sign], 1
    raw = _raw(words, after)
    if raw in _UNITS:
        return _UNITS[raw]
    is_year = 1900 <= (number(words[at].raw) or 0) <= 2100
    is_word = len(raw) >= 4 and raw.isalpha() and raw not in without_meaning()
    if not is_word or is_year or words[after].clause != words[at].clause:
        return None
    return words[after].stem, 1


def _bound(words: tuple[Word, ...], at: int, after: int) -> Bound:
    clause = words[at].clause
    before = " ".join(w.raw for w in words[max(0, at - _LOOK) : at] if w.clause == clause)
    behind = " ".join(w.raw for w in words[after : after + _LOOK] if w.clause == clause)
    if found("facts.most", before) or found("facts.most_behind", behind):
        return "most"
    if found("facts.least", before) or found("facts.least_behind", behind):
        return "least"
    return "about" if found("facts.about", before) else "exact"


def number(raw: str) -> float | None:
    """The number that a folded word is, in digits or spelt, or None."""
    if raw[:1].isdigit():
        return float(raw.replace(",", "."))
    return _NUMBERS.get(raw)


def _raw(words: tuple[Word, ...], at: int) -> str:
    return words[at].raw if 0 <= at < len(words) else ""

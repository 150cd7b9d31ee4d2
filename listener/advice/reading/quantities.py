"""Numbers with their unit in a sentence, and whether two of them can both be true.

Only the same unit is compared: every time is hours, a time of day is a time of day, an age an age; any other
word that follows a number is its own unit ("60 dishes").
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

from listener.advice.reading.ages import AGE, age_of, year_begun
from listener.advice.reading.clauses import Word, without_meaning, words_of
from listener.advice.reading.clock import hour_of_day, is_about_opening, side_of
from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found
from listener.advice.reading.numerals import half_behind, is_half, number, numeral, raw_at
from listener.advice.reading.text import sentences
from listener.advice.reading.units import DAY, HOUR, LONG, MONEY, UNITS

Bound = Literal["exact", "about", "most", "least", "only"]

_NEAR = 0.15  # of a number that is only about right
_LOOK = 3  # words before a number that may bound it
_RATED = 4  # words before "a year" that may hold what is told for each
_BORNE = frozenset({"gram", "litre", "person", AGE})
_HALF_DAY = 12.0  # hours
_ROUGH = frozenset(("dizaine", "douzaine", "quinzaine", "vingtaine", "trentaine"))
_OTHER_SCALE = 0.08  # 30 days are a month, 52 weeks are a year
_COMPARABLE = 30  # times of two numbers that are told of the same thing
_ONE = frozenset(("un", "une", "a", "an", "one"))
_RANGE = frozenset(("a", "to", "et", "and", "ou", "or"))
# "One day I shall" tells no time; "for one day" does.
_LASTING = frozenset(
    ("pour", "pendant", "en", "sous", "de", "d", "que", "dure", "prend", "est", "plus", "moins",
     "for", "of", "within", "is", "in", "only", "just", "lasts", "about", "after", "takes", "than")
)  # fmt: skip
_RATE = frozenset(("par", "per", "every", "chaque", "each", "once", "twice", "fois", "times"))
_JOINING = frozenset(
    ("of", "a", "an", "un", "une", "de", "d", "the", "les", "about", "€", "$", "£")
)
_MINUTES = frozenset(("minutes", "min", "mn"))
_EXCLAIMED = frozenset(("what", "such", "quite", "quel", "quelle"))
_SAID_FOR_WEEKS = {8.0: 7.0, 15.0: 14.0}  # "huit jours", "quinze jours"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or a range of them, with its unit."""

    low: float
    high: float
    unit: str
    at: int  # place of its number among the words
    after: int  # place behind its unit
    bound: Bound = "exact"
    scale: float = 1  # what its unit was multiplied with
    is_either: bool = False  # an hour of the morning or of the evening

    def agrees(self, known: "Quantity") -> bool:
        """Whether both can be true: `known` is the fact's."""
        slack = _NEAR * known.high if "about" in (self.bound, known.bound) else 0.005
        if self.unit == "time" and (self.scale >= LONG) != (known.scale >= LONG):
            slack = max(slack, _OTHER_SCALE * known.high)
        if self.is_either or known.is_either:
            return abs(self.low % _HALF_DAY - known.low % _HALF_DAY) <= slack
        # "Up to 20 kg" of what holds 3 to 15.
        if known.low < known.high and self.unit in _BORNE and self.bound in ("most", "least"):
            ours, theirs = (
                (self.high, known.high) if self.bound == "most" else (self.low, known.low)
            )
            return abs(ours - theirs) <= slack
        # Two limits of the same kind are told of the same thing: their numbers are compared.
        # "Only seven days" is told against the most that there is.
        is_open = self.bound != known.bound and "only" not in (self.bound, known.bound)
        low, high = self._ends(is_open=is_open)
        least, most = known._ends(is_open=is_open)
        return low <= most + slack and least - slack <= high

    def is_comparable(self, known: "Quantity") -> bool:
        """Whether both may be told of the same: nobody takes three minutes for two years."""
        least, most = sorted((self.high, known.high))
        return self.unit == known.unit and (self.unit != "time" or most <= least * _COMPARABLE)

    def _ends(self, *, is_open: bool) -> tuple[float, float]:
        low = -inf if is_open and self.bound == "most" else self.low
        return low, inf if is_open and self.bound == "least" else self.high


@kept(2_048)  # a reply's checks hold each of its sentences against the post and each fact
def in_text(text: str) -> tuple[Quantity, ...]:
    """The quantities of each sentence of a text, placed in their sentences."""
    return tuple(one for part in sentences(text) for one in in_sentence(part))


@kept(2_048)
def in_sentence(part: str) -> tuple[Quantity, ...]:
    """The quantities of a text that is one sentence."""
    return quantities(words_of(part))


def quantities(words: tuple[Word, ...]) -> tuple[Quantity, ...]:
    """Every number with a unit, in order."""
    read: list[Quantity] = []
    at, opens = 0, is_about_opening(words)
    while at < len(words):
        taken = _time_of_day(words, at, opens=opens) or _year(words, at) or _quantity(words, at)
        if taken:
            read.append(_like_last(taken, read) if opens else taken)
        at = taken.after if taken else at + 1
    return tuple(read)


def _like_last(one: Quantity, read: Sequence[Quantity]) -> Quantity:
    """ "Closes at 7 pm, on Thursdays at 9 pm": the second closes, too."""
    is_told = one.unit == "clock" and read and read[-1].unit in ("opening", "closing")
    return replace(one, unit=read[-1].unit, bound="exact") if is_told else one


def _time_of_day(words: tuple[Word, ...], at: int, *, opens: bool) -> Quantity | None:
    told = hour_of_day(words, at, opens=opens)
    if told is None:
        return None
    bound = side_of(words, at) if told.of == "clock" else "exact"
    return Quantity(told.hour, told.hour, told.of, at, told.after, bound, is_either=told.is_either)


def _year(words: tuple[Word, ...], at: int) -> Quantity | None:
    told = year_begun(words, at)
    return None if told is None else Quantity(told[0], told[0], told[1], at, at + 1)


def _quantity(words: tuple[Word, ...], at: int) -> Quantity | None:
    read = numeral(words, at)
    if read is None:
        return _one(words, at)
    if raw_at(words, at) in ("2", "3") and raw_at(words, at - 1) in ("m", "cm", "km"):
        return None  # "m²"
    low, after = read
    high = low
    joined = after + (raw_at(words, after) in _RANGE)
    upper = numeral(words, joined)
    if upper and (joined > after or upper[0] > low):
        high, after = upper
    if raw_at(words, after - 1) in _ROUGH and raw_at(words, after) in ("de", "d"):
        after += 1  # "une dizaine de jours"
    told = _unit(words, at, after)
    if told is None or high < low:
        return None
    unit, scale, behind = told
    if unit == "time" and scale == DAY:
        low = _SAID_FOR_WEEKS.get(low, low)
    more, behind = _more(words, behind, unit, scale)
    bound = _bound(words, at, behind)
    return Quantity(low * scale + more, high * scale + more, unit, at, behind, bound, scale)


def _one(words: tuple[Word, ...], at: int) -> Quantity | None:
    """One of a unit of time, or a half: "a year", "un an et demi", "half an hour"."""
    halves = is_half(words, at)
    if not halves and raw_at(words, at) not in _ONE:
        return None
    behind = at + 1
    if not halves and is_half(words, behind):  # "une demi-heure"
        halves, behind = True, behind + 1
    behind += halves and raw_at(words, behind) in _ONE
    unit, scale = UNITS.get(raw_at(words, behind), ("", 0))
    if unit != "time" or not (halves or _is_lasting(words, at, scale)):
        return None
    more, after = _more(words, behind + 1, unit, scale)
    low = scale / 2 if halves else scale + more
    return Quantity(low, low, unit, at, after, _bound(words, at, after), scale)


def _is_lasting(words: tuple[Word, ...], at: int, scale: float) -> bool:
    """Whether "a year" is a time: "two services a year" is a rate, "what a year" a cry."""
    before = raw_at(words, at - 1)
    if scale <= DAY:
        return before in _LASTING
    rated = range(max(0, at - _RATED), at)
    raws = [words[one].raw for one in rated]
    is_rate = any(raw in _RATE or raw in MONEY or raw == "%" or number(raw) for raw in raws)
    return not (is_rate or before in _EXCLAIMED or before in UNITS)


def _unit(words: tuple[Word, ...], at: int, after: int) -> tuple[str, float, int] | None:
    """The unit of a number, what it is multiplied with, and the place behind it."""
    if aged := age_of(words, at, after):
        return aged
    if raw_at(words, after - 1) == "quinzaine" and raw_at(words, after) not in UNITS:
        return "time", DAY, after
    sign = raw_at(words, at - 1) if at else ""
    if sign in MONEY:
        return MONEY[sign], 1, after
    raw = raw_at(words, after)
    if raw in ("pour", "per") and raw_at(words, after + 1) == "cent":
        return "percent", 1, after + 2
    if raw in UNITS:
        degrees = raw == "°" and raw_at(words, after + 1) == "c"
        return *UNITS[raw], after + 1 + degrees
    is_year = 1900 <= (number(words[at].raw) or 0) <= 2100
    is_word = len(raw) >= 4 and raw.isalpha() and raw not in without_meaning()
    if not is_word or is_year or words[after].clause != words[at].clause:
        return None
    counted = UNITS.get(raw_at(words, after + 1), ("", 0.0))
    if counted[0] in ("child", "worker", "person", "shop"):  # "ten young children"
        return *counted, after + 2
    return words[after].stem, 1, after + 1


def _more(words: tuple[Word, ...], at: int, unit: str, scale: float) -> tuple[float, int]:
    """What is said behind a unit: "1 h 30", "a year and a half", "19 € 99"."""
    if half := half_behind(words, at) if unit == "time" else 0:
        return scale / 2, at + half
    raw = raw_at(words, at)
    follows = raw_at(words, at + 1)
    has_no_unit = follows in _MINUTES or follows not in UNITS
    is_small = raw.isdecimal() and len(raw) == 2 and has_no_unit
    if is_small and unit == "time" and scale == HOUR and int(raw) < 60:
        return int(raw) / 60, at + 1 + (follows in _MINUTES)
    if is_small and unit in MONEY.values():
        return int(raw) / 100, at + 1
    return 0.0, at


def _bound(words: tuple[Word, ...], at: int, after: int) -> Bound:
    clause = words[at].clause
    before = " ".join(w.raw for w in words[max(0, at - _LOOK) : at] if w.clause == clause)
    behind_it = " ".join(w.raw for w in words[after : after + _LOOK])
    if found("facts.only_before", before) or found("facts.only_behind", behind_it):
        return "only"
    behind = " ".join(w.raw for w in words[after : after + _LOOK] if w.clause == clause)
    if raw_at(words, at - 1) == "des" and raw_at(words, after - 1) in ("ans", "mois", "€", "euros"):
        return "least"
    if _ends_in("facts.most", before) or found("facts.most_behind", behind):
        return "least" if _is_refused(words, at, after) else "most"
    if _ends_in("facts.least", before) or found("facts.least_behind", behind):
        return "least"
    return "about" if _ends_in("facts.about", before) else "exact"


def _is_refused(words: tuple[Word, ...], at: int, after: int) -> bool:
    """Whether those under an age are kept out: it is for all from that age on."""
    is_age = raw_at(words, after - 1) in ("ans", "years", "old", "s")
    before = " ".join(word.raw for word in words[max(0, at - 2 * _LOOK) : at])
    return is_age and bool(found("facts.refused", before))


def _ends_in(name: str, before: str) -> bool:
    """Whether the words before a number end in one of a list: "under two", not "under warranty two"."""
    said = found(name, before)
    return bool(said) and _JOINING.issuperset(before.rsplit(str(said), 1)[1].split())

"""How old somebody must be, and the year in which something began: numbers that are no times."""

from listener.advice.reading.clauses import Word
from listener.advice.reading.lexicon import found
from listener.advice.reading.numerals import number, raw_at
from listener.advice.reading.units import MONTH, YEAR

AGE, BEGUN, OPENED = "age", "begun", "opened"
_YEARS = frozenset(("an", "ans", "annees", "year", "years", "yr", "yrs", "yo"))
_MONTHS = frozenset(("mois", "month", "months"))
_OLDEST = 99
_FROM = frozenset(("des", "from"))
_OLD = frozenset(("old", "olds"))
_AGED = frozenset(("age", "aged", "ages", "agee", "agees"))
_PLURAL = frozenset(("over", "under"))  # "over 12s"
_FIRST, _LAST = 1_500, 2_100
_BEFORE = 4  # words before a number that say whose it is
_AROUND = 14  # words that say what a number is told of
_IN = frozenset(("in", "en", "depuis", "since", "est", "from", "annee", "year"))


def age_of(words: tuple[Word, ...], at: int, after: int) -> tuple[str, float, int] | None:
    """The unit of an age, its scale and the place behind it, where the number from `at` is one:
    "from 12 years", "dès 12 ans", "aged 6 to 10", "over 12s".
    """
    told = number(raw_at(words, at))
    if told is None or not 0 < told <= _OLDEST:
        return None
    clause = words[at].clause
    before = [w.raw for w in words[max(0, at - _BEFORE) : at] if w.clause == clause]
    last = before[-1] if before else ""
    raw = raw_at(words, after)
    around = _line(words, at)
    if raw == "s" and last in _PLURAL:
        return AGE, YEAR, after + 1
    if raw not in _YEARS | _MONTHS:
        is_bare = bool(_AGED.intersection(before[-3:])) and raw not in ("h", "%")
        return (AGE, YEAR, after) if is_bare else None
    scale = YEAR if raw in _YEARS else MONTH
    behind = after + 1
    if raw_at(words, behind) in _OLD:
        return AGE, scale, behind + 1
    if found("facts.lasts_for_years", around):
        return None
    if _AGED.intersection(before) or (last in _FROM and scale == YEAR):
        return AGE, scale, behind
    lead = " ".join(before)
    if lead.endswith("a partir de"):
        return AGE, scale, behind
    up = " ".join(w.raw for w in words[behind : behind + 2])
    is_bound = bool(found("facts.age_before", lead) or found("facts.age_behind", up))
    return (AGE, scale, behind) if is_bound and found("facts.aged", around) else None


def year_begun(words: tuple[Word, ...], at: int) -> tuple[float, str] | None:
    """The year in which something of ours began or opened, and which of both: "founded in 1998"."""
    raw = raw_at(words, at)
    if len(raw) != 4 or not raw.isdecimal() or not _FIRST <= int(raw) <= _LAST:
        return None
    clause = words[at].clause
    last = raw_at(words, at - 1)
    near = [w.raw for w in words[max(0, at - _BEFORE) : at] if w.clause == clause]
    around, lead = _line(words, at), " ".join(near)
    for unit in (BEGUN, OPENED):
        name = "facts.founding" if unit == BEGUN else "facts.opened"
        if found(name, lead) or (last in _IN and found(name, around)):
            return float(raw), unit
    return (float(raw), BEGUN) if last in ("depuis", "since") else None


def _line(words: tuple[Word, ...], at: int) -> str:
    return " ".join(word.raw for word in words[max(0, at - _AROUND) : at + _AROUND])

"""Numbers in figures and in words, French and English: "24", "huit", "quatre-vingt-dix", "half"."""

from listener.advice.reading.clauses import Word

_SPELT = (
    ("deux", "two", 2), ("trois", "three", 3), ("quatre", "four", 4), ("cinq", "five", 5),
    ("six", "six", 6), ("sept", "seven", 7), ("huit", "eight", 8), ("neuf", "nine", 9),
    ("dix", "ten", 10), ("onze", "eleven", 11), ("douze", "twelve", 12), ("treize", "thirteen", 13),
    ("quatorze", "fourteen", 14), ("quinze", "fifteen", 15), ("seize", "sixteen", 16),
    ("", "seventeen", 17), ("", "eighteen", 18), ("", "nineteen", 19),
    ("vingt", "twenty", 20), ("vingts", "", 20), ("trente", "thirty", 30), ("quarante", "forty", 40),
    ("cinquante", "fifty", 50), ("soixante", "sixty", 60), ("septante", "seventy", 70),
    ("huitante", "eighty", 80), ("nonante", "ninety", 90), ("cent", "hundred", 100),
    ("cents", "", 100), ("mille", "thousand", 1_000), ("douzaine", "dozen", 12),
    ("dizaine", "", 10), ("quinzaine", "", 15), ("vingtaine", "", 20), ("trentaine", "", 30),
)  # fmt: skip
_NUMBERS: dict[str, float] = {word: n for fr, en, n in _SPELT for word in (fr, en) if word}
_ONE = frozenset(("un", "une", "one"))
_AND = frozenset(("et", "and"))
_HALF = frozenset(("demi", "demie", "half"))
_LONGEST = 10  # words of one number
_SCORE, _HUNDRED, _THOUSAND = 20, 100, 1_000
_ABOVE_ALL_ELSE = frozenset((60, 80))  # "soixante-quinze", "quatre-vingt-quinze"


def numeral(words: tuple[Word, ...], at: int) -> tuple[float, int] | None:
    """The number that begins at a word, and the place behind it; None where none does."""
    raw = raw_at(words, at)
    if raw[:1].isdecimal():
        return float(raw.replace(",", ".")), at + 1
    if raw not in _NUMBERS:
        return None
    value, at = _spelt(words, at)
    skipped = at + (raw_at(words, at) in _AND)  # "vingt et un", "soixante et onze", "twenty-one"
    more = 1 if raw_at(words, skipped) in _ONE else _NUMBERS.get(raw_at(words, skipped))
    last = value % _HUNDRED
    if last >= _SCORE and last % 10 == 0 and more in (1, 11):
        return value + more, skipped + 1
    if value >= _HUNDRED and last == 0 and raw_at(words, at) == "and" and more:
        ends, behind = _spelt(words, skipped)  # "two hundred and five"
        if ends < _HUNDRED:
            return value + ends, behind
    return value, at


def _spelt(words: tuple[Word, ...], at: int) -> tuple[float, int]:
    whole = last = 0.0
    for word in words[at : at + _LONGEST]:
        if (piece := _NUMBERS.get(word.raw)) is None:
            break
        taken = _added(last, piece)
        if taken is None:
            break
        at += 1
        whole, last = (whole + taken, 0.0) if piece == _THOUSAND else (whole, taken)
    return whole + last, at


def number(raw: str) -> float | None:
    """The number that a folded word is by itself, in digits or spelt, or None."""
    return float(raw.replace(",", ".")) if raw[:1].isdecimal() else _NUMBERS.get(raw)


def is_half(words: tuple[Word, ...], at: int) -> bool:
    """Whether half a unit is told there: "half a year", "demi-heure"."""
    return raw_at(words, at) in _HALF


def half_behind(words: tuple[Word, ...], at: int) -> int:
    """How many words say "and a half" there; 0 for none."""
    if raw_at(words, at) not in _AND:
        return 0
    many = 2 if raw_at(words, at + 1) in ("a", "an") else 1
    return many + 1 if raw_at(words, at + many) in _HALF else 0


def raw_at(words: tuple[Word, ...], at: int) -> str:
    """The folded word at a place, empty beyond the ends."""
    return words[at].raw if 0 <= at < len(words) else ""


def _added(last: float, piece: float) -> float | None:
    """What is said so far with one number more; None where that begins another number."""
    if piece in (_HUNDRED, _THOUSAND):
        return max(last, 1) * piece if last < piece else None
    if piece == _SCORE and last % _HUNDRED == 4:
        return last + 76
    ends = last % _HUNDRED
    if not last or (last >= _HUNDRED and ends == 0):
        return last + piece
    fits = piece < 10 and ends >= _SCORE and ends % 10 == 0
    teens = 10 <= piece < _SCORE and ends in _ABOVE_ALL_ELSE
    seventeen = 7 <= piece < 10 and ends in (70, 90)
    return last + piece if fits or teens or seventeen else None

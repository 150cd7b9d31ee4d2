"""An hour of the day in a sentence: "20 h", "8.30 pm", "from nine to five", "until noon".

What is told of opening is another thing than what is told of closing: each is its own unit.
"""

from typing import Literal, NamedTuple

from listener.advice.reading.clauses import Word
from listener.advice.reading.lexicon import found
from listener.advice.reading.numerals import numeral, raw_at
from listener.advice.reading.units import AFTER_NOON, BEFORE_NOON, UNITS

_AT = frozenset(
    ("a", "at", "until", "till", "til", "to", "from", "by", "des", "vers", "de", "entre")
)
_H = frozenset(("h", "heure", "heures"))
_UNTIL_THEN = frozenset(("before", "by", "avant", "until", "till", "til", "jusqu"))
_FROM_THEN = frozenset(("from", "des", "after", "partir"))
_TILL = frozenset(("until", "till", "til", "to", "jusqu", "jusque"))
_SINCE = frozenset(("from", "des", "de"))
_GOES_ON = frozenset(("every", "on", "tonight", "today", "daily", "and", "et", "now"))
_NAMED = {"midi": 12.0, "noon": 12.0, "minuit": 24.0, "midnight": 24.0}
_LOOK = 6  # words before an hour that say what it is told of
_NOON = 12.0


class HourOfDay(NamedTuple):
    """An hour, what it is told of, and the place behind it."""

    hour: float  # 0 to 24
    of: str  # "opening", "closing" or "clock"
    after: int
    is_either: bool = False  # of the morning or of the evening: "five o'clock"


def is_about_opening(words: tuple[Word, ...]) -> bool:
    """Whether a sentence tells when something is open or closed."""
    return bool(found("facts.opening_hours", " ".join(word.raw for word in words)))


def hour_of_day(words: tuple[Word, ...], at: int, *, opens: bool) -> HourOfDay | None:
    """The hour of the day that begins at a word, or None: "24 h avant" is a time, no hour.

    `opens`: the sentence is about opening.
    """
    raw = raw_at(words, at)
    of = _told_of(words, at) if opens else "clock"
    if spoken := _spoken(words, at, of):
        return spoken
    read = None if raw in _NAMED else numeral(words, at)
    if raw not in _NAMED and (read is None or read[0] > 24):
        return None
    if read is None:
        return HourOfDay(_NAMED[raw], of, at + 1)
    hour, after = read
    hour, after = _with_minutes(words, hour, after)  # "8:30 pm"
    half = _half(words, after)
    if half is not None:
        late = half == (hour < _NOON)  # 12 am is midnight
        return HourOfDay((hour + _NOON) % 24 if late else hour, of, after + 1)
    if raw_at(words, after) in _H and _is_hour(words, at, of):
        return _in_french(words, hour, after + 1, of)
    if _is_o_clock(words, after):
        return _of_half(words, hour, after + 2, of)
    is_told = of != "clock" or after > at + 1  # "at 17:00"
    if is_told and raw_at(words, at - 1) in _AT and _stands_alone(words, after):
        late = of == "closing" and hour < _NOON  # "until 9" is in the evening
        return HourOfDay(hour + _NOON if late else hour, of, after)
    return None


def _spoken(words: tuple[Word, ...], at: int, of: str) -> HourOfDay | None:
    """ "half past five", "quarter to six"."""
    part = {"half": 0.5, "quarter": 0.25}.get(raw_at(words, at), 0.0)
    side = {"past": part, "to": -part}.get(raw_at(words, at + 1), 0.0)
    read = numeral(words, at + 2) if side else None
    if read is None or read[0] > _NOON:
        return None
    return _of_half(words, read[0] + side, read[1], of)


def _is_o_clock(words: tuple[Word, ...], at: int) -> bool:
    return raw_at(words, at) == "o" and raw_at(words, at + 1) == "clock"


def _of_half(words: tuple[Word, ...], hour: float, after: int, of: str) -> HourOfDay:
    """The hour with the half of the day that is said behind it: "in the evening"."""
    behind = [word.raw for word in words[after : after + 3]]
    if behind[:2] == ["in", "the"]:
        behind = behind[2:]
    said = behind[0] if behind else ""
    if said in ("morning", "am"):
        return HourOfDay(hour, of, after)
    if said in ("afternoon", "evening", "tonight", "pm"):
        return HourOfDay(hour + _NOON if hour < _NOON else hour, of, after)
    return HourOfDay(hour, of, after, is_either=hour <= _NOON)


def side_of(words: tuple[Word, ...], at: int) -> Literal["most", "least", "exact"]:
    """Whether an hour ends or begins a time: "before 3 pm", "from 5 pm"."""
    before = raw_at(words, at - 1)
    before = raw_at(words, at - 2) if before in ("a", "de") else before
    return "most" if before in _UNTIL_THEN else "least" if before in _FROM_THEN else "exact"


def _in_french(words: tuple[Word, ...], hour: float, after: int, of: str) -> HourOfDay | None:
    """ "20 h", "20 h 30", "8 heures du soir"; none where a time before or after something is told."""
    hour, after = _with_minutes(words, hour, after)
    more = [word.raw for word in words[after : after + 4]]
    if more[:2] in (["et", "demie"], ["et", "quart"]):
        hour, after, more = hour + (0.5 if more[1] == "demie" else 0.25), after + 2, more[2:]
    if more == ["de", "l", "apres", "midi"]:
        return HourOfDay(hour + _NOON if hour < _NOON else hour, of, after + 4)
    behind = " ".join(more[:2])
    if found("facts.lapse_behind", behind):
        return None
    half = _half(words, after + 1)
    if raw_at(words, after) == "du" and half is not None:
        return HourOfDay(hour + _NOON if half and hour < _NOON else hour, of, after + 2)
    return HourOfDay(hour, of, after)


def _with_minutes(words: tuple[Word, ...], hour: float, after: int) -> tuple[float, int]:
    minutes = raw_at(words, after)
    is_minutes = minutes.isdecimal() and len(minutes) == 2 and int(minutes) < 60
    if not is_minutes or raw_at(words, after + 1) in _H:  # "10 h - 19 h"
        return hour, after
    return hour + int(minutes) / 60, after + 1


def _half(words: tuple[Word, ...], at: int) -> bool | None:
    """Whether the hour is after noon; None where it is not said."""
    raw = raw_at(words, at)
    return True if raw in AFTER_NOON else False if raw in BEFORE_NOON else None


def _is_hour(words: tuple[Word, ...], at: int, of: str) -> bool:
    """Whether "20 h" is said as an hour: "à 20 h", "ferme 20 h", "de 9 h à 18 h"."""
    before = raw_at(words, at - 1)
    if before == "de" and raw_at(words, at - 2) == "partir":
        return True
    if before in ("de", "entre"):
        joined = {word.raw for word in words[at + 1 : at + 5]}
        return bool(joined & {"a", "et"}) and of != "clock"
    return before in _AT or before == "avant" or of != "clock"


def _stands_alone(words: tuple[Word, ...], at: int) -> bool:
    """Whether nothing is counted by the number before a place: "until 9", "from 9 to 5"."""
    raw = raw_at(words, at)
    if at >= len(words) or raw in _AT or raw in _GOES_ON:
        return True
    return words[at].clause != words[at - 1].clause and raw not in UNITS and not raw.isdecimal()


def _told_of(words: tuple[Word, ...], at: int) -> str:
    """What an hour is told of: the nearest word before it that says so."""
    if raw_at(words, at - 1) in _H and raw_at(words, at - 2).isdecimal():  # "10 h - 19 h"
        return "closing"
    for back in range(at - 1, max(-1, at - 1 - _LOOK), -1):
        raw = words[back].raw
        if (raw in _TILL and (raw != "to" or back == at - 1)) or found("facts.closing", raw):
            return "closing"
        if (
            raw == "a"
            and back > 1
            and raw_at(words, back - 1)[:1].isalnum()
            and _is_range(words, back)
        ):
            return "closing"
        if (raw in _SINCE and (raw != "de" or back == at - 1)) or found("facts.opening", raw):
            return "opening"
    return "clock"


def _is_range(words: tuple[Word, ...], at: int) -> bool:
    """Whether "à" joins two hours: "de 9 h à 18 h"."""
    before = [word.raw for word in words[max(0, at - 3) : at]]
    return any(raw[:1].isdecimal() or raw in _H or raw in _NAMED for raw in before)

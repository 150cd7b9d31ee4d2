"""Every word a person is shown, in French and in English: one catalogue, asked by key.

A plural entry is a table with `one` and `other`, chosen by the value named `n`.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date as Day
from datetime import datetime, time, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from typing import overload

from listener.words.whose import Ours

LANGUAGES = ("fr", "en")
_NARROW = "\u202f"
Value = str | int | float


@overload
def say(language: str, key: str, **values: Ours | int | float) -> Ours: ...


@overload
def say(language: str, key: str, **values: Value) -> str: ...


def say(language: str, key: str, **values: Value) -> str:
    """The catalogue's words for a key; numbers are written the language's way.

    A language without a catalogue reads as English. An unknown key raises KeyError.
    """
    return _filled(language, key, values) if values else _bare(language, key)


@cache
def _bare(language: str, key: str) -> str:
    """Words without a value in them, which is what most are: the same each time."""
    return _filled(language, key, {})


def _filled(language: str, key: str, values: Mapping[str, Value]) -> str:
    entries = catalogue(_known(language))
    text = entries.get(key)
    if text is None:
        n = values.get("n", 0)
        none = entries.get(f"{key}.zero") if n == 0 else None  # where none is known
        text = none or entries[f"{key}.{_plural(_known(language), n)}"]
    shown = {
        name: value if isinstance(value, str) else number(language, value)
        for name, value in values.items()
    }
    return text.format(**shown)


def named(language: str, group: str, name: str) -> Ours:
    """The words for a name that comes from a row: a general one where the catalogue has none."""
    entries = catalogue(_known(language))
    found = entries.get(f"{group}.{name}") or entries.get(f"general.{group}")
    return Ours(found or name.replace("_", " "))


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every entry of one language by its dotted key; plural entries end in .one and .other.

    A language without a catalogue reads as English.
    """
    language = _known(language)
    entries: dict[str, str] = {}
    for part in (
        "words",
        "reasons",
        "headline",
        "screen",
        "judge",
        "inbox",
        "slack",
        "desk",
        "presses",
        "drafts",
        "bank",
        "reword",
        "doors",
        "asks",
        "outbox",
        "digest",
        "said",
        "countries",
        "kinds",
        "setup",
        "login",
    ):
        source = files("listener.words") / language / f"{part}.toml"
        _flatten("", tomllib.loads(source.read_text("utf-8")), entries)
    if language == "fr":
        return {key: typeset(text) for key, text in entries.items()}
    return entries


def leaf_words(language: str, leaf: str) -> tuple[Ours, Ours]:
    """A leaf's short imperative and its meaning in one sentence."""
    return say(language, f"leaf.{leaf}"), say(language, f"meaning.{leaf}")


def number(language: str, value: float) -> Ours:
    """A figure as the language writes it: 12 340,5 in French, 12,340.5 in English."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")
    if _known(language) == "fr":
        text = text.replace(",", _NARROW).replace(".", ",")
    return Ours(text)


def amount(language: str, parts: int, of_a_unit: int) -> Ours:
    """Parts of a unit: money to the cent, of all else the whole figure."""
    if of_a_unit == 1:
        return number(language, parts)
    text = f"{parts / of_a_unit:,.2f}"
    return Ours(text.replace(",", _NARROW).replace(".", ",") if _known(language) == "fr" else text)


def ordinal(language: str, n: int) -> Ours:
    """A place in a row: "4e", "4th"."""
    if _known(language) == "fr":
        return Ours("1er" if n == 1 else f"{n}e")
    ends = {1: "st", 2: "nd", 3: "rd"}
    return Ours(f"{n}{'th' if n % 100 in (11, 12, 13) else ends.get(n % 10, 'th')}")


def ordinal_word(language: str, n: int) -> Ours:
    """The same as it is said: "third", "troisième"; in figures beyond ten."""
    return say(language, f"nth.{n}") if 1 <= n <= 10 else ordinal(language, n)


def percent(language: str, share: float) -> Ours:
    """A share from 0 to 1 as a whole percentage."""
    sign = f"{_NARROW}%" if _known(language) == "fr" else "%"
    return Ours(f"{round(share * 100)}{sign}")


_MANY_DAYS, _MANY_MONTHS = 90, 24  # from here on the next unit says more
_MONTH, _YEAR = 30.44, 365.25  # days


def duration(language: str, span: timedelta) -> Ours:
    """A length of time in its largest fitting unit: 45 min, 3 h, 2 days, 5 months, 2 years."""
    minutes = max(0, round(span.total_seconds() / 60))
    if minutes < 60:
        return say(language, "time.minutes", n=minutes)
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        if rest and hours < 10:
            return say(language, "time.hours_minutes", n=hours, minutes=Ours(f"{rest:02d}"))
        return say(language, "time.hours", n=hours)
    days = round(minutes / 1440)
    if days < _MANY_DAYS:
        return say(language, "time.days", n=days)
    if days < _MANY_MONTHS * _MONTH:
        return say(language, "time.months", n=round(days / _MONTH))
    return say(language, "time.years", n=round(days / _YEAR))


def ago(language: str, then: datetime, now: datetime) -> Ours:
    """How long ago something was, or "just now"; the future reads as "in …"."""
    if abs(now - then) < timedelta(minutes=1):
        return say(language, "time.now")
    key = "time.ago" if then < now else "time.ahead"
    return say(language, key, span=duration(language, abs(now - then)))


def date_time(
    language: str, moment: datetime, zone: tzinfo, *, now: datetime | None = None
) -> Ours:
    """A moment in the brand's zone: "mar. 10 nov. 14:05", "Tue 10 Nov 14:05"; `now` as for `date`."""
    return Ours(f"{date(language, moment, zone, now=now)} {moment.astimezone(zone):%H:%M}")


def posted(language: str, moment: datetime, zone: tzinfo, *, now: datetime | None = None) -> Ours:
    """When something was written: the day alone where no hour is known."""
    said = date_time if has_hour(moment, zone) else date
    return said(language, moment, zone, now=now)


def clock(language: str, moment: datetime, zone: tzinfo, *, now: datetime | None = None) -> Ours:
    """An hour as it is said: "6 h 58", "6:58"; with its day where that is not `now`'s."""
    local = moment.astimezone(zone)
    told = {
        "hour": Ours(str(local.hour)) if local.hour else say(language, "due.zero"),
        "minutes": Ours(f"{local:%M}"),
    }
    hour = say(language, "due.clock" if local.minute else "due.full", **told)
    if now is None or now.astimezone(zone).date() == local.date():
        return hour
    return say(language, "time.clock_day", day=date(language, moment, zone, now=now), hour=hour)


def has_hour(moment: datetime, zone: tzinfo) -> bool:
    """Is more known than the day? One that stands alone was read as its midnight in the zone.

    Of what was written at midnight, to the second, the day alone is said: that is true as well.
    """
    return moment.astimezone(zone).time() != time.min


def date(language: str, moment: datetime, zone: tzinfo, *, now: datetime | None = None) -> Ours:
    """A day in the brand's zone: "mar. 10 nov.", "Tue 10 Nov"; with its year where that is not `now`'s."""
    today = None if now is None else now.astimezone(zone).date()
    return day(language, moment.astimezone(zone).date(), today=today)


def day(language: str, one: Day, *, today: Day | None = None) -> Ours:
    """A day of the calendar, as `date` says it: "mar. 1er déc."; with its year where that is not that of `today`."""
    weekday = say(language, f"day.{one.isoweekday()}")
    nth = ordinal(language, 1) if one.day == 1 and _known(language) == "fr" else one.day
    said = f"{weekday} {nth} {say(language, f'month.{one.month}')}"
    is_other = today is not None and today.year != one.year
    return Ours(f"{said} {one.year}" if is_other else said)


def _known(language: str) -> str:
    return language if language in LANGUAGES else "en"


def _plural(language: str, n: Value) -> str:
    count = float(n)
    single = abs(count) < 2 if language == "fr" else count == 1
    return "one" if single else "other"


def _flatten(prefix: str, table: Mapping[str, object], entries: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, Mapping):
            _flatten(f"{prefix}{key}.", value, entries)
        else:
            entries[f"{prefix}{key}"] = str(value)


def typeset(text: str) -> str:
    """French spaces: narrow before ? ! ; and %, ordinary no-break before : and inside « »."""
    text = re.sub(r" ([?!;%])", rf"{_NARROW}\1", text)
    return (
        re.sub(r" (:)(?= |$)", "\u00a0\\1", text).replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    )

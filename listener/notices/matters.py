"""Operator messages of a source in words: in Slack, in the terminal, in `status`."""

from collections.abc import Mapping
from typing import Any

from connectors.kit.said import Said
from listener.guard.plain import one_line
from listener.store.matters import Told, said_of
from listener.store.tables import MatterRow
from listener.words import catalogue, say
from listener.words.spoken import spoken


def in_words(line: str, lang: str) -> str:
    """One line of a connector as it may be printed: the catalogue's where it knows the code."""
    if not isinstance(line, Said):
        return spoken(lang, one_line(line))
    return _line(line, line.code, line.values, lang)


def matter_line(row: MatterRow, lang: str) -> str:
    """One matter as `status` shows it: of an event how often it ever happened."""
    told = said_of(row)
    return times(line_of(told, lang), row.n if row.is_event else 1, lang)


def line_of(told: Told, lang: str) -> str:
    """One matter in words."""
    return _line(told.text, told.code, told.values, lang)


def over_line(told: Told, lang: str) -> str:
    """That a matter is so no more."""
    key = f"said.{told.code}_over"
    if told.code and key in catalogue(lang):
        said: str = say(lang, key, **told.values)
        return said
    return say(lang, "said.over", what=line_of(told, lang))


def _line(text: str, code: str, values: Mapping[str, Any], lang: str) -> str:
    entries = catalogue(lang)
    known = {f"said.{code}", f"said.{code}.one"} & entries.keys()
    if not code or not known:
        return spoken(lang, one_line(text))
    shown = {
        k: spoken(lang, v) if k in ("why", "what") and isinstance(v, str) else v
        for k, v in values.items()
    }
    try:
        return one_line(say(lang, f"said.{code}", **shown))
    except (KeyError, TypeError):  # written by another release, with other blanks
        return spoken(lang, one_line(text))


def times(line: str, n: int, lang: str) -> str:
    """A line with how often it was said."""
    return line if n < 2 else f"{line} ({say(lang, 'said.times', n=n)})"

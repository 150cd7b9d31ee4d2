"""The words of what operators are told of a source: in Slack, in the terminal, in `status`."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.kit.said import Said
from listener.brand import Brand
from listener.plain import one_line
from listener.store.matters import said_of
from listener.store.tables import MatterRow
from listener.strategy import words
from listener.strategy.words import catalogue, say


def source_words(told: Mapping[str, Any], brand: Brand) -> tuple[str, list[str]]:
    """The title and the lines of a notice that is about a source."""
    lang, source = brand.language, str(told.get("source"))
    match told["about"]:
        case "renamed":
            names = {"old": str(told["old"]), "new": str(told["new"])}
            return say(lang, "said.renamed_title"), [say(lang, "said.renamed", **names)]
        case "down":
            lines = [one_line(str(told["why"])), say(lang, "said.asked_again")]
            if since := told.get("since"):
                at = words.date_time(lang, datetime.fromisoformat(since), brand.tz)
                lines.insert(1, say(lang, "said.since", at=at))
            return say(lang, "said.down", source=source, n=int(told["n"])), lines
        case "limit":
            at = words.date_time(lang, datetime.fromisoformat(told["at"]), brand.tz)
            lines = [say(lang, "said.limit", n=int(told["n"]), at=at)]
            return say(lang, "said.limit_title", brand=brand.name), lines
        case "back":
            return say(lang, "said.back", source=source), [say(lang, "said.back_now")]
    return say(lang, "said.title", source=source), list(_lines(told, lang))


def in_words(line: str, lang: str) -> str:
    """One line of a connector as it may be printed: the catalogue's where it knows the code."""
    if not isinstance(line, Said):
        return one_line(line)
    return _line(line, line.code, line.values, lang)


def matter_line(row: MatterRow, lang: str) -> str:
    """One matter as `status` shows it: of an event how often it ever happened."""
    told = said_of(row)
    n = row.n if row.is_event else 1
    return _times(_line(told.text, told.code, told.values, lang), n, lang)


def _lines(told: Mapping[str, Any], lang: str) -> Iterator[str]:
    for one in told.get("said", ()):
        line = _line(one["text"], one["code"], one["values"], lang)
        yield _times(line, int(one["n"]), lang)
    if more := int(told.get("more", 0)):
        yield say(lang, "said.more", n=more)
    for one in told.get("over", ()):
        line = _line(one["text"], one["code"], one["values"], lang)
        key = f"said.{one['code']}_over"
        known = one["code"] and key in catalogue(lang)
        yield say(lang, key, **one["values"]) if known else say(lang, "said.over", what=line)


def _line(text: str, code: str, values: Mapping[str, Any], lang: str) -> str:
    entries = catalogue(lang)
    known = {f"said.{code}", f"said.{code}.one"} & entries.keys()
    if not code or not known:
        return one_line(text)
    try:
        return one_line(say(lang, f"said.{code}", **values))
    except (KeyError, TypeError):  # written by another release, with other blanks
        return one_line(text)


def _times(line: str, n: int, lang: str) -> str:
    return line if n < 2 else f"{line} ({say(lang, 'said.times', n=n)})"

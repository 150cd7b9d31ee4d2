"""The digest as CSV: its figures, and the mentions behind them.

Cells that a spreadsheet would take for a formula get a leading apostrophe; numbers stay numbers.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from listener.digest.values import Digest, Entry, Figure
from listener.guard.plain import one_line
from listener.words import LANGUAGES, has_hour, named, say

FIGURES = ("week", "key", "figure", "unit", "value", "state", "last_week", "change", "median_4_weeks",
           "low", "high", "n", "weeks", "mentions")  # fmt: skip
MENTIONS = ("mention", "at", "shop", "country", "version", "venue", "author", "form", "tone", "intent",
            "advice", "stars", "due_at", "answered_at", "url", "text", "figures")  # fmt: skip
# Full-width signs are folded to plain ones by some spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
# A French spreadsheet reads ; as the end of a cell, whatever quotes stand around a comma's.
_AFTER_SEMICOLON = re.compile(r"(; ?)(?=[\"']?[=+\-@|%＝＋－＠])")
Cell = str | int | float | None


def figures(digest: Digest) -> str:
    """One line a figure: shares and balances as fractions, times in seconds."""
    return _csv(FIGURES, (_figure(f, digest) for f in digest.figures))


def mentions(digest: Digest) -> str:
    """One line a mention, all of them, with the keys of the figures that count it."""
    lang = digest.language
    head = [say(lang, f"column.{name}") for name in MENTIONS]
    return _csv(head, (_mention(e, digest) for e in (*digest.entries, *digest.rest)))


def told_of(text: str) -> dict[int, tuple[bool, bool]]:
    """For each mention of such a list, in any language: are there words, and a name?

    Raises ValueError, TypeError or csv.Error where it is no such list.
    """
    head, *rows = csv.reader(io.StringIO(text))
    found = {word: place for place, word in enumerate(head)}
    at = [next((found[w] for w in _headings(name) if w in found), -1) for name in _TOLD]
    if -1 in at:
        raise ValueError("no list of mentions")
    mention, words, author = at
    return {int(row[mention]): (bool(row[words]), bool(row[author])) for row in rows}


_TOLD = ("mention", "text", "author")


def _headings(name: str) -> list[str]:
    """A column's name in every language, and as it was before it had languages."""
    return [name, *(say(lang, f"column.{name}") for lang in LANGUAGES)]


def guarded(cell: Cell) -> Cell:
    """Text that cannot start a formula: in a spreadsheet it reads as it was written."""
    if not isinstance(cell, str):
        return cell
    text = _AFTER_SEMICOLON.sub(r"\1'", one_line(cell))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _figure(f: Figure, digest: Digest) -> Iterator[Cell]:
    state = "" if f.value is not None else "unknown" if f.unknown else "too few"
    yield from (digest.week, f.key, say(digest.language, f"figure.{f.key}"), f.unit)
    yield from (_round(f.value), state, _round(f.before), _round(f.change), _round(f.median))
    yield from (_round(f.low), _round(f.high), f.n, f.weeks)
    yield " ".join(str(mention) for mention in f.mentions)


def _mention(e: Entry, digest: Digest) -> Iterator[Cell]:
    lang, zone = digest.language, ZoneInfo(digest.zone)
    country = named(lang, "country", e.country) if e.country else None
    yield from (e.mention, moment(e.at, zone), e.shop, country, e.version, e.place, e.author)
    yield from (named(lang, of, word) for of, word in _labels(e))
    yield from (e.stars, moment(e.due_at, zone))
    yield moment(e.answered_at if e.answer_is_dated else None, zone)
    yield from (e.url, e.text, " ".join(e.figures))


def _labels(e: Entry) -> tuple[tuple[str, str], ...]:
    return ("form", e.form), ("tone", e.tone), ("intent", e.intent), ("leaf", e.leaf)


def moment(at: datetime | None, zone: tzinfo) -> str | None:
    """In the brand's zone, as spreadsheets read it; the day alone where no hour is known."""
    return (
        f"{at.astimezone(zone):{'%Y-%m-%d %H:%M' if has_hour(at, zone) else '%Y-%m-%d'}}"
        if at
        else None
    )


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _csv(head: Sequence[str], rows: Iterable[Iterable[Cell]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return file.getvalue()

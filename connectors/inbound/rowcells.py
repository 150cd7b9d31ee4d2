"""The cells of one row of an export, by what they hold; what cannot be read is told."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

from connectors.inbound import cells
from connectors.inbound.column import Column
from connectors.inbound.fieldmap import NO_MAP, FieldMap
from connectors.inbound.survey import Entry, Survey
from connectors.inbound.told import Told
from connectors.kit.reading.dates import read_date, read_moment
from connectors.kit.reading.folding import fold, same
from connectors.kit.reading.text import clean, plain_text
from connectors.kit.reading.zones import take_zone

_MARKUP = re.compile(
    r"</?(?:br|p|div|span|b|i|a|em|strong|ul|li)\b[^<>]{0,500}>"
    r"|&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_GUARD = re.compile(r"\A'(?=[=+@-])")  # a spreadsheet's, so that a text is no formula
_WEB = re.compile(r"https?://[^\s\"'<>]{1,2000}", re.IGNORECASE)
_BARE = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?:[/?#]\S{0,2000})?", re.IGNORECASE)
_TITLE = 100  # characters in which a title ends
_SAME = 2_000  # characters of a text in which another is looked for


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the source's settings say of rows that do not say it."""

    genre: str
    zone: ZoneInfo
    day_first: bool = True
    scale: int = 0  # that ratings are counted on
    told: FieldMap = NO_MAP


@dataclass(frozen=True, slots=True)
class View:
    """What a row is read by beside its own cells."""

    survey: Survey
    defaults: Defaults
    day_first: bool | None  # None: the rows of the file contradict each other
    unclear: Told
    is_ours: bool  # texts are plain and as they are


class RowCells:
    """One row under its columns."""

    def __init__(self, entry: Entry, view: View) -> None:
        self.entry, self._view = entry, view
        self._count_said = 0  # words of the person, without those of the questions

    def _texts(self) -> str:
        """All that the person wrote; each part under its title where several columns hold it."""
        columns = self.entry.columns
        found: list[tuple[Column, str]] = []
        for column in (c for field in ("text", "pros", "cons") for c in columns.of.get(field, ())):
            cell = self.entry.at(column)
            # Of what titles alone tell, as in JSON, a second text may be another person's.
            is_doubt = column.field == "text" and (column.is_excerpt or not columns.are_sure)
            if (found and is_doubt) or cells.is_nothing(cell, is_text=True):
                continue
            words = (
                self._words(cell) if self._view.is_ours else _untitled(self._words(cell), column)
            )
            if not any(_holds(text, words) for _, text in found):
                found = [one for one in found if not _holds(words, one[1])]
                found.append((column, words))
        self._count_said = sum(len(text.split()) for _, text in found)
        is_named = len({column.title for column, _ in found}) > 1
        is_named = is_named or any(column.field != "text" for column, _ in found)
        return "\n".join(f"{c.title}: {text}" if is_named else text for c, text in found)

    def _link(self, field: str) -> str | None:
        """A web address; words that only stand over one ("see") are none."""
        cell = self._cell(field)
        if not cell or self._view.is_ours:
            return cell or None
        if found := _WEB.search(cell):
            return found[0]
        if _BARE.fullmatch(cell):
            return f"https://{cell}"
        column = self.entry.first(field)[1]
        if column:
            self._tell("cell_unclear", column, cell)
        return None

    def _count(self, field: str) -> int | None:
        cell, column = self.entry.first(field)
        if column is None:
            return None
        count = cells.read_count(cell)
        if count is None:
            self._tell("cell_dated" if cells.is_dated(cell) else "cell_unclear", column, cell)
        return count

    def _flag(self, field: str) -> bool | None:
        cell, column = self.entry.first(field)
        if column is None:
            return None
        flag = cells.read_flag(cell)
        if flag is None:
            self._tell("cell_unclear", column, cell)
        return flag

    def _date(self, field: str) -> datetime | None:
        """The first of the columns that holds a date; one that cannot be read is told."""
        hour = self.entry.first("hour")[0] if field == "posted_at" else ""
        wrong: tuple[str, Column] | None = None
        for column in self.entry.columns.of.get(field, ()):
            cell = self.entry.at(column).strip().removeprefix("'")
            if not cell:
                continue
            if found := self._moment(cell, hour, column, self._view.day_first):
                return found
            wrong = wrong or (f"{cell} {hour}".strip(), column)
        if wrong:
            told, column = wrong
            is_open = self._view.day_first is None and read_date(told, day_first=True)
            self._tell("cell_order" if is_open else "cell_date", column, told)
        return None

    def _moment(
        self, cell: str, hour: str, column: Column, day_first: bool | None
    ) -> datetime | None:
        zone = column.zone or take_zone(cells.plain(self._cell("zone")))[1]
        zone = zone or self._view.defaults.zone
        if hour and not cells.is_nothing(hour):
            return read_moment(cell, hour, zone=zone, day_first=day_first)
        return read_date(cell, zone=zone, day_first=day_first)

    def _cell(self, field: str) -> str:
        for column in self.entry.columns.of.get(field, ()):
            if not cells.is_nothing(cell := self.entry.at(column)):
                return self._plain(cell)
        return ""

    def _plain(self, cell: str) -> str:
        """A name or an address, without what a web page or a spreadsheet put around it."""
        cell = cell.strip()
        return clean(cell if self._view.is_ours else _unescaped(_GUARD.sub("", cell))).strip()

    def _said(self, field: str) -> str:
        """Words of people, without the markup that some exports leave in them."""
        for column in self.entry.columns.of.get(field, ()):
            if not cells.is_nothing(cell := self.entry.at(column), is_text=True):
                return self._words(cell)
        return ""

    def _words(self, cell: str) -> str:
        if self._view.is_ours:
            return clean(cell).strip()
        cell = _GUARD.sub("", cell.strip())
        if not _MARKUP.search(cell):
            return clean(cell).strip()
        return clean(_unescaped(plain_text(cell))).strip()

    def _tell(self, code: str, column: Column, cell: str) -> None:
        place = self._view.survey.place(self.entry)
        self._view.unclear.add(code, place, column=column.title, cell=cell)

    def _tell_unknown(self) -> None:
        for name in self.entry.columns.unknown:
            self._view.unclear.add("field_unknown", self.entry.line, column=name)


def _unescaped(text: str) -> str:
    """With `&hellip;` as a sign: some exports escape twice."""
    return _ENTITY.sub(lambda found: unescape(found[0]), text) if "&" in text else text


def _untitled(text: str, column: Column) -> str:
    """Without its column's title, where an export repeats that in the cell: "Avis : le pain est dur"."""
    end = text.find(":", 0, _TITLE)
    is_repeated = end > 0 and same(text[:end], column.title) and bool(text[end + 1 :].strip())
    return text[end + 1 :].strip() if is_repeated else text


def _holds(text: str, other: str) -> bool:
    """Does the one say all that the other says, which may have been cut?"""
    part = fold(other[:_SAME]).rstrip(" .…")
    return part in fold(text[:_SAME])

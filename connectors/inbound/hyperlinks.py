"""What a workbook's own XML tells of its cells and its reader does not: where they link to, how far
they reach.

Only parts of bounded size are parsed, and no document type: so there are no entities.
"""

import posixpath
import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

MOST = 500_000  # links of one workbook
_SHEET = 1_000_000  # bytes of a part that lists others
_LONGEST = 2_000  # characters of a link
_CHUNK = 1_000_000
_AT = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_FORMULA = re.compile(
    r"(?:_xlfn\.)?HYPERLINK\(\s{0,9}\"((?:[^\"]|\"\")*)\"\s{0,9}[,;)]", re.IGNORECASE
)
_WEB = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_TALL = 1_000  # rows of one range of cells that all lead to one place
_LAST_ROW = 9_999_999  # far below the last one that any program knows

Place = tuple[int, int]  # row and column, from 0


@dataclass(slots=True)
class Reach:
    """One sheet: its links, and how many cells with a value each of its rows and columns has."""

    part: str = ""  # of the workbook
    links: dict[Place, str] = field(default_factory=dict)
    by_row: "array[int]" = field(default_factory=lambda: array("I"))
    by_column: "array[int]" = field(default_factory=lambda: array("I"))

    @property
    def rows(self) -> int:
        """From the first to the last that has a value."""
        return len(self.by_row)

    @property
    def columns(self) -> int:
        """From the first to the last that has a value."""
        return len(self.by_column)

    def count(self, at: Place) -> None:
        """One more cell has a value."""
        for counts, n in zip((self.by_row, self.by_column), at, strict=True):
            if n >= len(counts):
                counts.frombytes(bytes(counts.itemsize * (n + 1 - len(counts))))
            counts[n] += 1


def read_reaches(path: str) -> dict[str, Reach]:
    """Each sheet of an .xlsx by its name; those that cannot be read are left out."""
    try:
        with ZipFile(path) as book:
            return _reaches(book)
    except (BadZipFile, NotImplementedError, RuntimeError, OSError):
        return {}  # an old .xls, encrypted or broken: calamine says which


def _reaches(book: ZipFile) -> dict[str, Reach]:
    parts = {info.filename for info in book.infolist()}
    targets = _targets(book, "xl/workbook.xml", parts)
    found: dict[str, Reach] = {}

    def sheet(name: str, values: Mapping[str, str]) -> None:
        part = targets.get(values.get(f"{_RELATION} id", ""), "")
        if name == "sheet" and part in parts:
            links = _targets(book, part, parts)
            reach = Sheet(links)
            if _parse(book, part, reach.start, reach) and len(reach.found.links) <= MOST:
                reach.found.part = part
                found[values.get("name", "")] = reach.found

    if "xl/workbook.xml" in parts and book.getinfo("xl/workbook.xml").file_size <= _SHEET:
        _parse(book, "xl/workbook.xml", sheet)
    return found


_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _targets(book: ZipFile, part: str, parts: set[str]) -> dict[str, str]:
    """What the ids in a part stand for: other parts, or addresses on the web."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    found: dict[str, str] = {}

    def relation(name: str, values: Mapping[str, str]) -> None:
        target = values.get("Target", "")
        if name != "Relationship" or len(found) > MOST:
            return
        if values.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[values.get("Id", "")] = target

    if listed in parts:
        _parse(book, listed, relation)
    return found


class Sheet:
    """What is noted while a sheet is parsed."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        self.found = Reach()
        self.formula: list[str] | None = None  # of the cell that is read
        self.at: Place = (-1, -1)  # of that cell
        self._targets = targets
        self._counted: Place = (-1, -1)

    def start(self, name: str, values: Mapping[str, str]) -> None:
        """An element begins; its name is the local one."""
        row, column = self.at
        if name == "row":
            number = values.get("r", "")
            # What has more digits than any row is below them all.
            told = int(number[:8]) - 1 if number.isdecimal() else row + 1
            self.at = (min(told, _LAST_ROW), -1)
        elif name == "c":
            self.at = _place(values.get("r", "")) or (row, column + 1)
        elif name in ("v", "is", "f"):
            if self.at != self._counted and row >= 0 and column >= 0:
                self._counted = self.at
                self.found.count(self.at)
            self.formula = [] if name == "f" else None
        elif name == "hyperlink":
            self._link(values)

    def end(self) -> None:
        """A formula ends."""
        told = _FORMULA.match("".join(self.formula or ())[: 2 * _LONGEST].lstrip())
        self.formula = None
        if told:
            self._note(self.at, told[1].replace('""', '"'))

    def _link(self, values: Mapping[str, str]) -> None:
        target = self._targets.get(values.get(f"{_RELATION} id", ""), "")
        if values.get("location"):
            target += f"#{values['location']}"
        first, _, last = values.get("ref", "").partition(":")
        begin, end = _place(first), _place(last or first)
        if begin and end and begin[1] == end[1]:
            for row in range(begin[0], min(end[0], begin[0] + _TALL) + 1):
                self._note((row, begin[1]), target)

    def _note(self, at: Place, target: str) -> None:
        if _WEB.fullmatch(target) and len(target) <= _LONGEST and len(self.found.links) <= MOST:
            self.found.links[at] = target


def _place(cell: str) -> Place | None:
    """B3 as row 2 and column 1."""
    if not (told := _AT.fullmatch(cell)):
        return None
    column = 0
    for letter in told[1]:
        column = 26 * column + ord(letter) - 64
    return int(told[2]) - 1, column - 1


class _NoEntitiesError(Exception):
    """A part has a document type, which no spreadsheet writes."""


def _parse(book: ZipFile, part: str, start: Any, sheet: Sheet | None = None) -> bool:
    """Feed a part's elements to `start`, by their local names; was it read to its end?"""
    parser = expat.ParserCreate(namespace_separator=" ")

    def begin(name: str, values: dict[str, str]) -> None:
        start(name.rpartition(" ")[2], values)
        if sheet and sheet.formula is not None:
            parser.CharacterDataHandler = sheet.formula.append
            parser.EndElementHandler = end

    def end(_: str) -> None:
        parser.CharacterDataHandler = parser.EndElementHandler = None
        if sheet:
            sheet.end()

    def refuse(*_: object) -> None:
        raise _NoEntitiesError

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    try:
        with book.open(part) as raw:
            while chunk := raw.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except (expat.ExpatError, _NoEntitiesError, BadZipFile, NotImplementedError, EOFError):
        return False
    return True

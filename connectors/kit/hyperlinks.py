"""What a workbook's own XML tells of its cells and its reader does not: where they link to, how far
they reach.

Only parts of bounded size are parsed, and no document type: so there are no entities.
"""

import posixpath
import re
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

Place = tuple[int, int]  # row and column, from 0


@dataclass(slots=True)
class Reach:
    """One sheet: its links, and how many rows and columns its values reach over."""

    links: dict[Place, str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


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
            reach = _Sheet(links)
            if _parse(book, part, reach.start, reach) and len(reach.found.links) <= MOST:
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


class _Sheet:
    """What is noted while a sheet is parsed."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        self.found = Reach()
        self.formula: list[str] | None = None  # of the cell that is read
        self._targets = targets
        self._at: Place = (-1, -1)

    def start(self, name: str, values: Mapping[str, str]) -> None:
        row, column = self._at
        if name == "row":
            number = values.get("r", "")
            self._at = (int(number) - 1 if number.isdecimal() else row + 1, -1)
        elif name == "c":
            self._at = _place(values.get("r", "")) or (row, column + 1)
        elif name in ("v", "is", "f"):
            self.found.rows = max(self.found.rows, row + 1)
            self.found.columns = max(self.found.columns, column + 1)
            self.formula = [] if name == "f" else None
        elif name == "hyperlink":
            self._link(values)

    def end(self) -> None:
        told = _FORMULA.match("".join(self.formula or ())[: 2 * _LONGEST].lstrip())
        self.formula = None
        if told:
            self._note(self._at, told[1].replace('""', '"'))

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


def _parse(book: ZipFile, part: str, start: Any, sheet: _Sheet | None = None) -> bool:
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

"""How far the sheets of LibreOffice's files (.ods) reach, and what stands far from all others in them.

Empty rows are written once, with how often they repeat: one cell in the last row and column is a
line of the file, and a billion cells to its reader.
"""

import io
import re
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from connectors.inbound.hyperlinks import Place, Reach
from connectors.inbound.onefile import UnreadableFileError
from connectors.inbound.strays import cell_name
from connectors.kit.said import Said

CONTENT = "content.xml"
_CHUNK = 1_000_000
_ROWS, _COLUMNS = 1_048_576, 16_384  # no program has more
_TAG = re.compile(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_CELLS = ("table-cell", "covered-table-cell")


def read_reaches(path: str) -> dict[str, Reach]:
    """Each sheet of an .ods by its name; none of a file that is no such one.

    Raises UnreadableFileError where its XML is broken: the reader of cells would never end.
    """
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with ZipFile(path) as book, book.open(CONTENT) as raw:
            while chunk := raw.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except (KeyError, BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return {}
    except (expat.ExpatError, _NoTypeError) as error:
        told = Said("not a workbook that can be read: save it as CSV in UTF-8", "file_no_workbook")
        raise UnreadableFileError(told) from error
    return reading.found


class Cut(io.BytesIO):
    """A copy of the file without what stands beyond the ends of some sheets."""

    def __init__(self, path: Path, kept: Mapping[str, Place]) -> None:
        """`kept`: by a sheet's name the rows and columns that stay."""
        super().__init__()
        with ZipFile(path) as book, ZipFile(self, "w", ZIP_DEFLATED, compresslevel=1) as copy:
            cutting = _Cutting(book.read(CONTENT), kept)
            self.cells = cutting.cells  # sheets and the cells that held something
            for name in book.namelist():
                copy.writestr(name, cutting.left() if name == CONTENT else book.read(name))
        self.seek(0)


class _NoTypeError(Exception):
    """It has a document type, which no spreadsheet writes."""


def _refuse(*_: object) -> None:
    raise _NoTypeError


class _Walk:
    """Where a parser stands: in which sheet, at which row and column."""

    def __init__(self) -> None:
        self.sheet, self.at = "", (0, 0)
        self.rows = self.columns = 1  # that the element stands for
        self._depth = 0

    def start(self, name: str, values: dict[str, str]) -> None:
        """An element begins."""
        name = name.rpartition(" ")[2]
        told = {key.rpartition(" ")[2]: value for key, value in values.items()}
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self.sheet, self.at, self.rows = told.get("name", ""), (0, 0), 0
        elif self._depth == 1 and name == "table-row":
            self.at = (min(self.at[0] + self.rows, _ROWS), 0)
            self.rows, self.columns = _times(told, "number-rows-repeated", _ROWS), 0
            self.row()
        elif self._depth == 1 and name in _CELLS:
            self.at = (self.at[0], min(self.at[1] + self.columns, _COLUMNS))
            self.columns = _times(told, "number-columns-repeated", _COLUMNS)
            self.cell(has_value="value-type" in told)

    def end(self, name: str) -> None:
        """An element ends."""
        name = name.rpartition(" ")[2]
        if name == "table":
            self._depth -= 1
        elif self._depth == 1 and (name == "table-row" or name in _CELLS):
            self.ended(name)

    def row(self) -> None:
        """One row, or several equal ones, begin at `at`."""

    def cell(self, *, has_value: bool) -> None:
        """One cell, or several equal ones, begin at `at`."""

    def ended(self, name: str) -> None:
        """A row or a cell ends."""


class _Reading(_Walk):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Reach] = {}

    def cell(self, *, has_value: bool) -> None:
        if has_value:
            reach = self.found.setdefault(self.sheet, Reach(part=CONTENT))
            rows = min(self.rows, _ROWS - self.at[0])
            columns = min(self.columns, _COLUMNS - self.at[1])
            _add(reach.by_row, self.at[0], rows, columns)
            _add(reach.by_column, self.at[1], columns, rows)


class _Cutting(_Walk):
    def __init__(self, part: bytes, kept: Mapping[str, Place]) -> None:
        super().__init__()
        self.cells: list[tuple[str, str]] = []
        self._part, self._kept = part, kept
        self._gone: list[tuple[int, int]] = []  # bytes
        self._row = self._cell = -1  # where one that is cut begins
        self._text: list[str] = []
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.Parse(part, True)

    def left(self) -> bytes:
        """The part without what was cut."""
        return b"".join(self._pieces())

    def row(self) -> None:
        end = self._kept.get(self.sheet)
        is_beyond = end is not None and self.at[0] >= end[0]
        self._row = self._parser.CurrentByteIndex if is_beyond else -1

    def cell(self, *, has_value: bool) -> None:
        end = self._kept.get(self.sheet)
        is_beyond = end is not None and (self.at[0] >= end[0] or self.at[1] >= end[1])
        self._cell = self._parser.CurrentByteIndex if is_beyond else -1
        self._text = []
        self._parser.CharacterDataHandler = self._text.append if is_beyond and has_value else None

    def ended(self, name: str) -> None:
        if name != "table-row":
            self._parser.CharacterDataHandler = None
            if self._cell >= 0 and "".join(self._text).strip():
                self.cells.append((self.sheet, cell_name(self.at)))
        begins = self._row if name == "table-row" else -1 if self._row >= 0 else self._cell
        if begins >= 0:
            tag = _TAG.match(self._part, self._parser.CurrentByteIndex)
            self._gone.append((begins, tag.end() if tag else begins))

    def _pieces(self) -> Iterator[bytes]:
        done = 0
        for begins, ends in self._gone:
            yield self._part[done:begins]
            done = ends
        yield self._part[done:]


def _times(told: Mapping[str, str], name: str, most: int) -> int:
    number = told.get(name, "1")[:8]
    return min(int(number), most) if number.isdecimal() else 1


def _add(counts: "array[int]", first: int, number: int, more: int) -> None:
    missing = first + number - len(counts)
    if missing > 0 and more:
        counts.frombytes(bytes(counts.itemsize * missing))
    for n in range(first, min(first + number, len(counts))):
        counts[n] += more

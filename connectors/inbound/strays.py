"""Cells that stand so far from all others that a sheet grows too large to hold: they are cut off.

A reader holds every cell from the first to the last, so one note in the last column costs gigabytes.
"""

import io
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZipFile

from connectors.inbound.hyperlinks import Place, Reach, Sheet

LARGEST = 20_000_000  # cells from the first to the last, the empty ones counted: they take 600 MB
_MOST = 1_000  # strays of a sheet; more are a part of it
_FAR = 1_000  # empty cells that one stray costs
_UTF8 = (b"<", b"\xef\xbb\xbf<")


def within(reach: Reach) -> Place | None:
    """How many rows and columns hold all but the strays; None if few strays are not why it is large.

    What costs the most empty cells for one with a value goes first.
    """
    rows, columns, cut = reach.rows, reach.columns, 0
    above, left = _before(reach.by_row, rows), _before(reach.by_column, columns)
    while rows * columns > LARGEST:
        lower = (rows - above) * columns / reach.by_row[rows - 1]
        right = (columns - left) * rows / reach.by_column[columns - 1]
        cut += reach.by_row[rows - 1] if lower > right else reach.by_column[columns - 1]
        if max(lower, right) < _FAR or cut > _MOST:
            return None
        if lower > right:
            rows, above = above, _before(reach.by_row, above)
        else:
            columns, left = left, _before(reach.by_column, left)
    return rows, columns


def _before(counts: "array[int]", end: int) -> int:
    """Where the values before the last one end."""
    return next((n for n in range(end - 1, 0, -1) if counts[n - 1]), 0)


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int  # bytes of its sheet
    end: int
    at: str  # such as B3
    text: str
    shared: int | None  # the number of its text in the workbook's table of texts


class Gathered(io.BytesIO):
    """A copy of the book without the strays of some sheets."""

    def __init__(self, path: Path, kept: Mapping[str, tuple[str, Place]]) -> None:
        """`kept`: by its part of the book a sheet's name, and the rows and columns that stay."""
        super().__init__()
        self.cells: list[tuple[str, str]] = []  # sheets and the cells that held something
        with ZipFile(path) as book, ZipFile(self, "w", ZIP_DEFLATED, compresslevel=1) as copy:
            cut = {part: _Strays(book.read(part), end).found for part, (_, end) in kept.items()}
            texts = _texts(book, {cell.shared for cells in cut.values() for cell in cells})
            for name in book.namelist():
                part = book.read(name)
                cells = cut.get(name, [])
                copy.writestr(name, b"".join(_rest(part, cells)) if cells else part)
                self.cells += [
                    (kept[name][0], cell.at)
                    for cell in cells
                    if (cell.text if cell.shared is None else texts.get(cell.shared, "")).strip()
                ]
        self.seek(0)


def can_be_cut(path: Path, part: str) -> bool:
    """Is this part written as nearly all are? In UTF-16 bytes are no characters."""
    with ZipFile(path) as book, book.open(part) as raw:
        return raw.read(4).startswith(_UTF8)


def _rest(part: bytes, cells: list[_Cell]) -> Iterator[bytes]:
    done = 0
    for cell in cells:
        yield part[done : cell.start]
        done = cell.end
    yield part[done:]


class _Strays:
    """The cells with a value that stand beyond, in their order."""

    def __init__(self, part: bytes, end: Place) -> None:
        self.found: list[_Cell] = []
        self._part, self._end = part, end
        self._sheet = Sheet({})
        self._start, self._has_value, self._type = -1, False, ""
        self._text: list[str] = []
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.Parse(part, True)

    def _begins(self, name: str, values: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self._sheet.start(name, values)
        if name == "c":
            row, column = self._sheet.at
            is_beyond = row >= self._end[0] or column >= self._end[1]
            self._start = self._parser.CurrentByteIndex if is_beyond else -1
            self._has_value, self._type, self._text = False, values.get("t", ""), []
        elif self._start >= 0:
            self._has_value = self._has_value or name in ("v", "is", "f")
            self._parser.CharacterDataHandler = self._text.append if name in ("v", "t") else None

    def _ends(self, name: str) -> None:
        if self._start < 0:
            return
        self._parser.CharacterDataHandler = None
        if name.rpartition(" ")[2] == "c":
            if self._has_value:
                end = self._part.index(b">", self._parser.CurrentByteIndex) + 1
                text = "".join(self._text)
                is_shared = self._type == "s" and text.strip().isdecimal()
                shared = int(text.strip()[:12]) if is_shared else None
                self.found.append(
                    _Cell(self._start, end, cell_name(self._sheet.at), text, shared),
                )
            self._start = -1


def cell_name(at: Place) -> str:
    """Row 2 and column 1 as B3."""
    letters, column = "", at[1] + 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{at[0] + 1}"


def _texts(book: ZipFile, wanted: set[int | None]) -> dict[int, str]:
    """These of the workbook's table of texts."""
    found: dict[int, list[str]] = {}
    number = -1
    parser = expat.ParserCreate(namespace_separator=" ")

    def begins(name: str, _: object) -> None:
        nonlocal number
        number += name.rpartition(" ")[2] == "si"
        is_asked = name.rpartition(" ")[2] == "t" and number in wanted
        parser.CharacterDataHandler = found.setdefault(number, []).append if is_asked else None

    def ends(_: str) -> None:
        parser.CharacterDataHandler = None

    parser.StartElementHandler = begins
    parser.EndElementHandler = ends
    for name in book.namelist():
        if name.lower().endswith("/sharedstrings.xml"):
            with book.open(name) as raw:
                parser.ParseFile(raw)
            break
    return {number: "".join(texts) for number, texts in found.items()}

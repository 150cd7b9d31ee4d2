"""A workbook whose cells point to texts that its table of texts lacks: it is read without those.

Some exports cut the table off, and their reader gives up on the whole book.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

MOST = 10_000  # cells that are told of
_CELL = re.compile(
    rb"<(?:[\w.-]{1,20}:)?c\b([^<>]{0,300})>\s{0,9}<(?:[\w.-]{1,20}:)?v>\s{0,9}(\d{1,12})\s{0,9}(?=<)"
)
_SHARED = re.compile(rb"\bt=([\"'])s\1")
_TEXT = re.compile(rb"<(?:[\w.-]{1,20}:)?si\b")
_AT = re.compile(rb"\br=[\"']([A-Z]{1,3}\d{1,7})[\"']")


class Mended(io.BytesIO):
    """A copy of the book in which such cells are errors, as after a formula that failed."""

    def __init__(self, file: Path | IO[bytes]) -> None:
        super().__init__()
        self.cells: list[str] = []  # where they stand, such as B3
        with ZipFile(file) as book, ZipFile(self, "w", ZIP_DEFLATED, compresslevel=1) as copy:
            lists = [n for n in book.namelist() if n.lower().endswith("/sharedstrings.xml")]
            self._texts = sum(len(_TEXT.findall(book.read(name))) for name in lists)
            for name in book.namelist():
                part = book.read(name)
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    part = b"".join(self._pieces(part))
                copy.writestr(name, part)
        self.seek(0)

    def _pieces(self, sheet: bytes) -> Iterator[bytes]:
        done = 0
        for cell in _CELL.finditer(sheet):
            if int(cell[2]) < self._texts or not (shared := _SHARED.search(cell[1])):
                continue
            if len(self.cells) < MOST and (at := _AT.search(cell[1])):
                self.cells.append(at[1].decode())
            start = cell.start(1)
            yield sheet[done : start + shared.start()] + b't="e"'
            yield sheet[start + shared.end() : cell.start(2)] + b"#N/A"
            done = cell.end(2)
        yield sheet[done:]

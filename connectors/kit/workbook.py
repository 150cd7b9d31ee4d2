"""Workbooks of Excel and LibreOffice as rows of text: values and not formulas, dates as ISO."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from connectors.kit.columns import Columns
from connectors.kit.dropped import MAX_BYTES, UnreadableFileError
from connectors.kit.records import SAMPLE, find_header
from connectors.kit.said import Said
from connectors.kit.survey import Entry
from connectors.kit.tables import Table, Torn

Cell = int | float | str | bool | time | date | datetime | timedelta
_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
_EXACT = 10**15  # figures from here on have lost digits


def open_workbook(path: Path) -> Table:
    """The visible sheet that looks most like mentions, and all others under the same titles."""
    _refuse_bombs(path)
    try:
        book = CalamineWorkbook.from_path(path)
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
        ]
        found = [(name, _header(book.get_sheet_by_name(name))) for name in names]
    except PasswordError as error:
        told = Said("a workbook with a password: save it without one", "file_password")
        raise UnreadableFileError(told) from error
    except (CalamineError, ValueError) as error:
        told = Said("not a workbook that can be read: save it as CSV in UTF-8", "file_no_workbook")
        raise UnreadableFileError(told) from error
    headed = [(name, header) for name, header in found if header]
    if not headed:
        told = Said(
            "no sheet names a column for the text: call one text, texte or message",
            "file_no_sheet",
        )
        raise UnreadableFileError(told)
    titles = max((header for _, header in headed), key=lambda header: header[2].score)[1]
    read = [(name, header) for name, header in headed if header[1] == titles]
    kept = {name for name, _ in read}
    left = [name for name in names if name not in kept and book.get_sheet_by_name(name).height > 1]

    def entries() -> Iterator[Entry | Torn]:
        for name, (first, _, columns) in read:
            yield from _entries(book.get_sheet_by_name(name), first, columns)

    return Table(entries, left=tuple(left))


def _refuse_bombs(path: Path) -> None:
    """Raise UnreadableFileError where the sheets are far larger than the file."""
    try:
        with ZipFile(path) as book:
            size = sum(part.file_size for part in book.infolist())
    except (BadZipFile, NotImplementedError):
        return  # an old .xls, or broken: calamine says which
    if size > MAX_BYTES:
        mb = MAX_BYTES // 1_000_000
        told = Said(f"its sheets are larger than {mb} MB: cut it up", "file_too_large", mb=mb)
        raise UnreadableFileError(told)


def _header(sheet: CalamineSheet) -> tuple[int, tuple[str, ...], Columns] | None:
    """How many rows stand above the first mention, the titles, and their columns."""
    rows = []
    for number, row in enumerate(sheet.iter_rows()):
        if number > SAMPLE:
            break
        rows.append([_text(cell) for cell in row])
    found = find_header(rows)
    return (found[0] + 1, tuple(rows[found[0]]), found[1]) if found else None


def _entries(sheet: CalamineSheet, first: int, columns: Columns) -> Iterator[Entry]:
    above = (sheet.start or (0, 0))[0] + 1
    for number, row in enumerate(sheet.iter_rows()):
        cells = [_text(cell) for cell in row]
        if number >= first and any(cells):
            yield Entry(above + number, cells, columns, "\t".join(cells)[:2_000])


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if cell.time() != time.min else f"{cell:%Y-%m-%d}"
    if isinstance(cell, timedelta):  # a clock, or more than a day of one
        return f"{_MIDNIGHT + cell:%H:%M:%S}" if timedelta() <= cell < timedelta(1) else ""
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)

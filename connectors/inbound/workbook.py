"""Workbooks of Excel and LibreOffice as rows of text: values and not formulas, dates as ISO.

A cell that links somewhere says where, if its row says it nowhere else: "View post".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from connectors.inbound import opendocument
from connectors.inbound.column import Column
from connectors.inbound.columns import Columns
from connectors.inbound.dangling import Mended
from connectors.inbound.fieldmap import NO_MAP, FieldMap
from connectors.inbound.hyperlinks import Place, Reach, read_reaches
from connectors.inbound.onefile import MAX_BYTES, UnreadableFileError, empty_file
from connectors.inbound.records import SAMPLE, find_header
from connectors.inbound.strays import LARGEST, Gathered, can_be_cut, within
from connectors.inbound.survey import Entry
from connectors.inbound.table import Table, Torn
from connectors.kit.said import Said

Cell = int | float | str | bool | time | date | datetime | timedelta
_Header = tuple[int, tuple[str, ...], Columns]  # rows above the first mention, the titles
_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
_EXACT = 10**15  # figures from here on have lost digits
_LOOKED = 1_000  # rows of a sheet that may be empty
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")  # how Excel's files began until 2007 (OLE 2)
_DANGLING = "shared strings"  # in what the reader says of a text that is not there
_WHO = ("author", "author_id", "author_handle", "author_url", "author_first", "author_last")


def open_workbook(path: Path, told: FieldMap = NO_MAP) -> Table:
    """The visible sheet that looks most like mentions, and all others like it, each by its titles.

    `told` is what the settings say of columns.
    """
    _refuse_bombs(path)
    reaches = read_reaches(str(path)) or opendocument.read_reaches(str(path))
    file, strays, far = _gathered(path, reaches)
    cells: list[str] = []
    try:
        book = _opened(file)
        try:
            sheets, found = _looked_at(book, far, told)
        except CalamineError as error:
            if _DANGLING not in str(error):
                raise
            mended = Mended(file)
            book, cells = CalamineWorkbook.from_filelike(mended), mended.cells
            sheets, found = _looked_at(book, far, told)
    except PasswordError as error:
        why = Said("a workbook with a password: save it without one", "file_password")
        raise UnreadableFileError(why) from error
    except (CalamineError, ValueError, BadZipFile) as error:
        raise UnreadableFileError(_unread(path)) from error
    names = [name for name, _ in found]
    headed = [(name, header) for name, header in found if header]
    if not headed:
        _refuse_far(reaches, far)
        _refuse_empty(book, sheets)
        why = Said(
            "no sheet names a column for the text: call one text, texte or message",
            "file_no_sheet",
        )
        raise UnreadableFileError(why)
    best = max((header for _, header in headed), key=lambda header: header[2].score)
    read = [(name, header) for name, header in headed if _are_alike(header, best)]
    kept = {name for name, _ in read}
    left = [
        (sheet.name, _why_left(sheet.name, names, far))
        for sheet in sheets
        if sheet.name not in kept and (sheet.name in far or _has_rows(book, sheet.name))
    ]

    def entries() -> Iterator[Entry | Torn]:
        for name, (first, _, columns) in read:
            links = reaches[name].links if name in reaches else {}
            yield from _entries(book.get_sheet_by_name(name), first, columns, links)

    return Table(entries, left=tuple(left), dangling=tuple(cells), strays=strays)


def _unread(path: Path) -> Said:
    """What to do with a workbook that cannot be read."""
    with path.open("rb") as file:
        is_old = file.read(len(_OLD)) == _OLD
    if is_old:
        text = "an old Excel workbook (.xls) that cannot be read: open it and save it as .xlsx"
        return Said(text, "file_old_workbook")
    return Said("not a workbook that can be read: save it as CSV in UTF-8", "file_no_workbook")


def first_rows(path: Path) -> list[list[str]]:
    """The first rows of the visible sheet that has most of them; none where it cannot be read."""
    _refuse_bombs(path)
    try:
        book = CalamineWorkbook.from_path(path)
        names = [s.name for s in book.sheets_metadata if s.visible is SheetVisibleEnum.Visible]
        sheets = [_rows(book.get_sheet_by_name(name)) for name in names]
    except (CalamineError, ValueError, BadZipFile):
        return []
    return max(sheets, key=len, default=[])


def _rows(sheet: CalamineSheet) -> list[list[str]]:
    rows = []
    for number, row in enumerate(sheet.iter_rows()):
        if number > SAMPLE:
            break
        rows.append([_text(cell) for cell in row])
    return rows


def _gathered(
    path: Path, reaches: Mapping[str, Reach]
) -> tuple[Path | BytesIO, tuple[tuple[str, str], ...], frozenset[str]]:
    """The book without cells that stand far from all others, those that held something, and the
    sheets that are too large all the same."""
    large = {name: reach for name, reach in reaches.items() if reach.rows * reach.columns > LARGEST}
    kept = {name: within(reach) for name, reach in large.items() if can_be_cut(path, reach.part)}
    cut = {large[name].part: (name, end) for name, end in kept.items() if end}
    far = frozenset(name for name in large if not kept.get(name))
    if not cut:
        return path, (), far
    if opendocument.CONTENT in cut:  # which holds all sheets
        ends = {name: end for name, end in kept.items() if end}
        opened = opendocument.Cut(path, ends)
        return opened, tuple(opened.cells), far
    gathered = Gathered(path, cut)
    return gathered, tuple(gathered.cells), far


def _opened(file: Path | BytesIO) -> CalamineWorkbook:
    if isinstance(file, Path):
        return CalamineWorkbook.from_path(file)
    return CalamineWorkbook.from_filelike(file)


def _looked_at(
    book: CalamineWorkbook, far: frozenset[str], told: FieldMap
) -> tuple[list[SheetMetadata], list[tuple[str, _Header | None]]]:
    """All its sheets, and the visible ones that can be held with their titles."""
    sheets = [s for s in book.sheets_metadata if s.typ is SheetTypeEnum.WorkSheet]
    names = [s.name for s in sheets if s.visible is SheetVisibleEnum.Visible and s.name not in far]
    return sheets, [(name, _header(book.get_sheet_by_name(name), told)) for name in names]


def _why_left(name: str, looked_at: list[str], far: frozenset[str]) -> str:
    if name in far:
        return "sheet_far"
    return "sheet_other" if name in looked_at else "sheet_hidden"


def _has_rows(book: CalamineWorkbook, name: str) -> bool:
    try:
        return book.get_sheet_by_name(name).height > 1
    except (CalamineError, ValueError):  # one that is hidden and broken costs the others nothing
        return False


def _are_alike(header: _Header, best: _Header) -> bool:
    """Does a sheet hold what the best one holds: what people said, by whom or with how many stars?

    A plan of posts has dates and texts as well, a list of answers to give a text alone.
    """
    of, wanted = header[2].of, best[2].of
    who = [field for field in (*_WHO, "rating") if field in wanted]
    told = any(field in of for field in who) if who else of.keys() >= wanted.keys()
    return header[1] == best[1] or ("text" in of and told)


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


def _refuse_far(reaches: Mapping[str, Reach], far: frozenset[str]) -> None:
    """Raise UnreadableFileError where a sheet is too large to hold, and no other can be read."""
    for name in reaches:
        if name in far:
            reach = reaches[name]
            told = Said(
                f"the sheet {name[:100]} reaches over {reach.rows:,} rows and {reach.columns:,}"
                " columns, nearly all empty: delete what stands far from the rest",
                "file_far",
                sheet=name[:100],
                rows=reach.rows,
                columns=reach.columns,
            )
            raise UnreadableFileError(told)


def _refuse_empty(book: CalamineWorkbook, sheets: Sequence[SheetMetadata]) -> None:
    """Raise UnreadableFileError where no sheet that is shown holds anything, and say which does."""
    full = [sheet for sheet in sheets if _says_something(book, sheet.name)]
    if any(sheet.visible is SheetVisibleEnum.Visible for sheet in full):
        return
    if not full:
        raise empty_file()
    name = full[0].name[:100]
    told = Said(
        f"all that it holds stands in hidden sheets, such as {name}: show them and save it again",
        "file_hidden",
        sheet=name,
    )
    raise UnreadableFileError(told)


def _says_something(book: CalamineWorkbook, name: str) -> bool:
    try:
        rows = book.get_sheet_by_name(name).iter_rows()
        return any(_text(cell).strip() for row in islice(rows, _LOOKED) for cell in row)
    except (CalamineError, ValueError):  # one that is broken is not empty
        return True


def _header(sheet: CalamineSheet, told: FieldMap) -> _Header | None:
    """How many rows stand above the first mention, the titles, and their columns."""
    rows = _rows(sheet)
    found = find_header(rows, told)
    return (found[0] + 1, tuple(rows[found[0]]), found[1]) if found else None


def _entries(
    sheet: CalamineSheet, first: int, columns: Columns, links: Mapping[Place, str]
) -> Iterator[Entry]:
    left = (sheet.start or (0, 0))[1]  # rows are given from the first on, columns are not
    by_row: dict[int, dict[int, str]] = {}
    for (below, right), target in links.items():
        by_row.setdefault(below, {})[right - left] = target
    own = columns.of.get("url", ())
    people = {column.number for field in _WHO for column in columns.of.get(field, ())}
    if links and not own:
        columns = _with_links(columns)
    for number, row in enumerate(sheet.iter_rows()):
        if number < first or row.count("") == len(row):
            continue
        cells = [_text(cell) for cell in row]
        if any(cells):
            raw, told = "\t".join(cells)[:2_000], by_row.get(number, {})
            if links and not own:
                target = next((told[n] for n in sorted(told) if n not in people), "")
                cells = [*cells, *[""] * (columns.width - 1 - len(cells)), target]
            for column in own:
                # Words stand over an address; an address that is written out is shown as meant.
                if column.number in told and not cells[column.number].startswith("http"):
                    cells[column.number] = told[column.number]
            yield Entry(number + 1, cells, columns, raw, sheet.name)


def _with_links(columns: Columns) -> Columns:
    """With one more column, of the addresses that cells link to."""
    column = Column(columns.width, "link", "url", 0)
    return replace(columns, width=columns.width + 1, of={**columns.of, "url": (column,)})


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

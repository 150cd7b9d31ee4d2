"""A dropped file as rows under columns, whatever it is: CSV, a workbook, JSON or JSON Lines."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from connectors.inbound.cells import is_nothing, read_count, read_language, read_rating
from connectors.inbound.fieldmap import NO_MAP, FieldMap
from connectors.inbound.objects import MOST_JSON, read_json, table_of, table_of_lines
from connectors.inbound.onefile import MAYBE, UnreadableFileError, empty_file
from connectors.inbound.records import Form, Records, find_form
from connectors.inbound.survey import Entry
from connectors.inbound.table import Table, Torn
from connectors.inbound.textfile import Line, open_raw, read_lines
from connectors.kit.reading.dates import read_date
from connectors.kit.said import Said

LINES = (".jsonl", ".ndjson")
_BOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BLANK = " \t\r\n\ufeff;,|\"'"  # what a line without a cell that says something is made of
_LOOKED = 1_000  # lines
_NOT_TEXT = (
    b"\x1f\x8b",
    b"%PDF",
    b"SQLite format",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
)
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|meta|\?xml)\b", re.IGNORECASE
)
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def open_table(path: Path, *, has_grown: Callable[[], bool], told: FieldMap = NO_MAP) -> Table:
    """The table of a file, told by its name and by how it begins; raises UnreadableFileError.

    `told` is what the settings say of its columns.
    """
    with open_raw(path) as raw:
        start = raw.read(4_096)
    suffix = path.suffix.lower()
    if not start and suffix not in LINES:
        raise empty_file()
    if suffix == ".eml":
        from connectors.inbound.mails import open_mail

        return open_mail(path)
    if is_book(start):
        from connectors.inbound.workbook import open_workbook

        return open_workbook(path, told)
    if start.startswith(_NOT_TEXT):
        raise UnreadableFileError(Said("not a text file: save it as CSV in UTF-8", "file_not_text"))

    if _PAGE.match(start):  # some shops call this .xls
        text = "a web page, not a table: open it in a spreadsheet and save it as CSV"
        raise UnreadableFileError(Said(text, "file_page"))

    def lines() -> Iterator[Line]:
        return read_lines(path, has_grown=has_grown)

    if suffix in LINES:
        return table_of_lines(told, lines)
    if is_json(path, start):
        return _json_table(path, lines, told)
    return _csv_table(lines, told, may_be_prose=suffix in MAYBE)


def is_book(start: bytes) -> bool:
    """Does a workbook begin so?"""
    return start.startswith(_BOOK)


def is_json(path: Path, start: bytes) -> bool:
    """Is it one JSON document, by its name or by how it begins?"""
    begins = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:2]
    return path.suffix.lower() == ".json" or begins in (b"[{", b'{"', b"[]", b"{\n")


def _csv_table(lines: Callable[[], Iterator[Line]], told: FieldMap, *, may_be_prose: bool) -> Table:
    form = find_form(lines(), may_be_prose=may_be_prose, told=told)
    if form is None:
        if all(not (line or "x").strip(_BLANK) for _, line in islice(lines(), _LOOKED)):
            raise empty_file()
        raise UnreadableFileError(
            Said(
                "its first line names no column for the text: call one text, texte or message",
                "file_no_text",
            )
        )
    return Table(lambda: _csv_entries(lines(), form), by_line=True)


def _csv_entries(lines: Iterator[Line], form: Form) -> Iterator[Entry | Torn]:
    typed = [
        (column, field)
        for field, columns in form.columns.of.items()
        for column in columns
        if field in _TYPED and column.constant is None
    ]

    def fits(cells: list[str]) -> bool:
        said = ((field, column.said(cells[column.number])) for column, field in typed)
        told = [(field, cell) for field, cell in said if not is_nothing(cell)]
        return bool(told or not typed) and all(_TYPED[field](cell) for field, cell in told)

    for record in Records(lines, form, fits):
        if record.broken:
            yield Torn(record.line, record.raw, record.broken)
        elif any(cell.strip() for cell in record.cells):
            yield Entry(record.line, record.cells, form.columns, record.raw)


_TYPED: Mapping[str, Callable[[str], object]] = {
    "posted_at": lambda cell: read_date(cell, day_first=True) or read_date(cell, day_first=False),
    "rating": lambda cell: read_rating(cell, scale=100),
    "url": _WEB.fullmatch,
    "lang": read_language,
    **{
        field: lambda cell: read_count(cell) is not None
        for field in ("likes", "shares", "replies", "views", "author_followers")
    },
}


def _json_table(path: Path, lines: Callable[[], Iterator[Line]], told: FieldMap) -> Table:
    if path.stat().st_size > MOST_JSON:
        size = MOST_JSON // 1_000_000
        text = f"JSON larger than {size} MB: save it as JSON Lines, one object a line"
        raise UnreadableFileError(Said(text, "file_json_large", mb=size))
    text = "".join(line or "" for _, line in lines())
    if not text.strip(_BLANK):
        raise empty_file()
    try:
        found = read_json(text)
    except RecursionError:
        raise UnreadableFileError(Said("JSON nested too deep", "file_json_deep")) from None
    except ValueError:
        first = table_of_lines(told, lines)
        if any(isinstance(e, Entry) for e, _ in zip(first.entries(), range(5), strict=False)):
            return first
        raise UnreadableFileError(Said("not JSON, though its name says so", "file_json")) from None
    return table_of(found, told)

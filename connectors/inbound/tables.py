"""A dropped file as rows under columns, whatever it is: CSV, a workbook, JSON or JSON Lines."""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from connectors.inbound.cells import is_nothing, read_count, read_language, read_rating
from connectors.inbound.columns import Columns, read_columns
from connectors.inbound.onefile import MAYBE, UnreadableFileError
from connectors.inbound.records import Form, Records, find_form
from connectors.inbound.survey import Entry
from connectors.inbound.table import Table, Torn
from connectors.inbound.textfile import Line, open_raw, read_lines
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.identity import is_resource
from connectors.kit.said import Said

LINES = (".jsonl", ".ndjson")
_BOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
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
_MOST_JSON = 50_000_000  # bytes that are read as one value
_DEEPEST = 6
_LISTS = (
    "reviews",
    "comments",
    "items",
    "data",
    "results",
    "mentions",
    "posts",
    "messages",
    "value",
)
_RESOURCE = "resource name"
_PLAIN = (str, int, float)
# A figure of hundreds of digits is none, and costs nothing but itself.
_JSON = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) < 300 else math.inf)
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def open_table(path: Path, *, has_grown: Callable[[], bool]) -> Table:
    """The table of a file, told by its name and by how it begins; raises UnreadableFileError."""
    with open_raw(path) as raw:
        start = raw.read(4_096)
    suffix = path.suffix.lower()
    if not start and suffix not in LINES:
        raise UnreadableFileError(Said("the file is empty: export it again", "file_empty"))
    if suffix == ".eml":
        from connectors.inbound.mails import open_mail

        return open_mail(path)
    if start.startswith(_BOOK):
        from connectors.inbound.workbook import open_workbook

        return open_workbook(path)
    if start.startswith(_NOT_TEXT):
        raise UnreadableFileError(Said("not a text file: save it as CSV in UTF-8", "file_not_text"))

    if _PAGE.match(start):  # some shops call this .xls
        text = "a web page, not a table: open it in a spreadsheet and save it as CSV"
        raise UnreadableFileError(Said(text, "file_page"))

    def lines() -> Iterator[Line]:
        return read_lines(path, has_grown=has_grown)

    if suffix in LINES:
        return Table(lambda: _json_lines(lines()), is_ours=True, by_line=True)
    if suffix == ".json" or start.lstrip(b"\xef\xbb\xbf \t\r\n")[:2] in (
        b"[{",
        b'{"',
        b"[]",
        b"{\n",
    ):
        return _json_table(path, lines)
    return _csv_table(lines, may_be_prose=suffix in MAYBE)


def _csv_table(lines: Callable[[], Iterator[Line]], *, may_be_prose: bool) -> Table:
    form = find_form(lines(), may_be_prose=may_be_prose)
    if form is None:
        raise UnreadableFileError(
            Said(
                "its first line names no column for the text: call one text, texte or message",
                "file_no_text",
            )
        )
    return Table(lambda: _csv_entries(lines(), form), by_line=True)


def _csv_entries(lines: Iterator[Line], form: Form) -> Iterator[Entry | Torn]:
    typed = {
        column.number: field
        for field, columns in form.columns.of.items()
        for column in columns
        if field in _TYPED
    }

    def fits(cells: list[str]) -> bool:
        told = [(field, cells[n]) for n, field in typed.items() if not is_nothing(cells[n])]
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


def _json_lines(lines: Iterator[Line]) -> Iterator[Entry | Torn]:
    for number, line in lines:
        if line is None:
            yield Torn(number, "", ("row_too_long", {}))
        elif line.strip("\ufeff \t\r\n"):
            try:
                found = _json(line.strip("\ufeff"))
            except json.JSONDecodeError as error:
                what = f"broken at character {error.pos + 1}"
                yield Torn(number, line, ("row_not_json", {"what": what}))
            except (ValueError, RecursionError):
                yield Torn(number, line, ("row_not_json", {"what": "nested too deep"}))
            else:
                yield from _json_entry(number, found, line)


def _json(text: str) -> Any:
    return _JSON.decode(text)


def _json_table(path: Path, lines: Callable[[], Iterator[Line]]) -> Table:
    if path.stat().st_size > _MOST_JSON:
        size = _MOST_JSON // 1_000_000
        text = f"JSON larger than {size} MB: save it as JSON Lines, one object a line"
        raise UnreadableFileError(Said(text, "file_json_large", mb=size))
    text = "".join(line or "" for _, line in lines())
    try:
        found = _json(text.strip("\ufeff"))
    except RecursionError:
        raise UnreadableFileError(Said("JSON nested too deep", "file_json_deep")) from None
    except ValueError:
        if any(
            isinstance(entry, Entry)
            for entry, _ in zip(_json_lines(lines()), range(5), strict=False)
        ):
            return Table(lambda: _json_lines(lines()), is_ours=True, by_line=True)
        raise UnreadableFileError(Said("not JSON, though its name says so", "file_json")) from None
    objects = _objects(found)
    if not objects:
        raise UnreadableFileError(Said("JSON without a list of objects", "file_json_list"))
    return Table(lambda: _listed(objects))


def _listed(objects: list[Any]) -> Iterator[Entry | Torn]:
    for number, found in enumerate(objects, 1):
        yield from _json_entry(number, found, "")


def _objects(found: Any, depth: int = 0) -> list[Any]:
    """The list of objects in it: itself, or the one under a name that says so, or the longest."""
    if isinstance(found, list):
        inner = [one.get("reviews") for one in found if isinstance(one, dict)]
        if reviews := [one for each in inner if isinstance(each, list) for one in each]:
            return reviews  # listed by place
        return found if any(isinstance(one, dict) for one in found) else []
    if not isinstance(found, dict) or depth > _DEEPEST:
        return []
    lists = [
        (key, _objects(value, depth + 1))
        for key, value in found.items()
        if isinstance(value, dict | list)
    ]
    told = [listed for key, listed in lists if key.lower() in _LISTS and listed]
    return max(told or [listed for _, listed in lists], key=len, default=[])


def _json_entry(number: int, found: Any, line: str) -> Iterator[Entry | Torn]:
    while (
        isinstance(found, dict) and len(found) == 1 and isinstance(next(iter(found.values())), dict)
    ):
        found = next(iter(found.values()))  # GraphQL's {"node": {…}}
    if not isinstance(found, dict):
        yield Torn(number, line, ("row_no_object", {}))
        return
    cells: dict[str, str] = {}
    _flatten(found, "", cells, 0)
    names = tuple(cells)
    # What some call the name of a thing is its id.
    if ids := [name for name in _called(names) if is_resource(cells[name])]:
        cells = {_RESOURCE if name in ids else name: cell for name, cell in cells.items()}
        names = tuple(cells)
    columns = _json_columns(names)
    yield Entry(
        number,
        tuple(cells.values()),
        columns,
        line or json.dumps(found, ensure_ascii=False)[:2_000],
    )


@lru_cache(maxsize=256)
def _called(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name.rpartition(" ")[2].lower() == "name")


def _flatten(found: Mapping[str, Any], before: str, cells: dict[str, str], depth: int) -> None:
    for key, value in found.items():
        name = f"{before} {key}".strip()[:200]
        if isinstance(value, dict) and depth < _DEEPEST:
            _flatten(value, name, cells, depth + 1)
        elif isinstance(value, bool):
            cells[name] = "true" if value else "false"
        elif isinstance(value, _PLAIN):
            cells[name] = str(value)


@lru_cache(maxsize=256)
def _json_columns(names: tuple[str, ...]) -> Columns:
    return read_columns(names)

"""JSON as rows under columns: a document's list of objects, or one object a line."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from connectors.inbound.columns import SAID, Columns, read_columns
from connectors.inbound.fieldmap import FieldMap
from connectors.inbound.onefile import UnreadableFileError, empty_file
from connectors.inbound.survey import Entry
from connectors.inbound.table import Table, Torn
from connectors.inbound.textfile import Line
from connectors.kit.reading.identity import is_resource
from connectors.kit.said import Said

MOST_JSON = 50_000_000  # bytes that are read as one value
_DEEPEST = 6
_MOST_ROWS = 1_000_000  # of a list that the settings name
_FEW = 20  # rows that are looked at
_LOOKED = 200  # lines in which a map is looked for
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


def read_json(text: str) -> Any:
    """The value. Raises ValueError and RecursionError."""
    return _JSON.decode(text.strip("\ufeff \t\r\n"))


def table_of(document: Any, told: FieldMap) -> Table:
    """The rows of one document; raises UnreadableFileError where it has none."""
    rows = rows_of(document, told)
    if not rows:
        if _is_empty(document):
            raise empty_file()
        raise UnreadableFileError(Said("JSON without a list of objects", "file_json_list"))
    reading = _Reading(told, is_told=any(told.is_about(row, document) for row in rows))
    is_there = told.list_path is None or bool(_listed(document, told))
    left = () if is_there else ((told.items or "", "map_items"),)
    return Table(lambda: reading.listed(rows, document), left=left)


def _is_empty(document: Any) -> bool:
    """Is it nothing, or an export whose list holds nothing?"""
    inside = document.values() if isinstance(document, dict) else ()
    return document in (None, [], {}) or [] in inside


def table_of_lines(told: FieldMap, lines: Callable[[], Iterable[Line]]) -> Table:
    """One document a line; where the map is not about them, mentions as we write them."""
    is_told = bool(told.where or told.items) and any(
        told.is_about(row, document)
        for document in _documents(lines())
        for row in rows_of(document, told)
    )
    reading = _Reading(told, is_told=is_told)
    return Table(lambda: reading.lines(lines()), is_ours=not is_told, by_line=True, is_titled=False)


def _documents(lines: Iterable[Line]) -> Iterator[Any]:
    for _, line in islice(lines, _LOOKED):
        try:
            yield read_json(line or "null")
        except (ValueError, RecursionError):
            continue


def rows_of(document: Any, told: FieldMap) -> list[Any]:
    """The objects that are rows: those the settings name, else those that the map is about, else any."""
    if rows := _listed(document, told):
        return rows
    top = document if isinstance(document, list) else [document]
    if told.where and any(told.is_about(one, document) for one in top):
        return [one for one in top if isinstance(one, dict)]
    rows = _objects(document)
    # One mention alone may hold lists of its own, such as tags.
    return [document] if _speaks(document) and not any(map(_speaks, rows[:_FEW])) else rows


def _speaks(found: Any) -> bool:
    """Is it an object with what somebody said in it?"""
    if not isinstance(found, dict):
        return False
    names = tuple(key[:200] for key, value in found.items() if isinstance(value, _PLAIN))
    return any(field in read_columns(names).of for field in SAID)


def _listed(document: Any, told: FieldMap) -> list[Any]:
    """The objects where the settings say that they stand; one alone is a list of one."""
    if told.list_path is None:
        return []
    there = [v.value for v in told.list_path.values(document, document, most=_MOST_ROWS)]
    rows = [one for each in there for one in (each if isinstance(each, list) else [each])]
    return [one for one in rows if isinstance(one, dict)]


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


@dataclass
class _Reading:
    """Objects as rows, by the map where it is about them."""

    told: FieldMap
    is_told: bool
    _known: dict[object, Columns] = field(default_factory=dict)

    def listed(self, rows: Iterable[Any], document: Any) -> Iterator[Entry | Torn]:
        for number, found in enumerate(rows, 1):
            yield self._entry(number, found, "", document)

    def lines(self, lines: Iterable[Line]) -> Iterator[Entry | Torn]:
        for number, line in lines:
            if line is None:
                yield Torn(number, "", ("row_too_long", {}))
            elif line.strip("\ufeff \t\r\n"):
                try:
                    found = _JSON.decode(line.strip("\ufeff"))
                except json.JSONDecodeError as error:
                    what = f"broken at character {error.pos + 1}"
                    yield Torn(number, line, ("row_not_json", {"what": what}))
                except (ValueError, RecursionError):
                    yield Torn(number, line, ("row_not_json", {"what": "nested too deep"}))
                else:
                    rows = rows_of(found, self.told) if self.is_told else [found]
                    yield from (self._entry(number, row, line, found) for row in rows or [found])

    def _entry(self, number: int, found: Any, line: str, document: Any) -> Entry | Torn:
        if not self.is_told:
            found = _unwrapped(found)
        if not isinstance(found, dict):
            return Torn(number, line, ("row_no_object", {}))
        cells: dict[str, str] = {}
        _flatten(found, "", cells, 0)
        # What some call the name of a thing is its id.
        if ids := [name for name in _called(tuple(cells)) if is_resource(cells[name])]:
            cells = {_RESOURCE if name in ids else name: cell for name, cell in cells.items()}
        names, values = tuple(cells), tuple(cells.values())
        raw = line or json.dumps(found, ensure_ascii=False)[:2_000]
        if not self.is_told:
            return Entry(number, values, self._columns(names), raw)
        mapped = list(self.told.cells(found, document))
        claimed = frozenset(_name(" ".join(keys)) for _, _, _, keys in mapped if keys)
        labels = tuple((where, label) for where, label, _, _ in mapped)
        columns = self._columns(names, labels, claimed)
        return Entry(number, (*values, *(cell for _, _, cell, _ in mapped)), columns, raw)

    def _columns(
        self,
        names: tuple[str, ...],
        labels: tuple[tuple[str, str], ...] = (),
        claimed: frozenset[str] = frozenset(),
    ) -> Columns:
        key = names, claimed
        if key not in self._known:
            if len(self._known) >= 256:
                self._known.clear()
            if self.is_told:
                self._known[key] = self.told.json_columns(names, labels, claimed)
            else:
                self._known[key] = self.told.completed(read_columns(names))
        return self._known[key]


def _unwrapped(found: Any) -> Any:
    """What GraphQL's {"node": {…}} holds."""
    while (
        isinstance(found, dict) and len(found) == 1 and isinstance(next(iter(found.values())), dict)
    ):
        found = next(iter(found.values()))
    return found


@lru_cache(maxsize=256)
def _called(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name.rpartition(" ")[2].lower() == "name")


def _flatten(found: Mapping[str, Any], before: str, cells: dict[str, str], depth: int) -> None:
    for key, value in found.items():
        name = _name(f"{before} {key}")
        if isinstance(value, dict) and depth < _DEEPEST:
            _flatten(value, name, cells, depth + 1)
        elif isinstance(value, bool):
            cells[name] = "true" if value else "false"
        elif isinstance(value, _PLAIN):
            cells[name] = str(value)


def _name(keys: str) -> str:
    return keys.strip()[:200]

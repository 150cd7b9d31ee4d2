"""A look at a file that nothing is stored of: its columns or paths, some of their cells, and what each may hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.inbound.cells import is_nothing, number_of, plain
from connectors.inbound.column import bare
from connectors.inbound.columns import field_of, read_columns
from connectors.inbound.fieldmap import FieldMap, numbers_of
from connectors.inbound.objects import MOST_JSON, read_json, rows_of
from connectors.inbound.paths import PathError, path_of
from connectors.inbound.prose import Prose, words
from connectors.inbound.records import SAMPLE, first_rows
from connectors.inbound.tables import LINES, is_book, is_json
from connectors.inbound.textfile import read_lines
from connectors.inbound.unused import guessed

_DEEPEST = 6
_MOST = 200  # columns
_SHOWN = 3  # cells of each
_CELL = 120  # characters of one
_TOP = 10
_SCORES = frozenset(
    ("score", "scores", "rate", "mark", "marks", "grade", "points", "punkte", "sterne", "nps", "satisfaction", "evaluation", "stars", "notation")
)  # fmt: skip
_SPOKEN = 2.0  # words of a cell, on average, from which it may be what people wrote


@dataclass(frozen=True, slots=True)
class Seen:
    """One column, or one path into JSON."""

    title: str  # as a map names it
    cells: tuple[str, ...]  # the first that hold something
    field: str = ""  # what it may hold; "" where nothing tells


def look(path: str, told: FieldMap) -> tuple[Seen, ...]:
    """The columns of a file; none where it holds none. `told` says where its list of rows stands."""
    file = Path(path)
    with file.open("rb") as raw:
        start = raw.read(4_096)
    if file.suffix.lower() in LINES or is_json(file, start):
        columns = _paths(file, told)
    else:
        columns = _columns(_first_rows(file, is_book(start)))
    return tuple(_guessed(columns))


def missing(path: str, told: FieldMap, fields: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Of these fields of the map, and `items`, each place that is nowhere in the file: the field, the place."""
    file = Path(path)
    with file.open("rb") as raw:
        start = raw.read(4_096)
    if file.suffix.lower() not in LINES and not is_json(file, start):
        rows = _first_rows(file, is_book(start))
        wanted = ((field, place) for field in fields for place in told.where.get(field, ()))
        return tuple(
            (field, place)
            for field, place in wanted
            if not any(True for row in rows for _ in numbers_of(row, (place,)))
        )
    if file.stat().st_size > MOST_JSON:
        return ()
    documents = _documents(file, most=None)
    rows_in = [(row, document) for document in documents for row in rows_of(document, told)]
    left = [
        (field, path.text)
        for field in fields
        for path in told.paths.get(field, ())
        if not any(
            path.values(row, document) for row, document in rows_in or [(d, d) for d in documents]
        )
    ]
    lists = told.list_path
    if "items" in fields and lists and not any(lists.values(d, d) for d in documents):
        left.append(("items", lists.text))
    return tuple(left)


def _first_rows(file: Path, is_workbook: bool) -> list[list[str]]:
    if is_workbook:
        from connectors.inbound.workbook import first_rows as of_workbook

        return of_workbook(file)
    return first_rows(read_lines(file, has_grown=lambda: False))


def _columns(rows: Sequence[Sequence[str]]) -> list[tuple[str, str, list[str]]]:
    """Title, what titles are compared by, and cells: below the row that looks most like titles."""
    if not rows:
        return []
    counted = [
        sum(bool(c.strip()) and not c.strip()[:1].isdigit() for c in row) for row in rows[:25]
    ]
    head = counted.index(max(counted))
    titles = rows[head]
    below = rows[head + 1 : head + 1 + SAMPLE]
    found = []
    for number, title in enumerate(titles[:_MOST]):
        cells = [row[number] for row in below if number < len(row)]
        if title.strip():
            found.append((title.strip("\ufeff "), title, [c for c in cells if not is_nothing(c)]))
    return found


def _paths(file: Path, told: FieldMap) -> list[tuple[str, str, list[str]]]:
    if file.stat().st_size > MOST_JSON:
        return []
    documents = _documents(file)
    rows = [row for document in documents for row in rows_of(document, told)][:SAMPLE]
    # Where a document has no list of rows, it is one itself.
    found: dict[str, tuple[str, list[str]]] = {}
    for row in rows or documents[:SAMPLE]:
        for path, name, cell in _leaves(row, "", "", 0):
            if len(found) < _MOST or path in found:
                found.setdefault(path, (name, []))[1].append(cell)
    return [
        (path, name, [c for c in cells if not is_nothing(c)])
        for path, (name, cells) in found.items()
    ]


def _documents(file: Path, most: int | None = SAMPLE) -> list[Any]:
    text = "".join(line or "" for _, line in read_lines(file, has_grown=lambda: False))
    try:
        return [read_json(text)]
    except (ValueError, RecursionError):
        return list(_lines(text, most))


def _lines(text: str, most: int | None) -> Iterator[Any]:
    for line in text.split("\n")[:most]:  # no other sign ends one: a text may hold them
        try:
            yield read_json(line)
        except (ValueError, RecursionError):
            continue


def _leaves(found: Any, path: str, name: str, depth: int) -> Iterator[tuple[str, str, str]]:
    """Each plain value with its path, and the words of that."""
    if isinstance(found, list) and depth < _DEEPEST:
        for inner in found[:_SHOWN]:
            yield from _leaves(inner, path, name, depth + 1)
    elif isinstance(found, Mapping) and depth < _DEEPEST:
        for key, value in found.items():
            # A key with signs of a path in it cannot be written as one.
            if key and not set(key) & set("[]/"):
                longer = f"{path}.{key}" if path else key
                yield from _leaves(value, longer, f"{name} {key}".strip(), depth + 1)
    elif path and isinstance(found, str | int | float):
        yield path, name, str(found).lower() if isinstance(found, bool) else str(found)


def _guessed(columns: Sequence[tuple[str, str, list[str]]]) -> Iterator[Seen]:
    """Each with what it may hold: by its title, else by its cells; no field twice."""
    names = [name for _, name, _ in columns]
    cells = [each for _, _, each in columns]
    sample = list(map(list, _crosswise(cells)))
    fields: dict[int, str] = {}
    for field, told in read_columns(names, sample).of.items():
        if field:
            fields[told[0].number] = field
    for n, (_, name, each) in enumerate(columns):
        known = fields.values()
        if n in fields or not each:
            continue
        field = field_of(name.rpartition(" ")[2]) or guessed(Prose(n, name, each))
        field = field or ("rating" if _are_scores(name, each) else "")
        if field and field not in known and not (field == "text" and words(each) < _SPOKEN):
            fields[n] = field
    if "text" not in fields.values():
        left = [n for n in range(len(columns)) if n not in fields and cells[n]]
        longest = max(left, key=lambda n: words(cells[n]), default=None)
        if longest is not None and words(cells[longest]) >= _SPOKEN:
            fields[longest] = "text"
    for n, (title, _, each) in enumerate(columns):
        shown = tuple(dict.fromkeys(" ".join(c.split())[:_CELL] for c in each))[:_SHOWN]
        yield Seen(title, shown, fields.get(n, ""))


def _are_scores(name: str, cells: Sequence[str]) -> bool:
    """Figures up to ten under a word for marks: a person is asked before anything rests on it."""
    numbers = [number_of(cell) for cell in cells]
    is_low = all(number is not None and number <= _TOP for number in numbers)
    return is_low and bool(_SCORES & set(bare(name).split()))


def _crosswise(cells: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    for n in range(max(map(len, cells), default=0)):
        yield [each[n] if n < len(each) else "" for each in cells]


def proposed(seen: Sequence[Seen]) -> dict[str, str]:
    """A map that says of each field where it stands."""
    return {one.field: one.title for one in seen if one.field and _is_place(one.title)}


def _is_place(title: str) -> bool:
    """Can a map name it? One with a [ that is never closed it cannot."""
    try:
        path_of(title)
    except PathError:
        return False
    return True


def unmapped(seen: Sequence[Seen], told: FieldMap) -> list[Seen]:
    """The columns that the map does not name."""
    named = {plain(place) for places in told.where.values() for place in places}
    named |= {plain(path.keys) for paths in told.paths.values() for path in paths}
    return [one for one in seen if plain(one.title) not in named]


def held(one: Seen, used: Mapping[str, str]) -> str:
    """What is read from it, by the titles of the columns in use; "" where nothing is."""
    names = {plain(title): field for title, field in used.items()}
    return names.get(plain(one.title)) or names.get(plain(one.title.replace(".", " "))) or ""

"""Lines of CSV and JSON Lines to mentions, forgiving in form and strict in substance."""

import csv
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from connectors.kit.contract import FIELDS, Mention
from connectors.kit.dates import read_date
from connectors.kit.dropped import DroppedFile, Refusal, UnreadableFileError
from connectors.kit.folding import fold
from connectors.kit.text import clean

Line = tuple[int, str | None]

_AUTHOR = ("author_id", "author_name", "author_followers")
_COLUMNS = frozenset((*FIELDS, *_AUTHOR))
_ALIASES = {
    alias: field
    for field, aliases in {
        "text": "texte message contenu content commentaire comment verbatim avis review body",
        "author": "auteur pseudo nom utilisateur user username",
        "author_id": "id_auteur user_id",
        "author_name": "nom_auteur",
        "author_followers": "abonnes followers",
        "posted_at": "date date_publication date_de_publication publie_le created_at datetime"
        " date_heure published_at time",
        "rating": "note etoiles stars",
        "url": "lien link permalink adresse",
        "title": "titre sujet subject",
        "lang": "langue language",
        "external_id": "id identifiant",
        "likes": "j_aime jaime mentions_j_aime",
        "shares": "partages retweets",
        "replies": "reponses",
        "views": "vues impressions",
        "genre": "type source_kind",
    }.items()
    for alias in aliases.split()
}
_COUNTS = frozenset(("likes", "shares", "replies", "views", "author_followers"))
_FLAGS = frozenset(("addressed", "by_owner", "deleted"))
_TRUE = frozenset(("true", "1", "yes", "oui", "vrai", "x"))
_FALSE = frozenset(("false", "0", "no", "non", "faux"))
_LOOK_AHEAD = 200  # lines that one quoted cell may span
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the source's settings say of rows that do not say it."""

    genre: str
    zone: ZoneInfo
    day_first: bool | None = None


def read_rows(file: DroppedFile, defaults: Defaults) -> Iterator[Mention | Refusal]:
    """Each row of a file, or why it was refused; raises UnreadableFileError."""
    if file.path.suffix.lower() in (".jsonl", ".ndjson"):
        return _json_rows(file, defaults)
    return _csv_rows(file, defaults)


def _json_rows(file: DroppedFile, defaults: Defaults) -> Iterator[Mention | Refusal]:
    for number, line in file.lines():
        if line is None:
            yield Refusal(number, "the line is longer than 1,000,000 characters", "")
        elif line.strip():
            try:
                found = json.loads(line)
                if not isinstance(found, dict):
                    raise ValueError("expected one JSON object")
                yield _mention(found, defaults)
            except json.JSONDecodeError as error:
                yield Refusal(number, f"not JSON: {error.msg} at character {error.pos}", line)
            except (ValueError, RecursionError) as error:
                yield Refusal(number, str(error), line)


def _csv_rows(file: DroppedFile, defaults: Defaults) -> Iterator[Mention | Refusal]:
    records = _Records(file.lines())
    columns = records.read_header()
    for number, cells, raw in records:
        try:
            if cells is None:
                raise ValueError(raw)
            if any(cell.strip() for cell in cells):
                yield _mention(_from_cells(columns, cells), defaults)
        except ValueError as error:
            yield Refusal(number, str(error), "" if cells is None else raw)


class _Records:
    """CSV records with the line each begins on; one broken record costs only its first line.

    The csv module would swallow the rest of the file after a quote that nobody closed.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._ahead: deque[Line] = deque()
        self._delimiter = ","
        self._width = 0

    def read_header(self) -> dict[str, int]:
        """Where each known column stands; the delimiter is the one that makes most of them."""
        first = self._next()
        while first and first[1] is not None and not first[1].strip("\ufeff \t\r\n"):
            first = self._next()
        if first and (first[1] or "").lower().startswith("sep="):  # Excel's own line
            first = self._next()
        header = ((first and first[1]) or "").strip("\ufeff\r\n")
        best: dict[str, int] = {}
        for delimiter in _DELIMITERS:
            cells = next(csv.reader([header], delimiter=delimiter), [])
            columns = _columns(cells)
            if len(columns) > len(best):
                best, self._delimiter, self._width = columns, delimiter, len(cells)
        if not {"text", "title", "rating"} & set(best):
            raise UnreadableFileError(
                "its first line names no column for the text: call one text, texte or message"
            )
        return best

    def __iter__(self) -> Iterator[tuple[int, list[str] | None, str]]:
        """Line number, cells and raw text; cells are None when the raw text is the reason."""
        while (first := self._next()) is not None:
            number, line = first
            if line is None:
                yield number, None, "the line is longer than 1,000,000 characters"
                continue
            used = [line]
            try:
                cells = next(csv.reader(self._feed(used), delimiter=self._delimiter), [])
                self._check(cells, used)
            except (csv.Error, ValueError) as error:
                self._ahead.extendleft(
                    (number + offset, used[offset]) for offset in range(len(used) - 1, 0, -1)
                )
                yield number, None, str(error)
            else:
                yield number, cells, line

    def _feed(self, used: list[str]) -> Iterator[str]:
        yield used[0]
        while len(used) < _LOOK_AHEAD and (line := self._next()) is not None:
            if line[1] is None:
                self._ahead.appendleft(line)
                return
            used.append(line[1])
            yield line[1]

    def _check(self, cells: list[str], used: list[str]) -> None:
        is_odd = sum(line.count('"') for line in used) % 2
        if len(used) > 1 and (is_odd or len(cells) != self._width):
            raise ValueError("a quote is opened and never closed")
        if len(cells) > self._width and any(cells[self._width :]):
            raise ValueError(f"{len(cells)} cells under {self._width} columns: quote the text")

    def _next(self) -> Line | None:
        return self._ahead.popleft() if self._ahead else next(self._lines, None)


def _columns(cells: list[str]) -> dict[str, int]:
    names = [re.sub(r"\W+", "_", fold(cell)).strip("_") for cell in cells]
    columns = {name: number for number, name in enumerate(names) if name in _COLUMNS}
    for number, name in enumerate(names):
        if name in _ALIASES:
            columns.setdefault(_ALIASES[name], number)
    return columns


def _from_cells(columns: Mapping[str, int], cells: list[str]) -> dict[str, Any]:
    """The JSON shape of a row; raises ValueError naming every cell that cannot be read."""
    values: dict[str, Any] = {}
    problems = []
    for field, number in columns.items():
        cell = cells[number].strip() if number < len(cells) else ""
        if cell:
            try:
                values[field] = _cell(field, cell)
            except ValueError as error:
                problems.append(f"{field}: {error}")
    if problems:
        raise ValueError("; ".join(problems))
    name = values.pop("author_name", None) or values.get("author")
    author = {
        "id": values.pop("author_id", None) or name,
        "name": name,
        "followers": values.pop("author_followers", None),
    }
    values["author"] = author if author["id"] else None
    return values


def _cell(field: str, cell: str) -> str | int | bool:
    if field == "rating":
        found = re.fullmatch(r"([1-5])(?:[.,]0+)?(?:\s*/\s*5)?|(★{1,5})☆*", cell)
        if not found:
            raise ValueError(f"expected a whole number from 1 to 5, got {cell!r:.40}")
        return int(found[1]) if found[1] else len(found[2])
    if field in _COUNTS:
        digits = re.sub(r"[\s\u202f\u00a0]", "", cell)
        if not re.fullmatch(r"[0-9]{1,15}", digits):
            raise ValueError(f"expected a whole number of 0 or more, got {cell!r:.40}")
        return int(digits)
    if field in _FLAGS:
        word = cell.lower()
        if word not in _TRUE | _FALSE:
            raise ValueError(f"expected true or false, got {cell!r:.40}")
        return word in _TRUE
    return cell


def _mention(found: Mapping[str, Any], defaults: Defaults) -> Mention:
    """A mention of the row; raises ValueError with all that is wrong."""
    values = {key: _cleaned(value) for key, value in found.items()}
    if isinstance(when := values.get("posted_at"), str):
        values["posted_at"] = _with_zone(when, defaults)
    if values.get("genre") is None:
        values["genre"] = defaults.genre if values.get("rating") is None else "review"
    if not values.get("text"):
        values["text"] = values.pop("title", None) or ""
        if not values["text"] and values.get("rating") is None and not values.get("deleted"):
            raise ValueError("text: missing")
    if not values.get("external_id"):
        values["external_id"] = values.get("url") or _fingerprint(values)
    return Mention.from_json(values)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, dict):
        return {key: _cleaned(part) for key, part in value.items()}
    return value


def _fingerprint(values: Mapping[str, Any]) -> str:
    author = values.get("author")
    who = author.get("id") if isinstance(author, dict) else None
    said = json.dumps([who, values.get("posted_at"), values.get("text"), values.get("rating")])
    return blake2b(said.encode(), digest_size=16).hexdigest()


def _with_zone(text: str, defaults: Defaults) -> str:
    """ISO 8601 in UTC of what a cell says; raises ValueError."""
    date = read_date(text, zone=defaults.zone, day_first=defaults.day_first)
    if date is None:
        raise ValueError(
            f"posted_at: {text!r:.40} is no date: write it as 2026-11-30T14:05 or 30/11/2026 14:05"
        )
    return date.isoformat()

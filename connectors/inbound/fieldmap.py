"""A map of fields: which column or path of an export holds what, where the settings say it.

It comes before all that titles and cells tell. A mapped field is read from where the map says and
from nowhere else; what the map does not name is found as without it. A file in which nothing of
what the map says stands (no mapped text, rating or title) is read as without a map.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from connectors.inbound.cells import plain
from connectors.inbound.column import SCALE, Column, bare
from connectors.inbound.columns import SAID, Columns, read_columns
from connectors.inbound.paths import Path, path_of
from connectors.kit.reading.zones import zone_in

_SURE = 10  # of a header's score: a title that the settings name
_TELLS = {"date": "posted_at", "rating": "rating", "author": "author", "reply": "reply"}
_MANY = ("text", "pros", "cons", "reply")  # of which all values are read, not the first alone


@dataclass(frozen=True)
class FieldMap:
    """What the settings say of a source's files."""

    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # (): nowhere
    items: str | None = None  # in a JSON document, its list of rows
    always: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # what cells stand for

    @cached_property
    def paths(self) -> dict[str, tuple[Path, ...]]:
        """The same as places. Raises PathError."""
        return {name: tuple(map(path_of, told)) for name, told in self.where.items()}

    @cached_property
    def list_path(self) -> Path | None:
        """Where a document's rows stand."""
        return path_of(self.items) if self.items else None

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The fields of which one has to be there, for the map to be about a file."""
        told = tuple(name for name, paths in self.where.items() if paths)
        return tuple(name for name in told if name in SAID) or told

    def columns(
        self,
        titles: Sequence[str],
        sample: Sequence[Sequence[str]] = (),
        above: Sequence[str] = (),
    ) -> Columns:
        """As `read_columns`, with the columns that the map names where it is about this table."""
        found = read_columns(titles, sample, above)
        numbers = {name: list(numbers_of(titles, told)) for name, told in self.where.items()}
        if not any(numbers[name] for name in self.telling):
            return found
        of = {
            name: tuple(_column(n, titles[n], name, rank) for rank, n in enumerate(at))
            for name, at in numbers.items()
        }
        missing = (one for name, told in self.where.items() if not numbers[name] for one in told)
        return self._over(found, of, titles, tuple(missing))

    def completed(self, columns: Columns) -> Columns:
        """With what is always so, and with what words of cells stand for."""
        if not (self.always or self.words):
            return columns
        of = dict(columns.of)
        for name, told in self.words.items():
            words = {plain(word): value for word, value in told.items()}
            of[name] = tuple(replace(column, words=words) for column in of.get(name, ()))
        for name, value in self.always.items():
            of[name] = (Column(-1, name, name, 0, constant=value),)
        return replace(columns, of={name: told for name, told in of.items() if told})

    def is_about(self, item: Any, document: Any) -> bool:
        """Is one of the telling fields there?"""
        return any(
            True
            for name in self.telling
            for path in self.paths[name]
            for _ in path.scalars(item, document)
        )

    def cells(
        self, item: Any, document: Any
    ) -> Iterator[tuple[str, str, str, tuple[str, ...] | None]]:
        """Each mapped place of a JSON row: the field, its label, its text, the keys to it."""
        for name, paths in self.paths.items():
            for path in paths:
                found = list(path.scalars(item, document))
                told = found if name in _MANY else found[:1]
                cell = "\n".join(dict.fromkeys(text for text, _ in told))
                yield name, path.label, cell, found[0][1] if found else None

    def json_columns(
        self, names: Sequence[str], cells: Sequence[tuple[str, str]], claimed: frozenset[str]
    ) -> Columns:
        """The columns of a JSON row: `names` found in it, then `cells`, the mapped (field, label)."""
        titles = [*names, *(label for _, label in cells)]
        found = read_columns(names)
        of: dict[str, tuple[Column, ...]] = dict.fromkeys(self.where, ())
        for n, (name, label) in enumerate(cells, len(names)):
            of[name] = (*of[name], _column(n, label, name, len(of[name])))
        taken = {n for n, title in enumerate(names) if title in claimed}
        return self.completed(self._over(found, of, titles, (), taken))

    def _over(
        self,
        found: Columns,
        of: Mapping[str, tuple[Column, ...]],
        titles: Sequence[str],
        missing: tuple[str, ...],
        taken: frozenset[int] | set[int] = frozenset(),
    ) -> Columns:
        taken = taken | {column.number for told in of.values() for column in told}
        named = {titles[n] for n in taken if n < len(titles)}
        rest = {
            name: tuple(column for column in told if column.number not in taken)
            for name, told in found.of.items()
        }
        unused = [
            (code, told)
            for code, told in found.unused
            if _TELLS.get(code.partition("_")[0]) not in of
        ]
        unused += [("map_missing", ", ".join(missing)[:200])] if missing else []
        return replace(
            found,
            width=len(titles),
            titles=tuple(titles),
            of={name: told for name, told in {**rest, **of}.items() if told},
            score=found.score + _SURE * len(taken),
            unknown=tuple(title for title in found.unknown if title not in named),
            unread=tuple(title for title in found.unread if title not in named),
            untitled=tuple(n for n in found.untitled if n not in taken),
            unused=tuple(unused),
            are_sure=found.are_sure or "text" in of,
        )


NO_MAP = FieldMap()


def numbers_of(titles: Sequence[str], told: Sequence[str]) -> Iterator[int]:
    """The columns under these titles, in the order of the map."""
    for wanted in told:
        name = wanted.strip()
        exact = next((n for n, title in enumerate(titles) if title.strip("\ufeff ") == name), None)
        key = bare(name) or plain(name)
        like = (n for n, title in enumerate(titles) if (bare(title) or plain(title)) == key)
        if (number := exact if exact is not None else next(like, None)) is not None and key:
            yield number


def _column(number: int, title: str, name: str, rank: int) -> Column:
    title = " ".join(title.split())
    scale = SCALE.search(plain(title))
    return Column(
        number,
        title,
        name,
        rank,
        zone=zone_in(plain(title)),
        scale=int(scale[1]) if scale else 0,
        is_told=True,
    )

"""What only a whole file tells of its cells: day or month first, the scale of ratings, shared ids."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.kit.cells import figure_of
from connectors.kit.columns import Column, Columns
from connectors.kit.dates import day_first_vote

_FEW = 0.2  # of the figures above five: less is a slip
_MOSTLY = 10  # times as many rows must speak for one order of day and month as for the other
_ROWS = 3  # with links of their own, from which on links are taken for identities


@dataclass(frozen=True, slots=True)
class Entry:
    """One row under its columns; every cell as text."""

    line: int
    cells: Sequence[str]
    columns: Columns
    raw: str

    def first(self, field: str) -> tuple[str, Column | None]:
        """The first cell of a field that is not empty, and its column."""
        for column in self.columns.of.get(field, ()):
            if cell := self.at(column).strip():
                return cell, column
        return "", None

    def at(self, column: Column) -> str:
        """The cell under a column; a row may be shorter than its header."""
        return self.cells[column.number] if column.number < len(self.cells) else ""


class Survey:
    """Fed with every row once, before any is read."""

    def __init__(self) -> None:
        self._votes = {True: 0, False: 0}
        self._figures = [0, 0, 0]  # up to 5, up to 10, up to 100
        self._ids, self._links = _Repeats(), _Repeats()

    def add(self, entry: Entry) -> None:
        """Look at one row."""
        for column in entry.columns.of.get("posted_at", ()):
            if (vote := day_first_vote(entry.at(column))) is not None:
                self._votes[vote] += 1
        rating, _ = entry.first("rating")
        if rating and (figure := figure_of(rating)) is not None and figure <= 100:
            self._figures[0 if figure <= 5 else 1 if figure <= 10 else 2] += 1
        self._ids.add(entry.first("external_id")[0])
        self._links.add(entry.first("url")[0])

    def day_first(self, *, otherwise: bool) -> bool | None:
        """Does the day stand before the month? None: the rows contradict each other."""
        many, few = max(self._votes.values()), min(self._votes.values())
        if not many:
            return otherwise
        return self._votes[True] > self._votes[False] if many >= _MOSTLY * few else None

    @property
    def scale(self) -> int:
        """What bare ratings are counted on."""
        low, middle, high = self._figures
        if high > 1 and high + middle >= _FEW * (low + middle + high):
            return 100
        return 10 if middle > 1 and middle >= _FEW * (low + middle) else 5

    def is_shared(self, id_: str) -> bool:
        """Do several rows have this id?"""
        return self._ids.has(id_)

    def is_own(self, link: str) -> bool:
        """Does this link lead to one row alone, in a file whose rows have links of their own?"""
        return self._links.count >= _ROWS and not self._links.has(link)


class _Repeats:
    """Which texts came more than once, by their hashes."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._again: set[int] = set()

    def add(self, text: str) -> None:
        if text:
            key = hash(text)
            (self._again if key in self._seen else self._seen).add(key)

    def has(self, text: str) -> bool:
        return hash(text) in self._again

    @property
    def count(self) -> int:
        return len(self._seen)


def survey(entries: Iterable[Entry]) -> Survey:
    """Look at all rows of a file."""
    made = Survey()
    for entry in entries:
        made.add(entry)
    return made

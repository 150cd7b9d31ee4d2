"""Which columns hold what people wrote, where no title tells: by how their cells read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.inbound.cells import plain

PROSE = 3  # words of a cell, on average, from which a column is prose
_SENTENCE = 5
_FEW = 0.3  # different cells of all, under which they are choices
_ENOUGH = 6  # cells, to tell choices from words
_ASKS = re.compile(
    r"\?|^(?:que|qu'\w+|quoi|pourquoi|comment|what|why|how|tell us|dites|avez|auriez|do|did|is|any)\b"
)
# What is answered in words, not with yes or no.
_OPEN = re.compile(r"^(?:que|qu'\w+|quoi|pourquoi|what|why|tell us|dites)\b")
_OF_A_PERSON = frozenset(
    (
        "adresse",
        "address",
        "nom",
        "name",
        "prenom",
        "mail",
        "email",
        "telephone",
        "phone",
        "ville",
        "city",
        "age",
    )
)


@dataclass(frozen=True, slots=True)
class Prose:
    """A column under a title that says nothing to us, with some of its cells."""

    number: int
    title: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Found:
    """The columns of words among those under titles that say nothing."""

    read: tuple[tuple[int, str], ...]
    unread: tuple[str, ...]


def said_in(columns: Sequence[Prose], *, has_text: bool) -> Found:
    """Answers to questions are read, and the longest prose where no other column is a text."""
    told = [one for one in columns if words(one.cells) >= PROSE or _is_open(one)]
    longest = max(told, key=lambda one: (_length(one.cells), -one.number), default=None)
    read = [
        one
        for one in told
        if (one is longest and not has_text) or (_is_asked(one.title) and not is_label(one.cells))
    ]
    unread = (
        one.title
        for one in columns
        if one not in read and one.title and not is_label(one.cells)
        if words(one.cells) >= _SENTENCE
    )
    return Found(tuple((one.number, one.title) for one in read), tuple(unread))


def is_label(cells: Sequence[str]) -> bool:
    """Do the cells choose from a few words?"""
    return len(cells) >= _ENOUGH and len({plain(cell) for cell in cells}) <= _FEW * len(cells)


def words(cells: Sequence[str]) -> float:
    """How many a cell has, on average."""
    return sum(len(cell[:1_000].split()) for cell in cells) / len(cells)


def _length(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells)


def _is_open(column: Prose) -> bool:
    """Does its title ask for words, and do its cells give some, if few?"""
    is_open = _OPEN.search(plain(column.title)) and _is_asked(column.title)
    return bool(is_open) and any(any(map(str.isalpha, cell[:200])) for cell in column.cells)


def _is_asked(title: str) -> bool:
    asked = plain(title)
    return bool(_ASKS.search(asked)) and not _OF_A_PERSON & set(re.findall(r"\w+", asked))

"""A dropped file's table: its rows, which may be read twice, and what could not be read of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from connectors.inbound.records import Broken
from connectors.inbound.survey import Entry


@dataclass(frozen=True, slots=True)
class Torn:
    """A row that has no cells, and why."""

    line: int
    raw: str
    broken: Broken


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that may be read twice."""

    entries: Callable[[], Iterator[Entry | Torn]]
    is_ours: bool = False  # JSON in the shape of a mention: texts are as they are
    left: tuple[tuple[str, str], ...] = ()  # sheets that are not read, and what is told of each
    dangling: tuple[str, ...] = ()  # cells whose text is not in the file, such as B3
    strays: tuple[tuple[str, str], ...] = ()  # sheets and their cells that stand too far to be held
    is_automatic: bool = False  # a mail that a program sent: no mention, and told
    is_titled: bool = True  # titles stand above its rows
    by_line: bool = False  # written from its first line to its last

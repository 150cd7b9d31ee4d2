"""Whose rows are whose: of every table those of one brand, as of one moment.

A row names its brand, or hangs on one that does. A table whose rows do neither is nobody's, and has to
be named here: else it is refused, so that none is forgotten.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, exists, func, or_, select
from sqlmodel import SQLModel

from listener.store.base import BATCH, Base, table_of
from listener.store.errors import explained
from listener.store.tables import AnswerRow, DecisionRow, MentionRow, PeriodRow, SourceRow

MENTIONS, DECISIONS, ANSWERS = table_of(MentionRow), table_of(DecisionRow), table_of(AnswerRow)
SOURCES, PERIODS = table_of(SourceRow), table_of(PeriodRow)

# Budgets of a service's day, who works on what, when a host may be asked: of the whole installation.
OF_NOBODY = frozenset({"spendings", "leases", "hosts"})

Value = str | int | float | bool | bytes | datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """A mention with what was made of it."""

    mention: MentionRow
    source: str
    decision: DecisionRow | None
    answered_at: datetime | None  # where the source says when


def owned() -> list[Table]:
    """The tables whose rows belong to brands; whatever a row refers to comes before it."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in OF_NOBODY]


def belongs(table: Table, brand: str) -> ColumnElement[bool]:
    """Is a row of the table this brand's? Raises LookupError for a table of which nobody said whose it is."""
    if not brand:  # what is of no brand is the installation's
        raise LookupError("no brand has an empty name")
    if "brand" in table.columns:
        return table.c.brand == brand
    for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
        above, column = key.column.table, key.column
        if not key.parent.nullable and above.name not in OF_NOBODY:
            held = select(column).where(column == key.parent, belongs(above, brand))
            return exists(held.correlate(table))
    raise LookupError(f"{table.name}: whose rows are these? say it in store/belonging.py")


def needed(table: Table) -> ColumnElement[bool]:
    """Does another row, of whichever table, refer to this one?"""
    refers = [
        exists(select(other.c.id).where(key.parent == table.c.id).correlate(table))
        for other in SQLModel.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table is table and other is not table
    ]
    return or_(False, *refers)


class Kept:
    """What is stored of one brand, at one moment."""

    def __init__(self, there: Connection, brand: str) -> None:
        self._there = there
        self.brand = brand

    def count(self, table: str) -> int:
        """How many rows of a table are this brand's."""
        of = SQLModel.metadata.tables[table]
        query = select(func.count()).select_from(of).where(belongs(of, self.brand))
        return self._there.execute(query).scalar_one()

    def counts(self) -> dict[str, int]:
        """The same of every table that has any."""
        found = {table.name: self.count(table.name) for table in owned()}
        return {name: n for name, n in found.items() if n}

    def rows(self, table: str) -> Iterator[Mapping[str, Value]]:
        """The rows of a table, by their ids: every column as it is stored."""
        of = SQLModel.metadata.tables[table]
        for batch in self._batches(of):
            for row in batch:
                yield dict(zip((column.name for column in of.columns), row, strict=True))

    def mentions(self) -> Iterator[Told]:
        """Its mentions with what was made of them, by their ids."""
        for batch in self._batches(MENTIONS):
            ids = [row.id for row in batch]
            decided = self._decided(ids)
            sources = self._sources({row.source_id for row in batch})
            answered = self._answered(ids)
            for row in batch:
                mention = MentionRow(**dict(row._mapping))
                yield Told(
                    mention, sources[row.source_id], decided.get(row.id), answered.get(row.id)
                )

    def names_before(self) -> set[str]:
        """What it was called before."""
        query = select(PERIODS.c.key).where(
            PERIODS.c.brand == self.brand,
            PERIODS.c.key.startswith(f"renamed:{self.brand}:", autoescape=True),
        )
        keys = self._there.execute(query).scalars()
        return {key.removeprefix(f"renamed:{self.brand}:").partition(":")[2] for key in keys}

    def _batches(self, table: Table) -> Iterator[Sequence[Row[Any]]]:
        query = select(table).where(belongs(table, self.brand)).order_by(table.c.id).limit(BATCH)
        last = 0
        while rows := self._there.execute(query.where(table.c.id > last)).all():
            yield rows
            last = rows[-1].id

    def _decided(self, ids: Sequence[int]) -> dict[int, DecisionRow]:
        open_ = DECISIONS.c.ended_at.is_(None)
        rows = self._there.execute(select(DECISIONS).where(DECISIONS.c.mention_id.in_(ids), open_))
        return {row.mention_id: DecisionRow(**dict(row._mapping)) for row in rows}

    def _sources(self, ids: set[int]) -> dict[int, str]:
        query = select(SOURCES.c.id, SOURCES.c.name).where(SOURCES.c.id.in_(ids))
        return {id_: name for id_, name in self._there.execute(query)}

    def _answered(self, ids: Sequence[int]) -> dict[int, datetime]:
        query = (
            select(ANSWERS.c.mention_id, func.min(ANSWERS.c.at))
            .where(ANSWERS.c.mention_id.in_(ids), ANSWERS.c.is_dated)
            .group_by(ANSWERS.c.mention_id)
        )
        return {id_: at for id_, at in self._there.execute(query)}


class Belonging(Base):
    """What the database holds of a brand."""

    @contextmanager
    def kept(self, brand: str) -> Iterator[Kept]:
        """All that is stored of a brand, of one moment: what is written meanwhile is not seen."""
        with explained(self.engine.url), self.engine.connect() as there:
            if not self.is_sqlite:
                there = there.execution_options(isolation_level="REPEATABLE READ")
            yield Kept(there, brand)

    def brands_held(self) -> list[str]:
        """Every brand of which there is any row, by name."""
        found: set[str] = set()
        with self.reader() as session:
            for table in owned():
                if "brand" in table.columns:
                    found |= set(
                        session.connection().execute(select(table.c.brand).distinct()).scalars()
                    )
        return sorted(found - {""})

"""Removing a brand: every row of it, in batches, each in a transaction with the count that tells of it.

The count stands in the audit's row, which stays: a removal that was killed goes on where it was, and
says in the end what went in all. What a row of another brand refers to is kept.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Table, delete, func
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from listener.store.base import chunks
from listener.store.belonging import Belonging, belongs, needed, owned
from listener.store.errors import StoreBusyError
from listener.store.tables import ActRow

AUDIT = "remove_brand"  # the name of its act, which is of no brand
_TOGETHER = 5_000  # rows a transaction
_MOST = 3  # times that all tables are gone through


@dataclass(slots=True)
class Removal:
    """What went of a brand so far."""

    brand: str
    begun_at: datetime
    act: int  # the number of its audit's row
    rows: dict[str, int] = field(default_factory=dict)  # by table
    names: list[str] = field(default_factory=list)  # that it had before
    digests: list[str] = field(default_factory=list)  # folders, as 2026-W46/acme
    kept: dict[str, int] = field(default_factory=dict)  # by table: rows that other brands need
    ended_at: str | None = None  # ISO 8601


Told = Callable[[str, int], object]  # a table, and how many rows of it are gone in all


class Removing(Belonging):
    """Rows of a brand that are to go."""

    def removal(self, brand: str) -> Removal | None:
        """The last one of a brand, also one that did not end."""
        with self.reader() as session:
            return _last(session, brand)

    def begin_removal(
        self,
        brand: str,
        names: Collection[str],
        digests: Collection[str],
        *,
        who: str,
        by: str,
        now: datetime,
    ) -> Removal:
        """Write down that a brand is removed, with its `names` of before and what goes of it on disk.

        One that did not end goes on.
        """
        with self.writing() as session:
            found = _last(session, brand)
            if found is None or found.ended_at is not None:
                row = ActRow(
                    brand="", name=AUDIT, who=who, by=by, door="shell", at=now, said="{}", changed="[]"
                )  # fmt: skip
                session.add(row)
                session.flush()
                found = Removal(brand, now, row.id or 0)
            found.names = sorted({*found.names, *names})
            found.digests = sorted({*found.digests, *digests})
            _note(session, found)
        return found

    def remove_rows(self, removal: Removal, told: Told = lambda _, __: None) -> None:
        """Delete all rows of the brand that no other one needs.

        Raises StoreBusyError where new ones come all the time.
        """
        for _ in range(_MOST):
            # What refers to a row goes before it.
            if not sum(self._remove_of(table, removal, told) for table in reversed(owned())):
                removal.kept = self._left(removal.brand)
                return
        raise StoreBusyError(
            f"{self.place}: somebody still writes rows of this brand: stop them, and remove it again"
        )

    def end_removal(self, removal: Removal, now: datetime) -> None:
        """Write down that nothing is left to remove."""
        with self.writing() as session:
            removal.ended_at = now.isoformat()
            _note(session, removal)

    def _remove_of(self, table: Table, removal: Removal, told: Told) -> int:
        goes = (belongs(table, removal.brand), ~needed(table))
        query = columns_of(table.c.id).where(*goes).order_by(table.c.id).limit(_TOGETHER)
        count = last = 0
        while True:
            with self.writing() as session:
                there = session.connection()
                ids = list(there.execute(query.where(table.c.id > last)).scalars())
                if not ids:
                    return count
                for some in chunks(ids):
                    there.execute(delete(table).where(table.c.id.in_(some)))
                removal.rows[table.name] = removal.rows.get(table.name, 0) + len(ids)
                _note(session, removal)
            count, last = count + len(ids), ids[-1]
            told(table.name, removal.rows[table.name])

    def _left(self, brand: str) -> dict[str, int]:
        with self.reader() as session:
            found = {}
            for table in owned():
                query = columns_of(func.count()).select_from(table).where(belongs(table, brand))
                if n := session.connection().execute(query).scalar_one():
                    found[table.name] = n
        return found


def _last(session: Session, brand: str) -> Removal | None:
    """The newest of the brand's removals, as its row tells it."""
    query = select(ActRow).where(col(ActRow.brand) == "", col(ActRow.name) == AUDIT)
    for row in session.exec(query.order_by(col(ActRow.id).desc())):
        said = json.loads(row.said)
        if said.get("brand") == brand:
            return Removal(**said, begun_at=row.at, act=row.id or 0)
    return None


def _note(session: Session, removal: Removal) -> None:
    said = {key: value for key, value in asdict(removal).items() if key not in ("begun_at", "act")}
    row = session.get(ActRow, removal.act)
    assert row is not None  # noqa: S101 (it was written in the transaction that began it)
    row.said = json.dumps(said, ensure_ascii=False)
    session.add(row)

"""Two brands with rows in every table, and a value in every column: whatever is asked of one, the other shows."""

from collections.abc import Sequence
from typing import Any

from rigs.full_tables import fill
from sqlalchemy import Table, case, select, update
from sqlmodel import SQLModel

from listener.store.store import Store

GOES, STAYS = "Acme", "Bolt"
Rows = dict[str, list[dict[str, Any]]]


def fill_two(store: Store, rows: int) -> None:
    """So many rows in each table: those with an even id are of GOES, the others of STAYS."""
    fill(store, rows)
    with store.writing() as session:
        for table in tables():
            if "brand" in table.columns:
                whose = case((table.c.id % 2 == 0, GOES), else_=STAYS)
                session.connection().execute(update(table).values(brand=whose))
    store.count_on_from_here()


def tables() -> Sequence[Table]:
    """Every one that there is."""
    return SQLModel.metadata.sorted_tables


def all_rows(store: Store) -> Rows:
    """Every value of every row, by table."""
    with store.reading() as session:
        there = session.connection()
        return {
            table.name: [dict(row) for row in there.execute(select(table).order_by(table.c.id)).mappings()]
            for table in tables()
        }  # fmt: skip


def of(rows: Rows, *, even: bool) -> Rows:
    """Those with an even id, or the others."""
    return {
        name: [row for row in held if (row["id"] % 2 == 0) == even] for name, held in rows.items()
    }

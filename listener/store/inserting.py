"""Upserts: rows that may be there already make a stage safe to run again."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, SQLModel

from listener.store.base import BATCH, Base


class Inserting(Base):
    """Inserts that keep the row that was first."""

    def insert_new(
        self, session: Session, model: type[SQLModel], rows: Sequence[dict[str, Any]]
    ) -> None:
        """Add rows, in statements of at most 1,000; a row that breaks a unique rule is left out."""
        table = SQLModel.metadata.tables[str(model.__tablename__)]
        for start in range(0, len(rows), BATCH):
            chunk = list(rows[start : start + BATCH])
            session.connection().execute(self.insert_into(table).on_conflict_do_nothing(), chunk)

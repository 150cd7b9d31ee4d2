"""Stretches of time in which a source could not be read: how one begins."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, select

from listener.store.ingest_row import clean
from listener.store.tables import GapRow

TOLD = 2000  # characters of an error or a reason


def open_gap(session: Session, source: Row[Any], why: str, now: datetime) -> None:
    """In the caller's transaction: from its last good poll on, unless one is open already."""
    is_open = select(GapRow.id).where(
        col(GapRow.source_id) == source.id, col(GapRow.to_at).is_(None)
    )
    if session.exec(is_open).first() is None:
        session.add(
            GapRow(
                brand=source.brand,
                source_id=source.id,
                from_at=min(source.last_ok_at or now, now),  # a clock ahead may have written it
                why=clean(why, TOLD),
            )
        )

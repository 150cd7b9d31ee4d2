"""Listing: the mentions there are, newest first, with what was decided of each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import and_, col, func, or_

from listener.store.base import BATCH, Base
from listener.store.joins import is_shown
from listener.store.tables import DecisionRow, MentionRow

READ = 4_000  # characters of a text


@dataclass(frozen=True, slots=True)
class Listed:
    """A mention in short."""

    id: int
    brand: str
    at: datetime
    author_name: str | None
    title: str | None
    text: str  # as far as it is read
    leaf: str | None  # None: it is not decided yet
    muted: str | None  # the query that hides it


class Listing(Base):
    """What a person asks who looks for a mention."""

    def listed(
        self,
        brands: Collection[str],
        since: datetime,
        *,
        leaf: str | None = None,
        muted: bool = False,
    ) -> Iterator[Listed]:
        """The mentions of these brands since a time, newest first, without deleted ones; page by page.

        `muted`: those that a query hides, instead of the others.
        """
        living, shown = col(MentionRow.deleted_at).is_(None), is_shown()
        query = (
            select(
                *(
                    col(getattr(MentionRow, name))
                    for name in ("id", "brand", "at", "author_name", "title", "muted")
                ),
                func.substr(MentionRow.text, 1, READ).label("text"),
                col(DecisionRow.leaf),
            )
            .join(
                DecisionRow,
                and_(
                    col(DecisionRow.mention_id) == col(MentionRow.id),
                    col(DecisionRow.ended_at).is_(None),
                ),
                isouter=True,
            )
            .where(
                col(MentionRow.brand).in_(list(brands)),
                col(MentionRow.at) >= since,
                *((living, ~shown) if muted else (shown,)),
            )
            .order_by(col(MentionRow.at).desc(), col(MentionRow.id).desc())
            .limit(BATCH)
        )
        if leaf is not None:
            query = query.where(col(DecisionRow.leaf) == leaf)
        page = query
        while True:
            with self.reader() as session:
                found = session.connection().execute(page)
                rows = [Listed(**row._mapping) for row in found]
            yield from rows
            if len(rows) < BATCH:
                return
            at, id_ = rows[-1].at, rows[-1].id
            older = and_(col(MentionRow.at) == at, col(MentionRow.id) < id_)
            page = query.where(or_(col(MentionRow.at) < at, older))

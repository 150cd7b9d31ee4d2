"""Waits: whose authors want something done; asked before an act, and of a few again inside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from listener.advice.leaves import those
from listener.store.base import Base
from listener.store.joins import is_shown
from listener.store.tables import DecisionRow, MentionRow, StateRow

_OWED = those(digest="owed") | those(digest="danger")


@dataclass(frozen=True, slots=True)
class Wait:
    """A mention that waits, and with which others it belongs."""

    mention: int
    story: int | None
    copy_of: int | None
    burst: str | None = None  # that its decision is part of


class Waits(Base):
    """What is asked outside of any act."""

    def waiting_on(self, mention_id: int, since: datetime) -> tuple[Wait | None, Sequence[Wait]]:
        """A mention, and its brand's mentions since a time that wait, oldest first."""
        with self.reader() as session:
            m = session.get(MentionRow, mention_id)
            if m is None:
                return None, ()
            part = select(DecisionRow.burst).where(
                col(DecisionRow.mention_id) == mention_id, col(DecisionRow.ended_at).is_(None)
            )
            burst = session.exec(part).first()
            return Wait(mention_id, m.story_id, m.copy_of, burst), waits(session, m.brand, since)


def waits(
    session: Session, brand: str, since: datetime, among: Collection[int] | None = None
) -> list[Wait]:
    """A brand's mentions since a time whose authors want something done, oldest first; of all, or
    of these.
    """
    query = (
        select(MentionRow.id, MentionRow.story_id, MentionRow.copy_of, DecisionRow.burst)
        .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
        .join(StateRow, col(StateRow.mention_id) == col(MentionRow.id), isouter=True)
        .where(
            col(MentionRow.brand) == brand,
            col(MentionRow.at) >= since,
            is_shown(),
            col(DecisionRow.ended_at).is_(None),
            col(DecisionRow.leaf).in_(list(_OWED)),
            func.coalesce(StateRow.closed, "").in_(("", "answered")),
        )
        .order_by(col(MentionRow.at), col(MentionRow.id))
    )
    if among is not None:
        query = query.where(col(MentionRow.id).in_(list(among)))
    return [Wait(id_ or 0, story, first, burst) for id_, story, first, burst in session.exec(query)]

"""What is asked for again at its source: what was unseen for longest, and what is missing there."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, exists, select, update

from connectors.kit.recheck import Stored
from listener.advice.leaves import those
from listener.store.base import Base, chunks
from listener.store.ingest_row import Columns, stored_key
from listener.store.joins import is_handled
from listener.store.tables import DecisionRow, MentionRow
from listener.store.unshown import is_unshown

_OWED = those(digest="owed") | those(digest="danger")


class Rechecking(Base):
    """When mentions were last seen at their source. One that no kind asks for again has no such time."""

    def unseen(
        self,
        source_id: int,
        *,
        before: datetime,
        missed_before: datetime,
        most: int,
        is_waiting: bool = False,
    ) -> list[Stored]:
        """A source's living mentions that were last seen before a time, the longest ago first; of all, or of
        those that wait for an answer.

        With them those that are missing since `missed_before`. What has no words any more is left alone.
        """
        owed = (
            col(DecisionRow.mention_id) == col(MentionRow.id),
            col(DecisionRow.ended_at).is_(None),
            col(DecisionRow.leaf).in_(list(_OWED)),
        )
        waits = (exists().where(*owed), ~is_handled()) if is_waiting else ()
        seen, missed = col(MentionRow.looked_at), col(MentionRow.missed_at)
        query = (
            select(MentionRow.external_id, MentionRow.url, MentionRow.thread_key)
            .where(
                col(MentionRow.source_id) == source_id,
                seen.is_not(None),
                seen <= before,
                missed.is_(None) | (missed <= missed_before),
                col(MentionRow.deleted_at).is_(None),
                (col(MentionRow.text) != "") | is_unshown(),
                *waits,
            )
            .order_by(seen, col(MentionRow.id))
            .limit(most)
        )
        with self.reader() as session:
            return [
                Stored(id_, url or "", thread or "") for id_, url, thread in session.exec(query)
            ]

    def saw(self, source_id: int, ids: Iterable[str], now: datetime) -> None:
        """Note that a source shows these, as far as they are stored."""
        with self.writing() as session:
            note_seen(session, source_id, map(stored_key, ids), now)

    def missed(self, source_id: int, ids: Sequence[str], now: datetime) -> list[str]:
        """Note that a source does not show these; those of them that were missing before."""
        missed = col(MentionRow.missed_at)
        gone: list[str] = []
        with self.writing() as session:
            for some in chunks(map(stored_key, ids)):
                these = (
                    col(MentionRow.source_id) == source_id,
                    col(MentionRow.external_id).in_(some),
                )
                gone += session.exec(
                    select(MentionRow.external_id).where(*these, missed.is_not(None))
                )
                session.exec(
                    update(MentionRow).where(*these, missed.is_(None)).values(missed_at=now)
                )
        return gone


def note_seen(session: Session, source_id: int, ids: Iterable[str], now: datetime) -> None:
    """Within a transaction: a source shows these, by their ids as they are stored."""
    of_it = col(MentionRow.source_id) == source_id
    for some in chunks(ids):
        these = update(MentionRow).where(of_it, col(MentionRow.external_id).in_(some))
        session.exec(these.values(looked_at=now, missed_at=None))


def note_shown(session: Session, source_id: int, rows: Iterable[Columns], now: datetime) -> None:
    """The same of the rows of a page; what it tells to be gone is not there."""
    there = (row["external_id"] for row in rows if row["deleted_at"] is None)
    note_seen(session, source_id, there, now)

"""What the decide stage asks of the store about threads: what a mention replies to, what waits in one."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import col, func, select

from listener.advice.leaves import those
from listener.store.base import Base
from listener.store.joins import is_handled
from listener.store.tables import DecisionRow, MentionRow


class Replies(Base):
    """Threads, their posts, and those of them that wait for an answer."""

    def thread(self, source_id: int, thread_key: str, *, limit: int = 200) -> list[MentionRow]:
        """The mentions of one thread, oldest first."""
        query = (
            select(MentionRow)
            .where(
                col(MentionRow.source_id) == source_id,
                col(MentionRow.thread_key) == thread_key,
                col(MentionRow.deleted_at).is_(None),
            )
            .order_by(col(MentionRow.at), col(MentionRow.id))
            .limit(limit)
        )
        with self.reader() as session:
            return list(session.exec(query))

    def under_ids(self, asked: Collection[tuple[int, str]]) -> dict[tuple[int, str], MentionRow]:
        """The living mentions of these sources under these ids of theirs."""
        if not asked:
            return {}
        sources, ids = {source for source, _ in asked}, {id_ for _, id_ in asked}
        query = select(MentionRow).where(
            col(MentionRow.source_id).in_(sources),
            col(MentionRow.external_id).in_(ids),
            col(MentionRow.deleted_at).is_(None),
        )
        with self.reader() as session:
            found = {(row.source_id, row.external_id): row for row in session.exec(query)}
        return {key: row for key, row in found.items() if key in asked}

    def at_urls(self, asked: Mapping[str, str]) -> dict[tuple[str, str], list[MentionRow]]:
        """By brand and canonical address, the mentions at these addresses, oldest first.

        `asked` has the canonical address of each. Where none stands at the very address asked
        for, the first at its canonical form.
        """
        keys, at_key = set(asked.values()), col(MentionRow.url_key)
        exact = select(MentionRow).where(at_key.in_(keys), col(MentionRow.url).in_(set(asked)))
        found: dict[tuple[str, str], list[MentionRow]] = defaultdict(list)
        with self.reader() as session:
            for row in session.exec(exact.order_by(col(MentionRow.id))) if asked else ():
                found[row.brand, row.url_key or ""].append(row)
            left = keys - {key for _, key in found}
            first = select(func.min(MentionRow.id)).where(at_key.in_(left))
            firsts = first.group_by(col(MentionRow.brand), at_key)
            query = select(MentionRow).where(col(MentionRow.id).in_(firsts))
            for row in session.exec(query) if left else ():
                found[row.brand, row.url_key or ""].append(row)
        return found

    def recent_on(
        self, source_id: int, since: datetime, until: datetime, *, limit: int = 300
    ) -> list[MentionRow]:
        """Others' mentions of a source that stand in no thread, in a stretch of time, the last ones."""
        query = (
            select(MentionRow)
            .where(
                col(MentionRow.source_id) == source_id,
                col(MentionRow.thread_key).is_(None),
                col(MentionRow.at) >= since,
                col(MentionRow.at) <= until,
                col(MentionRow.deleted_at).is_(None),
                ~col(MentionRow.by_owner),
            )
            .order_by(col(MentionRow.at).desc(), col(MentionRow.id).desc())
            .limit(limit)
        )
        with self.reader() as session:
            return list(session.exec(query))

    def open_in_thread(
        self, source_id: int, thread_key: str | None, until: datetime, *, limit: int = 50
    ) -> list[MentionRow]:
        """A thread's critiques and questions until a time that have no answer yet, the last ones.

        Without a thread it is those of the source that stand in none.
        """
        query = (
            select(MentionRow)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(MentionRow.source_id) == source_id,
                col(MentionRow.thread_key) == thread_key,
                col(MentionRow.at) <= until,
                col(MentionRow.deleted_at).is_(None),
                ~col(MentionRow.by_owner),
                col(DecisionRow.ended_at).is_(None),
                (col(DecisionRow.form) == "critique") | (col(DecisionRow.intent) == "question"),
                col(DecisionRow.leaf).not_in(those(digest="out")),
                ~is_handled(),
            )
            .order_by(col(MentionRow.at).desc(), col(MentionRow.id).desc())
            .limit(limit)
        )
        with self.reader() as session:
            return list(session.exec(query))

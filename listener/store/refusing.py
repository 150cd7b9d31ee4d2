"""Refusals by Slack, as the outbox asks of them: kept, told, tried again."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import col, func, select, update

from listener.store.base import chunks
from listener.store.inserting import Inserting
from listener.store.outgoing import payload_of
from listener.store.tables import NoticeRow
from listener.store.unsent import is_unsent

ALONE = "alone"  # the error of a notice that is not to be told with others again


class Refusing(Inserting):
    """Notices that wait because Slack does not take them."""

    def reopen_refused(
        self, target: str, *, besides: Iterable[str], since: datetime, now: datetime
    ) -> int:
        """Let failed notices wait again whose cause a person may have mended; how many."""
        with self.writing() as session:
            taken = session.exec(
                update(NoticeRow)
                .where(
                    col(NoticeRow.target) == target,
                    col(NoticeRow.state) == "failed",
                    col(NoticeRow.error).not_in(list(besides)),
                    ~col(NoticeRow.error).contains(" "),  # those are given up by this release
                    col(NoticeRow.class_) != "ops",
                    col(NoticeRow.made_at) >= since,
                )
                .values(state="pending", next_at=now)
            )
            return int(taken.rowcount)

    def newest_waiting(self, target: str, brand: str) -> datetime | None:
        """When the newest of a brand's notices that wait for a target was made."""
        query = select(func.max(NoticeRow.made_at)).where(
            col(NoticeRow.target) == target,
            col(NoticeRow.brand) == brand,
            col(NoticeRow.state) == "pending",
        )
        with self.reader() as session:
            return session.exec(query).one()

    def was_sent_since(self, target: str, brand: str, since: datetime) -> bool:
        """Did a target take anything of a brand since a time?"""
        query = select(NoticeRow.id).where(
            col(NoticeRow.target) == target,
            col(NoticeRow.brand) == brand,
            col(NoticeRow.state) == "sent",
            col(NoticeRow.sent_at) > since,
            col(NoticeRow.error).is_(None),
        )
        with self.reader() as session:
            return session.exec(query.limit(1)).first() is not None

    def owed(self, now: datetime) -> list[NoticeRow]:
        """What is due for Slack and not known to be there, in the order of its making."""
        query = select(NoticeRow).where(col(NoticeRow.target).startswith("slack:"), is_unsent(now))
        with self.reading() as session:
            return list(session.exec(query.order_by(col(NoticeRow.made_at), col(NoticeRow.id))))

    def merged_in(self, notice_ids: Collection[int]) -> list[NoticeRow]:
        """The notices that these are to tell together."""
        query = select(NoticeRow).where(col(NoticeRow.state) == "merged")
        with self.reader() as session:
            return [
                row
                for some in chunks(notice_ids)
                for row in session.exec(query.where(col(NoticeRow.into_id).in_(some)))
            ]

    def unmerge(self, notice_id: int, error: str, now: datetime) -> int:
        """Let each of the notices that one was to tell together wait for itself; how many."""
        with self.writing() as session:
            taken = session.exec(
                update(NoticeRow)
                .where(col(NoticeRow.into_id) == notice_id, col(NoticeRow.state) == "merged")
                .values(state="pending", into_id=None, next_at=now, error=ALONE)
            )
            if taken.rowcount:
                session.exec(
                    update(NoticeRow)
                    .where(col(NoticeRow.id) == notice_id)
                    .values(state="merged", error=error)
                )
            return int(taken.rowcount)

    def last_told(self, target: str, brand: str) -> str | None:
        """The cause that the operators were last told of, for messages kept back from a target."""
        query = (
            select(NoticeRow)
            .where(
                col(NoticeRow.brand) == brand,
                col(NoticeRow.class_) == "ops",
                col(NoticeRow.key).startswith(f"ops:{target}:", autoescape=True),
            )
            .order_by(col(NoticeRow.id).desc())
            .limit(50)
        )
        with self.reader() as session:
            for row in session.exec(query):
                told = payload_of(row)
                if told.is_kept:
                    return told.cause
        return None

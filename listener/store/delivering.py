"""What the deliver stage asks of the store: notices that are due, and what became of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, func, or_, select, update

from listener.store.inserting import Inserting
from listener.store.tables import NoticeRow, PeriodRow


class Delivering(Inserting):
    """The outbox."""

    def due_notices(self, target: str, now: datetime, *, limit: int = 200) -> list[NoticeRow]:
        """Notices of one target that are due, in the order in which they are to go out.

        One found in `sending` was interrupted: the terminal shows it again.
        """
        query = (
            select(NoticeRow)
            .where(
                col(NoticeRow.target) == target,
                or_(
                    (col(NoticeRow.state) == "pending") & (col(NoticeRow.next_at) <= now),
                    col(NoticeRow.state) == "sending",
                ),
            )
            .order_by(col(NoticeRow.next_at), col(NoticeRow.id))
            .limit(limit)
        )
        with self.reading() as session:
            return list(session.exec(query))

    def waiting(self, target: str, now: datetime) -> list[tuple[str, int, datetime]]:
        """Notices that are not due yet: class, how many, and the earliest hour of each class."""
        query = (
            select(NoticeRow.class_, func.count(), func.min(NoticeRow.next_at))
            .where(
                col(NoticeRow.target) == target,
                col(NoticeRow.state) == "pending",
                col(NoticeRow.next_at) > now,
            )
            .group_by(col(NoticeRow.class_))
            .order_by(func.min(NoticeRow.next_at))
        )
        with self.reading() as session:
            return [(class_, n, at) for class_, n, at in session.exec(query)]

    def claim(self, notice_ids: Iterable[int], now: datetime) -> None:
        """Mark notices as being sent, before they are."""
        with self.writing() as session:
            session.exec(
                update(NoticeRow)
                .where(col(NoticeRow.id).in_(list(notice_ids)))
                .values(state="sending", started_at=now, attempts=NoticeRow.attempts + 1)
            )

    def sent(self, notice_ids: Iterable[int], now: datetime) -> None:
        """Mark notices as sent."""
        with self.writing() as session:
            session.exec(
                update(NoticeRow)
                .where(col(NoticeRow.id).in_(list(notice_ids)))
                .values(state="sent", sent_at=now)
            )

    def add_notice_once(
        self, period_keys: Sequence[str], notice: dict[str, Any], *, now: datetime
    ) -> bool:
        """Make a notice and its period rows together; False when any of them was made before."""
        rows = [{"brand": notice["brand"], "key": key, "at": now} for key in period_keys]
        with self.writing() as session:
            known = session.exec(
                select(func.count()).where(col(PeriodRow.key).in_(list(period_keys)))
            ).one()
            if known:
                return False
            self.insert_new(session, PeriodRow, rows)
            self.insert_new(session, NoticeRow, [notice])
        return True

    def periods_made(self, keys: Iterable[str]) -> set[str]:
        """Which of these keys have happened."""
        query = select(PeriodRow.key).where(col(PeriodRow.key).in_(list(keys)))
        with self.reading() as session:
            return set(session.exec(query))

"""Alerts that the day's limit made wait: which they are, and that they are told at once after all."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select, update

from listener.store.base import Base
from listener.store.tables import DecisionRow, MentionRow, NoticeRow
from listener.store.unsent import is_over_limit


class Releasing(Base):
    """Queries on what waits for the day's limit."""

    def held_alerts(self, brands: Collection[str], now: datetime) -> list[tuple[NoticeRow, str]]:
        """The notices of these brands' alerts that wait for a bundle, each with its lane, oldest first."""
        lane = (
            select(DecisionRow.lane)
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .where(
                col(MentionRow.story_id) == col(NoticeRow.story_id),
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.alert) == "instant",
            )
            .order_by(col(DecisionRow.id))
            .limit(1)
            .correlate(NoticeRow)
            .scalar_subquery()
        )
        query = (
            select(NoticeRow, lane)
            .where(
                col(NoticeRow.brand).in_(list(brands)),
                col(NoticeRow.state) == "pending",
                col(NoticeRow.next_at) > now,
                col(NoticeRow.attempts) == 0,
                is_over_limit(),
            )
            .order_by(col(NoticeRow.id))
        )
        with self.reader() as session:
            return [(row, lane or "") for row, lane in session.exec(query)]

    def tell_at_once(self, targets: dict[int, str], now: datetime) -> None:
        """Make alerts of these notices, by id, for the target that each has; what left meanwhile stays."""
        with self.writing() as session:
            for id_, target in targets.items():
                waits = (
                    col(NoticeRow.id) == id_,
                    col(NoticeRow.state) == "pending",
                    col(NoticeRow.class_) == "grouped",
                )
                told = {"class_": "instant", "target": target, "made_at": now, "next_at": now}
                session.exec(update(NoticeRow).where(*waits).values(**told))

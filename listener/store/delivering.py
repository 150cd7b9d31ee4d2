"""What the deliver stage asks of the store: notices that are due, and what became of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, case, col, func, or_, select, true, update

from listener.store.base import chunks
from listener.store.facts import Facts
from listener.store.inserting import Inserting
from listener.store.outgoing import Outgoing, columns
from listener.store.tables import DecisionRow, NoticeRow, PeriodRow
from listener.store.telling import TOGETHER
from listener.store.unsent import due_since, is_over_limit, is_unsent, tells_something

NOTHING_TO_SAY = "nothing to say"  # the error of a notice that had nothing left to tell at its hour
LIMITED = "ratelimited"  # the error of a notice that Slack asked us to hold back

THREADED = ("news", "drafts", "acted", "approved")  # classes that hang under their story's message
DIGEST = ("digest", "digest_part", "digest_page")  # of these the last two hang under the first
WORN = timedelta(days=2)  # after that no digest that Slack refused is tried again


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the outbox owes: for the health page and `status`."""

    unsent: int  # due and not sent
    oldest: datetime | None  # since when the longest waiting of them is due
    failed: int  # of the last day


class Delivering(Inserting, Facts):
    """The outbox."""

    def due_notices(
        self,
        target: str,
        now: datetime,
        *,
        brands: Collection[str] | None = None,
        limit: int = 200,
    ) -> list[NoticeRow]:
        """Notices of one target, and of these brands or of any, that are due, in their order.

        One found in `sending` was interrupted: the terminal shows it again.
        """
        ours = true() if brands is None else col(NoticeRow.brand).in_(list(brands))
        query = (
            select(NoticeRow)
            .where(
                col(NoticeRow.target) == target,
                ours,
                or_(
                    (col(NoticeRow.state) == "pending") & (col(NoticeRow.next_at) <= now),
                    col(NoticeRow.state) == "sending",
                ),
            )
            .order_by(col(NoticeRow.next_at), col(NoticeRow.id))
            .limit(limit)
        )
        with self.reader() as session:
            return list(session.exec(query))

    def waiting(self, target: str, now: datetime) -> list[tuple[str, int, datetime]]:
        """Notices that are not due yet and have something to tell: class, how many, and the earliest
        hour of each class.

        Without those that wait for the day's limit: see `held_back`.
        """
        query = (
            select(NoticeRow.class_, func.count(), func.min(NoticeRow.next_at))
            .where(
                col(NoticeRow.target) == target,
                col(NoticeRow.state) == "pending",
                col(NoticeRow.next_at) > now,
                ~is_over_limit(),
                tells_something(),
            )
            .group_by(col(NoticeRow.class_))
            .order_by(func.min(NoticeRow.next_at))
        )
        with self.reader() as session:
            return [(class_, n, at) for class_, n, at in session.exec(query)]

    def claim(self, notice_ids: Iterable[int], now: datetime) -> None:
        """Mark notices as being sent, before they are."""
        self._set(notice_ids, state="sending", started_at=now, attempts=col(NoticeRow.attempts) + 1)

    def sent(self, notice_ids: Iterable[int], now: datetime) -> None:
        """Mark notices as sent."""
        self._set(notice_ids, state="sent", sent_at=now, payload=_emptied())

    def drop(self, notice_ids: Iterable[int], now: datetime) -> None:
        """Mark notices as done that had nothing left to tell."""
        self._set(notice_ids, state="sent", sent_at=now, error=NOTHING_TO_SAY, payload=_emptied())

    def _set(self, notice_ids: Iterable[int], **values: Any) -> None:
        with self.writing() as session:
            for ids in chunks(notice_ids):
                query = update(NoticeRow).where(col(NoticeRow.id).in_(ids))
                session.exec(query.values(**values))

    def add_notice_once(
        self, period_keys: Sequence[str], notice: Outgoing, *, now: datetime
    ) -> bool:
        """Make a notice and its period rows together; False when any of them was made before."""
        return self.add_notices_once(period_keys, [notice], now=now)

    def add_notices_once(
        self, period_keys: Sequence[str], notices: Sequence[Outgoing], *, now: datetime
    ) -> bool:
        """The same for several notices of one brand. What an old digest still held is emptied."""
        brand = notices[0].envelope.brand
        rows = [{"brand": brand, "key": key, "at": now} for key in period_keys]
        worn = (col(NoticeRow.state) == "failed") & (col(NoticeRow.made_at) < now - WORN)
        with self.writing() as session:
            known = session.exec(
                select(func.count()).where(col(PeriodRow.key).in_(list(period_keys)))
            ).one()
            if known:
                return False
            self.insert_new(session, PeriodRow, rows)
            self.insert_new(session, NoticeRow, columns(notices))
            session.exec(update(NoticeRow).where(worn).values(payload=_emptied()))
        return True

    def periods_made(self, keys: Iterable[str]) -> set[str]:
        """Which of these keys have happened."""
        query = select(PeriodRow.key).where(col(PeriodRow.key).in_(list(keys)))
        with self.reader() as session:
            return set(session.exec(query))

    # What follows is asked by the outbox, for one target at a time.

    def slack_targets(self) -> set[str]:
        """Slack targets that something waits for."""
        query = select(NoticeRow.target).where(
            col(NoticeRow.target).startswith("slack:"),
            col(NoticeRow.state).in_(["pending", "sending"]),
        )
        with self.reader() as session:
            return set(session.exec(query.distinct()))

    def outbox(
        self, target: str, state: str, now: datetime | None = None, *, limit: int = 200
    ) -> list[NoticeRow]:
        """A target's notices of one state in the order of their making; due by now, if it is given."""
        query = select(NoticeRow).where(
            col(NoticeRow.target) == target, col(NoticeRow.state) == state
        )
        if now is not None:
            query = query.where(col(NoticeRow.next_at) <= now)
        with self.reader() as session:
            query = query.order_by(col(NoticeRow.made_at), col(NoticeRow.id)).limit(limit)
            return list(session.exec(query))

    def notice(self, notice_id: int) -> NoticeRow | None:
        """One notice by its id."""
        with self.reader() as session:
            return session.get(NoticeRow, notice_id)

    def before_in_digest(self, notice: NoticeRow) -> list[tuple[str, str, str | None]]:
        """Class, state and error of a digest's notices that go before one of them."""
        parent = notice.key.rpartition(":")[0]
        query = select(NoticeRow.class_, NoticeRow.state, NoticeRow.error).where(
            (col(NoticeRow.key) == parent)
            | col(NoticeRow.key).startswith(f"{parent}:", autoescape=True),
            col(NoticeRow.id) < notice.id,
            col(NoticeRow.brand) == notice.brand,
            col(NoticeRow.class_).in_(DIGEST),
        )
        with self.reader() as session:
            return [(c, s, e) for c, s, e in session.exec(query)]

    def merged_into(self, notice_id: int) -> list[NoticeRow]:
        """The notices that one message tells together."""
        query = select(NoticeRow).where(col(NoticeRow.into_id) == notice_id)
        with self.reader() as session:
            return list(session.exec(query.order_by(col(NoticeRow.id))))

    def last_decision(self, mention_id: int) -> DecisionRow | None:
        """The newest decision of a mention, ended or not."""
        query = select(DecisionRow).where(col(DecisionRow.mention_id) == mention_id)
        with self.reader() as session:
            return session.exec(query.order_by(col(DecisionRow.id).desc()).limit(1)).first()

    def claim_for_slack(self, notice_id: int, thread: str | None, now: datetime) -> bool:
        """Mark one notice as being sent, before it is; False when it is not waiting any more."""
        with self.writing() as session:
            taken = session.exec(
                update(NoticeRow)
                .where(col(NoticeRow.id) == notice_id, col(NoticeRow.state) == "pending")
                .values(
                    state="sending",
                    started_at=now,
                    next_at=now,
                    thread_ts=thread,
                    attempts=NoticeRow.attempts + 1,
                )
            )
            return bool(taken.rowcount)

    def set_notice(self, notice_id: int, **values: Any) -> None:
        """Write what became of one notice; of a digest's that is sent, its words go."""
        if values.get("state") == "sent":
            values["payload"] = _emptied()
        with self.writing() as session:
            session.exec(update(NoticeRow).where(col(NoticeRow.id) == notice_id).values(**values))

    def fail_notice(self, notice_id: int, error: str, ops: Outgoing) -> bool:
        """Give a notice up and tell the operators, in one transaction; False when they were told."""
        with self.writing() as session:
            session.exec(
                update(NoticeRow)
                .where(col(NoticeRow.id) == notice_id)
                .values(state="failed", error=error)
            )
            return self._put(session, ops)

    def add_notice(self, notice: Outgoing) -> bool:
        """Make a notice; False when there is one of its key."""
        with self.writing() as session:
            return self._put(session, notice)

    def _put(self, session: Session, notice: Outgoing) -> bool:
        known = select(NoticeRow.id).where(col(NoticeRow.key) == notice.envelope.key)
        told = session.exec(known).first() is not None
        self.insert_new(session, NoticeRow, columns([notice]))
        return not told

    def merge(self, head: Outgoing, notice_ids: Sequence[int]) -> None:
        """Let one notice tell what these were to tell: made, or extended where it still waits."""
        with self.writing() as session:
            self.insert_new(session, NoticeRow, columns([head]))
            of_head = select(NoticeRow.id).where(col(NoticeRow.key) == head.envelope.key)
            head_id = session.exec(of_head).one()
            for ids in chunks(notice_ids):
                session.exec(
                    update(NoticeRow)
                    .where(col(NoticeRow.id).in_(ids), col(NoticeRow.state) == "pending")
                    .values(state="merged", into_id=head_id)
                )

    def limited_until(self, target: str, state: str) -> datetime | None:
        """Until when Slack asked this target's notices of one state to be held back."""
        query = select(func.max(NoticeRow.next_at)).where(
            col(NoticeRow.target) == target,
            col(NoticeRow.state) == state,
            col(NoticeRow.error) == LIMITED,
        )
        with self.reader() as session:
            return session.exec(query).one()

    def last_start(self, target: str) -> datetime | None:
        """When something was last posted to a target, or tried to be."""
        query = select(func.max(NoticeRow.started_at)).where(col(NoticeRow.target) == target)
        with self.reader() as session:
            return session.exec(query).one()

    def parents(self, target: str, since: datetime) -> list[NoticeRow]:
        """Messages of ours that tell of one story, or of several, and may be edited, oldest first."""
        query = select(NoticeRow).where(
            col(NoticeRow.target) == target,
            col(NoticeRow.state) == "sent",
            col(NoticeRow.ts).is_not(None),
            col(NoticeRow.story_id).is_not(None) | col(NoticeRow.class_).in_(TOGETHER),
            col(NoticeRow.sent_at) >= since,
        )
        with self.reader() as session:
            return list(session.exec(query.order_by(col(NoticeRow.id))))

    def waiting_for_slack(self, now: datetime) -> Waiting:
        """What is due and unsent, and what was given up."""
        slack = col(NoticeRow.target).startswith("slack:")
        failed = (col(NoticeRow.state) == "failed") & (
            col(NoticeRow.made_at) > now - timedelta(days=1)
        )
        with self.reader() as session:
            query = select(func.count(), func.min(due_since())).where(slack, is_unsent(now))
            unsent, oldest = session.exec(query).one()
            lost = session.exec(select(func.count()).where(slack, failed)).one()
        return Waiting(unsent, oldest, lost)


def _emptied() -> Any:
    """A payload without a digest's or a source's words: they may quote people, and are told."""
    quotes = col(NoticeRow.class_).in_(DIGEST) | col(NoticeRow.key).startswith("ops:source:")
    return case((quotes, "{}"), else_=col(NoticeRow.payload))

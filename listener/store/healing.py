"""Clock skew: what waits for a time that a clock ahead of ours wrote waits no longer.

A clock that runs ahead (a machine that starts with its clock in local time, a virtual machine
that is resumed) sets waits that are still to come once it is put right. A clock that is behind
sees just the same, and would spoil what a right one wrote: so what a source said, and what was
done and when, stays as it is. Whoever reads such a time bears that it lies ahead.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import literal
from sqlmodel import Session, col, delete, func, select, update

from listener.store.delivering import DIGEST
from listener.store.inserting import Inserting
from listener.store.tables import (
    AuthorRow,
    DecisionRow,
    MentionRow,
    NoticeRow,
    PeriodRow,
    SourceRow,
)

SLEW = timedelta(minutes=1)  # by which a clock may be put back without a word
SEARCHED = timedelta(days=1)  # how far back Slack is searched for what a clock ahead may have sent
UNSENT = ("pending", "sending")
WITNESSES = 20  # dated mentions that are asked whether the clock is behind

IsOver = Callable[[str, str], bool]
"""Is a week over, by the brand's name and the week's: ("Acme", "2026-W46")?"""


class Healing(Inserting):
    """Looking for such times, and mending them."""

    def is_ahead(self, now: datetime) -> bool:
        """Does anything wait since a time that is still to come? Asks a few rows only."""
        queries = [
            select(func.max(SourceRow.polled_at)),
            select(func.max(_waits_since())).where(col(NoticeRow.state).in_(UNSENT)),
            select(func.max(PeriodRow.at)).where(col(PeriodRow.key).startswith("expire")),
        ]
        with self.reader() as session:
            found = [session.exec(query).first() for query in queries]
        return any(at is not None and at > now + SLEW for at in found)

    def heal(self, now: datetime, *, name_days: int, is_over: IsOver) -> int:
        """Lift every such wait; return of how many sources and notices.

        What is due keeps the wait it was given. A digest that was made of a week that is not over,
        and a week recorded as missed, did not happen: unless our clock is behind.
        """
        limit = now + SLEW
        with self.writing() as session:
            polled = update(SourceRow).where(col(SourceRow.polled_at) > limit)
            done = session.exec(polled.values(next_poll_at=None, polled_at=now)).rowcount
            done += _keep_waits(session, now)
            worn = col(PeriodRow.key).startswith("expire") & (col(PeriodRow.at) > limit)
            session.exec(delete(PeriodRow).where(worn))
            if not _is_behind(session, limit):
                until = now + timedelta(days=name_days)
                late = update(AuthorRow).where(col(AuthorRow.name_until) > until + SLEW)
                session.exec(late.values(name_until=until))
                self._undo(session, limit, is_over)
        return int(done)

    def _undo(self, session: Session, limit: datetime, is_over: IsOver) -> None:
        """Let weeks be told again whose digest was made, or missed, too early."""
        ahead = col(PeriodRow.at) > limit
        weeks = select(PeriodRow).where(ahead, col(PeriodRow.key).startswith("digest:"))
        rows = session.exec(weeks).all()
        told = select(NoticeRow.key).where(col(NoticeRow.key).in_([row.key for row in rows]))
        made = set(session.exec(told))
        undone = [
            row.key
            for row in rows
            if row.key not in made or not is_over(row.brand, row.key.rpartition(":")[2])
        ]
        for key in undone:
            _forget_digest(session, key, limit)
        session.exec(delete(PeriodRow).where(col(PeriodRow.key).in_(undone)))


def _waits_since() -> Any:
    return func.coalesce(NoticeRow.started_at, NoticeRow.made_at)


def _is_behind(session: Session, limit: datetime) -> bool:
    """Do most of the newest dates that sources gave lie ahead? Then it is our clock that errs."""
    # One that was cut to the time of its collection says nothing of its own.
    dated = col(MentionRow.posted_at) < col(MentionRow.collected_at)
    newest = select(MentionRow.posted_at).where(dated).order_by(col(MentionRow.id).desc())
    told = [at for at in session.exec(newest.limit(WITNESSES)) if at is not None]
    return sum(at > limit for at in told) * 2 > len(told)


def _forget_digest(session: Session, key: str, limit: datetime) -> None:
    parts = col(NoticeRow.key).startswith(f"{key}:", autoescape=True)
    mine = (
        (col(NoticeRow.key) == key) | parts,
        col(NoticeRow.class_).in_(DIGEST),
        col(NoticeRow.made_at) > limit,
    )
    session.exec(delete(NoticeRow).where(*mine, col(NoticeRow.state) == "pending"))
    # What was posted stays in the channel: its key must not stand in the way of the right one's.
    query = update(NoticeRow).where(*mine, col(NoticeRow.state) != "sending")
    session.exec(query.values(key=literal("early:") + col(NoticeRow.key)))


def _keep_waits(session: Session, now: datetime) -> int:
    """What is due later keeps its wait, counted from now; how many notices waited."""
    limit = now + SLEW
    waiting = select(NoticeRow).where(col(NoticeRow.state).in_(UNSENT), _waits_since() > limit)
    notices = session.exec(waiting).all()
    for notice in notices:
        since = max(notice.made_at, notice.started_at or notice.made_at)
        notice.next_at = now + max(notice.next_at - since, timedelta(0))
        # Its stamp holds when it was made; the channel is searched for it far enough back.
        notice.started_at = now - SEARCHED if notice.state == "sending" else now
        session.add(notice)
    late = select(DecisionRow).where(
        col(DecisionRow.decided_at) > limit, col(DecisionRow.due_at) > col(DecisionRow.decided_at)
    )
    for decision in session.exec(late):
        if decision.due_at is not None:
            decision.due_at = now + (decision.due_at - decision.decided_at)
            session.add(decision)
    session.flush()
    return len(notices)

"""Times that a clock ahead of ours wrote: put right, so that nothing waits for them.

A clock that runs ahead (a machine that starts with its clock in local time, a virtual machine
that is resumed) writes times that are still to come once it is put right. What was seen then
was seen no later than now.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import literal
from sqlmodel import Session, SQLModel, case, col, delete, func, or_, select, update
from sqlmodel.sql.expression import SelectOfScalar
from sqlmodel.sql.sqltypes import UTCDateTime

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
# Columns that may lie ahead by right. All others of the kind say when something was.
AHEAD = {
    ("sources", "next_poll_at"),
    ("notices", "next_at"),
    ("decisions", "due_at"),
    ("authors", "name_until"),
}

IsOver = Callable[[str, str], bool]
"""Is a week over, by the brand's name and the week's: ("Acme", "2026-W46")?"""


class Healing(Inserting):
    """Looking for such times, and mending them."""

    def is_ahead(self, now: datetime) -> bool:
        """Did something write a time that is still to come? Asks a few rows only."""
        queries = [
            select(func.max(SourceRow.polled_at)),
            _newest(MentionRow.collected_at, MentionRow.id),
            _newest(NoticeRow.made_at, NoticeRow.id),
            _newest(PeriodRow.at, PeriodRow.id),
        ]
        with self.reading() as session:
            found = [session.exec(query).first() for query in queries]
        return any(at is not None and at > now + SLEW for at in found)

    def heal(self, now: datetime, *, name_days: int, is_over: IsOver) -> int:
        """Put every such time right; return how many rows had one.

        What is due keeps the wait it was given. A digest that was made of a week that is not over,
        and a week recorded as missed, did not happen.
        """
        limit = now + SLEW
        with self.writing() as session:
            session.exec(
                update(SourceRow).where(col(SourceRow.polled_at) > limit).values(next_poll_at=None)
            )
            session.exec(
                update(AuthorRow)
                .where(col(AuthorRow.name_until) > limit + timedelta(days=name_days))
                .values(name_until=now + timedelta(days=name_days))
            )
            _keep_waits(session, now)
            self._undo(session, limit, is_over)
            done = 0
            for name, columns in _past().items():
                done += _put_back(session, name, columns, limit, now)
        return done

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
        again = ahead & col(PeriodRow.key).startswith("expire")
        session.exec(delete(PeriodRow).where(col(PeriodRow.key).in_(undone) | again))


def _newest(when: Any, row_id: Any) -> SelectOfScalar[datetime | None]:
    query: SelectOfScalar[datetime | None] = select(when)
    return query.order_by(row_id.desc()).limit(1)


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


def _keep_waits(session: Session, now: datetime) -> None:
    """What is due later keeps its wait, counted from now."""
    limit = now + SLEW
    tried = func.coalesce(NoticeRow.started_at, NoticeRow.made_at)
    query = select(NoticeRow).where(
        col(NoticeRow.state).in_(["pending", "sending"]),
        (col(NoticeRow.made_at) > limit) | (tried > limit),
    )
    for notice in session.exec(query):
        since = max(notice.made_at, notice.started_at or notice.made_at)
        notice.next_at = now + max(notice.next_at - since, timedelta(0))
        if notice.state == "sending":
            # Its mark holds when it was made; the channel is searched for it far enough back.
            notice.started_at = now - SEARCHED
        session.add(notice)
    late = select(DecisionRow).where(
        col(DecisionRow.decided_at) > limit, col(DecisionRow.due_at).is_not(None)
    )
    for decision in session.exec(late):
        if decision.due_at is not None:
            decision.due_at = now + (decision.due_at - decision.decided_at)
            session.add(decision)
    session.flush()


def _past() -> dict[str, list[str]]:
    """The columns of each table that say when something was."""
    found = {}
    for name, table in SQLModel.metadata.tables.items():
        times = [c.name for c in table.columns if isinstance(c.type, UTCDateTime)]
        found[name] = [c for c in times if (name, c) not in AHEAD]
    return {name: columns for name, columns in found.items() if columns}


def _put_back(
    session: Session, name: str, columns: list[str], limit: datetime, now: datetime
) -> int:
    table = SQLModel.metadata.tables[name]
    ahead = or_(*(table.c[column] > limit for column in columns))
    if name == "notices":  # its mark holds when it was made, and Slack is searched by it
        ahead = ahead & (table.c.state != "sending")
    values = {c: case((table.c[c] > limit, now), else_=table.c[c]) for c in columns}
    return int(session.connection().execute(table.update().where(ahead).values(values)).rowcount)

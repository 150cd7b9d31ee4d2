"""What health and metrics ask of the store: ages, queues, and the rows that came since a look.

Nothing here reads a text, a name or a handle.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, case, col, func, select

from listener.store.holding import Holding
from listener.store.outgoing import payload_of
from listener.store.presence import ALIVE
from listener.store.tables import (
    DecisionRow,
    GapRow,
    MentionRow,
    NoticeRow,
    SourceRow,
    TagRow,
)
from listener.store.taking import LEASES, Kind
from listener.store.unsent import due_since, is_over_limit, is_unsent

AT_ONCE = 20_000  # rows of a table read in one look; the next look reads on
_UNSENT = ("pending", "sending")


@dataclass(frozen=True, slots=True)
class SourceState:
    """How one source is."""

    name: str
    kind: str
    last_ok_at: datetime | None
    down_since: datetime | None  # its last good poll, or its first bad one; None while it answers
    failures: int  # in a row
    code: str | None = None  # of its last failure: a reply's status, or a word of ours


@dataclass(frozen=True, slots=True)
class Refusal:
    """A Slack target that does not take what waits for it."""

    target: str
    brand: str
    code: str
    since: datetime  # when the oldest of what was refused was made


@dataclass(frozen=True, slots=True)
class Position:
    """Up to where rows were looked at."""

    mention: int
    tag: int
    decision: int
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came since the position of an earlier look."""

    position: Position
    tags: Counter[tuple[str, str]]  # by form and tone
    decisions: Counter[str]  # by leaf
    sent: Counter[tuple[str, str]]  # notices by class and where to: slack or terminal
    collected_after: list[tuple[str, float]]  # kind, seconds from publication to collection
    sent_after: list[tuple[str, float]]  # class, seconds from collection to the message


@dataclass(frozen=True, slots=True)
class Held:
    """What a process works on at this moment, so that no other does."""

    kind: str  # of store/taking.py
    slot: str  # a name of the settings; "" for mentions, which are counted together
    holder: str  # the process, as it calls itself
    n: int  # 1, and of mentions how many


class Watching(Holding):
    """Queries for the health page and for Prometheus."""

    def source_states(self, names: Collection[str]) -> list[SourceState]:
        """How each of these sources is, by name."""
        gap = (
            select(func.min(GapRow.from_at))
            .where(col(GapRow.source_id) == col(SourceRow.id), col(GapRow.to_at).is_(None))
            .correlate(SourceRow)
            .scalar_subquery()
        )
        query = select(SourceRow, gap).where(col(SourceRow.name).in_(list(names)))
        with self.reader() as session:
            rows = session.exec(query.order_by(col(SourceRow.name))).all()
        return [
            SourceState(
                name=s.name,
                kind=s.kind,
                last_ok_at=s.last_ok_at,
                down_since=since if s.failures else None,
                failures=s.failures,
                code=s.last_code if s.failures else None,
            )
            for s, since in rows
        ]

    def unsent_since(self, now: datetime, brands: Collection[str] | None = None) -> datetime | None:
        """Since when the longest waiting of these brands' notices, or of any, is due; None without one."""
        query = select(func.min(due_since())).where(is_unsent(now))
        if brands is not None:
            query = query.where(col(NoticeRow.brand).in_(list(brands)))
        with self.reader() as session:
            oldest: datetime | None = session.exec(query).one()
        return oldest

    def held_back(self, now: datetime) -> dict[str, tuple[int, datetime]]:
        """By brand: alerts that the day's limit made wait for a bundle, and that bundle's hour."""
        query = (
            select(NoticeRow.brand, func.count(), func.min(NoticeRow.next_at))
            .where(
                col(NoticeRow.state) == "pending",
                col(NoticeRow.next_at) > now,
                is_over_limit(),
            )
            .group_by(col(NoticeRow.brand))
        )
        with self.reader() as session:
            return {brand: (n, at) for brand, n, at in session.exec(query)}

    def refusals(self) -> list[Refusal]:
        """Slack targets that refuse what waits for them, since when, and with which code."""
        prefix = "refused "
        query = (
            select(NoticeRow.target, NoticeRow.brand, NoticeRow.error, func.min(NoticeRow.made_at))
            .where(
                col(NoticeRow.target).startswith("slack:"),
                col(NoticeRow.state) == "pending",
                col(NoticeRow.error).startswith(prefix),
            )
            .group_by(col(NoticeRow.target), col(NoticeRow.brand), col(NoticeRow.error))
            .order_by(col(NoticeRow.target))
        )
        with self.reader() as session:
            return [
                Refusal(target, brand, (error or "").removeprefix(prefix), since)
                for target, brand, error, since in session.exec(query)
            ]

    def queues(self) -> dict[str, tuple[int, datetime]]:
        """For each stage: how many mentions wait for it, and when the oldest was collected."""
        query = (
            select(MentionRow.stage, func.count(), func.min(MentionRow.collected_at))
            .where(col(MentionRow.stage) != "")
            .group_by(col(MentionRow.stage))
        )
        with self.reader() as session:
            return {stage: (n, oldest) for stage, n, oldest in session.exec(query)}

    def notices_held(self) -> dict[tuple[str, str], int]:
        """Notices that are not told, by class and state: pending, sending or failed."""
        query = (
            select(NoticeRow.class_, NoticeRow.state, func.count())
            .where(col(NoticeRow.state).in_([*_UNSENT, "failed"]))
            .group_by(col(NoticeRow.class_), col(NoticeRow.state))
        )
        with self.reader() as session:
            return {(class_, state): n for class_, state, n in session.exec(query)}

    def slots_held(self) -> list[Held]:
        """Who of all processes works on what; nothing on SQLite, which has one."""
        if self.is_sqlite:
            return []
        slot = case((LEASES.c.kind == Kind.MENTION, ""), else_=LEASES.c.key)
        query = (
            select(LEASES.c.kind, slot, ALIVE.c.application_name, func.count())
            .join(ALIVE, LEASES.c.session == ALIVE.c.pid)
            .where(LEASES.c.until > func.clock_timestamp())
            .group_by(LEASES.c.kind, slot, ALIVE.c.application_name)
        )
        with self.reader() as session:
            return [Held(*row) for row in session.connection().execute(query)]

    def position(self, now: datetime) -> Position:
        """The position behind every row there is."""
        with self.reader() as session:
            mention, tag, decision = (
                session.exec(select(func.max(row_id))).one() or 0
                for row_id in (MentionRow.id, TagRow.id, DecisionRow.id)
            )
        return Position(mention, tag, decision, now)

    def came_since(self, position: Position) -> Came:
        """What came since, at most 20,000 rows of each table.

        On PostgreSQL with several processes a row may be passed over whose transaction ends late.
        """
        with self.reader() as session:
            tags = session.exec(
                select(TagRow.id, TagRow.form, TagRow.tone)
                .where(col(TagRow.id) > position.tag)
                .order_by(col(TagRow.id))
                .limit(AT_ONCE)
            ).all()
            decisions = session.exec(
                select(DecisionRow.id, DecisionRow.leaf)
                .where(col(DecisionRow.id) > position.decision)
                .order_by(col(DecisionRow.id))
                .limit(AT_ONCE)
            ).all()
            read, collected = _collected(session, position.mention)
            sent = session.exec(
                select(NoticeRow)
                .where(
                    col(NoticeRow.state) == "sent",
                    col(NoticeRow.sent_at) > position.sent_at,
                    # One that had nothing left to say made no message.
                    col(NoticeRow.ts).is_not(None) | col(NoticeRow.error).is_(None),
                )
                .order_by(col(NoticeRow.sent_at))
            ).all()
            delays = _sent_after(session, sent)
        now = replace(
            position,
            mention=read,
            tag=_last(tags, position.tag),
            decision=_last(decisions, position.decision),
            sent_at=max((n.sent_at for n in sent if n.sent_at), default=position.sent_at),
        )
        return Came(
            position=now,
            tags=Counter((form, tone) for _, form, tone in tags),
            decisions=Counter(leaf for _, leaf in decisions),
            sent=Counter((n.class_, n.target.partition(":")[0]) for n in sent),
            collected_after=collected,
            sent_after=delays,
        )


def _collected(session: Session, after: int) -> tuple[int, list[tuple[str, float]]]:
    """Delays of new mentions; silent ones were old when their source was first read."""
    posted = case((col(MentionRow.silent), None), else_=col(MentionRow.posted_at))
    rows = session.exec(
        select(MentionRow.id, SourceRow.kind, posted, MentionRow.collected_at)
        .join(SourceRow, col(SourceRow.id) == col(MentionRow.source_id))
        .where(col(MentionRow.id) > after)
        .order_by(col(MentionRow.id))
        .limit(AT_ONCE)
    ).all()
    delays = [
        (kind, _seconds(collected - posted_at))
        for _, kind, posted_at, collected in rows
        if posted_at is not None
    ]
    return _last(rows, after), delays


def _sent_after(session: Session, sent: Iterable[NoticeRow]) -> list[tuple[str, float]]:
    """Delays of messages that are about a mention."""
    told = [(n, payload_of(n).mention) for n in sent]
    ids = {mention for _, mention in told if mention is not None}
    query = select(MentionRow.id, MentionRow.collected_at).where(col(MentionRow.id).in_(ids))
    collected = dict(session.exec(query).all()) if ids else {}
    return [
        (n.class_, _seconds(n.sent_at - collected[mention]))
        for n, mention in told
        if n.sent_at and mention is not None and mention in collected
    ]


def _last(rows: Sequence[Any], before: int) -> int:
    """The id of the last row, which is its first column; the old position where none came."""
    return int(rows[-1][0]) if rows else before


def _seconds(span: timedelta) -> float:
    return max(span.total_seconds(), 0.0)

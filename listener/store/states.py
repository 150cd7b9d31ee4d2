"""States: who has a mention, how it stands with the team, and what version of that a card shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from listener.advice.leaves import DANGER, facts_of, those
from listener.advice.verdict import KNOW_NOW
from listener.store.approved import Approved, approved_of
from listener.store.base import Base
from listener.store.joins import is_handled, is_shown
from listener.store.tables import (
    ActRow,
    AnswerRow,
    DecisionRow,
    MentionRow,
    OrderRow,
    StateRow,
    SuggestionRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a mention stands: what is offered on its card, and what an act finds."""

    mention: int
    brand: str
    version: str  # of what a person was shown: another one is another card
    leaf: str
    lane: str  # the desk that has it: as decided, or where it was escalated to
    is_danger: bool
    owner: str | None = None  # of the mention, else of its story
    owner_by: str | None = None
    owned_at: datetime | None = None
    owner_of: int | None = None  # the mention that they took
    closed: str = ""  # no_reply, answered, solved; "" while it is open
    closed_who: str | None = None
    closed_at: datetime | None = None
    answered_at: datetime | None = None
    snoozed_until: datetime | None = None
    has_drafts: bool = False
    has_author: bool = False  # an account that we would know again
    wants_answer: bool = False  # the tree advises a reply, or somebody on duty
    takes_draft: bool = False  # it is answered in words: there is a draft of them, or can be
    approvers: int = 1  # how many people approve an answer
    approved: Approved | None = None  # the answer that people approved for it as it stands

    @property
    def is_open(self) -> bool:
        """Is there anything left to do, as far as we know?"""
        return not self.closed and self.answered_at is None


@dataclass(frozen=True, slots=True)
class Order:
    """What a person said that holds; OrderRow says what its columns mean."""

    brand: str
    what: str
    key: str
    value: str
    until: datetime | None


class States(Base):
    """What people ask of the desk."""

    def orders(self, brands: Collection[str], now: datetime) -> list[Order]:
        """What holds now in these brands."""
        query = select(OrderRow).where(
            col(OrderRow.brand).in_(list(brands)),
            col(OrderRow.until).is_(None) | (col(OrderRow.until) > now),
        )
        with self.reader() as session:
            rows = session.exec(query.order_by(col(OrderRow.id))).all()
        return [Order(r.brand, r.what, r.key, r.value, r.until) for r in rows]

    def state(self, mention_id: int) -> State | None:
        """How a mention stands; None where there is no such mention, or it is not decided yet."""
        with self.reader() as session:
            m = session.get(MentionRow, mention_id)
            return state_of(session, m) if m else None

    def act(self, act_id: int) -> ActRow | None:
        """One act."""
        with self.reader() as session:
            return session.get(ActRow, act_id)

    def newest_act(self) -> int:
        """The newest act's id; 0 without any."""
        with self.reader() as session:
            return session.exec(select(func.max(ActRow.id))).one() or 0

    def acts(
        self, brands: Sequence[str], *, mention_id: int | None = None, limit: int = 50
    ) -> list[ActRow]:
        """What was done in these brands, or to one mention of them, newest first."""
        query = select(ActRow).where(col(ActRow.brand).in_(list(brands)))
        if mention_id is not None:
            query = query.where(col(ActRow.mention_id) == mention_id)
        with self.reader() as session:
            return list(session.exec(query.order_by(col(ActRow.id).desc()).limit(limit)))

    def called(self, by: Collection[str]) -> dict[str, str]:
        """How people call these ids, as far as they have done anything."""
        if not by:  # most answers name no lead
            return {}
        last = (
            select(func.max(ActRow.id)).where(col(ActRow.by).in_(list(by))).group_by(col(ActRow.by))
        )
        query = select(ActRow.by, ActRow.who).where(col(ActRow.id).in_(last))
        with self.reader() as session:
            return {by: who for by, who in session.exec(query)}

    def open_cards(self, brands: Collection[str], *, limit: int) -> tuple[int, list[int]]:
        """Mentions that were told and wait for somebody, copies apart: how many, and the first of them.

        What may be danger or cannot wait comes first, then what is due first.
        """
        chosen = (
            col(DecisionRow.brand).in_(list(brands)),
            col(DecisionRow.ended_at).is_(None),
            col(DecisionRow.told_by).is_not(None),
            col(DecisionRow.leaf).not_in(list(those(nameless=True))),  # for one person alone
            col(MentionRow.copy_of).is_(None),
            is_shown(),
            ~is_handled(),
        )
        joined = col(DecisionRow.mention_id) == col(MentionRow.id)
        count = select(func.count()).select_from(MentionRow).join(DecisionRow, joined)
        first = (
            select(MentionRow.id)
            .join(DecisionRow, joined)
            .where(*chosen)
            .order_by(*_gravest_first())
        )
        with self.reader() as session:
            total = session.exec(count.where(*chosen)).one()
            return total, [i or 0 for i in session.exec(first.limit(limit))]

    def mine(self, brands: Sequence[str], by: str, now: datetime) -> list[int]:
        """The open mentions that somebody has, in the order of `open_cards`; what is snoozed comes last."""
        query = (
            select(MentionRow)
            .join(StateRow, col(StateRow.mention_id) == col(MentionRow.id))
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(MentionRow.brand).in_(list(brands)),
                func.lower(StateRow.owner_by) == by.lower(),
                col(StateRow.closed) == "",
                col(DecisionRow.ended_at).is_(None),
                is_shown(),
            )
            .order_by(*_gravest_first())
        )
        with self.reader() as session:
            rows = session.exec(query).all()
            states = [state_of(session, m) for m in rows]
        mine = [s for s in states if s and s.is_open]
        return [s.mention for s in sorted(mine, key=lambda s: (s.snoozed_until or now) > now)]


def _gravest_first() -> tuple[Any, ...]:
    is_grave = or_(
        col(DecisionRow.leaf).in_(list(DANGER)),
        col(DecisionRow.risk) != "none",
        col(DecisionRow.rule) == KNOW_NOW,
    )
    due = col(DecisionRow.due_at)
    return ~is_grave, due.is_(None), due, col(MentionRow.id)


def state_of(session: Session, m: MentionRow) -> State | None:
    """The state of a mention; None where it has no decision."""
    decision = session.exec(
        select(DecisionRow).where(
            col(DecisionRow.mention_id) == m.id, col(DecisionRow.ended_at).is_(None)
        )
    ).first()
    if decision is None:
        return None
    row = session.exec(select(StateRow).where(col(StateRow.mention_id) == m.id)).first()
    own = row if row and row.owner else _of_story(session, m)
    state = row or StateRow(brand=m.brand, mention_id=m.id or 0)
    answered = select(func.max(AnswerRow.at)).where(col(AnswerRow.mention_id) == m.id)
    drafted = select(SuggestionRow.id).where(
        col(SuggestionRow.decision_id) == decision.id,
        col(SuggestionRow.rejected_at).is_(None),
        col(SuggestionRow.text) != "",
    )
    facts, has_drafts = facts_of(decision.leaf), session.exec(drafted).first() is not None
    return State(
        mention=m.id or 0,
        brand=m.brand,
        version=f"{m.revision}.{decision.leaf}.{state.version}",
        leaf=decision.leaf,
        lane=state.lane or decision.lane,
        is_danger=decision.leaf in DANGER or decision.risk != "none",
        owner=own.owner if own else None,
        owner_by=own.owner_by if own else None,
        owned_at=own.owned_at if own else None,
        owner_of=own.mention_id if own else None,
        closed=state.closed,
        closed_who=state.closed_who,
        closed_at=state.closed_at,
        answered_at=session.exec(answered).one(),
        snoozed_until=_snoozed(session, m),
        has_drafts=has_drafts,
        has_author=m.author_id is not None,
        wants_answer=facts.reply is not None or facts.delay is not None,
        takes_draft=facts.reply is not None or has_drafts,
        approvers=decision.approvers or facts.approvers,
        approved=approved_of(session, m, decision.leaf),
    )


def _of_story(session: Session, m: MentionRow) -> StateRow | None:
    """Who has the story has all that comes in it."""
    if m.story_id is None:
        return None
    query = (
        select(StateRow)
        .join(MentionRow, col(MentionRow.id) == col(StateRow.mention_id))
        .where(
            col(MentionRow.story_id) == m.story_id,
            col(StateRow.owner).is_not(None),
            col(StateRow.closed) == "",
        )
        .order_by(col(StateRow.owned_at).desc())
    )
    return session.exec(query.limit(1)).first()


def _snoozed(session: Session, m: MentionRow) -> datetime | None:
    """The longest snooze that covers a mention, over or not."""
    keys = {
        "snooze_story": m.story_id,
        "snooze_author": m.author_id,
        "snooze_source": m.source_id,
    }
    found = [
        session.exec(
            select(OrderRow.until).where(
                col(OrderRow.brand) == m.brand,
                col(OrderRow.what) == what,
                col(OrderRow.key) == str(key),
            )
        ).first()
        for what, key in keys.items()
        if key is not None
    ]
    return max((until for until in found if until), default=None)

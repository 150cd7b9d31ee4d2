"""What lessons are drawn from: answers as they were sent or approved, with their drafts; who wrote as the press."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from listener.advice.leaves import Leaf
from listener.store.base import Base
from listener.store.joins import is_shown
from listener.store.tables import (
    AnswerRow,
    ApprovalRow,
    DecisionRow,
    MentionRow,
    OrderRow,
    StateRow,
    SuggestionRow,
)

MOST = 300  # answers, or posts of the press, of a brand: the newest


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, with the draft that it came from; "" where it came from none."""

    mention: MentionRow
    draft: str
    said: str
    edited: float
    who: str
    at: datetime


class Lessons(Base):
    """What people did that may be kept."""

    def given(self, brand: str, since: datetime) -> list[Told]:
        """A brand's approved answers, each as it was sent where that was seen, and those of the cases that
        their authors say are solved; since a time, newest first.
        """
        with self.reader() as session:
            approved = _approved(session, brand, since)
            seen = {told.mention.id for told in approved}
            solved = [told for told in _solved(session, brand, since) if told.mention.id not in seen]  # fmt: skip
        return sorted([*approved, *solved], key=lambda told: told.at, reverse=True)

    def wrote_as_press(self, brand: str, since: datetime) -> list[MentionRow]:
        """The newest post of each author who asks as the press, and of whom nobody said who
        they are; newest first.
        """
        named = select(OrderRow.key).where(
            col(OrderRow.brand) == brand, col(OrderRow.what) == "who"
        )
        query = (
            select(MentionRow)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(MentionRow.brand) == brand,
                col(MentionRow.at) >= since,
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.leaf) == Leaf.ANSWER_PRESS,  # an article's paper is no journalist
                col(MentionRow.author_id).is_not(None),
                col(MentionRow.author_name).is_not(None),
                is_shown(),
            )
            .order_by(col(MentionRow.at).desc(), col(MentionRow.id).desc())
            .limit(MOST)
        )
        with self.reader() as session:
            told = set(session.exec(named))
            rows = session.exec(query).all()
        newest: dict[int, MentionRow] = {}
        for row in rows:
            if row.author_id is not None and str(row.author_id) not in told:
                newest.setdefault(row.author_id, row)
        return [*newest.values()]


def _approved(session: Session, brand: str, since: datetime) -> list[Told]:
    query = (
        select(ApprovalRow, MentionRow)
        .join(MentionRow, col(MentionRow.id) == col(ApprovalRow.mention_id))
        .where(
            col(ApprovalRow.brand) == brand,
            col(ApprovalRow.is_last),
            col(ApprovalRow.at) >= since,
            col(ApprovalRow.text) != "",
            is_shown(),
        )
        .order_by(col(ApprovalRow.id).desc())
        .limit(MOST)
    )
    newest: dict[int, tuple[ApprovalRow, MentionRow]] = {}
    for row, m in session.exec(query):
        newest.setdefault(row.mention_id, (row, m))
    drafts, sent = _drafts(session, newest), _sent(session, newest)
    found = list[Told]()
    for id_, (row, m) in newest.items():
        edited = row.sent_edited if (id_, row.sent_at) in sent else row.edited
        said = sent.get((id_, row.sent_at), row.text)
        draft = drafts.get((id_, row.leaf, row.revision, row.n), "")
        found.append(Told(m, draft, said, edited or 0.0, row.who, row.sent_at or row.at))
    return found


def _drafts(session: Session, mentions: Collection[int]) -> dict[tuple[int, str, int, int], str]:
    """Every draft that was made for these, by what it was made for."""
    query = (
        select(DecisionRow, SuggestionRow.n, SuggestionRow.text)
        .join(SuggestionRow, col(SuggestionRow.decision_id) == col(DecisionRow.id))
        .where(col(DecisionRow.mention_id).in_(sorted(mentions)))
        .order_by(col(DecisionRow.id))
    )
    return {(d.mention_id, d.leaf, d.revision, n): text for d, n, text in session.exec(query)}


def _sent(session: Session, mentions: Collection[int]) -> dict[tuple[int, datetime | None], str]:
    """What was sent to these, by when."""
    query = select(AnswerRow).where(
        col(AnswerRow.mention_id).in_(sorted(mentions)), col(AnswerRow.text) != ""
    )
    return {(row.mention_id, row.at): row.text for row in session.exec(query)}


def _solved(session: Session, brand: str, since: datetime) -> list[Told]:
    query = (
        select(MentionRow, AnswerRow)
        .join(AnswerRow, col(AnswerRow.mention_id) == col(MentionRow.id))
        .join(StateRow, col(StateRow.mention_id) == col(MentionRow.id))
        .where(
            col(MentionRow.brand) == brand,
            col(StateRow.closed) == "solved",
            col(AnswerRow.text) != "",
            col(AnswerRow.at) >= since,
            is_shown(),
        )
        .order_by(col(AnswerRow.id).desc())
        .limit(MOST)
    )
    last: dict[int, Told] = {}
    for m, row in session.exec(query):
        last.setdefault(m.id or 0, Told(m, "", row.text, 0.0, row.who, row.at))
    return [*last.values()]

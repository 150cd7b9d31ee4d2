"""What the suggest stage asks of the store: decisions without drafts, and their drafts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, bindparam, col, select, update

from listener.store.base import columns_of, table_of
from listener.store.joins import is_shown, tag_of_decision
from listener.store.outgoing import Outgoing, columns
from listener.store.tables import (
    AnswerRow,
    DecisionRow,
    MentionRow,
    NoticeRow,
    SuggestionRow,
    TagRow,
)
from listener.store.taking import Kind, Taking

NOTICES = table_of(NoticeRow)

NAMES = "ABC"  # of a decision's drafts, by their number
PRECEDENT = "precedent"  # the part of a draft that is no sentence: whence it comes
REWORDED = (
    "reworded"  # the same of a draft that says another again; with why, where it may not stand
)

Undrafted = tuple[MentionRow, str | None, DecisionRow]
"""A mention, the language that its tag says, and its decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A row of suggestions, before it is one; SuggestionRow says what its columns mean."""

    decision_id: int
    n: int
    lang: str
    text: str
    parts: str
    checks: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """What one decision was given: drafts, and the notice that brings them."""

    decision_id: int
    rows: Sequence[Suggestion]
    notice: Outgoing | None = None


class Drafting(Taking):
    """Decisions that a person may answer, and the drafts that they get."""

    def undrafted(self, brands: Collection[str], *, after: int = 0, limit: int) -> list[Undrafted]:
        """These brands' open decisions that want a draft and have none, oldest first.

        `after` is the id of the last one that was served: what lies before it is not read again.
        """
        drafted = select(SuggestionRow.id).where(
            col(SuggestionRow.decision_id) == col(DecisionRow.id)
        )
        query = (
            select(MentionRow, TagRow.lang, DecisionRow)
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .join(TagRow, tag_of_decision())
            .where(
                col(DecisionRow.wants_draft),
                col(DecisionRow.id) > after,
                col(DecisionRow.brand).in_(list(brands)),
                col(DecisionRow.ended_at).is_(None),
                is_shown(),
                ~drafted.exists(),
            )
            .order_by(col(DecisionRow.id))
            .limit(limit)
        )
        with self.reader() as session:
            return [(m, lang, d) for m, lang, d in session.exec(query)]

    def drafts_of(self, decision_id: int) -> list[tuple[SuggestionRow, str | None]]:
        """A decision's drafts by their number, each with the language that its post is tagged with."""
        spoken = (
            select(TagRow.lang)
            .where(
                col(TagRow.mention_id) == col(MentionRow.id),
                col(TagRow.revision) == col(MentionRow.revision),
            )
            .order_by(col(TagRow.id).desc())
            .limit(1)
            .scalar_subquery()
        )
        query = (
            select(SuggestionRow, spoken)
            .join(DecisionRow, col(DecisionRow.id) == col(SuggestionRow.decision_id))
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .where(col(SuggestionRow.decision_id) == decision_id)
            .order_by(col(SuggestionRow.n))
        )
        with self.reader() as session:
            return [(row, lang) for row, lang in session.exec(query)]

    def add_suggestions(self, drafted: Sequence[Drafted]) -> None:
        """Store drafts and their notices, all or none; a decision without drafts wants none.

        Raises OutdatedError where another process has taken a brand that we had.
        """
        without = [d.decision_id for d in drafted if not d.rows]
        with self.writing() as session:
            self._prove(session, Kind.BRAND)
            self.insert_new(
                session, SuggestionRow, [columns_of(row) for d in drafted for row in d.rows]
            )
            notices = [d.notice for d in drafted if d.rows and d.notice]
            self.insert_new(session, NoticeRow, columns(notices))
            bring_forward(session, notices)
            session.exec(
                update(DecisionRow)
                .where(col(DecisionRow.id).in_(without))
                .values(wants_draft=False)
            )

    def recent_answers(self, brand: str, since: datetime, *, limit: int = 200) -> list[str]:
        """What the brand wrote since a time, newest first."""
        with self.reader() as session:
            return answers_since(session, brand, since, limit=limit)

    def last_drafts(self, brand: str, *, limit: int) -> list[str]:
        """The texts of a brand's last drafts, the newest first."""
        query = (
            select(SuggestionRow.text)
            .join(DecisionRow, col(DecisionRow.id) == col(SuggestionRow.decision_id))
            .where(col(DecisionRow.brand) == brand, col(SuggestionRow.text) != "")
            .order_by(col(SuggestionRow.id).desc())
            .limit(limit)
        )
        with self.reader() as session:
            return list(session.exec(query))


def answers_since(session: Session, brand: str, since: datetime, *, limit: int = 200) -> list[str]:
    """What a brand wrote since a time, newest first."""
    query = (
        select(AnswerRow.text)
        .join(MentionRow, col(MentionRow.id) == col(AnswerRow.mention_id))
        .where(col(MentionRow.brand) == brand, col(AnswerRow.at) >= since)
        .order_by(col(AnswerRow.at).desc())
        .limit(limit)
    )
    return [text for text in session.exec(query) if text]


def bring_forward(session: Session, notices: Sequence[Outgoing]) -> None:
    """Let those of these that wait for a later time, made before, go out when they are due now.

    One that failed is tried once more: somebody asks for it, and what kept it may be mended.
    """
    if not notices:
        return
    waits = (NOTICES.c.key == bindparam("of"), NOTICES.c.state == "pending")
    forward = NOTICES.update().where(*waits, NOTICES.c.next_at > bindparam("next_at"))
    failed = (NOTICES.c.key == bindparam("of"), NOTICES.c.state == "failed")
    again = NOTICES.update().where(*failed).values(state="pending", error=None, attempts=0)
    again = again.values(made_at=bindparam("next_at"))
    due = [{"of": n.envelope.key, "next_at": n.envelope.due_at} for n in notices]
    for query in (forward, again):
        session.connection().execute(query.values(next_at=bindparam("next_at")), due)

"""What the decide stage asks of the store about authors: what they wrote before, and what came of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select as rows_of
from sqlmodel import bindparam, col, func, select

from listener.advice.evidence import Contact
from listener.store.base import Base
from listener.store.joins import is_answered, tag_of_decision
from listener.store.tables import AnswerRow, DecisionRow, MentionRow, TagRow


class Pasts(Base):
    """Authors' earlier mentions."""

    def past(self, author_id: int, before: datetime, *, limit: int = 20) -> list[Contact]:
        """An author's mentions before a time, newest first."""
        asked = {"author": author_id, "before": before, "most": limit}
        with self.reader() as session:
            return [Contact(**row._asdict()) for row in session.connection().execute(_PAST, asked)]

    def answered(self, mention_ids: Collection[int]) -> set[int]:
        """Which of these mentions the brand has answered."""
        query = select(AnswerRow.mention_id).where(col(AnswerRow.mention_id).in_(mention_ids))
        with self.reader() as session:
            return set(session.exec(query))

    def first_by(self, author_ids: Collection[int]) -> dict[int, datetime]:
        """When each of these authors wrote first."""
        query = select(MentionRow.author_id, func.min(MentionRow.at)).where(
            col(MentionRow.author_id).in_(list(author_ids))
        )
        with self.reader() as session:
            found = session.exec(query.group_by(col(MentionRow.author_id))).all()
        return {author or 0: at for author, at in found}


def _past() -> Any:
    said = (
        *(MentionRow.at, MentionRow.thread_key, MentionRow.url),
        *(TagRow.form, TagRow.tone, TagRow.intent, DecisionRow.leaf),
    )
    return (
        rows_of(
            col(MentionRow.id).label("mention_id"),
            *map(col, said),
            is_answered().label("answered"),
        )
        .join(
            DecisionRow,
            (col(DecisionRow.mention_id) == col(MentionRow.id))
            & col(DecisionRow.ended_at).is_(None),
        )
        .join(TagRow, tag_of_decision())
        .where(
            col(MentionRow.author_id) == bindparam("author"),
            col(MentionRow.at) < bindparam("before"),
            col(MentionRow.deleted_at).is_(None),
        )
        .order_by(col(MentionRow.at).desc(), col(MentionRow.id).desc())
        .limit(bindparam("most"))
    )


# Asked of nearly every mention: made once, and without whole rows, each of which takes its time.
_PAST = _past()

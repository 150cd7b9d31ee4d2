"""What people ask of the store: a story's lead, a mention's whole record, figures, states."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from listener.store import voices
from listener.store.base import Base
from listener.store.states import State, state_of
from listener.store.tables import (
    AnswerRow,
    AuthorRow,
    CorrectionRow,
    DecisionRow,
    MentionRow,
    NoticeRow,
    SourceRow,
    StoryRow,
    SuggestionRow,
    TagRow,
)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything held about one mention."""

    mention: MentionRow
    source: SourceRow
    tag: TagRow | None
    decision: DecisionRow | None
    author: AuthorRow | None
    suggestions: tuple[SuggestionRow, ...]
    corrections: tuple[CorrectionRow, ...]
    answers: tuple[AnswerRow, ...]
    seen: int  # mentions of this author so far, this one included
    story_size: int  # mentions in its story that are not our own
    story_authors: int  # as far as they are known
    copies: int  # near-identical mentions beside it
    copy_authors: int  # of all of them, those that are known
    # That they stand on, as far as they have an address, the first first.
    copy_sites: tuple[str, ...]
    state: State | None  # how it stands with the team; None where nothing is decided


class Looking(Base):
    """Queries for people."""

    def lead(self, story_id: int) -> int | None:
        """The mention a story is shown by."""
        with self.reader() as session:
            story = session.get(StoryRow, story_id)
            return story.lead_id if story else None

    def record(self, mention_id: int) -> Record | None:
        """Everything about one mention; None where there is no such mention."""
        with self.reader() as session:
            m = session.get(MentionRow, mention_id)
            if m is None:
                return None
            decision = session.exec(
                select(DecisionRow).where(
                    col(DecisionRow.mention_id) == mention_id, col(DecisionRow.ended_at).is_(None)
                )
            ).first()
            tag = session.exec(
                select(TagRow)
                .where(col(TagRow.mention_id) == mention_id, col(TagRow.revision) == m.revision)
                .order_by(col(TagRow.id).desc())
            ).first()
            source = session.get(SourceRow, m.source_id)
            assert source is not None  # noqa: S101 (a foreign key)
            decision_id = decision.id if decision else -1
            return Record(
                mention=m,
                source=source,
                tag=tag,
                decision=decision,
                author=session.get(AuthorRow, m.author_id) if m.author_id else None,
                suggestions=tuple(
                    session.exec(
                        select(SuggestionRow)
                        .where(col(SuggestionRow.decision_id) == decision_id)
                        .order_by(col(SuggestionRow.n))
                    )
                ),
                corrections=tuple(
                    session.exec(
                        select(CorrectionRow)
                        .where(col(CorrectionRow.mention_id) == mention_id)
                        .order_by(col(CorrectionRow.id))
                    )
                ),
                answers=tuple(
                    session.exec(
                        select(AnswerRow)
                        .where(col(AnswerRow.mention_id) == mention_id)
                        .order_by(col(AnswerRow.at))
                    )
                ),
                **_around(session, m),
                state=state_of(session, m),
            )

    def unfinished(self, source_ids: Sequence[int]) -> int:
        """Mentions of these sources that a stage still has to see."""
        query = select(func.count()).where(
            col(MentionRow.source_id).in_(list(source_ids)),
            col(MentionRow.stage).not_in(["", "aside"]),
        )
        with self.reader() as session:
            return session.exec(query).one()

    def sources(self) -> list[SourceRow]:
        """Every source, by name."""
        with self.reader() as session:
            return list(session.exec(select(SourceRow).order_by(col(SourceRow.name))))

    def mentions_by_source(self) -> dict[int, tuple[int, datetime | None]]:
        """For each source, how many mentions it brought and when the newest was posted."""
        query = select(MentionRow.source_id, func.count(), func.max(MentionRow.at)).group_by(
            col(MentionRow.source_id)
        )
        with self.reader() as session:
            return {s: (n, at) for s, n, at in session.exec(query)}

    def queue(self) -> dict[str, int]:
        """How many mentions wait for each stage."""
        query = (
            select(MentionRow.stage, func.count())
            .where(col(MentionRow.stage) != "")
            .group_by(col(MentionRow.stage))
        )
        with self.reader() as session:
            return dict(session.exec(query).all())

    def notices_by_state(self) -> dict[tuple[str, str], int]:
        """How many notices there are by class and state."""
        query = select(NoticeRow.class_, NoticeRow.state, func.count()).group_by(
            col(NoticeRow.class_), col(NoticeRow.state)
        )
        with self.reader() as session:
            return {(c, s): n for c, s, n in session.exec(query)}


def _around(session: Session, m: MentionRow) -> dict[str, Any]:
    """How many stand beside a mention: in its story, with its words, by its author."""

    def count(of: Any) -> tuple[int, int]:
        query = select(func.count(), func.count(func.distinct(voices.author()))).where(of)
        found, authors = session.exec(query).one()
        return int(found), int(authors)

    first = m.copy_of or m.id
    # What a query hides is counted nowhere, but where somebody looks at it.
    is_heard = col(MentionRow.muted).is_(None) | (col(MentionRow.id) == m.id)
    same = ((col(MentionRow.copy_of) == first) | (col(MentionRow.id) == first)) & is_heard
    copies, copy_authors = count(same)
    # Our own answer is nobody's voice.
    of_story = (col(MentionRow.story_id) == m.story_id) & ~col(MentionRow.by_owner) & is_heard
    size, authors = count(of_story)
    seen = 1
    if m.author_id is not None:
        mine = (col(MentionRow.author_id) == m.author_id) & (col(MentionRow.at) <= m.at)
        seen, _ = count(mine)
    return {
        "seen": max(seen, 1),
        "story_size": max(size, 1),
        "story_authors": authors,
        "copies": max(copies - 1, 0),
        "copy_authors": copy_authors,
        "copy_sites": voices.sites(
            session.exec(select(col(MentionRow.url)).where(same).order_by(col(MentionRow.at)))
        )
        if copies > 1
        else (),
    }

"""What the decide and suggest stages ask of the store."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from listener.store.inserting import Inserting
from listener.store.tables import (
    AnswerRow,
    CorrectionRow,
    DecisionRow,
    MentionRow,
    NoticeRow,
    StoryRow,
    SuggestionRow,
    TagRow,
)


@dataclass(frozen=True, slots=True)
class Undecided:
    """A mention to decide, with its tag and a person's corrections by task."""

    mention: MentionRow
    tag: TagRow
    corrections: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier mention of an author, with what came of it."""

    mention: MentionRow
    tag: TagRow | None
    leaf: str | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one decision writes: everything of a mention in one transaction."""

    mention: MentionRow
    decision: dict[str, Any]  # columns of DecisionRow
    notice: dict[str, Any] | None = None  # columns of NoticeRow
    answer: dict[str, Any] | None = None  # columns of AnswerRow


@dataclass(frozen=True, slots=True)
class Drafted:
    """What one decision was given: columns of SuggestionRow, and of the notice that brings them."""

    decision_id: int
    rows: Sequence[dict[str, Any]]
    notice: dict[str, Any] | None = None


class Deciding(Inserting):
    """Mentions that lack a decision, what a decision rests on, and what it writes."""

    def undecided(self, brands: Collection[str], *, limit: int) -> list[Undecided]:
        """These brands' mentions without a decision for their revision, tag and corrections."""
        newest = (
            select(func.max(TagRow.id))
            .where(
                col(TagRow.mention_id) == col(MentionRow.id),
                col(TagRow.revision) == col(MentionRow.revision),
            )
            .correlate(MentionRow)
            .scalar_subquery()
        )
        query = (
            select(MentionRow, TagRow)
            .join(TagRow, col(TagRow.id) == newest)
            .where(col(MentionRow.stage) == "decide", col(MentionRow.brand).in_(list(brands)))
            .order_by(col(MentionRow.at), col(MentionRow.id))
            .limit(limit)
        )
        with self.reading() as session:
            rows = session.exec(query).all()
            fixes: dict[int, dict[str, str]] = defaultdict(dict)
            corrected = [m.id for m, _ in rows if m.correction_id]
            for fix in session.exec(
                select(CorrectionRow)
                .where(col(CorrectionRow.mention_id).in_(corrected))
                .order_by(col(CorrectionRow.id))
            ):
                fixes[fix.mention_id][fix.task] = fix.label
        return [Undecided(m, t, fixes.get(m.id or 0, {})) for m, t in rows]

    def reopen(self, leaf: str, now: datetime) -> int:
        """Queue mentions again whose open decision was to wait, and whose time is up."""
        waited = select(DecisionRow.mention_id).where(
            col(DecisionRow.leaf) == leaf,
            col(DecisionRow.ended_at).is_(None),
            col(DecisionRow.due_at) <= now,
            col(DecisionRow.decided_at) < col(DecisionRow.due_at),
        )
        with self.writing() as session:
            query = update(MentionRow).where(
                col(MentionRow.id).in_(waited), col(MentionRow.stage) == ""
            )
            return int(session.exec(query.values(stage="decide")).rowcount)

    def past(self, author_id: int, before: datetime, *, limit: int = 20) -> list[Past]:
        """An author's mentions before a time, newest first."""
        answered = select(AnswerRow.id).where(col(AnswerRow.mention_id) == col(MentionRow.id))
        query = (
            select(MentionRow, TagRow, DecisionRow.leaf, answered.exists())
            .join(
                DecisionRow,
                (col(DecisionRow.mention_id) == col(MentionRow.id))
                & col(DecisionRow.ended_at).is_(None),
            )
            .join(
                TagRow,
                (col(TagRow.mention_id) == col(MentionRow.id))
                & (col(TagRow.revision) == col(DecisionRow.revision))
                & (col(TagRow.tagger) == col(DecisionRow.tagger)),
            )
            .where(
                col(MentionRow.author_id) == author_id,
                col(MentionRow.at) < before,
                col(MentionRow.deleted_at).is_(None),
            )
            .order_by(col(MentionRow.at).desc())
            .limit(limit)
        )
        with self.reading() as session:
            return [Past(m, t, leaf, bool(yes)) for m, t, leaf, yes in session.exec(query)]

    def thread(self, source_id: int, thread_key: str, *, limit: int = 200) -> list[MentionRow]:
        """The mentions of one thread, oldest first."""
        query = (
            select(MentionRow)
            .where(
                col(MentionRow.source_id) == source_id,
                col(MentionRow.thread_key) == thread_key,
                col(MentionRow.deleted_at).is_(None),
            )
            .order_by(col(MentionRow.at), col(MentionRow.id))
            .limit(limit)
        )
        with self.reading() as session:
            return list(session.exec(query))

    def at_url(self, brand: str, url_key: str) -> MentionRow | None:
        """The first mention with a canonical address."""
        query = select(MentionRow).where(
            col(MentionRow.brand) == brand, col(MentionRow.url_key) == url_key
        )
        with self.reading() as session:
            return session.exec(query.order_by(col(MentionRow.id)).limit(1)).first()

    def copies(self, mention: MentionRow) -> tuple[int, int]:
        """How many other mentions have these words, and by how many authors in all."""
        first = mention.copy_of or mention.id
        query = select(func.count(), func.count(func.distinct(MentionRow.author_key))).where(
            (col(MentionRow.copy_of) == first) | (col(MentionRow.id) == first)
        )
        with self.reading() as session:
            count, authors = session.exec(query).one()
        return count - 1, max(authors, 1)

    def questions_since(
        self, brand: str, since: datetime, *, limit: int
    ) -> list[tuple[int, datetime]]:
        """A brand's mentions tagged as questions since a time, newest first: id and time."""
        query = (
            select(MentionRow.id, MentionRow.at)
            .join(TagRow, col(TagRow.mention_id) == col(MentionRow.id))
            .where(
                col(MentionRow.brand) == brand,
                col(MentionRow.at) >= since,
                col(TagRow.intent) == "question",
            )
            .order_by(col(MentionRow.at).desc())
            .limit(limit)
        )
        with self.reading() as session:
            return [(i or 0, at) for i, at in dict.fromkeys(session.exec(query).all())]

    def thanks_between(self, brand: str, since: datetime, until: datetime) -> tuple[int, int]:
        """Thanks-only positives of a stretch of time, and how many of them were to be thanked."""
        query = (
            select(DecisionRow.leaf, func.count())
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .where(
                col(DecisionRow.brand) == brand,
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.form) == "critique",
                col(DecisionRow.tone) == "positive",
                col(DecisionRow.leaf).in_(["THANK", "LET_STAND"]),
                col(MentionRow.at) >= since,
                col(MentionRow.at) < until,
            )
            .group_by(DecisionRow.leaf)
        )
        with self.reading() as session:
            by_leaf = dict(session.exec(query).all())
        return sum(by_leaf.values()), by_leaf.get("THANK", 0)

    def instant_since(self, brand: str, since: datetime, *, outside: Iterable[str]) -> int:
        """Instant alerts made since a time, without stories that hold one of these leaves."""
        spared = (
            select(DecisionRow.id)
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .where(
                col(MentionRow.story_id) == col(NoticeRow.story_id),
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.leaf).in_(list(outside)),
            )
        )
        query = select(func.count()).where(
            col(NoticeRow.brand) == brand,
            col(NoticeRow.class_) == "instant",
            col(NoticeRow.made_at) >= since,
            ~spared.exists(),
        )
        with self.reading() as session:
            return session.exec(query).one()

    def notice_of(self, key: str) -> NoticeRow | None:
        """The notice with a key, if it was made."""
        with self.reading() as session:
            return session.exec(select(NoticeRow).where(col(NoticeRow.key) == key)).first()

    def add_decision(self, outcome: Outcome, *, rank: Callable[[str], int], now: datetime) -> None:
        """End the open decision, write the new one, its notice and answer, in one transaction.

        The story's lead is the mention whose leaf ranks first, ties to the earliest.
        """
        mention = outcome.mention
        with self.writing() as session:
            taken = session.exec(
                update(MentionRow)
                .where(
                    col(MentionRow.id) == mention.id,
                    col(MentionRow.stage) == "decide",
                    col(MentionRow.revision) == mention.revision,
                    col(MentionRow.correction_id) == mention.correction_id,
                )
                .values(stage="")
            )
            if taken.rowcount == 0:  # revised, corrected, or decided by another process
                return
            session.exec(
                update(DecisionRow)
                .where(
                    col(DecisionRow.mention_id) == mention.id, col(DecisionRow.ended_at).is_(None)
                )
                .values(ended_at=now)
            )
            session.add(DecisionRow(**outcome.decision))
            session.flush()
            _set_lead(session, mention, rank)
            if outcome.notice:
                self._put_notice(session, outcome.notice)
            if outcome.answer:
                self.insert_new(session, AnswerRow, [outcome.answer])

    def story_decisions(self, story_id: int) -> list[tuple[MentionRow, DecisionRow]]:
        """A story's mentions with their open decisions, earliest first."""
        query = (
            select(MentionRow, DecisionRow)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(MentionRow.story_id) == story_id,
                col(DecisionRow.ended_at).is_(None),
                col(MentionRow.deleted_at).is_(None),
            )
            .order_by(col(MentionRow.at), col(MentionRow.id))
        )
        with self.reading() as session:
            return [(m, d) for m, d in session.exec(query)]

    def undrafted(
        self, brands: Collection[str], *, limit: int
    ) -> list[tuple[MentionRow, TagRow, DecisionRow]]:
        """These brands' open decisions that want a draft and have none, oldest first."""
        drafted = select(SuggestionRow.id).where(
            col(SuggestionRow.decision_id) == col(DecisionRow.id)
        )
        query = (
            select(MentionRow, TagRow, DecisionRow)
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .join(
                TagRow,
                (col(TagRow.mention_id) == col(MentionRow.id))
                & (col(TagRow.revision) == col(DecisionRow.revision))
                & (col(TagRow.tagger) == col(DecisionRow.tagger)),
            )
            .where(
                col(DecisionRow.wants_draft),
                col(DecisionRow.brand).in_(list(brands)),
                col(DecisionRow.ended_at).is_(None),
                col(MentionRow.deleted_at).is_(None),
                ~drafted.exists(),
            )
            .order_by(col(DecisionRow.id))
            .limit(limit)
        )
        with self.reading() as session:
            return [(m, t, d) for m, t, d in session.exec(query)]

    def add_suggestions(self, drafted: Sequence[Drafted]) -> None:
        """Store drafts and their notices, all or none; a decision without drafts wants none."""
        without = [d.decision_id for d in drafted if not d.rows]
        with self.writing() as session:
            self.insert_new(session, SuggestionRow, [row for d in drafted for row in d.rows])
            notices = [d.notice for d in drafted if d.rows and d.notice]
            self.insert_new(session, NoticeRow, notices)
            session.exec(
                update(DecisionRow)
                .where(col(DecisionRow.id).in_(without))
                .values(wants_draft=False)
            )

    def recent_answers(self, brand: str, since: datetime, *, limit: int = 200) -> list[str]:
        """What the brand wrote since a time, newest first."""
        query = (
            select(AnswerRow.text)
            .join(MentionRow, col(MentionRow.id) == col(AnswerRow.mention_id))
            .where(col(MentionRow.brand) == brand, col(AnswerRow.at) >= since)
            .order_by(col(AnswerRow.at).desc())
            .limit(limit)
        )
        with self.reading() as session:
            return [text for text in session.exec(query) if text]

    def _put_notice(self, session: Session, notice: dict[str, Any]) -> None:
        """Add a story's notice, or bring a waiting one forward; a sent one stays."""
        self.insert_new(session, NoticeRow, [notice])
        session.exec(
            update(NoticeRow)
            .where(
                col(NoticeRow.key) == notice["key"],
                col(NoticeRow.state) == "pending",
                col(NoticeRow.next_at) > notice["next_at"],
            )
            .values(class_=notice["class_"], next_at=notice["next_at"], target=notice["target"])
        )


def _set_lead(session: Session, mention: MentionRow, rank: Callable[[str], int]) -> None:
    story = session.get(StoryRow, mention.story_id)
    if story is None:
        return
    decided = (
        select(MentionRow.id, DecisionRow.leaf, MentionRow.at)
        .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
        .where(
            col(MentionRow.story_id) == story.id,
            col(MentionRow.deleted_at).is_(None),
            col(DecisionRow.ended_at).is_(None),
        )
    )
    # The lead's own leaf may have changed: then all are compared, else only these two.
    if story.lead_id not in (None, mention.id):
        decided = decided.where(col(MentionRow.id).in_([story.lead_id, mention.id]))
    found = [(rank(leaf), at, id_) for id_, leaf, at in session.exec(decided)]
    if found:
        story.lead_id = min(found)[2]
        session.add(story)

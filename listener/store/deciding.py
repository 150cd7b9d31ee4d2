"""What the decide and suggest stages ask of the store."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from listener.advice.leaves import RATIONED, THANKS_ONLY
from listener.advice.verdict import KNOW_NOW
from listener.store import voices
from listener.store.base import chunks
from listener.store.outcomes import Outcomes
from listener.store.tables import (
    CorrectionRow,
    DecisionRow,
    MentionRow,
    NoticeRow,
    TagRow,
)
from listener.store.taking import Kind

A_DAY = timedelta(hours=25)  # at most, where summer time ends


@dataclass(frozen=True, slots=True)
class Undecided:
    """A mention to decide, with its tag and a person's corrections by task."""

    mention: MentionRow
    tag: TagRow
    corrections: dict[str, str] = field(default_factory=dict)


class Deciding(Outcomes):
    """Mentions that lack a decision, what a decision rests on, and what it writes."""

    def undecided(self, brands: Collection[str], *, limit: int) -> list[Undecided]:
        """These brands' mentions without a decision for their revision, tag and corrections."""
        its = (
            col(TagRow.mention_id) == col(MentionRow.id),
            col(TagRow.revision) == col(MentionRow.revision),
        )
        newest = select(func.max(TagRow.id)).where(*its).correlate(MentionRow).scalar_subquery()
        # First ids alone, from the index: the queue may be long, and its rows are wide.
        queue = (
            select(MentionRow.id)
            .where(
                col(MentionRow.stage) == "decide",
                col(MentionRow.brand).in_(list(brands)),
                select(TagRow.id).where(*its).exists(),
            )
            .order_by(col(MentionRow.at), col(MentionRow.id))
            .limit(limit)
        )
        with self.reader() as session:
            if not (first := session.exec(queue).all()):
                return []
            query = (
                select(MentionRow, TagRow)
                .join(TagRow, col(TagRow.id) == newest)
                .where(col(MentionRow.id).in_(first))
                .order_by(col(MentionRow.at), col(MentionRow.id))
            )
            rows = session.exec(query).all()
            fixes: dict[int, dict[str, str]] = defaultdict(dict)
            if corrected := [m.id for m, _ in rows if m.correction_id]:
                theirs = select(CorrectionRow).where(col(CorrectionRow.mention_id).in_(corrected))
                for fix in session.exec(theirs.order_by(col(CorrectionRow.id))):
                    fixes[fix.mention_id][fix.task] = fix.label
        return [Undecided(m, t, fixes.get(m.id or 0, {})) for m, t in rows]

    def waited(
        self, leaves: Iterable[str], now: datetime, *, without: Collection[str] = ()
    ) -> list[tuple[int, str]]:
        """Mentions whose open decision was to wait, and whose time is up: id and brand.

        `without` holds brands that others have taken.
        """
        those = col(MentionRow.id).in_(_waited(leaves, now))
        query = select(MentionRow.id, MentionRow.brand).where(those)
        if without:
            query = query.where(col(MentionRow.brand).not_in(list(without)))
        with self.reader() as session:
            return [(i or 0, brand) for i, brand in session.exec(query)]

    def reopen(self, mention_ids: Sequence[int]) -> int:
        """Queue these again; their brands are taken. Raises OutdatedError where one was lost.

        Another process may have decided them by then, and what it decided would be decided anew.
        """
        done = 0
        for some in chunks(mention_ids):
            theirs = (col(MentionRow.id).in_(some), col(MentionRow.stage) == "")
            with self.writing() as session:
                self._prove(session, Kind.BRAND)
                query = update(MentionRow).where(*theirs).values(stage="decide")
                done += int(session.exec(query).rowcount)
        return done

    def is_to_reopen(self, leaves: Iterable[str], now: datetime) -> bool:
        """Is the time up of any open decision that was to wait?"""
        with self.reader() as session:
            return session.exec(_waited(leaves, now).limit(1)).first() is not None

    def copies(self, firsts: Collection[int]) -> dict[int, tuple[int, int]]:
        """For each mention that came first with its words: how many others have them, and by how
        many known authors in all.
        """
        first = func.coalesce(MentionRow.copy_of, MentionRow.id)
        query = (
            select(first, func.count(), func.count(func.distinct(voices.author())))
            .where(col(MentionRow.copy_of).in_(list(firsts)) | col(MentionRow.id).in_(list(firsts)))
            .group_by(first)
        )
        with self.reader() as session:
            return {i: (count - 1, authors) for i, count, authors in session.exec(query)}

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
        with self.reader() as session:
            return [(i or 0, at) for i, at in dict.fromkeys(session.exec(query).all())]

    def thanks_between(self, brand: str, since: datetime, until: datetime) -> tuple[int, int]:
        """Thanks-only positives of a stretch of time, and how many of them were to be thanked."""
        query = (
            select(DecisionRow.leaf, func.count())
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .where(
                col(DecisionRow.brand) == brand,
                col(DecisionRow.decided_at) >= since,  # none is decided before it is posted
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.form) == "critique",
                col(DecisionRow.tone) == "positive",
                col(DecisionRow.leaf).in_(THANKS_ONLY),
                col(MentionRow.at) >= since,
                col(MentionRow.at) < until,
            )
            .group_by(DecisionRow.leaf)
        )
        with self.reader() as session:
            by_leaf = dict(session.exec(query).all())
        return sum(by_leaf.values()), sum(by_leaf.get(leaf, 0) for leaf in RATIONED)

    def labels_in_force(self, mention_ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
        """Form, tone and leaf of the open decision of each mention that has one."""
        query = select(
            DecisionRow.mention_id, DecisionRow.form, DecisionRow.tone, DecisionRow.leaf
        ).where(
            col(DecisionRow.mention_id).in_(list(mention_ids)), col(DecisionRow.ended_at).is_(None)
        )
        with self.reader() as session:
            return {id_: (form, tone, leaf) for id_, form, tone, leaf in session.exec(query)}

    def instant_since(self, brand: str, since: datetime, *, outside: Iterable[str]) -> set[int]:
        """Stories of instant alerts of the day from a time, without those that are always told: they
        hold one of these leaves, what may be a danger, or what somebody must know now. What a burst tells is one, its own.
        """
        theirs = (
            select(DecisionRow.id)
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .where(
                col(MentionRow.story_id) == col(NoticeRow.story_id),
                col(DecisionRow.ended_at).is_(None),
            )
        )
        is_danger = col(DecisionRow.leaf).in_(list(outside)) | (col(DecisionRow.risk) != "none")
        is_danger |= col(DecisionRow.rule) == KNOW_NOW
        gathered = theirs.where(col(DecisionRow.burst).is_not(None))
        its_own = (col(NoticeRow.class_) == "instant") & ~gathered.exists()
        query = select(NoticeRow.story_id).where(
            col(NoticeRow.brand) == brand,
            its_own | (col(NoticeRow.class_) == "burst"),
            col(NoticeRow.made_at) >= since,
            col(NoticeRow.made_at) < since + A_DAY,  # a clock ahead may have made it
            ~theirs.where(is_danger).exists(),
        )
        with self.reader() as session:
            return {story or 0 for story in session.exec(query)}

    def notice_of(self, key: str) -> NoticeRow | None:
        """The notice with a key, if it was made."""
        return self.notices_of([key]).get(key)

    def notices_of(self, keys: Collection[str]) -> dict[str, NoticeRow]:
        """The notices with these keys, as far as they were made."""
        query = select(NoticeRow).where(col(NoticeRow.key).in_(list(keys)))
        with self.reader() as session:
            return {notice.key: notice for notice in session.exec(query)}

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
        with self.reader() as session:
            return [(m, d) for m, d in session.exec(query)]


def _waited(leaves: Iterable[str], now: datetime) -> SelectOfScalar[Any]:
    """Mentions whose open decision was to wait until a time that has come."""
    return (
        select(MentionRow.id)
        .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
        .where(
            col(DecisionRow.leaf).in_(list(leaves)),
            col(DecisionRow.ended_at).is_(None),
            col(DecisionRow.due_at) <= now,
            # Not what was decided once it was due; a clock ahead may have decided it.
            (col(DecisionRow.decided_at) < col(DecisionRow.due_at))
            | (col(DecisionRow.decided_at) > now),
            col(MentionRow.stage) == "",
        )
    )

"""What many say at once: the mentions that may be one burst, those that are, and what they hold."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from json import dumps

from sqlalchemy import ColumnElement
from sqlalchemy import select as rows_of
from sqlmodel import case, col, func, or_, select

from listener.advice.leaves import Leaf
from listener.store import voices
from listener.store.base import Base
from listener.store.joins import is_answered, is_shown, tag_of_decision
from listener.store.tables import (
    DecisionRow,
    MentionRow,
    NoticeRow,
    SourceRow,
    StateRow,
    TagRow,
    is_to_us,
)

READ = 2_000  # characters of a text


@dataclass(frozen=True, slots=True)
class Heard:
    """A decided mention that may be told with others."""

    mention: int
    story: int
    at: datetime
    author: str | None  # a pseudonym; None: nobody knows who
    text: str  # title and words
    leaf: str
    is_instant: bool
    burst: str | None


@dataclass(frozen=True, slots=True)
class Sized:
    """How large a burst is."""

    messages: int
    people: int  # known ones: who has no name is counted in `messages` alone
    first_at: datetime
    last_at: datetime
    answered: int  # messages


@dataclass(frozen=True, slots=True)
class Voice:
    """One living mention of a burst, as far as its message reads it."""

    mention: int
    at: datetime
    text: str  # title and words
    place: str | None  # as the source says it
    is_to_us: bool
    lang: str | None
    leaf: str
    due_at: datetime | None  # None where it is answered
    is_instant: bool
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """A mention that a burst's message quotes."""

    mention: MentionRow
    decision: DecisionRow
    source: str  # its name
    closed: str  # as StateRow.closed


def shown(title: str | None, text: str) -> str:
    """A mention's title and words, as far as they are read."""
    return f"{title or ''}\n{text[:READ]}".strip()


class Bursts(Base):
    """Questions of the decide stage and of the burst's message."""

    def heard(
        self,
        brand: str,
        leaves: Collection[str],
        rules: Collection[str],
        since: datetime,
        until: datetime,
        *,
        limit: int,
    ) -> list[Heard]:
        """A brand's mentions of a stretch of time that are told with others, newest first.

        Near-copies are left out: they stand in the story of the first. So is whatever is danger,
        is copied to a desk, or is a further message of somebody whom nobody answered.
        """
        query = (
            rows_of(
                *(col(c) for c in (MentionRow.id, MentionRow.story_id, MentionRow.at)),
                voices.author().label("author"),
                col(MentionRow.title),
                func.substr(MentionRow.text, 1, READ).label("text"),
                *(col(c) for c in (DecisionRow.leaf, DecisionRow.alert, DecisionRow.burst)),
            )
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(MentionRow.brand) == brand,
                col(MentionRow.at).between(since, until),
                col(MentionRow.copy_of).is_(None),
                *_joins(leaves, rules),
            )
            .order_by(col(MentionRow.at).desc(), col(MentionRow.id).desc())
            .limit(limit)
        )
        with self.reader() as session:
            return [
                Heard(
                    mention=m.id,
                    story=m.story_id or 0,
                    at=m.at,
                    author=voices.pseudonym(m.author),
                    text=shown(m.title, m.text),
                    leaf=m.leaf,
                    is_instant=m.alert == "instant",
                    burst=m.burst,
                )
                for m in session.connection().execute(query)
            ]

    def authors_of(self, mention_ids: Collection[int]) -> dict[int, str | None]:
        """Who wrote each of these mentions, as a pseudonym."""
        query = select(MentionRow.id, voices.author()).where(
            col(MentionRow.id).in_(list(mention_ids))
        )
        with self.reader() as session:
            return {i or 0: voices.pseudonym(who) for i, who in session.exec(query)}

    def with_copies(
        self, mention_ids: Collection[int], leaves: Collection[str], rules: Collection[str]
    ) -> tuple[frozenset[int], frozenset[str]]:
        """These mentions and the near-copies of them that are told with others, too; and the
        messages that tell of none but these.
        """
        ids = list(mention_ids)
        query = (
            select(DecisionRow.mention_id, DecisionRow.told_by)
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .where(
                or_(col(MentionRow.id).in_(ids), col(MentionRow.copy_of).in_(ids)),
                *_joins(leaves, rules),
            )
        )
        with self.reader() as session:
            found = session.exec(query).all()
            theirs = frozenset(mention for mention, _ in found)
            keys = {key for _, key in found if key}
            told = session.exec(
                select(DecisionRow.mention_id, DecisionRow.told_by).where(
                    col(DecisionRow.told_by).in_(keys), col(DecisionRow.ended_at).is_(None)
                )
            )
            return theirs, frozenset(keys - {key for mention, key in told if mention not in theirs})

    def bursts_since(self, brand: str, since: datetime) -> list[NoticeRow]:
        """A brand's bursts since a time, oldest first."""
        query = select(NoticeRow).where(
            col(NoticeRow.brand) == brand,
            col(NoticeRow.class_) == "burst",
            col(NoticeRow.made_at) >= since,
        )
        with self.reader() as session:
            return list(session.exec(query.order_by(col(NoticeRow.id))))

    def sizes(self, keys: Collection[str]) -> dict[str, Sized]:
        """How large these bursts are, without what is gone or left them; near-copies count."""
        query = (
            rows_of(
                col(DecisionRow.burst),
                func.count(),
                func.count(func.distinct(voices.author())),
                func.min(MentionRow.at),
                func.max(MentionRow.at),
                func.sum(case((is_answered(), 1), else_=0)),
            )
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .where(*_in(keys))
            .group_by(col(DecisionRow.burst))
        )
        with self.reader() as session:
            found = session.connection().execute(query).all()
        return {
            key: Sized(n, people, first, last, int(told))
            for key, n, people, first, last, told in found
        }

    def voices_of(self, key: str, *, limit: int) -> list[Voice]:
        """The living mentions of a burst that have words of their own, newest first."""
        query = (
            rows_of(
                *(col(c) for c in (MentionRow.id, MentionRow.at, MentionRow.title)),
                func.substr(MentionRow.text, 1, READ).label("text"),
                *(col(c) for c in (MentionRow.place, MentionRow.addressed, MentionRow.venue)),
                *(col(c) for c in (DecisionRow.leaf, DecisionRow.due_at)),
                col(DecisionRow.alert),
                func.coalesce(TagRow.lang, MentionRow.lang).label("lang"),
                is_answered().label("answered"),
            )
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .outerjoin(TagRow, tag_of_decision())
            .where(*_in([key]), col(MentionRow.copy_of).is_(None))
            .order_by(col(MentionRow.at).desc(), col(MentionRow.id).desc())
            .limit(limit)
        )
        with self.reader() as session:
            return [
                Voice(
                    mention=m.id,
                    at=m.at,
                    text=shown(m.title, m.text),
                    place=m.place,
                    is_to_us=is_to_us(m.addressed, m.venue),
                    lang=m.lang,
                    leaf=m.leaf,
                    due_at=None if m.answered else m.due_at,
                    is_instant=m.alert == "instant",
                    is_answered=m.answered,
                )
                for m in session.connection().execute(query)
            ]

    def quoted(self, mention_ids: Collection[int]) -> dict[int, Quoted]:
        """Those of these mentions that are decided, as far as a message quotes them."""
        query = (
            select(MentionRow, DecisionRow, SourceRow.name, StateRow.closed)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .join(SourceRow, col(SourceRow.id) == col(MentionRow.source_id))
            .outerjoin(StateRow, col(StateRow.mention_id) == col(MentionRow.id))
            .where(col(MentionRow.id).in_(list(mention_ids)), col(DecisionRow.ended_at).is_(None))
        )
        with self.reader() as session:
            return {
                m.id or 0: Quoted(m, decision, source, closed or "")
                for m, decision, source, closed in session.exec(query)
            }


def _in(keys: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Is it part of one of these bursts?"""
    return (
        col(DecisionRow.burst).in_(list(keys)),
        col(DecisionRow.ended_at).is_(None),
        is_shown(),
    )


def _joins(leaves: Iterable[str], rules: Iterable[str]) -> tuple[ColumnElement[bool], ...]:
    """Is it a mention that is told with others where many say the same?"""
    return (
        is_shown(),
        ~col(MentionRow.by_owner),
        ~col(MentionRow.silent),
        col(MentionRow.look) == "",
        col(MentionRow.posted_at).is_not(None),
        col(DecisionRow.ended_at).is_(None),
        col(DecisionRow.leaf).in_(list(leaves)),
        col(DecisionRow.rule).in_(list(rules)),
        col(DecisionRow.risk) == "none",
        col(DecisionRow.copied) == "[]",
        col(DecisionRow.beside).in_(["[]", dumps([Leaf.PUBLISH_ANSWER.value])]),
        func.coalesce(DecisionRow.history, "") == "",
    )

"""Which message tells of which mention: what decide asks before it makes one, and what shows it."""

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as rows_of
from sqlmodel import col, func, or_, select

from listener.advice.leaves import rank
from listener.store.base import Base
from listener.store.joins import is_shown
from listener.store.outgoing import payload_of
from listener.store.tables import AnswerRow, DecisionRow, MentionRow, NoticeRow

HEAD = "story:"  # how the key of a message begins that opens a story, or opens it anew
BURST = "burst:"  # or that tells what many say at once
AGAIN = "@"  # in the key of a burst that is told once more
TOGETHER = ("bundle", "outage")  # classes that tell what several notices were to tell
FOLDED = "folded"  # the state of a message that a burst tells instead
_MEMBER = (
    *(col(one) for one in (MentionRow.id, MentionRow.copy_of, MentionRow.at)),
    *(col(one) for one in (DecisionRow.leaf, DecisionRow.alert, DecisionRow.told_by)),
)
_ALONE = ("instant", "grouped", "triage", "wins", "look", "news")


@dataclass(frozen=True, slots=True)
class Told:
    """A mention's newest decision, open or ended, as far as it was told."""

    by: str | None  # the key of the notice
    alert: str
    leaf: str
    revision: int
    copied: frozenset[str]  # the desks that read along
    burst: str | None  # that it was part of
    words: str  # a hash of what it said; "": not known


@dataclass(frozen=True, slots=True)
class Member:
    """A mention that one message tells of."""

    mention: int
    leaf: str
    is_instant: bool
    copy_of: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """What a story held before a message of it."""

    count: int
    since: datetime
    last: int  # the newest of them
    answered_at: datetime | None  # when that one was answered


def gravity(member: Member) -> tuple[bool, int, datetime, int]:
    """The order of what one message tells: what was to be told at once, then as the tree ranks."""
    return not member.is_instant, rank(member.leaf), member.at, member.mention


def head_key(notice: NoticeRow) -> str:
    """The key of the message that opened a story, or tells a burst or several stories: the notice's
    own, or what it hangs under.
    """
    if notice.class_ in TOGETHER:
        return notice.key
    if notice.key.startswith(BURST):
        return notice.key.partition(AGAIN)[0]
    if notice.key.startswith(HEAD):
        return notice.key
    return payload_of(notice).under or f"{HEAD}{notice.story_id}"


class Telling(Base):
    """Stories' messages, and the mentions they tell of."""

    def messages_of(
        self, story_ids: Collection[int], keys: Collection[str] = ()
    ) -> list[NoticeRow]:
        """Of each story what opened it last, its newest message, and what waits; and these keys'."""
        mine = (col(NoticeRow.story_id).in_(list(story_ids)), col(NoticeRow.class_).in_(_ALONE))
        last = select(func.max(NoticeRow.id)).where(*mine).group_by(col(NoticeRow.story_id))
        heads = last.where(col(NoticeRow.key).startswith(HEAD))
        query = select(NoticeRow).where(
            or_(
                col(NoticeRow.id).in_(last),
                col(NoticeRow.id).in_(heads),
                col(NoticeRow.key).in_(list(keys)),
                col(NoticeRow.story_id).in_(list(story_ids))
                & col(NoticeRow.class_).in_(_ALONE)
                & (col(NoticeRow.state) == "pending"),
            )
        )
        with self.reader() as session:
            return list(session.exec(query.order_by(col(NoticeRow.id))))

    def told_in(self, target: str, brands: Collection[str], *, ts: str | None = None) -> set[str]:
        """Those of the brands that posted something to a target: with `ts` this message, else any."""
        by = col(NoticeRow.ts).is_not(None) if ts is None else col(NoticeRow.ts) == ts
        query = select(NoticeRow.brand).where(
            col(NoticeRow.target) == target, col(NoticeRow.brand).in_(list(brands)), by
        )
        with self.reader() as session:
            return set(session.exec(query.distinct()))

    def told_before(self, mention_ids: Collection[int]) -> dict[int, Told]:
        """Of each of these mentions that was decided before: what was told of it."""
        last = (
            select(func.max(DecisionRow.id))
            .where(col(DecisionRow.mention_id).in_(list(mention_ids)))
            .group_by(col(DecisionRow.mention_id))
        )
        query = select(DecisionRow).where(col(DecisionRow.id).in_(last))
        with self.reader() as session:
            found = session.exec(query).all()
        return {
            d.mention_id: Told(
                by=d.told_by,
                alert=d.alert,
                leaf=d.leaf,
                revision=d.revision,
                copied=frozenset(json.loads(d.copied)),
                burst=d.burst,
                words=d.words,
            )
            for d in found
        }

    def members(self, keys: Collection[str]) -> dict[str, list[Member]]:
        """For each of these notices the living mentions it tells of, in no order."""
        query = (
            rows_of(*_MEMBER)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(DecisionRow.told_by).in_(list(keys)),
                col(DecisionRow.ended_at).is_(None),
                is_shown(),
            )
        )
        found: dict[str, list[Member]] = {}
        with self.reader() as session:
            for m in session.connection().execute(query):
                one = Member(m.id, m.leaf, m.alert == "instant", m.copy_of, m.at)
                found.setdefault(m.told_by, []).append(one)
        return found

    def drafted(self, story_ids: Collection[int]) -> Counter[tuple[str, str]]:
        """For what opened these stories and each leaf: how many mentions got drafts there."""
        query = select(NoticeRow).where(
            col(NoticeRow.story_id).in_(list(story_ids)), col(NoticeRow.class_) == "drafts"
        )
        with self.reader() as session:
            rows = session.exec(query).all()
        return Counter((head_key(row), payload_of(row).leaf) for row in rows)

    def undrafted_like(self, notice: NoticeRow, leaf: str) -> int:
        """Unanswered mentions with this leaf, told under the same head as these drafts, that have
        none of their own; near-copies left out.
        """
        mine = col(NoticeRow.story_id) == notice.story_id
        with self.reader() as session:
            rows = session.exec(select(NoticeRow).where(mine)).all()
        under = [row for row in rows if head_key(row) == head_key(notice)]
        have = {payload_of(row).mention for row in under if row.class_ == "drafts"}
        told = self.members([row.key for row in under])
        alike = {
            m.mention for of in told.values() for m in of if m.leaf == leaf and m.copy_of is None
        }
        query = select(AnswerRow.mention_id).where(col(AnswerRow.mention_id).in_(alike))
        with self.reader() as session:
            answered = set[int](session.exec(query))
        return len(alike - have - answered)

    def before(self, story_id: int, at: datetime, key: str) -> Before | None:
        """What a story held before a time, beside what one message tells; None for nothing."""
        told_here = select(DecisionRow.mention_id).where(
            col(DecisionRow.told_by) == key, col(DecisionRow.ended_at).is_(None)
        )
        earlier = (
            col(MentionRow.story_id) == story_id,
            col(MentionRow.at) < at,
            is_shown(),
            ~col(MentionRow.by_owner),
            col(MentionRow.id).not_in(told_here),
        )
        newest = (
            select(MentionRow.id)
            .where(*earlier)
            .order_by(col(MentionRow.at).desc(), col(MentionRow.id).desc())
            .limit(1)
        )
        with self.reader() as session:
            count, since = session.exec(
                select(func.count(), func.min(MentionRow.at)).where(*earlier)
            ).one()
            last = session.exec(newest).first()
            if not count or last is None or since is None:
                return None
            answered = session.exec(
                select(func.max(AnswerRow.at)).where(
                    col(AnswerRow.mention_id) == last, col(AnswerRow.is_dated)
                )
            ).one()
        return Before(count, since, last, answered)

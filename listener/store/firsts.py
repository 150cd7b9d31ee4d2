"""What a first look counts and shows: of a brand, or of the sources that are new to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, func, select

from listener.advice.leaves import those
from listener.store.base import Base
from listener.store.joins import is_handled, is_shown
from listener.store.tables import DecisionRow, MentionRow, SourceRow


@dataclass(frozen=True, slots=True)
class Counted:
    """A brand's mentions that share the labels in force, a person's word before the tagger's."""

    form: str
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class Silent:
    """A decided mention that made no alert."""

    mention: int
    first: int  # the mention whose words it has: itself, where it is no near-copy
    leaf: str
    at: datetime


class Firsts(Base):
    """Queries of first looks."""

    def counts_by_tag(
        self, brand: str, since: datetime, until: datetime, *, sources: Collection[str] = ()
    ) -> list[Counted]:
        """A brand's mentions of a stretch of time by form and tone, its own left out.

        Of these sources alone; of all where none is named.
        """
        query = (
            select(DecisionRow.form, DecisionRow.tone, func.count())
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .where(
                col(MentionRow.brand) == brand,
                col(MentionRow.at) >= since,
                col(MentionRow.at) < until,
                is_shown(),
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.leaf).not_in(those(about=False)),
                ~col(MentionRow.by_owner),
                *_of(sources),
            )
            .group_by(DecisionRow.form, DecisionRow.tone)
        )
        with self.reader() as session:
            return [Counted(f, t, n) for f, t, n in session.exec(query)]

    def open_critiques(
        self,
        brand: str,
        leaves: Collection[str],
        since: datetime,
        *,
        limit: int,
        sources: Collection[str] = (),
    ) -> tuple[int, list[int]]:
        """Mentions that want an answer and have none: how many, and the oldest ones' ids.

        Of these sources alone; of all where none is named.
        """
        chosen = (
            col(MentionRow.brand) == brand,
            col(MentionRow.at) >= since,
            is_shown(),
            col(DecisionRow.ended_at).is_(None),
            col(DecisionRow.leaf).in_(list(leaves)),
            ~is_handled(),
            *_of(sources),
        )
        joined = col(DecisionRow.mention_id) == col(MentionRow.id)
        with self.reader() as session:
            total = session.exec(
                select(func.count())
                .select_from(MentionRow)
                .join(DecisionRow, joined)
                .where(*chosen)
            ).one()
            oldest = session.exec(
                select(MentionRow.id)
                .join(DecisionRow, joined)
                .where(*chosen)
                .order_by(col(MentionRow.at))
                .limit(limit)
            )
            return total, [i for i in oldest if i is not None]

    def silent(self, brand: str, leaves: Collection[str], sources: Sequence[str]) -> list[Silent]:
        """What these sources held when they were first read that got one of these leaves, or may be danger."""
        query = (
            select(MentionRow.id, MentionRow.copy_of, DecisionRow.leaf, MentionRow.at)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .join(SourceRow, col(SourceRow.id) == col(MentionRow.source_id))
            .where(
                col(MentionRow.brand) == brand,
                col(SourceRow.name).in_(list(sources)),
                col(MentionRow.silent),
                is_shown(),
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.leaf).in_(list(leaves)) | (col(DecisionRow.risk) != "none"),
                col(DecisionRow.leaf).not_in(those(digest="out")),  # a release kept their risk
            )
        )
        with self.reader() as session:
            return [Silent(i or 0, f or i or 0, leaf, at) for i, f, leaf, at in session.exec(query)]

    def decided_since(
        self, brand: str, since: datetime, *, sources: Collection[str] = ()
    ) -> list[tuple[int, str, datetime]]:
        """A brand's mentions since a time: id, leaf and time.

        Of these sources alone; of all where none is named.
        """
        query = (
            select(MentionRow.id, DecisionRow.leaf, MentionRow.at)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(MentionRow.brand) == brand,
                col(MentionRow.at) >= since,
                is_shown(),
                col(DecisionRow.ended_at).is_(None),
                *_of(sources),
            )
        )
        with self.reader() as session:
            return [(i or 0, leaf, at) for i, leaf, at in session.exec(query)]

    def undated(self, brand: str, *, sources: Collection[str] = ()) -> int:
        """Mentions whose source gives no date: they count on the day they were read.

        Of these sources alone; of all where none is named.
        """
        query = select(func.count()).where(
            col(MentionRow.brand) == brand, col(MentionRow.posted_at).is_(None), *_of(sources)
        )
        with self.reader() as session:
            return session.exec(query).one()


def _of(sources: Collection[str]) -> tuple[Any, ...]:
    """That a mention is of one of these sources; nothing where none is named."""
    if not sources:
        return ()
    named = select(SourceRow.id).where(col(SourceRow.name).in_(list(sources)))
    return (col(MentionRow.source_id).in_(named),)

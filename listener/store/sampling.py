"""Mentions for a person's eye: which there are, and which one a source's id names."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import col, or_, select

from listener.store.base import Base
from listener.store.joins import is_shown
from listener.store.room import Room
from listener.store.tables import DecisionRow, MentionRow, SourceRow


@dataclass(frozen=True, slots=True)
class Decided:
    """A mention that may be shown to somebody who says whether its advice is right."""

    mention: int
    source: str
    external_id: str


def decided_in(room: Room, mention: int) -> dict[str, str] | None:
    """Of a mention of the room's brand, where it comes from and what the bot said of it; None where nothing was decided."""
    query = (
        select(MentionRow, DecisionRow, SourceRow.name)
        .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
        .join(SourceRow, col(SourceRow.id) == col(MentionRow.source_id))
        .where(
            col(MentionRow.id) == mention,
            col(MentionRow.brand) == room.brand,
            col(DecisionRow.ended_at).is_(None),
        )
    )
    found = room.session.exec(query).first()
    if found is None:
        return None
    m, decision, source = found
    return {
        "source": source,
        "external_id": m.external_id,
        "tagger": decision.tagger,
        "said_form": decision.form,
        "said_tone": decision.tone,
        "said_leaf": decision.leaf,
    }


class Sampling(Base):
    """Questions of those who judge."""

    def decided(self, brands: Collection[str]) -> list[Decided]:
        """What was decided and still has its words: no answer of ours, no near-copy, nothing that
        a person has corrected, for there it is not the bot that speaks."""
        m = MentionRow
        query = (
            select(m.id, SourceRow.name, m.external_id)
            .join(SourceRow, col(SourceRow.id) == col(m.source_id))
            .join(DecisionRow, col(DecisionRow.mention_id) == col(m.id))
            .where(
                col(DecisionRow.ended_at).is_(None),
                col(m.brand).in_(list(brands)),
                ~col(m.by_owner),
                is_shown(),
                col(m.text) != "",
                col(m.correction_id) == 0,
                or_(col(m.copy_of).is_(None), col(m.copy_of) == col(m.id)),
            )
            .order_by(col(m.id))
        )
        with self.reader() as session:
            return [Decided(i or 0, name, key) for i, name, key in session.exec(query)]

    def mention_of(self, source: str, external_id: str) -> int | None:
        """The mention that a source's id names; None where it was not stored."""
        query = (
            select(MentionRow.id)
            .join(SourceRow, col(SourceRow.id) == col(MentionRow.source_id))
            .where(SourceRow.name == source, MentionRow.external_id == external_id)
        )
        with self.reader() as session:
            return session.exec(query).first()

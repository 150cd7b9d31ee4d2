"""What the reword stage asks of the store: drafts that no endpoint has seen yet, and what came back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from listener.store.base import columns_of
from listener.store.drafting import Suggestion, Undrafted
from listener.store.inserting import Inserting
from listener.store.joins import is_shown, tag_of_decision
from listener.store.tables import DecisionRow, MentionRow, SuggestionRow, TagRow

SAYS_AGAIN, AGAIN = 2, 3  # B, and the draft that says it again


class Rewording(Inserting):
    """Drafts said again."""

    def unreworded(
        self, brands: Collection[str], since: datetime, *, besides: Collection[str], limit: int
    ) -> list[tuple[Undrafted, SuggestionRow]]:
        """Of these brands' open decisions made since a time the draft B that was not said again, the oldest
        first; of a danger none, and none of the leaves `besides`.
        """
        other = aliased(SuggestionRow)
        again = select(other.id).where(
            col(other.decision_id) == col(DecisionRow.id), col(other.n) == AGAIN
        )
        query = (
            select(MentionRow, TagRow.lang, DecisionRow, SuggestionRow)
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .join(TagRow, tag_of_decision())
            .join(SuggestionRow, col(SuggestionRow.decision_id) == col(DecisionRow.id))
            .where(
                col(DecisionRow.brand).in_(list(brands)),
                col(DecisionRow.decided_at) >= since,
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.risk_kind).is_(None),
                col(DecisionRow.leaf).not_in(list(besides)),
                col(SuggestionRow.n) == SAYS_AGAIN,
                col(SuggestionRow.text) != "",
                col(SuggestionRow.rejected_at).is_(None),
                is_shown(),
                ~again.exists(),
            )
            .order_by(col(DecisionRow.id))
            .limit(limit)
        )
        with self.reader() as session:
            return [((m, lang, d), row) for m, lang, d, row in session.exec(query)]

    def add_reworded(self, row: Suggestion) -> None:
        """Store what was said again, or that nothing may stand; once, whoever else asked."""
        with self.writing() as session:
            decision = session.get(DecisionRow, row.decision_id)
            if decision is not None and decision.ended_at is None:
                self.insert_new(session, SuggestionRow, [columns_of(row)])

"""What queries of the settings hide: which mentions, by which query, and what they were last asked by."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, delete, func, select, update

from listener.store.base import BATCH
from listener.store.inserting import Inserting
from listener.store.joins import tag_of_decision
from listener.store.tables import DecisionRow, MentionRow, PeriodRow, TagRow

ASKED = "muted:"  # how the key of the period begins that ends in what a brand's mentions were asked


@dataclass(frozen=True, slots=True)
class Audible:
    """A decided mention that nothing hides, its decision, and its language as far as it is known."""

    mention: MentionRow
    decision: DecisionRow
    lang: str | None


class Muting(Inserting):
    """Questions and writes of the queries that hide."""

    def muted(self, brands: Collection[str]) -> list[tuple[str, str, int]]:
        """Brand, query, and how many of its mentions that query hides; what hides most first."""
        n = func.count()
        query = (
            select(MentionRow.brand, MentionRow.muted, n)
            .where(
                col(MentionRow.brand).in_(list(brands)),
                col(MentionRow.muted).is_not(None),
                col(MentionRow.deleted_at).is_(None),
            )
            .group_by(col(MentionRow.brand), col(MentionRow.muted))
            .order_by(col(MentionRow.brand), n.desc(), col(MentionRow.muted))
        )
        with self.reader() as session:
            return [(brand, by or "", count) for brand, by, count in session.exec(query)]

    def muted_marks(self) -> dict[str, str]:
        """By brand, what its mentions were last asked by, as `mark_muted` kept it."""
        query = select(PeriodRow.brand, PeriodRow.key).where(col(PeriodRow.key).startswith(ASKED))
        with self.reader() as session:
            return {brand: key.rpartition(":")[2] for brand, key in session.exec(query)}

    def mark_muted(self, brand: str, mark: str, now: datetime) -> None:
        """From now on they are asked by what this stands for; "": by nothing."""
        with self.writing() as session:
            old = (col(PeriodRow.brand) == brand, col(PeriodRow.key).startswith(ASKED))
            session.exec(delete(PeriodRow).where(*old))
            if mark:
                session.add(PeriodRow(brand=brand, key=f"{ASKED}{brand}:{mark}", at=now))

    def unmute(self, brand: str, queries: Collection[str]) -> int:
        """Show again what a query hides that is none of these; return how many."""
        gone = (
            col(MentionRow.brand) == brand,
            col(MentionRow.muted).is_not(None),
            col(MentionRow.muted).not_in(list(queries)),
        )
        with self.writing() as session:
            return int(session.exec(update(MentionRow).where(*gone).values(muted=None)).rowcount)

    def audible(self, brand: str, *, after: int, limit: int = BATCH // 2) -> list[Audible]:
        """A brand's decided mentions that are shown and are not its own, by id, those above one id."""
        query = (
            select(MentionRow, DecisionRow, TagRow.lang)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .join(TagRow, tag_of_decision(), isouter=True)
            .where(
                col(MentionRow.brand) == brand,
                col(MentionRow.id) > after,
                col(MentionRow.muted).is_(None),
                col(MentionRow.deleted_at).is_(None),
                ~col(MentionRow.by_owner),
                col(DecisionRow.ended_at).is_(None),
            )
            .order_by(col(MentionRow.id))
            .limit(limit)
        )
        with self.reader() as session:
            return [Audible(m, d, m.lang or lang) for m, d, lang in session.exec(query)]

    def mute(self, found: Sequence[tuple[Audible, str]]) -> int:
        """Hide these, each by its query, as far as what was decided of them still stands; how many."""
        of = {one.mention.id: (one.decision.id, by) for one, by in found}
        done = 0
        with self.writing() as session:
            # Held, so that nobody decides one of them otherwise before we end; then asked.
            ids = col(MentionRow.id).in_(list(of))
            session.exec(
                select(MentionRow.id).where(ids).order_by(col(MentionRow.id)).with_for_update()
            )
            stands = select(DecisionRow.mention_id).where(
                col(DecisionRow.id).in_([decision for decision, _ in of.values()]),
                col(DecisionRow.ended_at).is_(None),
            )
            still = set(session.exec(stands))
            for query in {by for _, by in of.values()}:
                theirs = [id_ for id_, (_, by) in of.items() if by == query and id_ in still]
                muted = update(MentionRow).where(col(MentionRow.id).in_(theirs)).values(muted=query)
                done += int(session.exec(muted).rowcount)
        return done

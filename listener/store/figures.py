"""What the weekly digest asks of the store. It only reads."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from listener.advice.leaves import those
from listener.figures.line import Line
from listener.store import voices
from listener.store.approved import Approvals
from listener.store.base import BATCH
from listener.store.counting import Counting
from listener.store.inserting import Inserting
from listener.store.joins import is_shown, tag_of_decision
from listener.store.matters import Told, said_of
from listener.store.tables import (
    AnswerRow,
    CorrectionRow,
    DecisionRow,
    GapRow,
    MatterRow,
    MentionRow,
    NoticeRow,
    PeriodRow,
    SourceRow,
    StateRow,
    TagRow,
)

_OUT = list(those(digest="out"))


class Figures(Counting, Inserting, Approvals):
    """A brand's mentions of a stretch of time, and what could not be seen of it."""

    def lines(self, brand: str, since: datetime, until: datetime) -> list[Line]:
        """Decided mentions, oldest first: not deleted, not muted, about the brand, not by it."""
        query = (
            sqlalchemy.select(*_columns())
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .join(TagRow, tag_of_decision(), isouter=True)
            .join(StateRow, col(StateRow.mention_id) == col(MentionRow.id), isouter=True)
            .where(
                *_of(brand, since, until),
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.leaf).not_in(_OUT),
                col(DecisionRow.form) != "own",
            )
            .order_by(col(MentionRow.at), col(MentionRow.id))
        )
        with self.reader() as session:
            fixed = self._sponsorship_fixed(session, brand, since, until)
            rows = session.connection().execute(query).mappings()
            found = [Line(**{**row, "speaker": voices.pseudonym(row["speaker"])}) for row in rows]
        return [
            replace(line, sponsorship=fixed[line.mention]) if line.mention in fixed else line
            for line in found
        ]

    def undecided_between(self, brand: str, since: datetime, until: datetime) -> int:
        """Mentions of a stretch of time that a stage still has to see: in no figure yet."""
        query = select(func.count()).where(
            *_of(brand, since, until),
            col(MentionRow.stage).in_(("tag", "group", "decide", "aside")),
        )
        with self.reader() as session:
            return session.exec(query).one()

    def mentions(self, ids: Sequence[int]) -> dict[int, MentionRow]:
        """Whole rows by id."""
        found: dict[int, MentionRow] = {}
        with self.reader() as session:
            for start in range(0, len(ids), BATCH):
                query = select(MentionRow).where(
                    col(MentionRow.id).in_(list(ids[start : start + BATCH]))
                )
                found |= {row.id or 0: row for row in session.exec(query)}
        return found

    def seen_between(self, brand: str, since: datetime, until: datetime) -> set[int]:
        """Ids of the authors who spoke of the brand in a stretch of time."""
        query = (
            select(MentionRow.author_id)
            .where(*_of(brand, since, until), col(MentionRow.author_id).is_not(None))
            .distinct()
        )
        with self.reader() as session:
            return {found for found in session.exec(query) if found is not None}

    def ratings(self, brand: str, until: datetime) -> list[tuple[int, int, datetime]]:
        """Every review with stars before a moment: mention, stars, time; copies left out."""
        query = (
            select(MentionRow.id, MentionRow.rating, MentionRow.at)
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(MentionRow.brand) == brand,
                col(MentionRow.at) < until,
                col(MentionRow.rating).is_not(None),
                col(MentionRow.copy_of).is_(None),
                is_shown(),
                ~col(MentionRow.by_owner),
                col(DecisionRow.ended_at).is_(None),
                col(DecisionRow.leaf).not_in(_OUT),
            )
        )
        with self.reader() as session:
            return [(i or 0, stars or 0, at) for i, stars, at in session.exec(query)]

    def gaps_between(self, brand: str, since: datetime, until: datetime) -> list[GapRow]:
        """Stretches in which a source was not read, oldest first; some were filled later."""
        query = (
            select(GapRow)
            .where(
                col(GapRow.brand) == brand,
                col(GapRow.from_at) < until,
                col(GapRow.to_at).is_(None) | (col(GapRow.to_at) > since),
            )
            .order_by(col(GapRow.from_at))
        )
        with self.reader() as session:
            return list(session.exec(query))

    def sources_of(self, brand: str) -> list[SourceRow]:
        """A brand's sources, by name."""
        query = select(SourceRow).where(col(SourceRow.brand) == brand)
        with self.reader() as session:
            return list(session.exec(query.order_by(col(SourceRow.name))))

    def hidden(
        self, brand: str, since: datetime | None = None, until: datetime | None = None
    ) -> list[tuple[str, Told]]:
        """A brand's sources that are read in part, and what hides the rest now; that of a stretch of time."""
        query = (
            select(SourceRow.name, MatterRow)
            .join(MatterRow, col(MatterRow.source_id) == col(SourceRow.id))
            .where(col(SourceRow.brand) == brand, ~col(MatterRow.is_event))
        )
        if since and until:
            query = query.where(col(MatterRow.last_at) >= since, col(MatterRow.first_at) < until)
        with self.reader() as session:
            found = session.exec(query.order_by(col(SourceRow.name), col(MatterRow.id)))
            return [(name, told) for name, row in found if (told := said_of(row)).hides]

    def read_back(self, brand: str) -> set[int]:
        """Sources that have shown an answer of the brand: elsewhere silence proves nothing."""
        of_it = col(MentionRow.brand) == brand
        own = select(MentionRow.source_id).where(of_it, col(MentionRow.by_owner)).distinct()
        told = (
            select(MentionRow.source_id)
            .join(AnswerRow, col(AnswerRow.mention_id) == col(MentionRow.id))
            .where(of_it)
            .distinct()
        )
        with self.reader() as session:
            return {*session.exec(own), *session.exec(told)}

    def corrections_between(self, brand: str, since: datetime, until: datetime) -> list[int]:
        """For each tag that a person put right in a stretch of time, its mention."""
        query = (
            select(CorrectionRow.mention_id)
            .join(MentionRow, col(MentionRow.id) == col(CorrectionRow.mention_id))
            .where(
                col(MentionRow.brand) == brand,
                col(CorrectionRow.at) >= since,
                col(CorrectionRow.at) < until,
                col(MentionRow.muted).is_(None),
            )
        )
        with self.reader() as session:
            return list(session.exec(query))

    def digests_made(self, brand: str) -> set[str]:
        """Period keys of a brand's digests that were made, or recorded as missed."""
        query = select(PeriodRow.key).where(
            col(PeriodRow.brand) == brand, col(PeriodRow.key).startswith("digest:", autoescape=True)
        )
        with self.reader() as session:
            return set(session.exec(query))

    def digests_missed(self, brand: str) -> set[str]:
        """Period keys of a brand's weeks that were recorded without a digest."""
        told = select(NoticeRow.id).where(col(NoticeRow.key) == col(PeriodRow.key))
        query = select(PeriodRow.key).where(
            col(PeriodRow.brand) == brand,
            col(PeriodRow.key).startswith("digest:", autoescape=True),
            ~told.exists(),
        )
        with self.reader() as session:
            return set(session.exec(query))

    def names_before(self, brand: str, week: str) -> list[str]:
        """What a brand was called before, as far as the digest of this week is to say it, oldest first.

        Where the week that was to say it has no digest, the next one does.
        """
        query = select(PeriodRow.key).where(
            col(PeriodRow.brand) == brand,
            col(PeriodRow.key).startswith(f"renamed:{brand}:", autoescape=True),
        )
        with self.reader() as session:
            keys = session.exec(query.order_by(col(PeriodRow.at), col(PeriodRow.id))).all()
        told = [key.removeprefix(f"renamed:{brand}:").partition(":") for key in keys]
        made = self.digests_made(brand) - self.digests_missed(brand)
        done = {key.rpartition(":")[2] for key in made}
        names = (
            name
            for first, _, name in told
            if first <= week and name != brand and not any(first <= other < week for other in done)
        )
        return list(dict.fromkeys(names))

    def listened_since(self, brand: str) -> datetime | None:
        """When the first of a brand's sources was read whole; None where none was."""
        query = select(func.min(SourceRow.first_look_at)).where(col(SourceRow.brand) == brand)
        with self.reader() as session:
            return session.exec(query).one()

    def last_alive(self) -> datetime | None:
        """When a source last answered: the listener was at work then."""
        with self.reader() as session:
            return session.exec(select(func.max(SourceRow.last_ok_at))).one()

    def _sponsorship_fixed(
        self, session: Session, brand: str, since: datetime, until: datetime
    ) -> dict[int, str]:
        query = (
            select(CorrectionRow.mention_id, CorrectionRow.label)
            .join(MentionRow, col(MentionRow.id) == col(CorrectionRow.mention_id))
            .where(*_of(brand, since, until), col(CorrectionRow.task) == "sponsorship")
            .order_by(col(CorrectionRow.id))
        )
        return dict(session.exec(query).all())


def _of(brand: str, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """What counts of a stretch of time: silent ones too, deleted and muted ones and our own not."""
    return (
        col(MentionRow.brand) == brand,
        col(MentionRow.at) >= since,
        col(MentionRow.at) < until,
        is_shown(),
        ~col(MentionRow.by_owner),
    )


def _columns() -> Iterator[ColumnElement[Any]]:
    """What a Line holds, under its names: whole rows would bring every text along."""
    answered = (
        select(func.min(AnswerRow.at))
        .where(col(AnswerRow.mention_id) == col(MentionRow.id))
        .correlate(MentionRow)
        .scalar_subquery()
    )
    yield col(MentionRow.id).label("mention")
    yield voices.author().label("speaker")
    for name in ("at", "posted_at", "collected_at", "author_id", "story_id", "source_id", "url",
                 "genre", "views", "rating", "silent"):  # fmt: skip
        yield getattr(MentionRow, name).label(name)
    for name in ("form", "tone", "intent", "leaf", "confidence", "due_at"):
        yield getattr(DecisionRow, name).label(name)
    yield func.coalesce(StateRow.lane, DecisionRow.lane).label("lane")
    yield func.coalesce(StateRow.closed, "").label("closed")
    yield col(StateRow.closed_at).label("closed_at")
    yield func.coalesce(DecisionRow.sponsorship, TagRow.sponsorship, "organic").label("sponsorship")
    yield col(MentionRow.copy_of).is_not(None).label("is_copy")
    yield answered.label("answered_at")
    undated = select(AnswerRow.id).where(
        col(AnswerRow.mention_id) == col(MentionRow.id), ~col(AnswerRow.is_dated)
    )
    yield (~undated.correlate(MentionRow).exists()).label("answer_is_dated")

"""What a bundle asks of the store: how grave each thing is that it is to tell, read at once."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from listener.advice.time.bundles import Weight
from listener.store.base import BATCH, chunks
from listener.store.outgoing import payload_of
from listener.store.tables import DecisionRow, MentionRow, NoticeRow, StoryRow
from listener.store.telling import Telling, gravity
from listener.store.unsent import tells_something

READ = 2_000  # characters of a text


class Weighing(Telling):
    """The weights of notices, however many."""

    def moot(self, notice_ids: Collection[int]) -> set[int]:
        """Those of these notices that have nothing left to tell: it was corrected, say, or is gone."""
        found = set[int]()
        with self.reader() as session:
            for ids in chunks(notice_ids):
                query = select(NoticeRow.id).where(col(NoticeRow.id).in_(ids), ~tells_something())
                found |= {id_ or 0 for id_ in session.exec(query)}
        return found

    def weigh(self, notices: Sequence[NoticeRow]) -> list[tuple[NoticeRow, Weight]]:
        """Each notice that has something to tell, with its weight: that of what it shows."""
        found = []
        for start in range(0, len(notices), BATCH):
            found += list(self._weigh(notices[start : start + BATCH]))
        return found

    def _weigh(self, notices: Sequence[NoticeRow]) -> Iterator[tuple[NoticeRow, Weight]]:
        stories = {n.story_id for n in notices if n.story_id is not None}
        query = select(StoryRow.id, StoryRow.lead_id).where(col(StoryRow.id).in_(stories))
        members = self.members([n.key for n in notices])
        gravest = {key: min(of, key=gravity).mention for key, of in members.items()}
        with self.reader() as session:
            leads = dict(session.exec(query).all())
            told = {
                n.id: gravest.get(n.key) or payload_of(n).mention or leads.get(n.story_id)
                for n in notices
            }
            weights = self.weights({i for i in told.values() if i})
        for notice in notices:
            if weight := weights.get(told[notice.id] or 0):
                yield notice, weight

    def weights(self, mention_ids: Collection[int]) -> dict[int, Weight]:
        """How grave each of these mentions is, if it is there and decided."""
        of = (
            sqlalchemy.select(col(MentionRow.id), *_columns())
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(
                col(MentionRow.id).in_(list(mention_ids)),
                col(MentionRow.deleted_at).is_(None),
                col(DecisionRow.ended_at).is_(None),
            )
        )
        found = {}
        with self.reader() as session:
            for mention, *values in session.execute(of):
                words, title, rating, at, leaf, rule, form, tone, due_at, alert = values
                text = f"{title or ''}\n{words}"
                found[mention] = Weight(
                    *(leaf, rule, form, tone, rating, due_at, at, text, mention),
                    is_alert=alert == "instant",
                )
        return found


def _columns() -> Iterator[ColumnElement[Any]]:
    yield func.substr(MentionRow.text, 1, READ)
    for name in ("title", "rating", "at"):
        yield getattr(MentionRow, name)
    for name in ("leaf", "rule", "form", "tone", "due_at", "alert"):
        yield getattr(DecisionRow, name)

"""What the tag stage asks of the store."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import bindparam, col, select, update

from listener.store.base import table_of
from listener.store.joins import is_answered
from listener.store.tables import CorrectionRow, MentionRow, TagRow, VectorRow
from listener.store.taking import Kind, Taking
from listener.store.turns import QUEUED, SILENT, URGENT, USUAL
from models.base import TASKS, Score, Tag

MENTIONS = table_of(MentionRow)


class Tagging(Taking):
    """Mentions that lack a tag, and the tags."""

    def untagged(self, *, limit: int, without: Collection[str] = ()) -> list[MentionRow]:
        """Mentions to tag: what may not wait first, then source by source in turns.

        Those to tag again come last, newest first. `without` holds ids that others have taken.
        """
        free = [col(MentionRow.id).not_in([int(id_) for id_ in without])] if without else []
        # Said so, SQLite goes along the index of turns; else it sorts all that waits, each time.
        turns = [col(MentionRow.urgency).in_((URGENT, USUAL, SILENT))] if self.is_sqlite else []
        # First ids alone, from the index: the queue may be long, and its rows are wide.
        queue = (
            select(MentionRow.id)
            .where(QUEUED, *turns, *free)
            .order_by(col(MentionRow.urgency), col(MentionRow.turn))
            .limit(limit)
        )
        again = select(MentionRow.id).where(col(MentionRow.stage) == "retag", *free)
        with self.reader() as session:
            first = list(session.exec(queue))
            if len(first) < limit:
                newest = again.order_by(col(MentionRow.id).desc()).limit(limit - len(first))
                first += session.exec(newest).all()
            if not first:
                return []
            query = select(MentionRow).where(col(MentionRow.id).in_(first))
            found = {row.id: row for row in session.exec(query)}
        return [found[id_] for id_ in first if id_ in found]

    def add_tags(
        self, tagger: str, tagged: Sequence[tuple[MentionRow, Tag]], *, now: datetime
    ) -> int:
        """Store tags and vectors, and hand the mentions on, all or none; return how many went on.

        A mention that was revised meanwhile keeps its place in the queue.
        """
        tags, vectors = [], []
        for mention, tag in tagged:
            key = {"mention_id": mention.id, "revision": mention.revision, "tagger": tagger}
            vectors.append(key | {"v": tag.vector.tobytes()})
            beside = {"tagged_at": now, "quiet": mention.stage == "retag"}
            tags.append(key | _columns(tag) | beside)
        ids = {str(mention.id) for mention, _ in tagged}
        with self._putting(Kind.MENTION, ids) as session:
            self.insert_new(session, TagRow, tags)
            self.insert_new(session, VectorRow, vectors)
            handed_on = session.connection().execute(
                MENTIONS.update().where(
                    MENTIONS.c.id == bindparam("mention"),
                    MENTIONS.c.revision == bindparam("read"),
                    # Not one deleted meanwhile.
                    (MENTIONS.c.stage == "tag") | (MENTIONS.c.stage == "retag"),
                ),
                [
                    {
                        "mention": mention.id,
                        "read": mention.revision,
                        "stage": "decide" if mention.story_id else "group",
                    }
                    for mention, _ in tagged
                ],
            )
            return int(handed_on.rowcount)

    def retag(self, tagger: str, *, since: datetime) -> int:
        """Queue recent mentions that this tagger has not read, to be tagged again in silence.

        Of any age those that a person corrected or that were answered: others are compared with them,
        and vectors of two taggers cannot be.
        """
        taught = select(CorrectionRow.id).where(col(CorrectionRow.mention_id) == MentionRow.id)
        mine = select(TagRow.mention_id).where(
            col(TagRow.tagger) == tagger,
            col(TagRow.mention_id) == col(MentionRow.id),
            col(TagRow.revision) == col(MentionRow.revision),
        )
        query = (
            update(MentionRow)
            .where(
                col(MentionRow.stage) == "",
                (col(MentionRow.at) >= since) | taught.exists() | is_answered(),
                col(MentionRow.deleted_at).is_(None),
                # An expired text would read as about nothing.
                (col(MentionRow.text) != "") | col(MentionRow.title).is_not(None),
                ~mine.exists(),
            )
            .values(stage="retag")
        )
        with self.writing() as session:
            return int(session.exec(query).rowcount)


def _columns(tag: Tag) -> dict[str, Any]:
    values: dict[str, Any] = {"lang": tag.lang}
    scores = {}
    for task in TASKS:
        score: Score = getattr(tag, task)
        values[task], values[f"{task}_p"] = score.label, round(score.probability, 4)
        scores[task] = dict(score.scores)
    scores |= {task: dict(of) for task, of in tag.judged.items()}
    return values | {"scores": scores_json(scores)}


def scores_json(scores: dict[str, dict[str, float]]) -> str:
    """Every task's classes and probabilities, four digits each."""
    return json.dumps(
        {task: {k: round(float(v), 4) for k, v in of.items()} for task, of in scores.items()}
    )

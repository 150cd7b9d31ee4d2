"""What is known of a story in a few figures: when they change, its message may have to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

from sqlmodel import case, col, func, select

from listener.store.base import Base
from listener.store.tables import (
    AnswerRow,
    DecisionRow,
    MentionRow,
    NoticeRow,
    StateRow,
    StoryRow,
    SuggestionRow,
)
from listener.store.telling import BURST, TOGETHER, head_key

OVER = ":over"  # how the key of a line ends that says that a snooze is over


class Facts(Base):
    """A few grouped queries for any number of stories, or of bursts."""

    def facts(self, notices: Sequence[NoticeRow]) -> dict[int, str]:
        """For each of these messages that tells of a story, of several, or of a burst: its facts."""
        may_be = (n for n in notices if n.class_ in ("burst", "drafts"))  # the rest is many
        bursts = {n.id: key for n in may_be if (key := head_key(n)).startswith(BURST)}
        stories = {n.id: n.story_id for n in notices if n.story_id and n.id not in bursts}
        together = self._stories_in([n.id or 0 for n in notices if n.class_ in TOGETHER])
        every = {*stories.values(), *(one for of in together.values() for one in of)}
        of_story = self._story_facts(every) if every else {}
        of_burst = self._burst_facts(set(bursts.values())) if bursts else {}
        found = {id_: of_story.get(story) for id_, story in stories.items()}
        found |= {id_: of_burst.get(key) for id_, key in bursts.items()}
        found |= {id_: _hashed(of_story.get(s, "") for s in of) for id_, of in together.items()}
        return {id_ or 0: known for id_, known in found.items() if known is not None}

    def _stories_in(self, notice_ids: Collection[int]) -> dict[int, list[int]]:
        """The stories that each of these messages tells together."""
        found = dict[int, list[int]]()
        if not notice_ids:
            return found
        query = select(NoticeRow.into_id, NoticeRow.story_id).where(
            col(NoticeRow.into_id).in_(list(notice_ids)), col(NoticeRow.story_id).is_not(None)
        )
        with self.reader() as session:
            for head, story in session.exec(query.order_by(col(NoticeRow.id))):
                found.setdefault(head or 0, []).append(story or 0)
        return found

    def _burst_facts(self, keys: Collection[str]) -> dict[str, str]:
        """The same for each burst: it follows its mentions, what is decided on them, and answers."""
        open_ = case((col(DecisionRow.ended_at).is_(None), 1), else_=0)
        counts = (
            func.sum(open_),
            func.sum(MentionRow.revision),
            *(func.max(c) for c in (DecisionRow.id, SuggestionRow.id, AnswerRow.id)),
            func.sum(StateRow.version),
        )
        query = (
            select(DecisionRow.burst, *counts)
            .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
            .join(
                SuggestionRow, col(SuggestionRow.decision_id) == col(DecisionRow.id), isouter=True
            )
            .join(AnswerRow, col(AnswerRow.mention_id) == col(MentionRow.id), isouter=True)
            .join(StateRow, col(StateRow.mention_id) == col(MentionRow.id), isouter=True)
            .where(col(DecisionRow.burst).in_(list(keys)))
            .group_by(col(DecisionRow.burst))
        )
        with self.reader() as session:
            found = session.connection().execute(query)
            return {key: ".".join(str(fact or 0) for fact in facts) for key, *facts in found}

    def _story_facts(self, story_ids: Collection[int]) -> dict[int, str]:
        """For each story a short text that changes when its card may.

        It follows mentions (new, edited, deleted, corrected), the lead, decisions, drafts, answers,
        what people did about it, the end of a snooze, and the burst that tells of it.
        """
        found: dict[int, list[str]] = defaultdict(list)
        gone = case((col(MentionRow.deleted_at).is_not(None), 1), else_=0)
        of_story = col(MentionRow.story_id).in_(list(story_ids))
        leads = select(StoryRow.id, StoryRow.lead_id).where(col(StoryRow.id).in_(list(story_ids)))
        mentions = select(
            MentionRow.story_id, func.count(), func.sum(MentionRow.revision), func.sum(gone)
        )
        fixed = select(MentionRow.story_id, func.max(MentionRow.correction_id))
        decided = (
            select(MentionRow.story_id, func.max(DecisionRow.id), func.max(SuggestionRow.id))
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .join(
                SuggestionRow, col(SuggestionRow.decision_id) == col(DecisionRow.id), isouter=True
            )
        )
        answered = select(MentionRow.story_id, func.max(AnswerRow.id)).join(
            AnswerRow, col(AnswerRow.mention_id) == col(MentionRow.id)
        )
        acted = select(MentionRow.story_id, func.sum(StateRow.version)).join(
            StateRow, col(StateRow.mention_id) == col(MentionRow.id)
        )
        gathered = (
            select(MentionRow.story_id, func.max(DecisionRow.burst))
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .where(col(DecisionRow.burst).is_not(None))
        )
        woken = (
            select(NoticeRow.story_id, func.max(NoticeRow.id))
            .where(
                col(NoticeRow.story_id).in_(list(story_ids)),
                col(NoticeRow.class_) == "acted",
                col(NoticeRow.key).endswith(OVER),
                col(NoticeRow.state) == "sent",
            )
            .group_by(col(NoticeRow.story_id))
        )
        with self.reader() as session:
            for story, lead in session.exec(leads):
                found[story or 0].append(str(lead))
            for story, last in session.exec(woken):
                found[story or 0].append(str(last))
            for query in (mentions, fixed, decided, answered, acted, gathered):
                grouped = query.where(of_story).group_by(col(MentionRow.story_id))
                for story, *counts in session.exec(grouped).all():
                    found[story or 0].append(".".join(str(f or 0) for f in counts))
        return {story: "-".join(parts) for story, parts in found.items()}


def _hashed(facts: Iterable[str]) -> str:
    """Those of many stories in short."""
    return blake2b("|".join(facts).encode(), digest_size=12).hexdigest()

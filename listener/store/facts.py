"""What is known of a story in a few figures: when they change, its message may have to."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import case, col, func, select

from listener.store.base import Base
from listener.store.tables import AnswerRow, DecisionRow, MentionRow, StoryRow, SuggestionRow


class Facts(Base):
    """Three grouped queries for any number of stories."""

    def story_facts(self, story_ids: Sequence[int]) -> dict[int, str]:
        """For each story a short text that changes when its card may.

        It follows mentions (new, edited, deleted, corrected), the lead, decisions, drafts and
        answers.
        """
        found: dict[int, list[str]] = defaultdict(list)
        gone = case((col(MentionRow.deleted_at).is_not(None), 1), else_=0)
        mentions = (
            select(
                MentionRow.story_id,
                StoryRow.lead_id,
                func.count(),
                func.sum(MentionRow.revision),
                func.sum(gone),
                func.max(MentionRow.correction_id),
            )
            .join(StoryRow, col(StoryRow.id) == col(MentionRow.story_id))
            .where(col(MentionRow.story_id).in_(list(story_ids)))
            .group_by(col(MentionRow.story_id), col(StoryRow.lead_id))
        )
        decided = (
            select(MentionRow.story_id, func.max(DecisionRow.id), func.count(SuggestionRow.id))
            .join(DecisionRow, col(DecisionRow.mention_id) == col(MentionRow.id))
            .join(
                SuggestionRow, col(SuggestionRow.decision_id) == col(DecisionRow.id), isouter=True
            )
            .where(col(MentionRow.story_id).in_(list(story_ids)))
            .group_by(col(MentionRow.story_id))
        )
        answered = (
            select(MentionRow.story_id, func.count(AnswerRow.id))
            .join(AnswerRow, col(AnswerRow.mention_id) == col(MentionRow.id))
            .where(col(MentionRow.story_id).in_(list(story_ids)))
            .group_by(col(MentionRow.story_id))
        )
        with self.reading() as session:
            for name, query in (("m", mentions), ("d", decided), ("a", answered)):
                for story, *figures in session.exec(query):
                    found[story].append(name + ".".join(str(f or 0) for f in figures))
        return {story: "-".join(parts) for story, parts in found.items()}

"""What is known of a story in a few figures: when they change, its message may have to."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import case, col, func, select

from listener.store.base import Base
from listener.store.tables import AnswerRow, DecisionRow, MentionRow, StoryRow, SuggestionRow


class Facts(Base):
    """A few grouped queries for any number of stories."""

    def story_facts(self, story_ids: Sequence[int]) -> dict[int, str]:
        """For each story a short text that changes when its card may.

        It follows mentions (new, edited, deleted, corrected), the lead, decisions, drafts and
        answers.
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
        with self.reader() as session:
            for story, lead in session.exec(leads):
                found[story or 0].append(str(lead))
            for query in (mentions, fixed, decided, answered):
                grouped = query.where(of_story).group_by(col(MentionRow.story_id))
                for story, *counts in session.exec(grouped).all():
                    found[story or 0].append(".".join(str(f or 0) for f in counts))
        return {story: "-".join(parts) for story, parts in found.items()}

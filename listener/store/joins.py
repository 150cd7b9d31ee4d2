"""What many questions of the store ask alike: what is shown, which tag a decision rests on, what is answered."""

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from listener.store.tables import AnswerRow, DecisionRow, MentionRow, StateRow, TagRow


def tag_of_decision() -> ColumnElement[bool]:
    """Is it the tag that the decision rests on?"""
    return (
        (col(TagRow.mention_id) == col(DecisionRow.mention_id))
        & (col(TagRow.revision) == col(DecisionRow.revision))
        & (col(TagRow.tagger) == col(DecisionRow.tagger))
    )


def is_shown() -> ColumnElement[bool]:
    """Is it there, and no query of the settings hides it? Views and figures hold nothing else."""
    return col(MentionRow.deleted_at).is_(None) & col(MentionRow.muted).is_(None)


def is_answered() -> ColumnElement[bool]:
    """Has the brand answered the mention?"""
    answer = select(AnswerRow.id).where(col(AnswerRow.mention_id) == col(MentionRow.id))
    return answer.exists()


def is_closed() -> ColumnElement[bool]:
    """Has a person said that nothing is left to do for the mention, or its author?"""
    state = select(StateRow.id).where(
        col(StateRow.mention_id) == col(MentionRow.id), col(StateRow.closed) != ""
    )
    return state.exists()


def is_handled() -> ColumnElement[bool]:
    """Answered, or closed: it waits for nobody."""
    return is_answered() | is_closed()

"""Which notices are due and not sent, since when, and which only wait for the day's limit."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import case, col, func, select

from listener.store.joins import is_shown
from listener.store.tables import DecisionRow, MentionRow, NoticeRow

_OF_STORIES = ("instant", "grouped", "triage", "wins", "look")
MOVED = "moved:"  # how the key of an alert begins that a person sent to another desk


def is_over_limit() -> ColumnElement[bool]:
    """Notices of alerts that the day's limit made wait for a bundle."""
    urgent = (
        select(DecisionRow.id)
        .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
        .where(
            col(MentionRow.story_id) == col(NoticeRow.story_id),
            col(DecisionRow.ended_at).is_(None),
            col(DecisionRow.alert) == "instant",
            # Not what another message of the story has told at once.
            func.coalesce(DecisionRow.told_by, NoticeRow.key) == col(NoticeRow.key),
        )
    )
    return (col(NoticeRow.class_) == "grouped") & urgent.exists()


def tells_something() -> ColumnElement[bool]:
    """Notices with a mention left that is to be told; those that tell of no decision always have something.

    What a person corrected to nothing before its hour came has none. Of an earlier release's
    decisions, which name no notice, any of its story counts.
    """
    of = (
        select(DecisionRow.id)
        .join(MentionRow, col(MentionRow.id) == col(DecisionRow.mention_id))
        .where(
            col(MentionRow.story_id) == col(NoticeRow.story_id),
            is_shown(),
            col(DecisionRow.ended_at).is_(None),
            col(DecisionRow.alert) != "none",
            func.coalesce(DecisionRow.told_by, NoticeRow.key) == col(NoticeRow.key),
        )
    )
    is_of_other = (
        col(NoticeRow.class_).not_in(_OF_STORIES)
        | col(NoticeRow.story_id).is_(None)
        | col(NoticeRow.key).startswith(MOVED)
    )
    return is_of_other | of.exists()


def is_unsent(now: datetime) -> Any:
    """Notices that are due and not sent: what was tried once stays due, however late it asks again."""
    pending = col(NoticeRow.state) == "pending"
    tried = (col(NoticeRow.attempts) > 0) | (col(NoticeRow.next_at) <= now)
    return (pending & tried) | (col(NoticeRow.state) == "sending")


def due_since() -> Any:
    """Since when a notice is due.

    After a second try its first one is no longer known: then it is when the notice was made.
    """
    tried = col(NoticeRow.attempts)
    return case(
        (tried == 0, col(NoticeRow.next_at)),
        (tried == 1, func.coalesce(NoticeRow.started_at, NoticeRow.next_at)),
        else_=col(NoticeRow.made_at),
    )

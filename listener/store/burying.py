"""Deletions honoured: what a source took down is forgotten here, and what was decided on it ends."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session

from listener.store.base import table_of
from listener.store.precedents import unlink
from listener.store.tables import DecisionRow, MentionRow

MENTIONS, DECISIONS = table_of(MentionRow), table_of(DecisionRow)


def bury(session: Session, gone: list[tuple[int, datetime]]) -> None:
    """Forget what deleted mentions said and who said it, and end what was decided on them; an answer of ours
    among them is no precedent any more.
    """
    unlink(session, [id_ for id_, _ in gone])
    connection = session.connection()
    connection.execute(_FORGET, [{"row_id": id_, "now": now} for id_, now in gone])
    connection.execute(_END, [{"row_id": id_, "now": now} for id_, now in gone])


_FORGET = (
    MENTIONS.update()
    .where(MENTIONS.c.id == bindparam("row_id"))
    .values(
        deleted_at=bindparam("now"),
        row_key=None,
        content_hash="",  # so that whatever comes back is a new revision
        text="",
        stage="",
        **dict.fromkeys(
            (
                "title",
                "parent_text",
                "thread_title",
                *("author_name", "author_handle", "author_url"),
            ),
            None,
        ),
    )
)
_END = (
    DECISIONS.update()
    .where(DECISIONS.c.mention_id == bindparam("row_id"), DECISIONS.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)

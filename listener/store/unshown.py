"""What was not seen at its source for longer than its platform allows: link and date are shown, its words are not.

They are not kept either. What its content was is marked, so that a source which shows the same again gives
it its words back, without a new revision: nobody is told of it a second time.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, case
from sqlmodel import col

from listener.store.base import table_of
from listener.store.ingest_row import Columns
from listener.store.tables import MentionRow

MENTIONS = table_of(MentionRow)
MARK = "~"  # before the content's hash
_BACK = (
    *("text", "title", "parent_text", "thread_title"),
    *("author_name", "author_handle", "author_url"),
)


def is_unshown() -> ColumnElement[bool]:
    """Has it lost its words until they are seen again?"""
    return col(MentionRow.content_hash).startswith(MARK)


def is_unseen(source_id: int, before: datetime) -> ColumnElement[bool]:
    """Does it show words that its source did not show since a time? The brand's own may stay; so does what
    is still to be decided, which nobody sees.
    """
    return (
        (col(MentionRow.source_id) == source_id)
        & (col(MentionRow.looked_at) <= before)
        & col(MentionRow.deleted_at).is_(None)
        & (col(MentionRow.stage) == "")
        & ~col(MentionRow.by_owner)
        & ((col(MentionRow.text) != "") | col(MentionRow.title).is_not(None))
    )


def content_of(old: Row[Any]) -> str:
    """What its content was when it was seen last."""
    return str(old.content_hash).removeprefix(MARK)


def give_back(connection: Connection, seen: Iterable[tuple[Row[Any], Columns]]) -> None:
    """Mentions, and their rows as their source shows them now: those that lost their words have them again."""
    told = [_values(old, row) for old, row in seen if _is_back(old, row)]
    if told:
        connection.execute(_GIVE_BACK, told)


def _is_back(old: Row[Any], row: Columns) -> bool:
    is_marked = str(old.content_hash).startswith(MARK)
    return is_marked and row["deleted_at"] is None and content_of(old) == row["content_hash"]


def _values(old: Row[Any], row: Columns) -> dict[str, Any]:
    told: dict[str, Any] = {f"new_{name}": value for name, value in row.items() if name in _BACK}
    return {"row_id": old.id, "content": row["content_hash"], **told}


_NEW = {name: bindparam(f"new_{name}", type_=MENTIONS.c[name].type) for name in _BACK}
# Read again in silence, for its reason and its drafts, which went with its words.
_GIVE_BACK = (
    MENTIONS.update()
    .where(MENTIONS.c.id == bindparam("row_id"), MENTIONS.c.deleted_at.is_(None))
    .values(
        content_hash=bindparam("content"),
        stage=case((MENTIONS.c.stage == "", "retag"), else_=MENTIONS.c.stage),
        **_NEW,
    )
)

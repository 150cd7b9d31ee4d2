"""The same row of the same file is the same mention, whatever the file's columns were taken for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from connectors.kit.reading.identity import REPLY
from listener.store.among import among
from listener.store.base import table_of
from listener.store.ingest_row import Columns, stored_key
from listener.store.second_look import rename
from listener.store.tables import MentionRow

MENTIONS = table_of(MentionRow)
# What a mention keeps where a source stays silent about it: here it goes with the map that told it.
_GOES = (
    *("url", "url_key", "author_key", "speaker_key", "author_proof", "lang", "posted_at"),
    *("author_name", "author_handle", "author_url", "parent_url", "parent_text"),
    *("thread_key", "thread_title", "place", "product_version", "country"),
)
_TOLD = ("id", "row_key", "external_id", "content_hash", "posted_at", "speaker_key")
_FILED = select(*(MENTIONS.c[name] for name in _TOLD)).where(
    MENTIONS.c.source_id == bindparam("source"), MENTIONS.c.deleted_at.is_(None)
)
_UNREAD = (
    MENTIONS.update()
    .where(MENTIONS.c.id == bindparam("row_id"))
    .values({**dict.fromkeys(_GOES), "content_hash": ""})
)


def take_up(connection: Connection, source_id: int, rows: Sequence[Columns]) -> set[str]:
    """Make ready what these rows of a file were before, to be replaced by what they are; return the ids.

    Each goes by the id that its row gives it here, unless another mention has that.
    """
    by_key = {key: row for row in rows if (key := row["row_key"]) and row["deleted_at"] is None}
    if not by_key:
        return set()
    found = _filed(connection, source_id, list(by_key))
    other = [(old, row) for old in found if _differs(old, row := by_key[old.row_key])]
    if not other:
        return set()
    moved = {old.external_id: row["external_id"] for old, row in other}
    answers = {_answer(old): _answer(new) for old, new in moved.items()}
    rename(connection, source_id, {k: v for k, v in (moved | answers).items() if k != v})
    now = {one.id: one.external_id for one in _filed(connection, source_id, list(by_key))}
    ready = [(old, row) for old, row in other if now[old.id] == row["external_id"]]
    if ready:
        connection.execute(_UNREAD, [{"row_id": old.id} for old, _ in ready])
    return {row["external_id"] for _, row in ready}


def _filed(connection: Connection, source_id: int, keys: list[str]) -> Sequence[Row[Any]]:
    asked = _FILED.where(among(MENTIONS.c.row_key, "keys", connection.dialect.name))
    return connection.execute(asked, {"source": source_id, "keys": keys}).all()


def _differs(old: Row[Any], row: Columns) -> bool:
    told = (row["external_id"], row["content_hash"], row["speaker_key"])
    if told != (old.external_id, old.content_hash, old.speaker_key):
        return True
    at = row["posted_at"]
    # A time that lies ahead is the hour of each reading.
    return at != old.posted_at and (at is None or at < row["collected_at"])


def _answer(id_: str) -> str:
    return stored_key(f"{id_}{REPLY}")

"""Candidates: which mentions of a source a row may be, found by time, by link or among the undated."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    func,
    select,
)

from connectors.kit.reading.identity import (
    is_by_words,
)
from listener.store.alike import (
    READ,
    day_of,
    is_day_alone,
)
from listener.store.among import among
from listener.store.base import table_of
from listener.store.ingest_row import NEWS, Columns
from listener.store.tables import MentionRow

MENTIONS = table_of(MentionRow)

DAY = timedelta(hours=25)  # the longest: when clocks are put back
UNDATED = timedelta(days=30)  # how far back a post without link and time is looked for
FEW = 200  # new rows of a batch: so many are looked for by time and by link
MOST = 5_000  # mentions compared at most, the newest


@dataclass(frozen=True, slots=True)
class Look:
    """What a second look needs beside the rows of its batch."""

    source_id: int
    ids: Collection[str]  # of the whole page: what it shows by its own id is no other's
    before: (
        int  # mentions stored later are of this same visit, which tells its items apart; 0: none
    )
    is_window: bool = False  # does the source show at each visit what it showed at the last one?
    changed: Collection[str] = ()  # ids of items whose time is only that of their last change
    zone: tzinfo = UTC  # of days without an hour
    read_at: datetime | None = None  # the source's last poll that came to its end
    news_for: timedelta = NEWS  # so long after its time a post is news


def candidates(
    connection: Connection, look: Look, rows: Sequence[Columns], own: set[str]
) -> list[Row[Any]]:
    """Living mentions of the source that one of the rows may be.

    Each way has its index: the time, the link where it is one item's, else (rare) what the source
    showed lately without a time. Of many rows those with a time are not looked for by link too.
    """
    dated = {row["posted_at"] for row in rows if row["posted_at"] is not None}
    # Only a row without an id of its own comes under another one with its hour, or without it.
    bare = [
        at
        for r in ([] if look.is_window else rows)
        if (at := r["posted_at"]) is not None and _is_bare(r)
    ]
    days = {at for at in bare if is_day_alone(at, look.zone)}
    dated |= {day_of(at, look.zone) for at in bare}
    by_link = [
        row["url_key"]
        for row in rows
        if row["url_key"] in own and (row["posted_at"] is None or len(rows) <= FEW)
    ]
    c, dialect = MENTIONS.c, connection.dialect.name
    asked: list[tuple[ColumnElement[bool], dict[str, Any]]] = []
    if dated:
        asked.append((among(c.at, "times", dialect), {"times": sorted(dated)}))
    if days:
        first_to_last = c.at.between(bindparam("first"), bindparam("last"))
        asked.append((first_to_last, {"first": min(days), "last": max(days) + DAY}))
    if by_link:
        keys = {key for one in by_link for key in (one, _other_scheme(one))}
        asked.append((among(c.url_key, "keys", dialect), {"keys": sorted(keys)}))
    may_move = look.is_window  # its links, with its ids
    if any(row["posted_at"] is None and (may_move or row["url_key"] not in own) for row in rows):
        since = rows[0]["collected_at"] - UNDATED
        asked.append((c.posted_at.is_(None) & (c.at >= bindparam("since")), {"since": since}))
    of_it = {"brand": rows[0]["brand"], "source": look.source_id, "before": look.before}
    found: dict[int, Row[Any]] = {}
    for clause, values in asked:
        for old in connection.execute(_LIVING.where(clause), of_it | values):
            if old.external_id not in look.ids:
                found[old.id] = old
    return list(found.values())


def _is_bare(row: Columns) -> bool:
    """Does it go by its words, its author and its time alone?"""
    return row["posted_at"] is not None and is_by_words(row["external_id"])


def by(rows: Iterable[Row[Any]], key: Callable[[Any], Any]) -> dict[Any, list[Row[Any]]]:
    """Rows by what they share."""
    found: dict[Any, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _other_scheme(key: str) -> str:
    """The same address over http instead of https, or the reverse."""
    scheme, _, rest = key.partition("://")
    return f"{'http' if scheme == 'https' else 'https'}://{rest}"


_COMPARED = ("id", "external_id", "content_hash", "url", "url_key", "title", "posted_at", "at")
_WHO = ("collected_at", "author_name", "author_url", "speaker_key", "deleted_at")
_OLD = tuple(MENTIONS.c[name] for name in (*_COMPARED, *_WHO))
KNOWN = select(*_OLD, func.substr(MENTIONS.c.text, 1, READ).label("words")).where(
    MENTIONS.c.source_id == bindparam("source")
)
SAID = (
    func.substr(MENTIONS.c.text, 1, READ).label("text"),
    *(MENTIONS.c[name] for name in ("genre", "venue", "rating", "by_owner")),
)
_LIVING = (
    select(*_OLD, *SAID)
    .where(
        MENTIONS.c.brand == bindparam("brand"),
        MENTIONS.c.source_id + 0 == bindparam("source"),  # its own index would find them all
        MENTIONS.c.id <= bindparam("before"),
        MENTIONS.c.deleted_at.is_(None),
    )
    .order_by(MENTIONS.c.id.desc())
    .limit(MOST)
)

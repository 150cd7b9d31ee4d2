"""Deduplication of ids before a batch is stored: one id may hide two posts, two ids one.

Some sources give another id at each visit, often with another link, some one id to all. So a new
id whose link, words, author and time are those of a mention that we have is that mention, and a
known id that comes with other words, and another author or a later time, is another post: who edits
keeps the time at which it came out. A few equal words without a time may be two people's; but
where a feed shows under new ids what it showed before, its ids are made at each visit, and its
links may be too.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from connectors.kit.reading.identity import REPLY, fingerprint, is_hollow, is_made_for_one
from listener.store.alike import (
    have_their_ids,
    is_alike,
    is_another,
    is_answer,
    is_by_one,
    is_edit,
    is_it,
    is_of_its_day,
    is_same,
    link_of,
    said,
)
from listener.store.among import among
from listener.store.candidates import (
    KNOWN,
    MENTIONS,
    SAID,
    Look,
    by,
    candidates,
)
from listener.store.ingest_row import Columns, stored_key


def follow(
    connection: Connection, look: Look, rows: Sequence[Columns], *, changed: Collection[str]
) -> int:
    """Give mentions that the page shows under another of these ids that id; return how many.

    Ids that count the items of a reply move on with each new one. `changed` are those of the rows
    that we have with other content; what stood under an id that another takes gets its own.
    """
    old = _by_id(connection, look, KNOWN, list(changed)) if look.is_window and changed else {}
    moved = _moved_on(old, rows)
    if not moved:
        return 0
    taken = {row["external_id"] for row in moved.values()}
    out = _by_id(connection, look, _WHOLE, list(taken - moved.keys()))
    own = {id_: _own_id(one._mapping) for id_, one in out.items()}
    there = _by_id(connection, look, KNOWN, list(own.values()))
    leave = [
        {"row_id": one.id, "new_id": own[id_] if own[id_] not in there else f"#{one.id}"}
        for id_, one in out.items()
    ]
    # No two may have one id for a moment.
    aside = [{"row_id": old[id_].id, "new_id": f"#{old[id_].id}"} for id_ in moved]
    connection.execute(_RENAME, leave + aside)
    places = [
        {
            "row_id": old[id_].id,
            "new_id": row["external_id"],
            "new_url": row["url"] or old[id_].url,
            "new_key": row["url_key"] if row["url"] else old[id_].url_key,
        }
        for id_, row in moved.items()
    ]
    connection.execute(_PLACE, places)
    return len(moved)


def _moved_on(old: Mapping[str, Row[Any]], rows: Sequence[Columns]) -> dict[str, Columns]:
    """By the ids of these mentions, the rows that they are under another id; no row twice."""
    shown: dict[str, list[Columns]] = {}
    for row in rows if old else ():
        if row["deleted_at"] is None:
            shown.setdefault(row["content_hash"], []).append(row)
    found: dict[str, Columns] = {}
    for id_, one in old.items():
        equal = shown.get(one.content_hash, []) if one.deleted_at is None else []
        at = next(
            (n for n, r in enumerate(equal) if r["external_id"] != id_ and is_it(one, r)), None
        )
        if at is not None:
            found[id_] = equal.pop(at)
    return found


def set_beside(
    connection: Connection,
    look: Look,
    rows: Sequence[Columns],
    *,
    page: Sequence[Columns],
    still: int,
) -> dict[str, Columns]:
    """By their ids, those of these rows that are other posts than stand there, as to be stored.

    The rows are all known and have other content; `page` is all that came with them, `still` of
    which came as we have them. A post that we have under an id of its own keeps it; else the new
    one takes the id, so that its edits find it, and the old one gets its own.
    """
    if not rows:
        return {}
    others = _other_posts(connection, look, rows, page=page, ids_stay=still >= len(rows))
    if not others:
        return {}
    mine = {id_: _own_id(row) for id_, row in others.items()}
    whole = _by_id(connection, look, _WHOLE, list(others))
    theirs = {id_: _own_id(one._mapping) for id_, one in whole.items()}
    taken = _by_id(connection, look, KNOWN, [*mine.values(), *theirs.values()])
    gives_way = [id_ for id_ in others if not {mine[id_], theirs[id_]} & taken.keys()]
    if gives_way:
        moved = [{"row_id": whole[id_].id, "new_id": theirs[id_]} for id_ in gives_way]
        connection.execute(_RENAME, moved)
    kept = others.keys() - set(gives_way)
    return others | {id_: {**others[id_], "external_id": mine[id_]} for id_ in kept}


def _other_posts(
    connection: Connection,
    look: Look,
    rows: Sequence[Columns],
    *,
    page: Sequence[Columns],
    ids_stay: bool,
) -> dict[str, Columns]:
    """By their ids, the rows that are other posts than those we have under these ids."""
    old = _by_id(connection, look, KNOWN, [row["external_id"] for row in rows])
    titles = Counter(row["title"] for row in page)
    links = Counter(link_of(row["url"], row["url_key"]) for row in page)

    def is_rewritten(row: Columns) -> bool:
        """Is it the same post whose words alone are others, under an id and a link of its own?"""
        id_, link = row["external_id"], link_of(row["url"], row["url_key"])
        is_own = links[link] == 1 and (ids_stay or is_made_for_one(id_))
        was = old[id_]
        return id_ in look.changed and is_own and link == link_of(was.url, was.url_key) is not None

    return {
        id_: row
        for row in rows
        if is_another(
            old[id_ := row["external_id"]],
            row,
            is_titled=len(look.ids) > 1 and titles[row["title"]] == 1,
            is_window=look.is_window,
        )
        and not (is_rewritten(row) and is_by_one(old[id_], row))
        and not (look.is_window and is_answer(row))
    }


def _by_id(
    connection: Connection, look: Look, query: Select[Any], ids: Sequence[str]
) -> dict[str, Row[Any]]:
    asked = query.where(among(MENTIONS.c.external_id, "ids", connection.dialect.name))
    found = connection.execute(asked, {"source": look.source_id, "ids": list(ids)}).all()
    return {row.external_id: row for row in found}


def _own_id(row: Mapping[Any, Any]) -> str:
    """Of a post whose id stands for others too."""
    told = fingerprint(row["title"], row["text"], row["author_name"], row["posted_at"])
    return stored_key(f"{row['external_id']}#{told}")


def recognise(
    connection: Connection, look: Look, rows: Sequence[Columns], *, known: int = 0
) -> list[str]:
    """Give mentions that we have under other ids the ids of these new rows; return those ids.

    `known` is how many others of the page we have under the ids by which it shows them.
    """
    links = Counter(row["url_key"] for row in rows)
    own = {link for link, times in links.items() if link is not None and times == 1}
    old = candidates(connection, look, rows, own) if rows and look.before else []
    if not old:
        return []
    found: dict[int, str] = {}  # new ids by the number of the mention
    left: list[Columns] = []
    same = by(old, lambda o: said(o._mapping))
    edits = by(old, lambda o: link_of(o.url, o.url_key))
    for row in rows:
        is_own = row["url_key"] in own and not is_hollow(row["url"])
        alike = (o for o in same.get(said(row), ()) if is_same(o, row, is_own))
        likely = [o for o in alike if look.is_window or not have_their_ids(o, row, look.zone)]
        if is_own:
            at = link_of(row["url"], row["url_key"])
            likely += [o for o in edits.get(at, ()) if is_edit(o, row)]
        if not _take(found, likely, row):
            left.append(row)
    for row in left if not look.is_window else ():
        _take(found, (o for o in same.get(said(row), ()) if is_of_its_day(o, row, look.zone)), row)
    if not look.is_window:
        moved = {o.external_id: found.get(o.id) for o in old}
        found = _with_their_rows(connection, look, moved, left) | found
    more = dict(found)
    for row in left if look.is_window else ():
        _take(more, (o for o in same.get(said(row), ()) if is_alike(o, row)), row)
    # Ids that stay are seen again; those made at each visit leave most of a page as it was.
    if are_anew(look, len(more), new=len(rows), known=known):
        found = more
    if found:
        connection.execute(_RENAME, [{"row_id": n, "new_id": id_} for n, id_ in found.items()])
    return list(found.values())


def _with_their_rows(
    connection: Connection, look: Look, moved: Mapping[str, str | None], rows: Sequence[Columns]
) -> dict[int, str]:
    """New ids of our answers that stood in the rows of mentions that got these ids."""
    asked = {f"{new}{REPLY}": f"{was}{REPLY}" for was, new in moved.items() if new}
    mine = {asked[id_]: id_ for row in rows if (id_ := row["external_id"]) in asked}
    there = _by_id(connection, look, KNOWN, list(mine)) if mine else {}
    return {one.id: mine[id_] for id_, one in there.items()}


def are_anew(look: Look, found: int, *, new: int, known: int) -> bool:
    """Does a source that shows what it showed before show most of it under other ids?"""
    return look.is_window and found > known and 2 * found >= new


def _take(found: dict[int, str], likely: Iterable[Row[Any]], row: Columns) -> bool:
    """Note the first of these mentions that no other row is as the one that this row is."""
    one = next((o for o in likely if o.id not in found), None)
    if one is not None:
        found[one.id] = row["external_id"]
    return one is not None


def as_it_was(
    connection: Connection, look: Look, rows: Sequence[Columns], *, changed: Collection[str]
) -> Sequence[Columns]:
    """The rows; of those whose blanks alone changed, with the content that we have."""
    if not changed:
        return rows
    old = _by_id(connection, look, _SPACED, list(changed))
    return [
        {**row, "content_hash": was.content_hash}
        if (was := old.get(row["external_id"])) is not None
        and said(was._mapping) == said(row)
        and (was.title, was.text) != (row["title"], row["text"])
        and was.addressed == row["addressed"]
        else row
        for row in rows
    ]


def was_read(connection: Connection, look: Look, ids: Collection[str]) -> bool:
    """Did an earlier poll that came to its end bring one of these mentions?

    What one that was cut off left is of this same visit.
    """
    if look.read_at is None:
        return False
    asked = _READ.where(among(MENTIONS.c.external_id, "ids", connection.dialect.name)).limit(1)
    told = {"source": look.source_id, "ids": list(ids), "read_at": look.read_at}
    return connection.execute(asked, told).first() is not None


def rename(connection: Connection, source_id: int, new_ids: Mapping[str, str]) -> None:
    """Give mentions of a source other ids, by those they have, where no mention has those yet."""
    asked = KNOWN.where(among(MENTIONS.c.external_id, "ids", connection.dialect.name))
    ids = [*new_ids, *new_ids.values()]
    known = {
        row.external_id: row.id
        for row in connection.execute(asked, {"source": source_id, "ids": ids})
    }
    found = {new: known[old] for old, new in new_ids.items() if old in known and new not in known}
    if found:
        renamed = [{"row_id": id_, "new_id": new} for new, id_ in found.items()]
        connection.execute(_RENAME, renamed)


_OTHERS = tuple(MENTIONS.c[n] for n in ("external_id", "title", "content_hash", "addressed"))
_SPACED = select(*_OTHERS, *SAID).where(MENTIONS.c.source_id == bindparam("source"))
_WHOLE = select(
    *(MENTIONS.c[n] for n in ("id", "external_id", "title", "text", "author_name", "posted_at"))
).where(MENTIONS.c.source_id == bindparam("source"))
_READ = select(MENTIONS.c.id).where(
    MENTIONS.c.source_id == bindparam("source"),
    MENTIONS.c.collected_at <= bindparam("read_at"),
)
_RENAME = (
    MENTIONS.update()
    .where(MENTIONS.c.id == bindparam("row_id"))
    .values(external_id=bindparam("new_id"))
)
_PLACE = _RENAME.values(url=bindparam("new_url"), url_key=bindparam("new_key"))

"""From every release to this one, with rows in every table, on both databases.

A database of an old release is made by its own migration steps and filled with generated rows.
Rows of a real installation join it as `tests/releases/<release>.json`:
`{"revision": "0002", "rows": {"mentions": [{"id": 1, ...}, ...], ...}}`, times in ISO 8601 with
zone, bytes as hex; columns left out are generated, tables left out stay generated. With
`"names": true` its authors are names that anybody may take, and are let go: `test_authors` says why.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, config, pipeline
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    select,
    text,
)

from listener.notices import outbox
from listener.notices.renamed import renamed
from listener.store.migrate import FOLDER, differences, migrate
from listener.store.store import Store
from listener.store.tables import MentionRow

pytestmark = pytest.mark.migrates

assert MentionRow.metadata
RELEASES = {"0.1.0": "0001"}  # the first revision of each release; a new release adds its line
FIXTURES = Path(__file__).parent / "releases"
STEPS = sorted(step.name[:4] for step in (FOLDER / "versions").glob("[0-9]*.py"))
ROWS = 3  # of each table
Rows = dict[str, list[dict[str, Any]]]
# Pseudonyms, made anew: `test_authors` says how.
RENEWED = (("authors", "key"), ("mentions", "author_key"))
# Taken away where nobody waits by an hour: the test below says of what.
EMPTIED = (("decisions", "due_at"),)
# Tables that a release dropped: of buttons that earlier ones never had, so no row was ever written.
DROPPED = ("presses",)

# Values that code reads again: they must mean something.
MEANING: dict[tuple[str, str], Any] = {
    ("mentions", "stage"): "",
    ("mentions", "deleted_at"): None,
    ("mentions", "copy_of"): None,
    ("mentions", "muted"): None,
    ("mentions", "correction_id"): 0,
    ("mentions", "revision"): 1,
    ("mentions", "venue"): "own",
    ("tags", "revision"): 1,
    ("vectors", "revision"): 1,
    ("decisions", "revision"): 1,
    ("decisions", "leaf"): "REPAIR",
    ("decisions", "lane"): "customers",
    ("decisions", "form"): "critique",
    ("decisions", "tone"): "negative",
    ("decisions", "confidence"): "sure",
    ("decisions", "ended_at"): None,
    ("decisions", "path"): '[["q","a","why"]]',
    ("notices", "state"): "sent",
    ("notices", "payload"): '{"mention": 1}',
    ("notices", "target"): "terminal",
    ("notices", "class"): "instant",
    ("sources", "failures"): 0,
    ("sources", "off_reason"): None,
    ("sources", "last_error"): None,
    ("sources", "next_poll_at"): (NOON + timedelta(days=1)).isoformat(),
}


def tables_of(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [t for t in found.sorted_tables if t.name != "alembic_version"]


def value(table: Table, column: Column[Any], n: int) -> Any:
    """A value for one column of the n-th row, as JSON can hold it."""
    known = (table.name, column.name)
    if known in MEANING:
        return MEANING[known]
    if column.name == "id" or column.foreign_keys or column.name.endswith("_id"):
        return n  # the n-th row of every table belongs to the n-th of the others
    match column.type:
        case Boolean():
            return n % 2 == 0
        case Integer():
            return n
        case Float():
            return 0.25 * n
        case DateTime():
            return (NOON - timedelta(days=n, microseconds=n)).isoformat()
        case LargeBinary():
            return bytes([n]).hex() * 768
        case _ if column.name in ("scores", "parts", "checks", "signals"):
            return "{}" if column.name == "scores" else "[]"
        case _:
            return f"{table.name}.{column.name} {n}: où, «ça», 🚲"


def stored(column: Column[Any], found: Any) -> Any:
    """From JSON to what the driver takes."""
    if found is None:
        return None
    match column.type:
        case DateTime():
            return datetime.fromisoformat(found)
        case LargeBinary():
            return bytes.fromhex(found)
        case Boolean():
            return bool(found)
        case _:
            return found


def shown(found: Any) -> Any:
    """A value as it can be compared: SQLite gives its UTC times back without their zone."""
    if isinstance(found, datetime):
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return found


def generated(tables: list[Table], given: Rows) -> Rows:
    """Rows of every table: those given, what they leave out, and generated ones for the rest."""
    made: Rows = {}
    for table in tables:
        base = [{c.name: value(table, c, n) for c in table.columns} for n in range(1, ROWS + 1)]
        own = given.get(table.name)
        made[table.name] = (
            base if own is None else [base[0] | {"id": i} | row for i, row in enumerate(own, 1)]
        )
    return made


def fill(store: Store, rows: Rows) -> None:
    with store.writing() as session:
        connection = session.connection()
        for table in tables_of(connection):
            made = [
                {c.name: stored(c, row[c.name]) for c in table.columns} for row in rows[table.name]
            ]
            if made:
                connection.execute(table.insert(), made)


def dump(store: Store) -> Rows:
    with store.reading() as session:
        connection = session.connection()
        return {
            table.name: [
                {name: shown(found) for name, found in row.items()}
                for row in connection.execute(select(table).order_by(table.c.id)).mappings()
            ]
            for table in tables_of(connection)
        }


def old(url: str, revision: str, given: Rows) -> Store:
    """A database as a release of this revision left it."""
    store = Store.open(url)
    migrate(store.engine, revision)
    with store.reading() as session:
        rows = generated(tables_of(session.connection()), given)
    fill(store, json.loads(json.dumps(rows)))  # the way of a fixture
    store.count_on_from_here() if revision == STEPS[-1] else _count_on(store)
    return store


def _count_on(store: Store) -> None:
    if store.is_sqlite:
        return
    with store.writing() as session:
        connection = session.connection()
        for table in tables_of(connection):
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                    f"(SELECT coalesce(max(id), 1) FROM {table.name}))"
                )
            )


def starts() -> Iterator[Any]:
    yield from (pytest.param(revision, {}, False, id=f"revision-{revision}") for revision in STEPS)
    for file in sorted(FIXTURES.glob("*.json")):
        made = json.loads(file.read_text("utf-8"))
        names = made.get("names", False)
        yield pytest.param(made["revision"], made["rows"], names, id=f"release-{file.stem}")


def lost(before: Rows, after: Rows) -> list[str]:
    """Rows that are gone or say something else; a column that a release dropped is no loss."""
    found = []
    for table, rows in before.items():
        if table in DROPPED and table not in after:
            continue
        now = {row["id"]: row for row in after[table]}
        for row in rows:
            kept = now.get(row["id"], {})
            said = {k: v for k, v in row.items() if k in kept and (table, k) not in RENEWED}
            emptied = {k for k in said if (table, k) in EMPTIED and kept[k] is None}
            if not kept or any(kept[k] != v for k, v in said.items() if k not in emptied):
                found.append(f"{table} {row['id']}")
    return found


def check_upgrade(
    url: str, revision: str, given: Rows, folder: Path, *, names: bool = False
) -> None:
    store = old(url, revision, given)
    before = dump(store)
    assert all(before.values()), "every table holds rows"
    assert store.revision() == revision
    store.close()

    store = Store.open(url)
    store.upgrade()
    assert store.revision() == store.head()
    assert differences(store.engine) == []
    after = dump(store)
    if names:
        assert before.pop("authors")
        assert after["authors"] == []
        assert {row.pop("author_id") for row in after["mentions"]} == {None}
    assert lost(before, after) == []
    # It is not only there: the code of today reads it, and writes after it.
    pipeline(config(folder), store, Kept(), Clock()).after_collect()
    record = store.record(1)
    assert record is not None
    assert record.decision is not None
    assert record.decision.leaf == "REPAIR"
    assert outbox.add(store, renamed(BRAND, "new", NOON))
    store.close()


@pytest.mark.parametrize(("revision", "given", "names"), list(starts()))
@pytest.mark.long
def test_every_row_of_an_older_database_is_kept(
    empty_url: str, tmp_path: Path, revision: str, given: Rows, names: bool
) -> None:
    check_upgrade(empty_url, revision, given, tmp_path, names=names)


def test_what_stood_in_a_look_is_due_by_no_hour_any_more(empty_url: str) -> None:
    due = {"due_at": NOON.isoformat()}
    looks: list[dict[str, Any]] = [
        {"silent": False, "look": ""},
        {"silent": True, "look": ""},
        {"silent": False, "look": "old"},
        {"silent": True, "look": ""},
    ]
    given: Rows = {
        "mentions": [{"external_id": f"x{n}"} | row for n, row in enumerate(looks)],
        "decisions": [{"mention_id": n} | due for n in (1, 2, 3)]
        + [{"mention_id": 4, "leaf": "ESCALATE_NOW"} | due],
    }
    old(empty_url, "0010", given).close()
    store = Store.open(empty_url)
    store.upgrade()
    kept = [row["due_at"] for row in dump(store)["decisions"]]
    store.close()
    assert kept == [NOON, None, None, NOON]


def test_every_release_is_among_the_starts() -> None:
    assert set(RELEASES.values()) <= set(STEPS)
    for file in FIXTURES.glob("*.json"):
        assert file.stem in RELEASES


def test_rows_of_a_fixture_stand_where_generated_ones_would(empty_url: str, tmp_path: Path) -> None:
    given: Rows = {
        "mentions": [{"text": "from a real one", "posted_at": "2026-11-01T10:00:00+00:00"}]
    }
    # Three rows of the other tables need three mentions.
    given["mentions"] += [{"external_id": f"x{n}"} for n in (2, 3)]
    check_upgrade(empty_url, STEPS[0], given, tmp_path)
    store = Store.open(empty_url)
    record = store.record(1)
    assert record is not None
    assert record.mention.text == "from a real one"
    assert record.mention.posted_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    store.close()


@pytest.mark.parametrize(
    "damage",
    ["UPDATE mentions SET likes = 99 WHERE id = 2", "DELETE FROM gaps WHERE id = 3"],
)
def test_what_an_upgrade_lost_would_be_seen(empty_url: str, damage: str) -> None:
    store = old(empty_url, STEPS[0], {})
    before = dump(store)
    assert lost(before, dump(store)) == []
    with store.writing() as session:
        session.connection().execute(text(damage))
    assert len(lost(before, dump(store))) == 1
    store.close()

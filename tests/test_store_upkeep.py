"""Backups, copies, and whether the database can be written."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from connectors.kit.contract import Mention
from listener.store.errors import StoreError
from listener.store.ingest_row import Arrival, Columns, mention_values
from listener.store.store import Store
from listener.store.syncing import SourceSpec

NOW = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
PAGE = 20


def _sqlite(file: Path) -> Store:
    store = Store.open(f"sqlite:///{file}")
    store.upgrade()
    return store


def _page(number: int) -> list[Columns]:
    arrival = Arrival(source_id=1, brand="Acme", now=NOW)
    return [
        mention_values(
            Mention(external_id=f"{number}-{n}", text=f"où? {n}", genre="review", addressed=n == 1),
            arrival,
            author_key=None,
            addressed=n == 1,
            url_key=None,
        )
        for n in range(PAGE)
    ]


def _fill(store: Store, pages: int) -> None:
    store.sync_sources([SourceSpec("Acme", "forum", "rss", "1")])
    for number in range(pages):
        store.add_page(1, _page(number), f"{number + 1}")


def test_a_database_that_can_be_written_says_nothing(store: Store) -> None:
    store.check_writable()


def test_counts_name_every_table(store: Store) -> None:
    _fill(store, 2)
    counts = store.counts()
    assert (counts["sources"], counts["mentions"], counts["tags"]) == (1, 2 * PAGE, 0)


def test_a_backup_taken_while_others_write_is_one_moment(tmp_path: Path) -> None:
    store = _sqlite(tmp_path / "listener.db")
    _fill(store, 1)
    wrote, stop = threading.Semaphore(0), threading.Event()

    def write() -> None:
        number = 1
        while not stop.is_set():
            store.add_page(1, _page(number), f"{number + 1}")
            number += 1
            wrote.release()

    writer = threading.Thread(target=write)
    writer.start()
    for n in range(3):
        wrote.acquire()
        store.backup(tmp_path / f"backup-{n}.db")
    wrote.acquire()  # it went on writing
    stop.set()
    writer.join()
    store.close()
    sizes = []
    for n in range(3):
        with closing(sqlite3.connect(tmp_path / f"backup-{n}.db")) as backup:
            assert backup.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (cursor,) = backup.execute("SELECT cursor FROM sources").fetchone()
            (rows,) = backup.execute("SELECT count(*) FROM mentions").fetchone()
        assert rows == int(cursor) * PAGE
        sizes.append(rows)
    assert sizes == sorted(sizes)


def test_a_backup_is_one_file_for_its_owner_and_opens_as_a_store(tmp_path: Path) -> None:
    store = _sqlite(tmp_path / "listener.db")
    _fill(store, 2)
    (tmp_path / "backups").mkdir()
    to = tmp_path / "backups" / "monday.db"
    store.backup(to)
    assert [file.name for file in to.parent.iterdir()] == ["monday.db"]
    assert to.stat().st_mode & 0o777 == 0o600
    again = Store.open(f"sqlite:///{to}")
    assert again.counts() == store.counts()
    assert again.source("forum") == store.source("forum")
    again.close()
    store.close()


def test_a_backup_overwrites_nothing_and_says_what_it_cannot_write(tmp_path: Path) -> None:
    store = _sqlite(tmp_path / "listener.db")
    (tmp_path / "old.db").write_text("precious")
    with pytest.raises(StoreError, match=r"old\.db: this file exists already: name another one"):
        store.backup(tmp_path / "old.db")
    assert (tmp_path / "old.db").read_text() == "precious"
    with pytest.raises(StoreError, match=r"nowhere/x\.db: cannot write the backup"):
        store.backup(tmp_path / "nowhere" / "x.db")
    store.close()


def test_a_backup_of_postgresql_is_its_own_tools_work(postgres: Any, tmp_path: Path) -> None:
    store = Store.open(postgres.fresh())
    with pytest.raises(StoreError, match="use pg_dump"):
        store.backup(tmp_path / "x.db")
    store.close()


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_copy_holds_every_row_and_goes_on_from_there(
    store: Store, to: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    _fill(store, 60)  # more than a batch
    store.fail_poll(1, error="503", next_poll_at=NOW, now=NOW)
    url = f"sqlite:///{tmp_path / 'copy.db'}"
    if to == "postgresql":
        url = request.getfixturevalue("postgres").fresh()
    copy = Store.open(url)
    copy.upgrade()
    store.copy_to(copy)
    assert copy.counts() == store.counts()
    assert copy.source("forum") == store.source("forum")
    assert copy.add_page(1, _page(7), None).unchanged == PAGE
    assert copy.add_page(1, _page(60), None).new == PAGE
    copy.sync_sources([SourceSpec("Acme", "blog", "rss", "1")])
    assert copy.source("blog").id == 2
    copy.close()


def test_a_copy_goes_only_into_an_empty_database_of_the_same_revision(
    store: Store, tmp_path: Path
) -> None:
    _fill(store, 1)
    other = Store.open(f"sqlite:///{tmp_path / 'copy.db'}")
    with pytest.raises(StoreError, match=r"copy\.db: its tables differ from ours: run db upgrade"):
        store.copy_to(other)
    other.upgrade()
    _fill(other, 1)
    with pytest.raises(StoreError, match=r"copy\.db: it holds rows already: name an empty"):
        store.copy_to(other)
    other.close()


def test_a_copy_is_one_moment_though_others_write_meanwhile(store: Store, tmp_path: Path) -> None:
    _fill(store, 2)
    copy = Store.open(f"sqlite:///{tmp_path / 'copy.db'}")
    copy.upgrade()
    pages = iter(range(2, 100))

    @event.listens_for(copy.engine, "before_cursor_execute")
    def _write_meanwhile(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if sql.startswith("INSERT"):
            store.add_page(1, _page(next(pages)), "later")

    store.copy_to(copy)
    assert copy.source("forum").cursor == "2"
    assert copy.counts()["mentions"] == 2 * PAGE
    assert store.counts()["mentions"] > 2 * PAGE
    copy.close()

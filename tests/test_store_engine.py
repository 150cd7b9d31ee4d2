"""Opening a database: its settings, its errors, and what they never show."""

import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Integer, Text, bindparam, cast, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from listener.store.among import time_text
from listener.store.base import table_of
from listener.store.engine import open_engine
from listener.store.errors import StoreBusyError, StoreError, StoreFullError
from listener.store.store import Store
from listener.store.tables import MentionRow, PeriodRow

NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)


def _period(key: str, at: datetime) -> PeriodRow:
    return PeriodRow(brand="Acme", key=key, at=at)


def _add(store: Store, *rows: PeriodRow) -> None:
    with store.writing() as session:
        session.add_all(rows)


def _sqlite(tmp_path: Path) -> Store:
    store = Store.open(f"sqlite:///{tmp_path / 'listener.db'}")
    store.upgrade()
    return store


def test_every_sqlite_connection_has_the_measured_settings(tmp_path: Path) -> None:
    store = _sqlite(tmp_path)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "busy_timeout": 5000,
        "foreign_keys": 1,
        "secure_delete": 1,
    }
    with store.reading() as one, store.reading() as two:
        for connection in (one.connection(), two.connection()):
            found = {k: connection.exec_driver_sql(f"PRAGMA {k}").scalar() for k in wanted}
            assert found == wanted
    store.close()


def test_a_write_begins_at_once_and_a_read_waits_for_nobody(tmp_path: Path) -> None:
    store = _sqlite(tmp_path)
    begun: list[str] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def _note(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if sql.startswith("BEGIN"):
            begun.append(sql)

    with store.writing() as session:
        session.connection()
        with store.reading() as other:
            assert other.exec(select(PeriodRow)).all() == []
    assert begun == ["BEGIN IMMEDIATE", "BEGIN"]
    store.close()


def test_what_reading_changes_is_not_kept(store: Store) -> None:
    with store.reading() as session:
        session.add(_period("w46", NOON))
        session.flush()
    assert store.counts()["periods"] == 0


def test_a_block_that_raises_leaves_nothing(store: Store) -> None:
    def break_half_way() -> None:
        with store.writing() as session:
            session.add(_period("w46", NOON))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_half_way()
    assert store.counts()["periods"] == 0


def test_rows_stay_readable_after_their_session(store: Store) -> None:
    with store.writing() as session:
        row = _period("w46", NOON)
        session.add(row)
    assert row.key == "w46"
    assert row.id == 1


@pytest.mark.parametrize(
    "at",
    [
        NOON,
        NOON.replace(microsecond=0),  # SQLite writes no fraction unless told to
        NOON.replace(microsecond=1),
        NOON.astimezone(timezone(timedelta(hours=-9, minutes=-30))),
        datetime(2099, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(1990, 1, 1, tzinfo=UTC),
    ],
)
def test_a_time_comes_back_as_it_was_and_in_utc(store: Store, at: datetime) -> None:
    _add(store, _period("w46", at))
    with store.reading() as session:
        found = session.exec(select(PeriodRow)).one().at
    assert found == at
    assert found.utcoffset() == timedelta(0)


def test_times_compare_to_the_microsecond_in_any_zone(store: Store) -> None:
    step = timedelta(microseconds=1)
    whole = NOON.replace(microsecond=0)
    for n, at in enumerate((whole - step, whole, whole + step, whole + timedelta(seconds=1))):
        _add(store, _period(f"{n}", at))
    auckland = whole.astimezone(timezone(timedelta(hours=13)))
    stored = col(PeriodRow.at)
    keys = select(PeriodRow.key).order_by(stored)
    with store.reading() as session:
        before = session.exec(keys.where(stored < auckland)).all()
        same = session.exec(keys.where(stored == auckland)).all()
        after = session.exec(keys.where(stored > auckland)).all()
    assert (before, same, after) == (["0"], ["1"], ["2", "3"])


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="timezone"):
        _add(store, _period("w46", NOON.replace(tzinfo=None)))


def test_an_error_shows_no_text_of_a_mention(store: Store) -> None:
    secret = "my knee hurts, says Ada"
    rows: list[dict[str, Any]] = [
        {"brand": secret, "key": secret, "first_seen_at": None, "last_seen_at": NOON}
    ]
    with pytest.raises(DBAPIError) as caught, store.writing() as session:
        session.connection().execute(
            store.insert_into(table_of(MentionRow).metadata.tables["authors"]), rows
        )
    told = "".join(traceback.format_exception(caught.value))
    assert "first_seen_at" in told
    assert "knee" not in told


def test_a_value_of_the_wrong_type_is_not_shown_either(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite takes any value")
    bad = bindparam("bad", "my knee hurts", type_=Text)
    with pytest.raises(DBAPIError) as caught, store.reading() as session:
        session.connection().execute(select(cast(bad, Integer)))
    told = "".join(traceback.format_exception(caught.value))
    assert "22P02" in told
    assert "knee" not in told


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "listener.db"
    file.write_text("dear diary, " * 400)
    with pytest.raises(StoreError, match=r"listener\.db: this file is no SQLite database: move"):
        Store.open(f"sqlite:///{file}")
    assert file.read_text().startswith("dear diary")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder is wanted")
    with pytest.raises(
        StoreError, match=r"data/x/listener\.db: cannot make this file .*: let this"
    ):
        Store.open(f"sqlite:///{tmp_path / 'data' / 'x' / 'listener.db'}")


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "listener.db").mkdir()
    with pytest.raises(StoreError, match=r"listener\.db: cannot open it: let this user read and"):
        Store.open(f"sqlite:///{tmp_path / 'listener.db'}")


@pytest.mark.migrates
def test_a_new_file_and_its_folder_are_its_owners_alone(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'data' / 'listener.db'}")
    store.upgrade()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    files = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "data").iterdir()}
    assert files == dict.fromkeys(("listener.db", "listener.db-wal", "listener.db-shm"), 0o600)
    store.close()


def test_a_transaction_inside_a_transaction_is_an_error_and_no_deadlock(tmp_path: Path) -> None:
    store = _sqlite(tmp_path)
    event.listen(store.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout = 50"))
    store.close()
    with store.writing() as session:
        session.add(_period("w46", NOON))
        session.flush()
        with pytest.raises(StoreBusyError):
            _add(store, _period("w47", NOON))
    store.close()


def test_a_file_that_can_only_be_read_is_said_so(tmp_path: Path) -> None:
    store = _sqlite(tmp_path)
    store.check_writable()
    event.listen(store.engine, "connect", lambda c, _: c.execute("PRAGMA query_only = ON"))
    store.close()
    with pytest.raises(StoreError, match=r"listener\.db: it can only be read: let this user"):
        store.check_writable()
    store.close()


def test_a_full_disk_loses_nothing_and_room_heals_it(tmp_path: Path) -> None:
    store = _sqlite(tmp_path)
    _add(store, _period("kept", NOON))
    store.close()
    pages = [1]  # SQLite never goes below what the file has: full from now on
    event.listen(
        store.engine, "connect", lambda c, _: c.execute(f"PRAGMA max_page_count = {pages[0]}")
    )
    with pytest.raises(StoreFullError, match=r"listener\.db: the disk is full: free some space"):
        _add(store, *(_period(f"{n} {'x' * 900}", NOON) for n in range(200)))
    assert store.counts()["periods"] == 1
    store.close()
    pages[0] = 100_000
    _add(store, *(_period(f"{n} {'x' * 900}", NOON) for n in range(200)))
    assert store.counts()["periods"] == 201
    store.close()


def test_a_writer_that_waits_too_long_is_told_to_try_again(store_url: str) -> None:
    holder, waiter = Store.open(store_url), Store.open(store_url)
    _add(holder, _period("w46", NOON))
    lock = "SELECT 1" if holder.is_sqlite else "LOCK TABLE periods"
    hurry = "PRAGMA busy_timeout = 50" if holder.is_sqlite else "SET lock_timeout = 50"

    @event.listens_for(waiter.engine, "before_cursor_execute", retval=True)
    def _hurry(_c: Any, _cur: Any, sql: str, values: Any, *_: Any) -> tuple[str, Any]:
        return (hurry if sql.startswith("SET LOCAL") else sql), values

    if waiter.is_sqlite:
        event.listen(waiter.engine, "connect", lambda c, _: c.execute(hurry))
        waiter.close()
    with holder.writing() as session:
        session.connection().exec_driver_sql(lock)
        with pytest.raises(StoreBusyError, match="too long: try again"):
            _add(waiter, _period("w47", NOON))
    _add(waiter, _period("w47", NOON))
    holder.close()
    waiter.close()


def test_threads_take_turns_to_write(store: Store) -> None:
    def work(name: int) -> None:
        for n in range(10):
            _add(store, _period(f"{name}-{n}", NOON))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.counts()["periods"] == 80


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite://", "SQLite needs a file"),
        ("sqlite:///:memory:", "SQLite needs a file"),
        ("mysql://u:hunter2@host/db", "mysql is not supported"),
        ("postgresql+psycopg2://u:hunter2@host/db", "psycopg2 is not supported"),
        ("u:hunter2@host:db", "this is no database URL"),
    ],
)
def test_an_address_of_another_kind_is_refused_without_its_password(url: str, told: str) -> None:
    with pytest.raises(StoreError, match=rf"^storage\.url: .*{told}") as caught:
        open_engine(url)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://ada:hunter2@/listener?host={tmp_path}"
    with pytest.raises(
        StoreError, match=r"postgresql://ada@localhost/listener: no answer"
    ) as caught:
        Store.open(url)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))
    assert "hunter2" not in repr(open_engine(url))


def test_an_unknown_database_of_a_server_is_named(postgres: Any) -> None:
    url = postgres.empty()
    postgres.drop(url)
    with pytest.raises(
        StoreError, match=r"the server refuses us \(database .* does not exist\): correct the URL"
    ):
        Store.open(url)


def test_a_server_that_cuts_us_off_costs_one_transaction(postgres: Any) -> None:
    store = Store.open(postgres.fresh())
    _add(store, _period("w46", NOON))
    ours = f"datname = '{store.engine.url.database}'"
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}"
    with pytest.raises(StoreBusyError, match="the server is stopping or starting: try again"):
        _cut_in_the_middle(store, lambda: postgres.execute(cut))
    _add(store, _period("w47", NOON))
    postgres.execute(cut)  # an idle connection: nobody notices
    _add(store, _period("w48", NOON))
    assert store.counts()["periods"] == 3
    store.close()


def _cut_in_the_middle(store: Store, cut: Callable[[], None]) -> None:
    with store.writing() as session:
        session.add(_period("lost", NOON))
        session.flush()
        cut()
        session.add(_period("lost, too", NOON))


def test_a_question_among_others_says_itself_that_the_server_is_gone(postgres: Any) -> None:
    store = Store.open(postgres.fresh())
    ours = f"datname = '{store.engine.url.database}'"
    with store.reading():
        store.newest()
        postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}")
        with pytest.raises(StoreBusyError, match="the server is stopping or starting: try again"):
            store.newest()
    store.close()


def test_postgresql_without_its_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r'pip install "brand-listener\[scale\]"'):
        open_engine("postgresql://host/listener")


def test_questions_inside_a_reading_share_its_session(store: Store) -> None:
    opened: list[object] = []
    event.listen(store.engine, "checkout", lambda *about: opened.append(about[0]))
    with store.reading() as session:
        store.sources()
        store.newest()
        with store.reader() as joined:
            assert joined is session
    assert len(opened) == 1
    store.sources()
    store.newest()
    assert len(opened) == 3


def test_another_thread_is_not_inside_the_reading(store: Store) -> None:
    with store.reading() as session, ThreadPoolExecutor(1) as pool:

        def ask() -> bool:
            with store.reader() as other:
                return other is session

        assert not pool.submit(ask).result()


def test_a_write_inside_a_reading_is_refused(store: Store) -> None:
    with store.reading(), pytest.raises(RuntimeError, match="inside a reading"), store.writing():
        pass
    with pytest.raises(ZeroDivisionError), store.reading():
        raise ZeroDivisionError
    with store.writing() as session:  # a reading that broke is over, too
        session.connection()


def test_the_two_half_past_twos_of_an_autumn_night_are_two_times() -> None:
    night = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert night == night.replace(fold=1)  # so Python says
    assert time_text(night) == "2026-10-25 00:30:00.000000"
    assert time_text(night.replace(fold=1)) == "2026-10-25 01:30:00.000000"

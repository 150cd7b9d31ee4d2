"""A newer release has upgraded the database: a process of an older one stops by itself, and says why."""

import re
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from acme import NOON, Clock, CueTagger, Kept, Listed, config, mention, ops_words
from rigs.effort import PATIENCE
from rigs.forks import command
from rigs.slack_outbox import brand
from sqlalchemy.exc import DBAPIError
from sqlmodel import select
from structlog.testing import capture_logs

from listener.app import App
from listener.commands.troubles import told
from listener.stages.expire import period
from listener.store import revisions
from listener.store.errors import NEWER, NewerReleaseError
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.watch.health import Pulse, Watch
from listener.work.jobs import STAGES
from listener.work.local import Local
from listener.work.worker import Worker

CHANNEL = "C0123456789"
CHANGED = "ALTER TABLE mentions RENAME COLUMN stage TO step"
NEXT = "UPDATE alembic_version SET version_num = '9999'"


def upgraded(store: Store, *changes: str) -> None:
    """As by a release after this one."""
    with store.engine.begin() as there:
        for change in (*changes, NEXT):
            there.exec_driver_sql(change)


@pytest.fixture
def store(sqlite: Store) -> Store:
    return sqlite


@pytest.fixture
def worker(store: Store, tmp_path: Path) -> Worker:
    settings = config(
        tmp_path, Listed(name="s", mentions=(mention(1, "It is."),)), brand=brand(CHANNEL)
    )
    app = App.over(settings, Clock(), store=store, key=b"k" * 32, tagger=CueTagger())
    made = Worker(app, Kept())
    made.prepare()
    return made


def ticked(worker: Worker) -> list[str]:
    """What is logged when it ticks twice more."""
    local = Local(1)
    with capture_logs() as logs:
        assert not worker.tick(local)
        assert not worker.tick(local)
        assert local.stop(PATIENCE)
    return [line["event"] for line in logs]


def test_it_stops_in_order_and_says_once_why(worker: Worker, store: Store) -> None:
    upgraded(store)
    assert ticked(worker) == [NEWER]
    assert worker.stop.is_set()
    assert worker.ending.why == "newer"


def test_a_tick_before_it_goes_on(worker: Worker) -> None:
    assert worker.tick(local := Local(1))
    assert local.stop(PATIENCE)
    assert not worker.stop.is_set()


def test_operators_are_told_once_by_however_many(worker: Worker, store: Store) -> None:
    upgraded(store)
    ticked(worker)
    again = Worker(worker.app, Kept())
    ticked(again)
    with store.reading() as session:
        [row] = session.exec(select(NoticeRow))
    assert (row.target, row.class_) == (f"slack:{CHANNEL}", "ops")
    title, [line] = ops_words(row)
    assert title == "A newer release has upgraded the database"
    assert "9999" in line


def test_it_stops_also_where_the_outbox_cannot_take_the_word(worker: Worker, store: Store) -> None:
    upgraded(store, "ALTER TABLE notices RENAME COLUMN payload TO told")
    assert ticked(worker) == [NEWER, "the operators cannot be told"]
    assert worker.stop.is_set()


def test_what_fails_for_other_tables_is_no_fault_of_ours(worker: Worker, store: Store) -> None:
    upgraded(store, CHANGED)
    local = Local(1)
    with capture_logs() as logs:
        worker.begin(local, STAGES)
        assert local.wait(PATIENCE)
        worker.begin(local, STAGES)
        assert local.wait(PATIENCE)
    assert logs == []
    with pytest.raises(NewerReleaseError, match=re.escape(f"{store.place}: {NEWER}")):
        store.untagged(limit=1)


def test_without_an_upgrade_it_stays_the_fault_that_it_is(store: Store) -> None:
    with store.engine.begin() as there:
        there.exec_driver_sql(CHANGED)
    with pytest.raises(DBAPIError, match="no such column"):
        store.untagged(limit=1)


def test_health_is_red_with_the_reason(store: Store, tmp_path: Path) -> None:
    seen = Watch(
        store=store,
        sources={"s": timedelta(minutes=15)},
        folder=tmp_path,
        clock=lambda: NOON,
        pulse=Pulse(),
    )
    assert f"release: {NEWER}" not in seen().reasons
    upgraded(store, CHANGED)
    assert f"release: {NEWER}" in seen().reasons


def test_what_is_installed_meanwhile_is_not_what_runs(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newer release may lie over this one's files by now."""
    monkeypatch.setattr(Path, "glob", lambda *_: iter([Path("9999_next.py")]))
    assert store.head() == revisions.HEAD != "9999"
    upgraded(store)
    assert store.newer() == "9999"


@pytest.mark.parametrize("revision", [None, revisions.HEAD, f"copying {revisions.HEAD}", "0001"])
def test_what_this_release_knows_is_not_newer(revision: str | None) -> None:
    assert not revisions.is_newer(revision)


def test_started_again_it_is_refused_with_the_same_code(store: Store) -> None:
    upgraded(store)
    with pytest.raises(NewerReleaseError) as error:
        store.upgrade()
    assert told(error.value)[1] == told(NewerReleaseError("x"))[1] == 4


@pytest.mark.postgresql
@pytest.mark.process
def test_a_process_on_postgresql_ends_with_a_code_of_its_own(url: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[web]\nport = 0\n[[brand]]\nname = "Acme"\n')
    environ = {"LISTENER_DATABASE_URL": url}
    run = partial(command, tmp_path, "run", "--roles", "digest", environ=environ)
    ended = []
    thread = threading.Thread(target=lambda: ended.append(run()))
    thread.start()
    store, give_up = Store.open(url), time.monotonic() + PATIENCE
    while not store.happened(period(datetime.now(UTC))) and time.monotonic() < give_up:
        time.sleep(0.1)  # until it works
    upgraded(store, CHANGED)
    thread.join(PATIENCE)
    store.close()
    [done] = ended
    assert done.returncode == 4, done.stderr
    assert done.stderr.count(NEWER) == 1
    assert "ProgrammingError" not in done.stderr
    assert "A newer release has upgraded the database: this process stops" in done.stderr
    assert run().returncode == 4, "started again, it is refused"

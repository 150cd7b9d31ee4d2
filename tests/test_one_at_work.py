"""One database for many processes, and commands that want to be the only one at work on it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from rigs.effort import PATIENCE
from rigs.forks import forks
from rigs.machines import until
from rigs.postgres import Postgres
from rigs.two_brands_rows import GOES, all_rows, fill_two

from listener.app import App
from listener.commands import kept, removal, runs
from listener.digest import files
from listener.digest.build import build
from listener.guard.lock import HeldError
from listener.settings.config import Config, Source
from listener.store import engine, presence
from listener.store.errors import StoreBusyError
from listener.store.store import Store
from listener.words.spoken import spoken
from listener.work.local import Local
from listener.work.worker import Worker

NEW, OTHER = (BRAND.model_copy(update={"name": name}) for name in ("Acme Bikes", "Bolt"))


@pytest.fixture(autouse=True)
def long_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a server that was not started just now."""
    monkeypatch.setattr(presence, "BACK", 0.0)


def settings(folder: Path) -> Config:
    """The other name of a brand stands in them."""
    source = Source(brand=NEW.name, kind="listed", connector=Listed(name="list"))
    return config(folder).model_copy(update={"brand": (NEW, OTHER), "source": (source,)})


def over(store: Store, folder: Path) -> App:
    return App.over(settings(folder), Clock(), store=store, key=b"k" * 32)


COMMANDS: dict[str, Callable[[App], int]] = {
    "brand rename": lambda app: kept.rename(app, GOES, NEW.name),
    "brand remove": lambda app: removal.remove(app, GOES, yes=True),
    "db new-key": kept.new_key,
}


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_changed_while_another_process_is_at_work(
    one: Store, other: Store, tmp_path: Path, command: str
) -> None:
    fill_two(one, 8)
    before = all_rows(one)
    other.come("db-2 tag,decide")
    with pytest.raises(HeldError) as refused:
        COMMANDS[command](over(one, tmp_path))
    told = "other listeners work with this database (db-2 tag,decide): stop all of them first, on every machine"
    assert str(refused.value) == told
    assert "(db-2 tag,decide)" in spoken("fr", told)
    assert "sur chaque machine" in spoken("fr", told)
    assert all_rows(one) == before
    other.close()  # it ended
    assert COMMANDS[command](over(one, tmp_path)) == 0
    assert all_rows(one) != before


def _at_work(url: str, folder: Path) -> None:
    """A daemon that has come, and is idle."""
    worker = pipeline(config(folder, Listed(name="list")), Store.open(url), Kept(), Clock())
    worker.prepare()
    (folder / "in").touch()
    time.sleep(10 * PATIENCE)


def _alone(url: str, folder: Path) -> None:
    with Store.open(url).by_itself():
        (folder / "in").touch()
        time.sleep(10 * PATIENCE)


@contextmanager
def killed(target: Callable[[str, Path], None], url: str, folder: Path) -> Iterator[BaseProcess]:
    """A process that is in, and is killed at the end of the block."""
    folder.mkdir()
    process = forks().Process(target=target, args=(url, folder))
    process.start()
    try:
        assert until((folder / "in").exists)
        yield process
    finally:
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        process.join(PATIENCE)


def test_a_daemon_that_is_killed_is_at_work_no_more(one: Store, url: str, tmp_path: Path) -> None:
    fill_two(one, 8)
    app = over(one, tmp_path)

    def can() -> bool:
        try:
            return kept.rename(app, GOES, NEW.name) == 0
        except HeldError:
            return False

    with killed(_at_work, url, tmp_path / "daemon"):
        assert not can()
    assert until(can)
    assert GOES not in one.brands_held()


def test_who_was_alone_and_is_killed_keeps_nobody_out(
    one: Store, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT", 1.0)
    with killed(_alone, url, tmp_path / "alone"), pytest.raises(StoreBusyError):
        one.come()
    one.come()


def test_an_idle_daemon_is_seen_again_soon_after_the_server_was_restarted(
    one: Store, other: Store, postgres: Postgres, tmp_path: Path
) -> None:
    worker = pipeline(config(tmp_path), one, Kept(), Clock())
    worker.prepare()
    worker.tick(local := Local(1))
    local.wait()
    name = one.engine.url.database
    ours = f"datname = '{name}'"
    postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}")
    # It finds nothing to do, and so takes nothing.
    for _ in "abc":
        worker.tick(local)
        local.wait()
    with pytest.raises(HeldError), other.by_itself():
        raise AssertionError("alone beside a daemon")


def test_after_a_restart_of_the_server_it_waits_for_whoever_was_at_work(
    one: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = list[float]()

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        other.come()  # a tick of theirs

    monkeypatch.setattr(presence, "BACK", 10_000_000.0)
    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(HeldError), one.by_itself():
        raise AssertionError("alone beside a daemon")
    assert 0 < waited[0] < presence.BACK


def test_a_daemon_that_starts_meanwhile_waits_and_does_nothing_before(
    one: Store, other: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_two(one, 8)
    monkeypatch.setattr(engine, "WAIT", 1.0)
    source = Listed(name="new", mentions=(mention(1, "I hate it"),))
    app = App.over(config(tmp_path, source), Clock(), store=other, key=b"k" * 32)
    worker = Worker(app, Kept())
    before = all_rows(one)
    alone = one.by_itself()

    def wait(_: float) -> bool:
        assert all_rows(one) == before
        alone.__exit__(None, None, None)
        return False

    alone.__enter__()
    monkeypatch.setattr(worker.stop, "wait", wait)
    assert runs._prepared(worker), "it is told that the database is busy, and waits"
    assert "new" in {row.name for row in one.sources()}


def test_a_rename_that_was_killed_before_the_digests_ends_when_run_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = mention(1, "I hate it, it is broken")
    source = Source(brand=GOES, kind="listed", connector=Listed(name="list", mentions=(post,)))
    heard = config(tmp_path).model_copy(update={"brand": (BRAND, OTHER), "source": (source,)})
    listened = Store.open(store.engine.url)
    pipeline(heard, listened, Kept(), Clock()).once()
    place = files.folder(tmp_path, "2026-W46", BRAND, (BRAND, OTHER))
    files.write(build(listened, BRAND, "2026-W46", NOON), place)
    listened.close()
    app = over(store, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(kept, "moved", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            kept.rename(app, GOES, NEW.name)
    assert GOES not in store.brands_held()
    assert place.is_dir()
    for _ in "ab":
        assert kept.rename(app, GOES, NEW.name) == 0
    assert not place.exists()
    assert (tmp_path / "digests" / "2026-W46" / "acme-bikes" / "digest.md").is_file()

"""Settings that are changed while the listener runs."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Collection
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from acme import NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from rich.console import Console
from rigs.effort import PATIENCE
from rigs.ports import free_port
from sqlalchemy import event

from listener.app import App
from listener.commands.living import Live
from listener.commands.reread import Change, Settings
from listener.desk.acts.setting import Setting
from listener.desk.contract import Desk, Who
from listener.notices.settings import settings_words
from listener.settings.load import load
from listener.store.errors import StoreError
from listener.store.states import Order
from listener.store.store import Store
from listener.watch.watched import watching
from listener.work.jobs import ALL
from listener.work.local import Local
from listener.work.outage import Outage
from listener.work.worker import Worker

ACME = """
[web]
port = {port}
[[brand]]
name = "Acme"
[[source]]
kind = "inbound"
name = "inbox"
"""
MORE = '[[source]]\nkind = "inbound"\nname = "more"\nfolder = "more"\n'


def settings(path: Path, text: str) -> Settings:
    path.write_text(text)
    return Settings(path, load(path, {}), lambda file: load(file, {}))


def write(path: Path, text: str) -> None:
    """As an editor does: a new file in the place of the old one, so that even a quick one is seen."""
    fresh = path.with_name("fresh.toml")
    fresh.write_text(text)
    fresh.replace(path)


def looked(one: Settings) -> Change | None:
    """What is taken once a file has looked the same twice."""
    assert one.look() is None
    return one.look()


def test_nothing_is_said_of_a_file_that_stays_the_same(tmp_path: Path) -> None:
    one = settings(tmp_path / "config.toml", ACME.format(port=0))
    assert [one.look() for _ in range(3)] == [None, None, None]


def test_a_new_source_takes_effect(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    one = settings(path, ACME.format(port=0))
    write(path, ACME.format(port=0) + MORE)
    change = looked(one)
    assert change is not None
    assert change.config is one.config
    assert [source.name for source in one.config.source] == ["inbox", "more"]
    assert one.look() is None


def test_what_was_written_while_it_started_takes_effect(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(ACME.format(port=0))
    config = load(path, {})
    write(path, ACME.format(port=0) + MORE)
    one = Settings(path, config, lambda file: load(file, {}))
    change = one.look()
    assert change is not None
    assert [source.name for source in one.config.source] == ["inbox", "more"]
    assert one.look() is None


def test_half_a_file_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    one = settings(path, ACME.format(port=0))
    write(path, ACME.format(port=0) + "[[source]]\nkind =")
    assert one.look() is None
    write(path, ACME.format(port=0) + MORE)
    change = looked(one)
    assert change is not None
    assert change.problems == ()
    assert len(one.config.source) == 2


def test_a_broken_file_keeps_the_last_good_one_and_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    one = settings(path, ACME.format(port=0))
    good = one.config
    write(path, "[[brand]\n")
    told = looked(one)
    assert told == Change(
        problems=(
            "config.toml: line 1: a bracket is missing: tables are written as [storage] and [[source]]",
        )
    )
    assert one.config is good
    write(path, "[[brand]\n# still\n")
    assert looked(one) is None
    write(path, ACME.format(port=0))
    assert looked(one) == Change(is_mended=True)
    assert one.config is good


def test_a_note_says_how_the_file_is_not_in_force_and_shows_none_of_it(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    good = ACME.format(port=0)
    one = settings(path, good)
    assert one.note is None
    for text, words in (
        ("[[brand]\nsecret", "config.toml cannot be used, the last good ones are in force"),
        (
            good + "[[source]]\nkind = 'secret'\n",
            "a brand, a source, a duty sheet or a reply of config.toml is left out",
        ),
        (ACME.format(port=9), "[web] of config.toml changed and want a restart"),
        ("", "cannot be used"),
    ):
        write(path, text)
        looked(one)
        assert one.note is not None
        assert words in one.note
        assert "secret" not in one.note
    write(path, good)
    looked(one)
    assert one.note is None


class Idle:
    """A worker with nothing to do."""

    def __init__(self, app: App) -> None:
        self.app = app

    outbox = None
    outage = Outage()
    roles = ALL

    def look(self, local: Local) -> None: ...

    def tick(self, local: Local) -> bool:  # noqa: ARG002
        return True

    def heads(self) -> dict[str, int]:
        return {}


def test_the_health_page_says_that_the_last_good_settings_are_in_force(
    tmp_path: Path, store: Store
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(ACME.format(port=free_port()))
    session = App(load(path, {}), file=path)
    address = f"http://127.0.0.1:{session.config.web.port}/healthz"

    def notes() -> list[str]:
        told = httpx.get(address, trust_env=False, timeout=PATIENCE).json()["notes"]
        return [note for note in told if note.startswith("settings")]

    with watching(session.config, store, session.clock) as watched:
        idle = Idle(session)
        live = Live(idle, watched, Console(quiet=True))  # type: ignore[arg-type]
        assert notes() == []
        write(path, "[[brand]\n")
        live.glance()
        live.glance()
        assert len(notes()) == 1
        write(path, ACME.format(port=session.config.web.port))
        live.glance()
        live.glance()
        assert notes() == []


class Stuck(Idle):
    """A worker whose decide stage never gets its first mention done."""

    def heads(self) -> dict[str, int]:
        return {"decide": 7}


def test_the_health_page_is_red_where_a_stage_stands_still(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "config.toml"
    path.write_text(ACME.format(port=free_port()))
    session, at = App(load(path, {}), file=path), [0.0]
    address = f"http://127.0.0.1:{session.config.web.port}/healthz"
    local = Local(1)
    with watching(session.config, store, session.clock) as watched:
        watched.standing._last, watched.standing._clock = 0.0, lambda: at[0]
        live = Live(Stuck(session), watched, Console(quiet=True))  # type: ignore[arg-type]
        for _ in range(42):
            at[0] += 15
            assert live.tick(local)
        told = httpx.get(address, trust_env=False, timeout=PATIENCE)
    assert told.status_code == 503
    assert "stage decide: has stood still for 10 min" in str(told.json()["reasons"])


def test_a_file_that_is_gone_is_told_and_keeps_the_last_good_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    one = settings(path, ACME.format(port=0))
    path.unlink()
    told = looked(one)
    assert told is not None
    assert len(told.problems) == 1
    assert len(one.config.source) == 1


def test_a_fault_in_a_new_source_leaves_the_others_at_work(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    one = settings(path, ACME.format(port=0))
    write(path, ACME.format(port=0) + MORE.replace("folder", "foldre"))
    told = looked(one)
    assert told is not None
    assert "foldre" in told.problems[0]
    assert [source.name for source in one.config.source] == ["inbox"]


def test_what_is_opened_at_the_start_asks_for_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    one = settings(path, ACME.format(port=0))
    write(path, ACME.format(port=9) + MORE)
    told = looked(one)
    assert told is not None
    assert told.restart == ("web",)
    assert one.config.web.port == 0
    assert len(one.config.source) == 2
    write(path, ACME.format(port=9) + MORE + '[storage]\ndir = "elsewhere"\n')
    told = looked(one)
    assert told is not None
    assert told.restart == ("storage", "web")
    assert one.config.storage.dir == tmp_path / "data"


def test_a_new_token_in_its_file_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    token = tmp_path / "slack.token"
    token.write_text("xoxb-one")
    one = settings(
        path, ACME.format(port=0).replace('"Acme"', '"Acme"\nslack.token_file = "slack.token"')
    )
    write(token, "xoxb-another")
    assert looked(one) is not None
    found = one.config.brand[0].slack.token
    assert found is not None
    assert found.get_secret_value() == "xoxb-another"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_change_has_words(language: str) -> None:
    told = settings_words(language, problems=["x"], restart=["web"], is_mended=True)
    assert len(told) == 4
    assert any("[web]" in line for line in told)


def test_run_follows_its_settings_and_goes_on_without_its_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        path = tmp_path / "config.toml"
        path.write_text(ACME.format(port=port))
        with (tmp_path / "out").open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "listener.cli", "run"],
                cwd=tmp_path,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
                stdout=out,
                stderr=out,
            )
            try:
                _wait(process, tmp_path / "out", "Listening to inbox.")
                write(path, ACME.format(port=port) + MORE)
                _wait(process, tmp_path / "out", "Listening to inbox, more.")
                write(path, "[[brand]\n")
                _wait(process, tmp_path / "out", "It is left aside")
            finally:
                process.send_signal(signal.SIGTERM)
                assert process.wait(PATIENCE) == 0
    assert f"127.0.0.1:{port}: another program has this port" in (tmp_path / "out").read_text()


def _wait(process: subprocess.Popen[bytes], out: Path, words: str) -> None:
    until = time.monotonic() + PATIENCE
    while words not in out.read_text():
        assert process.poll() is None, out.read_text()
        assert time.monotonic() < until, out.read_text()
        time.sleep(0.05)


def test_what_a_lead_adds_is_in_force_at_the_next_glance(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "config.toml"
    path.write_text(ACME.format(port=0))
    app = App.over(load(path, {}), Clock(), store=store, key=b"k" * 32, tagger=CueTagger())
    app.file = path
    worker, local = Worker(app, Kept()), Local(1)
    worker.prepare()
    lead, desk = Who("root", "root", "shell"), Desk(store, app.config.brands)

    def promises(live: Live) -> tuple[str, ...]:
        live.glance()
        return live._worker.app.config.brand[0].allowed_gestures

    with watching(app.config, store, app.clock) as watched:
        live = Live(worker, watched, Console(quiet=True))
        assert live.tick(local)
        assert promises(live) == ()
        Setting(brand="Acme", kind="gesture", text="a coffee").apply(desk, lead, NOON)
        assert promises(live) == ("a coffee",)
        Setting(brand="Acme", kind="gesture", text="a coffee", on=False).apply(desk, lead, NOON)
        assert promises(live) == ()
        local.wait()
        local.stop(20)


def test_what_the_file_mutes_is_hidden_at_the_next_glance(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "config.toml"
    path.write_text(ACME.format(port=0))
    app = App.over(load(path, {}), Clock(), store=store, key=b"k" * 32, tagger=CueTagger())
    app.file = path
    source = Listed(name="list", mentions=(mention(1, "our contest"),))
    pipeline(config(tmp_path, source, brand=app.config.brand[0]), store, Kept(), Clock()).once()
    worker, local = Worker(app, Kept()), Local(1)
    worker.prepare()
    with watching(app.config, store, app.clock) as watched:
        live = Live(worker, watched, Console(quiet=True))
        assert live.tick(local)
        local.wait()
        live.glance()
        write(path, ACME.format(port=0).replace("[[source]]", "mute = 'contest'\n[[source]]"))
        live.glance()
        live.glance()
        local.wait()
        local.stop(20)
    assert store.muted(["Acme"]) == [("Acme", "contest", 1)]


class Away(Store):
    """A store that cannot even be read for a while."""

    is_unread = False

    def orders(self, brands: Collection[str], now: datetime) -> list[Order]:
        if self.is_unread:
            raise StoreError("the database is away")
        return super().orders(brands, now)


@pytest.mark.parametrize("is_unread", [False, True])
@pytest.mark.long
def test_what_changes_while_the_database_is_away_is_in_force_once_it_is_back(
    tmp_path: Path, is_unread: bool
) -> None:
    path, file = tmp_path / "config.toml", tmp_path / "listener.db"
    slack = '[brand.slack]\nchannels.ops = "C0123456789"\ntoken_file = "slack.token"\n[[source]]'
    text = ACME.format(port=0).replace("[[source]]", slack)
    path.write_text(text)
    (tmp_path / "slack.token").write_text("xoxb-1")
    hasty = Away.open(f"sqlite:///{file}")
    event.listen(hasty.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout = 20"))
    hasty.upgrade()
    app = App.over(load(path, {}), Clock(), store=hasty, key=b"k" * 32, tagger=CueTagger())
    app.file = path
    worker = Worker(app, Kept())
    with watching(app.config, hasty, app.clock) as watched:
        live = Live(worker, watched, Console(quiet=True))
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            hasty.is_unread = is_unread
            for more in (MORE, MORE + "[[source]]\nkind = 'none'\n"):
                write(path, text + more)
                live.glance()
                live.glance()
            assert [one.name for one in live._worker.app.config.source] == ["inbox"]
            other.execute("ROLLBACK")
        hasty.is_unread = False
        live.glance()
    assert [one.name for one in live._worker.app.config.source] == ["inbox", "more"]
    [told] = hasty.due_notices("slack:C0123456789", NOON + timedelta(days=1))
    assert "none" in str(told.payload)
    hasty.close()

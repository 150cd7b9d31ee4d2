"""The daemon as a process: it ends when asked, whatever it is at, and outlives what it cannot help.

What each stop must not wait for would never end, or says itself that it was left in the middle:
how long a clean stop takes is measured by benchmarks/soak.py.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from rigs.bad_source import BadSource, bad_source
from rigs.effort import PATIENCE
from rigs.faults import faults_before

__all__ = ["bad_source"]

pytestmark = pytest.mark.rig

ROOT = Path(__file__).parent.parent
SHIM = Path(__file__).parent / "rigs" / "soak_daemon.py"
BRAND = '[web]\nport = 0\n[[brand]]\nname = "Acme"\nhandles = ["@acme"]\nlanguage = "en"\n'
INBOX = '[[source]]\nkind = "inbound"\nname = "inbox"\npoll_minutes = 1\n'
FEED = '[[source]]\nkind = "rss"\nname = "blog"\nurl = "{url}"\nallow_private = true\n'
SLACK = '[brand.slack.channels]\nalerts = "C0AAAAAAA"\n'
ANGRY = "My battery died after three months and your support never answers. Please fix this now!"


class Daemon:
    """One process, what it said, and how it ended."""

    def __init__(self, folder: Path, api: str) -> None:
        self.folder = folder
        with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, str(SHIM), api, api, "run"],
                cwd=folder,
                stdout=out,
                stderr=err,
                env={
                    "PATH": os.environ["PATH"],
                    "COLUMNS": "110",
                    "PYTHONPATH": str(ROOT),
                    "PYTHONUNBUFFERED": "1",
                    "SLACK_BOT_TOKEN": "xoxb-stop",
                },
            )

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text()

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text()

    def until(self, seen: Callable[[], object]) -> None:
        """Wait for something to be seen, as long as the process lives."""
        give_up = time.monotonic() + PATIENCE
        while not seen():
            assert self.process.poll() is None, self.err
            assert time.monotonic() < give_up, self.out + self.err
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to stop, as systemd does, and check that it did so in peace."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0, self.err
        assert self.out.rstrip().endswith("Stopped.")
        assert "Traceback" not in self.err
        assert "terminate called" not in self.err

    def rows(self, query: str) -> int:
        """A figure of its database; 0 while there is none."""
        path = self.folder / "data" / "listener.db"
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                return int(database.execute(query).fetchone()[0])
        except sqlite3.OperationalError:
            return 0


@contextmanager
def daemon(folder: Path, settings: str, api: str = "http://127.0.0.1:9/") -> Iterator[Daemon]:
    (folder / "config.toml").write_text(settings)
    made = Daemon(folder, api)
    try:
        yield made
    finally:
        made.process.kill()
        made.process.wait()


@contextmanager
def held_database(folder: Path) -> Iterator[sqlite3.Connection]:
    """Another program that has begun to write, and does not end."""
    (folder / "data").mkdir()
    path = folder / "data" / "listener.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        yield other


def drop(folder: Path, rows: int) -> None:
    inbox = folder / "data" / "inbox"
    inbox.mkdir(parents=True)
    lines = [json.dumps({"text": f"{ANGRY} Order {n}, row {n * 7}."}) for n in range(rows)]
    (inbox / "posts.jsonl").write_text("\n".join(lines))


def test_it_stops_while_a_source_drips(tmp_path: Path, bad_source: BadSource) -> None:
    """The drip would end after 30 s."""
    settings = BRAND + FEED.format(url=f"{bad_source.url}/drip-body")
    with daemon(tmp_path, settings) as made:
        made.until(bad_source.paths)
        made.stop()
        assert "stopped in the middle of work" in made.err


@pytest.mark.long
def test_it_stops_while_the_model_reads_thousands_of_posts(tmp_path: Path) -> None:
    """Reading them all would take minutes; those that were read are kept."""
    drop(tmp_path, 8_000)
    with daemon(tmp_path, BRAND + INBOX) as made:
        made.until(lambda: made.rows("select count(*) from tags"))
        made.stop()
        assert 0 < made.rows("select count(*) from tags") < 8_000
        assert made.rows("select count(*) from mentions") == 8_000


@pytest.mark.long
def test_it_stops_while_slack_asks_for_patience(tmp_path: Path) -> None:
    drop(tmp_path, 1)
    with faults_before("http://127.0.0.1:9") as slack:
        slack.plan, slack.retry_after = lambda _: "429", "900"
        with daemon(tmp_path, BRAND + SLACK + INBOX, slack.api) as made:
            made.until(lambda: slack.posts())
            made.stop()
        assert len(slack.posts()) == 1  # never before its time


def test_a_database_held_by_another_program_at_the_start_is_waited_for(tmp_path: Path) -> None:
    with held_database(tmp_path) as other:
        with daemon(tmp_path, BRAND + INBOX) as made:
            made.until(lambda: "database is away" in made.err)
            assert "Listening" not in made.out
            other.execute("ROLLBACK")
            made.until(lambda: "Listening" in made.out)
            made.until(lambda: made.rows("select count(*) from sources where last_ok_at > ''"))
            made.stop()
        assert made.err.count("database is away") == 1
        assert "another process writes for too long: try again" in made.err


def test_it_can_be_stopped_while_it_waits_for_the_database(tmp_path: Path) -> None:
    with held_database(tmp_path), daemon(tmp_path, BRAND + INBOX) as made:
        made.until(lambda: "database is away" in made.err)
        made.stop()
        assert "Listening" not in made.out


def test_a_network_that_is_down_at_the_start_is_one_line_a_source(tmp_path: Path) -> None:
    drop(tmp_path, 1)
    settings = BRAND + SLACK + FEED.format(url="http://127.0.0.1:9/feed") + INBOX
    with daemon(tmp_path, settings) as made:  # Slack's address is no one's either
        made.until(lambda: "source is down" in made.err)
        made.until(lambda: made.rows("select count(*) from notices"))
        made.stop()
        assert made.err.count("source is down") == 1
        assert made.rows("select count(*) from notices where state = 'failed'") == 0

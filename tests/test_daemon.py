"""The tick over real slots: what runs beside what, and what becomes of a database that is away."""

import json
import sqlite3
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from acme import NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from pydantic import Field
from rigs.effort import PATIENCE
from sqlalchemy import event
from structlog.testing import capture_logs

from connectors.inbound.source import Inbound
from connectors.kit.contract import Connector, Page
from connectors.rss.source import Rss
from listener.app import App
from listener.channels.slack.post.outbox import Outbox
from listener.settings.config import Http
from listener.stages.visit import Visit
from listener.store.errors import StoreBusyError
from listener.store.store import Store
from listener.work import clock as daemon
from listener.work.chain import Tally
from listener.work.jobs import EXPIRE, STAGES
from listener.work.local import Local
from listener.work.outage import Outage


class Gated(Connector):
    """Shows one mention once its gate is open."""

    begun: Callable[[], object] = Field(default=lambda: None, exclude=True)
    gate: Any = Field(default=None, exclude=True)
    number: int = 1

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        self.begun()
        if self.gate:
            assert self.gate.wait(PATIENCE)
        yield Page((mention(self.number, f"I hate it: broken, number {self.number}."),))


class Channels:
    """An outbox that only notes whose turn it was."""

    def __init__(self) -> None:
        self.turns: dict[str, threading.Event] = {n: threading.Event() for n in ("C1", "C2")}

    def targets(self) -> set[str]:
        return set(self.turns)

    def deliver(self, target: str) -> int:
        self.turns[target].set()
        return 0


def settle(local: Local) -> None:
    assert local.wait(PATIENCE)


def test_sources_that_hold_every_place_keep_nothing_else_waiting(
    store: Store, tmp_path: Path
) -> None:
    gate, begun, clock = threading.Event(), threading.Semaphore(0), Clock()
    known = Listed(name="known", mentions=(mention(1, "I hate it: broken."),))
    hanging = [
        Gated(name=f"hang{n}", begun=begun.release, gate=gate, number=100 + n) for n in range(3)
    ]
    first = pipeline(config(tmp_path, known), store, Kept(), clock)
    first.poll(alone := Local(1), ["known"], Tally())  # stored, and seen by no stage yet
    settle(alone)
    channels, local = Channels(), Local(3, patience=inf)  # no place is ever given up
    made = pipeline(config(tmp_path, known, *hanging), store, Kept(), clock)
    made = replace(made, outbox=cast(Outbox, channels))
    for _ in range(2):
        assert made.tick(local)
        clock.pass_(seconds=15)
    for _ in hanging:
        assert begun.acquire(timeout=PATIENCE)
    for turn in channels.turns.values():
        assert turn.wait(PATIENCE)
    for slot in (STAGES.slot, EXPIRE.slot):
        ended = threading.Event()
        while not local.submit(slot, ended.set):  # until the tick's own turn is over
            ended.wait(0.01)
        assert ended.wait(PATIENCE)
    assert store.untagged(limit=1) == []
    assert store.happened(f"expire:{clock.now:%Y-%m-%d}")
    assert made.tick(local)
    assert [row.name for row in store.sources() if row.last_ok_at] == ["known"]
    gate.set()
    settle(local)
    assert local.stop(PATIENCE)


def test_what_a_visit_stores_is_read_at_once_and_not_at_the_next_tick(
    store: Store, tmp_path: Path
) -> None:
    gate, tagger, show, local = threading.Event(), CueTagger(), Kept(), Local(2)
    made = pipeline(config(tmp_path, Gated(name="g", gate=gate)), store, show, Clock(), tagger)
    assert made.tick(local)
    over = threading.Event()
    while not local.submit(STAGES.slot, over.set):  # the tick's own turn is over
        over.wait(0.01)
    assert over.wait(PATIENCE)
    assert tagger.read == 0
    gate.set()
    settle(local)
    assert tagger.read == 1
    assert len(show.looks) == 1
    assert local.stop(PATIENCE)


def test_a_visit_that_ends_while_the_stages_run_gives_them_one_more_turn(
    store: Store, tmp_path: Path
) -> None:
    inside, go, lock = threading.Event(), threading.Event(), threading.Lock()
    now, most, turns = [0], [0], [0]

    class Slow(CueTagger):
        def tag(self, posts: Any) -> Any:
            with lock:
                now[0] += 1
                turns[0] += 1
                most[0] = max(most[0], now[0])
            inside.set()
            assert go.wait(PATIENCE)
            with lock:
                now[0] -= 1
            return super().tag(posts)

    gates = [threading.Event() for _ in range(5)]
    sources = [Gated(name=f"g{n}", gate=gate, number=n) for n, gate in enumerate(gates)]
    tagger, polled = Slow(), threading.Semaphore(0)
    made = pipeline(config(tmp_path, *sources), store, Kept(), Clock(), tagger)
    made = replace(made, polled=lambda _: polled.release())
    local = Local(8)
    assert made.tick(local)
    gates[0].set()
    assert inside.wait(PATIENCE)  # the stages are at work on the first
    for gate in gates[1:]:
        gate.set()
    for _ in gates:
        assert polled.acquire(timeout=PATIENCE)
    go.set()
    settle(local)
    assert (tagger.read, most[0]) == (5, 1)
    assert turns[0] <= 3
    assert local.stop(PATIENCE)


def test_a_stop_ends_the_tagging_after_the_batch_and_the_next_start_goes_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("listener.stages.tag.BATCH", 2)
    posts = tuple(mention(n, f"I hate it: broken, number {n}.") for n in range(6))
    stop, show = threading.Event(), Kept()

    class Stopping(CueTagger):
        def tag(self, posts: Any) -> Any:
            stop.set()
            return super().tag(posts)

    made = pipeline(config(tmp_path, Listed(name="l", mentions=posts)), store, show, Clock())
    first = replace(
        made,
        app=App.over(made.app.config, Clock(), store=store, key=made.app.key, tagger=Stopping()),
        stop=stop,
    )
    first.once()
    assert len(store.untagged(limit=9)) == 4
    assert show.looks == []
    made.after_collect()
    assert store.untagged(limit=9) == []
    assert len(show.looks) == 1


@contextmanager
def counting() -> Iterator[tuple[str, list[int], list[int], threading.Event]]:
    """A feed that holds every request until its event; how many came, and how many at once."""
    lock, now, most, came = threading.Lock(), [0], [0], [0]
    go = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with lock:
                came[0] += 1
                now[0] += 1
                most[0] = max(most[0], now[0])
            go.wait(PATIENCE)
            with lock:
                now[0] -= 1
            self.send_response(304)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/feed", came, most, go
        server.shutdown()
        thread.join()


def test_many_pollers_of_one_source_are_one_request(store: Store, tmp_path: Path) -> None:
    with counting() as (url, came, most, go):
        settings = config(tmp_path, Rss(name="feed", url=url, allow_private=True))
        settings = settings.model_copy(update={"http": Http(host_spacing=0)})
        made = pipeline(settings, store, Kept(), Clock())
        local, start = Local(8), threading.Barrier(8)

        def poller() -> None:
            start.wait(PATIENCE)
            for _ in range(20):
                made.poll(local, ["feed"], Tally())

        pollers = [threading.Thread(target=poller) for _ in range(8)]
        for thread in pollers:
            thread.start()
        for thread in pollers:
            thread.join()
        while not came[0]:
            local.wait(0.01)
        go.set()
        settle(local)
        assert (came, most) == ([1], [1])
        made.poll(local, ["feed"], Tally())
        settle(local)
        assert (came, most) == ([2], [1])
        assert local.stop(PATIENCE)


# A database that is away.


def outage_log(outage: Outage, *steps: str) -> list[str]:
    """What is said while work and ticks go well or not."""

    def fails() -> None:
        raise StoreBusyError("listener.db: another process writes for too long: try again")

    with capture_logs() as logs:
        for step in steps:
            if step.startswith("tick"):
                outage.is_over(fails if step == "tick!" else lambda: None)
            else:
                outage.outlive(fails if step == "work!" else lambda: None)
    return [str(log["event"]).removeprefix("database is ") for log in logs]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("tick work tick work", []),
        ("tick work! work! work! tick! tick! tick tick", ["away", "back"]),
        ("work! tick work tick tick", ["away", "back"]),
        # A disk that is nearly full takes the check and fails at the work.
        ("work! tick work! tick work! work! tick work tick", ["away", "back"]),
        ("work! tick tick work! tick tick", ["away", "back"] * 2),
        ("work! tick! work tick!", ["away"]),  # reading goes well while another program writes
    ],
)
def test_an_outage_is_said_once_and_its_end_once(steps: str, said: list[str]) -> None:
    assert outage_log(Outage(), *steps.split()) == said


def test_other_errors_are_not_taken_for_an_outage() -> None:
    def broken() -> None:
        raise ZeroDivisionError

    with capture_logs() as logs, pytest.raises(ZeroDivisionError):
        Outage().outlive(broken)
    assert logs == []


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Store]:
    """A SQLite store that does not wait for another program."""
    store = Store.open(f"sqlite:///{tmp_path}/listener.db")
    event.listen(store.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout = 20"))
    store.upgrade()
    yield store
    store.close()


def test_while_another_program_holds_the_database_no_source_is_asked_twice(
    hasty: Store, tmp_path: Path
) -> None:
    asked = threading.Semaphore(0)
    source = Gated(name="g", begun=asked.release)
    clock, local, polled = Clock(), Local(2), list[Visit]()
    made = pipeline(config(tmp_path, source), hasty, Kept(), clock)
    made = replace(made, polled=polled.append)

    def ticks(number: int) -> list[bool]:
        told = []
        for _ in range(number):
            told.append(made.tick(local))
            settle(local)
            clock.pass_(seconds=15)
        return told

    with capture_logs() as logs:
        with closing(sqlite3.connect(tmp_path / "listener.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert ticks(4) == [True, False, False, False]
            other.execute("ROLLBACK")
        assert ticks(2) == [True, True]
    said = [log for log in logs if log["event"].startswith("database")]
    assert [log["event"] for log in said] == ["database is away", "database is back"]
    assert "another process writes for too long" in said[0]["why"]
    assert {log["event"] for log in logs} <= {
        "database is away", "database is back", "collected", "expired",
    }  # fmt: skip
    assert asked.acquire(blocking=False)
    assert asked.acquire(blocking=False)
    assert not asked.acquire(blocking=False)  # once in vain, once when it was back
    assert "another process" in (polled[0].error or "")
    assert (polled[1].error, polled[1].new) == (None, 1)
    row = hasty.source("g")
    assert (row.failures, row.last_error) == (0, None)
    assert local.stop(PATIENCE)


def test_the_clock_beats_only_when_the_tick_started_its_work() -> None:
    def beats(answer: bool) -> int:
        stop, beaten, ended = threading.Event(), threading.Semaphore(0), list[bool]()

        def tick(_: Local) -> bool:
            stop.set()
            return answer

        def run() -> None:
            ended.append(daemon.run(tick, places=1, stop=stop, ticked=beaten.release))

        # In a thread: only the main one would take the signals from the test runner.
        running = threading.Thread(target=run)
        running.start()
        running.join(PATIENCE)
        assert ended == [True]
        return int(beaten.acquire(blocking=False))

    assert (beats(True), beats(False)) == (1, 0)


def test_ticks_go_on_when_the_wall_clock_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an hour back between two ticks: in any clock that could be asked for the time."""
    real, back, times = time.time, [0.0], list[float]()
    stop = threading.Event()

    class Put(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.fromtimestamp(real() - back[0], tz)

    for module in [m for name, m in sys.modules.items() if name.startswith("apscheduler")]:
        if hasattr(module, "datetime"):  # should it ever tick again
            monkeypatch.setattr(module, "datetime", Put)
    monkeypatch.setattr(time, "time", lambda: real() - back[0])

    def tick(_: Local) -> bool:
        back[0] = 1_800.0
        times.append(time.monotonic())
        if len(times) == 5:
            stop.set()
        return True

    running = threading.Thread(
        target=daemon.run, args=(tick,), kwargs={"places": 1, "stop": stop, "every": 0.05}
    )
    running.start()
    running.join(PATIENCE)
    assert not running.is_alive()
    assert len(times) == 5


def test_a_tick_that_took_long_is_not_made_up_for() -> None:
    stop, times = threading.Event(), list[float]()

    def tick(_: Local) -> bool:
        times.append(time.monotonic())
        if len(times) == 1:
            stop.wait(0.5)  # ten ticks long
        if len(times) == 4:
            stop.set()
        return True

    daemon.run(tick, places=1, stop=stop, every=0.05)
    late = [b - a for a, b in pairwise(times[1:])]
    assert min(late) > 0.02


def test_what_is_cheap_is_looked_at_between_two_ticks() -> None:
    """A config.toml that was broken for less than two ticks was never told."""
    stop, ticks, glances = threading.Event(), list[None](), list[None]()

    def tick(_: Local) -> bool:
        ticks.append(None)
        return True

    def glance() -> None:
        glances.append(None)
        if len(glances) == 3:
            stop.set()
        raise ValueError  # costs no other glance

    beat = {"places": 1, "stop": stop, "glance": glance, "every": PATIENCE, "between": 0.01}
    with capture_logs() as logs:
        running = threading.Thread(target=daemon.run, args=(tick,), kwargs=beat)
        running.start()
        running.join(PATIENCE / 2)
        stop.set()
    assert (len(ticks), len(glances)) == (1, 3)
    broke = [line["event"] for line in logs if line["log_level"] == "error"]
    assert broke == ["glance failed"] * 3, "no tick failed"


SIGNALLED = """
import signal, threading
from listener.work import clock as daemon

def glance():  # the main thread has long begun to wait
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

daemon.run(lambda local: True, places=1, glance=glance, between=0.2)
"""


def test_a_stop_that_reaches_another_thread_ends_it_too() -> None:
    """The kernel may choose the thread; Python acts in the main one, which slept on."""
    made = subprocess.run(
        [sys.executable, "-c", SIGNALLED], timeout=PATIENCE, check=False, capture_output=True
    )
    assert made.returncode == 0
    assert b"stopping" in made.stdout + made.stderr


# A spike; the full one is benchmarks/spike.py.


def spike(folder: Path, rows: int) -> Inbound:
    words = "the battery of my Acme bike is broken again and I hate it, nobody at all answers"
    inbox = folder / "inbox"
    inbox.mkdir()
    with (inbox / "spike.jsonl").open("w") as out:
        for n in range(rows):
            posted = NOON - timedelta(seconds=n % 3_000)
            row: dict[str, object] = {
                "external_id": f"s{n}",
                "text": words,
                "posted_at": posted.isoformat(),
            }
            row |= {"author": {"id": f"a{n}"}, "genre": "social_post", "venue": "public"}
            out.write(json.dumps(row) + "\n")
    return Inbound(name="inbox", folder=inbox)


def test_a_spike_of_one_event_is_one_alert_with_its_count(store: Store, tmp_path: Path) -> None:
    show, clock = Kept(), Clock()
    pipeline(config(tmp_path, Listed(name="inbox")), store, show, clock).once()  # the first look
    made = pipeline(config(tmp_path, spike(tmp_path, 150)), store, show, clock)
    made.app.store.retry("inbox")
    made.once()
    assert store.counts()["mentions"] == 150
    assert store.counts()["stories"] == 1
    record = store.record(1)
    assert record is not None
    assert record.copies == 149
    assert len(show.alerts) + len(show.bundles) <= 1
    told = store.counts()["notices"]
    made.app.store.retry("inbox")
    clock.pass_(minutes=30)
    made.once()
    assert (store.counts()["mentions"], store.counts()["notices"]) == (150, told)


@pytest.mark.long
def test_a_poll_of_four_times_the_rows_takes_no_more_memory(tmp_path: Path) -> None:
    """A page at a time: its size does not know how many follow. (benchmarks/spike.py has 20,000.)"""
    few, many = (poll_of(tmp_path / str(rows), rows) for rows in (1_000, 4_000))
    assert many < 2 * few


def poll_of(folder: Path, rows: int) -> int:
    """The most memory that a poll of so many rows held at once, in bytes."""
    folder.mkdir()
    store, local, tally = Store.open(f"sqlite:///{folder}/listener.db"), Local(1), Tally()
    store.upgrade()
    made = pipeline(config(folder, spike(folder, rows)), store, Kept(), Clock())
    tracemalloc.start()
    made.poll(local, ["inbox"], tally)
    settle(local)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [visit.new for visit in tally.visits] == [rows]
    assert store.counts()["mentions"] == rows
    assert local.stop(PATIENCE)
    store.close()
    return peak

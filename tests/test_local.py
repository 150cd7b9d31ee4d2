"""Slots, shared places, and a stop. The waits here are upper limits: none of them is a figure."""

import math
import threading
from collections.abc import Callable
from functools import partial

import pytest
from rigs.effort import PATIENCE

from listener.work.local import Local


def test_a_slot_runs_one_thing_at_a_time() -> None:
    local, go, ran = Local(4), threading.Event(), []
    assert local.submit("a", go.wait)
    assert not local.submit("a", lambda: ran.append("twice"))
    assert local.submit("b", lambda: ran.append("b"))
    go.set()
    assert local.wait(PATIENCE)
    assert ran == ["b"]
    assert local.submit("a", lambda: ran.append("a"))
    assert local.wait(PATIENCE)
    assert ran == ["b", "a"]
    assert local.stop(PATIENCE)


def test_one_slot_that_breaks_leaves_the_others_and_itself_usable() -> None:
    local, ran = Local(1), []

    def broken() -> None:
        raise ValueError("canary text")

    local.submit("a", broken)
    local.wait(PATIENCE)
    local.submit("a", lambda: ran.append("again"))
    local.wait(PATIENCE)
    assert ran == ["again"]
    assert local.stop(PATIENCE)


def test_stopping_says_when_something_still_runs() -> None:
    local, begun, go = Local(1), threading.Event(), threading.Event()
    local.submit("a", partial(hang, begun.set, go))
    assert begun.wait(PATIENCE)
    assert not local.stop(0.01)
    assert not local.submit("b", go.wait)
    go.set()
    assert local.wait(PATIENCE)


def hang(begun: Callable[[], object], go: threading.Event) -> None:
    begun()
    go.wait(PATIENCE)


def hanging(local: Local, count: int, go: threading.Event) -> None:
    """Shared work that runs, all of it at once, until `go`."""
    begun = threading.Semaphore(0)
    for n in range(count):
        local.submit(f"hang:{n}", partial(hang, begun.release, go), shared=True)
    for _ in range(count):
        assert begun.acquire(timeout=PATIENCE)


def test_a_stop_drops_what_never_began() -> None:
    local, go, ran = Local(1, patience=math.inf), threading.Event(), []
    hanging(local, 1, go)
    assert local.submit("queued", lambda: ran.append("queued"), shared=True)
    assert not local.stop(0)
    go.set()
    assert local.wait(PATIENCE)
    assert ran == []


def test_shared_work_that_hangs_keeps_nothing_of_a_slot_of_its_own_waiting() -> None:
    local, go, ran = Local(2, patience=math.inf), threading.Event(), threading.Semaphore(0)
    hanging(local, 2, go)
    slots = ("stages", "slack:C1", "slack:C2", "expire")
    for slot in slots:
        assert local.submit(slot, ran.release)
    for _ in slots:
        assert ran.acquire(timeout=PATIENCE)
    assert not go.is_set()
    go.set()
    assert local.stop(PATIENCE)


def test_work_that_takes_long_gives_its_place_up() -> None:
    go, done = threading.Event(), threading.Event()
    local = Local(2, patience=0.01)
    hanging(local, 2, go)
    assert local.submit("quick", done.set, shared=True)
    assert done.wait(PATIENCE)
    go.set()
    assert local.wait(PATIENCE)
    assert local.stop(PATIENCE)


def test_no_more_threads_than_the_places_and_the_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listener.work.local.CROWD", 3)
    go, ran = threading.Event(), []
    local = Local(2, patience=0)
    hanging(local, 5, go)
    local.submit("sixth", lambda: ran.append("sixth"), shared=True)
    assert not local.wait(0.05)
    assert ran == []
    go.set()
    assert local.wait(PATIENCE)
    assert ran == ["sixth"]
    assert local.stop(PATIENCE)


def test_places_bound_what_runs_at_once() -> None:
    local, lock, now, most = Local(3, patience=math.inf), threading.Lock(), [0], [0]

    def work() -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.001)
        with lock:
            now[0] -= 1

    for n in range(60):
        local.submit(f"s{n}", work, shared=True)
    assert local.wait(PATIENCE)
    assert 1 < most[0] <= 3
    assert local.stop(PATIENCE)


def test_a_slot_of_its_own_keeps_its_thread() -> None:
    local, threads = Local(4), set()
    for _ in range(20):
        local.submit("stages", lambda: threads.add(threading.get_ident()))
        assert local.wait(PATIENCE)
    assert len(threads) == 1
    assert local.stop(PATIENCE)


def test_what_comes_while_a_slot_is_taken_is_done_once_more_after_it() -> None:
    local, begun, go, ran = Local(1), threading.Event(), threading.Event(), list[object]()

    def first() -> None:
        begun.set()
        go.wait(PATIENCE)
        ran.append("first")

    local.submit("stages", first)
    assert begun.wait(PATIENCE)
    for n in range(9):
        assert not local.submit("stages", partial(ran.append, n), again=True)
    assert not local.submit("stages", lambda: ran.append("tick"))
    assert ran == []
    go.set()
    assert local.wait(PATIENCE)
    assert ran == ["first", 8]  # once, the last word counts
    assert local.stop(PATIENCE)


def test_once_more_is_not_lost_when_the_first_breaks_and_not_begun_after_a_stop() -> None:
    local, begun, go, ran = Local(1), threading.Event(), threading.Event(), []

    def broken() -> None:
        begun.set()
        go.wait(PATIENCE)
        raise ValueError("canary text")

    local.submit("a", broken)
    assert begun.wait(PATIENCE)
    local.submit("a", lambda: ran.append("again"), again=True)
    go.set()
    assert local.wait(PATIENCE)
    assert ran == ["again"]
    begun.clear()
    go.clear()
    local.submit("a", broken)
    assert begun.wait(PATIENCE)
    local.submit("a", lambda: ran.append("never"), again=True)
    assert not local.stop(0.01)
    go.set()
    assert local.wait(PATIENCE)
    assert ran == ["again"]


def test_a_stop_waits_for_its_own_slots_and_not_for_shared_work_that_hangs() -> None:
    local, begun, go, ran = Local(1, patience=0), threading.Event(), threading.Event(), []
    hanging(local, 1, go)

    def own() -> None:
        begun.set()
        go.wait(PATIENCE)
        ran.append("own")

    local.submit("stages", own)
    assert begun.wait(PATIENCE)
    threading.Timer(0.05, go.set).start()
    local.stop(30)  # would take 30 s if it waited for the hanging one alone
    assert ran == ["own"]

    local, go = Local(1, patience=0), threading.Event()
    hanging(local, 1, go)
    assert not local.stop(3_600)
    go.set()


def test_a_source_that_hangs_is_not_polled_twice_at_once() -> None:
    local, go = Local(4, patience=0), threading.Event()
    hanging(local, 1, go)
    assert not local.submit("hang:0", go.wait, shared=True)
    go.set()
    assert local.wait(PATIENCE)
    assert local.stop(PATIENCE)

import threading
import time

from listener.dispatch.local import Local


def test_a_slot_runs_one_thing_at_a_time() -> None:
    local, go, ran = Local(4), threading.Event(), []
    assert local.submit("a", go.wait)
    assert not local.submit("a", lambda: ran.append("twice"))
    assert local.submit("b", lambda: ran.append("b"))
    go.set()
    assert local.wait(5)
    assert ran == ["b"]
    assert local.submit("a", lambda: ran.append("a"))
    assert local.wait(5)
    assert ran == ["b", "a"]
    assert local.stop(5)


def test_one_slot_that_breaks_leaves_the_others_and_itself_usable() -> None:
    local, ran = Local(1), []

    def broken() -> None:
        raise ValueError("canary text")

    local.submit("a", broken)
    local.wait(5)
    local.submit("a", lambda: ran.append("again"))
    local.wait(5)
    assert ran == ["again"]
    assert local.stop(5)


def test_stopping_says_when_something_still_runs() -> None:
    local, go = Local(1), threading.Event()
    local.submit("a", go.wait)
    assert not local.stop(0.01)
    assert not local.submit("b", go.wait)
    go.set()
    assert local.stop(5)


def test_a_stop_does_not_wait_for_what_never_began() -> None:
    local, begun, go = Local(1), threading.Event(), threading.Event()

    def long() -> None:
        begun.set()
        go.wait(10)

    local.submit("long", long)
    local.submit("queued", lambda: None)
    begun.wait(5)
    go.set()
    start = time.monotonic()
    assert local.stop(5)
    assert time.monotonic() - start < 2

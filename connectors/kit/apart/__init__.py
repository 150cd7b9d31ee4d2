"""Sandbox: work on others' bytes in a process of its own, which may be killed without harm.

A parser that a hostile body keeps busy holds the interpreter's lock: the health page, the other
sources and the end of the daemon would all wait for it. So it runs in a child with a limit to
its time and its memory, without network, secrets or anything to write to. All that are asked for
begin at once, as far as the memory of the machine goes; what works long is put behind the others
by the system's scheduler (`child`), so that it holds up nobody. A few children are kept warm; one
that met a limit is thrown away. `child` is our end of one, `inside` is theirs.
"""

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar, cast

from connectors.kit.apart.child import Child
from connectors.kit.apart.errors import CutOffError, NoChildError

__all__ = ["CutOffError", "NoChildError", "run", "stream", "warm"]

_T = TypeVar("_T")

SECONDS = 10.0  # of a child's processor, for a reply or for one item of a stream
MEGABYTES = 512  # of a child's address space; the interpreter and its libraries take 60
FEWEST, MOST = 6, 32  # children that work at once: what half of the memory holds, within these
WARM = 2  # children kept when nothing is to do
USES = 500  # of one child: memory that a parser loses goes with it


def run(
    work: Callable[..., _T], *args: object, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> _T:
    """What `work(*args)` returns, done in a child; what it raises is raised here.

    `work` is a function of a module; arguments and result are plain values, frozen dataclasses
    of connectors among them. `seconds` are those of the processor, by the clock it may be three
    times as long. Raises CutOffError and NoChildError.
    """
    with _pool.child() as child:
        child.ask(work, args, seconds=seconds, megabytes=megabytes, is_stream=False)
        return cast(_T, child.answer().value)


def stream(
    work: Callable[..., Iterator[_T]],
    *args: object,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Iterator[_T]:
    """What the generator `work(*args)` yields, done in a child that is an item or two ahead.

    As `run`, with the seconds for each item; no clock runs while nobody asks for the next. A
    stream that is not read to its end costs its child.
    """
    with _pool.child() as child:
        child.ask(work, args, seconds=seconds, megabytes=megabytes, is_stream=True)
        while (answer := child.answer()).is_item:
            yield cast(_T, answer.value)


def warm() -> None:
    """Have a child ready, so that the first to ask does not wait for its start."""
    with suppress(NoChildError), _pool.child():
        pass


def most(memory: int) -> int:
    """How many children may work at once on a machine of so many bytes."""
    return min(max(memory // 2 // (MEGABYTES * 1_000_000), FEWEST), MOST)


class _Pool:
    """The children that wait for work, and how many others there may be."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(most(_memory()))
        self._lock = threading.Lock()
        self._idle: list[Child] = []

    @contextmanager
    def child(self) -> Iterator[Child]:
        """A child for one piece of work, when there is memory for it."""
        with self._places:
            child = self._take() or Child()
            try:
                yield child
            finally:
                self._put_back(child)

    def end(self) -> None:
        """End those that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def _take(self) -> Child | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _put_back(self, child: Child) -> None:
        with self._lock:
            if child.is_fit and child.uses < USES and len(self._idle) < WARM:
                self._idle.append(child)
                return
        child.end()


def _memory() -> int:
    """Bytes of this machine; 0 where it does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return 0


_pool = _Pool()
_others: list[_Pool] = []


def _after_fork() -> None:
    """A process that was forked off uses none of its parent's children, and ends none."""
    global _pool
    _others.append(_pool)
    _pool = _Pool()


atexit.register(lambda: _pool.end())
os.register_at_fork(after_in_child=_after_fork)

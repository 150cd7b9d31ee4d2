"""Thread pool with one slot a key: what runs for a key is never started beside itself.

Polls share places. They mostly wait for the network, so one that takes long gives its place up
and goes on beside the others: a source that hangs holds up nobody. All other work has a thread
of its own, the same each time: no poll can keep it waiting, and the model, which leaves memory
behind in each thread that ever ran it, stays in one.

Nothing is kept: the tables say what is due, and the next tick finds it again.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger()

PATIENCE = 0.5  # seconds for which shared work holds its place
GRACE = 2.0  # seconds for which the end waits for it
CROWD = 24  # threads beyond the places at most, whatever hangs


class Local:
    """Runs work in the threads of this process."""

    def __init__(self, places: int, *, patience: float = PATIENCE) -> None:
        self._lock = threading.Condition()
        self._shared = _Crew(self._lock, self._run, places, places + CROWD, patience)
        self._own: dict[str, _Crew] = {}  # by slot
        self._slots: dict[str, _Job] = {}  # those that are taken
        self._stopped = False

    def submit(
        self, slot: str, work: Callable[[], object], *, shared: bool = False, again: bool = False
    ) -> bool:
        """Start work unless its slot is taken; False when it was, or when we are stopping.

        `shared` work takes a place among its like. With `again`, work whose slot is taken is done
        once more when that ends: what runs now may have looked too early to see what is new.
        """
        with self._lock:
            if self._stopped:
                return False
            if taken := self._slots.get(slot):
                taken.again = work if again else taken.again
                return False
            crew = self._shared if shared else self._own.get(slot)
            if crew is None:
                crew = self._own[slot] = _Crew(self._lock, self._run, 1, 1, math.inf)
            job = self._slots[slot] = _Job(slot, work, crew)
            crew.take(job)
            return True

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing runs; False when something still does."""
        with self._lock:
            return self._lock.wait_for(lambda: not self._slots, seconds)

    def stop(self, seconds: float) -> bool:
        """Take nothing new, drop what has not begun, and wait; False when something still runs.

        Shared work that has run for longer than GRACE is not waited for: it hangs, and may be left
        anywhere.
        """
        end = time.monotonic() + seconds
        with self._lock:
            self._stopped = True
            for crew in (self._shared, *self._own.values()):
                crew.close()
            self._slots = {slot: job for slot, job in self._slots.items() if job.begun}
            while (left := min(self._soonest_end(), end - time.monotonic())) > 0:
                self._lock.wait(left)
            return not self._slots

    def _soonest_end(self) -> float:
        """Seconds for which it is worth waiting; 0 when only what hangs still runs."""
        return max((job.crew.worth(job) for job in self._slots.values()), default=0.0)

    def _run(self, job: "_Job") -> None:
        work: Callable[[], object] | None = job.work
        while work:
            try:
                work()
            except Exception as error:  # one slot's fault must not end the others
                # The type only: a message may hold a mention's text.
                log.error("slot failed", slot=job.slot, error=type(error).__name__)  # noqa: TRY400
            with self._lock:
                work, job.again = None if self._stopped else job.again, None
                if work is None:
                    self._slots.pop(job.slot, None)
                    self._lock.notify_all()


@dataclass(eq=False, slots=True)
class _Job:
    slot: str
    work: Callable[[], object]
    crew: "_Crew"
    again: Callable[[], object] | None = None  # what to do when this ends
    begun: float | None = None  # time.monotonic()


class _Crew:
    """Threads that take jobs in turn; whoever calls holds the lock."""

    def __init__(
        self,
        lock: threading.Condition,
        run: Callable[[_Job], None],
        places: int,
        most: int,
        patience: float,
    ) -> None:
        self._lock, self._run = lock, run
        self._places, self._most, self._patience = places, most, patience
        self._waiting: deque[_Job] = deque()
        self._running: list[_Job] = []
        self._threads = 0
        self._closed = False

    def take(self, job: _Job) -> None:
        self._waiting.append(job)
        self._staff()
        self._lock.notify_all()

    def close(self) -> None:
        self._closed = True
        self._waiting.clear()
        self._lock.notify_all()

    def left(self, job: _Job) -> float:
        """Seconds until a job gives its place up; 0 when it has."""
        return self._left(job, self._patience)

    def worth(self, job: _Job) -> float:
        """Seconds for which the end waits for a job; 0 when it hangs."""
        return self._left(job, max(self._patience, GRACE))

    @staticmethod
    def _left(job: _Job, seconds: float) -> float:
        begun = time.monotonic() if job.begun is None else job.begun
        return max(0.0, begun + seconds - time.monotonic())

    def _staff(self) -> None:
        """Have one idle thread while jobs wait; no more, for each keeps memory of its own."""
        if self._waiting and len(self._running) == self._threads < self._most:
            self._threads += 1
            # Daemons: one that hangs must not keep the process from ending.
            threading.Thread(target=self._work, name="slot", daemon=True).start()

    def _work(self) -> None:
        while job := self._next():
            self._run(job)
            with self._lock:
                self._running.remove(job)
                self._lock.notify_all()

    def _next(self) -> _Job | None:
        with self._lock:
            while not self._closed:
                seconds = self._until_free() if self._waiting else math.inf
                if seconds <= 0:
                    job = self._waiting.popleft()
                    job.begun = time.monotonic()
                    self._running.append(job)
                    self._staff()
                    return job
                self._lock.wait(None if seconds == math.inf else seconds)
            return None

    def _until_free(self) -> float:
        """Seconds until a place is free; 0 when one is."""
        held = sorted(left for job in self._running if (left := self.left(job)))
        return held[-self._places] if len(held) >= self._places else 0.0

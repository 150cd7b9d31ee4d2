"""Scheduler: one tick asks the tables what is due. Nothing here knows what the stages do."""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from listener.work.local import Local

log = structlog.get_logger()

TICK = 15.0  # seconds
GLANCE = 3.0  # seconds between looks at what is cheap to look at
AWAKE = 1.0  # seconds after which a signal that another thread received is seen at the latest
STOP = 7.0  # seconds for work to end; the web server and the process take up to three more
LAST = 2.0  # of these at most for a tick that has begun


def obey(stop: threading.Event) -> None:
    """Let SIGTERM and SIGINT set an event, from now on; only the main thread may ask for it."""
    if threading.current_thread() is threading.main_thread():
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, lambda *_: stop.set())


def run(
    tick: Callable[[Local], bool],
    *,
    places: int,
    stop: threading.Event | None = None,
    ticked: Callable[[], object] = lambda: None,
    glance: Callable[[], object] = lambda: None,
    every: float = TICK,
    between: float = GLANCE,
) -> bool:
    """Call tick now and every 15 seconds until SIGTERM, SIGINT or `stop`; then let work end.

    `ticked` is called after each tick that went well, `glance` every 3 seconds between them.
    False when some work still runs at the end: then the process must leave without waiting for
    its threads.
    """
    ended = stop or threading.Event()
    obey(ended)
    local = Local(places)

    def once() -> None:
        if tick(local):
            ticked()

    beat = _Beat(
        _safely("tick failed", once), _safely("glance failed", glance), ended, every, between
    )
    # A thread of its own: a tick that waits for the database must not delay the end. A daemon:
    # one that hangs must not keep the process.
    clock = threading.Thread(target=beat.go_on, name="clock", daemon=True)
    clock.start()
    # Never in one long wait: the kernel may give a signal to any thread, and Python runs its
    # handler in this one, which nothing else would wake.
    while not ended.wait(AWAKE):
        pass
    log.info("stopping")
    clock.join(LAST)
    if local.stop(STOP - LAST) and not clock.is_alive():
        return True
    log.warning("stopped in the middle of work; it will be done again")
    return False


def _safely(failed: str, work: Callable[[], object]) -> Callable[[], None]:
    """Work whose failure is logged: the next time may do better; the type only, no texts."""

    def done() -> None:
        try:
            work()
        except Exception as error:
            log.error(failed, error=type(error).__name__)  # noqa: TRY400

    return done


@dataclass(frozen=True, slots=True)
class _Beat:
    """Ticks by the monotonic clock, which nobody can put back; one that was late shifts the rest.

    APScheduler reckons in wall time: put back by half an hour, it would not tick for that long.
    """

    tick: Callable[[], None]
    glance: Callable[[], None]
    ended: threading.Event
    every: float
    between: float

    def go_on(self) -> None:
        due = time.monotonic()
        while not self.ended.is_set():
            self.tick()
            due = max(due + self.every, time.monotonic())
            while (left := due - time.monotonic()) > 0:
                if self.ended.wait(min(self.between, left)):
                    return
                if left > self.between:
                    self.glance()

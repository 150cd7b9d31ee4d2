"""The clock: one tick asks the tables what is due. Nothing here knows what the stages do."""

import signal
import threading
import time
from collections.abc import Callable

import structlog

from listener.dispatch.local import Local

log = structlog.get_logger()

TICK = 15.0  # seconds
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
    every: float = TICK,
) -> bool:
    """Call tick now and every 15 seconds until SIGTERM, SIGINT or `stop`; then let work end.

    `ticked` is called after each tick that went well. False when some work still runs at the
    end: then the process must leave without waiting for its threads.
    """
    ended = stop or threading.Event()
    obey(ended)
    local = Local(places)

    def once() -> None:
        try:
            if tick(local):
                ticked()
        except Exception as error:  # the next tick may do better; the type only, no texts
            log.error("tick failed", error=type(error).__name__)  # noqa: TRY400

    # A thread of its own: a tick that waits for the database must not delay the end. A daemon:
    # one that hangs must not keep the process.
    clock = threading.Thread(target=_beat, args=(once, ended, every), name="clock", daemon=True)
    clock.start()
    ended.wait()
    log.info("stopping")
    clock.join(LAST)
    if local.stop(STOP - LAST) and not clock.is_alive():
        return True
    log.warning("stopped in the middle of work; it will be done again")
    return False


def _beat(once: Callable[[], None], ended: threading.Event, every: float) -> None:
    """Ticks by the monotonic clock, which nobody can put back; one that was late shifts the rest.

    APScheduler reckons in wall time: put back by half an hour, it would not tick for that long.
    """
    due = time.monotonic()
    while not ended.is_set():
        once()
        due = max(due + every, time.monotonic())
        ended.wait(due - time.monotonic())

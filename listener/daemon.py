"""The clock: one tick asks the tables what is due. Nothing here knows what the stages do."""

import signal
import threading
from collections.abc import Callable

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from listener.dispatch.local import Local

log = structlog.get_logger()

TICK = 15  # seconds
STOP = 7  # seconds for work to end; the web server and the process take up to three more


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
) -> bool:
    """Call tick now and every 15 seconds until SIGTERM, SIGINT or `stop`; then let work end.

    `ticked` is called after each tick that went well. False when some work still runs at the
    end: then the process must leave without waiting for its threads.
    """
    ended = stop or threading.Event()
    obey(ended)
    local = Local(places)
    scheduler = BackgroundScheduler(timezone="UTC")

    def once() -> None:
        try:
            if tick(local):
                ticked()
        except Exception as error:  # the next tick may do better; the type only, no texts
            log.error("tick failed", error=type(error).__name__)  # noqa: TRY400

    scheduler.add_job(
        once,
        "interval",
        seconds=TICK,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    if not ended.is_set():
        once()
    ended.wait()
    log.info("stopping")
    scheduler.shutdown(wait=False)
    if local.stop(STOP):
        return True
    log.warning("stopped in the middle of work; it will be done again")
    return False

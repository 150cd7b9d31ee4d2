"""Bounded threads with one slot a key: what runs for a key is never started beside itself.

Nothing is kept: the tables say what is due, and the next tick finds it again.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

import structlog

log = structlog.get_logger()


class Local:
    """Runs work in the threads of this process."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="slot")
        self._lock = threading.Lock()
        self._running: dict[str, Future[None]] = {}

    def submit(self, slot: str, work: Callable[[], object]) -> bool:
        """Start work unless its slot is taken; False when it was, or when we are stopping."""
        with self._lock:
            if slot in self._running:
                return False
            try:
                future = self._pool.submit(self._run, slot, work)
            except RuntimeError:  # shut down between two ticks
                return False
            self._running[slot] = future
            return True

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for what is running now; False when some of it is not done in time."""
        with self._lock:
            # One dropped before it began never ends: nobody is left to say so.
            running = [future for future in self._running.values() if not future.cancelled()]
        return not wait(running, seconds).not_done

    def stop(self, seconds: float) -> bool:
        """Take nothing new, drop what has not begun, and wait; False when something still runs."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        return self.wait(seconds)

    def _run(self, slot: str, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # one slot's fault must not end the others
            # The type only: a message may hold a mention's text.
            log.error("slot failed", slot=slot, error=type(error).__name__)  # noqa: TRY400
        finally:
            with self._lock:
                self._running.pop(slot, None)

"""Knocks: requests that nobody signed are told in the log, now and then: they may come without an end."""

import threading
import time

import structlog

log = structlog.get_logger()

AGAIN = 60.0  # seconds between two lines


class Knocks:
    """How many were refused, told as one event with its n."""

    def __init__(self, event: str) -> None:
        self._event, self._lock = event, threading.Lock()
        self._refused, self._said_at = 0, -AGAIN

    def note(self) -> None:
        """One more."""
        with self._lock:
            self._refused += 1
            if time.monotonic() - self._said_at < AGAIN:
                return
            n, self._refused, self._said_at = self._refused, 0, time.monotonic()
        log.warning(self._event, n=n)

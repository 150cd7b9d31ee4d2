"""Rate limit: one request at a time to each host, with a pause between, over all sources together."""

import threading
import time
from collections.abc import Callable

_REMEMBERED = 1_000  # hosts, before those that may be asked at once are forgotten


Book = Callable[[str, float, float], float]
"""Takes the next turn at a host, given the interval and the longest wait: in how many seconds it is.

One that is further than the longest wait is not taken.
"""


class HostSpacing:
    """Hands out, host by host, the moments at which a request may start."""

    def __init__(
        self,
        min_interval: float = 1.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        book: Book | None = None,
    ) -> None:
        """`book` keeps the turns for several processes; without one they are this process's."""
        self._interval = min_interval  # seconds; 0: no spacing
        self._clock = clock
        self._sleep = sleep
        self._book = book or self._own
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, at_most: float) -> float | None:
        """Sleep until the host may be asked; None then, or the seconds missing if over `at_most`.

        A turn that would come too late is not taken, so nobody waits behind it.
        """
        if self._interval <= 0:
            return None
        wait = self._book(host, self._interval, at_most)
        if wait > at_most:
            return wait
        if wait > 0:
            self._sleep(wait)
        return None

    def _own(self, host: str, interval: float, at_most: float) -> float:
        with self._lock:
            now = self._clock()
            start = max(now, self._next.get(host, now))
            if start - now <= at_most:
                self._next[host] = start + interval
                if len(self._next) > _REMEMBERED:
                    self._next = {h: at for h, at in self._next.items() if at > now}
        return start - now

"""Rate limit: one request at a time to each host, with a pause between, over all sources of the process."""

import threading
import time
from collections.abc import Callable

_REMEMBERED = 1_000  # hosts, before those that may be asked at once are forgotten


class HostSpacing:
    """Hands out, host by host, the moments at which a request may start."""

    def __init__(
        self,
        min_interval: float = 1.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = min_interval  # seconds; 0: no spacing
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, at_most: float) -> float | None:
        """Sleep until the host may be asked; None then, or the seconds missing if over `at_most`.

        A turn that would come too late is not taken, so nobody waits behind it.
        """
        if self._interval <= 0:
            return None
        with self._lock:
            now = self._clock()
            start = max(now, self._next.get(host, now))
            if start - now > at_most:
                return start - now
            self._next[host] = start + self._interval
            if len(self._next) > _REMEMBERED:
                self._next = {h: at for h, at in self._next.items() if at > now}
        if start > now:
            self._sleep(start - now)
        return None

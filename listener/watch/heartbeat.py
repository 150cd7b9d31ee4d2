"""The heartbeat: an uptime service is asked for after good ticks, so that a host that is dead is
missed by somebody. Nothing of ours is sent, and the address is a secret.
"""

import threading
import time
from collections.abc import Callable

import httpx
import structlog

from connectors.kit.errors import SourceError
from connectors.kit.http.guard import Limits, guarded_client
from connectors.kit.http.state import HttpState
from listener.settings.config import Web

log = structlog.get_logger()

EVERY = 60.0  # seconds between two of them at least
TIMES = Limits(connect=3.0, read=5.0, total=5.0, max_bytes=100_000)


class Heartbeat:
    """One address, asked in a thread of its own: a slow one holds nothing up."""

    def __init__(
        self,
        url: str | None,
        *,
        allow_private: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url, self._allow_private, self._clock = url, allow_private, clock
        self._last: float | None = None
        self._busy = threading.Lock()
        self._fault = ""

    def beat(self) -> None:
        """A tick went well: ask, if the last time is a minute ago and none is under way."""
        now = self._clock()
        if self._url is None or (self._last is not None and now - self._last < EVERY):
            return
        if self._busy.acquire(blocking=False):
            self._last = now
            threading.Thread(target=self._run, name="heartbeat", daemon=True).start()

    def ask(self) -> str:
        """Ask once; what went wrong, in a word that shows nothing of the address, or ""."""
        if self._url is None:
            return ""
        try:
            with guarded_client(
                allow_private=self._allow_private, state=HttpState(), spacing=None, limits=TIMES
            ) as http:
                status = http.get(self._url).status_code
        except (SourceError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return type(error).__name__
        return "" if status < 400 else f"http {status}"

    def reasons(self) -> list[str]:
        """For the health page: what is wrong with it."""
        return [f"heartbeat: the uptime service does not answer ({self._fault})"] * bool(
            self._fault
        )

    def _run(self) -> None:
        try:
            before, self._fault = self._fault, self.ask()
        finally:
            self._busy.release()
        if self._fault and not before:
            log.warning("heartbeat does not get through", error=self._fault)
        elif before and not self._fault:
            log.info("heartbeat gets through again")


def heartbeat_of(web: Web) -> Heartbeat:
    """The one that the settings want."""
    url = web.heartbeat_url
    told = url.get_secret_value() if url else None
    return Heartbeat(told, allow_private=web.heartbeat_private)

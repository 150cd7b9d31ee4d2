"""A web server that the daemon keeps trying to open: the work goes on without."""

import threading
from collections.abc import Callable
from contextlib import suppress

import structlog

from listener.watch.web import Served, WebError

log = structlog.get_logger()

AGAIN = 30.0  # seconds until an address that could not be had is tried again


class Page:
    """A web server that is tried again where its address cannot be had: the work goes on without."""

    def __init__(self, serve: Callable[[], Served], name: str = "health page") -> None:
        self._serve, self._name, self._served = serve, name, list[Served]()
        self._lock, self._closed = threading.Lock(), threading.Event()

    def open(self) -> None:
        """Serve now, else as soon as it can be: then the reason is told once."""
        try:
            self._served.append(self._serve())
        except WebError as error:
            log.warning("no page yet", page=self._name, why=str(error), again_every=AGAIN)
            threading.Thread(target=self._again, name="web again", daemon=True).start()

    def close(self) -> None:
        """End it, and try no more."""
        self._closed.set()
        with self._lock:
            for served in self._served:
                served.stop()

    def _again(self) -> None:
        while not self._closed.wait(AGAIN):
            with self._lock, suppress(WebError):
                if not self._closed.is_set():
                    self._served.append(self._serve())
                    return

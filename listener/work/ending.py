"""The end that a process comes to by itself: its database is no longer the one that it knows."""

import threading
from collections.abc import Callable
from typing import Literal

import structlog

from listener.app import App
from listener.notices.outbox import add
from listener.notices.targets import TERMINAL
from listener.notices.upgraded import upgraded
from listener.store.errors import NEWER, StoreError
from listener.work.jobs import Job, deliver

log = structlog.get_logger()

Why = Literal["replaced", "newer"]


class Ending:
    """Why this process ends by itself."""

    def __init__(self) -> None:
        self.why: Why | None = None  # None: it may go on

    def look(self, app: App, begin: Callable[[Job], object], stop: threading.Event) -> None:
        """Set `stop` where the file was replaced, or a newer release has upgraded the tables: what
        is written now would be lost, or wrong. `begin` has a job run, for what is told of it.
        """
        if self.why is None and app.store.is_replaced():
            self.why = "replaced"
            log.error("the database file was replaced", place=app.store.place)
        elif self.why is None and (revision := app.store.newer()):
            self.why = "newer"
            log.error(NEWER, place=app.store.place, revision=revision)
            _tell(app, revision, begin)
        if self.why:
            stop.set()


def _tell(app: App, revision: str, begin: Callable[[Job], object]) -> None:
    """The operators, while this process still can: once, however many processes stop."""
    notice = upgraded(app.brand, revision, app.clock())
    target = notice.envelope.target
    if target == TERMINAL:
        return  # what ends says it there
    try:
        add(app.store, notice)
    except StoreError as error:  # the outbox too may have another shape by now
        log.warning("the operators cannot be told", error=type(error).__name__)
    else:
        begin(deliver(target))

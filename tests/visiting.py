"""A source in an installation whose requests one function answers, on a simulated clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import time_machine
from rigs.dying import KilledError, dying
from test_collect import Visits

from connectors.kit.contract import Connector
from connectors.kit.http.state import HttpState
from listener.settings.config import Source
from listener.stages.visit import Visit
from listener.store.store import Store

STEPS = ("spend", "answer", "add_page", "finish_poll")
KILLS = [(step, after) for step in STEPS for after in (False, True)]


class Visiting(Visits):
    """A source that is visited from a second since 1970 on."""

    def __init__(
        self,
        store: Store,
        connector: Connector,
        kind: str,
        second: float,
        answer: Callable[[httpx.Request], httpx.Response],
    ) -> None:
        super().__init__(store, connector, kind=kind)
        self.clock.now = datetime.fromtimestamp(second, UTC)
        self.answer = answer

    def _client(self, source: Source, state: HttpState) -> httpx.Client:  # noqa: ARG002
        return httpx.Client(transport=httpx.MockTransport(self.answer))

    def at_once(self) -> Visit:
        """A visit at the clock's moment, which does not pass."""
        with time_machine.travel(self.clock(), tick=False):
            return self.visit()

    def killed_at(self, step: str, url: str, *, after: bool) -> None:
        """A visit that dies at a call of the store's, or at `answer`; the next one finds what it left."""
        with pytest.MonkeyPatch.context() as patch:
            owner: Any = self if step == "answer" else self.store
            patch.setattr(owner, step, dying(getattr(owner, step), after=after))
            try:
                self.at_once()
            except KilledError:
                self.store.close()
                self.store = Store.open(url)

    def stored(self) -> set[str]:
        """The ids of all mentions."""
        with self.store.reading() as session:
            found = session.connection().exec_driver_sql("SELECT external_id FROM mentions")
            return set(found.scalars())

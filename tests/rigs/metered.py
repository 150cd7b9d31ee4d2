"""A source that spends, and a service that counts what it is asked by its own days, in a file.

`run` is one visit in a process of its own, which may kill itself at a step of it.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from acme import BRAND, Clock

from connectors.kit.budget import Budget, Spender
from connectors.kit.contract import Mention, Page
from connectors.kit.http.fetch import get_json
from connectors.kit.saved import json_in
from connectors.kit.walk.paging import Listed, Listing, Reach, newest_first
from listener.settings.config import Source
from listener.stages.collect import Collector
from listener.store.store import Store
from listener.store.syncing import SourceSpec

PACIFIC = "America/Los_Angeles"
PAGE = 5  # items a request
LIMIT = 4  # requests a day
STEPS = ("spend", "ask", "add_page", "finish_poll")


def budget(limit: int = LIMIT) -> Budget:
    """Of this service."""
    return Budget(purse="p", limit=limit, zone=PACIFIC, what="units")


class Counted(Spender):
    """Items of a list, the newest first, each request for a unit."""

    limit: int = LIMIT
    """Requests a day."""

    @property
    def budgets(self) -> tuple[Budget, ...]:
        return (budget(self.limit),)

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        json_in(reply)
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        reach = Reach(overlap=1, floor=0)
        yield from self.until_spent(newest_first(partial(self._listing, http), cursor, reach))

    def _listing(self, http: httpx.Client, at: str | None, fresh: bool) -> Listing | None:
        self.spend(self.budgets[0])
        found = get_json(http, "https://metered.example/", {"below": at or ""}, fresh=fresh)
        if found == "spent":
            raise self.found_empty(self.budgets[0])
        items = [
            Listed(n, f"i{n}", Mention(external_id=f"i{n}", text=f"Item {n}", genre="news"))
            for n in found
        ]
        return Listing(tuple(items), str(found[-1]) if found and found[-1] > 1 else None)


@dataclass
class Metered:
    """The service: its clock is ahead of ours; `limit` is its own word, where it has one."""

    clock: Clock
    file: Path  # a line for each request: the service's day
    newest: int = 0
    ahead: timedelta = timedelta(0)
    limit: int | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        day = f"{(self.clock() + self.ahead).astimezone(ZoneInfo(PACIFIC)):%Y-%m-%d}"
        if self.limit is not None and self.asked[day] >= self.limit:
            return httpx.Response(200, json="spent")
        with self.file.open("a") as kept:
            kept.write(f"{day}\n")
        below = int(request.url.params["below"] or self.newest + 1)
        return httpx.Response(200, json=list(range(below - 1, max(below - 1 - PAGE, 0), -1)))

    @property
    def asked(self) -> Counter[str]:
        """Requests of each of its days."""
        return Counter(self.file.read_text().split() if self.file.exists() else ())


def run(
    url: str, file: Path, now: datetime, newest: int, kill: tuple[str, bool] | None = None
) -> None:
    """One visit; dies at a step, before it or after it."""
    store, clock = Store.open(url), Clock(now)
    service = Metered(clock, file, newest)

    def dying(call: Callable[..., Any]) -> Callable[..., Any]:
        def dies(*args: Any, **named: Any) -> Any:
            if kill and kill[1]:
                call(*args, **named)
            os.kill(os.getpid(), signal.SIGKILL)

        return dies

    if kill and kill[0] == "ask":
        service.__class__ = type("Dying", (Metered,), {"__call__": dying(Metered.__call__)})
    elif kill:
        setattr(store, kill[0], dying(getattr(store, kill[0])))
    source = Source(brand=BRAND.name, kind="counted", connector=Counted(name="c"))
    store.sync_sources([SourceSpec(BRAND.name, "c", "counted", "1")])
    transport = httpx.MockTransport(service)
    Collector(store, lambda *_: httpx.Client(transport=transport), b"k" * 32, clock).collect(
        source, BRAND
    )
    store.close()

"""Two processes at one source, one channel of Slack, one waiting decision: who did it, and when.

Each that comes first waits where it works until the other has had its turn.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import httpx
from acme import Clock, CueTagger, Kept, Listed, config, pipeline
from pydantic import Field
from rigs.effort import PATIENCE
from rigs.slack_outbox import KEY, Plain, brand, simulated
from sqlalchemy import event

from connectors.kit.contract import Page
from listener.channels.slack.door.stamps import Stamp
from listener.channels.slack.look.message import Message
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.notices.digest_page import Page as File
from listener.store.store import Store
from listener.work.jobs import collect
from listener.work.local import Local

CHANNEL = "C0123456789"


@dataclass(frozen=True)
class Part:
    """What one of the two is told: its name, and how it waits for the other."""

    name: str
    told: "SimpleQueue[str]"
    is_there: Event | None = None  # set once this one is at work; None: it comes second
    go_on: Event | None = None  # for which it waits there

    def meet(self) -> None:
        """At work: let the other have its turn."""
        if self.is_there and self.go_on and not self.is_there.is_set():
            self.is_there.set()
            self.go_on.wait(PATIENCE)


class Visited(Listed):
    """A source that tells who visits it."""

    part: Any = Field(exclude=True)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        self.part.told.put(self.part.name)
        self.part.meet()
        yield from super().pages(http, cursor)


def visit(url: str, folder: Path, part: Part) -> None:
    """Do the visit that was found due."""
    store, clock = Store.open(url), Clock()
    clock.pass_(minutes=20)
    settings = config(folder, Visited(name="list", part=part))
    made = pipeline(settings, store, Kept(), clock, CueTagger())
    made.begin(local := Local(1), collect("list"))
    local.wait()
    store.close()


class Posted:
    """A way into Slack that tells who posts what."""

    looks = True

    def __init__(self, part: Part) -> None:
        self.part, self.ts = part, 0

    def post(self, channel: str, message: Message, stamp: Stamp, thread: str | None) -> str:  # noqa: ARG002
        self.part.told.put(f"{self.part.name}: {message.text}")
        self.part.meet()
        self.ts += 1
        return f"{self.ts}.0"

    def update(self, channel: str, ts: str, message: Message, stamp: Stamp) -> None: ...

    def find(
        self, channel: str, wanted: Collection[Stamp], since: datetime, thread: str | None
    ) -> dict[Stamp, str]:
        raise AssertionError(f"nothing is in doubt here: {channel}, {wanted}, {since}, {thread}")

    def upload(self, page: File) -> str:
        raise AssertionError(f"no file is sent here: {page}")

    def share(self, channel: str, file: str, page: File, thread: str | None) -> None: ...

    def find_file(self, channel: str, name: str, since: datetime, thread: str | None) -> None: ...


def box(store: Store, part: Part, clock: Clock) -> Outbox:
    """The outbox of a process, whose pauses take no time but on the clock."""
    door, shown = Posted(part), brand(CHANNEL)
    return Outbox(
        Gear(
            store=store,
            brands={shown.name: shown},
            door=lambda _brand, _target: door,
            render=Plain(store=store),
            key=KEY,
            clock=clock,
            pause=simulated(clock),
        )
    )


def post(url: str, part: Part) -> None:
    """One turn of a channel."""
    store = Store.open(url)
    box(store, part, Clock()).deliver(f"slack:{CHANNEL}")
    store.close()


def decide(url: str, folder: Path, hours: float, part: Part) -> None:
    """Take to its end what waited for so long; wait between finding it and queueing it again."""
    store, clock = Store.open(url), Clock()
    clock.pass_(hours=hours)
    made = pipeline(config(folder, Listed(name="list")), store, Kept(), clock, CueTagger())

    def queued(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.startswith("UPDATE mentions") and "decide" in str(parameters):
            part.meet()

    event.listen(store.engine, "before_cursor_execute", queued)
    part.told.put(f"{part.name}: {made.after_collect().decided}")
    store.close()

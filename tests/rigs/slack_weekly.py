"""An installation whose weekly digest goes to a channel of the test's Slack, and one that dies."""

import base64
import json
import os
import signal
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from acme import BRAND, Clock, CueTagger, Kept, Listed, config, mention
from pydantic import SecretStr
from rigs.slack_outbox import KEY, outbox, simulated
from rigs.slack_server import BOT, Slack

from connectors.kit.contract import Mention
from listener.advice.time import periods
from listener.app import App
from listener.channels.slack.door.times import Times
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.digest import files
from listener.settings.brand import Brand, Channels
from listener.settings.brand import Slack as SlackSettings
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.work.worker import Worker

WEEK = "2026-W46"
DUE = periods.due_at(WEEK, BRAND)
NAME = f"acme-{WEEK}.html"
POSTS = tuple(
    mention(n, f"@acme item {n} is broken, reason {n * 7919}" if n % 3 else f"i love item {n * 31}")
    for n in range(1, 13)
)
# What a digest passes on its way, in its order.
POINTS = (
    "write",
    "add_notices_once",
    "claim_for_slack",
    "post",
    "upload",
    "share",
    "set_notice",
    "find",
    "find_file",
)
IN_DOOR = ("post", "upload", "share", "find", "find_file")
Kill = tuple[str, int, bool]  # the point, its n-th call, before or after it


def brand_of(*channels: str, token: str = BOT) -> Brand:
    """The invented brand: a channel for alerts and digests, and one for the operators."""
    alerts, ops = (*channels, None)[:2]
    named = Channels(alerts=alerts, ops=ops)
    return BRAND.model_copy(update={"slack": SlackSettings(token=SecretStr(token), channels=named)})


@dataclass
class Weekly:
    """One installation; every `run` is a new process of it."""

    folder: Path
    api: str
    brand: Brand
    clock: Clock
    show: Kept = field(default_factory=Kept)
    posts: tuple[Mention, ...] = POSTS
    around: Callable[[str, Any], Any] = lambda _, call: call

    def __post_init__(self) -> None:
        self.store = Store.open(f"sqlite:///{self.folder / 'listener.db'}")

    @property
    def target(self) -> str:
        return f"slack:{self.brand.slack.channels.alerts}"

    def made(self, *, box: Outbox | None = None) -> Worker:
        source = Listed(name="wall", mentions=self.posts)
        settings = config(self.folder, source, brand=self.brand)
        box = box or self.outbox()
        tagger = CueTagger()
        made = Worker(
            App.over(settings, self.clock, store=self.store, key=KEY, tagger=tagger),
            self.show,
            outbox=box,
        )
        made.prepare()
        return made

    def outbox(self) -> Outbox:
        box = outbox(
            self.store,
            self.api,
            self.brand,
            clock=self.clock,
            limits=Times(),
            pause=simulated(self.clock),
        )
        render = Rendered(self.store, {self.brand.name: self.brand}, self.clock)
        plain = box.gear.door

        def door(brand: Brand, target: str) -> Any:
            opened = plain(brand, target)
            for name in IN_DOOR:
                setattr(opened, name, self.around(name, getattr(opened, name)))
            return opened

        return Outbox(replace(box.gear, render=render, door=door))

    def run(self, ticks: int = 1, **step: float) -> Worker:
        made = self.made()
        for _ in range(ticks):
            made.once()
            self.clock.pass_(**(step or {"seconds": 15}))
        return made

    def until_told(self) -> None:
        """Run like a daemon until nothing waits for Slack."""
        made = self.made()
        for _ in range(60):
            made.once()
            self.clock.pass_(seconds=15)
            if not any(self.store.outbox(self.target, s) for s in ("pending", "sending")):
                return

    def digests(self) -> list[NoticeRow]:
        """The digest's notices in their order."""
        keys = [f"digest:Acme:{WEEK}{end}" for end in ("", ":1", ":2", ":3", ":4", ":page")]
        return [row for key in keys if (row := self.store.notice_of(key))]


@dataclass(frozen=True)
class Seen:
    """What a reader of the channel finds of the week."""

    parents: list[dict[str, Any]]
    parts: list[dict[str, Any]]  # under the first parent, in their order
    files: list[str]  # names


def seen(slack: Slack, channel: str) -> Seen:
    """Everything of the channel that is no first look and no alert."""
    history = slack.history(channel)
    parents = [m for m in history if "week 46" in m["text"] and not m.get("thread_ts")]
    under = [m for m in history if m.get("thread_ts") in {p["ts"] for p in parents}]
    under = [m for m in under if m not in parents]
    under.sort(key=lambda m: m["ts"].partition(".")[2])
    names = [file["name"] for m in history for file in m.get("files") or ()]
    return Seen(parents, [m for m in under if not m.get("files")], names)


def page_in(notice: NoticeRow) -> bytes:
    return zlib.decompress(base64.b64decode(json.loads(notice.payload)["page"]))


def run(folder: Path, api: str, channel: str, turn: int, kill: Kill | None = None) -> None:
    """A process that makes and posts the week's digest, or dies; each starts two minutes later."""
    count = 0

    def die(name: str, *, after: bool) -> None:
        nonlocal count
        if kill is None or (name, after) != (kill[0], kill[2]):
            return
        count += 1
        if count == kill[1]:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:
            die(name, after=False)
            made = call(*args, **named)
            die(name, after=True)
            return made

        return wrapped

    clock = Clock(DUE + timedelta(minutes=2 * turn))
    week = Weekly(folder, api, brand_of(channel), clock, around=around)
    if kill and kill[0] == "write":
        files._replace = around("write", files._replace)
    elif kill and kill[0] not in IN_DOOR:
        setattr(week.store, kill[0], around(kill[0], getattr(week.store, kill[0])))
    week.until_told()
    week.store.close()

"""What people do while Slack is away or refuses us is told afterwards: all of it, once, in order, on the right card."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from acme import Clock, CueTagger, Kept, Listed, config, mention
from rigs.local_slack import offers
from rigs.slack_outbox import KEY, brand, simulated

from connectors.kit.contract import Mention
from listener.app import App
from listener.channels.slack.door.errors import SlackDownError, of_code
from listener.channels.slack.door.stamps import Stamp
from listener.channels.slack.look.message import Message
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.desk.contract import Desk, Who
from listener.desk.found import act
from listener.notices.digest_page import Page
from listener.settings.brand import Slack
from listener.store.store import Store
from listener.work.worker import Worker

# Each says something of its own: none is a copy of another.
PARTS = (
    "my battery", "this charger", "the saddle post", "your app on Android", "front lamp wiring",
    "that delivery promise", "the rear mudguard", "an invoice number", "my loyalty account",
    "the workshop phone line", "a gear shifter", "your newsletter link", "the child seat buckle",
    "our fleet contract",
)  # fmt: skip
TICK = timedelta(seconds=15)
CHANNEL, TARGET = "C0ALERTS", "slack:C0ALERTS"


@dataclass
class Posted:
    """A message as it stands in the channel."""

    ts: str
    thread: str | None
    message: Message

    @property
    def card(self) -> dict[str, Any]:
        return {"blocks": [dict(block) for block in self.message.blocks]}


@dataclass
class Board:
    """A Slack in memory, that may be away or refuse."""

    clock: Clock
    state: str = "up"  # or down, or a code that it refuses with
    posted: list[Posted] = field(default_factory=list)
    written: list[datetime] = field(default_factory=list)
    looks: bool = True

    def post(self, channel: str, message: Message, stamp: Stamp, thread: str | None) -> str:  # noqa: ARG002
        self._may()
        self.written.append(self.clock.now)
        self.posted.append(Posted(f"{len(self.posted) + 1}.0", thread, message))
        return self.posted[-1].ts

    def update(self, channel: str, ts: str, message: Message, stamp: Stamp) -> None:  # noqa: ARG002
        self._may()
        self.written.append(self.clock.now)
        next(one for one in self.posted if one.ts == ts).message = message

    def find(self, channel: str, wanted: Collection[Stamp], since: datetime, thread: str | None) -> dict[Stamp, str]:  # noqa: ARG002  # fmt: skip
        self._may()
        return {}

    def upload(self, page: Page) -> str:  # noqa: ARG002
        self._may()
        return "F1"

    def share(self, *_: object) -> None:
        self._may()
        self.written.append(self.clock.now)

    def find_file(self, *_: object) -> str | None:
        return None

    def _may(self) -> None:
        if self.state == "down":
            raise SlackDownError("unreachable")
        if self.state != "up":
            raise of_code(self.state)

    def heads(self) -> list[Posted]:
        return [one for one in self.posted if one.thread is None]

    def thread(self, head: Posted) -> list[str]:
        return [one.message.text for one in self.posted if one.thread == head.ts]


class Town:
    """A brand whose alerts go to that Slack, and a team that goes on working."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store, self.clock = folder, store, Clock()
        self.board = Board(self.clock)
        shown = brand(CHANNEL)
        slack: Slack = shown.slack.model_copy(update={"app_token": shown.slack.token})
        self.brand = shown.model_copy(update={"slack": slack})
        self.posts: list[Mention] = []
        self.done: list[tuple[int, str]] = []  # mention, the words of its line
        gear = Gear(
            store=store,
            brands={self.brand.name: self.brand},
            door=lambda *_: self.board,
            render=Rendered(store, {self.brand.name: self.brand}, self.clock),
            key=KEY,
            clock=self.clock,
            pause=simulated(self.clock),
        )
        self.box = Outbox(gear)
        self.hear()

    def hear(self, *texts: str) -> None:
        """Somebody writes these, each in a story of their own."""
        for text in texts:
            n = len(self.posts) + 1
            self.posts.append(mention(n, f"I hate it, {text} is broken", thread_key=f"t{n}", posted_at=self.clock.now))  # fmt: skip
        source = Listed(name="forum", mentions=tuple(self.posts))
        settings = config(self.folder, source, brand=self.brand)
        app = App.over(settings, self.clock, store=self.store, key=KEY, tagger=CueTagger())
        worker = Worker(app, Kept(), outbox=self.box)
        worker.prepare()
        worker.once()

    def do(self, who: str, name: str, number: int, line: str, **values: Any) -> None:
        desk = Desk(self.store, {self.brand.name: self.brand})
        made = act(name)(mention=number, **values)
        assert made.apply(desk, Who(who, who, "shell"), self.clock.now).outcome == "done"
        self.done.append((number, line))

    def tick(self, span: timedelta, step: timedelta = TICK) -> None:
        end = self.clock.now + span
        while self.clock.now < end:
            start = self.clock.now
            self.box.deliver(TARGET)
            self.clock.now = max(self.clock.now, start + step)

    def told(self, number: int) -> Posted:
        """The message that tells of a mention, alone or with others."""
        decision = self.store.last_decision(number)
        row = self.store.notice_of((decision and decision.told_by) or "")
        assert row is not None
        head = self.store.notice(row.into_id) if row.into_id else row
        return next(one for one in self.board.posted if head and one.ts == head.ts)

    def check(self) -> None:
        """Every line is there once, in the thread of what tells of its mention, in order."""
        with self.store.reading():
            assert self.store.outbox(TARGET, "pending", self.clock.now) == []
            assert self.store.outbox(TARGET, "sending") == []
        lines = [text for one in self.board.posted if one.thread for text in [one.message.text]]
        wanted = {line for _, line in self.done}
        found = [text.rpartition(" · ")[2] for text in lines if text.rpartition(" · ")[2] in wanted]
        assert found == [line for _, line in self.done], "all, once, in their order"
        for before, after in pairwise(sorted(self.board.written)):
            assert after - before >= timedelta(seconds=1), "one a second"


@pytest.fixture
def town(tmp_path: Path, sqlite: Store) -> Town:
    made = Town(tmp_path, sqlite)
    made.hear("the lock", "the brake")
    made.tick(timedelta(minutes=1))
    return made


@pytest.mark.long
def test_ten_minutes_without_slack_end_with_all_told_in_order(town: Town) -> None:
    town.board.state = "down"
    town.do("lea", "take", 1, "lea takes it.")
    for minute, text in enumerate(("the bell", "the saddle", "the chain", "the pedal", "the wheel")):  # fmt: skip
        town.hear(text)
        town.tick(timedelta(minutes=2))
        town.do(f"paul{minute}", "take", minute + 3, f"paul{minute} takes it.")
    town.do("lea", "answered", 1, "lea has answered.")
    town.do("zoe", "no_reply", 2, "zoe: no reply needed.")
    town.board.state = "up"
    town.tick(timedelta(minutes=5))
    town.check()
    assert "✔ Answered" in town.told(1).message.text
    assert offers(town.told(1).card) == offers(town.told(2).card) == []
    for minute in range(5):
        head = town.told(minute + 3)
        assert f"paul{minute} takes it." in " ".join(town.board.thread(head))


@pytest.mark.long
def test_fourteen_days_of_refusal_end_with_all_told_in_order(town: Town) -> None:
    town.board.state = "token_revoked"
    for day in range(14):
        town.hear(PARTS[day])
        town.tick(timedelta(hours=12), timedelta(hours=2))
        town.do(f"lea{day}", "take", day + 3, f"lea{day} takes it.")
        town.tick(timedelta(hours=12), timedelta(hours=2))
    town.do("zoe", "no_reply", 3, "zoe: no reply needed.")
    town.board.state = "up"
    town.tick(timedelta(hours=3), timedelta(minutes=1))
    town.check()
    heads = town.board.heads()
    assert _in_order(town, heads)
    for day in range(14):
        assert f"lea{day} takes it." in " ".join(town.board.thread(town.told(day + 3)))


def _in_order(town: Town, heads: Sequence[Posted]) -> bool:
    places = [heads.index(town.told(n)) for n in range(1, len(town.posts) + 1)]
    return places == sorted(places)

# ruff: noqa: ARG002
"""What Slack refuses is kept, asked again with patience, and all in the channel in the end."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from acme import BRAND, Clock, ops_words
from rigs.slack_outbox import KEY, Plain, add, brand, rows, simulated

from listener.channels.slack.door.auth import Auth
from listener.channels.slack.door.client import Bot
from listener.channels.slack.door.errors import CHANNEL, MESSAGE, PLACE, SlackRefusedError, of_code
from listener.channels.slack.door.stamps import Stamp
from listener.channels.slack.look.message import Message
from listener.channels.slack.post.hold import LONGEST, NEWS, Hold
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.notices.digest_page import Page
from listener.store.store import Store

FRIDAY = datetime(2026, 11, 13, 18, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Door:
    """A Slack that takes or refuses, as `answers` says of a text."""

    answers: Callable[[str, Message], str]
    looks: bool = True
    shown: dict[str, list[str]] = field(default_factory=dict)
    tried: list[tuple[str, Message]] = field(default_factory=list)

    def post(self, channel: str, message: Message, stamp: Stamp, thread: str | None) -> str | None:
        self.tried.append((channel, message))
        if code := self.answers(channel, message):
            raise of_code(code)
        self.shown.setdefault(channel, []).append(message.text)
        return f"{len(self.tried)}.0"

    def update(self, channel: str, ts: str, message: Message, stamp: Stamp) -> None:
        raise SlackRefusedError("message_not_found")

    def find(
        self,
        channel: str,
        wanted: Collection[Stamp],
        since: datetime,
        thread: str | None,
    ) -> dict[Stamp, str]:
        return {}

    def upload(self, page: Page) -> str:
        raise SlackRefusedError("no_files")

    def share(self, channel: str, file: str, page: Page, thread: str | None) -> None: ...

    def find_file(self, channel: str, name: str, since: datetime, thread: str | None) -> str | None:
        return None


class Scene:
    """Two channels of one brand, a Slack that may refuse, and a clock that costs nothing."""

    def __init__(self, folder: Path, start: datetime = FRIDAY) -> None:
        self.store = Store.open(f"sqlite:///{folder / 'listener.db'}")
        self.store.upgrade()
        self.clock = Clock(start)
        self.code: Callable[[str, Message], str] = lambda *_: ""
        self.door = Door(lambda channel, message: self.code(channel, message))
        self.brand = brand("C0ALERTS", "C0OPS")
        self.render = Plain(store=self.store)
        self.made: list[int] = []
        self.start()

    def start(self) -> None:
        """A process that begins."""
        self.box = Outbox(
            Gear(
                store=self.store,
                brands={BRAND.name: self.brand},
                door=lambda *_: self.door,
                render=self.render,
                key=KEY,
                clock=self.clock,
                pause=simulated(self.clock),
            )
        )

    def add(self, to: str = "slack:C0ALERTS", **more: object) -> int:
        number = len(self.made) + 1
        self.made.append(add(self.store, to, number, now=self.clock.now, **more))  # type: ignore[arg-type]
        return self.made[-1]

    def until(self, end: datetime, step: timedelta = timedelta(minutes=30)) -> None:
        while self.clock.now < end:
            start = self.clock.now
            for target in ("slack:C0ALERTS", "slack:C0OPS"):
                self.box.deliver(target)
            self.clock.now = max(self.clock.now, start + step)

    def told(self) -> set[int]:
        """The notices whose words stand in the channel, alone or with others."""
        found = set[int]()
        for row in rows(self.store, "slack:C0ALERTS"):
            if row.state == "sent" and row.class_ != "outage":
                found.add(row.id or 0)
            if row.state == "sent" and row.class_ == "outage":
                found |= {r.id or 0 for r in self.store.merged_into(row.id or 0)}
        return found

    def operators(self) -> list[tuple[str, str]]:
        ops = [r for r in rows(self.store) if r.class_ == "ops"]
        return [(r.target, json.loads(r.payload)["cause"]) for r in ops]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


# Of each kind one over the whole weekend; the others for an evening.
CODES = ("token_revoked", "is_archived", "message_limit_exceeded", "a_code_of_next_year")
MORE = (
    "channel_not_found", "not_in_channel", "team_added_to_org", "no_service", "http_404",
    "http_410", "action_prohibited", "channel_is_archived",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_what_was_refused_over_a_weekend_is_all_in_the_channel_on_monday(
    scene: Scene, code: str
) -> None:
    scene.code = lambda channel, _: code if channel == "C0ALERTS" or code not in CHANNEL else ""
    for _ in range(11):
        scene.add()
        scene.until(scene.clock.now + 6 * HOUR)
    assert not scene.told()
    while scene.clock.now < MONDAY:
        scene.until(scene.clock.now + HOUR)
    tried = [m for c, m in scene.door.tried if c == "C0ALERTS"]
    assert len(tried) <= 11 + 64 + 8  # once an hour, and once for what is new
    scene.code = lambda *_: ""
    scene.add()
    scene.until(scene.clock.now + timedelta(minutes=15), step=timedelta(minutes=1))
    assert scene.told() == set(scene.made)
    shown = scene.door.shown["C0ALERTS"]
    assert sum(text.startswith("outage") for text in shown) in (1, 2, 3)
    assert shown[-1] == "alert 12"
    # Once when it began, once when it was over, and where it can be read.
    place = "slack:C0OPS" if code in CHANNEL else "terminal"
    assert scene.operators() == [(place, code), (place, "back")]


@pytest.mark.parametrize("code", MORE)
def test_what_was_refused_for_an_evening_is_in_the_channel_once_it_is_open(
    scene: Scene, code: str
) -> None:
    scene.code = lambda channel, _: code if channel == "C0ALERTS" or code not in CHANNEL else ""
    for _ in range(3):
        scene.add()
        scene.until(scene.clock.now + HOUR)
    scene.code = lambda *_: ""
    scene.until(scene.clock.now + HOUR)
    assert scene.told() == set(scene.made)


@pytest.mark.long
def test_fourteen_days_of_refusal_lose_nothing_through_restarts(scene: Scene) -> None:
    scene.code = lambda *_: "token_revoked"
    scene.render.danger = set()
    for day in range(14):
        for _ in range(6):
            scene.add()
            scene.until(scene.clock.now + 4 * HOUR, step=timedelta(hours=2))
        scene.render.danger.add(scene.add())
        if day % 5 == 4:
            scene.start()
    posts = len(scene.door.tried)
    assert posts <= 14 * 24 + 98 + 20
    scene.code = lambda *_: ""
    scene.until(scene.clock.now + 2 * HOUR, step=timedelta(minutes=10))
    assert scene.told() == set(scene.made)
    order = [r for r in rows(scene.store, "slack:C0ALERTS") if r.state == "sent"]
    came = sorted(order, key=lambda r: (r.sent_at or r.made_at, r.id))
    assert [r.made_at for r in came] == sorted(r.made_at for r in came)
    assert scene.render.danger <= {r.id for r in order}  # danger keeps its own message
    together = [r.id for r in order if r.class_ == "outage"]
    assert all(len(scene.store.merged_into(i or 0)) <= 10 for i in together)
    assert [cause for _, cause in scene.operators()] == ["token_revoked", "back"]


def test_it_asks_ever_later_and_at_most_hourly() -> None:
    hold, now = Hold("x", FRIDAY), FRIDAY
    waits = []
    for _ in range(10):
        waits.append(hold.wait)
        now += hold.wait
        assert hold.is_over(now, None)
        hold.again("x", now)
        assert not hold.is_over(now, None)
    assert all(b >= a for a, b in pairwise(waits))
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), LONGEST)
    # What came since is a reason to ask soon; a clock that was put back is none to wait for ever.
    assert hold.is_over(now + NEWS, newest=now + timedelta(seconds=5))
    assert not hold.is_over(now + NEWS, newest=now - HOUR)
    back = now - timedelta(days=2)
    assert not hold.is_over(back, None)
    assert hold.is_over(back + LONGEST, None)


def test_once_slack_is_known_to_take_our_token_what_waits_goes_at_once(scene: Scene) -> None:
    scene.code = lambda *_: "invalid_auth"
    scene.add()
    scene.until(FRIDAY + 5 * HOUR)
    scene.code = lambda *_: ""
    tried = len(scene.door.tried)
    assert scene.box.holds
    scene.box.ask_soon([BRAND.name])
    scene.until(scene.clock.now + timedelta(seconds=30), step=timedelta(seconds=15))
    assert len(scene.door.tried) == tried + 1
    assert scene.told() == set(scene.made)
    assert not scene.box.holds


def test_the_token_check_brings_what_waits_forward_and_asks_more_often_meanwhile() -> None:
    class Open(Bot):
        def __init__(self) -> None:
            """No token, no network."""

        def greet(self) -> tuple[dict[str, str], frozenset[str] | None]:
            return {}, None

        def stand(self, channel: str, scopes: Collection[str] | None) -> None: ...

    brought: list[list[str]] = []
    auth = Auth([brand("C0A")], lambda _: Open())
    auth.tell(brought.append, lambda: True)
    auth.ask()
    assert brought == [[BRAND.name]]
    assert auth.pause < 600
    auth.tell(brought.append, lambda: False)
    assert auth.pause == 3600


def test_a_message_that_slack_refuses_for_itself_goes_plain_then_fails_alone(scene: Scene) -> None:
    bad = scene.add()
    text = f"alert {len(scene.made)}"
    scene.code = lambda _, message: "msg_too_long" if message.text == text else ""
    scene.add()
    scene.until(FRIDAY + HOUR)
    assert [m.text for _, m in scene.door.tried].count(text) == 2
    assert scene.door.shown["C0ALERTS"] == ["alert 2"]
    failed = [r for r in rows(scene.store) if r.state == "failed"]
    assert [r.id for r in failed] == [bad]
    assert scene.operators() == [("slack:C0OPS", "msg_too_long")]


@pytest.mark.parametrize("code", ["a_code_of_next_year", "invalid_arguments"])
def test_a_code_that_nobody_knows_blocks_no_other_message(scene: Scene, code: str) -> None:
    bad = scene.add()
    text = f"alert {len(scene.made)}"
    scene.code = lambda _, message: code if message.text == text else ""
    for _ in range(3):
        scene.add()
    scene.until(FRIDAY + HOUR / 3, step=timedelta(minutes=1))
    assert scene.door.shown["C0ALERTS"] == ["alert 2", "alert 3", "alert 4"]
    assert [r.id for r in rows(scene.store) if r.state == "failed"] == [bad]


def test_what_is_told_together_is_told_apart_where_slack_refuses_it(scene: Scene) -> None:
    scene.code = lambda *_: "is_archived"
    bad = [scene.add() for _ in range(5)][2]
    scene.until(FRIDAY + 2 * HOUR)
    words = f"alert {scene.made.index(bad) + 1}"

    def picky(_: str, message: Message) -> str:
        is_in_it = str(bad) in message.text or message.text == words
        return "invalid_blocks" if is_in_it else ""

    scene.code = picky
    scene.until(FRIDAY + 5 * HOUR)
    assert [r.id for r in rows(scene.store) if r.state == "failed"] == [bad]
    assert scene.told() == set(scene.made) - {bad}


def test_each_refusal_reads_well_and_names_no_lost_message(scene: Scene) -> None:
    scene.code = lambda *_: "token_revoked"
    scene.add()
    scene.until(FRIDAY + HOUR)
    scene.code = lambda *_: ""
    scene.until(FRIDAY + 3 * HOUR)
    ops = [r for r in rows(scene.store) if r.class_ == "ops"]
    for lang in ("en", "fr"):
        spoken = scene.brand.model_copy(update={"language": lang})
        told = [ops_words(row, spoken) for row in ops]
        assert all(title and all(lines) for title, lines in told)
        assert told[0][0] != told[1][0]


def test_what_an_earlier_release_gave_up_goes_out_after_all(scene: Scene) -> None:
    old = [scene.add() for _ in range(3)]
    for notice, error in zip(
        old, ("token_revoked", "message_limit_exceeded", "invalid_blocks"), strict=True
    ):
        scene.store.set_notice(notice, state="failed", error=error)
    scene.clock.now += timedelta(days=3)
    scene.start()
    scene.until(scene.clock.now + HOUR)
    assert scene.told() == set(old[:2])


def test_one_definition_of_the_oldest_that_waits(scene: Scene) -> None:
    now = scene.clock.now
    for made, due, attempts in ((5, 0, 0), (2, 1, 1), (3, 3, 2)):
        notice = scene.add()
        scene.store.set_notice(
            notice,
            made_at=now - made * HOUR,
            next_at=now - due * HOUR - timedelta(seconds=5),
            attempts=attempts,
            started_at=now - due * HOUR if attempts else None,
        )
        waiting = scene.store.waiting_for_slack(now)
        assert waiting.oldest == scene.store.unsent_since(now)
    assert scene.store.unsent_since(now) == now - 3 * HOUR
    assert not CHANNEL - PLACE
    assert not MESSAGE & PLACE

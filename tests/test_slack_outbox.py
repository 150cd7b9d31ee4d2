"""The outbox's rules, each before a real server of another's making, on a simulated clock."""

import json
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from acme import BRAND, Clock
from pydantic import SecretStr
from rigs.faults import POST, Faults, Seen, first
from rigs.slack_desk import (
    KEY,
    Plain,
    add,
    add_story,
    brand,
    outbox,
    rows,
    simulated,
    states,
)
from rigs.slack_server import BLIND, MUTE, OTHER, Slack

from listener.brand import Channels
from listener.brand import Slack as SlackSettings
from listener.slack import marks
from listener.slack.doors import promise
from listener.slack.errors import retry_after
from listener.slack.message import Message
from listener.slack.outbox import Outbox
from listener.slack.slot import Desk, Limits
from listener.slack.targets import target, targets
from listener.slack.webhook import Hook
from listener.store.store import Store

TICK = 15  # seconds
IMPATIENT = Limits(linger=timedelta(0))


class Scene:
    """Two channels and an outbox; every request is kept with the simulated time of its coming."""

    def __init__(self, store: Store, slack: Slack, faults: Faults) -> None:
        self.store, self.slack, self.faults = store, slack, faults
        self.clock = Clock()
        self.alerts, self.ops = slack.channel(), slack.channel()
        self.target, self.other = f"slack:{self.alerts}", f"slack:{self.ops}"
        self.render = Plain(store=store)
        self.came: list[tuple[datetime, Seen]] = []
        self.break_with(lambda _: "ok")
        self.limits = Limits()
        self.box = self.again()

    def again(self, **named: object) -> Outbox:
        """The outbox of a process that starts."""
        self.box = outbox(
            self.store,
            self.faults.api,
            brand(self.alerts, self.ops),
            clock=self.clock,
            limits=self.limits,
            render=self.render,
            pause=simulated(self.clock),
            **named,  # type: ignore[arg-type]
        )
        return self.box

    def break_with(self, plan) -> None:  # type: ignore[no-untyped-def]
        def noted(seen: Seen) -> str:
            self.came.append((self.clock.now, seen))
            return str(plan(seen))

        self.faults.plan = noted

    def add(self, number: int, to: str | None = None, **named: object) -> int:
        return add(self.store, to or self.target, number, now=self.clock.now, **named)  # type: ignore[arg-type]

    def tick(self, times: int = 1, *, seconds: float = TICK) -> None:
        for _ in range(times):
            start = self.clock.now
            for one in (self.target, self.other):
                self.box.deliver(one)
            self.clock.now = max(self.clock.now, start + timedelta(seconds=seconds))

    def times(self, method: str = POST, channel: str | None = None) -> list[datetime]:
        return [at for at, s in self.came if s.method == method and channel in (None, s.channel)]

    def texts(self, channel: str | None = None) -> list[str]:
        return [m["text"] for m in self.slack.history(channel or self.alerts)]


@pytest.fixture
def scene(store: Store, slack: Slack, faults: Faults) -> Scene:
    return Scene(store, slack, faults)


def test_an_alert_is_posted_once_with_its_mark_and_no_preview(scene: Scene) -> None:
    notice = scene.add(1)
    scene.tick(3)
    [message] = scene.slack.history(scene.alerts)
    [row] = rows(scene.store)
    assert (row.state, row.ts, row.attempts) == ("sent", message["ts"], 1)
    mark = marks.mark(KEY, scene.target, row)
    assert message["metadata"] == {
        "event_type": "listening_alert",
        "event_payload": {"o": str(notice), "s": mark.seal},
    }
    assert "alert 1" not in str(message["metadata"])
    assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)
    assert message["client_msg_id"] == mark.client_msg_id


def test_the_claim_is_on_disk_before_the_call(scene: Scene) -> None:
    scene.add(1)
    found: list[str] = []

    def look(_: Seen) -> str:
        found.extend(states(scene.store))
        return "ok"

    scene.break_with(look)
    scene.tick()
    assert found == ["sending"]


@pytest.mark.parametrize("how", ["refused", "dead"])
def test_after_ten_minutes_without_slack_all_arrives_in_order_without_a_burst(
    scene: Scene, how: str
) -> None:
    if how == "refused":
        scene.faults.down()
    else:
        scene.break_with(lambda _: "dead")
    numbers: list[int] = []
    for minute in range(10):
        numbers += [scene.add(minute), scene.add(minute, scene.other)]
        scene.render.danger = set(numbers[4:5])
        scene.tick(4)
    scene.came.clear()
    if how == "refused":
        scene.faults.up()
    scene.break_with(lambda _: "ok")
    scene.tick(20)
    assert set(states(scene.store)) == {"sent", "merged"}
    for channel in (scene.alerts, scene.ops):
        ours = [int(i) for i in scene.slack.ours(channel)]
        mine = rows(scene.store, f"slack:{channel}")
        merged = [r.id for r in mine if r.state == "merged"]
        [head] = [r for r in mine if r.class_ == "outage"]
        # One message for the stale ones, its place is theirs; what is fresh keeps its own.
        assert len(merged) >= 4
        assert {r.into_id for r in mine if r.state == "merged"} == {head.id}
        assert ours[0] == head.id
        assert ours[1:] == sorted(r.id or 0 for r in mine if r.class_ != "outage" and r.ts)
        assert len(mine) == len(merged) + len(ours)
        assert (numbers[4] in ours) == (channel == scene.alerts)  # danger keeps its own
        gaps = [b - a for a, b in pairwise(scene.times(POST, channel))]
        assert min(gaps) >= timedelta(seconds=1)


def test_during_an_outage_slack_is_left_in_peace(scene: Scene) -> None:
    scene.break_with(lambda _: "dead")
    for number in range(30):
        scene.add(number)
    scene.tick(40)  # ten minutes
    # Two posts are tried; after that only the history is asked, at most once a minute.
    assert len(scene.times(POST, scene.alerts)) == 2
    asked = [at for at, s in scene.came if s.channel == scene.alerts or s.method == "auth.test"]
    assert len(asked) <= 2 + 12


def test_an_outage_of_a_quarter_of_an_hour_is_told_once_in_the_terminal(scene: Scene) -> None:
    scene.faults.down()
    scene.add(1)
    scene.tick(100)
    told = [r for r in rows(scene.store) if r.class_ == "ops"]
    assert [(r.target, json.loads(r.payload)["cause"]) for r in told] == [
        ("terminal", "unreachable")
    ]
    scene.faults.up()
    scene.tick(8)
    assert scene.texts() == ["alert 1"]


@pytest.mark.parametrize("header", ["30", "date", None])
def test_a_429_is_waited_out_while_other_channels_and_methods_go_on(
    scene: Scene, header: str | None
) -> None:
    scene.limits = IMPATIENT
    scene.again()
    story = add_story(scene.store, now=scene.clock.now)
    parent = scene.add(0, key=f"story:{story}", story=story)
    scene.tick(2)
    start = scene.clock.now
    scene.faults.retry_after = (
        format_datetime(start + timedelta(seconds=30), usegmt=True) if header == "date" else header
    )
    for number in (1, 2, 3):
        scene.add(number)
        scene.add(number, scene.other)
    scene.came.clear()
    limited = [True]

    def once(seen: Seen) -> str:
        if seen.method == POST and seen.channel == scene.alerts and limited:
            limited.clear()
            return "429"
        return "ok"

    scene.break_with(once)
    scene.tick(seconds=1)
    scene.render.words[parent] = "alert 0, answered"
    scene.store.set_leads([(story, 99)])
    scene.box = scene.again()  # a new process keeps the promise, too
    for _ in range(40):
        scene.tick(seconds=1)
    mine = [at for at in scene.times(POST, scene.alerts) if at > start]
    wait = mine[0] - start if mine[0] - start > timedelta(seconds=5) else mine[1] - start
    assert timedelta(seconds=30) <= wait <= timedelta(seconds=32)
    assert all(at - start < timedelta(seconds=10) for at in scene.times(POST, scene.ops))
    [edited] = scene.times("chat.update")
    assert edited - start < timedelta(seconds=10)
    assert scene.texts() == ["alert 0, answered", "alert 1", "alert 2", "alert 3"]


def test_patience_is_read_as_seconds_as_a_date_and_never_believed_for_ever() -> None:
    now = Clock().now
    assert retry_after("30", now) == 30
    assert retry_after(format_datetime(now + timedelta(seconds=90)), now) == pytest.approx(
        90, abs=1
    )
    assert [retry_after(odd, now) for odd in (None, "", "soon", "nan")] == [30] * 4
    assert (retry_after("-5", now), retry_after("1e9", now)) == (1, 3600)


@pytest.mark.parametrize("cause", ["channel_not_found", "invalid_auth", "missing_scope"])
def test_what_slack_refuses_fails_after_one_try_and_is_told_once(scene: Scene, cause: str) -> None:
    broken = scene.target if cause != "channel_not_found" else "slack:C0NOSUCH"
    token = {"missing_scope": MUTE}.get(cause)
    if token:
        scene.again(token=token)
    if cause == "invalid_auth":
        scene.break_with(lambda s: f"error {cause}" if s.channel == scene.alerts else "ok")
    for number in (1, 2):
        scene.add(number, broken)
        scene.add(number, scene.other)
    for _ in range(3):
        scene.box.deliver(broken)
        if not token:
            scene.box.deliver(scene.other)
        scene.clock.pass_(seconds=TICK)
    assert [(r.state, r.attempts, r.error) for r in rows(scene.store, broken)] == [
        ("failed", 1, cause)
    ] * 2
    [told] = [r for r in rows(scene.store) if r.class_ == "ops"]
    # A broken channel is told in the operators' one; where all of Slack is shut, in the terminal.
    assert told.target == (scene.other if cause == "channel_not_found" else "terminal")
    health = scene.store.waiting_for_slack(scene.clock.now)
    assert health.failed == 2
    if not token:
        sent = scene.texts(scene.ops)
        assert sent[:2] == ["alert 1", "alert 2"]
    if cause != "channel_not_found":  # mended: the next process gives them another try
        scene.break_with(lambda _: "ok")
        scene.again()
        scene.tick(2)
        assert scene.texts() == ["alert 1", "alert 2"]
        assert scene.store.waiting_for_slack(scene.clock.now).failed == 0


def test_a_channel_mended_in_the_same_process_gets_what_it_missed(scene: Scene) -> None:
    scene.break_with(first(1, "error not_in_channel"))
    scene.add(1)
    scene.tick()
    assert states(scene.store, scene.target) == ["failed"]
    scene.add(2)
    scene.tick(2)
    assert scene.texts() == ["alert 2", "alert 1"]


def test_a_forged_mark_is_no_proof_that_we_posted(scene: Scene) -> None:
    scene.break_with(first(1, "dead"))
    scene.add(1)
    scene.tick()
    [row] = rows(scene.store)
    assert row.state == "sending"
    stranger = scene.slack.client(OTHER)
    mine = scene.slack.client("xoxb-listening")
    true = marks.mark(KEY, scene.target, row)
    wrong = marks.Mark(true.notice, "0" * 32)
    elsewhere = marks.mark(KEY, scene.other, row)
    # Another app that copied our seal and our name; our own app with seals that are not this one.
    stranger.chat_postMessage(
        channel=scene.alerts, text="forged", metadata=true.metadata, bot_id="B000000001"
    )
    for mark in (wrong, elsewhere):
        mine.chat_postMessage(channel=scene.alerts, text="odd", metadata=mark.metadata)
    for odd in ({"o": [1], "s": {}}, {}, {"o": None}):
        told = {"event_type": marks.EVENT, "event_payload": odd}
        mine.chat_postMessage(channel=scene.alerts, text="odd", metadata=told)
    scene.tick(8)
    assert "alert 1" in scene.texts()
    assert states(scene.store) == ["sent"]


def test_a_restored_backup_does_not_take_an_old_alert_for_a_new_one(scene: Scene) -> None:
    notice = scene.add(1)
    [row] = rows(scene.store)
    later = row.model_copy(update={"made_at": row.made_at + timedelta(days=1)})
    assert row.id == later.id == notice
    assert marks.mark(KEY, scene.target, row) != marks.mark(KEY, scene.target, later)
    assert marks.mark(b"x" * 32, scene.target, row) != marks.mark(KEY, scene.target, row)


def test_without_the_right_to_read_an_alert_comes_at_least_once(scene: Scene) -> None:
    scene.again(token=BLIND)
    scene.break_with(first(1, "lost"))
    scene.add(1)
    scene.tick(8)
    assert scene.texts() == ["alert 1", "alert 1"]  # the weaker promise, as it is told
    told = [json.loads(r.payload)["cause"] for r in rows(scene.store) if r.class_ == "ops"]
    assert told == ["history_scope"]


def test_an_unreadable_history_holds_the_alert_back_and_is_told_after_a_quarter(
    scene: Scene,
) -> None:
    scene.add(1)
    shut = ["error not_in_channel"]

    def plan(seen: Seen) -> str:
        if seen.method == "conversations.history" and shut:
            return shut[0]
        return "lost" if seen.method == POST and len(scene.times()) == 1 else "ok"

    scene.break_with(plan)
    scene.tick(50)
    assert [r.class_ for r in rows(scene.store)] == ["instant"]
    scene.tick(14)
    ops = [r for r in rows(scene.store) if r.class_ == "ops"]
    assert [json.loads(r.payload)["cause"] for r in ops] == ["history_unreadable"]
    assert states(scene.store, scene.target) == ["sending"]
    assert scene.texts() == ["alert 1"]
    shut.clear()
    scene.tick(2)
    assert states(scene.store, scene.target) == ["sent"]
    assert scene.texts() == ["alert 1"]


def test_an_alert_is_found_on_the_last_page_of_a_busy_channel(scene: Scene) -> None:
    scene.break_with(first(1, "lost"))
    scene.add(1)
    scene.tick()
    for number in range(205):
        scene.slack.admin.chat_postMessage(channel=scene.alerts, text=f"chatter {number}")
    scene.tick(6)
    assert scene.texts().count("alert 1") == 1
    assert len(scene.times("conversations.history")) == 2


def test_news_wait_for_their_story_and_hang_under_it(scene: Scene) -> None:
    scene.break_with(first(1, "lost"))
    story = add_story(scene.store, now=scene.clock.now)
    scene.add(1, key=f"story:{story}", story=story)
    scene.add(2, class_="news", story=story)
    scene.add(3)
    scene.tick(2)
    assert scene.texts() == [
        "alert 1",
        "alert 3",
    ]  # the parent's answer was lost: its ts is unknown
    scene.tick(6)
    parent, *rest = scene.slack.history(scene.alerts)
    reply = next(m for m in rest if m["text"] == "alert 2")
    assert reply["thread_ts"] == parent["ts"]
    assert [m["text"] for m in rest if not m.get("thread_ts")] == ["alert 3"]


def test_a_doubtful_reply_is_looked_for_in_its_thread(scene: Scene) -> None:
    story = add_story(scene.store, now=scene.clock.now)
    scene.add(1, key=f"story:{story}", story=story)
    scene.tick()
    scene.break_with(first(1, "lost"))
    scene.add(2, class_="news", story=story)
    scene.tick(6)
    assert scene.times("conversations.replies")
    assert scene.texts() == ["alert 1", "alert 2"]
    assert set(states(scene.store)) == {"sent"}


def test_a_parent_is_edited_in_place_when_its_card_changes_and_only_then(scene: Scene) -> None:
    story = add_story(scene.store, now=scene.clock.now)
    notice = scene.add(1, key=f"story:{story}", story=story)
    scene.tick(3)
    assert not scene.times("chat.update")
    scene.store.set_leads([(story, 7)])
    scene.tick()
    assert not scene.times("chat.update")  # other figures, the same words
    scene.render.words[notice] = "alert 1, and 4 copies"
    scene.store.set_leads([(story, 8)])
    broken = [True]

    def plan(seen: Seen) -> str:
        return "lost" if seen.method == "chat.update" and broken.pop() else "ok"

    broken.insert(0, False)
    scene.break_with(plan)
    scene.tick(1)
    broken.insert(0, False)
    scene.tick(4)
    assert len(scene.times("chat.update")) == 2  # repeated after its answer was lost
    [message] = scene.slack.history(scene.alerts)
    assert message["text"] == "alert 1, and 4 copies"
    assert message["metadata"]["event_payload"]["o"] == str(notice)
    assert message["edited"]


def test_a_message_that_a_person_deleted_is_not_posted_again(scene: Scene) -> None:
    story = add_story(scene.store, now=scene.clock.now)
    notice = scene.add(1, key=f"story:{story}", story=story)
    scene.tick()
    [row] = rows(scene.store)
    scene.slack.client("xoxb-listening").chat_delete(channel=scene.alerts, ts=row.ts or "")
    scene.render.words[notice] = "changed"
    scene.store.set_leads([(story, 8)])
    scene.tick(4)
    assert scene.texts() == []
    assert len(scene.times("chat.update")) == 1


def test_what_is_due_at_a_bundles_hour_is_one_message(scene: Scene) -> None:
    ids = [scene.add(n, class_="grouped") for n in range(3)] + [scene.add(9, class_="wins")]
    scene.tick(3)
    assert scene.texts() == [f"bundle: {ids[:3]}", f"bundle: {ids[3:]}"]
    assert [r.state for r in rows(scene.store)] == ["merged"] * 4 + ["sent"] * 2


def test_refused_blocks_go_out_as_plain_words(scene: Scene) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "whole"}}

    class Blocks(Plain):
        def __call__(self, _: object) -> Message:
            return Message("in words", (section,))

    scene.render = Blocks()
    scene.again()
    scene.break_with(first(1, "error invalid_blocks"))
    scene.add(1)
    scene.tick(2)
    [message] = scene.slack.history(scene.alerts)
    assert message["text"] == "in words"
    assert not message.get("blocks")


def test_a_notice_with_nothing_left_to_say_is_done_without_a_message(scene: Scene) -> None:
    notice = scene.add(1)
    scene.render.words[notice] = ""
    scene.tick()
    assert (scene.texts(), states(scene.store)) == ([], ["sent"])


def test_a_stop_ends_a_wait_at_once_and_leaves_the_rest_for_later(scene: Scene) -> None:
    scene.again()
    scene.box = Outbox(
        Desk(**{**vars(scene.box.desk), "pause": lambda _: True})  # the daemon is told to stop
    )
    for number in range(5):
        scene.add(number)
    scene.box.deliver(scene.target)
    assert states(scene.store) == ["sent"] + ["pending"] * 4


def test_an_incoming_webhook_gives_at_least_once(scene: Scene) -> None:
    # Of emulate's default settings: it posts into #general.
    url = f"{scene.faults.url}/services/T000000001/B000000001/X000000001"
    shown = BRAND.model_copy(update={"slack": SlackSettings(webhook=SecretStr(url))})
    to = target(shown, "instant")
    assert to.startswith("slack:hook-")
    assert "services" not in to
    assert "at least once" in promise(shown)
    box = Outbox(
        Desk(
            store=scene.store,
            brands={shown.name: shown},
            door=lambda *_: Hook(url, scene.clock),
            render=scene.render,
            key=KEY,
            clock=scene.clock,
            pause=simulated(scene.clock),
        )
    )
    before = len(scene.slack.history("C000000001"))
    for number, class_ in ((1, "instant"), (2, "news")):
        scene.add(number, to, class_=class_)
    broken = ["lost", "429", "ok"]
    scene.break_with(lambda s: broken.pop(0) if s.method == "webhook" and broken else "ok")
    for _ in range(12):
        box.deliver(to)
        scene.clock.pass_(seconds=TICK)
    told = [m["text"] for m in scene.slack.history("C000000001")][before:]
    assert sorted(told) == ["alert 1", "alert 1", "alert 2"]
    assert states(scene.store, to) == ["sent", "sent"]
    scene.add(3, to)
    scene.break_with(lambda _: "word no_service")
    box.deliver(to)
    assert [r.error for r in rows(scene.store, to)][-1] == "no_service"
    assert "services/T" not in str([vars(r) for r in rows(scene.store)])


def test_a_notice_goes_where_the_settings_of_its_making_send_it() -> None:
    def settled(**channels: str) -> SlackSettings:
        return SlackSettings(token=SecretStr("xoxb"), channels=Channels(**channels))

    full = {"alerts": "C0A", "press": "C0P", "triage": "C0T", "ops": "C0O", "wins": "C0W"}
    one = BRAND.model_copy(update={"slack": settled(**full)})
    assert target(one, "instant", "press") == "slack:C0P"
    assert target(one, "instant", "customers") == "slack:C0A"
    assert target(one, "triage", "press") == "slack:C0T"
    assert target(one, "wins", "customers") == "slack:C0W"
    assert target(one, "ops") == "slack:C0O"
    assert target(one, "first-look") == "slack:C0A"
    assert targets(one) == {f"slack:{c}" for c in full.values()}
    only = BRAND.model_copy(update={"slack": settled(ops="C0O")})
    assert target(only, "instant", "press") == "slack:C0O"
    for none in (SlackSettings(channels=Channels(alerts="C0A")), settled()):
        assert target(BRAND.model_copy(update={"slack": none}), "instant") == "terminal"

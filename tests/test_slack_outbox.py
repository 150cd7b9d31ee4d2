"""The outbox's rules, each before a real server of another's making, on a simulated clock."""

import json
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from acme import Clock
from rigs.faults import POST, Faults, Seen, first
from rigs.slack_outbox import (
    KEY,
    add_story,
    rows,
    states,
    touch,
)
from rigs.slack_scene import Scene
from rigs.slack_server import BLIND, MUTE, OTHER, Slack

from listener.channels.slack.door import stamps
from listener.channels.slack.door.errors import retry_after
from listener.channels.slack.door.times import Times
from listener.store.store import Store

TICK = 15  # seconds
IMPATIENT = Times(linger=timedelta(0))


@pytest.fixture
def scene(store: Store, slack: Slack, faults: Faults) -> Scene:
    return Scene(store, slack, faults)


def test_an_alert_is_posted_once_with_its_mark_and_no_preview(scene: Scene) -> None:
    notice = scene.add(1)
    scene.tick(3)
    [message] = scene.slack.history(scene.alerts)
    [row] = rows(scene.store)
    assert (row.state, row.ts, row.attempts) == ("sent", message["ts"], 1)
    stamp = stamps.stamp(KEY, scene.target, row)
    assert message["metadata"] == {
        "event_type": "listening_alert",
        "event_payload": {"o": str(notice), "s": stamp.seal},
    }
    assert "alert 1" not in str(message["metadata"])
    assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)
    assert message["client_msg_id"] == stamp.client_msg_id


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
    touch(scene.store, story, 99)
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
def test_what_slack_refuses_is_kept_and_told_once(scene: Scene, cause: str) -> None:
    broken = scene.target
    token = {"missing_scope": MUTE}.get(cause)
    if token:
        scene.again(token=token)
    if not token:
        scene.break_with(lambda s: f"error {cause}" if s.channel == scene.alerts else "ok")
    for number in (1, 2):
        scene.add(number, broken)
        scene.add(number, scene.other)
    for _ in range(3):
        scene.box.deliver(broken)
        if not token:
            scene.box.deliver(scene.other)
        scene.clock.pass_(seconds=TICK)
    found = [(r.state, r.attempts, r.error) for r in rows(scene.store, broken)]
    assert found == [("pending", 1, f"refused {cause}"), ("pending", 0, None)]
    [told] = [r for r in rows(scene.store) if r.class_ == "ops"]
    # A broken channel is told in the operators' one; where all of Slack is shut, in the terminal.
    assert told.target == (scene.other if cause == "channel_not_found" else "terminal")
    assert [(r.target, r.code) for r in scene.store.refusals()] == [(broken, cause)]
    if not token:
        sent = scene.texts(scene.ops)
        assert sent[:2] == ["alert 1", "alert 2"]
    scene.break_with(lambda _: "ok")  # mended: the next process asks at once
    scene.again()
    scene.tick(2)
    assert scene.texts() == ["alert 1", "alert 2"]
    assert not scene.store.refusals()


def test_a_channel_mended_in_the_same_process_gets_what_it_missed_in_its_order(
    scene: Scene,
) -> None:
    scene.break_with(first(1, "error not_in_channel"))
    scene.add(1)
    scene.tick()
    assert states(scene.store, scene.target) == ["pending"]
    scene.add(2)
    scene.tick(6)
    assert scene.texts() == ["alert 1", "alert 2"]


def test_a_forged_mark_is_no_proof_that_we_posted(scene: Scene) -> None:
    scene.break_with(first(1, "dead"))
    scene.add(1)
    scene.tick()
    [row] = rows(scene.store)
    assert row.state == "sending"
    stranger = scene.slack.client(OTHER)
    mine = scene.slack.client("xoxb-listening")
    true = stamps.stamp(KEY, scene.target, row)
    wrong = stamps.Stamp(true.notice, "0" * 32)
    elsewhere = stamps.stamp(KEY, scene.other, row)
    # Another app that copied our seal and our name; our own app with seals that are not this one.
    stranger.chat_postMessage(
        channel=scene.alerts, text="forged", metadata=true.metadata, bot_id="B000000001"
    )
    for stamp in (wrong, elsewhere):
        mine.chat_postMessage(channel=scene.alerts, text="odd", metadata=stamp.metadata)
    for odd in ({"o": [1], "s": {}}, {}, {"o": None}):
        told = {"event_type": stamps.EVENT, "event_payload": odd}
        mine.chat_postMessage(channel=scene.alerts, text="odd", metadata=told)
    scene.tick(8)
    assert "alert 1" in scene.texts()
    assert states(scene.store) == ["sent"]


def test_a_restored_backup_does_not_take_an_old_alert_for_a_new_one(scene: Scene) -> None:
    notice = scene.add(1)
    [row] = rows(scene.store)
    later = row.model_copy(update={"made_at": row.made_at + timedelta(days=1)})
    assert row.id == later.id == notice
    assert stamps.stamp(KEY, scene.target, row) != stamps.stamp(KEY, scene.target, later)
    assert stamps.stamp(b"x" * 32, scene.target, row) != stamps.stamp(KEY, scene.target, row)


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
    assert len(scene.times("conversations.history")) < 10  # ever later, not at each tick
    scene.tick(50)
    ops = [r for r in rows(scene.store) if r.class_ == "ops"]
    assert [json.loads(r.payload)["cause"] for r in ops] == ["history_unreadable"]
    assert states(scene.store, scene.target) == ["sending"]
    assert scene.texts() == ["alert 1"]
    shut.clear()
    scene.tick(41)
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

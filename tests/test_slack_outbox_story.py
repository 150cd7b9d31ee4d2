"""What hangs together: threads, edits, bundles, plain words, and where a notice goes."""

import pytest
from acme import BRAND
from pydantic import SecretStr
from rigs.faults import Faults, Seen, first
from rigs.slack_outbox import (
    KEY,
    Plain,
    add_story,
    rows,
    simulated,
    states,
    touch,
)
from rigs.slack_scene import Scene
from rigs.slack_server import Slack

from listener.channels.slack.door.doors import promise
from listener.channels.slack.door.webhook import Hook
from listener.channels.slack.look.message import Message
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.notices.targets import target, targets
from listener.settings.brand import Channels
from listener.settings.brand import Slack as SlackSettings
from listener.store.store import Store

TICK = 15  # seconds


@pytest.fixture
def scene(store: Store, slack: Slack, faults: Faults) -> Scene:
    return Scene(store, slack, faults)


def test_news_wait_for_their_story_and_hang_under_it(scene: Scene) -> None:
    scene.break_with(first(1, "lost"))
    story = add_story(scene.store, now=scene.clock.now)
    scene.add(1, key=f"story:{story}", story=story)
    scene.add(2, class_="news", story=story)
    scene.add(3)
    scene.tick(2)
    # The parent's answer was lost: its ts is unknown, and what is no news goes on.
    assert scene.texts() == ["alert 1", "alert 3"]
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
    touch(scene.store, story, 7)
    scene.tick()
    assert not scene.times("chat.update")  # other figures, the same words
    scene.render.words[notice] = "alert 1, and 4 copies"
    touch(scene.store, story, 8)
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


@pytest.mark.parametrize(("days", "edits"), [(1, 0), (3, 1)])
def test_a_message_follows_its_story_as_long_as_the_brand_says(
    scene: Scene, days: int, edits: int
) -> None:
    scene.follow(days)
    story = add_story(scene.store, now=scene.clock.now)
    notice = scene.add(1, key=f"story:{story}", story=story)
    scene.tick()
    scene.clock.pass_(days=2)
    scene.render.words[notice] = "alert 1, and 4 copies"
    touch(scene.store, story, 8)
    scene.tick(2)
    assert len(scene.times("chat.update")) == edits


def test_a_message_that_a_person_deleted_is_not_posted_again(scene: Scene) -> None:
    story = add_story(scene.store, now=scene.clock.now)
    notice = scene.add(1, key=f"story:{story}", story=story)
    scene.tick()
    [row] = rows(scene.store)
    scene.slack.client("xoxb-listening").chat_delete(channel=scene.alerts, ts=row.ts or "")
    scene.render.words[notice] = "changed"
    touch(scene.store, story, 8)
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
        Gear(**{**vars(scene.box.gear), "pause": lambda _: True})  # the daemon is told to stop
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
        Gear(
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
    assert [r.error for r in rows(scene.store, to)][-1] == "refused no_service"
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

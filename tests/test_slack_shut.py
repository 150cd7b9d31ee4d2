"""A channel that is shut to us: nothing is lost, people are told once where they see it, and all is told afterwards."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from acme import NOON
from pydantic import SecretStr
from rigs.faults import POST, Faults, first
from rigs.slack_outbox import add, add_story, brand, rows
from rigs.slack_scene import Scene
from rigs.slack_server import Slack
from test_slack_desk_away import TARGET, Town
from test_slack_refused import Scene as Calm

from listener.channels.slack.post.outbox import Outbox
from listener.notices.held import Held
from listener.notices.outbox import read
from listener.notices.targets import TERMINAL
from listener.settings.brand import Channels
from listener.store.outgoing import Envelope
from listener.store.store import Store


@pytest.fixture
def scene(store: Store, slack: Slack, faults: Faults) -> Scene:
    return Scene(store, slack, faults)


def go_on(scene: Scene, times: int = 8, *, seconds: float = 15) -> None:
    """Every target that anything waits for, as the daemon has it."""
    for _ in range(times):
        start = scene.clock.now
        for target in sorted(scene.box.targets()):
            scene.box.deliver(target)
        scene.clock.now = max(scene.clock.now, start + timedelta(seconds=seconds))


def said(scene: Scene, channel: str | None = None) -> list[str]:
    """What we said in a channel."""
    return [text for text in scene.texts(channel) if not text.endswith("archived the channel")]


def causes(store: Store) -> list[tuple[str, str]]:
    """What the operators were told, each with where."""
    return [(r.target, json.loads(r.payload)["cause"]) for r in rows(store) if r.class_ == "ops"]


def test_an_archived_channel_is_told_in_the_other_one_and_gets_what_it_missed(scene: Scene) -> None:
    scene.add(0)
    go_on(scene, 2)
    scene.slack.admin.conversations_archive(channel=scene.alerts)
    for number in (1, 2):
        scene.add(number)
        go_on(scene, 6)
    assert said(scene) == ["alert 0"]
    assert causes(scene.store) == [(scene.other, "is_archived")]
    assert said(scene, scene.ops) == ["is_archived"], "once, however long it lasts"
    scene.slack.admin.conversations_unarchive(channel=scene.alerts)
    go_on(scene, 20)
    assert said(scene) == ["alert 0", "alert 1", "alert 2"]
    assert said(scene, scene.ops) == ["is_archived", "back"]


def test_where_the_operators_own_channel_is_shut_another_one_tells_it(scene: Scene) -> None:
    scene.slack.admin.conversations_archive(channel=scene.ops)
    scene.add(1, scene.other)
    go_on(scene)
    assert said(scene) == ["is_archived"]
    # Where that one is shut, too, nothing in Slack is left to tell it in.
    scene.slack.admin.conversations_archive(channel=scene.alerts)
    scene.add(2)
    go_on(scene)
    assert causes(scene.store) == [(scene.target, "is_archived"), (TERMINAL, "is_archived")]
    scene.slack.admin.conversations_unarchive(channel=scene.ops)
    scene.slack.admin.conversations_unarchive(channel=scene.alerts)
    go_on(scene, 60)
    # That it is over is heard by who heard that it began.
    assert sorted(causes(scene.store)[2:]) == [(scene.target, "back"), (TERMINAL, "back")]
    assert said(scene, scene.ops) == ["alert 1"]
    assert said(scene) == ["is_archived", "alert 2", "back"]


def only(scene: Scene, *leads: str) -> None:
    """The brand has one channel, and these leads."""
    of = brand(scene.alerts)
    scene.brand = of.model_copy(update={"people": of.people.model_copy(update={"leads": leads})})
    scene.again()


def direct(scene: Scene) -> list[tuple[str, str]]:
    """What leads read by themselves: who, and what."""
    posted = [s for _, s in scene.came if s.method == POST and s.channel.startswith("U")]
    return [(s.channel, s.fields["text"]) for s in posted]


def test_where_the_only_channel_is_shut_each_lead_reads_it_once_and_that_it_is_over(
    scene: Scene,
) -> None:
    lead = str(scene.slack.admin.auth_test()["user_id"])
    only(scene, "lea", lead, lead)
    scene.slack.admin.conversations_archive(channel=scene.alerts)
    for number in (1, 2):
        scene.add(number)
        go_on(scene, 6)
    scene.again()  # a process that begins tells nothing anew
    go_on(scene, 6)
    assert direct(scene) == [(lead, "is_archived")]
    assert causes(scene.store) == [(TERMINAL, "is_archived"), (f"slack:{lead}", "is_archived")]
    scene.slack.admin.conversations_unarchive(channel=scene.alerts)
    go_on(scene, 60)
    assert direct(scene) == [(lead, "is_archived"), (lead, "back")]
    assert said(scene) == ["alert 1", "alert 2"]


@pytest.mark.parametrize("code", ["missing_scope", "channel_not_found", "messages_tab_disabled", "msg_too_long"])  # fmt: skip
def test_a_lead_who_cannot_be_written_to_is_left_alone_and_nobody_is_told_of_that(
    scene: Scene, code: str
) -> None:
    only(scene, "U0123456789")
    scene.slack.admin.conversations_archive(channel=scene.alerts)
    scene.break_with(lambda s: f"error {code}" if s.channel.startswith("U") else "ok")
    scene.add(1)
    go_on(scene, 30)
    tried = [s for _, s in scene.came if s.method == POST and s.channel.startswith("U")]
    assert len(tried) == 1
    assert [cause for to, cause in causes(scene.store) if to == TERMINAL] == ["is_archived"]
    assert not [row for row in rows(scene.store) if row.state == "failed"]
    scene.slack.admin.conversations_unarchive(channel=scene.alerts)
    go_on(scene, 60)
    assert said(scene) == ["alert 1"]
    assert len(causes(scene.store)) == 3, (
        "nobody who did not read that it began reads that it is over"
    )


def test_no_lead_is_written_to_where_another_channel_tells_it_or_the_whole_workspace_is_shut(
    scene: Scene,
) -> None:
    lead = str(scene.slack.admin.auth_test()["user_id"])
    people = scene.brand.people.model_copy(update={"leads": (lead,)})
    scene.brand = scene.brand.model_copy(update={"people": people})
    scene.again()
    scene.slack.admin.conversations_archive(channel=scene.alerts)
    scene.add(1)
    go_on(scene)
    assert causes(scene.store) == [(scene.other, "is_archived")]
    only(scene, lead)
    scene.slack.admin.conversations_unarchive(channel=scene.alerts)
    go_on(scene, 20)
    scene.break_with(lambda _: "error token_revoked")
    scene.add(2)
    go_on(scene)
    assert causes(scene.store)[-1] == (TERMINAL, "token_revoked")


@pytest.mark.parametrize(("lang", "told"), [("en", "Only the leads"), ("fr", "Seuls les responsables")])  # fmt: skip
def test_a_lead_reads_why_they_are_written_to(lang: str, told: str) -> None:
    envelope = Envelope(brand="Acme", key="k", target="slack:U0123456789", class_="ops", made_at=NOON, due_at=NOON)  # fmt: skip
    held = Held(envelope=envelope, cause="is_archived", channel="C0123456789", is_kept=True)
    of = brand("C0123456789").model_copy(update={"language": lang})
    title, lines = held.words(of)
    assert lines[-1].startswith(told)
    assert not any(word in lines[-1] for word in ("Home", "accueil")), "nobody hears a press"
    heard = of.slack.model_copy(update={"app_token": SecretStr("xapp-1")})
    assert len(held.words(of.model_copy(update={"slack": heard}))[1][-1]) > len(lines[-1])
    assert (title, lines[:-1]) == replace(held, envelope=replace(envelope, target=TERMINAL)).words(of)  # fmt: skip


def test_what_waited_for_an_archived_channel_goes_to_the_one_that_the_settings_then_name(
    scene: Scene,
) -> None:
    gone, later = scene.target, scene.clock.now + timedelta(hours=3)
    scene.slack.admin.conversations_archive(channel=scene.alerts)
    for number in (1, 2):
        scene.add(number)
    held = scene.add(3, class_="grouped")
    scene.store.set_notice(held, next_at=later)
    go_on(scene)
    before = {row.id: row for row in rows(scene.store, gone)}
    new = scene.slack.channel()
    scene.brand = brand(new, scene.ops)
    scene.again()
    go_on(scene)
    assert said(scene, new) == ["alert 1", "alert 2"]
    waits = scene.store.notice(held)
    assert waits
    assert (waits.target, waits.state, waits.next_at) == (f"slack:{new}", "pending", later)
    assert not rows(scene.store, gone)
    assert all(before[row.id].made_at == row.made_at for row in rows(scene.store, f"slack:{new}"))
    assert [cause for _, cause in causes(scene.store)] == ["is_archived", "elsewhere"]
    assert not scene.store.refusals()


def test_a_channel_that_still_takes_us_keeps_what_was_made_for_it(scene: Scene) -> None:
    scene.add(1)
    new = scene.slack.channel()
    scene.brand = brand(new, scene.ops)
    scene.again()
    go_on(scene)
    assert said(scene) == ["alert 1"]
    assert not said(scene, new)
    assert not causes(scene.store)


def test_what_is_in_doubt_where_nobody_can_look_any_more_is_told_in_the_new_channel(
    scene: Scene,
) -> None:
    scene.break_with(first(1, "lost"))
    scene.add(1)
    scene.tick()
    [row] = rows(scene.store)
    assert row.state == "sending"
    new, old = scene.slack.channel(), scene.alerts
    scene.brand = brand(new, scene.ops)
    scene.again()
    scene.break_with(lambda s: "error channel_not_found" if s.channel == old else "ok")
    go_on(scene)
    assert said(scene, new) == ["alert 1"]


def test_a_channel_that_is_shut_while_nothing_waits_is_told_and_so_is_its_end(scene: Scene) -> None:
    scene.add(1)
    go_on(scene, 2)
    for _ in range(3):  # heard again and again
        scene.box.hear(scene.target, scene.brand.name, "not_in_channel")
        go_on(scene, 2)
    assert said(scene, scene.ops) == ["not_in_channel"]
    assert scene.box.holds
    scene.again()  # a process that begins hears it again, and tells nothing anew
    scene.box.hear(scene.target, scene.brand.name, "not_in_channel")
    go_on(scene, 2)
    scene.again()  # this one hears only that it is over
    for _ in range(2):
        scene.box.hear(scene.target, scene.brand.name, "")
        go_on(scene, 2)
    assert said(scene, scene.ops) == ["not_in_channel", "back"]
    assert not scene.box.holds
    assert said(scene) == ["alert 1"]


def test_a_bot_that_is_invited_again_tells_at_once_what_waited(scene: Scene) -> None:
    scene.break_with(lambda s: "error not_in_channel" if s.channel == scene.alerts else "ok")
    for number in (1, 2):
        scene.add(number)
        go_on(scene, 200)  # so that it asks again in half an hour at the soonest
    scene.break_with(lambda _: "ok")
    tried = len(scene.times(channel=scene.alerts))
    go_on(scene, 1)
    assert len(scene.times(channel=scene.alerts)) == tried
    scene.box.hear(scene.target, scene.brand.name, "")
    go_on(scene, 2)
    assert len(said(scene)) == 1, "it grew old: both in one message"
    assert said(scene)[0].startswith("outage")
    assert said(scene, scene.ops) == ["not_in_channel", "back"]


def test_what_is_heard_again_and_again_keeps_no_message_from_trying(scene: Scene) -> None:
    scene.break_with(lambda s: "error not_in_channel" if s.channel == scene.alerts else "ok")
    scene.add(1)
    for _ in range(12):
        scene.box.hear(scene.target, scene.brand.name, "not_in_channel")
        go_on(scene, 5, seconds=60)
    assert len(scene.times(channel=scene.alerts)) >= 4


def test_where_a_look_and_the_messages_disagree_the_messages_are_believed(scene: Scene) -> None:
    scene.break_with(lambda s: "error not_in_channel" if s.channel == scene.alerts else "ok")
    scene.add(1)
    for _ in range(4):
        go_on(scene, 2)
        scene.box.hear(scene.target, scene.brand.name, "")
    assert said(scene, scene.ops) == ["not_in_channel"]


def test_an_open_channel_is_no_end_of_what_a_look_cannot_see(scene: Scene) -> None:
    scene.break_with(lambda s: "error restricted_action" if s.channel == scene.alerts else "ok")
    scene.add(1)
    go_on(scene)
    tried = len(scene.times(channel=scene.alerts))
    scene.box.hear(scene.target, scene.brand.name, "")
    go_on(scene, 1)
    assert len(scene.times(channel=scene.alerts)) == tried
    assert said(scene, scene.ops) == ["restricted_action"]


@pytest.fixture
def calm(tmp_path: Path) -> Calm:
    return Calm(tmp_path)


def moved(calm: Calm, alerts: str = "C0NEW") -> None:
    """The settings name other channels from now on."""
    named = Channels(alerts=alerts, ops="C0OPS", digest="C0WEEK")
    slack = calm.brand.slack.model_copy(update={"channels": named})
    calm.brand = calm.brand.model_copy(update={"slack": slack})
    calm.start()


def test_what_hangs_under_a_message_goes_where_that_goes(calm: Calm) -> None:
    calm.code = lambda channel, _: "channel_not_found" if channel == "C0ALERTS" else ""
    story = add_story(calm.store, now=calm.clock.now)
    calm.add(class_="instant", key=f"story:{story}", story=story)
    calm.add(class_="drafts", key="drafts:1", story=story)
    digest = calm.add(class_="digest", key="digest:Acme:2026-W46")
    part = calm.add(class_="digest_part", key="digest:Acme:2026-W46:1")
    calm.until(calm.clock.now + timedelta(minutes=2), timedelta(minutes=1))
    moved(calm)
    for _ in range(4):
        for target in sorted(calm.box.targets()):
            calm.box.deliver(target)
        calm.clock.now += timedelta(minutes=1)
    assert calm.door.shown["C0NEW"] == ["alert 1", "alert 2"]
    assert calm.door.shown["C0WEEK"] == ["alert 3", "alert 4"]
    found = {row.class_: row for row in rows(calm.store)}
    assert found["drafts"].thread_ts == found["instant"].ts
    assert found["digest_part"].thread_ts == found["digest"].ts
    assert (found["digest"].id, found["digest_part"].id) == (digest, part)


def test_the_words_say_which_channel_and_what_becomes_of_what_waited(calm: Calm) -> None:
    calm.code = lambda channel, _: "channel_not_found" if channel == "C0ALERTS" else ""
    calm.add()
    calm.until(calm.clock.now + timedelta(minutes=2), timedelta(minutes=1))
    moved(calm)
    calm.box.deliver("slack:C0ALERTS")
    told = [read(row) for row in rows(calm.store) if row.class_ == "ops"]
    assert all(isinstance(one, Held) for one in told)
    for lang in ("en", "fr"):
        spoken = calm.brand.model_copy(update={"language": lang})
        (_, first_lines), (title, lines) = [one.words(spoken) for one in told if isinstance(one, Held)]  # fmt: skip
        assert "C0ALERTS" in lines[0]
        assert title
        assert "/invite @listening" in first_lines[1]


def test_what_a_webhook_that_is_gone_was_to_tell_goes_to_the_channel_of_now(calm: Calm) -> None:
    calm.code = lambda channel, _: "no_service" if channel.startswith("hook-") else ""
    calm.add("slack:hook-0123456789")
    for _ in range(2):
        calm.box.deliver("slack:hook-0123456789")
        calm.clock.now += timedelta(minutes=2)
    calm.box.deliver("slack:C0ALERTS")
    assert calm.door.shown == {"C0ALERTS": ["alert 1"]}


def test_each_alert_goes_to_its_desk_of_now(tmp_path: Path, sqlite: Store) -> None:
    town = Town(tmp_path, sqlite)
    slack = town.brand.slack
    old = Channels(alerts="C0ALERTS", press="C0OLD")
    town.brand = town.brand.model_copy(update={"slack": slack.model_copy(update={"channels": old})})
    town.board.state = "channel_not_found"
    town.hear("the lock", "the brake")
    town.do("lea", "escalate", 2, "", lane="press")
    told = sqlite.notice_of("story:2")
    assert told
    add(sqlite, TARGET, 9, now=town.clock.now, class_="drafts", story=told.story_id)
    for target in (TARGET, "slack:C0OLD") * 2:
        town.box.deliver(target)
        town.clock.now += timedelta(minutes=2)
    named = Channels(alerts="C0ALL", press="C0PRESS", customers="C0CUST")
    town.board.state = "up"
    found = town.brand.model_copy(update={"slack": slack.model_copy(update={"channels": named})})
    box = Outbox(replace(town.box.gear, brands={found.name: found}))
    for target in sorted(box.targets()):
        box.deliver(target)
    assert not sqlite.waiting_for(TARGET, found.name)
    bound = {row.key: row.target for row in rows(sqlite) if row.class_ in ("instant", "drafts")}
    assert set(bound.values()) == {"slack:C0CUST", "slack:C0PRESS"}
    assert [to for key, to in bound.items() if key.startswith("moved:")] == ["slack:C0PRESS"]

"""The whole path: what a source shows is tagged, decided, posted, and read back from Slack."""

import json
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from pydantic import SecretStr
from rigs.effort import PATIENCE
from rigs.faults import POST, Faults, mix
from rigs.slack_outbox import outbox, rows, simulated
from rigs.slack_server import BOT, Slack
from structlog.testing import capture_logs

from connectors.kit.contract import Author, Mention
from listener.channels.slack.door.times import Times
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.settings.brand import Channels
from listener.settings.brand import Slack as SlackSettings
from listener.store.store import Store
from listener.work.local import Local
from listener.work.worker import Worker

NAMES = ("alerts", "press", "triage", "wins", "ops")


class Town:
    """One installation with five channels, whose source can be given more between two runs."""

    def __init__(self, folder: Path, slack: Slack, faults: Faults) -> None:
        self.folder, self.slack, self.faults = folder, slack, faults
        self.store = Store.open(f"sqlite:///{folder / 'listener.db'}")
        self.clock, self.show, self.tagger = Clock(), Kept(), CueTagger()
        self.channels = {name: slack.channel() for name in NAMES}
        settings = SlackSettings(token=SecretStr(BOT), channels=Channels(**self.channels))
        self.brand = BRAND.model_copy(update={"slack": settings})
        self.posts: dict[str, Mention] = {}
        self.run()

    def run(self, *mentions: Mention, ticks: int = 1, **named: Any) -> None:
        """Poll a source that lists these beside the earlier ones; each tick is 15 seconds."""
        made = self.made(*mentions, **named)
        for _ in range(ticks):
            made.once()
            self.clock.pass_(seconds=15)

    def made(self, *mentions: Mention, **named: Any) -> Worker:
        self.posts |= {m.external_id: m for m in mentions}
        source = Listed(name="list", mentions=tuple(self.posts.values()))
        made = pipeline(
            config(self.folder, source, brand=self.brand),
            self.store,
            self.show,
            self.clock,
            self.tagger,
        )
        return replace(made, outbox=self.outbox(**named))

    def outbox(self, **named: Any) -> Outbox:
        box = outbox(
            self.store,
            self.faults.api,
            self.brand,
            clock=self.clock,
            limits=Times(),
            pause=simulated(self.clock),
            **named,
        )
        render = Rendered(self.store, {self.brand.name: self.brand}, self.clock)
        return Outbox(Gear(**{**vars(box.gear), "render": render}))

    def read(self, name: str, *, drafts: bool = False) -> list[dict[str, Any]]:
        """A channel's messages: those with drafts, or all the others."""
        written = {row.ts for row in rows(self.store) if row.class_ == "drafts"}
        return [
            m for m in self.slack.history(self.channels[name]) if (m["ts"] in written) is drafts
        ]


@pytest.fixture
def town(tmp_path: Path, slack: Slack, faults: Faults) -> Town:
    return Town(tmp_path, slack, faults)


def words(message: dict[str, Any]) -> str:
    return json.dumps([message["text"], message.get("blocks")], ensure_ascii=False)


def test_the_first_look_is_posted_once_and_nothing_is_printed_beside_it(town: Town) -> None:
    town.run(ticks=3)
    [look] = town.read("alerts")
    assert look["blocks"]
    assert BRAND.name in look["text"]
    assert not town.show.looks


def test_an_alert_goes_to_its_desk_with_quote_advice_and_mark(town: Town) -> None:
    town.run(
        mention(1, "I hate it: my Acme battery is broken after a week, please help me."),
        mention(
            2,
            "@acme why is it broken?",
            venue="public",
            author=Author(id="@press_jo"),
            genre="tweet",
        ),
        ticks=2,
    )
    [_, alert] = town.read("alerts")
    assert "battery is broken" in words(alert)
    assert "Put right" in words(alert)
    [press] = town.read("press")
    assert "why is it broken" in words(press)
    assert alert["metadata"]["event_type"] == "listening_alert"
    assert not town.show.alerts
    sent = [r for r in rows(town.store) if r.class_ == "instant"]
    assert {r.ts for r in sent} == {alert["ts"], press["ts"]}


def test_what_is_due_soon_brings_its_drafts_in_its_thread(town: Town) -> None:
    town.run(mention(1, "I hate it: my Acme battery is broken, please help me."), ticks=2)
    [_, alert] = town.read("alerts")
    [drafts] = town.read("alerts", drafts=True)
    assert drafts["thread_ts"] == alert["ts"]
    assert words(drafts).count("Camille, from Acme") >= 2
    town.run(ticks=2)
    assert len(town.read("alerts", drafts=True)) == 1


def test_later_news_go_to_the_thread_and_the_parent_counts_them(town: Town) -> None:
    own = {"thread_key": "t1", "author": Author(id="lea")}
    town.run(mention(1, "I hate this broken bike of yours", **own))
    before = words(town.read("alerts")[1])
    town.run(mention(2, "and now the other wheel: I hate it, why is nobody there?", **own), ticks=2)
    _, parent, reply = town.read("alerts")
    assert reply["thread_ts"] == parent["ts"]
    assert "the other wheel" in words(reply)
    assert parent["edited"]
    assert words(parent) != before
    assert len(town.faults.posts(town.channels["alerts"], "chat.update")) == 1


def test_copies_an_answer_and_a_deletion_edit_the_parent_and_post_nothing(town: Town) -> None:
    told = "I hate that the new Acme charger is broken and that nobody at Acme answers me at all"
    town.run(mention(1, told))
    town.run(*(mention(n, f"{told} {n}") for n in range(2, 6)), ticks=2)
    assert "4" in words(town.read("alerts")[1])
    answer = mention(
        9, "Sorry, Camille here.", by_owner=True, parent_url="https://acme.example/post/1"
    )
    town.run(answer, ticks=2)
    assert "Answered" in words(town.read("alerts")[1])
    town.run(*(mention(n, told, deleted=True) for n in range(1, 6)), ticks=2)
    [_, parent] = town.read("alerts")
    assert "charger" not in words(parent)
    assert "Deleted" in words(parent)
    assert parent["metadata"]["event_payload"]["o"]
    # The first look, the alert, its drafts.
    assert len(town.faults.posts(town.channels["alerts"])) == 3


def test_an_edit_at_the_source_is_shown_in_the_same_message(town: Town) -> None:
    town.run(mention(1, "I hate it: the Acme bell is broken."))
    town.run(mention(1, "I hate it: the Acme lamp is broken."), ticks=2)
    [_, parent] = town.read("alerts")
    assert "lamp" in words(parent)
    assert len(town.faults.posts(town.channels["alerts"])) == 3


def test_what_is_not_urgent_is_one_bundle_at_its_hour(town: Town) -> None:
    few = town.brand.thresholds.model_copy(update={"alerts_a_day": 1})
    town.brand = town.brand.model_copy(update={"thresholds": few})
    town.run(*(mention(n, f"I hate it: broken, number {n}.") for n in range(1, 5)))
    assert len(town.read("alerts")) == 2
    town.clock.pass_(hours=4)  # past the bundle's hour
    town.run(ticks=2)
    _, _, bundle = town.read("alerts")
    assert all(f"number {n}" in words(bundle) for n in (2, 3, 4))


def test_a_dry_run_and_a_terminal_notice_never_reach_slack(town: Town) -> None:
    settings, town.brand = town.brand, BRAND
    town.run(mention(1, "I hate it: broken."))
    assert len(town.show.alerts) == 1
    town.brand = settings
    town.run(ticks=2)
    assert len(town.read("alerts")) == 1


def test_neither_token_nor_texts_appear_in_a_log_an_error_or_the_tables_of_states(
    town: Town, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = "canary-7f3a"
    posts = [
        mention(n, f"I hate it: broken {canary}{n}.", author=Author(id=f"{canary}-id{n}"))
        for n in range(1, 9)
    ]
    harm = dict.fromkeys(
        ("lost", "500 before", "fatal after", "truncated", "error invalid_auth"), 0.15
    )
    with capture_logs() as logs:
        town.faults.plan = mix(5, harm)
        town.run(*posts, ticks=12)
        town.faults.down()
        town.run(mention(20, f"I hate it: broken {canary}20."), ticks=3)
        town.faults.up()
        town.faults.plan = lambda _: "ok"
        town.run(ticks=6)
        town.run(mention(21, f"I hate it: broken {canary}21."), ticks=3, token="xoxb-canary-token")
    assert len(town.faults.posts()) > 3  # a refusal holds the rest back for a minute
    said = "".join([*map(str, logs), *capfd.readouterr(), caplog.text])
    said += "".join(str([r.error, r.key, r.target, r.payload]) for r in rows(town.store))
    assert "slack refuses" in said
    assert canary not in str(town.show.told)
    assert any("token" in str(lines) for _, lines in town.show.told)  # told in the terminal
    for secret in (canary, BOT, "xoxb-", "Bearer"):
        assert secret not in said, secret
    assert any(canary in words(m) for m in town.read("alerts"))  # they did go where they belong
    told = [m.get("metadata") for name in NAMES for m in town.read(name)]
    assert canary not in str(told)


def test_the_daemons_tick_posts_in_a_slot_of_each_channel(town: Town) -> None:
    made, local = town.made(mention(1, "I hate it: broken.")), Local(8)
    town.clock.pass_(minutes=30)  # the source is due
    for _ in range(40):  # what runs beside it may be a tick ahead or behind
        made.tick(local)
        while not local.wait(0.1):
            pass
        town.clock.pass_(seconds=15)
        if len(town.faults.posts(town.channels["alerts"])) == 3:
            break
    assert local.stop(PATIENCE)
    assert ["broken" in words(m) for m in town.read("alerts")] == [False, True]


@pytest.mark.long
def test_under_the_fault_mix_the_whole_path_tells_each_story_once(town: Town) -> None:
    town.faults.plan = mix(11)
    few = town.brand.thresholds.model_copy(update={"alerts_a_day": 99})
    town.brand = town.brand.model_copy(update={"thresholds": few})
    town.run(*(mention(n, f"I hate it: broken, number {n}.") for n in range(1, 21)), ticks=40)
    ids = town.slack.ours(town.channels["alerts"])
    assert len(ids) == len(set(ids)) == 41  # the first look, and each alert with its drafts
    assert len(town.faults.posts(method=POST)) > 21
    assert town.clock.now - rows(town.store)[0].made_at > timedelta(minutes=5)

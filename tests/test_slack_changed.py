"""What Slack says of our channels and our app is a reason to ask it, and nothing more."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, pipeline
from pydantic import SecretStr
from rich.console import Console
from rigs.desk_scene import at_slack
from rigs.effort import PATIENCE
from rigs.local_slack import wait
from rigs.press_line import press_line
from rigs.slack_outbox import QUICK, rows, wall
from rigs.slack_outbox import outbox as sent_by
from rigs.slack_server import BOT, Slack
from slack_bolt import App as SlackApp
from slack_bolt import BoltRequest

from listener.app import App
from listener.channels.slack.door.auth import Auth
from listener.channels.slack.door.client import Bot
from listener.channels.slack.door.errors import SlackDownError, SlackRefusedError
from listener.channels.slack.presses.admit import Place
from listener.channels.slack.presses.bolt import Listeners
from listener.channels.slack.presses.changed import CHANNELS, JOINED, TOKENS
from listener.channels.slack.presses.line import Hands
from listener.channels.slack.presses.people import Person, Workspace
from listener.channels.slack.presses.standing import standing
from listener.commands import living
from listener.notices import outbox
from listener.notices.contract import to_ops
from listener.notices.held import BACK, Held
from listener.settings.brand import Brand, Channels, People
from listener.settings.brand import Slack as SlackSettings
from listener.settings.config import Web
from listener.store.store import Store
from listener.watch.watched import _refusals, watching
from listener.work.presses import Presses
from listener.work.worker import Worker

TEAM, APP, US, LEA, ALERTS = "T0ACME", "A0OURS", "U0BOT", "U0LEA", "C0ALERTS"


class Fake:
    """A workspace that says who we are there, or does not."""

    def __init__(self) -> None:
        self.fails: Exception | None = None
        self.refuses = False

    @property
    def team(self) -> str:
        if self.refuses:
            raise SlackRefusedError("token_revoked")
        return TEAM

    @property
    def me(self) -> str:
        if self.fails:
            raise self.fails
        return US

    def person(self, user: str) -> Person:
        raise AssertionError(f"{user} presses nothing")


@contextmanager
def heard(fake: Fake) -> Iterator[tuple[SlackApp, list[str]]]:
    """Our app, and how often it asks Slack how we stand."""
    looks, brand, hands = list[str](), at_slack(), Hands()
    place = Place(fake, {brand.name: brand}, None, lambda: NOON, lambda: None, None, look=lambda: looks.append("look"))  # type: ignore[arg-type]  # fmt: skip
    yield Listeners([place], APP).app(hands), looks
    assert hands.stop(PATIENCE)


def tell(app: SlackApp, name: str, *, team: str = TEAM, of: str = APP, **event: Any) -> int:
    """An event as Slack tells it; the answer's status."""
    body = {"type": "event_callback", "team_id": team, "api_app_id": of, "event_id": "Ev1", "event": {"type": name, **event}}  # fmt: skip
    return app.dispatch(BoltRequest(mode="socket_mode", body=body)).status


@pytest.mark.parametrize("name", [one for one in CHANNELS if one != JOINED])
def test_a_channel_of_ours_that_changes_is_asked_about(name: str) -> None:
    with heard(Fake()) as (app, looks):
        assert tell(app, name, channel="C0NONE") == 200, "acknowledged, or Slack tells it again"
        assert tell(app, name, channel=ALERTS, team="T0OTHER") == 200
        assert tell(app, name, channel=ALERTS, of="A0OTHER") == 200
        assert tell(app, name) == 200
        assert tell(app, name, channel={"id": ALERTS}) == 200
        assert tell(app, name, channel=ALERTS) == 200
        wait(lambda: looks)
    assert looks == ["look"]


def test_of_all_who_join_we_alone_are_a_reason_to_ask() -> None:
    with heard(Fake()) as (app, looks):
        tell(app, JOINED, channel=ALERTS, user=LEA)
        tell(app, JOINED, channel="C0NONE", user=US)
        tell(app, JOINED, channel=ALERTS, user=US)
        wait(lambda: looks)
    assert looks == ["look"]


def test_where_slack_does_not_say_who_we_are_it_is_asked_rather_than_missed() -> None:
    fake = Fake()
    fake.fails = SlackDownError("unreachable")
    with heard(fake) as (app, looks):
        tell(app, JOINED, channel=ALERTS, user=US)
        wait(lambda: looks)


@pytest.mark.parametrize("name", TOKENS)
def test_an_app_that_was_taken_out_is_asked_about_though_its_token_says_nothing(name: str) -> None:
    fake = Fake()
    fake.refuses = True
    with heard(fake) as (app, looks):
        assert tell(app, name, of="A0OTHER") == 200
        assert tell(app, name) == 200
        wait(lambda: looks)
    assert looks == ["look"]


def led(channel: str, *leads: str) -> Brand:
    slack = SlackSettings(token=SecretStr(BOT), channels=Channels(alerts=channel))
    return BRAND.model_copy(update={"slack": slack, "people": People(leads=leads)})


def test_where_no_channel_is_left_a_lead_is_shown_home_and_nobody_else(slack: Slack) -> None:
    one, two = slack.channel(), slack.channel()
    other = str(slack.client("xoxb-other").auth_test()["user_id"])
    brand = led(one, other)

    def of(user: str) -> dict[str, Brand]:
        space = Workspace(BOT, wall, api=slack.api, timeout=int(PATIENCE))
        return Place(space, {brand.name: brand}, None, wall, lambda: None, None).of_member(user)  # type: ignore[arg-type]

    assert not of(other), "a lead who is in no channel is no other than anybody"
    brand = led("C0GONE", other)
    assert of(other)
    assert not of(slack.bot)
    assert not of(LEA)
    brand = brand.model_copy(update={"slack": brand.slack.model_copy(update={"channels": Channels(alerts="C0GONE", ops=two)})})  # fmt: skip
    assert not of(other), "one is left: who is in it decides"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_home_says_where_messages_do_not_get_in_and_what_to_do(tmp_path: Path, sqlite: Store, lang: str) -> None:  # fmt: skip
    brand = at_slack().model_copy(update={"language": lang})
    run = pipeline(config(tmp_path, Listed(name="forum")), sqlite, Kept(), Clock())
    run.once()

    class NoSource:
        def sources(self, brand: Brand) -> tuple[str, ...]:  # noqa: ARG002
            return ()

    place = Place(Fake(), {brand.name: brand}, sqlite, lambda: NOON, lambda: None, NoSource())  # type: ignore[arg-type]

    def tell_ops(cause: str, n: int) -> None:
        envelope = to_ops(brand, f"ops:slack:{ALERTS}:{cause}:{n}", NOON)
        outbox.add(sqlite, Held(envelope=envelope, cause=cause, channel=ALERTS, is_kept=True))

    assert not [line for line in standing(place, brand, LEA) if ALERTS in line]
    tell_ops("not_in_channel", 1)
    [first, *_] = standing(place, brand, LEA)
    assert ALERTS in first
    assert "/invite @listening" in first
    tell_ops(BACK, 2)
    assert not [line for line in standing(place, brand, LEA) if ALERTS in line]


def test_a_bot_that_is_put_out_is_told_of_within_seconds_and_so_is_that_it_is_back(
    tmp_path: Path, sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From Slack's word on the line to the operators' channel, while no alert is waiting."""
    monkeypatch.setattr("listener.channels.slack.door.auth.LEAST", 0.05)
    slack = at_slack().slack.model_copy(update={"channels": Channels(alerts=ALERTS, ops="C0OPS")})
    brand = at_slack().model_copy(update={"slack": slack})
    settings = config(tmp_path, Listed(name="forum"), brand=brand)
    settings = settings.model_copy(update={"web": Web(port=0)})
    app = App.over(settings, Clock(), store=sqlite, key=b"k" * 32)
    app.ready()

    def causes() -> list[str]:
        told = [outbox.read(row) for row in rows(sqlite, "slack:C0OPS")]
        return [one.cause for one in told if isinstance(one, Held)]

    with press_line() as line:
        box = sent_by(sqlite, line.api, brand, limits=QUICK)
        auth = Auth([brand], lambda token: Bot(token, wall, api=line.api, timeout=int(PATIENCE)))

        def reaches(*wanted: str) -> None:
            def is_told() -> bool:
                for target in sorted(box.targets()):
                    box.deliver(target)
                return causes() == [*wanted]

            wait(is_told)

        with watching(settings, sqlite, app.clock, auth) as watched:
            watched.heed(lambda: box)
            presses = Presses(lambda: None, watched.look_at_slack, api=line.api)
            presses.follow(app)
            wait(lambda: presses.are_open)
            wait(auth.taken)
            line.refuses["conversations.info"] = "not_in_channel"
            line.happen("channel_left", channel=ALERTS)
            reaches("not_in_channel")
            assert f"{ALERTS} refuses us (not_in_channel)" in _refusals(auth, sqlite)
            del line.refuses["conversations.info"]
            line.happen(JOINED, channel=ALERTS, user="U0US")
            reaches("not_in_channel", BACK)
            assert presses.stop(PATIENCE)


def test_the_daemon_asks_when_slack_says_so(tmp_path: Path, sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    given: list[object] = []

    class Spied(Presses):
        def __init__(self, *args: Any) -> None:
            given.extend(args)
            super().__init__(*args)

    monkeypatch.setattr(living, "Presses", Spied)
    app = App.over(config(tmp_path), Clock(), store=sqlite, key=b"k" * 32)
    settings = app.config.model_copy(update={"web": Web(port=0)})
    with watching(settings, sqlite, app.clock) as watched:
        live = living.Live(Worker(app, Kept()), watched, Console(file=StringIO()))
        assert given[1] == watched.look_at_slack
        assert live.stop(PATIENCE)

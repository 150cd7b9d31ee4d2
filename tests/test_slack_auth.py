"""Is our token taken? A real server is asked, beside the daemon's work."""

import threading
import time
from pathlib import Path

import httpx
import pytest
from acme import Clock, config
from rigs.effort import PATIENCE
from rigs.faults import Faults
from rigs.ports import free_port
from rigs.slack_outbox import brand, wall
from rigs.slack_server import Slack

from listener.channels.slack.door.auth import EVERY, SOON, Auth
from listener.channels.slack.door.client import Bot
from listener.settings.config import Web
from listener.store.store import Store
from listener.watch.watched import watching

CANARY = "xoxb-canary-4d1e"


def auth(faults: Faults, *tokens: str) -> Auth:
    names = ("Acme", "Beta", "Gamma")
    brands = [
        brand("C0ALERTS", token=token).model_copy(update={"name": name})
        for name, token in zip(names, tokens, strict=False)
    ]
    return Auth(brands, lambda token: Bot(token, wall, api=faults.api, timeout=int(PATIENCE)))


def test_a_token_that_slack_takes_is_no_reason(faults: Faults) -> None:
    asked = auth(faults, "xoxb-listening")
    assert (asked.taken(), asked.reasons()) == ({}, []), "before the first answer nothing is known"
    asked.ask()
    assert (asked.taken(), asked.reasons()) == ({"Acme": True}, [])
    assert not faults.posts()


def test_a_refused_token_is_told_with_what_to_do_and_never_printed(faults: Faults) -> None:
    asked = auth(faults, "xoxb-listening", CANARY)
    faults.plan = lambda _: "error token_revoked"
    asked.ask()
    assert asked.taken() == {"Acme": False, "Beta": False}
    assert all("token_revoked" in why and "set the new token" in why for why in asked.reasons())
    assert CANARY not in f"{asked.reasons()}"


@pytest.mark.parametrize("fault", ["429", "500 before", "reset", "error internal_error"])
def test_no_clear_answer_is_no_verdict(faults: Faults, fault: str) -> None:
    asked = auth(faults, "xoxb-listening")
    faults.plan = lambda _: fault
    asked.ask()
    assert (asked.taken(), asked.reasons()) == ({}, [])


def test_a_verdict_stays_until_slack_says_otherwise(faults: Faults) -> None:
    asked = auth(faults, "xoxb-listening")
    faults.plan = lambda _: "error account_inactive"
    asked.ask()
    faults.plan = lambda _: "reset"
    asked.ask()
    assert asked.taken() == {"Acme": False}
    faults.plan = lambda _: "ok"
    asked.ask()
    assert (asked.taken(), asked.reasons()) == ({"Acme": True}, [])


def test_a_token_that_brands_share_is_asked_about_once(faults: Faults) -> None:
    asked = auth(faults, "xoxb-listening", "xoxb-listening")
    asked.ask()
    assert asked.taken() == {"Acme": True, "Beta": True}
    methods = [seen.method for seen in faults.seen]
    assert methods.count("auth.test") == methods.count("conversations.info") == 1


def test_the_pages_of_a_daemon_tell_of_a_dead_token_without_waiting_for_slack(
    faults: Faults, store_url: str, tmp_path: Path
) -> None:
    asked, release = threading.Event(), threading.Event()
    answered = threading.Event()

    class Slow(Auth):
        def ask(self) -> None:
            asked.set()
            release.wait(PATIENCE)
            super().ask()
            answered.set()

    faults.plan = lambda _: "error invalid_auth"
    shown = brand("C0ALERTS", token=CANARY)
    store, port = Store.open(store_url), free_port()
    store.upgrade()
    settings = config(tmp_path, brand=shown).model_copy(update={"web": Web(port=port)})
    slow = Slow([shown], lambda token: Bot(token, wall, api=faults.api, timeout=int(PATIENCE)))
    url = f"http://127.0.0.1:{port}"
    with (
        watching(settings, store, Clock(), slow),
        httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE) as client,
    ):
        assert asked.wait(PATIENCE)
        before = client.get("/healthz").json()["reasons"]
        assert "listener_slack_token_ok{" not in client.get("/metrics").text
        release.set()
        assert answered.wait(PATIENCE)
        health, page = client.get("/healthz"), client.get("/metrics").text
    store.close()
    assert not [why for why in before if why.startswith("slack")]
    assert health.status_code == 503
    assert [why.partition(" (")[0] for why in health.json()["reasons"] if "slack" in why] == [
        f"slack: {shown.name}: the token is refused"
    ]
    assert f'listener_slack_token_ok{{brand="{shown.name}"}} 0.0' in page
    assert CANARY not in health.text + page


def stands(faults: Faults, channel: str) -> Auth:
    """Asked once how we stand in a channel, by a token that may ask."""
    asked = Auth([brand(channel)], lambda token: Bot(token, wall, api=faults.api, timeout=int(PATIENCE)))  # fmt: skip
    asked.ask()
    return asked


def test_a_channel_is_asked_about_without_a_message(faults: Faults, slack: Slack) -> None:
    one = slack.channel()
    heard: list[tuple[str, str, str]] = []
    asked = stands(faults, one)
    assert (asked.shut(), asked.pause) == ([], EVERY)
    asked.tell(lambda _: None, lambda: False, lambda *told: heard.append(told))
    slack.admin.conversations_archive(channel=one)
    asked.ask()
    assert (asked.shut(), asked.pause) == ([(one, "is_archived")], SOON)
    slack.admin.conversations_unarchive(channel=one)
    slack.admin.conversations_kick(channel=one, user=slack.bot)
    asked.ask()
    slack.admin.conversations_invite(channel=one, users=slack.bot)
    asked.ask()
    codes = [code for target, name, code in heard if (target, name) == (f"slack:{one}", "Acme")]
    assert codes == ["is_archived", "not_in_channel", ""]
    assert not faults.posts()


def test_who_may_post_without_an_invitation_needs_none(faults: Faults, slack: Slack) -> None:
    one = slack.channel()
    slack.admin.conversations_kick(channel=one, user=slack.bot)
    faults.scopes = "chat:write, chat:write.public"
    assert stands(faults, one).shut() == []
    faults.scopes = "chat:write"
    assert stands(faults, one).shut() == [(one, "not_in_channel")]


@pytest.mark.parametrize("code", ["missing_scope", "fatal_error", "ratelimited"])
def test_where_slack_does_not_say_a_channel_counts_as_before(
    faults: Faults, slack: Slack, code: str
) -> None:
    one = slack.channel()
    asked = stands(faults, one)
    slack.admin.conversations_archive(channel=one)
    asked.ask()
    faults.plan = lambda s: f"error {code}" if s.method == "conversations.info" else "ok"
    asked.ask()
    assert asked.shut() == [(one, "is_archived")]
    slack.admin.conversations_unarchive(channel=one)
    asked.ask()
    faults.plan = lambda _: "ok"
    asked.ask()
    assert asked.shut() == []


def test_a_channel_that_we_may_read_is_there_whatever_the_question_says(
    faults: Faults, slack: Slack
) -> None:
    """A private one, of an app that was installed without the permission to ask about those."""
    one = slack.channel()
    faults.plan = lambda s: "error channel_not_found" if s.method == "conversations.info" else "ok"
    assert stands(faults, one).shut() == []
    faults.plan = lambda s: "error channel_not_found" if s.method.startswith("conv") else "ok"
    assert stands(faults, one).shut() == [(one, "channel_not_found")]


def test_settings_that_name_another_channel_ask_anew_at_once(faults: Faults, slack: Slack) -> None:
    one, two = slack.channel(), slack.channel()
    slack.admin.conversations_archive(channel=one)
    asked = stands(faults, one)
    assert asked.shut()
    asked.follow([brand(two)])
    assert asked.shut() == [], "it is no matter of ours any more"
    asked.ask()
    assert asked.shut() == []


def test_what_slack_says_has_it_asked_now_and_a_flood_of_it_only_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rounds, came = [0], threading.Condition()

    class Counted(Auth):
        def ask(self) -> None:
            with came:
                rounds[0] += 1
                came.notify_all()

    def wait_for(n: int) -> None:
        with came:
            assert came.wait_for(lambda: rounds[0] >= n, PATIENCE)

    monkeypatch.setattr("listener.channels.slack.door.auth.LEAST", 0.3)
    asked = Counted([brand("C0A")], lambda _: pytest.fail("nobody asks"))
    asked.start()
    try:
        wait_for(1)
        asked.follow([brand("C0B")])
        wait_for(2)
        for _ in range(50):
            asked.soon()
            time.sleep(0.01)
        wait_for(3)
        assert rounds[0] < 20
    finally:
        asked.stop()

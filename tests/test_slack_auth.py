"""Is our token taken? A real server is asked, beside the daemon's work."""

import threading
from pathlib import Path

import httpx
import pytest
from acme import Clock, config
from rigs.effort import PATIENCE
from rigs.faults import Faults
from rigs.ports import free_port
from rigs.slack_outbox import brand, wall

from listener.channels.slack.door.auth import Auth
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
    assert [seen.method for seen in faults.seen] == ["auth.test"]


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

"""Slack's HTTP mode: a port of its own for signed requests; whatever Slack did not sign changes nothing."""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import structlog
from acme import BRAND, mention, news
from pydantic import SecretStr
from rigs.desk_scene import HATE, at_slack
from rigs.effort import PATIENCE
from rigs.local_slack import wait
from test_slack_admission import ALERTS, LEA, TEAM, Fake, acts, place, pressed

from listener.channels.slack.presses.signed import MOST, Signed
from listener.settings.config import Web
from listener.store.store import Store
from listener.watch.web import Served
from listener.watch.webslack import serve_slack, unheard

OURS, THEIRS = "8f742231b10e8888abcd99yyyzzz85a5", "0" * 32
PATH = "/slack/events"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two complaints of Acme."""
    found = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    found.upgrade()
    news(tmp_path, found, mention(1, HATE), mention(2, "Everything here is broken, always"))
    yield found
    found.close()


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def signed(store: Store, fake: Fake) -> Iterator[Signed]:
    """Acme's app, and that of another brand in another workspace."""
    made = Signed()
    other = place(store, Fake("T0OTHER"), at_slack(name="Other"))
    made.follow({OURS: [place(store, fake, at_slack())], THEIRS: [other]})
    yield made
    assert made.stop(PATIENCE)


@pytest.fixture
def served(signed: Signed) -> Iterator[Served]:
    made = serve_slack("127.0.0.1", 0, signed)
    yield made
    assert made.stop(PATIENCE)


@pytest.fixture
def http(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=f"http://127.0.0.1:{served.port}", trust_env=False, timeout=PATIENCE
    ) as client:
        yield client


def press(store: Store, name: str = "take", **changed: Any) -> bytes:
    """A press, as Slack writes it over HTTP."""
    return urlencode({"payload": json.dumps(pressed(store, name, **changed))}).encode()


def stamped(body: bytes, secret: str = OURS, *, ago: float = 0) -> dict[str, str]:
    """The headers by which Slack proves who wrote a body, and when."""
    at = str(int(time.time() - ago))
    seal = hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={seal.hexdigest()}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


def told(fake: Fake) -> list[str]:
    """What whoever pressed was told, once it is."""
    wait(lambda: fake.told)
    return [text for _, text in fake.told]


def test_a_press_that_slack_signed_is_done(http: httpx.Client, store: Store, fake: Fake) -> None:
    body = press(store)
    reply = http.post(PATH, content=body, headers=stamped(body) | {"Host": "bot.acme.example"})
    assert (reply.status_code, reply.text) == (200, "")
    assert told(fake) == ["It is yours."]
    [row] = store.acts([BRAND.name])
    assert (row.who, row.name, row.door) == ("Léa", "take", "slack")


def test_a_press_that_is_sent_again_changes_nothing_more(
    http: httpx.Client, store: Store, fake: Fake
) -> None:
    body = press(store)
    headers = stamped(body)
    http.post(PATH, content=body, headers=headers)
    told(fake)
    again = headers | {"X-Slack-Retry-Num": "1"}
    assert http.post(PATH, content=body, headers=again).status_code == 200
    wait(lambda: len(fake.told) == 2)
    assert "already" in fake.told[1][1]
    assert acts(store) == ["take"]


def test_a_command_and_app_home_come_the_same_way(
    http: httpx.Client, store: Store, fake: Fake
) -> None:
    told = {"command": "/listener", "text": "mute 1 3d", "team_id": TEAM, "user_id": LEA, "channel_id": ALERTS, "trigger_id": "7.7.x"}  # fmt: skip
    body = urlencode(told).encode()
    headers = stamped(body)
    for _ in range(2):  # the second time by somebody who wrote it down
        assert http.post(PATH, content=body, headers=headers).status_code == 200
    wait(lambda: len(fake.told) == 2)
    assert acts(store) == ["snooze"]
    shown: list[str] = []
    fake.publish = lambda user, _: shown.append(user)  # type: ignore[attr-defined]
    fake.is_in = lambda *_: False  # type: ignore[attr-defined]
    event = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A0OURS", "event": {"type": "app_home_opened", "user": LEA, "tab": "home", "channel": "D1"}}  # fmt: skip
    body = json.dumps(event).encode()
    headers = stamped(body) | {"Content-Type": "application/json"}
    assert http.post(PATH, content=body, headers=headers).status_code == 200
    wait(lambda: shown)
    assert shown == [LEA]


def forged(body: bytes) -> dict[str, dict[str, str]]:
    right = stamped(body)
    return {
        "no signature": {"Content-Type": right["Content-Type"]},
        "another's secret": stamped(body, "f" * 32),
        "six minutes old": stamped(body, ago=360),
        "six minutes ahead": stamped(body, ago=-360),
        "another time": right | {"X-Slack-Request-Timestamp": str(int(time.time()) - 1)},
        "no time": right | {"X-Slack-Request-Timestamp": "soon"},
        "an endless time": right | {"X-Slack-Request-Timestamp": "9" * 5000},
        "a time in other figures": right | {"X-Slack-Request-Timestamp": "\u0661"},
        "no hash": right | {"X-Slack-Signature": "v0=" + "é" * 64},
        "a version of ours": right | {"X-Slack-Signature": right["X-Slack-Signature"].replace("v0", "v1")},
        "an older kind of proof": {"Content-Type": right["Content-Type"], "X-Slack-Bolt-Lazy-Only": "1"},
    }  # fmt: skip


@pytest.mark.parametrize("how", forged(b""))
def test_what_slack_did_not_sign_now_is_401_and_changes_nothing(
    http: httpx.Client, store: Store, fake: Fake, how: str
) -> None:
    body = press(store)
    headers = {k: v.encode() for k, v in forged(body)[how].items()}
    reply = http.post(PATH, content=body, headers=headers)  # type: ignore[arg-type]
    assert reply.status_code == 401
    assert "not signed by Slack" in reply.text
    assert (acts(store), fake.told, fake.opened) == ([], [], [])


def test_a_body_that_was_changed_is_401(http: httpx.Client, store: Store) -> None:
    body = press(store)
    for changed in (body.replace(b"take", b"fixed"), body + b"&a=b", b"", b"{" * 10, b"\xff"):
        assert http.post(PATH, content=changed, headers=stamped(body)).status_code == 401
    assert acts(store) == []


def test_slacks_own_question_is_answered_to_slack_alone(http: httpx.Client) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aB"}).encode()
    headers = stamped(body) | {"Content-Type": "application/json"}
    assert http.post(PATH, content=body, headers=headers).json() == {"challenge": "3eZbrw1aB"}
    bare = {"Content-Type": "application/json"}
    reply = http.post(PATH, content=body, headers=bare)
    assert (reply.status_code, "3eZbrw1aB" in reply.text) == (401, False)
    old = urlencode({"ssl_check": "1", "token": "x"}).encode()
    assert http.post(PATH, content=old, headers={"Content-Type": headers["Content-Type"]}).status_code == 401  # fmt: skip


@pytest.mark.parametrize("body", [b"{", b"[1]", b"payload=%7B", b"payload=1", b'{"type": ' + b"[" * 90_000])  # fmt: skip
def test_what_is_signed_and_no_press_ends_nothing(
    http: httpx.Client, store: Store, fake: Fake, body: bytes
) -> None:
    assert http.post(PATH, content=body, headers=stamped(body)).status_code in (400, 404, 500)
    good = press(store)
    assert http.post(PATH, content=good, headers=stamped(good)).status_code == 200
    assert told(fake) == ["It is yours."]


ELSEWHERE = ("/", "/healthz", "/metrics", "/api/cards", "/api/acts/take", "/slack", "/slack/events/", "/slack/install", "/digests/2026-W46/index.html", "/%2e%2e/config.toml")  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_there_is_nothing_else_on_this_port(http: httpx.Client, store: Store, method: str) -> None:
    body = press(store)
    for path in (*ELSEWHERE, *([PATH] if method != "POST" else [])):
        reply = http.request(method, path, content=body, headers=stamped(body))
        assert reply.status_code == 404, path
        assert method == "HEAD" or reply.text == "nothing here: this port is for Slack\n"
    assert acts(store) == []


def test_what_is_too_long_is_refused_unread(http: httpx.Client, store: Store) -> None:
    long = b"payload=" + b"x" * MOST
    assert http.post(PATH, content=long, headers=stamped(long)).status_code == 413
    assert http.post(PATH, content=iter([long]), headers=stamped(long)).status_code == 413
    assert acts(store) == []


def test_half_requests_keep_slack_out_of_nothing(
    served: Served, http: httpx.Client, store: Store, fake: Fake
) -> None:
    lines = [f"POST {PATH} HTTP/1.1", "Host: x", "Content-Length: 90", *(f"{k}: {v}" for k, v in stamped(b"").items())]  # fmt: skip
    head = "\r\n".join([*lines, "", "payload="]).encode()
    half = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(60)]
    for n, each in enumerate(half):
        each.sendall(head if n % 2 else head[:40])
    body = press(store)
    assert http.post(PATH, content=body, headers=stamped(body)).status_code == 200
    assert told(fake) == ["It is yours."]
    for each in half:
        each.close()


STRANGERS: list[dict[str, Any]] = [
    {"team": {"id": "T0STRANGE"}},
    {"team": {"id": "T0STRANGE"}, "user": {"id": LEA, "team_id": "T0STRANGE"}},
    {"user": {"id": LEA, "team_id": "T0STRANGE"}},
    {"team": {"id": "T0OTHER"}, "user": {"id": LEA, "team_id": "T0OTHER"}},  # that of the other app
    {"team": None},
    {"channel": {"id": "C0OTHER"}},
]


@pytest.mark.parametrize("changed", STRANGERS)
def test_a_strangers_workspace_is_refused_though_our_app_signed(
    http: httpx.Client, store: Store, changed: dict[str, Any]
) -> None:
    body = press(store, **changed)
    assert http.post(PATH, content=body, headers=stamped(body)).status_code == 200  # as any other
    time.sleep(0.1)
    assert acts(store) == []


def test_an_app_acts_for_its_own_brand_whatever_it_says(http: httpx.Client, store: Store) -> None:
    body = press(store)  # Acme's workspace, channel and mention
    assert http.post(PATH, content=body, headers=stamped(body, THEIRS)).status_code == 200
    other: dict[str, Any] = {"team": {"id": "T0OTHER"}, "user": {"id": LEA, "team_id": "T0OTHER"}}
    body = press(store, **other)  # its own workspace, Acme's mention
    assert http.post(PATH, content=body, headers=stamped(body, THEIRS)).status_code == 200
    time.sleep(0.1)
    assert acts(store) == []


def test_an_app_that_left_the_settings_is_heard_no_more(
    http: httpx.Client, store: Store, signed: Signed
) -> None:
    signed.follow({})
    body = press(store)
    assert http.post(PATH, content=body, headers=stamped(body)).status_code == 401
    assert acts(store) == []


def test_neither_secret_nor_body_is_logged_and_refusals_once_a_minute(
    http: httpx.Client, store: Store, fake: Fake, capfd: pytest.CaptureFixture[str]
) -> None:
    body = press(store)
    with structlog.testing.capture_logs() as logs:
        for _ in range(5):
            http.post(PATH, content=body, headers={"X-Slack-Signature": "canary\x1b"})
        http.post(PATH, content=body, headers=stamped(body))
        told(fake)
    assert [e["event"] for e in logs].count("requests that slack did not sign were refused") == 1
    out = capfd.readouterr()
    for secret in (OURS, "canary", "13.37.abc", "payload"):
        assert secret not in f"{logs}{out.out}{out.err}"


def test_without_a_secret_the_port_stays_shut_and_says_why() -> None:
    web, brand = Web(slack_port=3000), at_slack()
    assert "SLACK_SIGNING_SECRET" in str(unheard(web, (brand,)))
    slack = brand.slack.model_copy(update={"signing_secret": SecretStr(OURS)})
    assert unheard(web, (brand.model_copy(update={"slack": slack}),)) is None
    assert unheard(Web(), (brand,)) is None

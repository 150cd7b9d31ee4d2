"""Webhooks: whoever proves who they are leaves one file; whatever else comes leaves nothing."""

import hashlib
import hmac
import json
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from rigs.effort import PATIENCE

from connectors.inbound.brought import HEAD
from connectors.inbound.source import Inbound
from connectors.kit.contract import Mention
from listener.settings.config import Config
from listener.settings.load import load
from listener.watch.hooks.desk import MOST, Hooks
from listener.watch.web import Served
from listener.watch.webdoor import STANDING
from listener.watch.webhooks import serve_hooks

OURS, THEIRS, TOKEN = "a" * 32, "b" * 32, "c" * 32
TEXT = """
[[brand]]
name = "Acme"
[[brand]]
name = "Bolt"
[[source]]
kind = "inbound"
name = "avis"
brand = "Acme"
folder = "{folder}/avis"
hook_secret = "${{AVIS}}"
[[source]]
kind = "inbound"
name = "bolt"
brand = "Bolt"
folder = "{folder}/bolt"
hook_secret = "${{BOLT}}"
[[source]]
kind = "inbound"
name = "token"
brand = "Bolt"
folder = "{folder}/token"
hook_token = "${{TOKEN}}"
[[source]]
kind = "inbound"
name = "shut"
brand = "Acme"
folder = "{folder}/shut"
"""
ENVIRON = {"AVIS": OURS, "BOLT": THEIRS, "TOKEN": TOKEN}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "config.toml").write_text(TEXT.format(folder=tmp_path))
    found = load(tmp_path / "config.toml", ENVIRON)
    assert not found.faults
    return found


@pytest.fixture
def hooks(config: Config) -> Hooks:
    made = Hooks()
    made.follow(config.source)
    return made


@pytest.fixture
def served(hooks: Hooks) -> Iterator[Served]:
    made = serve_hooks("127.0.0.1", 0, hooks)
    yield made
    assert made.stop(PATIENCE)


@pytest.fixture
def http(served: Served) -> Iterator[httpx.Client]:
    base = f"http://127.0.0.1:{served.port}"
    with httpx.Client(base_url=base, trust_env=False, timeout=PATIENCE) as client:
        yield client


REVIEW = {"id": "r-1", "text": "Livré en retard", "rating": 2}
BODY = json.dumps(REVIEW).encode()
JSON = {"Content-Type": "application/json"}


def stamped(body: bytes = BODY, secret: str = OURS, *, ago: float = 0, id_: str = "") -> dict[str, str]:  # fmt: skip
    """The headers by which a sender proves who wrote a body, and when: as docs/en/how-to/webhooks.md tells them."""
    at = str(int(time.time() - ago))
    seal = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    named = {"X-Listener-Id": id_} if id_ else {}
    return JSON | {"X-Listener-Timestamp": at, "X-Listener-Signature": f"sha256={seal}"} | named


def left(folder: Path) -> list[str]:
    """Every file below the folder, settings aside: nothing is left behind by what is refused."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.name != "config.toml")


def stored(config: Config, name: str) -> list[Mention]:
    connector = config.source_named(name).connector
    with httpx.Client() as client:
        return [m for page in connector.pages(client, None) for m in page.mentions]


def test_what_is_signed_is_kept_and_read(http: httpx.Client, config: Config, tmp_path: Path) -> None:  # fmt: skip
    reply = http.post("/hooks/avis", content=BODY, headers=stamped())
    assert (reply.status_code, reply.text) == (202, "accepted\n")
    [file] = left(tmp_path)
    assert (file[:5], file[-5:]) == (HEAD, ".json")
    [found] = stored(config, "avis")
    assert (found.external_id, found.text, found.rating) == ("r-1", "Livré en retard", 2)
    assert (tmp_path / "avis" / "done" / file).stat().st_mode & 0o077 == 0
    assert stored(config, "avis") == []


def forged() -> dict[str, dict[str, str]]:
    right = stamped()
    return {
        "no signature": JSON,
        "another's secret": stamped(secret=THEIRS),
        "an empty secret": stamped(secret=""),
        "six minutes old": stamped(ago=360),
        "six minutes ahead": stamped(ago=-360),
        "another time": right | {"X-Listener-Timestamp": str(int(time.time()) - 1)},
        "no time": right | {"X-Listener-Timestamp": "soon"},
        "an endless time": right | {"X-Listener-Timestamp": "9" * 5000},
        "a time in other figures": right | {"X-Listener-Timestamp": "\u0661"},
        "no hash": right | {"X-Listener-Signature": "sha256=" + "é" * 64},
        "half a hash": right | {"X-Listener-Signature": right["X-Listener-Signature"][:40]},
        "a token": JSON | {"Authorization": f"Bearer {TOKEN}"},
        "the secret as a token": JSON | {"Authorization": f"Bearer {OURS}"},
    }


@pytest.mark.parametrize("how", forged())
def test_what_nobody_signed_now_is_401_and_leaves_nothing(http: httpx.Client, tmp_path: Path, how: str) -> None:  # fmt: skip
    headers = {k: v.encode() for k, v in forged()[how].items()}
    reply = http.post("/hooks/avis", content=BODY, headers=headers)  # type: ignore[arg-type]
    assert reply.status_code == 401
    assert left(tmp_path) == []


def test_a_body_that_was_changed_is_401(http: httpx.Client, tmp_path: Path) -> None:
    for changed in (BODY.replace(b"2", b"5"), BODY + b" ", b"", b"{" * 10, b"\xff"):
        assert http.post("/hooks/avis", content=changed, headers=stamped()).status_code == 401
    assert left(tmp_path) == []


def test_a_header_that_is_said_twice_is_401(http: httpx.Client, tmp_path: Path) -> None:
    headers = [*stamped().items(), ("X-Listener-Timestamp", "1")]
    assert http.post("/hooks/avis", content=BODY, headers=headers).status_code == 401
    assert left(tmp_path) == []


def test_the_very_same_request_is_taken_once(http: httpx.Client, config: Config) -> None:
    headers = stamped()
    replies = [http.post("/hooks/avis", content=BODY, headers=headers) for _ in range(3)]
    assert [one.status_code for one in replies] == [202, 401, 401]
    moved = headers | {"X-Listener-Id": "another"}  # the id is not signed
    assert http.post("/hooks/avis", content=BODY, headers=moved).status_code == 401
    assert len(stored(config, "avis")) == 1


def test_a_delivery_that_is_signed_anew_is_known_by_its_id(http: httpx.Client, config: Config, tmp_path: Path) -> None:  # fmt: skip
    first = http.post("/hooks/avis", content=BODY, headers=stamped(id_="d-1"))
    assert len(stored(config, "avis")) == 1  # and put away
    later = stamped(ago=60, id_="d-1")
    again = http.post("/hooks/avis", content=BODY, headers=later)
    assert (first.text, again.status_code, again.text) == ("accepted\n", 202, "already here\n")
    assert len(left(tmp_path)) == 1


def test_an_id_of_one_hook_is_another_at_another(http: httpx.Client, tmp_path: Path) -> None:
    http.post("/hooks/avis", content=BODY, headers=stamped(id_="d-1"))
    http.post("/hooks/bolt", content=BODY, headers=stamped(secret=THEIRS, id_="d-1"))  # fmt: skip
    assert len(left(tmp_path)) == 2


def test_two_brands_hooks_never_cross(http: httpx.Client, config: Config) -> None:
    assert http.post("/hooks/bolt", content=BODY, headers=stamped()).status_code == 401
    assert http.post("/hooks/avis", content=BODY, headers=stamped(secret=THEIRS)).status_code == 401
    assert http.post("/hooks/bolt", content=BODY, headers=stamped(secret=THEIRS)).status_code == 202
    assert (len(stored(config, "avis")), len(stored(config, "bolt"))) == (0, 1)


def test_two_senders_at_once_leave_two_files(http: httpx.Client, tmp_path: Path) -> None:
    bodies = [json.dumps(REVIEW | {"id": f"r-{n}"}).encode() for n in range(12)]
    told: list[int] = []

    def send(body: bytes) -> None:
        told.append(http.post("/hooks/avis", content=body, headers=stamped(body)).status_code)

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [202] * 12
    assert len(left(tmp_path)) == 12


def test_one_delivery_that_comes_twice_at_once_leaves_one_file(hooks: Hooks, tmp_path: Path) -> None:  # fmt: skip
    body = json.dumps(REVIEW | {"text": "x" * (MOST - 100)}).encode()  # takes a while to write
    start, told = threading.Barrier(8), list[str]()
    same = [stamped(body, ago=n, id_="d-1") for n in range(8)]

    def send(headers: dict[str, str]) -> None:
        lower = {name.lower(): value for name, value in headers.items()}
        start.wait()
        told.append(hooks.take("avis", lower, "", body).body)

    threads = [threading.Thread(target=send, args=(headers,)) for headers in same]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["accepted\n", *["already here\n"] * 7]
    assert len(left(tmp_path)) == 1


PROOFS = {
    "bearer": {"Authorization": f"Bearer {TOKEN}"},
    "basic": {"Authorization": "Basic " + b64encode(f"zapier:{TOKEN}".encode()).decode()},
}


@pytest.mark.parametrize("how", [*PROOFS, "address"])
def test_who_cannot_sign_shows_the_token(http: httpx.Client, config: Config, how: str) -> None:
    path = "/hooks/token" + (f"?token={TOKEN}" if how == "address" else "")
    reply = http.post(path, content=BODY, headers=JSON | PROOFS.get(how, {}))
    assert reply.status_code == 202
    assert len(stored(config, "token")) == 1


@pytest.mark.parametrize(
    "headers",
    [
        JSON,
        JSON | {"Authorization": "Bearer"},
        JSON | {"Authorization": f"Bearer {TOKEN[:-1]}"},
        JSON | {"Authorization": "Basic é"},
        JSON | {"Authorization": "Basic " + b64encode(b"\xff:\xff").decode()},
        stamped(secret=TOKEN),
        stamped(secret=""),
    ],
)
def test_who_shows_another_token_is_401(http: httpx.Client, tmp_path: Path, headers: dict[str, str]) -> None:  # fmt: skip
    sent = {k: v.encode() for k, v in headers.items()}
    reply = http.post("/hooks/token?token=", content=BODY, headers=sent)  # type: ignore[arg-type]
    assert reply.status_code == 401
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", ["shut", "nobody", "..", "avis%2f..%2fbolt", "AVIS", "%00"])
def test_a_source_without_a_hook_takes_nothing(http: httpx.Client, tmp_path: Path, name: str) -> None:  # fmt: skip
    for headers in (stamped(), stamped(secret=""), JSON | PROOFS["bearer"]):
        assert http.post(f"/hooks/{name}", content=BODY, headers=headers).status_code in (401, 404)
    assert left(tmp_path) == []


ELSEWHERE = ("/", "/healthz", "/metrics", "/api/cards", "/hooks", "/hooks/", "/hooks/avis/", "/slack/events", "/%2e%2e/config.toml")  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT"])
def test_there_is_nothing_else_on_this_port(http: httpx.Client, tmp_path: Path, method: str) -> None:  # fmt: skip
    for path in (*ELSEWHERE, *(["/hooks/avis"] if method != "POST" else [])):
        reply = http.request(method, path, content=BODY, headers=stamped())
        assert reply.status_code == 404, path
        assert method == "HEAD" or reply.text == "nothing here: this port is for webhooks\n"
    assert left(tmp_path) == []


def test_what_is_too_long_is_413_and_leaves_nothing(http: httpx.Client, tmp_path: Path) -> None:
    long = b'{"text": "' + b"x" * MOST + b'"}'
    assert http.post("/hooks/avis", content=long, headers=stamped(long)).status_code == 413
    assert http.post("/hooks/avis", content=iter([long]), headers=stamped(long)).status_code == 413
    assert left(tmp_path) == []


HOSTILE: dict[str, tuple[bytes, str]] = {
    "half": (b"{", "application/json"),
    "a number": (b"1", "application/json"),
    "deep": (b'{"a": ' + b"[" * 90_000, "application/json"),
    "deep and whole": (b'{"a": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", "application/json"),
    "not text": (b"\xff\xfe\x00", "application/json"),
    "lone halves": (b'{"text": "\\ud800"}', "image/png"),
    "a picture": (b"\x89PNG", "image/png"),
    "no type": (b"hello", ""),
    "no CSV": (b"\xff\xff", "text/csv"),
    "many fields": (b"&".join(b"a=1" for _ in range(5_000)), "application/x-www-form-urlencoded"),
    "no boundary": (b"--x", "multipart/form-data"),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_what_is_signed_and_cannot_be_read_says_so_and_leaves_nothing(http: httpx.Client, tmp_path: Path, how: str) -> None:  # fmt: skip
    body, kind = HOSTILE[how]
    headers = stamped(body) | {"Content-Type": kind}
    reply = http.post("/hooks/avis", content=body, headers=headers)
    assert reply.status_code in (400, 415)
    assert reply.text.strip()
    assert left(tmp_path) == []
    assert http.post("/hooks/avis", content=BODY, headers=stamped()).status_code == 202


def test_a_body_that_is_packed_is_refused(http: httpx.Client, tmp_path: Path) -> None:
    headers = stamped() | {"Content-Encoding": "gzip"}
    assert http.post("/hooks/avis", content=BODY, headers=headers).status_code == 415
    assert left(tmp_path) == []


@pytest.mark.parametrize("body", [b"{}", b"[]"])
def test_a_service_that_only_tries_the_address_leaves_nothing(http: httpx.Client, tmp_path: Path, body: bytes) -> None:  # fmt: skip
    reply = http.post("/hooks/avis", content=body, headers=stamped(body))
    assert (reply.status_code, left(tmp_path)) == (202, [])


PARTS = b'--xx\r\nContent-Disposition: form-data; name="text"\r\n\r\nLivr\xc3\xa9\r\n--xx\r\nContent-Disposition: form-data; name="f"; filename="a.exe"\r\n\r\nMZ\r\n--xx--\r\n'
KINDS: dict[str, tuple[bytes, str]] = {
    "a list": (json.dumps([{"text": "Livré"}]).encode(), "application/json; charset=utf-8"),
    "a service's own type": (b'{"text": "Livr\\u00e9"}', "application/vnd.review+json"),
    "no type": (b'{"text": "Livr\\u00e9"}', "text/plain"),
    "a form": (urlencode({"text": "Livré", "rating": "2"}).encode(), "application/x-www-form-urlencoded"),
    "a form of one JSON": (urlencode({"payload": '{"text": "Livré"}'}).encode(), "application/x-www-form-urlencoded"),
    "a form in parts": (PARTS, "multipart/form-data; boundary=xx"),
    "CSV": ("Date;Avis\n2026-11-03;Livré".encode(), "text/csv"),
    "JSON Lines": ('{"text": "Livré"}'.encode(), "application/x-ndjson"),
    "one with lists of its own": (b'{"text": "Livr\\u00e9", "tags": [{"name": "x"}, {"name": "y"}]}', "application/json"),
}  # fmt: skip


@pytest.mark.parametrize("how", KINDS)
def test_bodies_of_many_kinds_are_one_mention(http: httpx.Client, config: Config, how: str) -> None:  # fmt: skip
    body, kind = KINDS[how]
    reply = http.post("/hooks/avis", content=body, headers=stamped(body) | {"Content-Type": kind})
    assert reply.status_code == 202
    [found] = stored(config, "avis")
    assert found.text == "Livré"


# As these services send them: their own envelopes, invented words.
SENDERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "Zapier, fields laid flat": (
        {"id": "z1", "querystring": {}, "Review Text": "Livré", "Star Rating": "2", "Reviewer": "Léa"},
        {},
    ),
    "Make, one bundle": ([{"bundle": {"comment": "Livré", "stars": 2, "who": {"name": "Léa"}}}],
        {"map": {"text": "bundle.comment", "rating": "bundle.stars", "author": "bundle.who.name"}}),
    "n8n, items": ([{"json": {"comment": "Livré", "stars": 2, "who": "Léa"}, "pairedItem": {"item": 0}}],
        {"map": {"text": "json.comment", "rating": "json.stars", "author": "json.who"}}),
    "a form builder, answers in a list": (
        {"eventType": "FORM_RESPONSE", "data": {"responseId": "q1", "fields": [
            {"key": "q_1", "label": "Votre avis", "type": "TEXTAREA", "value": "Livré"},
            {"key": "q_2", "label": "Note", "type": "LINEAR_SCALE", "value": 2},
            {"key": "q_3", "label": "Prénom", "type": "INPUT_TEXT", "value": "Léa"}]}},
        {"map": {"text": "data.fields[label=Votre avis].value", "rating": "data.fields[label=Note].value",
            "author": "data.fields[label=Prénom].value", "external_id": "data.responseId"}}),
    "a review site, answers beside": (
        {"event": "review_published", "review": {"review_id": "v1", "rate": "2", "review": "Livré",
            "firstname": "Léa", "lastname": "B.", "publish_date": "2026-11-03 10:00:00",
            "moderation": [{"comment_origin": "1", "comment": "Pardon", "comment_date": "2026-11-04 09:00:00"}]}},
        {"map": {"text": "review.review", "rating": "review.rate", "author": "review.firstname",
            "external_id": "review.review_id", "posted_at": "review.publish_date",
            "reply": "review.moderation[comment_origin=1].comment",
            "reply_at": "review.moderation[comment_origin=1].comment_date"}}),
}  # fmt: skip


@pytest.mark.parametrize("who", SENDERS)
def test_what_senders_send_is_read(http: httpx.Client, config: Config, who: str) -> None:
    told, settings = SENDERS[who]
    body = json.dumps(told).encode()
    assert http.post("/hooks/avis", content=body, headers=stamped(body)).status_code == 202
    source = Inbound.model_validate({"name": "avis", "folder": config.source[0].connector.waits_in, **settings})  # fmt: skip
    with httpx.Client() as client:
        found, *answers = [m for page in source.pages(client, None) for m in page.mentions]
    assert (found.text, found.rating, found.author and found.author.name) == ("Livré", 2, "Léa")
    if "answers beside" in who:
        assert [(a.text, a.by_owner, a.external_id) for a in answers] == [("Pardon", True, "v1#reply")]  # fmt: skip


def test_half_requests_keep_nobody_out(served: Served, http: httpx.Client, tmp_path: Path) -> None:
    lines = ["POST /hooks/avis HTTP/1.1", "Host: x", "Content-Length: 90", *(f"{k}: {v}" for k, v in stamped(b"").items())]  # fmt: skip
    head = "\r\n".join([*lines, "", '{"text":']).encode()
    half = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(60)]
    for n, each in enumerate(half):
        each.sendall(head if n % 2 else head[:40])
    assert http.post("/hooks/avis", content=BODY, headers=stamped()).status_code == 202
    slow = half[-1]
    slow.settimeout(STANDING * 4)
    assert slow.recv(1) == b"", "who drips is shut out after a few seconds"
    for each in half:
        each.close()
    assert len(left(tmp_path)) == 1


def test_a_folder_that_cannot_be_written_is_503_and_may_be_tried_again(http: httpx.Client, tmp_path: Path) -> None:  # fmt: skip
    (tmp_path / "avis").write_text("in the way")
    headers = stamped()
    assert http.post("/hooks/avis", content=BODY, headers=headers).status_code == 503
    (tmp_path / "avis").unlink()
    assert http.post("/hooks/avis", content=BODY, headers=headers).status_code == 202


def test_what_was_left_half_written_is_cleared(hooks: Hooks, config: Config, tmp_path: Path) -> None:  # fmt: skip
    half = tmp_path / "avis" / f".{HEAD}1234-ff.part"
    half.parent.mkdir()
    half.write_text("{")
    assert stored(config, "avis") == []
    hooks.follow(config.source)
    assert not half.exists()


def test_settings_that_change_while_something_is_written_cost_nothing(hooks: Hooks, config: Config, tmp_path: Path) -> None:  # fmt: skip
    ended = threading.Event()

    def follow() -> None:
        while not ended.is_set():
            hooks.follow(config.source)

    following = threading.Thread(target=follow)
    following.start()
    told = []
    for n in range(20):
        body = json.dumps(REVIEW | {"id": n, "text": "x" * (MOST - 200)}).encode()
        lower = {name.lower(): value for name, value in stamped(body).items()}
        told.append(hooks.take("avis", lower, "", body).status)
    ended.set()
    following.join()
    assert told == [202] * 20
    assert len(left(tmp_path)) == 20

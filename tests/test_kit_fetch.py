import json

import httpx
import pytest
from replay import Replay

from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.fetch import get, get_json

URL = "https://api.example/posts?token=canary"


@pytest.mark.parametrize(
    ("status", "headers", "error", "retry_after"),
    [
        (429, {}, SourceBusyError, None),
        (429, {"retry-after": "30"}, SourceBusyError, 30),
        (503, {"retry-after": "10"}, SourceBusyError, 10),
        (500, {}, SourceBusyError, None),
        (408, {}, SourceBusyError, None),
        (403, {"retry-after": "60"}, SourceBusyError, 60),  # GitHub's second limit
        (403, {"x-ratelimit-remaining": "0"}, SourceBusyError, None),
        (403, {"x-ratelimit-remaining": "0.0"}, SourceBusyError, None),  # Reddit's spelling
        (403, {"x-ratelimit-remaining": "12"}, SourceRefusedError, None),
        (401, {}, SourceRefusedError, None),
        (410, {}, SourceRefusedError, None),
        (451, {}, SourceRefusedError, None),
        (404, {}, SourceChangedError, None),  # may come back: not for good
        (400, {}, SourceChangedError, None),
        (204, {}, SourceChangedError, None),
    ],
)
def test_a_status_says_what_happens_next(
    status: int, headers: dict[str, str], error: type[SourceError], retry_after: float | None
) -> None:
    with pytest.raises(error) as caught:
        get(Replay(httpx.Response(status, headers=headers)), URL)
    assert getattr(caught.value, "retry_after", None) == retry_after
    assert caught.value.status == status
    assert str(caught.value).startswith(f"https://api.example/posts?token=…: {status}")


def test_a_service_may_say_itself_what_its_error_means() -> None:
    def explain(reply: httpx.Response) -> SourceError | None:
        found = reply.json()
        return SourceRefusedError(str(found["why"])) if "why" in found else None

    with pytest.raises(SourceRefusedError, match=r"^the key is over$"):
        get_json(Replay(httpx.Response(400, json={"why": "the key is over"})), URL, explain=explain)
    with pytest.raises(SourceBusyError):
        get_json(Replay(httpx.Response(503, json={})), URL, explain=explain)
    assert get_json(Replay(httpx.Response(200, json={"why": "no error"})), URL, explain=explain)
    assert get_json(Replay(httpx.Response(304)), URL, explain=explain) is None


@pytest.mark.parametrize(
    ("body", "kind", "why"),
    [
        (b"<!DOCTYPE html><p>Log in", "text/html", "a web page where JSON was asked"),
        (b"<html>", "application/json", "a web page where JSON was asked"),
        (b"OK", "text/html", "a web page where JSON was asked"),
        (b'{"items": [1, 2', "application/json", "not JSON"),
        (b"", "application/json", "nothing is in it"),
        (b'{"a": "\xff"}', "application/json", "not JSON"),
        (b"[" * 100_000, "application/json", "not JSON"),
        (b"null", "application/json", "null where JSON was asked"),
    ],
)
def test_what_is_not_json_says_so(body: bytes, kind: str, why: str) -> None:
    reply = httpx.Response(200, content=body, headers={"content-type": kind})
    with pytest.raises(SourceChangedError, match=why):
        get_json(Replay(reply), URL)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (json.dumps({"é": 1}).encode(), {"é": 1}),
        ("\ufeff[1]".encode(), [1]),
        ("[1]".encode("utf-16"), [1]),
        (b'["\\ud800"]', ["\ud800"]),  # kit.text takes it out
        (b"false", False),
        (b"[]", []),
    ],
)
def test_json_is_read_in_any_unicode(body: bytes, found: object) -> None:
    reply = httpx.Response(200, content=body, headers={"content-type": "text/html"})
    assert get_json(Replay(httpx.Response(200, content=reply.content)), URL) == found


def test_nothing_new_is_none() -> None:
    assert get(Replay(httpx.Response(304)), URL) is None
    assert get_json(Replay(httpx.Response(304)), URL) is None


def test_parameters_are_added_to_those_of_the_address() -> None:
    http = Replay(httpx.Response(200, json=[]))
    get_json(http, URL, {"page": 2})
    get_json(http, URL)
    assert [str(url) for url in http.asked] == [f"{URL}&page=2", URL]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (httpx.ConnectError, "no connection comes about"),
        (httpx.ReadTimeout, "no whole reply in time"),
        (httpx.RemoteProtocolError, "its reply is no HTTP"),
    ],
)
def test_a_broken_connection_is_a_busy_source(error: type[httpx.TransportError], told: str) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error("gone", request=request)

    with (
        httpx.Client(transport=httpx.MockTransport(fail)) as http,
        pytest.raises(SourceBusyError, match=rf"^https://api.example/posts\?token=…: {told}$"),
    ):
        get(http, URL)


@pytest.mark.parametrize(
    "url",
    ["ftp://x.example/a", "nonsense", "http://x:port/", "http://", "http://xn--a/", "http://.."],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with httpx.Client() as http, pytest.raises(SourceRefusedError):
        get(http, url)

"""A form that is sent to a service: within the guard, and to nobody else."""

import time

import httpx
import pytest
from replay import Replay
from rigs.bad_source import BadSource, bad_source
from rigs.effort import PATIENCE

from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.fetch import post
from connectors.kit.http.guard import Limits, guarded_client
from connectors.kit.http.state import HttpState

__all__ = ["bad_source"]

URL = "https://api.example/token?key=canary"
FORM = {"grant_type": "refresh_token", "refresh_token": "canary & =é"}
PATIENT = Limits(connect=PATIENCE, read=PATIENCE, total=PATIENCE)


def guarded(
    limits: Limits = PATIENT, *, allow_private: bool = True, state: HttpState | None = None
) -> httpx.Client:
    return guarded_client(
        allow_private=allow_private, state=state or HttpState(), spacing=None, limits=limits
    )


def test_a_form_arrives_as_it_was_given() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        assert dict(httpx.QueryParams(request.content.decode())) == FORM
        assert request.headers["x-more"] == "1"
        return httpx.Response(200, json={"ok": True})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        assert post(http, URL, FORM, headers={"X-More": "1"}).json() == {"ok": True}


@pytest.mark.parametrize(
    ("reply", "kind", "why"),
    [
        (httpx.Response(429, headers={"retry-after": "30"}), SourceBusyError, "429"),
        (httpx.Response(500), SourceBusyError, "500"),
        (httpx.Response(401), SourceRefusedError, "401"),
        (httpx.Response(400), SourceChangedError, "400"),
        (httpx.Response(304), SourceChangedError, "304"),
        (httpx.Response(200, content=b"a" * 200), SourceChangedError, "larger than"),
    ],
)
def test_what_comes_back_is_named_as_of_any_request(
    reply: httpx.Response, kind: type[SourceError], why: str
) -> None:
    with pytest.raises(SourceError, match=why) as caught:
        post(Replay(reply), URL, FORM, max_bytes=100)
    assert caught.type is kind
    assert "canary" not in str(caught.value)


def test_a_service_may_say_itself_what_its_refusal_means() -> None:
    told = SourceRefusedError("the key is over")
    with pytest.raises(SourceRefusedError, match=r"^the key is over$"):
        post(Replay(httpx.Response(400)), URL, FORM, explain=lambda _: told)
    assert post(Replay(httpx.Response(200)), URL, FORM, explain=lambda _: told)


@pytest.mark.parametrize("path", ["/to-feed", "/moved", "/loop"])
def test_a_secret_is_never_led_elsewhere(bad_source: BadSource, path: str) -> None:
    with guarded() as http, pytest.raises(SourceChangedError, match="sends elsewhere"):
        post(http, bad_source.url + path, FORM)
    assert bad_source.paths() == [path]


def test_a_form_is_no_read_that_is_remembered(bad_source: BadSource) -> None:
    """Neither validators nor moves of what was read there hold for it, nor the other way round."""
    state = HttpState()
    with guarded(state=state) as http:
        for _ in range(2):
            assert post(http, f"{bad_source.url}/feed", FORM).status_code == 200
    assert all("if-none-match" not in headers for _, headers in bad_source.asked)
    assert state.to_json() == "{}"


@pytest.mark.parametrize("path", ["/drip-body", "/drip-headers", "/silent"])
def test_a_reply_that_drips_ends_at_the_deadline(bad_source: BadSource, path: str) -> None:
    start = time.monotonic()
    with (
        guarded(Limits(connect=1, read=0.5, total=0.5)) as http,
        pytest.raises(SourceBusyError, match=r"all 0\.5 s"),
    ):
        post(http, bad_source.url + path, FORM)
    assert time.monotonic() - start > 0.3


@pytest.mark.parametrize("path", ["/endless", "/bomb"])
def test_a_reply_without_end_is_cut_at_the_limit(bad_source: BadSource, path: str) -> None:
    with guarded() as http, pytest.raises(SourceChangedError, match="larger than"):
        post(http, bad_source.url + path, FORM, max_bytes=100_000)


def test_private_addresses_are_refused(bad_source: BadSource) -> None:
    with (
        guarded(allow_private=False) as http,
        pytest.raises(SourceRefusedError, match="loopback address"),
    ):
        post(http, f"{bad_source.url}/feed", FORM)
    assert bad_source.asked == []

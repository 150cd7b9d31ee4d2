"""The guarded client against a server that misbehaves, on loopback."""

import gzip
import itertools
import json
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import serving
from rigs.bad_source import FEED, BadSource, bad_source, gzip_bomb
from rigs.effort import PATIENCE

from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.addresses import IP, is_odd_number, shown_url, why_refused
from connectors.kit.http.fetch import get
from connectors.kit.http.guard import GuardedTransport, Limits, guarded_client
from connectors.kit.http.inflate import STEP, TooBigError, inflated
from connectors.kit.http.spacing import HostSpacing
from connectors.kit.http.state import HttpState
from connectors.kit.http.wire import GuardedNetwork, system_addresses

__all__ = ["bad_source"]

QUICK = Limits(connect=1, read=0.5, total=0.5)  # where the end is what is tested
PATIENT = Limits(connect=PATIENCE, read=PATIENCE, total=PATIENCE)


@contextmanager
def client(
    state: HttpState | None = None, *, limits: Limits = PATIENT, allow_private: bool = True
) -> Iterator[httpx.Client]:
    with guarded_client(
        allow_private=allow_private, state=state or HttpState(), spacing=None, limits=limits
    ) as http:
        yield http


@pytest.mark.parametrize("path", ["/drip-body", "/drip-headers", "/drip-redirect", "/silent"])
def test_a_reply_that_drips_ends_at_the_deadline(bad_source: BadSource, path: str) -> None:
    """Each piece comes in time; only the whole takes too long. Redirects share the time."""
    start = time.monotonic()
    with (
        client(limits=QUICK) as http,
        pytest.raises(SourceBusyError, match=r"all 0\.5 s"),
    ):
        get(http, bad_source.url + path)
    assert time.monotonic() - start > 0.3


def test_an_endless_body_is_cut_at_the_limit(bad_source: BadSource) -> None:
    with (
        client(limits=replace(PATIENT, max_bytes=300_000)) as http,
        pytest.raises(SourceChangedError, match=r"larger than 0\.3 MB"),
    ):
        get(http, bad_source.url + "/endless")


def test_a_coded_body_that_never_says_anything_is_cut_too() -> None:
    empty = itertools.repeat(gzip.compress(b""))
    with pytest.raises(TooBigError):
        list(inflated(empty, "gzip", 100_000))


@given(st.binary(max_size=3_000), st.integers(1, 700))
def test_a_body_is_the_same_however_it_is_cut_up(body: bytes, size: int) -> None:
    for encoding, coded in (
        ("gzip", gzip.compress(body)),
        ("deflate", zlib.compress(body)),
        ("identity", body),
    ):
        chunks = [coded[start : start + size] for start in range(0, len(coded), size)]
        assert b"".join(inflated(chunks, encoding, 10_000)) == body


def test_a_connector_may_lower_the_limit(bad_source: BadSource) -> None:
    with client() as http, pytest.raises(SourceChangedError, match="larger than"):
        get(http, bad_source.url + "/feed", max_bytes=20)


def test_a_gzip_bomb_costs_no_more_than_the_limit(bad_source: BadSource) -> None:
    """60 MB in 58 kB, refused at 5 MB: what is unpacked is counted, not what the machine held."""
    bomb = gzip_bomb()
    assert len(bomb) < 60_000
    with client() as http, pytest.raises(SourceChangedError, match="larger than 5 MB"):
        get(http, bad_source.url + "/bomb")
    chunks = iter([bomb[start : start + 1_000] for start in range(0, len(bomb), 1_000)])
    sizes: list[int] = []
    with pytest.raises(TooBigError):
        sizes.extend(len(piece) for piece in inflated(chunks, "gzip", 5_000_000))
    assert max(sizes) <= STEP
    assert sum(sizes) <= 5_000_000
    assert len(list(chunks)) > 50  # of 59: the rest was never looked at


@pytest.mark.parametrize("path", ["/gzip", "/deflate", "/raw-deflate", "/feed", "/to-feed"])
def test_bodies_are_decoded(bad_source: BadSource, path: str) -> None:
    with client() as http:
        reply = get(http, bad_source.url + path)
    assert reply is not None
    assert reply.content == FEED
    assert bad_source.asked[0][1]["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("path", "error", "why"),
    [
        ("/brotli", SourceChangedError, "'br' was not asked for"),
        ("/cut-gzip", SourceChangedError, "ends in the middle"),
        ("/not-gzip", SourceChangedError, "damaged"),
        ("/cut", SourceBusyError, "closed in the middle"),  # the connection broke
        ("/loop", SourceChangedError, "redirects do not end"),
        ("/to-file", SourceRefusedError, "only http and https"),
    ],
)
def test_what_cannot_be_read_says_why(
    bad_source: BadSource, path: str, error: type[Exception], why: str
) -> None:
    with client() as http, pytest.raises(error, match=why):
        get(http, bad_source.url + path)


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/", "http://127.0.0.1:0/"])
def test_a_port_that_cannot_be_is_an_error(url: str) -> None:
    with client() as http, pytest.raises((SourceRefusedError, SourceBusyError)):
        get(http, url)


def test_nobody_listening_is_a_busy_source() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/feed"
        with client() as http, pytest.raises(SourceBusyError, match=url):
            get(http, url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",  # Linux dials loopback
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",  # carrier NAT
        "169.254.169.254",  # cloud metadata
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",  # documentation
        "198.18.0.1",  # benchmarks
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::7f00:1",  # NAT64: is_global says yes
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",  # 6to4: is_global says yes
        "2001:0:7f00:1::",  # Teredo
    ],
)
def test_an_inner_address_is_refused(address: str) -> None:
    assert why_refused(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "2001:4860:4860::8888"])
def test_a_public_address_is_allowed(address: str) -> None:
    assert why_refused(ip_address(address)) is None


@pytest.mark.parametrize(
    ("host", "is_odd"),
    [
        ("2130706433", True),
        ("0x7f000001", True),
        ("0x7f.1", True),
        ("127.1", True),
        ("017700000001", True),
        ("127.0.0.1.", True),
        ("127.0.0.1", False),
        ("1and1.example", False),
        ("face.example", False),
    ],
)
def test_odd_numbers_for_an_address_are_recognised(host: str, is_odd: bool) -> None:
    assert is_odd_number(host) == is_odd


def test_refusals_say_what_to_do(bad_source: BadSource) -> None:
    with client(allow_private=False) as http:
        with pytest.raises(SourceRefusedError) as caught:
            get(http, "http://10.0.0.1/feed")
        assert str(caught.value) == (
            "http://10.0.0.1/feed: 10.0.0.1 is a private address;"
            " set allow_private = true for this source if it is yours"
            " (to listener add: --set allow_private=true)"
        )
        for host in ("localhost", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]"):
            with pytest.raises(SourceRefusedError):
                get(http, bad_source.url.replace("127.0.0.1", host) + "/feed")
    assert bad_source.asked == []


class EverywhereIsHere(httpcore.SyncBackend):
    """A network whose every address leads to the bad server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.dialled: list[str] = []

    def connect_tcp(self, host: str, port: int, *rest: Any, **more: Any) -> httpcore.NetworkStream:
        del port
        self.dialled.append(host)
        return super().connect_tcp("127.0.0.1", self._port, *rest, **more)


@contextmanager
def public_client(
    bad_source: BadSource, state: HttpState
) -> Iterator[tuple[httpx.Client, list[str]]]:
    """A client that may reach public addresses only, on a network where all are the bad server."""
    inner = EverywhereIsHere(bad_source.server_address[1])
    names = {"public.example": "93.184.216.34", "inside.example": "10.0.0.7"}
    network = GuardedNetwork(
        allow_private=False, resolve=lambda host, _: [ip_address(names[host])], inner=inner
    )
    transport = GuardedTransport(network, state=state, spacing=None, limits=PATIENT)
    with httpx.Client(transport=transport, follow_redirects=True) as http:
        yield http, inner.dialled


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/to-private", "10.0.0.1 is a private address"),
        ("/to-metadata", "169.254.169.254 is a link-local address"),
        ("/moved-inside", "inside.example is 10.0.0.7, a private address"),
    ],
)
def test_a_redirect_inside_is_refused(bad_source: BadSource, path: str, why: str) -> None:
    state = HttpState()
    with public_client(bad_source, state) as (http, dialled):
        with pytest.raises(SourceRefusedError, match=why):
            get(http, "http://public.example" + path)
        assert dialled == ["93.184.216.34"]
    assert state.to_json() == "{}", "a move to an address that is refused is not remembered"


@pytest.mark.parametrize(
    ("start", "address", "is_read"),
    [
        ("http://public.example/to-metadata", "93.184.216.34", False),
        ("http://inside.example/to-metadata", "10.0.0.7", False),
        ("http://inside.example/feed", "169.254.169.254", False),  # its name leads there
        ("http://inside.example/feed", "::ffff:169.254.169.254", False),
        ("http://169.254.7.7/feed", "169.254.7.7", True),  # as it stands in the settings
        ("http://printer.local/feed", "169.254.7.7", True),
        ("http://169.254.7.7/to-metadata", "169.254.7.7", False),
        ("http://inside.example/feed", "10.0.0.7", True),
    ],
)
def test_what_may_be_private_is_not_led_to_a_link_local_address(
    bad_source: BadSource, start: str, address: str, is_read: bool
) -> None:
    inner = EverywhereIsHere(bad_source.server_address[1])
    network = GuardedNetwork(
        allow_private=True, resolve=lambda *_: [ip_address(address)], inner=inner
    )
    transport = GuardedTransport(network, state=HttpState(), spacing=None, limits=PATIENT)
    with httpx.Client(transport=transport, follow_redirects=True) as http:
        if is_read:
            assert get(http, start) is not None
            return
        with pytest.raises(SourceRefusedError, match="a link-local address") as caught:
            get(http, start)
    assert "allow_private" not in str(caught.value)
    assert "169.254.169.254" not in inner.dialled


def test_a_public_address_as_a_bare_number_is_refused(bad_source: BadSource) -> None:
    with public_client(bad_source, HttpState()) as (http, dialled):
        with pytest.raises(SourceRefusedError, match="134744072 is a number for an address"):
            get(http, "http://134744072/feed")  # 8.8.8.8
        assert dialled == []


def test_the_address_that_was_checked_is_the_one_dialled(bad_source: BadSource) -> None:
    """The name is resolved once: a second answer (rebinding) is never asked for."""
    answers = [ip_address("127.0.0.1"), ip_address("10.0.0.1")]
    port = bad_source.server_address[1]
    with guarded_client(
        allow_private=True,
        state=HttpState(),
        spacing=None,
        limits=PATIENT,
        resolve=lambda _host, _port: [answers.pop(0)],
    ) as http:
        get(http, f"http://feeds.example:{port}/feed")
    assert len(answers) == 1
    assert bad_source.asked[0][1]["host"] == f"feeds.example:{port}"


def test_a_name_with_one_inner_address_dials_the_other() -> None:
    """Networks with DNS64 add a NAT64 address to every name."""
    dialled = []

    def resolve(_host: str, _port: int) -> list[IP]:
        dialled.append(_host)
        return [ip_address("64:ff9b::808:808"), ip_address("10.0.0.1")]

    with (
        guarded_client(
            allow_private=False, state=HttpState(), spacing=None, limits=PATIENT, resolve=resolve
        ) as http,
        pytest.raises(SourceRefusedError, match=r"is 64:ff9b::808:808, a NAT64 address"),
    ):
        get(http, "http://feeds.example/feed")
    assert dialled == ["feeds.example"]


def test_tls_names_the_host_and_not_the_address() -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            connection, _ = server.accept()
            with connection:
                heard.append(connection.recv(9_999))

        listening = threading.Thread(target=listen)
        listening.start()
        with (
            guarded_client(
                allow_private=True,
                state=HttpState(),
                spacing=None,
                limits=PATIENT,
                resolve=lambda _host, _port: [ip_address("127.0.0.1")],
            ) as http,
            pytest.raises(SourceBusyError),
        ):
            get(http, f"https://secure.example:{server.getsockname()[1]}/")
        listening.join()
    assert b"secure.example" in heard[0]


def test_a_resolver_that_hangs_ends_in_time() -> None:
    answered, ended = threading.Event(), threading.Event()

    def resolve(_host: str, _port: int) -> list[IP]:
        answered.wait(PATIENCE)
        ended.set()
        return []

    with (
        guarded_client(
            allow_private=False, state=HttpState(), spacing=None, limits=QUICK, resolve=resolve
        ) as http,
        pytest.raises(SourceBusyError),
    ):
        get(http, "http://slow.example/")
    assert not ended.is_set()
    answered.set()


def test_a_proxy_in_the_environment_is_not_used(
    bad_source: BadSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with client() as http:
        assert get(http, bad_source.url + "/feed")


def test_what_has_not_changed_is_not_sent_again(bad_source: BadSource) -> None:
    state = HttpState()
    with client(state) as http:
        assert get(http, bad_source.url + "/feed")
    assert state.not_before == 1_800
    again = HttpState.from_json(state.to_json())
    with client(again) as http:
        assert get(http, bad_source.url + "/feed") is None
        assert get(http, bad_source.url + "/feed", fresh=True) is not None
    second, third = bad_source.asked[1][1], bad_source.asked[2][1]
    assert second["if-none-match"] == '"v1"'
    assert second["if-modified-since"] == "Tue, 10 Nov 2026 10:00:00 GMT"
    assert "if-none-match" not in third


def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(bad_source: BadSource) -> None:
    state = HttpState()
    with client(state) as http:
        reply = get(http, bad_source.url + "/moved")
    assert reply is not None
    assert str(reply.url) == bad_source.url + "/feed"
    assert state.targets() == [bad_source.url + "/feed"]
    with client(HttpState.from_json(state.to_json())) as http:  # not yet: it must stand for a day
        assert get(http, bad_source.url + "/moved") is None
    assert bad_source.paths() == ["/moved", "/feed"] * 2
    bad_source.asked.clear()
    with client(aged(state, hours=25)) as http:  # it stands, and was not asked today
        get(http, bad_source.url + "/moved")
        get(http, bad_source.url + "/moved")
    assert bad_source.paths() == ["/moved", "/feed", "/feed"]


def aged(state: HttpState, *, hours: float, since: bool = True, asked: bool = True) -> HttpState:
    """The state as it is so many hours later."""
    entries = json.loads(state.to_json())
    for entry in entries.values():
        for name in ["since"] * since + ["asked"] * asked:
            if name in entry:
                entry[name] = str(int(entry[name]) - int(hours * 3_600))
    return HttpState.from_json(json.dumps(entries))


def standing(bad_source: BadSource, path: str) -> HttpState:
    """A redirect of long standing that was asked a moment ago."""
    state = HttpState()
    with client(state) as http:
        get(http, bad_source.url + path)
    bad_source.asked.clear()
    return aged(state, hours=25, asked=False)


@pytest.mark.parametrize(("hours", "asked"), [(23, False), (25, True), (-1, True)])
def test_a_redirect_is_asked_again_every_day_and_when_the_clock_was_wrong(
    bad_source: BadSource, hours: int, asked: bool
) -> None:
    state = aged(standing(bad_source, "/moved"), hours=hours, since=False)
    with client(state) as http:
        get(http, bad_source.url + "/moved")
    assert ("/moved" in bad_source.paths()) == asked


def test_a_redirect_that_is_gone_is_forgotten(bad_source: BadSource) -> None:
    state = standing(bad_source, "/sometimes-moved")
    bad_source.stays = True
    with client(state) as http:
        get(http, bad_source.url + "/sometimes-moved")
        assert state.targets() == [bad_source.url + "/feed"]  # not asked today
    state = aged(state, hours=25, since=False)
    with client(state) as http:
        get(http, bad_source.url + "/sometimes-moved")
    assert state.targets() == []


@pytest.mark.parametrize("status", [404, 403, 500, 503])
def test_where_the_new_address_fails_the_address_itself_is_asked_at_once(
    bad_source: BadSource, status: int
) -> None:
    state = standing(bad_source, "/moved-away")
    bad_source.status = status
    with client(state) as http, pytest.raises(SourceError):
        get(http, bad_source.url + "/moved-away", headers={"Authorization": "Bearer t"})
    assert bad_source.paths() == ["/status", "/moved-away", "/status"]
    assert bad_source.asked[1][1]["authorization"] == "Bearer t"


@pytest.mark.parametrize(("goes_on", "keeps"), [(True, True), (False, False)])
def test_a_services_key_is_sent_to_no_other_host(goes_on: bool, keeps: bool) -> None:
    seen: list[httpx.Headers] = []

    def end(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        return httpx.Response(200, json={})

    def start(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/end":
            return end(request)
        return httpx.Response(307, headers={"location": "/end" if goes_on else f"{other}/end"})

    with serving(end) as other, serving(start) as url, client(HttpState()) as http:
        get(http, url, headers={"apikey": "canary", "Accept": "application/json"})
    [headers] = seen
    assert ("apikey" in headers) is keeps
    assert headers["accept"] == "application/json"
    assert "brand-listener" in headers["user-agent"]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/to-feed", ["/to-feed", "/feed"]),  # a 302 is not for good
        ("/moved-then-found", ["/to-feed", "/feed"]),  # only the first step is
    ],
)
def test_only_permanent_redirects_are_remembered(
    bad_source: BadSource, path: str, asked: list[str]
) -> None:
    with client(standing(bad_source, path)) as http:
        get(http, bad_source.url + path)
    assert bad_source.paths() == asked


def test_a_new_address_that_fails_is_forgotten(bad_source: BadSource) -> None:
    state = HttpState()
    with client(state) as http:
        get(http, bad_source.url + "/moved-away")
        bad_source.status = 404
        for _ in range(2):
            with pytest.raises(SourceChangedError):
                get(http, bad_source.url + "/moved-away")
    assert bad_source.paths() == ["/moved-away", "/status"] * 3
    assert state.targets() == []


def test_a_state_remembers_fifty_addresses_and_none_of_their_secrets(bad_source: BadSource) -> None:
    state = HttpState()
    with client(state) as http:
        for number in range(60):
            get(http, f"{bad_source.url}/feed?token=canary{number}")
    assert state.to_json().count("etag") == 50
    assert "canary" not in state.to_json()


@pytest.mark.parametrize("stored", [None, "", "{", "[]", '{"a": 1}', '{"a": {"at": "x"}}'])
def test_a_state_that_cannot_be_read_is_empty(stored: str | None) -> None:
    assert HttpState.from_json(stored).to_json() == "{}"


def test_spacing_hands_out_one_turn_a_second_for_each_host() -> None:
    now = [100.0]
    slept: list[float] = []
    spacing = HostSpacing(1.0, clock=lambda: now[0], sleep=slept.append)
    turns = [spacing.wait(host, 2.5) for host in ("a", "a", "b", "a", "a")]
    assert turns == [None, None, None, None, 3.0]  # the last would come too late
    assert slept == [1.0, 2.0]
    now[0] = 103.0
    assert spacing.wait("a", 2.5) is None
    assert slept == [1.0, 2.0]


def test_threads_that_ask_at_once_get_turns_of_their_own() -> None:
    slept: list[float] = []
    spacing = HostSpacing(1.0, clock=lambda: 0.0, sleep=slept.append)
    asking = [threading.Thread(target=spacing.wait, args=("a", 99)) for _ in range(20)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert sorted(slept) == [float(n) for n in range(1, 20)]


def test_a_host_with_too_long_a_queue_is_busy(bad_source: BadSource) -> None:
    spacing = HostSpacing(3_600)
    with guarded_client(
        allow_private=True, state=HttpState(), spacing=spacing, limits=PATIENT
    ) as http:
        assert get(http, bad_source.url + "/feed")
        with pytest.raises(SourceBusyError, match="other sources are waiting") as caught:
            get(http, bad_source.url + "/feed")
    assert caught.value.retry_after == pytest.approx(3_600, abs=PATIENCE)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:pw@x.example/feed", "https://x.example/feed"),
        ("https://x.example/.rss?feed=s3cret&user=me", "https://x.example/.rss?feed=…&user=…"),
        ("https://x.example/a?page=2&lang=fr", "https://x.example/a?page=2&lang=fr"),
        ("https://x.example/hook/T0123456789ABCDEFabcdef/x", "https://x.example/hook/T012…/x"),
        ("https://x.example/un-article-de-2026-sur-le-velo", None),
        ("http://[::1]:80/", "http://[::1]/"),
        ("http://[::1", "(not a URL)"),
    ],
)
def test_no_secret_of_an_address_is_shown(url: str, shown: str | None) -> None:
    assert shown_url(url) == (shown or url)


@given(st.text())
def test_any_text_can_be_shown_as_an_address(text: str) -> None:
    assert len(shown_url(text)) <= 200


def test_the_systems_resolver_knows_this_machine() -> None:
    assert ip_address("127.0.0.1") in system_addresses("localhost", 80)

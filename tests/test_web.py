"""The web server: a real one on loopback, asked by a real client."""

import json
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import structlog
from acme import Clock, Kept, Listed, config, mention, pipeline
from rigs.effort import PATIENCE
from rigs.ports import free_port

from connectors.kit.contract import Author
from listener.channels.slack.door.auth import Auth
from listener.settings.config import ConfigError, Web
from listener.stages.visit import Visit
from listener.store.store import Store
from listener.store.watching import Watching
from listener.watch.health import Health
from listener.watch.watched import watching
from listener.watch.web import HEADERS, Served, WebError, serve
from listener.watch.webdoor import is_ours
from listener.work.local import Local

CANARY = "canary-91c4"


class Pages:
    """What the two pages say; a test may change it."""

    def __init__(self) -> None:
        self.health: Callable[[], Health] = Health
        self.metrics: Callable[[], bytes] = lambda: b"listener_healthy 1.0\n"


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def served(pages: Pages) -> Iterator[Served]:
    made = serve("127.0.0.1", 0, lambda: pages.health(), lambda: pages.metrics())
    yield made
    assert made.stop(PATIENCE)


@pytest.fixture
def http(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=f"http://127.0.0.1:{served.port}", trust_env=False, timeout=PATIENCE
    ) as client:
        yield client


def test_green_is_200_and_red_is_503_with_its_reasons(http: httpx.Client, pages: Pages) -> None:
    reply = http.get("/healthz")
    assert (reply.status_code, reply.json()["status"]) == (200, "green")
    pages.health = lambda: Health(("clock: no tick for 90 s", "source forum: failing for 30 h"))
    reply = http.get("/healthz")
    assert reply.status_code == 503
    assert reply.json()["reasons"] == ["clock: no tick for 90 s", "source forum: failing for 30 h"]
    assert reply.headers["content-type"] == "application/json"


def test_metrics_are_served_in_the_format_of_prometheus(http: httpx.Client) -> None:
    reply = http.get("/metrics")
    assert reply.text == "listener_healthy 1.0\n"
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")


def test_head_answers_without_a_body(http: httpx.Client) -> None:
    reply = http.head("/healthz")
    assert (reply.status_code, reply.content) == (200, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_but_reading_is_allowed(http: httpx.Client, method: str) -> None:
    for path in ("/healthz", "/metrics"):
        assert http.request(method, path).status_code == 405


@pytest.mark.parametrize("path", ["/", "/healthz/", "/metricsx", "/docs", "/%00"])
def test_every_other_path_is_404(http: httpx.Client, path: str) -> None:
    assert http.get(path, follow_redirects=True).status_code == 404


def test_every_answer_carries_the_headers_and_none_names_the_server(
    http: httpx.Client, pages: Pages
) -> None:
    def broken() -> bytes:
        raise ValueError(CANARY)

    pages.metrics = broken
    replies = [http.get("/healthz"), http.get("/x"), http.post("/metrics"), http.get("/metrics")]
    assert [reply.status_code for reply in replies] == [200, 404, 405, 503]
    for reply in replies:
        assert {name: reply.headers.get(name) for name in HEADERS} == HEADERS
        assert "server" not in reply.headers


def test_a_page_that_breaks_tells_its_type_and_nothing_else(
    http: httpx.Client, pages: Pages, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken() -> bytes:
        raise ValueError(f"the text of a mention: {CANARY}")

    pages.metrics = broken
    with structlog.testing.capture_logs() as logs:
        reply = http.get("/metrics")
    assert (reply.status_code, reply.text) == (503, "ValueError\n")
    assert [entry["event"] for entry in logs] == ["page failed"]
    told = capfd.readouterr()
    assert CANARY not in f"{logs}{told.out}{told.err}"


def test_what_is_no_http_is_turned_away_and_the_next_request_served(
    served: Served, http: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    for sent in (b"\x16\x03\x01\x02\x00 hello\r\n\r\n", b"GET /" + b"a" * 200_000):
        with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as raw:
            raw.sendall(sent)
            assert b"400" in raw.recv(100)
    assert http.get("/healthz").status_code == 200
    assert capfd.readouterr().err == ""


def test_two_requests_are_served_at_once(http: httpx.Client, pages: Pages) -> None:
    met = threading.Barrier(2, timeout=PATIENCE)
    pages.health = lambda: Health((f"met {met.wait() >= 0}",))
    with httpx.Client(base_url=http.base_url, trust_env=False, timeout=PATIENCE) as other:
        replies: list[httpx.Response] = []
        asking = threading.Thread(target=lambda: replies.append(other.get("/healthz")))
        asking.start()
        assert http.get("/healthz").json()["reasons"] == ["met True"]
        asking.join()
    assert replies[0].json()["reasons"] == ["met True"]


def test_a_port_that_is_taken_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WebError, match=rf"^web\.port: 127\.0\.0\.1:{port}: another program"):
            serve("127.0.0.1", port, Health, lambda: b"")


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(WebError, match="this machine has no such address"):
        serve("192.0.2.1", 0, Health, lambda: b"")
    with pytest.raises(WebError, match=r"web\.port: nowhere\.invalid:0: cannot listen there"):
        serve("nowhere.invalid", 0, Health, lambda: b"")
    assert issubclass(WebError, ConfigError)  # so the command ends with 2


def test_the_port_is_free_again_at_once() -> None:
    port = free_port()
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        for _ in range(2):
            served = serve("127.0.0.1", port, Health, lambda: b"")
            try:
                assert client.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
            finally:
                assert served.stop(PATIENCE)


def test_signals_stay_with_the_daemon() -> None:
    before = [signal.getsignal(s) for s in (signal.SIGTERM, signal.SIGINT)]
    made = serve("127.0.0.1", 0, Health, lambda: b"")
    assert [signal.getsignal(s) for s in (signal.SIGTERM, signal.SIGINT)] == before
    assert made.stop(PATIENCE)
    assert [signal.getsignal(s) for s in (signal.SIGTERM, signal.SIGINT)] == before


class Wired(Store, Watching):
    """The store with the queries of these pages."""


def test_the_pages_of_a_listener_that_works(store_url: str, tmp_path: Path) -> None:
    clock, store = Clock(), Wired.open(store_url)
    post = mention(1, f"I hate that it is broken {CANARY}", author=Author(id="x", name=CANARY))
    pipeline(config(tmp_path, Listed(name="site")), store, Kept(), clock).once()
    (tmp_path / "secret.key").write_text((b"k" * 32).hex())  # the pipeline's
    port, local = free_port(), Local(2)
    settings = config(tmp_path, Listed(name="site", mentions=(post,)))
    settings = settings.model_copy(update={"web": Web(port=port)})
    clock.pass_(hours=1)
    with watching(settings, store, clock) as watched:
        clock.pass_(seconds=1)
        working = pipeline(settings, store, Kept(), clock)
        working.tick(local)
        watched.pulse.beat()
        assert local.wait(PATIENCE)
        working.after_collect()
        watched.meter.polled(Visit("site", new=1))
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE
        ) as client:
            health, page = client.get("/healthz"), client.get("/metrics").text
    local.stop(PATIENCE)
    store.close()
    assert [r for r in health.json()["reasons"] if not r.startswith("disk")] == []
    assert 'listener_decisions_total{leaf="REPAIR"} 1.0' in page
    assert 'listener_notices_sent_total{class="instant",to="terminal"} 1.0' in page
    assert 'listener_collect_delay_seconds_count{kind="listed"} 1.0' in page
    assert 'listener_mentions_total{change="new",source="site"} 1.0' in page
    assert CANARY not in page + health.text
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False, timeout=PATIENCE)


def test_port_0_opens_nothing_and_counts_all_the_same(store_url: str, tmp_path: Path) -> None:
    store, settings = Wired.open(store_url), config(tmp_path)
    settings = settings.model_copy(update={"web": Web(port=0)})
    before = {thread.name for thread in threading.enumerate()}
    with watching(settings, store, Clock()) as watched:
        watched.meter.polled(Visit("site", new=1))
        assert {thread.name for thread in threading.enumerate()} == before
        assert b'listener_polls_total{outcome="ok",source="site"} 1.0' in watched.meter.page()
    store.close()


def test_slack_is_asked_for_its_verdict_without_any_page(store_url: str, tmp_path: Path) -> None:
    asked = threading.Event()

    class Asked(Auth):
        def start(self) -> None:
            asked.set()

    store, settings = Wired.open(store_url), config(tmp_path)
    settings = settings.model_copy(update={"web": Web(port=0)})
    with watching(settings, store, Clock(), Asked([], lambda _: pytest.fail("no token"))):
        assert asked.is_set()
    store.close()


def test_a_page_that_hangs_holds_up_neither_the_other_page_nor_the_stop() -> None:
    begun, release = threading.Event(), threading.Event()

    def hang() -> bytes:
        begun.set()
        release.wait(2 * PATIENCE)
        return b""

    made = serve("127.0.0.1", 0, Health, hang)
    url = f"http://127.0.0.1:{made.port}"
    ended: list[str] = []

    def ask() -> None:
        try:
            ended.append(
                str(httpx.get(f"{url}/metrics", trust_env=False, timeout=PATIENCE).status_code)
            )
        except httpx.HTTPError as error:
            ended.append(type(error).__name__)

    asking = threading.Thread(target=ask)
    asking.start()
    assert begun.wait(PATIENCE)
    assert httpx.get(f"{url}/healthz", trust_env=False, timeout=PATIENCE).status_code == 200
    assert made.stop(PATIENCE)
    release.set()
    asking.join(PATIENCE)
    assert ended
    assert ended != ["200"]


def test_it_stops_even_with_a_client_that_stays() -> None:
    made = serve("127.0.0.1", 0, Health, lambda: b"")
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        reply = client.get(f"http://127.0.0.1:{made.port}/healthz")  # and keeps its connection
        assert json.loads(reply.text)["status"] == "green"
        assert made.stop(PATIENCE)


@pytest.mark.parametrize("said", [b"", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", b"GET"])
def test_half_requests_keep_nobody_out(served: Served, http: httpx.Client, said: bytes) -> None:
    half = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(60)]
    for each in half:
        each.sendall(said)
    assert http.get("/healthz").status_code == 200
    for each in half:
        each.close()


def test_a_half_request_is_closed_after_a_while(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("listener.watch.webdoor.STANDING", 0.05)
    with socket.create_connection(("127.0.0.1", served.port)) as half:
        half.settimeout(PATIENCE)
        half.sendall(b"GET /healthz HTTP/1.1\r\n")
        assert half.recv(1) == b""


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8787", "localhost", "LOCALHOST:1", "[::1]:8787", "localhost."]
)
def test_our_own_names_are_answered_to(http: httpx.Client, host: str) -> None:
    assert http.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8787", "127.0.0.1.evil.example", "10.0.0.9"]
)
def test_a_foreign_name_is_refused(http: httpx.Client, host: str) -> None:
    reply = http.get("/metrics", headers={"Host": host})
    assert (reply.status_code, "listener_" in reply.text) == (421, False)


@pytest.mark.parametrize(
    ("asked", "host", "ours"),
    [
        ("watch.example:8787", "watch.example", True),
        ("192.0.2.7:8787", "0.0.0.0", True),  # a scraper on the network
        ("listener:8787", "0.0.0.0", True),  # a container's name
        ("evil.example", "0.0.0.0", False),
        ("[fe80::1]:80", "::", True),
        (None, "127.0.0.1", True),
    ],
)
def test_which_names_are_ours(asked: str | None, host: str, ours: bool) -> None:
    assert is_ours(asked, host) is ours

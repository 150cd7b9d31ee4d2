"""An uptime service is asked for while all goes well; nothing of ours and nothing of it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rigs.effort import PATIENCE
from structlog.testing import capture_logs

from listener.settings.config import ConfigError
from listener.settings.load import load
from listener.watch.heartbeat import EVERY, Heartbeat, heartbeat_of

SECRET = "canary-4711"


class Service:
    """An uptime service on loopback."""

    def __init__(self, url: str) -> None:
        self.url, self.status = url, 200
        self.asked: list[tuple[str, str, bytes]] = []
        self.came, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()


@contextmanager
def service() -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            made.asked.append((self.command, self.path, body))
            made.came.set()
            made.go_on.wait(PATIENCE)
            self.send_response(made.status)
            self.send_header("content-length", "0")
            if made.status == 302:
                self.send_header("location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Service(f"http://127.0.0.1:{server.server_address[1]}/ping/{SECRET}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()


def idle() -> None:
    """Wait until no heartbeat is under way."""
    for thread in threading.enumerate():
        if thread.name == "heartbeat":
            thread.join(PATIENCE)


def test_it_asks_at_most_once_a_minute_and_sends_nothing() -> None:
    now = [0.0]
    with service() as there:
        heart = Heartbeat(there.url, allow_private=True, clock=lambda: now[0])
        for _ in range(9):  # every 15 s
            heart.beat()
            idle()
            now[0] += 15
        assert [(method, body) for method, _, body in there.asked] == [("GET", b"")] * 3
        assert heart.reasons() == []
    assert EVERY == 60


def test_a_slow_service_holds_no_tick_and_is_not_asked_twice_at_once() -> None:
    now = [0.0]
    with service() as there:
        there.go_on.clear()
        heart = Heartbeat(there.url, allow_private=True, clock=lambda: now[0])
        heart.beat()  # returns at once
        assert there.came.wait(PATIENCE)
        now[0] += 3 * EVERY
        heart.beat()
        assert len(there.asked) == 1
        there.go_on.set()
        idle()


def test_what_is_wrong_is_said_once_in_log_and_page_without_the_address() -> None:
    now = [0.0]
    with service() as there, capture_logs() as logs:
        heart = Heartbeat(there.url, allow_private=True, clock=lambda: now[0])
        for status in (404, 404, 200, 302):
            there.status = status
            heart.beat()
            idle()
            now[0] += EVERY
            assert bool(heart.reasons()) == (status != 200)
            assert SECRET not in str(heart.reasons())
    assert [log["event"] for log in logs] == [
        "heartbeat does not get through",
        "heartbeat gets through again",
        "heartbeat does not get through",
    ]
    assert SECRET not in str(logs)


def test_an_address_inside_our_network_is_refused_unless_it_is_allowed() -> None:
    with service() as there:
        assert Heartbeat(there.url).ask()
        assert there.asked == []
        assert Heartbeat(there.url, allow_private=True).ask() == ""


def test_without_an_address_there_is_none() -> None:
    heart = Heartbeat(None)
    heart.beat()
    assert (heart.ask(), heart.reasons()) == ("", [])


def test_its_address_is_a_secret_of_file_or_environment(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[web]\nheartbeat_url = "https://up.example/{SECRET}"\n[[brand]]\nname = "A"\n'
    )
    found = load(path, {})
    assert SECRET not in repr(found)
    assert heartbeat_of(found.web)._url == f"https://up.example/{SECRET}"
    other = load(path, {"LISTENER_HEARTBEAT_URL": "https://up.example/other"})
    assert heartbeat_of(other.web)._url == "https://up.example/other"
    with pytest.raises(ConfigError, match="heartbeat_url") as error:
        load(path, {"LISTENER_HEARTBEAT_URL": SECRET})
    assert SECRET not in str(error.value)

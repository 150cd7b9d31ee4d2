"""The line on which presses come: it comes back, it ends, and a refused token ends nothing."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from acme import Clock, Listed, config, mention, ops_words
from rigs.desk_scene import Team, at_slack
from rigs.effort import PATIENCE
from rigs.local_slack import APP, LEA, LocalSlack, local_slack_server, wait
from slack_bolt import Ack
from slack_bolt import App as BoltApp
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin.connection import Connection
from sqlmodel import col, select

from listener.app import App
from listener.channels.slack.door.client import SHUT
from listener.channels.slack.presses import bolt, line
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.bolt import nobody
from listener.channels.slack.presses.doing import do
from listener.channels.slack.presses.line import app_id
from listener.channels.slack.presses.reply import Reply
from listener.channels.slack.presses.wire import MOST, Wire
from listener.desk.contract import Act
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.work import presses
from listener.work.presses import Presses


class Refusing:
    """A Slack that takes no token, and counts who asked."""

    def __init__(self) -> None:
        self.asked = 0
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked += 1
                told = b'{"ok": false, "error": "invalid_auth"}'
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/api/"


@pytest.fixture
def refusing() -> Iterator[Refusing]:
    made = Refusing()
    yield made
    made.server.shutdown()
    made.server.server_close()


def app(folder: Path, store: Store) -> App:
    return App.over(
        config(folder, Listed(name="forum"), brand=at_slack()), Clock(), store=store, key=b"k" * 32
    )


def test_a_refused_token_is_told_once_and_ends_nothing(
    tmp_path: Path, store: Store, refusing: Refusing, capfd: pytest.CaptureFixture[str]
) -> None:
    made = app(tmp_path, store)
    made.ready()
    for _ in range(2):  # the second is a new start
        presses = Presses(lambda: None, api=refusing.api)
        before = refusing.asked
        presses.follow(made)
        wait(lambda: refusing.asked > before)  # noqa: B023
        wait(lambda: _deaf(store))
        assert presses.stop(PATIENCE)  # REFUSED is far longer
    [notice] = _deaf(store)
    title, lines = ops_words(notice, at_slack())
    assert title == "Acme: nobody hears the buttons"
    assert "SLACK_APP_TOKEN" in lines[1]
    out = capfd.readouterr()
    assert "xapp-" not in out.out + out.err + f"{title}{lines}{notice}"


def _deaf(store: Store) -> list[NoticeRow]:
    with store.reader() as session:
        query = select(NoticeRow).where(col(NoticeRow.key).like("ops:deaf:%"))
        return list(session.exec(query).all())


@pytest.mark.long
def test_a_line_that_breaks_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "FIRST", 0.2)
    monkeypatch.setattr(line, "PING", 10_000)  # that nobody answers pings is seen much later
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    with local_slack_server(tmp_path) as first:
        made = Team(tmp_path, store, first)
        presses = Presses(made.go_on, api=first.api)
        presses.follow(made.app())
        wait(lambda: presses.are_open)
    wait(lambda: not presses.are_open)
    port = int(first.url.rpartition(":")[2])
    with local_slack_server(tmp_path, port=port) as again:
        wait(lambda: presses.are_open)
        made.listen(mention(1, "I hate it, my battery is broken"))
        again.press(LEA, made.card(), "take")
        assert wait(lambda: again.told(LEA)) == ["It is yours."]
        assert presses.stop(PATIENCE)
    store.close()


def test_lines_follow_the_settings(tmp_path: Path, local_slack: LocalSlack) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    made = Team(tmp_path, store, local_slack)
    before = threading.active_count()
    presses = Presses(made.go_on, api=local_slack.api)
    presses.follow(made.app())
    wait(lambda: presses.are_open)
    slack = made.brand.slack.model_copy(update={"app_token": None})
    made.brand = made.brand.model_copy(update={"slack": slack})
    presses.follow(made.app())
    wait(lambda: threading.active_count() <= before + 1)
    assert presses.stop(PATIENCE)
    store.close()


@contextmanager
def hearing(
    slack: LocalSlack, does: Callable[[Ack, dict[str, str]], object]
) -> Iterator[line.Line]:
    """A line whose every press does this."""
    web = WebClient(base_url=slack.api)
    app = BoltApp(client=web, token_verification_enabled=False, request_verification_enabled=False, signing_secret="", authorize=nobody, listener_executor=(hands := line.Hands()))  # fmt: skip

    @app.action("x")
    def pressed(ack: Ack, action: dict[str, str]) -> None:
        does(ack, action)

    heard = line.Line(APP, app, hands, Clock(), api=slack.api)
    heard.start()
    assert heard.is_open.wait(PATIENCE)
    try:
        yield heard
    finally:
        assert heard.stop(PATIENCE)


def pressing(slack: LocalSlack, value: str = "1") -> threading.Thread:
    told: dict[str, object] = {"type": "button", "action_id": "x", "value": value}
    made = threading.Thread(target=slack.send, args=(LEA, {"ts": "0"}, told))
    made.start()
    return made


def test_a_press_that_is_worked_on_when_the_line_ends_is_answered(
    local_slack: LocalSlack,
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(ack: Ack, _: dict[str, str]) -> None:
        begun.set()
        assert may_end.wait(PATIENCE)
        ack()

    with hearing(local_slack, slow) as heard:
        press = pressing(local_slack)
        assert begun.wait(PATIENCE)
        ends: list[bool] = []
        stopping = threading.Thread(target=lambda: ends.append(heard.stop(PATIENCE)))
        stopping.start()
        wait(lambda: heard.is_ending)
        may_end.set()
        stopping.join(PATIENCE)
        press.join(PATIENCE)
        assert ends == [True]
    assert local_slack.unanswered() == 0


def test_a_press_that_is_worked_on_when_its_token_leaves_the_settings_is_answered(
    tmp_path: Path, local_slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(presser: Presser, model: Act, ack: Reply) -> None:
        begun.set()
        assert may_end.wait(PATIENCE)
        do(presser, model, ack)

    monkeypatch.setattr(bolt, "do", slow)
    monkeypatch.setattr(presses, "WAITS", PATIENCE)  # of a busy machine
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    made = Team(tmp_path, store, local_slack)
    made.listen(mention(1, "I hate it, my battery is broken"))
    with made.at_the_desk():
        press = threading.Thread(target=local_slack.press, args=(LEA, made.card(), "take"))
        press.start()
        assert begun.wait(PATIENCE)
        threading.Timer(0.2, may_end.set).start()
        slack = made.brand.slack.model_copy(update={"app_token": None})
        made.brand = made.brand.model_copy(update={"slack": slack})
        assert made.presses
        made.presses.follow(made.app())
        press.join(PATIENCE)
    assert [name for _, name, _ in made.acts()] == ["take"]
    assert local_slack.unanswered() == 0
    store.close()


def test_more_presses_at_once_than_hands_are_all_answered(local_slack: LocalSlack) -> None:
    done: list[str] = []

    def one(ack: Ack, action: dict[str, str]) -> None:
        done.append(action["value"])
        ack()

    with hearing(local_slack, one):
        for press in [pressing(local_slack, str(n)) for n in range(3 * line.HANDS)]:
            press.join(PATIENCE)
        wait(lambda: local_slack.unanswered() == 0)
    assert sorted(map(int, done)) == [*range(3 * line.HANDS)]


@pytest.mark.parametrize("size", [100, MOST - 200, MOST + 1, 3 * MOST], ids=lambda n: f"{n} bytes")
def test_an_answer_arrives_whole_however_long_it_is(local_slack: LocalSlack, size: int) -> None:
    text = "é" * (size // 6)  # six bytes each in JSON

    def long(ack: Ack, _: dict[str, str]) -> None:
        ack(text=text)

    with hearing(local_slack, long):
        pressing(local_slack).join(PATIENCE)
        wait(lambda: local_slack.unanswered() == 0)
        pressing(local_slack).join(PATIENCE)  # the line is still understood
        wait(lambda: local_slack.unanswered() == 0)
    assert local_slack.answers() == [{"text": text}] * 2


@pytest.fixture
def wired() -> Iterator[tuple[Wire, Connection, socket.socket]]:
    """A wire, its connection, and the other end; little fits in between."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    ours.settimeout(PATIENCE)
    theirs.settimeout(PATIENCE)
    wire = Wire("xapp-1", logger=SHUT)
    session = Connection(url="ws://127.0.0.1", logger=SHUT)
    session.sock = ours  # type: ignore[assignment]
    wire.current_session = session
    yield wire, session, theirs
    wire.leave()
    ours.close()
    theirs.close()


def test_what_the_network_takes_in_parts_is_sent_whole(
    wired: tuple[Wire, Connection, socket.socket],
) -> None:
    wire, _, theirs = wired
    whole = MOST - 10
    sending = threading.Thread(target=wire.send_message, args=("x" * whole,))
    sending.start()
    got = 0
    while got < whole + 8:  # a frame's head: two bytes, its length in two, its mask in four
        got += len(theirs.recv(1024))
    sending.join(PATIENCE)
    assert got == whole + 8


def test_a_line_that_breaks_within_an_answer_is_closed_and_opened_anew(
    wired: tuple[Wire, Connection, socket.socket],
) -> None:
    wire, session, theirs = wired
    theirs.close()
    with pytest.raises(OSError, match="pipe"):
        wire.send_message("x" * MOST)
    assert not session.is_active()
    with pytest.raises(SlackClientNotConnectedError):
        wire.send_message("x")


def test_a_line_that_its_reader_closes_at_the_same_moment_leaves_no_thread_behind(
    wired: tuple[Wire, Connection, socket.socket],
) -> None:
    wire, session, _ = wired
    with session.sock_send_lock:
        leaving = threading.Thread(target=wire.leave)
        leaving.start()
        wait(lambda: wire.closed)
        leaving.join(0.2)  # it waits for its turn by now
        session.sock = None
    leaving.join(PATIENCE)
    for runner in (wire.current_session_runner, wire.message_processor):
        wait(lambda runner=runner: not runner.is_alive())


def test_a_token_says_whose_it_is() -> None:
    assert app_id("xapp-1-A0123-456-abc") == "A0123"
    assert app_id("xapp-desk") is None

"""The line on which presses come: it comes back, it ends, and a refused token ends nothing."""

import threading
from collections.abc import Iterator
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
from sqlmodel import col, select

from listener.app import App
from listener.channels.slack.presses import line
from listener.channels.slack.presses.bolt import nobody
from listener.channels.slack.presses.line import app_id
from listener.store.store import Store
from listener.store.tables import NoticeRow
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


def test_a_press_that_is_worked_on_when_the_line_ends_is_answered(
    local_slack: LocalSlack,
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    web = WebClient(base_url=local_slack.api)
    bolt = BoltApp(client=web, token_verification_enabled=False, request_verification_enabled=False, signing_secret="", authorize=nobody, listener_executor=(hands := line.Hands()))  # fmt: skip

    @bolt.action("x")
    def slow(ack: Ack) -> None:
        begun.set()
        assert may_end.wait(PATIENCE)
        ack()

    heard = line.Line(APP, bolt, hands, Clock(), api=local_slack.api)
    heard.start()
    assert heard.is_open.wait(PATIENCE)
    told: dict[str, object] = {"type": "button", "action_id": "x", "value": "1"}
    pressing = threading.Thread(target=local_slack.send, args=(LEA, {"ts": "0"}, told))
    pressing.start()
    assert begun.wait(PATIENCE)
    ends: list[bool] = []
    stopping = threading.Thread(target=lambda: ends.append(heard.stop(PATIENCE)))
    stopping.start()
    wait(lambda: heard.is_ending)
    may_end.set()
    stopping.join(PATIENCE)
    pressing.join(PATIENCE)
    assert ends == [True]
    assert local_slack.unanswered() == 0


def test_a_token_says_whose_it_is() -> None:
    assert app_id("xapp-1-A0123-456-abc") == "A0123"
    assert app_id("xapp-desk") is None

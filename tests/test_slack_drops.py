"""Files dropped in a channel: shown in their thread, imported by a press, fetched from Slack alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.error import HTTPError

import pytest
from acme import BRAND
from rigs.desk_scene import Team, at_slack
from rigs.local_slack import ALERTS, LEA, NINA, OTHER, LocalSlack, offers, wait

from listener.channels.slack.door import files
from listener.channels.slack.door.errors import SlackRefusedError
from listener.channels.slack.door.files import HOST, fetch
from listener.store.store import Store

ROWS = """text,author,rating,date
"I hate the kettle, it is broken",Vera,1,2026-11-02
"I love the <!channel> kettle",Omar,5,2026-11-03
"Where is *my* parcel?",Lin,,2026-11-04
"Great colours",Zoé,4,2026-11-05
"""


@pytest.fixture
def team(tmp_path: Path, local_slack: LocalSlack) -> Iterator[Team]:
    store = Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    made = Team(tmp_path, store, local_slack, at_slack())
    with made.at_the_desk():
        yield made
    store.close()


def shown(team: Team, channel: str = ALERTS, many: int = 1) -> dict[str, Any]:
    """The newest message in the thread of a dropped file."""

    def last() -> dict[str, Any] | None:
        all_see = [m for m in team.slack.messages(channel) if m.get("subtype") != "ephemeral"]
        found = [m for m in all_see if m.get("thread_ts") and m.get("blocks")]
        return found[-1] if len(found) >= many else None

    return dict(wait(last))


def test_a_file_is_shown_then_imported_and_counts_once(team: Team) -> None:
    team.slack.upload(LEA, "avis de novembre.csv", ROWS.encode())
    seen = shown(team)
    assert "avis de novembre.csv holds 4 posts." in seen["text"]
    assert "Where is *my* parcel?" in seen["text"]
    assert "Great colours" not in seen["text"]
    assert all(b["text"]["type"] == "plain_text" for b in seen["blocks"] if b["type"] == "section")
    assert offers(seen) == ["Import", "Leave it"]
    assert team.store.search([BRAND.name], "kettle", limit=9) == []

    team.slack.press(LEA, seen, "file:import:0")
    wait(lambda: team.slack.told(LEA) == ["Importing avis de novembre.csv…"])
    wait(lambda: "lea has imported avis de novembre.csv: 4 new posts." in shown(team)["text"])
    assert offers(shown(team)) == []
    wait(lambda: len(team.store.search([BRAND.name], "kettle", limit=9)) == 2)
    assert not [m for m in team.slack.cards() if "kettle" in m["text"]], "nobody is alerted"

    team.slack.upload(LEA, "again.csv", ROWS.encode())
    team.slack.press(LEA, shown(team, many=2), "file:import:0")
    wait(lambda: "nothing in it is new" in shown(team, many=2)["text"])
    assert "4 were there already." in shown(team, many=2)["text"]
    assert len(team.store.search([BRAND.name], "kettle", limit=9)) == 2


def test_what_cannot_be_read_is_said_and_the_rest_can_be_left(team: Team) -> None:
    bad = ROWS + '"no such rating",Ann,77,2026-11-05\n"and no such day",Ann,2,2026-99-99\n'
    team.slack.upload(LEA, "mixed.csv", bad.encode())
    assert "mixed.csv" in shown(team)["text"]
    team.slack.press(LEA, shown(team), "file:leave")
    wait(lambda: shown(team)["text"] == "lea leaves it.")
    assert team.store.newest() == 0


def test_a_table_that_is_none_is_told_and_has_no_button(team: Team) -> None:
    team.slack.upload(LEA, "broken.xlsx", b"PK\x03\x04 this is no workbook")
    assert "broken.xlsx" in shown(team)["text"]
    assert offers(shown(team)) == []


def test_of_pictures_of_guests_and_of_other_channels_nothing_is_said(team: Team) -> None:
    team.slack.upload(LEA, "cat.png", b"\x89PNG")
    team.slack.upload(NINA, "others.csv", ROWS.encode(), OTHER)
    team.slack.upload(LEA, "ours.csv", ROWS.encode())
    assert "ours.csv" in shown(team)["text"]
    assert len([m for m in team.slack.messages() if m.get("thread_ts")]) == 1
    assert [m for m in team.slack.messages(OTHER) if m.get("blocks")] == []


class Site(BaseHTTPRequestHandler):
    """A host that answers what a test says, and notes who asked."""

    asked: ClassVar[list[str | None]] = []
    reply: ClassVar[tuple[int, dict[str, str], bytes]] = (200, {}, b"")

    def do_GET(self) -> None:
        type(self).asked.append(self.headers["Authorization"])
        status, headers, body = self.reply
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def site(status: int, headers: dict[str, str], body: bytes) -> Iterator[str]:
    Site.asked, Site.reply = [], (status, headers, body)
    server = HTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


FOREIGN = [
    "https://files.slack.com.evil.example/files-pri/T1-F1/a.csv",
    "https://evil.example/files.slack.com",
    "http://files.slack.com/files-pri/T1-F1/a.csv",
    "https://files.slack.com@evil.example/a.csv",
    "https://files.slack.com:8443/a.csv",
    "file:///etc/passwd",
    "",
]


@pytest.mark.parametrize("url", FOREIGN)
def test_the_token_goes_to_slacks_own_host_alone(url: str, tmp_path: Path) -> None:
    with pytest.raises(SlackRefusedError, match="foreign_host"):
        fetch(url, "xoxb-canary", tmp_path / "a.csv", host=HOST)
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_is_not_followed_and_a_page_is_no_file(tmp_path: Path) -> None:
    with (
        site(302, {"Location": "/elsewhere.csv"}, b"") as url,
        pytest.raises(HTTPError, match="302"),
    ):
        fetch(f"{url}/a.csv", "xoxb-canary", tmp_path / "a.csv", host=url)
    assert Site.asked == ["Bearer xoxb-canary"]
    with (
        site(200, {"Content-Type": "text/html"}, b"<html>sign in") as url,
        pytest.raises(SlackRefusedError, match="no_file"),
    ):
        fetch(f"{url}/a.csv", "xoxb-canary", tmp_path / "b.csv", host=url)


def test_a_file_that_never_ends_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 100_000)
    with (
        site(200, {"Content-Type": "text/csv"}, b"a" * 200_001) as url,
        pytest.raises(SlackRefusedError, match="file_too_large"),
    ):
        fetch(f"{url}/a.csv", "xoxb-canary", tmp_path / "a.csv", host=url)

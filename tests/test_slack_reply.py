"""A window that was sent says in the end what came of it, however its answer and its changes travel."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from acme import Clock, Listed, config
from rigs.desk_scene import at_slack
from rigs.effort import PATIENCE
from rigs.local_slack import ALERTS, OTHER, wait
from rigs.press_line import Press, PressLine, press_line

from listener.app import App
from listener.channels.slack.look import about, handed
from listener.channels.slack.look.message import Block
from listener.channels.slack.presses import people, reply
from listener.channels.slack.presses.reply import Reply
from listener.settings.brand import People
from listener.store.store import Store
from listener.work.presses import Presses

LEA = "U0LEA"
BRAND = at_slack(people=People(leads=(LEA,)))
POST = {"text": "I hate my kettle, it is broken", "genre": "forum_post"}


class Desk:
    """A lead before her windows."""

    def __init__(self, folder: Path, store: Store, line: PressLine) -> None:
        self.line, self.store = line, store
        app = App.over(config(folder, Listed(name="forum"), brand=BRAND), Clock(), store=store, key=b"k" * 32)  # fmt: skip
        app.ready()
        self.presses = Presses(lambda: None, api=line.api)
        self.presses.follow(app)
        wait(lambda: self.presses.are_open)

    def send(self, which: str) -> Press:
        """Fill in the window of a channel, or that of a post."""
        view, fields = WINDOWS[which]
        values = {name: {"in": {"value": said}} for name, said in fields.items()}
        return self.line.submit(LEA, {**view, "id": "V1"}, values)

    def shows(self) -> str:
        return str(self.line.windows.get("V1", "closed"))

    def is_done(self, which: str) -> bool:
        """Is the work over on which the window waits?"""
        done = {"channel": "describe", "post": "file"}[which]
        return done in [row.name for row in self.store.acts([BRAND.name])]


WINDOWS: dict[str, tuple[Block, dict[str, str]]] = {
    "channel": (about.window(BRAND, about.CHANNEL, ""), {"what": "press", "channel": OTHER}),
    "post": (handed.window({BRAND.name: BRAND}, f"{ALERTS} - -", text="", url="", author=""), POST),
}
SAID = {"channel": "told in the channel", "post": "Filed."}
MOMENT = {"channel": "One moment", "post": "one moment"}


@pytest.fixture
def desk(tmp_path: Path, sqlite: Store) -> Iterator[Desk]:
    with press_line() as line:
        made = Desk(tmp_path, sqlite, line)
        yield made
        assert made.presses.stop(PATIENCE)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is, nothing is late by itself, and what comes late is waited for."""
    monkeypatch.setattr(reply, "LATE", PATIENCE)
    monkeypatch.setattr(people, "_LOOKS", int(PATIENCE / people._LOOK))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that takes until Slack was answered without it."""
    plain = Reply.waits_with

    def late(self: Reply, view: Block) -> None:
        plain(self, view)
        self.late()

    monkeypatch.setattr(Reply, "waits_with", late)


@pytest.mark.parametrize("which", WINDOWS)
def test_what_is_done_in_time_is_the_answer_itself(desk: Desk, which: str) -> None:
    desk.line.holds_up = 99
    press = desk.send(which)
    assert press.acknowledged.wait(PATIENCE)
    wait(lambda: desk.is_done(which))
    assert desk.presses.stop(PATIENCE)  # nothing more is said from here
    desk.line.arrive()
    assert SAID[which] in desk.shows()


def test_where_we_cannot_post_is_the_answer_itself(desk: Desk) -> None:
    desk.line.holds_up = 99
    desk.line.refuses["chat.postMessage"] = "not_in_channel"
    press = desk.send("channel")
    assert press.acknowledged.wait(PATIENCE)
    assert desk.presses.stop(PATIENCE)
    desk.line.arrive()
    assert "Invite me to that channel first" in desk.shows()
    assert not desk.is_done("channel")


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("which", WINDOWS)
def test_what_takes_long_comes_after_the_window_that_waits_for_it(desk: Desk, which: str) -> None:
    desk.line.holds_up = 2  # the answer arrives once somebody has tried twice to change its window
    press = desk.send(which)
    assert press.acknowledged.wait(PATIENCE)
    assert MOMENT[which] in str(press.answer)
    wait(lambda: SAID[which] in desk.shows())
    assert "V1" not in desk.line.changes
    desk.line.arrive()
    assert SAID[which] in desk.shows()


@pytest.mark.usefixtures("slow")
def test_of_a_window_that_was_shut_meanwhile_it_is_not_asked_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "_LOOK", 0.0)
    monkeypatch.setattr(people, "_LOOKS", 15)
    desk.line.holds_up = 99
    desk.send("post")
    desk.line.windows.clear()
    wait(lambda: "V1" in desk.line.changes)
    assert desk.presses.stop(PATIENCE)
    assert len(desk.line.changes) == 16
    assert desk.is_done("post")


def test_a_window_sent_again_is_told_to_look_at_home(desk: Desk) -> None:
    """As Slack lets somebody do where the first answer was lost."""
    desk.send("channel")
    wait(lambda: SAID["channel"] in desk.shows())
    desk.send("channel")
    wait(lambda: "I already had that answer" in desk.shows())
    assert [row.name for row in desk.store.acts([BRAND.name])] == ["describe"]

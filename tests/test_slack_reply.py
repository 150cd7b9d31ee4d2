"""A window that was sent says in the end what came of it, however its answer and its changes travel."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from acme import Clock, Kept, Listed, config, mention, pipeline
from rigs.desk_scene import HATE, at_slack
from rigs.effort import PATIENCE
from rigs.local_slack import ALERTS, OTHER, wait
from rigs.press_line import Press, PressLine, press_line

from listener.app import App
from listener.channels.slack.look import about, handed, labels
from listener.channels.slack.look.message import Block
from listener.channels.slack.presses import people, reply
from listener.channels.slack.presses.reply import Reply
from listener.desk.acts.approve_draft import MOST
from listener.settings.brand import People
from listener.store.store import Store
from listener.work.presses import Presses

LEA = "U0LEA"
BRAND = at_slack(people=People(leads=(LEA,)))
FINE = "Sorry that your battery is broken, we look into it, Camille, from Acme"
POST = {"text": "I hate my kettle, it is broken", "genre": "forum_post"}


class Desk:
    """A lead before her windows, and one complaint."""

    def __init__(self, folder: Path, store: Store, line: PressLine) -> None:
        self.line, self.store = line, store
        for posts in ((), (mention(1, HATE),)):
            settings = config(folder, Listed(name="forum", mentions=posts), brand=BRAND)
            pipeline(settings, store, Kept(), Clock()).once()
        app = App.over(settings, Clock(), store=store, key=b"k" * 32)
        app.ready()
        self.presses = Presses(lambda: None, api=line.api)
        self.presses.follow(app)
        wait(lambda: self.presses.are_open)

    def send(self, which: str) -> Press:
        """Fill in the window of a channel, or that of a post."""
        return self.fill(*WINDOWS[which])

    def fill(self, view: Block, fields: dict[str, str]) -> Press:
        values = {name: {"in": {"value": said}} for name, said in fields.items()}
        return self.line.submit(LEA, {**view, "id": "V1"}, values)

    def drafts(self) -> Block:
        """The window of drafts, opened."""
        state = self.store.state(1)
        assert state
        value = f"draft:1:{state.version}"
        self.line.press(LEA, ALERTS, {"ts": "1.1"}, {"type": "button", "action_id": "press:draft", "value": value})  # fmt: skip
        return dict(wait(lambda: self.line.views)[0])

    def write(self, text: str) -> Press:
        """Send the window of drafts with this text."""
        window = self.drafts()
        [*_, name] = [b["block_id"] for b in window["blocks"] if str(b.get("block_id")).startswith("draft_text")]  # fmt: skip
        return self.fill(window, {"which": name.split(":")[1], name: text})

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
    plain = Reply.waits

    def late(self: Reply, *args: Any) -> None:
        plain(self, *args)
        self.late()

    monkeypatch.setattr(Reply, "waits", late)


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


@pytest.mark.usefixtures("slow")
def test_a_draft_that_takes_long_is_approved_in_its_window(desk: Desk) -> None:
    press = desk.write(FINE)
    assert press.acknowledged.wait(PATIENCE)
    assert FINE in str(press.answer), "the text stands there while one waits"
    wait(lambda: "Approved." in desk.shows())
    assert "approve_draft" in [row.name for row in desk.store.acts([BRAND.name])]
    wait(lambda: any("Approved." in told.text for told in desk.line.told))


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize(
    ("text", "why"),
    [(f"We promise you 90 € by tomorrow. {FINE}", "Promises"), ("a" * (MOST + 7), "7 characters")],
)
def test_a_text_that_is_refused_late_is_not_lost(desk: Desk, text: str, why: str) -> None:
    desk.write(text)
    wait(lambda: why in desk.shows())
    assert text[-40:] in desk.shows()
    assert "submit" in desk.line.windows["V1"]
    assert "approve_draft" not in [row.name for row in desk.store.acts([BRAND.name])]


@pytest.mark.usefixtures("slow")
def test_a_window_whose_work_fails_does_not_wait_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError("disk full")

    window = desk.drafts()
    monkeypatch.setattr(Store, "record", fails)
    desk.fill(window, {"draft_text:own:0": FINE})
    wait(lambda: "did not go through" in desk.shows())
    assert FINE in desk.shows()


@pytest.mark.usefixtures("slow")
def test_the_next_post_to_label_comes_into_the_window_that_waits(desk: Desk) -> None:
    record = desk.store.record(1)
    assert record
    carried = labels.Carried(BRAND.name, 1, (1,))
    press = desk.fill(labels.question(record, carried, "en"), {"form": "critique"})
    wait(lambda: "The bot:" in desk.shows())
    assert "One moment" in str(press.answer)


def test_what_does_not_fit_is_told_to_them_alone_where_the_window_is_shut_by_now(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack took long to say who pressed."""
    plain = Reply.give_back

    def late(self: Reply, *args: Any) -> None:
        self.late()
        plain(self, *args)

    monkeypatch.setattr(Reply, "give_back", late)
    view, fields = WINDOWS["post"]
    desk.fill(view, {**fields, "url": "javascript:alert(1)"})
    [told] = wait(lambda: desk.line.told)
    assert "address" in told.text
    assert desk.shows() == "closed"

"""What two threads show in one place stands there in the order in which it was read or decided."""

import threading
from itertools import count
from typing import Any

import pytest
from acme import NOON
from rigs.desk_scene import at_slack
from rigs.effort import PATIENCE

from listener.channels.slack.look.message import Block, Message
from listener.channels.slack.presses import drops, home
from listener.channels.slack.presses.admit import Place, Presser
from listener.channels.slack.presses.errands import Imported
from listener.channels.slack.presses.heard import Heard
from listener.channels.slack.presses.people import Shared
from listener.desk.contract import Who

BRAND = at_slack()


class Screen:
    """A workspace whose first change takes its time on the way."""

    def __init__(self) -> None:
        self.shown: list[Any] = []
        self.first, self.second = threading.Event(), threading.Event()

    def publish(self, user: str, view: Block) -> None:  # noqa: ARG002
        self._show(view["n"])

    def edit(self, channel: str, at: str, told: Message) -> None:  # noqa: ARG002
        self._show(told.text)

    def tell(self, *_: object) -> None:
        pass

    def file(self, file: str) -> Shared:
        return Shared(file, "avis.csv", 10, "", {"C0": "1.1"})

    def fetch(self, *_: object) -> None:
        pass

    def _show(self, what: Any) -> None:
        if not self.first.is_set():
            self.first.set()
            self.second.wait(0.3)  # whoever comes after could be there first
        self.shown.append(what)
        if len(self.shown) == 1:
            self.second.set()


def place(screen: Screen) -> Place:
    class Importing:
        def take_in(self, *_: object) -> Imported:
            return Imported(3, 0, ())

    return Place(screen, {BRAND.name: BRAND}, None, lambda: NOON, lambda: None, Importing())  # type: ignore[arg-type]


def at_once(screen: Screen, first: Any, second: Any) -> None:
    """The second begins once the first shows something."""
    one = threading.Thread(target=first)
    one.start()
    assert screen.first.wait(PATIENCE)
    other = threading.Thread(target=second)
    other.start()
    for thread in (one, other):
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_app_home_is_never_what_it_was_before(monkeypatch: pytest.MonkeyPatch) -> None:
    read = count(1)
    monkeypatch.setattr(home, "home", lambda *_, **__: {"n": next(read)})
    screen = Screen()
    of = place(screen)

    def publish() -> None:
        home.publish(of, "U0LEA", of.brands)

    at_once(screen, publish, publish)
    assert screen.shown == [1, 2]


def test_a_file_that_is_imported_is_not_said_to_be_left() -> None:
    screen = Screen()
    of = place(screen)

    def presser(who: str) -> Presser:
        told = Heard(channel="C0", at="1.2", user=who)
        return Presser(of, Who(who, who, "slack"), told, of.brands)

    at_once(
        screen,
        lambda: drops.take(presser("Léa"), f"F1:{BRAND.name}"),
        lambda: drops.leave(presser("Paul")),
    )
    [said] = screen.shown
    assert "imported" in said

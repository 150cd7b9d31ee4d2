"""What was to be told at its hour and asks nothing any more: it is not counted, not told, and comes back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import BRAND, Clock, Kept, Listed, config, mention, pipeline

from connectors.kit.contract import Mention
from listener.app import App
from listener.commands.amiss import waiting
from listener.commands.console import console
from listener.desk.contract import Desk, Done, Who
from listener.desk.found import act
from listener.store.store import Store

LEA = Who("lea", "Léa", "shell")
# None of it is sure enough to be told at once: it waits for the bundle at 15:00.
LATER = BRAND.model_copy(
    update={"thresholds": BRAND.thresholds.model_copy(update={"instant_confidence": 0.99})}
)


class Town:
    """Two complaints that wait for the bundle."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store, self.clock, self.show = folder, store, Clock(), Kept()
        self.desk = Desk(store, {LATER.name: LATER})
        self.posts: tuple[Mention, ...] = ()
        self.work()
        self.posts = (mention(1, "I hate the lock"), mention(2, "My bell is broken, always"))
        self.work()

    def work(self) -> None:
        self.worker().once()

    def worker(self) -> Any:
        settings = config(self.folder, Listed(name="forum", mentions=self.posts), brand=LATER)
        return pipeline(settings, self.store, self.show, self.clock)

    def do(self, name: str, **values: Any) -> Done:
        done = act(name)(**({"mention": 1} | values)).apply(self.desk, LEA, self.clock())
        assert done.outcome == "done"
        self.work()
        return done

    def waiting(self) -> list[int]:
        return [n for _, n, _ in self.store.waiting("terminal", self.clock())]

    def bundled(self) -> list[list[int]]:
        return [[card.mention for card in cards] for _, cards, _ in self.show.bundles]


@pytest.fixture
def town(tmp_path: Path, store: Store) -> Town:
    return Town(tmp_path, store)


def test_what_was_corrected_to_nothing_is_not_counted_and_not_told(town: Town) -> None:
    assert town.waiting() == [2]
    town.do("correct", tag="not_us")
    assert town.waiting() == [1]
    town.clock.pass_(hours=4)
    town.work()
    assert town.bundled() == [[2]]


def test_with_nothing_left_there_is_no_bundle_and_nothing_waits(town: Town) -> None:
    town.do("correct", tag="not_us")
    town.do("correct", mention=2, tag="spam")
    assert town.waiting() == []
    town.clock.pass_(hours=4)
    town.work()
    assert town.bundled() == []
    assert town.store.unsent_since(town.clock() + timedelta(days=1)) is None


def test_taken_back_before_its_hour_it_is_told_there(town: Town) -> None:
    done = town.do("correct", tag="not_us")
    town.do("undo", mention=0, act=done.act)
    assert town.waiting() == [2]
    town.clock.pass_(hours=4)
    town.work()
    assert sorted(town.bundled()[0]) == [1, 2]


def test_taken_back_after_its_hour_it_is_told_at_the_next(town: Town) -> None:
    done = town.do("correct", tag="not_us")
    town.clock.pass_(hours=4)
    town.work()
    town.do("undo", mention=0, act=done.act)
    town.clock.pass_(hours=20)
    town.work()
    assert town.bundled() == [[2], [1]]


def test_status_counts_no_stale_one(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    settings = config(town.folder, Listed(name="forum"), brand=LATER)
    app = App.over(settings, town.clock, store=town.store, key=b"k" * 32)
    waiting(console(), app)
    assert "2" in capsys.readouterr().out
    town.do("correct", tag="not_us")
    town.do("correct", mention=2, tag="not_us")
    capsys.readouterr()
    waiting(console(), app)
    assert capsys.readouterr().out == ""

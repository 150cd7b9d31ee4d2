"""What the day's limit held is told once the limit allows it, and what is told of the limit is true."""

from datetime import timedelta
from pathlib import Path

import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline

from connectors.kit.contract import Mention
from listener.settings.brand import Brand
from listener.stages.release import allowed
from listener.stages.tell import limited
from listener.store.store import Store
from listener.work.worker import Worker


class Day:
    """One installation, whose limit changes while it runs."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store
        self.shown, self.clock = Kept(), Clock()
        self.made(of=limit(2)).once()
        self.clock.pass_(minutes=16)

    def made(self, *mentions: Mention, of: Brand) -> Worker:
        listed = Listed(name="list", mentions=mentions)
        settings = config(self.folder, listed, brand=of)
        return pipeline(settings, self.store, self.shown, self.clock)

    def limits(self, of: Brand) -> list[str]:
        """What operators are told of it now."""
        brands, now = {of.name: of}, self.clock()
        limited(self.store, brands, self.store.held_back(now), now=now)
        self.made(of=of).after_collect()
        told = [lines[0] for _, lines in self.shown.told]
        self.shown.told.clear()
        return told


def limit(most: int) -> Brand:
    few = BRAND.thresholds.model_copy(update={"alerts_a_day": most})
    return BRAND.model_copy(update={"thresholds": few})


def complaints(n: int) -> list[Mention]:
    return [mention(i, f"I hate it: broken, number {i}.") for i in range(n)]


@pytest.fixture
def day(tmp_path: Path, store: Store) -> Day:
    """Six complaints, of which two are shown."""
    made = Day(tmp_path, store)
    made.made(*complaints(6), of=limit(2)).once()
    assert len(made.shown.alerts) == 2
    return made


def test_held_alerts_are_told_as_far_as_a_new_limit_allows(day: Day) -> None:
    day.made(of=limit(5)).after_collect()
    assert len(day.shown.alerts) == 5
    day.made(of=limit(500)).after_collect()
    assert sorted(card.quote for card in day.shown.alerts) == [m.text for m in complaints(6)]
    assert day.store.held_back(day.clock()) == {}
    day.clock.now = NOON.replace(hour=14, minute=1)
    day.made(of=limit(500)).after_collect()
    assert (len(day.shown.alerts), day.shown.bundles) == (6, [])


def test_what_waits_goes_before_what_is_new_and_it_counts(day: Day) -> None:
    day.made(*complaints(9), of=limit(5)).once()
    assert len(day.shown.alerts) == 5
    assert {card.quote for card in day.shown.alerts} < {m.text for m in complaints(6)}


def test_a_new_limit_is_work_though_nothing_came(day: Day) -> None:
    def is_work(of: Brand) -> bool:
        return bool(allowed(day.store, {of.name: of}, day.clock()))

    assert not is_work(limit(2))
    assert is_work(limit(3))


def test_the_count_and_the_limit_that_are_told_are_those_of_the_day(day: Day) -> None:
    [line] = day.limits(limit(2))
    assert line.startswith(
        "2 alerts were shown today besides danger and the press; the settings allow 2"
    )
    assert day.limits(limit(500)) == [], "nothing is held by that"


def test_a_limit_that_is_reached_again_is_told_again(day: Day) -> None:
    assert len(day.limits(limit(2))) == 1
    assert day.limits(limit(2)) == []
    day.made(of=limit(4)).after_collect()
    [line] = day.limits(limit(4))
    assert line.startswith(
        "4 alerts were shown today besides danger and the press; the settings allow 4"
    )
    [line] = day.limits(limit(3))
    assert line.startswith(
        "4 alerts were shown today besides danger and the press; the settings allow 3"
    )


def test_what_was_held_yesterday_wakes_nobody_at_midnight(tmp_path: Path, store: Store) -> None:
    night = Day(tmp_path, store)
    night.clock.now = NOON.replace(hour=20)
    night.made(*complaints(6), of=limit(2)).once()
    night.clock.now = NOON.replace(hour=23, minute=5)  # five past midnight in Paris
    assert night.limits(limit(2)) == [], "none was shown today"
    assert len(night.shown.alerts) == 2
    night.clock.now = NOON + timedelta(hours=20, minutes=35)
    night.made(of=limit(2)).after_collect()
    assert [len(cards) for _, cards, _ in night.shown.bundles] == [4]

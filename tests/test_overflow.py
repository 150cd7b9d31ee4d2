"""A source that brings more than a poll may: nothing is lost, and it is asked no more until then."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from acme import BRAND, Clock, CueTagger, Kept, config, mention, pipeline
from sqlmodel import select

from connectors.kit.contract import Connector, Page
from listener.settings.config import Source
from listener.stages.collect import Collector
from listener.stages.overflow import Rest
from listener.stages.visit import Visit
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import GapRow

MOST = 1_000


class Pouring(Connector):
    """Yields pages, and counts how often it was asked."""

    pages_now: tuple[Page, ...] = ()
    asked: list[int] = []  # noqa: RUF012  (pydantic copies it)

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        self.asked.append(1)
        yield from self.pages_now


class Dropped(Pouring):
    keeps_all: ClassVar[bool] = True


class Polls:
    """One source and one process; `restart` forgets what the process knew."""

    def __init__(self, store: Store, kind: type[Pouring] = Pouring) -> None:
        self.store, self.kind, self.clock = store, kind, Clock()
        self.rests: dict[str, Rest] = {}
        self.asked = 0
        store.sync_sources([SourceSpec(BRAND.name, "s", "pouring", "1")])

    def __call__(self, *pages: Page) -> Visit:
        connector = self.kind(name="s", pages_now=pages)
        source = Source(brand=BRAND.name, kind="pouring", connector=connector)
        collector = Collector(
            self.store,
            lambda *_: httpx.Client(),
            b"k" * 32,
            self.clock,
            most=MOST,
            rests=self.rests,
        )
        visit = collector.collect(source, BRAND)
        self.asked += len(connector.asked)
        return visit

    def restart(self) -> None:
        self.rests = {}

    def wait(self) -> timedelta:
        at = self.store.source("s").next_poll_at
        assert at
        return at - self.clock()

    def gaps(self) -> list[GapRow]:
        with self.store.reading() as session:
            return list(session.exec(select(GapRow)))


@pytest.fixture
def polls(store: Store) -> Polls:
    made = Polls(store)
    made(Page())  # the first look
    made.asked = 0
    return made


def page(first: int, last: int, cursor: str | None = None) -> Page:
    return Page(tuple(mention(n, f"post number {n}") for n in range(first, last)), cursor)


def test_the_rest_of_a_reply_follows_though_the_source_shows_other_things(polls: Polls) -> None:
    flood = page(0, 3_500)
    assert polls(flood).new == 1_000
    assert polls.wait() == timedelta(0)
    assert [polls(page(90_000, 90_010)).new for _ in range(2)] == [1_000, 1_000]
    assert polls.asked == 1  # the others were not asked for
    assert polls(page(90_000, 90_010)).new == 500
    assert polls.wait() > timedelta(minutes=10)
    assert polls.rests == {}
    assert polls.store.counts()["mentions"] == 3_500
    assert polls(page(90_000, 90_010)).new == 10


def test_a_stop_in_the_middle_loses_nothing_that_is_still_shown(polls: Polls) -> None:
    flood = page(0, 2_600, cursor="c9")
    polls(flood)
    assert polls.store.source("s").cursor is None  # nothing is promised yet
    polls.restart()
    assert polls(flood).new == 1_000
    assert polls(flood).new == 600
    assert polls.store.source("s").cursor == "c9"
    assert polls.store.counts()["mentions"] == 2_600


def test_what_is_known_already_does_not_count(polls: Polls) -> None:
    polls(page(0, 900))
    polls(page(500, 1_500))
    assert polls(page(0, 2_400)).new == 900
    assert polls.rests == {}


def test_operators_are_told_once_and_when_it_is_over(polls: Polls) -> None:
    for first in (0, 10_000):
        polls(page(first, first + 2_500))
        polls()
        polls()
    told = polls.store.due_notices("terminal", polls.clock())
    assert [one.class_ for one in told] == ["ops"]
    assert "1,000 items" in told[0].payload
    polls.clock.pass_(minutes=20)
    polls(page(0, 3))
    assert len(polls.store.due_notices("terminal", polls.clock())) == 2
    codes = [json.loads(matter.said)["code"] for matter in polls.store.matters()]
    assert "much" not in codes  # of the dates of these posts more is told


def test_a_stretch_that_may_have_been_missed_is_a_gap_until_it_is_seen(polls: Polls) -> None:
    polls.clock.pass_(minutes=20)
    polls(page(0, 2_500))
    [gap] = polls.gaps()
    assert gap.from_at == polls.clock()
    for _ in range(2):
        polls.clock.pass_(minutes=1)
        polls()
    [gap] = polls.gaps()
    assert gap.to_at is not None
    assert gap.filled_at is None
    polls.clock.pass_(minutes=20)
    polls(page(0, 200))  # it still shows what was posted before the gap
    assert polls.gaps()[0].filled_at is not None


def test_a_file_is_read_whole(store: Store) -> None:
    polls = Polls(store, Dropped)
    polls(Page())
    assert polls(page(0, 3_000)).new == 3_000


def test_pages_without_end_are_left_in_time(polls: Polls) -> None:
    many = [page(n * 100, n * 100 + 100, cursor=str(n)) for n in range(80)]
    assert polls(*many).new == 5 * MOST
    assert polls.store.source("s").cursor == "49"
    assert polls.rests == {}


def test_other_settings_drop_what_waits_and_ask_again(polls: Polls) -> None:
    polls(page(0, 2_500))
    polls.store.sync_sources([SourceSpec(BRAND.name, "s", "pouring", "2")])
    assert polls(page(0, 2_500)).new == 1_000
    assert polls.asked == 2


@pytest.mark.long
def test_once_takes_all_of_it(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, Pouring(name="s", pages_now=(page(0, 2_500),)))
    tagger: Any = CueTagger()
    made = pipeline(settings, store, Kept(), Clock(), tagger)
    made.once()
    assert store.counts()["mentions"] == 2_500

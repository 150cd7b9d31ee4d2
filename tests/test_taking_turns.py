"""Two processes over one PostgreSQL database: one visits, one posts, one decides again."""

import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from acme import NOON, Clock, CueTagger, Kept, Listed, config, mention, pipeline
from rigs import shared_turns
from rigs.effort import PATIENCE
from rigs.shared_turns import CHANNEL, Part
from rigs.slack_outbox import add, brand, outbox
from sqlalchemy import event
from sqlmodel import col, func, select

from listener.store.store import Store
from listener.store.tables import DecisionRow, LeaseRow, MentionRow, NoticeRow
from listener.store.taking import AGAIN, Kind

SPAWN = multiprocessing.get_context("forkserver")
SPAWN.set_forkserver_preload(["listener.work.worker", "pytest"])  # its path has no tests/


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    opened.upgrade()
    yield opened
    opened.close()


class Two:
    """The first is at work until the second has had its turn."""

    def __init__(self, work: Callable[..., None], *args: object) -> None:
        self.work, self.args = work, args
        self.told = SPAWN.SimpleQueue()
        self.is_there, self.go_on = SPAWN.Event(), SPAWN.Event()

    def first(self) -> BaseProcess:
        process = self._start(Part("first", self.told, self.is_there, self.go_on))
        assert self.is_there.wait(PATIENCE)
        return process

    def second(self) -> None:
        ended(self._start(Part("second", self.told)))

    def meet(self) -> None:
        first = self.first()
        self.second()
        self.go_on.set()
        ended(first)

    def said(self) -> list[str]:
        found = []
        while not self.told.empty():
            found.append(self.told.get())
        return found

    def _start(self, part: Part) -> BaseProcess:
        process = SPAWN.Process(target=self.work, args=(*self.args, part))
        process.start()
        return process


def ended(process: BaseProcess) -> None:
    process.join(PATIENCE)
    assert process.exitcode == 0


def leases(store: Store) -> int:
    with store.reading() as session:
        return session.exec(select(func.count()).select_from(LeaseRow)).one()


@pytest.fixture
def listening(store: Store, tmp_path: Path) -> Two:
    """A source that was visited for the first time."""
    pipeline(config(tmp_path, Listed(name="list")), store, Kept(), Clock()).once()
    return Two(shared_turns.visit, store.engine.url.render_as_string(False), tmp_path)


def test_one_visits_a_source_at_a_time(store: Store, listening: Two) -> None:
    listening.meet()
    assert listening.said() == ["first"]
    assert leases(store) == 0


def test_what_another_visited_meanwhile_is_left_until_it_is_due(listening: Two) -> None:
    listening.meet()
    listening.second()
    assert listening.said() == ["first"]


def test_a_killed_ones_source_is_free_at_once(listening: Two) -> None:
    first = listening.first()
    first.kill()
    first.join(PATIENCE)
    listening.second()
    assert listening.said() == ["first", "second"]


@pytest.fixture
def posting(store: Store) -> Two:
    """A channel that three notices wait for."""
    for number in range(3):
        add(store, f"slack:{CHANNEL}", number, now=NOON)
    return Two(shared_turns.post, store.engine.url.render_as_string(False))


def test_one_posts_to_a_channel_at_a_time_and_all_in_their_order(
    store: Store, posting: Two
) -> None:
    posting.meet()
    assert posting.said() == [f"first: alert {n}" for n in range(3)]
    with store.reading() as session:
        assert set(session.exec(select(NoticeRow.state))) == {"sent"}
    assert leases(store) == 0


def test_a_turn_with_nothing_to_do_takes_nothing(store: Store) -> None:
    box = outbox(store, "http://127.0.0.1:1/", brand(CHANNEL))
    said = list[str]()
    event.listen(store.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    event.listen(
        store._lasting_engine(), "before_cursor_execute", lambda *args: said.append(args[2])
    )
    assert box.deliver(f"slack:{CHANNEL}") == 0
    assert said
    assert not any("leases" in statement for statement in said)


def test_a_killed_ones_channel_is_free_at_once(store: Store, posting: Two) -> None:
    first = posting.first()
    first.kill()
    first.join(PATIENCE)
    posting.second()
    assert posting.said() == ["first: alert 0", "second: alert 1", "second: alert 2"]
    with store.reading() as session:
        states = select(NoticeRow.state).order_by(col(NoticeRow.id))
        assert list(session.exec(states)) == ["sending", "sent", "sent"], "in doubt: looked for"


def test_who_hung_stops_once_another_has_it(store: Store, other: Store) -> None:
    assert store.hold(Kind.SLACK, "a")
    assert not other.hold(Kind.SLACK, "a")
    with store.writing() as session:
        session.connection().exec_driver_sql("UPDATE leases SET until = now() - interval '1 s'")
    assert other.hold(Kind.SLACK, "a")
    store._said[Kind.SLACK, "a"] -= AGAIN  # it said so long ago
    assert not store.hold(Kind.SLACK, "a")
    store.release(Kind.SLACK, "a")
    assert not store.hold(Kind.SLACK, "a"), "it lets go of nothing that is another's"
    other.release(Kind.SLACK, "a")
    assert store.hold(Kind.SLACK, "a")


def test_what_waited_is_decided_again_once(store: Store, tmp_path: Path) -> None:
    asked = mention(
        1, "Do they sell a rain cover for the Acme bike?", thread_key="t", addressed=False
    )
    pipeline(config(tmp_path, Listed(name="list")), store, Kept(), Clock()).once()
    clock = Clock()
    clock.pass_(minutes=20)
    listed = Listed(name="list", mentions=(asked,))
    pipeline(config(tmp_path, listed), store, Kept(), clock, CueTagger()).once()
    two = Two(shared_turns.decide, store.engine.url.render_as_string(False), tmp_path, 5.5)
    two.meet()
    with store.reading() as session:
        leaves = list(session.exec(select(DecisionRow.leaf).order_by(col(DecisionRow.id))))
        assert list(session.exec(select(MentionRow.stage))) == [""]
    assert leaves == ["MONITOR", "OFFER_HELP"]
    assert sorted(two.said()) == ["first: 1", "second: 0"]

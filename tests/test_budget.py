"""Budgets: a day's limit is never passed, whatever dies when, and what waits is read on the next day."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
import time_machine
from acme import BRAND, Clock, config
from rigs.dying import KilledError, dying
from rigs.effort import PATIENCE
from rigs.forks import forks
from rigs.metered import LIMIT, PACIFIC, STEPS, Counted, Metered, budget, run
from sqlmodel import func, select
from test_collect import Visits

from connectors.kit.budget import Pocket, SpentError, shared_by
from connectors.kit.http.state import HttpState
from connectors.kit.taken import Settled, Taken
from listener.app import App
from listener.commands import looks
from listener.settings.config import Source
from listener.stages.purse import StoredPurse, left
from listener.store import collecting
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import MentionRow, NoticeRow


def utc(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=UTC)


# The service's day.


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-07-10T06:54:59", ["2026-07-09"]),
        ("2026-07-10T06:55:00", ["2026-07-09", "2026-07-10"]),
        ("2026-07-10T07:04:59", ["2026-07-09", "2026-07-10"]),
        ("2026-07-10T07:05:00", ["2026-07-10"]),
        ("2026-11-02T07:30:00", ["2026-11-01"]),  # winter time since the night before
        ("2026-11-02T08:05:00", ["2026-11-02"]),
        ("2026-03-09T07:05:00", ["2026-03-09"]),  # summer time since the night before
    ],
)
def test_near_the_services_midnight_a_request_may_count_to_either_day(
    now: str, days: list[str]
) -> None:
    assert list(budget().days(utc(now))) == days


@pytest.mark.parametrize("night", ["2026-11-01", "2026-11-02", "2026-03-08", "2026-03-09"])
def test_the_next_day_begins_when_it_is_begun_for_sure_also_when_clocks_change(night: str) -> None:
    began = datetime.fromisoformat(night).replace(tzinfo=ZoneInfo(PACIFIC)).astimezone(UTC)
    for hours in (0.01, 1, 5, 22):
        now = began - timedelta(hours=hours)
        then = now + timedelta(seconds=budget().until_next(now))
        assert then == began + timedelta(minutes=5)
        assert budget().days(then) == (night,)


def test_who_shares_a_key_shares_a_purse_and_the_key_is_not_told_by_it() -> None:
    assert shared_by("youtube", "AIzaCanary") == shared_by("youtube", "AIzaCanary")
    assert shared_by("youtube", "AIzaCanary") != shared_by("youtube", "AIzaOther")
    assert "Canary" not in shared_by("youtube", "AIzaCanary")


# The store.


def test_it_is_taken_from_all_days_or_none_and_is_there_after_a_restart(store: Store) -> None:
    assert store.spend("p", ["2026-11-20"], 3, limit=4)
    assert not store.spend("p", ["2026-11-20"], 2, limit=4)
    assert not store.spend("p", ["2026-11-21", "2026-11-20"], 2, limit=4)
    assert [store.spent("p", f"2026-11-{day}") for day in (20, 21)] == [3, 0]
    assert store.spend("p", ["2026-11-21", "2026-11-20"], 1, limit=4)
    assert store.spend("other", ["2026-11-20"], 4, limit=4)
    again = Store(store.engine)
    assert [again.spent("p", f"2026-11-{day}") for day in (20, 21)] == [4, 1]
    assert not again.spend("p", ["2026-11-20"], 1, limit=4)


def test_a_limit_that_was_lowered_holds_at_once_and_what_was_spent_stays(store: Store) -> None:
    assert store.spend("p", ["2026-11-20"], 8, limit=10)
    assert not store.spend("p", ["2026-11-20"], 1, limit=5)
    store.spend_all("p", "2026-11-20", limit=5)
    assert store.spent("p", "2026-11-20") == 8


def test_many_at_once_take_no_more_than_there_is(store: Store) -> None:
    taken: list[bool] = []

    def work() -> None:
        mine = Store(store.engine)
        taken.extend(mine.spend("p", ["2026-11-21", "2026-11-20"], 1, limit=25) for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sum(taken) == 25 == store.spent("p", "2026-11-20")


def test_a_budget_is_never_given_back(store: Store) -> None:
    source = Counted(name="c").paid_from(StoredPurse(store, Clock()))
    with pytest.raises(SpentError):
        source.spend(source.budgets[0], -1)


# What a reply did not cost.


class Paid:
    """A source row of a store, whose pages settle what was taken."""

    def __init__(self, store: Store, now: str = "2026-11-20T12:00") -> None:
        self.store, self.clock = store, Clock(utc(now))
        self.purse = StoredPurse(store, self.clock)
        store.sync_sources([SourceSpec(BRAND.name, "c", "counted", "1")])
        self.id = store.source("c").id or 0

    def take(self, n: int) -> Taken:
        taken = self.purse.take(budget(10), n)
        assert taken
        return taken

    def keep(self, *settled: Settled) -> None:
        self.store.add_page(self.id, [], "cursor", settled=settled)

    def spent(self, *days: int) -> list[int]:
        return [self.store.spent("p", f"2026-11-{day}") for day in days]


def test_what_a_reply_did_not_cost_comes_back_with_its_page(store: Store) -> None:
    made = Paid(store)
    taken = made.take(8)
    assert made.purse.take(budget(10), 3) is None
    assert made.spent(20) == [8]
    made.keep(Settled(taken, 3))
    assert made.spent(20) == [3]
    assert made.purse.room(budget(10)) == 7
    assert store.source("c").cursor == "cursor"


def test_what_was_settled_is_never_settled_again(store: Store) -> None:
    made = Paid(store)
    made.take(4)
    taken = made.take(6)
    for _ in range(3):
        made.keep(Settled(taken, 1), Settled(taken, 1))
    assert made.spent(20) == [5]


def test_at_once_and_many_times_it_is_settled_once(store: Store) -> None:
    made = Paid(store)
    taken = [made.take(1) for _ in range(9)]
    threads = [
        threading.Thread(target=made.keep, args=[Settled(one, 0) for one in taken])
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert made.spent(20) == [0]
    assert [store.spend("p", ["2026-11-20"], 10, limit=10) for _ in range(2)] == [True, False]


def test_a_page_that_is_not_stored_gives_nothing_back_nor_does_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Paid(store)
    taken = made.take(8)
    with monkeypatch.context() as patch:
        patch.setattr(collecting, "_set", dying(collecting._set, after=True))
        with pytest.raises(KilledError):
            made.keep(Settled(taken, 1))
    assert made.spent(20) == [8]
    made.keep(Settled(taken, 1))
    assert made.spent(20) == [8]


def test_another_process_gives_nothing_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Paid(store)
    taken = made.take(8)
    here = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: here + 1)
    made.keep(Settled(taken, 1))
    assert made.spent(20) == [8]


def test_near_midnight_it_comes_back_to_both_days_that_it_was_taken_from(store: Store) -> None:
    made = Paid(store, "2026-11-21T07:58")  # of Pacific time
    taken = made.take(8)
    assert made.spent(20, 21) == [8, 8]
    made.clock.now = utc("2026-11-21T08:30")
    later = made.purse.take(budget(10), 2)
    assert later
    made.keep(Settled(taken, 3))
    assert made.spent(20, 21) == [3, 5]


def test_what_was_taken_yesterday_opens_nothing_today(store: Store) -> None:
    made = Paid(store)
    taken = made.take(8)
    made.clock.now = utc("2026-11-21T12:00")
    made.take(9)
    made.keep(Settled(taken, 0))
    assert made.spent(20, 21) == [0, 9]


def test_a_reply_that_cost_more_than_was_taken_is_written_down_even_past_the_limit(
    store: Store,
) -> None:
    made = Paid(store)
    made.keep(Settled(made.take(8), 12))
    assert made.spent(20) == [12]
    assert made.purse.take(budget(10), 1) is None


def test_nothing_comes_back_of_what_is_not_there_any_more(store: Store) -> None:
    """A database put back from a backup knows less than was taken."""
    made = Paid(store)
    taken = made.take(8)
    with store.writing() as session:
        session.connection().exec_driver_sql("UPDATE spendings SET n = 2")
    made.keep(Settled(taken, 1))
    assert made.spent(20) == [2]


def test_a_try_without_a_database_has_its_limit_too() -> None:
    purse = Pocket()
    with time_machine.travel(utc("2026-11-20T12:00"), tick=False):
        assert [bool(purse.take(budget(), 2)) for _ in range(3)] == [True, True, False]
    with time_machine.travel(utc("2026-11-21T12:00"), tick=False):
        assert purse.take(budget(), 2)
        purse.empty(budget())
        assert not purse.take(budget(), 1)


# A source that spends.


class Metering(Visits):
    """A source that spends, at a service that counts."""

    def __init__(self, store: Store, now: str, folder: Path) -> None:
        super().__init__(store, Counted(name="c"), kind="counted")
        self.clock.now = utc(now)
        self.service = Metered(self.clock, folder / "asked")
        self.answer: Callable[[httpx.Request], httpx.Response] = self.service

    def _client(self, source: Source, state: HttpState) -> httpx.Client:  # noqa: ARG002
        return httpx.Client(transport=httpx.MockTransport(self.answer))

    @property
    def stored(self) -> list[str]:
        with self.store.reading() as session:
            return list(session.exec(select(MentionRow.external_id)))


def test_a_spent_budget_is_a_state_and_it_goes_on_with_the_next_day(
    store: Store, tmp_path: Path
) -> None:
    made = Metering(store, "2026-11-20T12:00", tmp_path)
    made.service.newest = 48
    visit = made.visit()
    assert (visit.error, len(made.stored)) == (None, 20)
    assert made.row.failures == 0
    assert made.clock() + timedelta(seconds=made.wait) == utc("2026-11-21T08:05")
    assert left(made.source.connector, store, made.clock()) == [(budget(), 0)]
    [matter] = store.matters()
    assert "budget is used up (4 units)" in matter.said
    made.service.newest += 7
    for _ in range(4):
        made.pass_wait()
        made.visit()
    assert sorted(made.stored) == sorted(f"i{n}" for n in range(1, 56))
    assert set(made.service.asked.values()) <= set(range(1, LIMIT + 1))


def test_that_it_is_spent_is_told_once_though_it_is_so_every_day(
    store: Store, tmp_path: Path
) -> None:
    made = Metering(store, "2026-11-20T12:00", tmp_path)
    for _ in range(5):
        made.service.newest += 60
        made.visit()
        made.pass_wait()
    with store.reading() as session:
        assert session.exec(select(func.count()).select_from(NoticeRow)).one() == 1


def test_what_others_spent_with_the_same_key_is_the_services_word(
    store: Store, tmp_path: Path
) -> None:
    """Until the service's next day it is not asked again, not by any other source with the key either."""
    made = Metering(store, "2026-11-20T12:00", tmp_path)
    made.service.newest, made.service.limit = 48, 1
    assert made.visit().error is None
    assert left(made.source.connector, store, made.clock()) == [(budget(), 0)]
    asked = sum(made.service.asked.values())
    made.visit()
    assert sum(made.service.asked.values()) == asked
    made.service.limit = None
    for _ in range(4):
        made.pass_wait()
        made.visit()
    assert len(made.stored) == 48


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "c: 1 of 4 units left today"), ("fr", "c : il reste aujourd'hui 1 units sur 4")],
)
def test_sources_shows_what_is_left_today(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, told: str
) -> None:
    brand = BRAND.model_copy(update={"language": language})
    app = App.over(
        config(tmp_path, Counted(name="c"), brand=brand), Clock(), store=store, key=b"k" * 32
    )
    assert store.spend("p", budget().days(app.clock()), 3, limit=LIMIT)
    looks.sources(app)
    assert told in capsys.readouterr().out.replace("\u202f", " ").replace("\xa0", " ")


def test_what_a_person_tries_is_counted_too(store: Store, tmp_path: Path) -> None:
    app = App.over(config(tmp_path), Clock(), store=store, key=b"k" * 32)
    tried = app.paid(Counted(name="c"))
    assert isinstance(tried, Counted)
    tried.spend(budget())
    assert store.spent("p", budget().day(app.clock())) == 1


# Whatever dies when.


KILLS = [(step, after) for step in STEPS for after in (False, True)]


@pytest.mark.parametrize(
    ("begin", "ahead"),
    [
        ("2026-10-30", 4),
        ("2026-10-30", -4),
        ("2026-03-06", 4),
        ("2026-03-06", -4),
        ("2026-06-10", 0),
    ],
)
def test_days_of_kills_at_each_step_pass_no_days_limit_and_lose_nothing(
    tmp_path: Path, begin: str, ahead: int
) -> None:
    """Over the service's midnight, by a clock that is some minutes off, also when clocks change."""
    url = f"sqlite:///{tmp_path / 'listener.db'}"
    store = Store.open(url)
    store.upgrade()
    made = Metering(store, f"{begin}T05:00", tmp_path)
    service, ask = made.service, made.service.__call__
    service.ahead = timedelta(minutes=ahead)
    for n, now in enumerate(_visits(begin)):
        made.clock.now = now
        service.newest += 2
        step, after = KILLS[n // 2 % len(KILLS)] if n % 2 else ("", False)
        with pytest.MonkeyPatch.context() as patch:
            if step == "ask":
                patch.setattr(made, "answer", dying(ask, after=after))
            elif step:
                patch.setattr(made.store, step, dying(getattr(made.store, step), after=after))
            try:
                made.visit()
            except KilledError:
                made.store.close()
                made.store = Store.open(url)
    assert max(service.asked.values()) == LIMIT
    assert len(service.asked) >= 3
    while len(set(made.stored)) < service.newest:
        made.pass_wait()
        made.visit()
        assert made.clock() < utc(begin) + timedelta(days=60)
    assert sorted(made.stored) == sorted(f"i{n}" for n in range(1, service.newest + 1))
    assert max(service.asked.values()) == LIMIT
    made.store.close()


def _visits(begin: str) -> Iterator[datetime]:
    """Every two minutes around the service's midnight, and two visits between; once the day's budget
    is whole when its last minutes come.
    """
    first = datetime.fromisoformat(begin).replace(tzinfo=ZoneInfo(PACIFIC))
    for day in (1, 2, 3, 4):
        midnight = (first + timedelta(days=day)).astimezone(UTC)
        if day != 3:
            yield midnight - timedelta(hours=12)
            yield midnight - timedelta(hours=6)
        for minutes in range(-8 if day != 3 else -2, 20 if day != 2 else 0, 2):
            yield midnight + timedelta(minutes=minutes)


def test_kill_9_at_each_step_passes_no_days_limit(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'listener.db'}", tmp_path / "asked"
    store = Store.open(url)
    store.upgrade()
    noon = utc("2026-11-20T20:00")
    for n, kill in enumerate([*KILLS, *KILLS[:6]]):
        # One day has room for all its kills, the next one is spent by them.
        now = noon + timedelta(days=n // 4, minutes=n)
        process = forks().Process(target=run, args=(url, file, now, 90, kill))
        process.start()
        process.join(PATIENCE)
        assert process.exitcode in (-9, 0)
        asked = Metered(Clock(now), file).asked
        assert max(asked.values(), default=0) <= LIMIT
        day = budget().day(now)
        assert asked[day] <= store.spent("p", day) <= LIMIT
    assert len(asked) == 4
    store.close()

"""The weekly digests of a daemon: each brand's week once, whatever stops it and when it starts."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from acme import BRAND, Clock, CueTagger, Kept, Listed, mention
from contents import notes, page
from rigs.effort import PATIENCE
from rigs.postgres import Postgres
from rigs.slack_outbox import rows
from structlog.testing import capture_logs

from connectors.kit.contract import Mention
from listener.advice.time import periods
from listener.app import App
from listener.digest import files
from listener.settings.brand import Brand, DigestTime
from listener.settings.config import Config, Source, Storage
from listener.settings.written import Day
from listener.store.store import Store
from listener.work.local import Local
from listener.work.worker import Worker

WEEK = "2026-W46"  # of NOON
DUE = periods.due_at(WEEK, BRAND)
FAR = BRAND.model_copy(update={"name": "Far", "zone": "Pacific/Apia", "language": "fr"})


def read(made: Worker) -> Worker:
    made.prepare()
    return made


class House:
    """One installation; every `daemon` is a new process of it."""

    def __init__(self, folder: Path, *brands: Brand, url: str | None = None) -> None:
        self.folder, self.brands = folder, brands or (BRAND,)
        self.url = url or f"sqlite:///{folder / 'listener.db'}"
        self.clock, self.show, self.tagger = Clock(), Kept(), CueTagger()
        self.posts: tuple[Mention, ...] = (mention(1, "I hate it: it is broken"),)
        self.store = Store.open(self.url)

    def daemon(self) -> Worker:
        self.store.close()
        self.store = Store.open(self.url)
        sources = tuple(
            Source(
                brand=brand.name,
                kind="listed",
                connector=Listed(name=brand.name.lower(), mentions=self.posts),
            )
            for brand in self.brands
        )
        config = Config(brand=self.brands, source=sources, storage=Storage(dir=self.folder))
        made = Worker(
            App.over(config, self.clock, store=self.store, key=b"k" * 32, tagger=self.tagger),
            self.show,
        )
        return read(made)

    def once(self, *more: Mention) -> None:
        self.posts += more
        self.daemon().once()

    def tick(self, daemon: Worker, times: int, step: timedelta) -> None:
        """Ticks that are this far apart; each ends before the next."""
        local = Local(2)
        for _ in range(times):
            daemon.tick(local)
            assert local.wait(PATIENCE)
            self.clock.now += step
        local.stop(5)

    def told(self) -> list[str]:
        """Keys of the digests in the outbox, in the order of their making."""
        return [row.key for row in rows(self.store) if row.class_ == "digest"]

    def missed(self) -> list[list[str]]:
        """The weeks that each notice of the operators lists as missed."""
        told = [json.loads(row.payload) for row in rows(self.store) if row.class_ == "ops"]
        return [one["missed"] for one in told if "missed" in one]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.store.close()


def keys(brand: Brand, *weeks: int) -> list[str]:
    return [periods.period_key(f"2026-W{week}", brand) for week in weeks]


@pytest.mark.long
def test_weeks_of_ticks_and_restarts_make_one_digest_a_brand_and_week(tmp_path: Path) -> None:
    house = House(tmp_path, BRAND, FAR)
    daemon = house.daemon()
    for _ in range(5):  # weeks; the process dies in the middle of each
        house.tick(daemon, 7, timedelta(hours=12))
        daemon = house.daemon()
        house.tick(daemon, 7, timedelta(hours=12))
    house.tick(daemon, 1, timedelta())  # shows what the last one made
    assert Counter(house.told()) == Counter(
        [*keys(BRAND, 46, 47, 48, 49, 50), *keys(FAR, 46, 47, 48, 49, 50)]
    )
    assert not house.missed()
    titles = Counter(f"{name} · {told.title}" for name, told in house.show.digests)
    assert titles["Acme · E-reputation, week 48"] == titles["Far · E-réputation, semaine 48"] == 1
    assert sum(titles.values()) == 10
    house.store.close()


def test_each_brand_has_its_own_hour(tmp_path: Path) -> None:
    house = House(tmp_path, BRAND, FAR)
    house.once()
    house.clock.now = periods.due_at(WEEK, FAR)  # half a day before Paris
    house.once()
    assert house.told() == keys(FAR, 46)
    house.clock.now = DUE - timedelta(seconds=1)
    house.once()
    assert house.told() == keys(FAR, 46)
    house.clock.now = DUE
    house.once()
    assert house.told() == keys(FAR, 46) + keys(BRAND, 46)
    house.store.close()


def test_a_run_by_cron_makes_it_after_reading_and_says_where_its_page_lies(house: House) -> None:
    house.once()
    house.clock.now = DUE + timedelta(hours=1)
    weekend = mention(2, "it is broken again", posted_at=DUE - timedelta(days=1))
    house.once(weekend)
    [(_, told)] = house.show.digests
    assert page(told) == str(house.folder / "digests" / WEEK / "index.html")
    assert "it is broken again" in Path(page(told)).read_text()
    house.once()
    assert len(house.show.digests) == 1
    [row] = [r for r in rows(house.store) if r.class_ == "digest"]
    assert (row.state, row.target, row.payload) == ("sent", "terminal", "{}")


def test_after_a_weekend_switched_off_the_week_is_read_first(house: House) -> None:
    house.once()
    house.clock.now = DUE + timedelta(hours=1)
    house.posts += (mention(2, "it is broken again", posted_at=DUE - timedelta(days=1)),)
    daemon = house.daemon()
    daemon.digest()
    assert not house.told()  # its source is due
    house.tick(daemon, 2, timedelta(seconds=15))
    daemon.digest()
    assert house.told() == keys(BRAND, 46)
    page = house.folder / "digests" / WEEK / "index.html"
    assert "it is broken again" in page.read_text()


def test_a_week_that_never_gets_read_whole_is_made_after_half_an_hour(house: House) -> None:
    house.once()
    house.clock.now = DUE
    daemon = house.daemon()
    daemon.digest()
    house.clock.pass_(minutes=29)
    daemon.digest()
    assert not house.told()
    house.clock.pass_(minutes=1)
    daemon.digest()
    assert house.told() == keys(BRAND, 46)


def test_a_brand_that_fails_stops_no_other_and_is_made_once_it_is_mended(tmp_path: Path) -> None:
    house = House(tmp_path, BRAND, FAR)
    house.once()
    week = tmp_path / "digests" / WEEK
    week.mkdir(parents=True)
    (week / "acme").write_text("a file where its folder should be")
    house.clock.now = DUE
    with capture_logs() as logs:
        daemon = house.daemon()
        daemon.once()
        daemon.once()
    assert house.told() == keys(FAR, 46)
    [failed] = [one for one in logs if one["event"] == "no digest"]
    assert (failed["brand"], failed["error"]) == ("Acme", "FileExistsError")
    [(title, lines)] = house.show.told
    assert "could not be made" in title
    assert "FileExistsError" in lines[0]
    for _ in range(4):  # longer than the grace, and at work all the time
        house.clock.pass_(days=1)
        daemon.once()
    (week / "acme").unlink()
    daemon.once()
    assert house.told() == keys(FAR, 46) + keys(BRAND, 46)
    assert not house.missed()
    house.store.close()


def test_weeks_that_nobody_made_are_told_at_once_and_listed_in_the_next_digest(
    house: House,
) -> None:
    house.once()
    house.clock.now = periods.due_at("2026-W48", BRAND) + timedelta(hours=3)
    with capture_logs() as logs:
        house.once()
    assert house.told() == keys(BRAND, 48)
    assert [one["weeks"] for one in logs if one["event"] == "digests missed"] == [
        (WEEK, "2026-W47")
    ]
    assert house.missed() == [[WEEK, "2026-W47"]]
    [(title, lines)] = house.show.told
    assert title == "Weeks without a digest"
    for said in (lines[0], " ".join(notes(house.show.digests[0][1]))):
        assert "2026-W46, 2026-W47" in said
        assert "Their pages can still be made" in said
    page = house.folder / "digests" / "2026-W48" / files.PAGE
    assert "2026-W46, 2026-W47" in page.read_text()
    house.clock.pass_(days=7)
    house.once()
    assert house.told() == keys(BRAND, 48, 49)
    assert not any("2026-W46" in note for note in notes(house.show.digests[1][1]))
    assert len(house.show.told) == 1


def test_a_week_missed_in_the_middle_of_one_is_listed_on_the_next_monday(house: House) -> None:
    house.once()
    house.clock.now = DUE + timedelta(days=3)
    house.once()
    assert not house.told()
    assert house.missed() == [[WEEK]]
    house.clock.now = periods.due_at("2026-W47", BRAND)
    house.once()
    assert house.told() == keys(BRAND, 47)
    assert WEEK in " ".join(notes(house.show.digests[0][1]))


@pytest.mark.parametrize(("before", "after"), [("mon", "fri"), ("fri", "mon"), ("sun", "tue")])
def test_another_weekday_in_the_middle_of_a_week_leaves_no_week_out(
    house: House, before: Day, after: Day
) -> None:
    for day in (before, after, before):
        house.brands = (BRAND.model_copy(update={"digest": DigestTime(weekday=day)}),)
        house.tick(house.daemon(), 20, timedelta(hours=12))
    made = house.told()
    assert made == keys(BRAND, *range(46, 46 + len(made)))
    due = [
        n for n in range(46, 53) if periods.due_at(f"2026-W{n}", house.brands[0]) < house.clock()
    ]
    assert len(made) >= len(due) >= 3
    assert not house.missed()


def test_a_brand_that_heard_nothing_yet_has_no_digest(house: House) -> None:
    house.clock.now = DUE
    daemon = house.daemon()
    assert daemon.digest(once=True) == 0
    daemon.once()
    assert not house.told()


def test_what_was_made_and_not_recorded_is_made_again_the_same(house: House) -> None:
    house.once()
    house.clock.now = DUE
    daemon = house.daemon()

    def died(*_: object, **__: object) -> bool:
        raise RuntimeError

    kept, house.store.add_notices_once = house.store.add_notices_once, died  # type: ignore[method-assign]
    daemon.once()
    folder = house.folder / "digests" / WEEK
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(first) == 4
    assert not house.told()
    house.store.add_notices_once = kept  # type: ignore[method-assign]
    house.clock.pass_(minutes=10)
    daemon.once()
    assert house.told() == keys(BRAND, 46)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_grace_counts_from_the_last_moment_at_work(house: House) -> None:
    # Nothing was down: the settings say another day since, so the week is due at once.
    house.brands = (BRAND.model_copy(update={"digest": DigestTime(weekday="sun")}),)
    house.once()
    house.clock.now = moment("2026-11-20T12:00:00+00:00")
    house.once()
    house.brands = (BRAND,)
    house.clock.pass_(minutes=15)
    house.once()
    assert house.told() == keys(BRAND, 46)
    assert not house.missed()


def test_two_listeners_at_one_moment_make_one_digest(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.fresh()
    houses = [House(tmp_path / name, url=url) for name in ("one", "other")]
    houses[0].once()
    for house in houses:
        house.clock.now = DUE
    daemons = [house.daemon() for house in houses]
    ready, real = Barrier(2), Store.add_notices_once

    def together(store: Store, *given: Any, **named: Any) -> bool:
        ready.wait(PATIENCE)
        return real(store, *given, **named)

    for house in houses:
        house.store.add_notices_once = partial(together, house.store)  # type: ignore[method-assign]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda daemon: daemon.digest(once=True), daemons))
    [row] = [r for r in rows(houses[0].store) if r.class_ == "digest"]
    assert (row.key, row.state) == (keys(BRAND, 46)[0], "pending")
    assert houses[0].store.digests_made("Acme") == set(keys(BRAND, 46))
    for house in houses:
        house.store.close()


def test_a_week_that_cannot_be_found_stops_no_tick_and_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = house.daemon()

    def broken(*asked: object, **more: object) -> str | None:
        raise ValueError(asked, more)

    monkeypatch.setattr(periods, "due_digest", broken)
    monkeypatch.setattr(periods, "missed_weeks", broken)
    house.tick(daemon, 2, timedelta(minutes=1))  # at the second, something was heard
    assert house.store.due_sources([BRAND.name.lower()], house.clock.now) == []
    assert [row.key.rsplit(":", 1)[0] for row in rows(house.store) if row.class_ == "ops"] == [
        f"ops:digest:{BRAND.name}"
    ]

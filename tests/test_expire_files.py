"""Retention on disk: dropped files and digests show nothing that the tables have forgotten."""

import dataclasses
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline
from rigs.effort import PATIENCE

from connectors.inbound.source import Inbound
from connectors.kit.contract import Author, Mention
from listener.advice.time import periods
from listener.digest import files
from listener.digest.build import build
from listener.settings.config import Config
from listener.stages.expire_files import TELL, Tidied, expire_files
from listener.store.store import Store
from listener.work.local import Local

CANARY = "canaryword"
NAME = "Cassandra"
WEEK = periods.week_of(NOON, BRAND.tz)
DAY = timedelta(days=1)
NOTHING = Tidied(0, 0, 0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'listener.db'}")
    yield opened
    opened.close()


def post(n: int) -> Mention:
    author = Author(id=f"@{NAME}{n}", name=f"{NAME} {n}")
    return mention(n, f"I hate that my battery is broken {CANARY} {n}", author=author)


def listened(store: Store, folder: Path, *posts: Mention) -> tuple[Config, Clock, Path]:
    """A week's digest on disk, and the clock just after it."""
    clock = Clock(NOON)
    settings = config(folder, Listed(name="site", mentions=posts))
    pipeline(settings, store, Kept(), clock).once()
    clock.now = periods.due_at(WEEK, BRAND)
    pipeline(settings, store, Kept(), clock)  # notes that nothing was read since, once for all
    place = files.folder(folder, WEEK, BRAND, settings.brand)
    files.write(build(store, BRAND, WEEK, clock()), place)
    return settings, clock, place


def holding(place: Path, word: str) -> set[str]:
    return {path.name for path in place.iterdir() if word in path.read_text("utf-8")}


def daily(settings: Config, store: Store, clock: Clock) -> None:
    """What a daemon's tick does once a day."""
    pipeline(settings, store, Kept(), clock).expire()


def later(settings: Config, store: Store, clock: Clock, days: int) -> None:
    """The same so many days later; a clock that passed days is believed after one more."""
    clock.now = NOON + (days - 1) * DAY
    daily(settings, store, clock)
    clock.now = NOON + days * DAY
    daily(settings, store, clock)


def figures(place: Path) -> bytes:
    return (place / "data.csv").read_bytes()


def test_a_digest_loses_its_names_and_then_its_quotes_and_keeps_its_figures(
    store: Store, tmp_path: Path
) -> None:
    settings, clock, place = listened(store, tmp_path, *(post(n) for n in range(3)))
    figured = figures(place)
    assert holding(place, NAME) == holding(place, CANARY) == set(TELL)
    daily(settings, store, clock)
    assert holding(place, NAME) == set(TELL)
    later(settings, store, clock, 32)
    assert holding(place, NAME) == set()
    assert holding(place, CANARY) == set(TELL)
    later(settings, store, clock, 182)
    assert holding(place, CANARY) == set()
    assert figures(place) == figured
    assert (place / files.PAGE).exists()
    assert expire_files(store, settings, clock()) == NOTHING


def test_what_an_author_deleted_leaves_the_digest_the_same_day(
    store: Store, tmp_path: Path
) -> None:
    settings, clock, place = listened(store, tmp_path, post(1), post(2))
    gone = Listed(name="site", mentions=(dataclasses.replace(post(1), deleted=True),))
    pipeline(config(tmp_path, gone), store, Kept(), clock).once()
    daily(settings, store, clock)
    assert holding(place, f"{CANARY} 1") == set()
    assert holding(place, f"{CANARY} 2") == set(TELL)


def test_the_digest_of_a_brand_that_left_keeps_its_figures_only(
    store: Store, tmp_path: Path
) -> None:
    settings, clock, place = listened(store, tmp_path, post(1))
    other = BRAND.model_copy(update={"name": "Beta"})
    left = settings.model_copy(update={"brand": (other, BRAND), "source": ()})
    clock.now = NOON + 31 * DAY
    assert expire_files(store, left, clock()) == NOTHING  # the tables still hold the name
    daily(left, store, clock)
    assert {path.name for path in place.iterdir()} == {"data.csv"}
    assert expire_files(store, left, clock()) == NOTHING


def test_another_database_does_not_wipe_the_digests_before_their_time(
    store: Store, tmp_path: Path
) -> None:
    settings, clock, place = listened(store, tmp_path, post(1))
    empty = Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    empty.upgrade()
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    assert expire_files(empty, settings, clock()) == NOTHING
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert expire_files(empty, settings, NOON + 200 * DAY) == Tidied(0, 1, 0)
    assert holding(place, CANARY) == set()
    empty.close()


@pytest.mark.parametrize("broken", ["", "mention;text\n1;x\n", "\x00"])
def test_a_digest_whose_list_cannot_be_read_is_made_again_when_its_texts_are_over(
    store: Store, tmp_path: Path, broken: str
) -> None:
    settings, clock, place = listened(store, tmp_path, post(1))
    (place / "mentions.csv").write_text(broken)
    assert not expire_files(store, settings, clock()).made
    daily(settings, store, Clock(NOON + 200 * DAY))
    assert holding(place, CANARY) == set()
    assert "I hate" not in (place / "mentions.csv").read_text()


def test_what_is_no_digest_is_left_alone(store: Store, tmp_path: Path) -> None:
    settings, _, place = listened(store, tmp_path, post(1))
    strange = tmp_path / "digests" / "2026-W99" / "index.html"
    strange.parent.mkdir()
    notes = place / "my-notes.txt"
    for path in (strange, notes):
        path.write_text(CANARY)
    (tmp_path / "digests" / "2026-W01").write_text("a file")
    daily(settings, store, Clock(NOON + 200 * DAY))
    assert strange.exists()
    assert notes.exists()


def test_dropped_files_go_when_texts_of_their_age_go(store: Store, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    inboxes = [tmp_path / "inbox", elsewhere]  # the usual one even when no source reads it now
    settings = config(tmp_path, Inbound(name="box", folder=elsewhere))
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    old, young = (now - span for span in (timedelta(days=180, seconds=1), timedelta(days=180)))
    for folder in (inbox / name for inbox in inboxes for name in ("done", "refused", ".")):
        folder.mkdir(parents=True, exist_ok=True)
        for name, at in (("old.csv", old), ("young.csv", young)):
            (folder / name).write_text(CANARY)
            os.utime(folder / name, (at.timestamp(), at.timestamp()))
    (elsewhere / "done" / "folder").mkdir()
    (elsewhere / "done" / "link.csv").symlink_to(elsewhere / "old.csv")
    assert expire_files(store, settings, now) == Tidied(dropped=4, made=0, removed=0)
    for inbox in inboxes:
        assert (inbox / "old.csv").exists(), "what waits to be read is not ours to remove"
        for name in ("done", "refused"):
            assert not (inbox / name / "old.csv").exists()
            assert (inbox / name / "young.csv").exists()
    assert expire_files(store, settings, now) == NOTHING


def test_a_file_counts_its_age_from_the_day_it_was_put_away(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    path, began = inbox / "export.csv", time.time()
    path.write_text("text\nhello\n")
    os.utime(path, (0, 0))  # exported long ago
    with httpx.Client() as http:
        for _ in Inbound(name="box", folder=inbox).pages(http, None):
            pass
    # Dated back by four seconds, so that what is written into it just after is seen.
    assert (inbox / "done" / "export.csv").stat().st_mtime >= began - 4 - 2


def test_files_expire_in_the_daily_turn_of_a_daemon(store: Store, tmp_path: Path) -> None:
    settings, clock, place = listened(store, tmp_path, post(1))
    clock.now = NOON + 181 * DAY
    local = Local(4)
    pipeline(settings, store, Kept(), clock).tick(local)
    assert local.wait(PATIENCE)
    local.stop(1)
    assert holding(place, CANARY) == set()

"""A file that the first release read, and that comes again, counts once."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from acme import BRAND, Clock
from sqlmodel import col, select

from connectors.inbound.source import Inbound
from listener.settings.config import Source
from listener.stages.collect import Collector
from listener.stages.first_release import Told, old_ids
from listener.stages.visit import Visit
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import MentionRow

FILE = """texte,auteur,note,date
La selle est trop dure même après un mois de trajets quotidiens en ville,Nora B,2,03/11/2026 14:05
Top,Léo C,5,04/11/2026
Super,,5,
"""
# Its ids for these rows: a time without a zone was one of UTC.
OLD = (
    "f9446638a4aa537e503219911fca885e",
    "75fb093200b0c5fccd7eb16ae884569c",
    "ccecdc23f029ac48dfe2edeb68389811",
)


@pytest.fixture
def store(sqlite: Store) -> Store:
    return sqlite


def visit(store: Store, folder: Path) -> Visit:
    made = Inbound(name="inbox", folder=folder).timed_in(BRAND.zone, "FR")
    source = Source(brand=BRAND.name, kind="inbound", connector=made)
    store.sync_sources([SourceSpec(BRAND.name, "inbox", "inbound", "1")])
    (folder / "sans.csv").write_text(FILE)
    return Collector(store, lambda *_: httpx.Client(), b"k" * 32, Clock()).collect(source, BRAND)


def ids(store: Store) -> list[str]:
    with store.reading() as session:
        found = session.exec(select(MentionRow).order_by(col(MentionRow.id)))
        return [row.external_id for row in found]


def test_rows_that_the_first_release_knew_by_their_words_are_known(
    store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    assert BRAND.zone != "UTC"
    assert visit(store, folder).new == 3
    today = ids(store)
    source = store.source("inbox").id or 0
    store.rename_ids(source, dict(zip(today, OLD, strict=True)))
    assert ids(store) == list(OLD)
    assert visit(store, folder).new == 0
    assert ids(store) == today


def test_its_ids_are_those_of_the_words_and_of_times_as_it_took_them() -> None:
    paris = ZoneInfo("Europe/Paris")
    row: Told = {
        "external_id": "0" * 32,
        "author_handle": "Nora B",
        "posted_at": datetime(2026, 11, 3, 14, 5, tzinfo=paris).astimezone(UTC),
        "text": FILE.splitlines()[1].partition(",")[0],
        "rating": 2,
    }
    assert old_ids([row], paris)[OLD[0]] == row["external_id"]
    said: Told = {**row, "posted_at": datetime(2026, 11, 3, 14, 5, tzinfo=UTC)}
    assert OLD[0] in old_ids([said], paris), "its zone was written"
    assert old_ids([{**row, "external_id": "r1"}], paris) == {}, "it has an id of its own"


def test_an_id_that_another_mention_has_is_not_given_twice(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    visit(store, folder)
    one, two, three = ids(store)
    store.rename_ids(store.source("inbox").id or 0, {one: two, three: "new", "none": "other"})
    assert ids(store) == [one, two, "new"]

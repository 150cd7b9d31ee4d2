"""An export that comes again in another form: what it told before counts once, what is new counts."""

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from acme import BRAND, Clock
from sqlmodel import col, select

from connectors.inbound.source import Inbound
from listener.settings.config import Source
from listener.stages.collect import Collector
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import MentionRow

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HEAD = "Date,Name,Stars,Review,Owner reply\n"
TIMED = """2026-11-28 09:15,Al,1,Soles fell off,Sorry Al
2026-11-28 12:00,Bo,5,Lovely shop,
2026-11-28 23:50,Cy,2,Late parcel again,
"""
DAYS = """28/11/2026,Al,1,Soles fell off,Sorry Al
28/11/2026,Bo,5,Lovely shop,
28/11/2026,Cy,2,Late parcel again,
"""


class Inbox:
    """A brand's inbox, into which exports are dropped."""

    def __init__(self, store: Store, folder: Path, **settings: str) -> None:
        self.store, self.folder = store, folder
        folder.mkdir()
        made = Inbound(name="inbox", folder=folder, **settings)
        self._source = Source(
            brand=BRAND.name,
            kind="inbound",
            connector=made.timed_in(BRAND.zone, "FR").for_one_visit(),
        )
        store.sync_sources([SourceSpec(BRAND.name, "inbox", "inbound", "1")])

    def drop(self, content: str, name: str = "export.csv") -> tuple[int, int]:
        """How many mentions of a file were new, and how many revised."""
        (self.folder / name).write_text(content)
        collector = Collector(self.store, lambda *_: httpx.Client(), b"k" * 32, Clock(NOW))
        visit = collector.collect(self._source, BRAND)
        assert not visit.error
        return visit.new, visit.revised

    def texts(self) -> list[str]:
        """Of what is stored, our answers aside."""
        query = select(MentionRow).where(~col(MentionRow.by_owner)).order_by(col(MentionRow.id))
        with self.store.reading() as session:
            return [row.text for row in session.exec(query)]


@pytest.mark.parametrize("zone", ["Europe/Paris", "Asia/Kolkata"])
def test_a_row_whose_hour_was_left_out_or_put_back_counts_once(
    store: Store, tmp_path: Path, zone: str
) -> None:
    inbox = Inbox(store, tmp_path / "inbox", zone=zone)
    dropped = [inbox.drop(HEAD + rows) for rows in (TIMED, DAYS, TIMED, DAYS)]
    assert dropped == [(4, 0), (0, 0), (0, 0), (0, 0)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("28/11/2026,Al,1,And the laces too,", "other words of one person"),
        ("28/11/2026,Dee,1,Soles fell off,", "another person"),
        ("29/11/2026,Al,1,Soles fell off,", "another day"),
        ("28/11/2026,Al,2,Soles fell off,", "other stars"),
        ("28/11/2026,A Google user,1,Soles fell off,", "nobody's name"),
        ("2026-11-28 10:15,Al,1,Soles fell off,", "another hour"),
    ],
)
def test_what_differs_in_more_than_an_hour_left_out_is_another_post(
    store: Store, tmp_path: Path, row: str, why: str
) -> None:
    inbox = Inbox(store, tmp_path / "inbox")
    inbox.drop(HEAD + TIMED)
    assert inbox.drop(f"{HEAD}{row}\n") == (1, 0), why


def test_two_of_one_name_and_day_stay_two_where_their_hours_differ(
    store: Store, tmp_path: Path
) -> None:
    inbox = Inbox(store, tmp_path / "inbox")
    inbox.drop(HEAD + "2026-11-28 09:15,Al,5,Top,\n2026-11-28 17:20,Al,5,Top,\n")
    # Without their hours nothing tells these rows apart: they count once, and bring nobody new.
    inbox.drop(HEAD + "28/11/2026,Al,5,Top,\n" * 3)
    assert inbox.texts() == ["Top"] * 2


def google(*reviews: tuple[str, str], key: str = "name") -> str:
    """What Google's Business Profile tells of reviews, by their ids and words."""
    return json.dumps(
        {
            "reviews": [
                {
                    key: id_ if key == "reviewId" else f"accounts/1/locations/2/reviews/{id_}",
                    "reviewer": {"displayName": "Nora"},
                    "starRating": "TWO",
                    "comment": words,
                    "createTime": "2026-11-24T08:00:00Z",
                }
                for id_, words in reviews
            ]
        }
    )


def test_a_resource_name_is_an_id_and_no_authors_name(store: Store, tmp_path: Path) -> None:
    inbox = Inbox(store, tmp_path / "inbox")
    before = [("Ab1", "Sole came off"), ("Ab2", "Late parcel")]
    after = [("Ab1", "Sole came off"), ("Ab2", "They never called me back")]
    assert inbox.drop(google(*before), "g.json") == (2, 0)
    assert inbox.drop(google(*after), "g.json") == (0, 1)
    assert inbox.drop(google(*after, key="reviewId"), "g.json") == (0, 0)
    with store.reading() as session:
        rows = session.exec(select(MentionRow).order_by(col(MentionRow.id))).all()
    assert {(row.external_id, row.author_name) for row in rows} == {
        ("Ab1", "Nora"),
        ("Ab2", "Nora"),
    }


def test_a_column_of_resource_names_is_one_of_ids(store: Store, tmp_path: Path) -> None:
    inbox = Inbox(store, tmp_path / "inbox")
    row = "accounts/1/locations/2/reviews/Ab1,24/11/2026,2"
    assert inbox.drop(f"Name,Date,Stars,Review\n{row},Sole came off\n") == (1, 0)
    assert inbox.drop(f"Name,Date,Stars,Review\n{row},Never called back\n") == (0, 1)


def test_a_name_with_a_stroke_is_a_name(store: Store, tmp_path: Path) -> None:
    inbox = Inbox(store, tmp_path / "inbox")
    inbox.drop(json.dumps([{"name": "paul/marie", "text": "Sole came off", "rating": 2}]), "a.json")
    with store.reading() as session:
        assert session.exec(select(MentionRow.author_name)).all() == ["paul/marie"]


@pytest.mark.parametrize("others", [1, 4], ids=["of two rows", "of five rows"])
def test_a_review_that_is_rewritten_at_its_own_address_is_an_edit(
    store: Store, tmp_path: Path, others: int
) -> None:
    inbox = Inbox(store, tmp_path / "inbox")
    head = "Date,Name,Stars,Review,Link\n"
    head += "".join(
        f"2026-11-2{n} 10:00,N{n},5,Lovely sandals {n},https://tp.example/r/{n}\n"
        for n in range(1, others + 1)
    )
    row = "{date},Al,1,{text},https://tp.example/r/9\n"
    inbox.drop(head + row.format(date="2026-11-25 10:00", text="Bad sole"))
    rewritten = row.format(date="2026-11-29 10:00", text="It split open after a week of wear")
    assert inbox.drop(head + rewritten) == (0, 1)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2026-11-29 10:00,Bo,1,Rude staff and no refund,https://p.example/a", "another person"),
        ("2026-11-29 10:00,,1,Rude staff and no refund,https://p.example/a", "nobody"),
    ],
)
def test_another_post_at_the_address_of_a_place_is_another(
    store: Store, tmp_path: Path, row: str, why: str
) -> None:
    inbox = Inbox(store, tmp_path / "inbox")
    head = "Date,Name,Stars,Review,Link\n2026-11-21 10:00,Cy,5,Lovely,https://p.example/b\n"
    inbox.drop(head + "2026-11-25 10:00,,1,Bad sole,https://p.example/a\n")
    assert inbox.drop(f"{head}{row}\n") == (1, 0), why

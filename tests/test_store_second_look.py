"""Ids that change and ids that are shared: what the store makes of them."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from connectors.kit.contract import Author, Mention
from listener.store.ingest_row import Arrival, Columns, mention_values
from listener.store.pages import Added
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import MentionRow

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
POST = Mention(
    external_id="r1",
    url="https://forum.example/t/1",
    title="Battery",
    text="It died",
    genre="forum_post",
    author=Author(id="ada", name="Ada"),
    posted_at=NOW - HOUR,
)


@pytest.fixture
def source(store: Store) -> int:
    store.sync_sources([SourceSpec(brand="Acme", name="forum", kind="rss", settings_hash="1")])
    return store.source("forum").id or 0


def rows(*mentions: Mention, now: datetime = NOW) -> list[Columns]:
    arrival = Arrival(source_id=1, brand="Acme", now=now)
    return [
        mention_values(
            m,
            arrival,
            author_key=m.author.id if m.author else None,
            speaker_key=m.author.id if m.author else None,
            addressed=None,
            url_key=m.url and m.url.partition("#")[0],
        )
        for m in mentions
    ]


def stored(store: Store) -> list[tuple[str, int, str]]:
    query = select(MentionRow).order_by(col(MentionRow.id))
    with store.reading() as session:
        return [(m.external_id, m.revision, m.text) for m in session.exec(query)]


def visits(store: Store, source: int, *pages: list[Mention]) -> list[Added]:
    return [
        store.add_page(source, rows(*page, now=NOW + n * HOUR), None)
        for n, page in enumerate(pages)
    ]


def test_other_ids_at_each_visit_make_no_other_mentions(store: Store, source: int) -> None:
    posts = [replace(POST, url=f"https://forum.example/t/{n}", text=f"It {n}") for n in range(3)]
    pages = [[replace(p, external_id=f"{v}-{n}") for n, p in enumerate(posts)] for v in range(4)]
    assert visits(store, source, *pages)[1:] == [Added(unchanged=3)] * 3
    assert stored(store) == [(f"3-{n}", 1, f"It {n}") for n in range(3)]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"author": Author(id="al", name="Al")}, "another author"),
        ({"posted_at": NOW - 2 * HOUR}, "another time"),
        ({"url": "https://forum.example/t/1#c2"}, "another place"),
        ({"title": "Charger"}, "another title"),
    ],
)
def test_a_few_equal_words_are_two_posts_where_anything_differs(
    store: Store, source: int, other: dict[str, Any], why: str
) -> None:
    visits(store, source, [POST], [replace(POST, external_id="r2", **other)])
    assert len(stored(store)) == 2, why


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Europe/Paris")], ids=str)
def test_three_customers_of_one_name_and_day_have_the_ids_that_were_sent(
    store: Store, source: int, zone: tzinfo
) -> None:
    """ "Parfait", by a Marie, three times in a day: a webhook brings one review at a time."""
    marie = Author(id="Marie", name="Marie")
    day = datetime.combine(NOW - timedelta(days=2), time.min, zone)
    one = replace(POST, text="Parfait", title=None, author=marie, url=None, posted_at=day)
    sent = [rows(replace(one, external_id=f"r{n}"), now=NOW + n * HOUR) for n in range(3)]
    for page in (*sent, *sent):
        store.add_page(source, page, None, zone=zone)
    assert len(stored(store)) == 3


def test_two_of_one_page_are_two_though_all_is_equal(store: Store, source: int) -> None:
    twice = [POST, replace(POST, external_id="r2")]
    assert visits(store, source, twice, twice) == [Added(new=2), Added(unchanged=2)]


def test_what_one_visit_stored_is_not_its_own_earlier_post(store: Store, source: int) -> None:
    before = store.newest()
    for page in (POST, replace(POST, external_id="r2")):
        store.add_page(source, rows(page), None, before=before)
    assert len(stored(store)) == 2


def test_as_many_equal_ones_as_the_page_shows(store: Store, source: int) -> None:
    equal = [replace(POST, external_id=f"a{n}") for n in range(2)]
    more = [replace(POST, external_id=f"b{n}") for n in range(3)]
    assert visits(store, source, equal, more)[1] == Added(new=1, unchanged=2)


def test_stars_alone_without_an_author_are_never_one(store: Store, source: int) -> None:
    stars = replace(POST, title=None, text="", rating=5, author=None)
    assert visits(store, source, [stars], [replace(stars, external_id="r2")])[1] == Added(new=1)


def test_a_long_text_under_a_link_of_its_own_may_be_dated_anew(store: Store, source: int) -> None:
    long = replace(POST, text="It died after two weeks and nobody answers the phone")
    again = replace(long, external_id="r2", posted_at=NOW)
    assert visits(store, source, [long], [again])[1] == Added(unchanged=1)


@pytest.mark.parametrize(
    "url",
    [
        "http://forum.example/t/1",  # by another scheme
        "https://www.forum.example/t/1",
        "https://forum.example/t/1?visit=77",
    ],
)
def test_a_long_text_of_one_moment_may_come_by_another_address(
    store: Store, source: int, url: str
) -> None:
    long = replace(POST, text="It died after two weeks and nobody answers the phone")
    assert visits(store, source, [long], [replace(long, external_id="r2", url=url)])[1] == Added(
        unchanged=1
    )
    elsewhere = replace(long, external_id="r3", url="https://forum.example/t/2")
    assert visits(store, source, [elsewhere]) == [Added(new=1)]


def test_a_future_date_that_is_cut_to_the_moment_is_the_same(store: Store, source: int) -> None:
    ahead = replace(POST, posted_at=NOW + 100 * HOUR)
    again = replace(ahead, external_id="r2")
    assert visits(store, source, [ahead], [again])[1] == Added(unchanged=1)


def test_without_link_and_time_long_words_are_known_again(store: Store, source: int) -> None:
    bare = replace(POST, url=None, posted_at=None, author=None, title=None)
    long = replace(bare, text="It died after two weeks and nobody answers the phone")
    page = [replace(long, external_id="r2"), replace(bare, external_id="r3")]
    assert visits(store, source, [long, replace(bare, external_id="r0")], page)[1] == Added(
        new=1, unchanged=1
    )


def test_an_edit_under_a_new_id_is_an_edit(store: Store, source: int) -> None:
    edited = replace(POST, external_id="r2", text="It died, and now it is back")
    assert visits(store, source, [POST], [edited])[1] == Added(revised=1)
    assert stored(store) == [("r2", 2, "It died, and now it is back")]


def test_a_deleted_post_is_not_known_again(store: Store, source: int) -> None:
    gone = replace(POST, text="", deleted=True)
    visits(store, source, [POST], [gone])
    assert visits(store, source, [replace(POST, external_id="r2")]) == [Added(new=1)]


def test_one_id_over_and_over_is_no_edit(store: Store, source: int) -> None:
    """A feed that shows only its newest item, always under the same id."""
    posts = [
        replace(
            POST,
            external_id="feed",
            url=f"https://forum.example/t/{n}",
            title=f"Subject {n}",
            text=text,
            author=None,
            posted_at=NOW - n * HOUR,
        )
        for n, text in enumerate(("It died", "Never again", "So happy with mine"))
    ]
    one, two, three = ([post] for post in posts)
    added = visits(store, source, one, two, three, two, one)
    assert added == [Added(new=1)] * 3 + [Added(unchanged=1)] * 2
    assert [row[1:] for row in stored(store)] == [(1, p.text) for p in posts]


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Battery, solved"},
        {"url": "https://forum.example/t/1-solved"},
        {"posted_at": NOW},
        {"title": "Solved", "url": "https://forum.example/t/1-solved"},
        {"author": None},
    ],
)
def test_an_edit_that_changes_more_than_words_is_an_edit(
    store: Store, source: int, changed: dict[str, Any]
) -> None:
    edited = replace(POST, text="All good again", **changed)
    assert visits(store, source, [POST], [edited])[1] == Added(revised=1)


def authors(store: Store) -> list[tuple[str, str | None]]:
    query = select(MentionRow).order_by(col(MentionRow.id))
    with store.reading() as session:
        return [(m.text, m.author_name) for m in session.exec(query)]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"posted_at": POST.posted_at}, "the same time and title"),
        ({"posted_at": None, "url": None}, "no time"),
        ({"title": None, "url": None}, "no title"),
    ],
)
def test_nobody_edits_anothers_post(
    store: Store, source: int, more: dict[str, Any], why: str
) -> None:
    mine = replace(POST, **more)
    theirs = replace(mine, text="All good here", author=Author(id="al", name="Al"))
    visits(store, source, [mine], [theirs], [theirs])
    assert authors(store) == [("It died", "Ada"), ("All good here", "Al")], why


def test_a_post_whose_author_and_words_were_taken_off_is_one(store: Store, source: int) -> None:
    was = replace(POST, posted_at=NOW - timedelta(minutes=7))
    off = replace(was, text="[removed]", author=Author(id="-", name="[deleted]"))
    visits(store, source, [was], [off])
    assert authors(store) == [("[removed]", "[deleted]")]


def test_an_edit_that_ends_in_anothers_words_breaks_nothing(store: Store, source: int) -> None:
    one, two, three = (
        replace(POST, title=None, author=None, posted_at=None, text=text)
        for text in ("It died", "So happy", "Never again, thieves")
    )
    between = replace(two, text="So happy: It died")
    visits(store, source, [one], [two], [between], [one], [three], [one], [two])
    assert {text for text, _ in authors(store)} >= {"It died", "Never again, thieves"}


@pytest.mark.long
def test_one_page_costs_one_look_however_long_it_is(store: Store, source: int) -> None:
    asked: list[str] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        asked.append(sql)

    counts = []
    for size in (1, 300, 900):
        asked.clear()
        page = [
            replace(POST, external_id=f"{size}-{n}", url=f"https://forum.example/{size}/{n}")
            for n in range(size)
        ]
        store.add_page(source, rows(*page), None)
        counts.append(len(asked))
    assert counts[1] == counts[2]


REVIEW = replace(POST, url=None, title=None, rating=1, posted_at=NOW - HOUR + timedelta(minutes=5))
LONG = "It died after two weeks and nobody answers the phone"


@pytest.mark.parametrize(
    "review",
    [
        REVIEW,
        replace(REVIEW, text=""),
        replace(REVIEW, text=LONG, author=None),
        replace(REVIEW, text=LONG, posted_at=datetime(2026, 11, 25, tzinfo=UTC)),
    ],
)
def test_a_later_export_may_have_the_links_or_lack_them(
    store: Store, source: int, review: Mention
) -> None:
    linked = replace(review, external_id="r2", url="https://forum.example/r/2")
    added = visits(store, source, [review], [linked], [review], [linked])
    assert added[1:] == [Added(unchanged=1)] * 3
    with store.reading() as session:
        [mention] = session.exec(select(MentionRow))
    assert (mention.url, mention.url_key, mention.revision) == (linked.url, linked.url, 1)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"author": Author(id="al", name="Al")}, "another author"),
        ({"author": None}, "few words of somebody"),
        ({"posted_at": NOW - HOUR + timedelta(minutes=6)}, "another minute"),
        ({"rating": 2}, "other stars"),
    ],
)
def test_a_link_alone_makes_no_two_people_one(
    store: Store, source: int, other: dict[str, Any], why: str
) -> None:
    linked = replace(REVIEW, external_id="r2", url="https://forum.example/r/2", **other)
    visits(store, source, [REVIEW], [linked])
    assert len(stored(store)) == 2, why


def test_a_known_mention_gets_the_link_that_it_lacked(store: Store, source: int) -> None:
    visits(store, source, [REVIEW], [replace(REVIEW, url="https://forum.example/r/1")], [REVIEW])
    with store.reading() as session:
        [mention] = session.exec(select(MentionRow))
    assert (mention.url, mention.revision) == ("https://forum.example/r/1", 1)


MAIL = replace(
    POST,
    external_id="<1@shop.example>",
    genre="mail",
    url=None,
    text="The battery died on the first day and nobody answers my calls",
)


@pytest.mark.parametrize(
    "forged",
    [
        replace(MAIL, text=f"{MAIL.text}: all is well now, forget it"),
        replace(MAIL, text=f"{MAIL.text} !", author=Author(id="eve", name="Ada")),
        replace(MAIL, text="All is well", author=Author(id="eve", name="Eve")),
        replace(MAIL, title="Forget it", text="All is well", posted_at=NOW),
    ],
)
def test_a_mail_with_the_id_of_another_never_takes_its_place(
    store: Store, source: int, forged: Mention
) -> None:
    visits(store, source, [MAIL], [forged], [MAIL], [forged])
    with store.reading() as session:
        found = list(session.exec(select(MentionRow).order_by(col(MentionRow.id))))
    told = [(m.title, m.text, m.revision) for m in found]
    assert told == [(MAIL.title, MAIL.text, 1), (forged.title, forged.text, 1)]

"""Feeds whose ids tell nothing, read as the daemon reads them: nothing is lost, nothing grows."""

import json
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from acme import BRAND, NOON, Clock
from sqlmodel import select

from connectors.rss.source import Rss
from listener.settings.config import Source
from listener.stages.collect import Collector
from listener.stages.visit import Visit
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from listener.store.tables import MentionRow

Item = dict[str, Any]

LONG = "The battery died after two weeks and nobody answers the phone"
ANEW = count()


@pytest.fixture
def store(sqlite: Store) -> Store:
    return sqlite


class Polled:
    """One JSON feed, polled as often as it is given items."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, Clock()
        store.sync_sources([SourceSpec(BRAND.name, "s", "rss", "1")])

    def __call__(self, items: Sequence[Item]) -> Visit:
        body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": list(items)})
        reply = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
        source = Source(
            brand=BRAND.name, kind="rss", connector=Rss(name="s", url="https://x.example/feed")
        )
        visit = Collector(
            self.store, lambda *_: httpx.Client(transport=reply), b"k" * 32, self.clock
        ).collect(source, BRAND)
        assert visit.error is None
        self.clock.pass_(seconds=900)
        return visit

    def texts(self) -> list[str]:
        with self.store.reading() as session:
            return sorted(row.text for row in session.exec(select(MentionRow)))

    def said(self) -> list[str]:
        """The codes of what is kept to tell of the source."""
        source = self.store.source("s").id or 0
        return [json.loads(row.said)["code"] for row in self.store.matters([source])]


@pytest.fixture
def polled(store: Store) -> Polled:
    return Polled(store)


def anew(*items: Item) -> list[Item]:
    """The items under ids that no visit has seen."""
    return [{**item, "id": f"guid-{next(ANEW)}"} for item in items]


@pytest.mark.parametrize("text", ["It died", "★★★★★", LONG])
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, "nothing but words"),
        ({"url": "https://x.example/reviews"}, "the page that all are on"),
        ({"authors": [{"name": "A Google user"}]}, "nobody's name"),
        ({"authors": [{"name": "Nora B"}]}, "a name"),
        ({"date_published": f"{NOON - timedelta(days=1):%Y-%m-%d}"}, "a day"),
        ({"date_published": f"{NOON - timedelta(hours=1):%Y-%m-%dT%H:%MZ}"}, "a time"),
    ],
)
def test_ids_that_are_new_at_each_visit_multiply_nothing(
    polled: Polled, text: str, more: Item, why: str
) -> None:
    one = {"content_text": text, **more}
    other = {"content_text": f"{text}, again", **more}
    counts = []
    for page in ([one, one, other], [one, one, other], [other, one, one, other], [other, one]):
        polled(anew(*page))
        counts.append(len(polled.texts()))
    assert counts == [3, 3, 4, 4], why


def elsewhere(*items: Item) -> list[Item]:
    """The items under ids and links that no visit has seen."""
    links = (f"https://x.example/r/{next(ANEW)}" for _ in items)
    return [{**item, "url": link} for item, link in zip(anew(*items), links, strict=True)]


@pytest.mark.parametrize(
    ("text", "more", "why"),
    [
        (LONG, {}, "enough words"),
        ("The bell broke", {"authors": [{"name": "Nora B"}]}, "a name and some words"),
        (
            "Died",
            {
                "authors": [{"name": "Nora B"}],
                "date_published": f"{NOON - timedelta(hours=1):%Y-%m-%dT%H:%MZ}",
            },
            "a name and a time",
        ),
        (
            "The bell broke",
            {"date_published": f"{NOON - timedelta(minutes=7):%Y-%m-%dT%H:%MZ}"},
            "a moment",
        ),
    ],
)
def test_links_that_are_new_with_the_ids_multiply_nothing(
    polled: Polled, text: str, more: Item, why: str
) -> None:
    items = [{"content_text": f"{text} {n}", **more} for n in "abcdef"]
    counts = []
    for shown in (1, 2, 3, 6, 6):
        polled(elsewhere(*items[:shown]))
        counts.append(len(polled.texts()))
    assert counts == [1, 2, 3, 6, 6], why
    assert polled.said() == ["ids_anew"], "it is told, and once"


def test_one_that_is_signed_and_timed_to_the_moment_is_known_among_many_new(polled: Polled) -> None:
    one = {
        "content_text": "Died",
        "authors": [{"name": "Nora B"}],
        "date_published": f"{NOON - timedelta(minutes=7):%Y-%m-%dT%H:%MZ}",
    }
    polled(elsewhere(one))
    polled(elsewhere(one, *({"content_text": f"Nr {n} broke"} for n in range(5))))
    assert polled.texts().count("Died") == 1


def test_a_few_words_of_nobody_under_other_links_are_other_people(polled: Polled) -> None:
    for visit in range(3):
        polled([{"id": f"r{visit}", "url": f"https://x.example/{visit}", "content_text": "Super"}])
    assert polled.texts() == ["Super"] * 3
    assert polled.said() == []


def test_new_items_come_in_while_all_ids_change(polled: Polled) -> None:
    items = [{"content_text": f"Nr {n} broke"} for n in range(8)]
    for first in range(6):
        polled(anew(*items[first : first + 3]))
    assert polled.texts() == [item["content_text"] for item in items]


def test_equal_words_under_ids_that_stay_are_as_many_as_they_are(polled: Polled) -> None:
    """Two people who write "Super" weeks apart, in a feed that has let go of the first."""
    items = [{"id": f"r{n}", "content_text": f"Nr {n} broke"} for n in range(6)]
    items[0]["content_text"] = items[5]["content_text"] = "Super"
    for first in range(4):
        polled(items[first : first + 3])
    assert polled.texts().count("Super") == 2
    assert len(polled.texts()) == 6


def test_a_feed_that_turned_over_as_a_whole_is_new(polled: Polled) -> None:
    polled(
        [{"id": f"r{n}", "content_text": text} for n, text in enumerate(["Super", "Top", "Bof"])]
    )
    later = ["Super", "Never again", "My bike is red"]
    polled([{"id": f"s{n}", "content_text": text} for n, text in enumerate(later)])
    assert polled.texts().count("Super") == 2


LATEST = [
    "Acme news: the shop opens in Lyon",
    "@acme your brakes failed and I fell, refund me now please",
    "Acme was on television with its cargo bike",
]


@pytest.mark.parametrize("is_dated", [True, False])
@pytest.mark.parametrize("more", [{}, {"title": "The latest of Acme"}])
def test_a_feed_that_shows_its_newest_item_under_one_id_and_link_loses_none(
    polled: Polled, is_dated: bool, more: Item
) -> None:
    for n, text in enumerate(LATEST):
        at = f"{NOON - timedelta(minutes=90 - 10 * n):%Y-%m-%dT%H:%MZ}"
        one = {"id": "latest", "url": "https://x.example/latest", "content_text": text, **more}
        if is_dated:
            one["date_published"] = at
        told = [str(line) for line in polled([one]).told]
        assert len(told) == (n > 0), "who runs it by hand reads it"
        polled([{**one, "content_text": f"{text} (edited)"}])
    assert polled.texts() == sorted(f"{text} (edited)" for text in LATEST)
    assert polled.said() == ["ids_again"]


def test_an_undated_post_that_keeps_most_of_its_words_is_edited(polled: Polled) -> None:
    one = {"id": "7", "url": "https://x.example/7"}
    for views in (37, 74, 111):
        polled([{**one, "content_text": f"Your gears grind, refund me! Views: {views}"}])
    assert polled.texts() == ["Your gears grind, refund me! Views: 111"]
    assert polled.said() == []


def test_an_article_that_is_written_anew_under_its_title_is_one(polled: Polled) -> None:
    other = {"id": "8", "content_text": "Another one", "url": "https://x.example/8"}
    for hours, text in ((3, "The strike begins at dawn"), (2, "All gates stay shut, says Acme")):
        at = f"{NOON - timedelta(hours=hours):%Y-%m-%dT%H:%MZ}"
        one = {"id": "7", "url": "https://x.example/7", "title": "Live: the strike"}
        polled([{**one, "content_text": text, "date_published": at}, other])
    assert polled.texts() == ["All gates stay shut, says Acme", "Another one"]


IVY = [
    "Acme, my order arrived with a broken wheel, I want it replaced",
    "You charged me twice for the new wheel, refund the second payment",
    "The charger smokes and burnt the carpet, I am scared to use it",
]


def dated(text: str, hours: float, **more: Any) -> Item:
    at = f"{NOON - timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"
    return {"content_text": text, "date_published": at, **more}


def by_place(*items: Item) -> list[Item]:
    """The items under ids and links that count them from the newest."""
    places = ((f"comment-{n}", item) for n, item in enumerate(items, start=1))
    return [{**item, "id": id_, "url": f"https://x.example/7#{id_}"} for id_, item in places]


@pytest.mark.parametrize("more", [{}, {"title": "Re: wheels"}])
@pytest.mark.parametrize("is_alone", [True, False])
def test_who_writes_again_under_the_same_id_is_not_taken_to_edit(
    polled: Polled, is_alone: bool, more: Item
) -> None:
    ivy = {"authors": [{"name": "Ivy", "url": "https://ivy.example"}], **more}
    posts = [dated(text, 90.1 - 20 * n, **ivy) for n, text in enumerate(IVY)]
    for n, post in enumerate(posts):
        shown = [post] if is_alone else posts[n::-1]
        counts = [(visit.new, visit.revised) for visit in map(polled, [by_place(*shown)] * 2)]
        assert counts == [(1, 0), (0, 0)]
    assert polled.texts() == sorted(IVY)
    assert polled.said() == ["ids_again"]


def test_who_edits_keeps_the_time_or_most_of_the_words(polled: Polled) -> None:
    ivy = {"id": "7", "url": "https://x.example/7", "authors": [{"name": "Ivy"}]}
    for text, hours in ((IVY[0], 9.1), (IVY[1], 9.1), (f"{IVY[1]}, at last", 3.1)):
        polled([{**dated(text, hours), **ivy}])
    assert polled.texts() == [f"{IVY[1]}, at last"]
    assert polled.said() == []


SOPHIE, OTHER = ({"name": "Sophie", "url": f"https://{at}.example"} for at in ("sophie", "atelier"))


@pytest.mark.parametrize("shown", [2, 9])
def test_two_of_one_name_keep_their_own_words_under_ids_that_count(
    polled: Polled, shown: int
) -> None:
    posts = [
        dated("Acme, where is my order?", 90.1, authors=[SOPHIE]),
        dated("Acme, where is my bell?", 89.1, authors=[OTHER]),
        dated("Acme, where is my bell now?", 40.1, authors=[OTHER]),
        dated("You never answer, refund me", 20.1, authors=[SOPHIE]),
    ]
    for n in (2, 3, 3, 4, 4):
        visit = polled(by_place(*posts[:n][::-1][:shown]))
        assert (visit.revised, len(polled.texts())) == (0, n)
    assert polled.texts() == sorted(post["content_text"] for post in posts)
    assert polled.said() == ["ids_again"]
    with polled.store.reading() as session:
        rows = session.exec(select(MentionRow)).all()
    newest = {"You never answer, refund me": 1, "Acme, where is my bell now?": 2}
    links = {row.text: row.url for row in rows if row.text in newest}
    assert links == {text: f"https://x.example/7#comment-{n}" for text, n in newest.items()}


def test_an_undated_post_of_another_of_the_name_is_no_edit(polled: Polled) -> None:
    for text, author in ((IVY[0], SOPHIE), (IVY[1], OTHER)):
        polled([{"id": "7", "content_text": text, "authors": [author]}])
    assert polled.texts() == sorted(IVY[:2])


@pytest.mark.parametrize("more", [{}, {"id": "7"}, dated("", 9.1)])
def test_a_line_break_that_becomes_a_blank_is_no_news(polled: Polled, more: Item) -> None:
    one = {"authors": [{"name": "Ivy"}], **more}
    for gap in (" ", "\n", "\n\n", " "):
        visit = polled([{**one, "content_text": f"{IVY[0]},{gap}please"}])
    assert (visit.new, visit.revised) == (0, 0)
    assert len(polled.texts()) == 1
    with polled.store.reading() as session:
        assert [row.revision for row in session.exec(select(MentionRow))] == [1]


def changed(text: str, hours: float, **more: Any) -> Item:
    """An item that tells only when it was changed last."""
    item = dated(text, hours, **more)
    return {"date_modified": item.pop("date_published"), **item}


OTHER = changed("Acme opens a shop in Lyon", 30, id="8", url="https://x.example/8")


@pytest.mark.parametrize("more", [{}, {"authors": [{"name": "Ivy", "url": "https://ivy.example"}]}])
@pytest.mark.parametrize(
    ("own", "beside"),
    [
        ({"id": "7", "url": "https://x.example/7"}, [OTHER]),
        ({"id": "tag:x.example,2026-11-20:post-7", "url": "https://x.example/7"}, []),
    ],
)
def test_a_post_rewritten_whole_that_tells_only_its_last_change_is_one(
    polled: Polled, own: Item, beside: list[Item], more: Item
) -> None:
    for n, text in enumerate(IVY):
        visit = polled([changed(text, 20 - 5 * n, title=f"Title {n}", **own, **more), *beside])
        assert (visit.new, visit.revised) == ((1 + len(beside), 0) if n == 0 else (0, 1))
    assert polled.texts() == sorted([IVY[-1], *(item["content_text"] for item in beside)])
    assert "ids_again" not in polled.said()


@pytest.mark.parametrize(
    ("places", "why"),
    [
        ([{"id": "latest", "url": "https://x.example/latest"}], "the newest alone"),
        ([{"id": f"c-{n}", "url": f"https://x.example/7#c-{n}"} for n in (1, 2)], "places"),
        (
            [{"id": f"c-{n}", "url": "https://x.example/7"} for n in (1, 2)],
            "the page that all are on",
        ),
    ],
)
def test_ids_of_places_are_no_ids_though_only_changes_are_dated(
    polled: Polled, places: list[Item], why: str
) -> None:
    texts = [IVY[0], "Les roues grincent", IVY[1], "Une selle trop dure", IVY[2], "Bien cher"]
    for n in range(0, 6, len(places)):
        shown = [changed(t, 20 - n, **p) for t, p in zip(texts[n:], places, strict=False)]
        polled(shown)
    assert polled.texts() == sorted(texts), why

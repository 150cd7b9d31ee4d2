"""An id that tells no items apart is no id: what a feed may do with its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.kit.reading.identity import Item, fingerprint, is_hollow, place, told_apart

NOON = datetime(2026, 11, 26, 12, 5, tzinfo=UTC)
ITEM = Item(
    id="7", link="https://x.example/a", title="Late", text="No van", author="Jo", posted_at=NOON
)


def test_an_id_of_its_own_is_kept() -> None:
    assert told_apart([ITEM, replace(ITEM, id="8")]) == ["7", "8"]


def test_one_id_for_all_leaves_each_its_own_place() -> None:
    items = [replace(ITEM, link=f"https://x.example/{n}", text=f"No van {n}") for n in range(3)]
    assert told_apart(items) == [f"https://x.example/{n}" for n in range(3)]


def test_one_id_and_one_link_for_all_leaves_each_its_words() -> None:
    items = [replace(ITEM, text=f"No van on day {n}") for n in range(10)]
    ids = told_apart(items)
    assert len({*ids}) == 10
    assert told_apart(items[3:]) == ids[3:], "others that leave change nothing"


def test_the_same_words_under_one_id_by_two_people_are_two() -> None:
    assert len({*told_apart([ITEM, replace(ITEM, author="Al")])}) == 2


def test_the_same_item_twice_comes_out_once() -> None:
    assert told_apart([ITEM, ITEM]) == ["7", None]
    without = replace(ITEM, id=None)
    assert told_apart([without, without]) == ["https://x.example/a", None]


def test_an_item_that_is_filed_under_two_addresses_is_one() -> None:
    long = replace(ITEM, text="The van never came and nobody at the shop knows why")
    assert told_apart([long, replace(long, link="https://x.example/b")]) == ["7", None]


def test_stars_alone_of_one_day_are_as_many_as_they_are() -> None:
    stars = Item(
        id="reviews",
        link="https://x.example/reviews",
        title="★★★★★",
        text="",
        author=None,
        posted_at=NOON.replace(hour=0, minute=0),
    )
    ids = told_apart([stars] * 4)
    assert None not in ids
    assert len({*ids}) == 4
    assert told_apart([stars] * 5)[:4] == ids


@pytest.mark.parametrize("author", ["Utilisateur Google", "A Google user", "Client vérifié"])
def test_stars_of_whom_a_platform_names_nobody_are_as_many_as_they_are(author: str) -> None:
    stars = replace(ITEM, id=None, link=None, title="★", text="", author=author)
    assert len({*told_apart([stars] * 3)} - {None}) == 3
    assert len({*told_apart([replace(stars, author="Nora B")] * 3)} - {None}) == 1


@pytest.mark.parametrize(
    "id_", ["", " ", "0", "null", "None", "undefined", "https://x.example", "https://x.example/"]
)
def test_what_says_nothing_is_no_id(id_: str) -> None:
    assert is_hollow(id_)
    assert told_apart([replace(ITEM, id=id_)]) == ["https://x.example/a"]


@pytest.mark.parametrize("id_", ["1", "https://x.example/?p=1", "https://x.example/#c1", "tag:x,1"])
def test_what_may_be_an_id_is_one(id_: str) -> None:
    assert not is_hollow(id_)


def test_an_anchor_is_a_place_and_a_trail_is_none() -> None:
    assert place("https://x.example/post#comment-4") == "https://x.example/post#comment-4"
    assert place("https://x.example/post#xtor=RSS-1") == "https://x.example/post"
    assert place("https://x.example/post/?utm_source=rss#:~:text=a") == "https://x.example/post"


def test_an_address_that_is_anothers_id_is_no_place() -> None:
    other = replace(ITEM, id="https://x.example/a", link="https://x.example/b", text="Other")
    ids = told_apart([replace(ITEM, id=None), other])
    assert ids[1] == "https://x.example/a"
    assert ids[0] not in (None, ids[1])


def test_a_time_that_all_share_is_not_part_of_an_id() -> None:
    """Some feeds date every item with the moment of the visit."""
    items = [replace(ITEM, id=None, text=f"No van {n}") for n in range(3)]
    later = [replace(item, posted_at=NOON.replace(hour=13)) for item in items]
    assert told_apart(items) == told_apart(later)


def test_a_long_id_is_hashed_and_stays_apart() -> None:
    ids = told_apart([replace(ITEM, id="x" * 500 + end, text=end) for end in "ab"])
    assert len({*ids}) == 2
    assert all(len(id_ or "") < 100 for id_ in ids)


def test_nothing_and_an_empty_text_are_not_the_same_part() -> None:
    assert fingerprint(None) != fingerprint("")


def _newest_first(ids: list[str]) -> list[Item]:
    return [
        replace(ITEM, id=id_, link=None, text=f"van {n}", posted_at=NOON - timedelta(hours=n))
        for n, id_ in enumerate(ids)
    ]


@pytest.mark.parametrize("first", [0, 1])
def test_ids_that_count_the_items_of_a_reply_are_none(first: int) -> None:
    items = [replace(one, id=str(n)) for n, one in enumerate(_newest_first(["x"] * 4), first)]
    later = [replace(one, id=str(n)) for n, one in enumerate(items[1:], first)]
    assert told_apart(items)[1:] == told_apart(later)


@pytest.mark.parametrize("ids", [["3", "2", "1"], ["1", "2", "7"], ["1", "3", "2"]])
def test_ids_that_a_site_counts_are_its_own(ids: list[str]) -> None:
    assert told_apart(_newest_first(ids)) == ids


def test_ids_that_a_site_counts_are_its_own_where_its_newest_is_last() -> None:
    assert told_apart(_newest_first(["3", "2", "1"])[::-1]) == ["1", "2", "3"]

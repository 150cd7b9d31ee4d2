"""A newest-first listing is read completely, whatever arrives and wherever a poll is cut."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import serving
from rigs.effort import PATIENCE, examples

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import UNREADABLE, SourceChangedError
from connectors.kit.http.fetch import get_json
from connectors.kit.walk.lists import State, read_on, states_in
from connectors.kit.walk.paging import Fetch, Listed, Listing, Reach, newest_first, older_in


def mention(number: int) -> Mention:
    return Mention(external_id=str(number), text="x", genre="forum_post")


@dataclass
class Site:
    """A source that lists its newest posts first; each post's position is the second it came."""

    page_size: int
    by_number: bool  # pages by number, which shift as posts arrive; else by "older than this one"
    random: Random
    seconds: list[int] = field(default_factory=list)  # of each post, oldest first
    asked: int = 0
    arrivals: list[int] = field(default_factory=list)  # how many arrive before each request

    def post(self, count: int) -> None:
        for _ in range(count):
            now = self.seconds[-1] if self.seconds else 0
            self.seconds.append(now + self.random.choice((0, 0, 1, 3)))

    def fetch(self, at: str | None, fresh: bool) -> Listing | None:
        assert fresh or at is None
        self.asked += 1
        self.post(self.arrivals.pop() if self.arrivals else 0)
        newest_first = range(len(self.seconds) - 1, -1, -1)
        skipped = 0
        if at is not None and self.by_number:
            skipped = int(at) * self.page_size
        elif at is not None:
            skipped = len(self.seconds) - int(at)
        page = list(newest_first[skipped : skipped + self.page_size])
        older = None
        if skipped + self.page_size < len(self.seconds):
            older = str(skipped // self.page_size + 1 if self.by_number else page[-1])
        self.random.shuffle(page)
        items = tuple(Listed(self.seconds[n], str(n), mention(n)) for n in page)
        return Listing(items, older)


def poll(site: Site, cursor: str | None, reach: Reach) -> tuple[set[str], str | None, bool]:
    found: set[str] = set()
    behind = False
    with suppress(SourceChangedError):  # posts came faster than pages of one post were read
        for page in newest_first(site.fetch, cursor, reach):
            found |= {m.external_id for m in page.mentions}
            cursor = page.cursor or cursor
            behind = page.behind
    return found, cursor, behind


@settings(max_examples=examples(60, thorough=300))
@given(
    page_size=st.integers(1, 7),
    by_number=st.booleans(),
    max_pages=st.integers(2, 5),
    first=st.integers(0, 40),
    later=st.lists(st.integers(0, 60), min_size=1, max_size=4),
    between=st.lists(st.integers(0, 3), max_size=12),
    seed=st.integers(0, 2**32),
)
def test_every_post_is_yielded_in_the_end(
    page_size: int,
    by_number: bool,
    max_pages: int,
    first: int,
    later: list[int],
    between: list[int],
    seed: int,
) -> None:
    """Posts arrive between polls and between two requests of one; seconds repeat."""
    site = Site(page_size, by_number, Random(seed), arrivals=between)
    reach = Reach(max_pages=max_pages, overlap=1, floor=-1)
    site.post(first)
    cursor: str | None = None
    found: set[str] = set()
    for count in later:
        got, cursor, _ = poll(site, cursor, reach)
        found |= got
        site.post(count)
    for _ in range(3 * len(site.seconds) + 9):
        got, cursor, _ = poll(site, cursor, reach)
        found |= got
        if len(found) == len(site.seconds):
            break
    assert found == {str(n) for n in range(len(site.seconds))}


@settings(max_examples=examples(40, thorough=100))
@given(stop=st.integers(1, 12), seed=st.integers(0, 99), by_number=st.booleans())
def test_a_poll_that_is_killed_between_two_pages_loses_nothing(
    stop: int, seed: int, by_number: bool
) -> None:
    site = Site(3, by_number, Random(seed))
    site.post(5)
    _, cursor, _ = poll(site, None, Reach(overlap=1))
    site.post(40)
    found: set[str] = set()
    for number, page in enumerate(newest_first(site.fetch, cursor, Reach(overlap=1)), start=1):
        found |= {m.external_id for m in page.mentions}
        cursor = page.cursor or cursor
        if number == stop:
            break
    site.post(4)
    for _ in range(9):
        got, cursor, _ = poll(site, cursor, Reach(overlap=1))
        found |= got
    assert found >= {str(n) for n in range(5, 49)}


def test_with_nothing_new_one_request_is_enough() -> None:
    site = Site(10, False, Random(1))
    site.post(100)
    _, cursor, _ = poll(site, None, Reach(overlap=1))
    site.asked = 0
    assert poll(site, cursor, Reach(overlap=1))[1] == cursor
    assert site.asked == 1


def test_a_first_poll_without_a_floor_takes_the_newest_pages_and_leaves_no_gap() -> None:
    site = Site(10, False, Random(1))
    site.post(100)
    found, cursor, behind = poll(site, None, Reach(max_pages=3))
    assert (len(found), behind) == (30, False)
    assert json.loads(cursor or "") == {"upto": site.seconds[-1]}


def test_a_poll_that_is_cut_says_so_and_keeps_the_gap_in_its_cursor() -> None:
    site = Site(10, False, Random(1), seconds=list(range(10)))
    _, cursor, _ = poll(site, None, Reach())
    site.seconds += range(10, 60)
    _, cursor, behind = poll(site, cursor, Reach(max_pages=2))
    assert behind
    assert json.loads(cursor or "") == {"upto": 59, "gap": [9, 40], "at": "50"}


def test_a_poll_that_closes_a_gap_reads_the_news_as_far_as_ever() -> None:
    """The pages of the gap have the same numbers as those of the news: that is no circle."""
    site = Site(10, True, Random(1), seconds=list(range(10)))
    _, cursor, _ = poll(site, None, Reach())
    site.seconds += range(10, 60)
    _, cursor, _ = poll(site, cursor, Reach(max_pages=2))
    site.seconds += range(60, 100)
    found, cursor, behind = poll(site, cursor, Reach(max_pages=50))
    assert not behind
    assert {str(n) for n in (*range(10, 40), *range(60, 100))} <= found


def listing(*positions: int, older: str | None = None) -> Listing:
    return Listing(tuple(Listed(p, str(p), mention(p)) for p in positions), older)


@pytest.mark.parametrize(
    "pages",
    [
        {None: listing(9, 8, older="a"), "a": listing(7, 6, older="a")},  # its own page for ever
        {None: listing(9, 8, older="a"), "a": listing(older="b")},  # an empty page at the end
    ],
)
def test_a_listing_that_never_ends_is_left(pages: dict[str | None, Listing]) -> None:
    def fetch(at: str | None, _fresh: bool) -> Listing:
        return pages[at]

    assert len(list(newest_first(fetch, '{"upto": 1}', Reach(max_pages=50)))) <= 4


def test_posts_deleted_between_two_polls_do_not_hide_those_below_them() -> None:
    """Numbered pages slip upwards: the page where the last poll was cut shows older posts now."""
    numbers = list(range(99, -1, -1))

    def fetch(at: str | None, _fresh: bool) -> Listing:
        start = 10 * int(at or 0)
        older = str(int(at or 0) + 1) if start + 10 < len(numbers) else None
        return listing(*numbers[start : start + 10], older=older)

    def read(cursor: str) -> tuple[set[str], str]:
        found: set[str] = set()
        for page in newest_first(fetch, cursor, Reach(max_pages=3)):
            found |= {m.external_id for m in page.mentions}
            cursor = page.cursor or cursor
        return found, cursor

    found, cursor = read('{"upto": 9}')
    numbers[:25] = [101, 100]
    for _ in range(5):
        more, cursor = read(cursor)
        found |= more
    assert found >= {str(n) for n in range(10, 102)}
    assert json.loads(cursor) == {"upto": 101}


def test_a_listing_that_goes_round_under_new_names_is_an_error() -> None:
    def fetch(at: str | None, _fresh: bool) -> Listing:
        return listing(9, 8, older=str(int(at or 0) + 1))

    with pytest.raises(SourceChangedError, match="again and again"):
        list(newest_first(fetch, '{"upto": 1}', Reach(max_pages=50)))


def test_a_pinned_old_post_does_not_end_the_poll() -> None:
    pages: dict[str | None, Listing] = {
        None: listing(1, 30, 29, older="a"),
        "a": listing(28, 27, 5),
    }
    found = [
        m for page in newest_first(lambda at, _: pages[at], '{"upto": 5}') for m in page.mentions
    ]
    assert {m.external_id for m in found} >= {"30", "29", "28", "27"}


def test_a_date_in_2099_does_not_hide_what_comes_after_it() -> None:
    pages: dict[str | None, Listing] = {None: listing(4_070_908_800, 30, 29)}
    [page] = newest_first(lambda at, _: pages[at], '{"upto": 28}', Reach(ceiling=1_000))
    assert len(page.mentions) == 3
    assert json.loads(page.cursor or "") == {"upto": 30}


def test_a_listing_that_went_back_is_read_again() -> None:
    """The site was set up anew, or the cursor came from the future."""
    pages: dict[str | None, Listing] = {None: listing(4, 3, older="a"), "a": listing(2, 1)}
    found = list(newest_first(lambda at, _: pages[at], '{"upto": 900}'))
    assert sum(len(page.mentions) for page in found) == 4
    assert json.loads(found[-1].cursor or "") == {"upto": 4}


@pytest.mark.parametrize("cursor", ["", "{", "[]", '{"upto": "x"}', '{"upto": 1, "gap": 3}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    [page] = newest_first(lambda _, __: listing(1), cursor)
    assert page.cursor == '{"upto": 1}'


def test_unchanged_news_end_the_poll_with_nothing() -> None:
    assert list(newest_first(lambda _, __: None, '{"upto": 4}')) == []


@pytest.fixture
def forum() -> Iterator[str]:
    """Posts 0 to 1,299, a hundred a page, by `before`."""

    def answer(request: httpx.Request) -> httpx.Response:
        before = int(request.url.params.get("before", "1300"))
        return httpx.Response(200, json=list(range(before - 1, max(before - 101, -1), -1)))

    with serving(answer) as url:
        yield f"{url}/posts"


def test_1200_unseen_posts_behind_a_page_limit_are_all_read_over_http(forum: str) -> None:
    found: list[str] = []
    cursor, polls, behind = '{"upto": 99}', 0, True
    with httpx.Client(trust_env=False, timeout=PATIENCE) as http:

        def fetch(at: str | None, fresh: bool) -> Listing | None:
            numbers = get_json(http, forum, {"before": at} if at else None, fresh=fresh)
            return listing(*numbers, older=str(numbers[-1]))

        while behind and polls < 9:
            polls += 1
            for page in newest_first(fetch, cursor, Reach(max_pages=5)):
                found += [m.external_id for m in page.mentions]
                cursor, behind = page.cursor or cursor, page.behind
    assert {str(n) for n in range(100, 1300)} <= set(found)
    assert polls == 3
    assert json.loads(cursor) == {"upto": 1299}


def test_of_several_lists_each_goes_on_from_where_it_stands_down_to_its_own_first_floor() -> None:
    floors: list[int] = []

    def fetch_from(floor: int) -> Fetch:
        floors.append(floor)
        return lambda at, fresh: listing(12, 4, 3, older="2")  # noqa: ARG005

    states: dict[str, State] = {"other": {"upto": 3, "from": 2}}
    for since in (5, 9):
        assert len(list(read_on(states, "a", fetch_from, since, Reach(overlap=1)))) == 1
        assert states == {"other": {"upto": 3, "from": 2}, "a": {"upto": 12, "from": 5}}
    assert floors == [5, 5], "what was too old at first is not news later"
    assert states_in(json.loads(json.dumps(states))) == states
    odd: tuple[Any, ...] = ({"a": {"upto": 3}}, {"a": {"from": "x"}}, {"a": 3}, [])
    for broken in odd:
        with pytest.raises(UNREADABLE):
            states_in(broken)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"data": {"after": "t3_x"}}, "t3_x"),
        ({"data": {"after": ""}}, None),
        ({"data": {"after": 7}}, None),
        ({"data": {"after": None}}, None),
        ({"data": ["after"]}, None),
        ({"data": {}}, None),
        ([], None),
    ],
)
def test_the_token_of_the_next_page_is_a_text_where_it_stands(
    found: object, expected: str | None
) -> None:
    assert older_in(found, "data", "after") == expected


def _read(pages: dict[str | None, Listing], cursor: str | None) -> list[Page]:
    return list(newest_first(lambda at, _: pages[at], cursor, Reach(max_pages=4, floor=-1)))


def _posts(*seconds: int, older: str | None) -> Listing:
    items = (
        Listed(s, str(s), Mention(external_id=str(s), text="x", genre="social_post"))
        for s in seconds
    )
    return Listing(tuple(items), older)


def _odd(older: str | None, n: int = 2) -> Listing:
    return Listing((), older, tuple(f"item {k}: no id" for k in range(1, n + 1)))


@pytest.mark.parametrize("place", [None, "b", "c"])
def test_a_page_of_odd_items_alone_is_told_and_what_lies_behind_it_is_read(
    place: str | None,
) -> None:
    pages = {
        None: _posts(90, 80, older="b"),
        "b": _posts(70, 60, older="c"),
        "c": _posts(50, 40, older=None),
    }
    old = _read({None: _posts(30, older=None)}, None)[-1].cursor
    mended = dict(pages)
    pages[place] = _odd(pages[place].older)
    read = _read(pages, old)
    assert [line for page in read for line in page.refused] == ["item 1: no id", "item 2: no id"]
    found = {m.external_id for page in read for m in page.mentions}
    assert found == {"90", "80", "70", "60", "50", "40"} - {
        m.external_id for m in (i.mention for i in mended[place].items) if m
    }
    if place is None:
        later = _read(mended, read[-1].cursor)
        assert {"90", "80"} <= {m.external_id for page in later for m in page.mentions}


def test_odd_items_at_the_top_do_not_let_all_be_read_again() -> None:
    old = _read({None: _posts(90, 80, older=None)}, None)[-1].cursor
    [_, second] = _read({None: _odd("b"), "b": _posts(80, 70, older="c")}, old)
    assert json.loads(second.cursor or "")["upto"] == 90


def test_many_odd_items_alone_are_told_to_be_no_accident() -> None:
    [page] = _read({None: _odd(None, 5)}, None)
    assert page.cursor is None
    assert ["none of the 5 items" in str(line) for line in page.said] == [True]
    assert _read({None: _odd(None, 4)}, None)[0].said == ()


def test_pages_of_odd_items_alone_end_with_the_polls_pages() -> None:
    asked = []

    def fetch(at: str | None, _: bool) -> Listing:
        asked.append(at)
        return _odd(str(len(asked)))

    pages = list(newest_first(fetch, None, Reach(max_pages=3)))
    assert len(asked) == 3
    assert {page.cursor for page in pages} == {None}

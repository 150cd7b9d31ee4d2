"""A search or a server that learns of posts late: nothing is lost, and a standstill is told."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import time_machine
from polls import polled

from connectors.hackernews.source import CAP, HITS, Hackernews
from connectors.kit.contract import Mention, Page
from connectors.kit.said import Said
from connectors.kit.walk.paging import DAY, DEEP, Listed, Listing, Reach, newest_first
from connectors.kit.walk.stalls import is_stalled, usual_silence
from connectors.mastodon.source import Mastodon
from connectors.mastodon.statuses import Status
from connectors.mastodon.tagfeed import Feed, TagFeed

NOW = 1_795_212_000  # 2026-11-20 22:00
HOUR = 3_600
QUARTER = 900


def at(second: int) -> time_machine.travel:
    return time_machine.travel(datetime.fromtimestamp(second, UTC), tick=False)


@dataclass
class Search:
    """Algolia with a cap of its own; what stands in `hits` is what its index knows by now."""

    hits: list[tuple[int, int]] = field(default_factory=list)  # id and second
    asked: int = 0
    is_still: bool = False  # the newest page is a 304

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        bound = request.url.params.get("numericFilters")
        if self.is_still and bound is None and "if-none-match" in request.headers:
            return httpx.Response(304)
        upper = int(bound.partition("<=")[2]) if bound else 2**33
        found = sorted((h for h in self.hits if h[1] <= upper), key=lambda h: (-h[1], -h[0]))
        size, number = (
            int(request.url.params["hitsPerPage"]),
            int(request.url.params.get("page", 0)),
        )
        page = found[:CAP][number * size : (number + 1) * size]
        body = [
            {"objectID": str(n), "created_at_i": second, "comment_text": "Zephyr", "author": "u"}
            for n, second in page
        ]
        return httpx.Response(200, json={"hits": body})

    def poll(self, cursor: str | None, now: int) -> tuple[list[Page], str | None]:
        source = Hackernews(name="hn", query=("Zephyr",))
        with at(now):
            return polled(source, self, cursor)


def ids(pages: list[Page]) -> set[str]:
    return {m.external_id for page in pages for m in page.mentions}


def said(pages: list[Page]) -> list[tuple[str, bool]]:
    lines = [line for page in pages for line in page.said]
    return [(line.code, line.ends) for line in lines if isinstance(line, Said)]


def flow(first: int, count: int, newest: int, every: int) -> list[tuple[int, int]]:
    return [(first + n, newest - n * every) for n in range(count)]


@pytest.mark.parametrize("late", [2 * HOUR, 36 * HOUR, 72 * HOUR])
@pytest.mark.slow
def test_a_post_indexed_late_behind_600_newer_ones_is_read_within_a_day(late: int) -> None:
    search = Search(flow(1, 50, NOW - late - HOUR, HOUR))
    _, cursor = search.poll(None, NOW)
    search.hits += flow(1_000, 600, NOW, late // 600)
    _, cursor = search.poll(cursor, NOW + QUARTER)
    search.hits.append((7, NOW + QUARTER - late))  # written then, and known only now
    found: set[str] = set()
    for n in range(2, 98):
        pages, cursor = search.poll(cursor, NOW + n * QUARTER)
        found |= ids(pages)
    assert "7" in found


@pytest.mark.slow
def test_only_one_poll_a_day_reads_deep() -> None:
    search = Search(flow(1, 900, NOW, 300))
    _, cursor = search.poll(None, NOW)
    requests = []
    for n in range(1, 98):
        before = search.asked
        _, cursor = search.poll(cursor, NOW + n * QUARTER)
        requests.append(search.asked - before)
    assert sorted(requests)[-1] > 3
    assert sum(count > 1 for count in requests) == 1


def test_a_cursor_of_the_first_release_reads_deep_at_once() -> None:
    search = Search([*flow(1_000, 600, NOW, 60), (7, NOW - 36 * HOUR)])
    old = json.dumps({"Zephyr": {"upto": NOW, "from": NOW - 30 * DAY}})
    pages, cursor = search.poll(old, NOW + QUARTER)
    assert "7" in ids(pages)
    assert json.loads(cursor or "")["Zephyr"]["deep"] == NOW + QUARTER


def test_a_deep_reading_that_is_cut_goes_on_and_what_is_new_is_read() -> None:
    search = Search([*flow(10_000, 5_000, NOW, 50), (7, NOW - 70 * HOUR)])
    cursor: str | None = json.dumps({"Zephyr": {"upto": NOW, "from": NOW - 30 * DAY}})
    found: set[str] = set()
    for n in range(1, 6):
        search.hits.append((90_000 + n, NOW + n * QUARTER))
        pages, cursor = search.poll(cursor, NOW + n * QUARTER)
        found |= ids(pages)
    assert found >= {"7", "90001", "90005"}
    assert "gap" not in json.loads(cursor or "")["Zephyr"]


def test_a_clock_that_was_set_back_does_not_put_it_off() -> None:
    fetched: list[bool] = []

    def fetch(_at: str | None, fresh: bool) -> Listing:
        fetched.append(fresh)
        return Listing((Listed(NOW, "1", None),), None)

    reach = Reach(overlap=HOUR, deep=DEEP, now=NOW)
    for deep, is_due in (
        (NOW - HOUR, False),
        (NOW - DAY, True),
        (NOW + 9 * DAY, True),
        (None, True),
    ):
        cursor = json.dumps({"upto": NOW, "deep": deep})
        list(newest_first(fetch, cursor, reach))
        assert fetched.pop() == is_due, deep  # afresh: a 304 says nothing of what is below


def test_a_search_that_stands_still_is_told_until_it_moves() -> None:
    search = Search(flow(1, 200, NOW, 40 * 60))
    pages, cursor = search.poll(None, NOW)
    assert said(pages) == []
    # For polls that are told "unchanged".
    assert json.loads(cursor or "")["Zephyr"]["usual"] == 40 * 60
    for later in (18, 36):
        pages, cursor = search.poll(cursor, NOW + later * HOUR)
        assert said(pages) == [("stalled", True)]
    search.hits += flow(1_000, 54, NOW + 36 * HOUR, 40 * 60)
    pages, cursor = search.poll(cursor, NOW + 36 * HOUR + QUARTER)
    assert said(pages) == []
    assert len(ids(pages) & {str(1_000 + n) for n in range(54)}) == 54


def test_a_rare_name_does_not_stand_still() -> None:
    rare = Search(flow(1, 30, NOW, 2 * DAY))
    _, cursor = rare.poll(None, NOW)
    assert said(rare.poll(cursor, NOW + 36 * HOUR)[0]) == []
    few = Search(flow(1, 5, NOW, 600))
    _, cursor = few.poll(None, NOW)
    assert said(few.poll(cursor, NOW + 36 * HOUR)[0]) == []


def test_a_standstill_is_told_though_the_newest_page_is_unchanged() -> None:
    state = {"upto": NOW, "from": 0, "deep": NOW + 20 * HOUR, "usual": 40 * 60}
    source = Hackernews(name="hn", query=("Zephyr",))

    def unchanged(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(304)

    with at(NOW + 30 * HOUR), httpx.Client(transport=httpx.MockTransport(unchanged)) as http:
        pages = list(source.pages(http, json.dumps({"Zephyr": state})))
    assert said(pages) == [("stalled", True)]


def test_usual_is_the_longest_silence_of_enough_hits() -> None:
    assert usual_silence(range(19)) is None
    assert usual_silence([*range(0, 100, 5), 170]) == 75
    assert not is_stalled(NOW, None, NOW + 9 * DAY)
    assert not is_stalled(NOW, 60, NOW + 5 * HOUR)
    assert is_stalled(NOW, 60, NOW + 7 * HOUR)


def test_more_posts_of_one_second_than_the_search_shows_are_told() -> None:
    search = Search([*((n, NOW) for n in range(1_500)), (7_000, NOW - 60)])
    pages, _ = search.poll(None, NOW)
    assert said(pages) == [("wall", False)]
    assert len(ids(pages)) == CAP + 1
    few = Search([(n, NOW) for n in range(2 * HITS)])
    assert said(few.poll(None, NOW)[0]) == []


def status(number: int, second: int) -> Status:
    uri = f"https://a.example/{number}"
    made = Mention(external_id=uri, text="#acme", genre="mastodon_post")
    # Servers make ids of the time a post was written.
    return Status(f"{second}{number:06}", uri, second, made, True, False, True)


@dataclass
class Tag:
    """A tag's feed on one server, 40 a page."""

    statuses: list[Status] = field(default_factory=list)
    asked: int = 0

    def ask(self, params: dict[str, str], _fresh: bool) -> list[Status]:
        self.asked += 1
        known = sorted(self.statuses, key=lambda s: s.id)
        if low := params.get("min_id"):
            return [s for s in known if s.id > low][:40]
        high = params.get("max_id", "9" * 30)
        return [s for s in reversed(known) if s.id < high][:40]

    def poll(self, cursor: Any, now: int, pages: int = 10) -> tuple[set[str], Any]:
        feed = Feed.from_json(cursor) if cursor else None
        found: set[str] = set()
        for step in TagFeed(self.ask, lambda _: True, now - 30 * DAY, pages, now).read(feed):
            found |= {s.uri for s in step.statuses}
            cursor = json.loads(json.dumps(step.feed.to_json()))
        return found, cursor


def test_a_status_that_reaches_its_server_late_is_read_within_a_day() -> None:
    tag = Tag([status(n, NOW - 60 * n) for n in range(100)])
    _, cursor = tag.poll(None, NOW)
    tag.statuses += [status(1_000 + n, NOW + 60 * n) for n in range(500)]
    for n in range(1, 4):
        _, cursor = tag.poll(cursor, NOW + 9 * HOUR + n * QUARTER)
    tag.statuses.append(status(7, NOW - 27 * HOUR))
    found: set[str] = set()
    asked = []
    for n in range(4, 100):
        before = tag.asked
        more, cursor = tag.poll(cursor, NOW + 9 * HOUR + n * QUARTER, pages=6)
        found |= more
        asked.append(tag.asked - before)
    assert "https://a.example/7" in found
    # One deep reading of some 600, in several polls; every other poll asks for its window only.
    assert 1 <= sum(count > min(asked) for count in asked) <= 8


def test_a_tags_cursor_of_the_first_release_is_read() -> None:
    tag = Tag([status(n, NOW - 60 * n) for n in range(300)])
    old = {"seen": [[status(0, NOW).id, status(0, NOW).uri, NOW]]}
    found, cursor = tag.poll(old, NOW + QUARTER)
    assert len(found) == 300
    assert cursor["deep"] == NOW + QUARTER
    assert "again" not in cursor
    again, _ = tag.poll(cursor, NOW + 2 * QUARTER)
    assert len(again) < 50


def post(number: int, second: int) -> dict[str, Any]:
    written = datetime.fromtimestamp(second, UTC).isoformat()
    return {
        "id": str(number),
        "uri": f"https://m.example/{number}",
        "created_at": written,
        "content": "Acme",
        "visibility": "public",
        "account": {"acct": "u", "indexable": True},
    }


def search(posts: list[dict[str, Any]], cursor: str | None, now: int, *, walls: bool) -> list[Page]:
    source = Mastodon.model_validate(
        {"name": "m", "instances": ["https://m.example"], "phrases": ["Acme"], "token": "t"}
    )

    def answer(request: httpx.Request) -> httpx.Response:
        start = 0 if walls else int(request.url.params["offset"])
        newest = sorted(posts, key=lambda p: p["created_at"], reverse=True)
        return httpx.Response(200, json={"statuses": newest[start : start + 40]})

    with at(now), httpx.Client(transport=httpx.MockTransport(answer)) as http:
        return list(source.pages(http, cursor))


def test_a_mastodon_search_reads_deep_once_a_day() -> None:
    known = [post(n, NOW - 600 * n) for n in range(100)]
    pages = search(known, None, NOW, walls=False)
    late = [*known, post(900, NOW - 10 * HOUR)]
    pages = search(late, pages[-1].cursor, NOW + QUARTER, walls=False)
    assert "https://m.example/900" not in ids(pages)
    pages = search(late, pages[-1].cursor, NOW + DAY + QUARTER, walls=False)
    assert "https://m.example/900" in ids(pages)


def test_a_search_that_shows_its_newest_page_only_is_told() -> None:
    known = [post(n, NOW - 600 * n) for n in range(100)]
    assert said(search(known, None, NOW, walls=True)) == [("search_ends", False)]

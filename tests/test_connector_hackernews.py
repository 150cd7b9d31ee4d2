import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx
import pytest
import time_machine
from contract import check_contract
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import serving
from polls import ids, polled
from pydantic import ValidationError
from replay import Replay

from connectors.hackernews import source as hackernews
from connectors.hackernews.source import CAP, HITS, OVERLAP, Hackernews
from connectors.kit.contract import Mention, Page
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from connectors.kit.walk.paging import DAY

PAGE = "hackernews/search.json"
NOW = 1_795_212_000  # 2026-11-20 22:00
AT = datetime.fromtimestamp(NOW, UTC)


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def source(**options: Any) -> Hackernews:
    return Hackernews.model_validate({"name": "hn", "query": "Zephyr", **options})


def read(*replies: str | httpx.Response, **options: Any) -> list[Mention]:
    return [m for page in source(**options).pages(Replay(*replies), None) for m in page.mentions]


def hit(number: int, text: str, second: int = NOW, **more: Any) -> dict[str, Any]:
    return {
        "objectID": str(number),
        "created_at_i": second,
        "author": f"user{number % 7}",
        "comment_text": text,
        "story_id": 1,
        "parent_id": 1,
        "points": None,
        "num_comments": None,
        **more,
    }


def hits(*found: Any) -> httpx.Response:
    return httpx.Response(200, json={"hits": list(found)})


def test_keeps_the_contract() -> None:
    check_contract(source(), PAGE)


def test_a_comment_becomes_a_mention_of_its_thread() -> None:
    assert read(PAGE)[0] == Mention(
        external_id="46001207",
        url="https://news.ycombinator.com/item?id=46001207",
        author=read(PAGE)[0].author,
        text=(
            "I moved off Zéphyr last year.\nThe export took two days & lost every tag:\n"
            "zephyr export --all\nhttps://example.org/a"
        ),
        posted_at=datetime(2026, 11, 20, 9, 15, 2, tzinfo=UTC),
        genre="hn_comment",
        venue="public",
        parent_url="https://news.ycombinator.com/item?id=46000988",
        thread_key="46000001",
        thread_title="Show HN: A smaller tracker",
    )


def test_a_story_brings_its_points_and_answers() -> None:
    ask, linked = (m for m in read(PAGE) if m.genre == "hn_story_title")
    assert (ask.title, ask.text) == (
        "Ask HN: Is Zephyr's free plan gone?",
        "They removed it from the pricing page.",
    )
    assert (ask.likes, ask.replies, ask.thread_key) == (41, 17, "45999120")
    assert (linked.title, linked.text) == (None, "We rewrote our sync engine")
    assert (linked.likes, linked.replies) == (3, 0)


def test_the_brands_own_account_is_the_owner() -> None:
    own = [m.text for m in read(PAGE, own_accounts=("zephyr_team",)) if m.by_owner]
    assert own == ["Hi, Camille from Zephyr here: the free plan stays."]


@pytest.mark.parametrize(
    ("query", "said", "is_kept"),
    [
        ("Zephyr", "ZÉPHYR!", True),  # without case and accents
        ("Zéphyr", "zephyr's", True),
        ("Zephyr", "zephyrs", False),  # Algolia also finds what only begins alike
        ("Zephyr", "zephir", False),  # and what is mistyped
        ("Zephyr One", "the zephyr\none", True),
        ("Zephyr One", "zephyr, one of many", False),  # and each word by itself
        ("C++", "in C++, no", True),
    ],
)
def test_what_the_search_brings_is_read_again(query: str, said: str, is_kept: bool) -> None:
    assert bool(read(hits(hit(1, said)), query=query)) == is_kept


def test_one_unreadable_hit_is_reported_and_the_rest_is_read() -> None:
    reply = hits(hit(1, "Zephyr"), {"objectID": "2"}, hit(3, "Zephyr", 10**18), "hit")
    [page] = source().pages(Replay(reply), None)
    assert [m.external_id for m in page.mentions] == ["1"]
    assert [line.partition(":")[0] for line in page.refused] == ["hit 2", "hit 3", "hit 4"]
    assert read(hits({"objectID": "2"})) == []


@pytest.mark.parametrize(
    "wrong", [{"query": []}, {"query": ["Zephyr", " - "]}, {"tags": []}, {"tags": ["poll"]}]
)
def test_settings_that_search_for_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source(**wrong)


@dataclass
class Algolia:
    """The search as it behaves: a cap on hits, near misses, newest first, by time and by page."""

    hits: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    arrivals: list[int] = field(default_factory=list)  # how many arrive before each request
    arrive: Callable[[int], list[dict[str, Any]]] = field(default=lambda _: [])

    def answer(self, asked: dict[str, str]) -> dict[str, Any]:
        self.asked.append(asked)
        self.hits += self.arrive(self.arrivals.pop() if self.arrivals else 0)
        assert asked["query"] == '"Zephyr"'
        found = [h for h in self.hits if re.match("z[eé]ph", h["comment_text"].lower())]
        if bound := re.fullmatch(r"created_at_i<=(\d+)", asked.get("numericFilters", "")):
            found = [h for h in found if h["created_at_i"] <= int(bound[1])]
        found.sort(key=lambda h: (-h["created_at_i"], -int(h["objectID"])))
        size, number = int(asked["hitsPerPage"]), int(asked.get("page", 0))
        page = found[:CAP][number * size : (number + 1) * size]
        return {"hits": page, "nbHits": len(found), "page": number, "hitsPerPage": size}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=self.answer(dict(request.url.params)))


def poll(algolia: Algolia, cursor: str | None, **options: Any) -> tuple[list[Page], str | None]:
    return polled(source(**options), algolia, cursor)


def test_2500_hits_are_read_past_the_cap_of_1000() -> None:
    algolia = Algolia([hit(n, "Zephyr", NOW - 30 * n) for n in range(2_500)])
    pages, cursor = poll(algolia, None)
    assert pages[-1].behind
    assert '"gap"' in str(cursor)
    again, cursor = poll(algolia, cursor)
    assert not again[-1].behind
    assert set(ids(pages) + ids(again)) == {str(n) for n in range(2_500)}
    assert len(ids(pages)) == len(set(ids(pages)))
    assert '"gap"' not in str(cursor)


def test_a_second_with_more_hits_than_a_page_is_read_by_pages() -> None:
    same = [hit(n, "Zephyr", NOW - 60) for n in range(3 * HITS)]
    pages, _ = poll(Algolia([*same, hit(9_999, "Zephyr", NOW - 90)]), None)
    assert set(ids(pages)) == {*(h["objectID"] for h in same), "9999"}


def test_the_first_poll_reads_no_further_back_than_it_is_told() -> None:
    """And what it left out as too old does not come with a later poll either."""
    old = [hit(n, "Zephyr", NOW - (n + 1) * DAY) for n in range(100)]
    first, cursor = poll(Algolia(old), None, days_back=10)
    assert set(ids(first)) == {str(n) for n in range(10)}
    second, _ = poll(Algolia([*old, hit(500, "Zephyr")]), cursor, days_back=10)
    assert set(ids(second)) - set(ids(first)) == {"500"}


def test_a_quiet_poll_is_one_request_for_each_phrase() -> None:
    algolia = Algolia([hit(n, "Zephyr", NOW - n) for n in range(50)])
    _, cursor = poll(algolia, None)
    algolia.asked.clear()
    poll(algolia, cursor)
    assert len(algolia.asked) == 1


def test_a_post_that_the_search_learns_of_late_is_read() -> None:
    algolia = Algolia([hit(n, "Zephyr", NOW - n) for n in range(5)])
    _, cursor = poll(algolia, None)
    algolia.hits.append(hit(77, "Zephyr", NOW - OVERLAP + 60))
    assert "77" in ids(poll(algolia, cursor)[0])


def test_phrases_share_one_poll_and_no_hit_comes_twice() -> None:
    both = hits(hit(1, "Zephyr is Zefir"), hit(2, "zefir"), hit(3, "zephyr"))
    pages = list(source(query=["Zephyr", "Zefir"]).pages(Replay(both), None))
    assert sorted(ids(pages)) == ["1", "2", "3"]
    assert json.loads(pages[-1].cursor or "").keys() == {"Zephyr", "Zefir"}


def test_a_phrase_that_is_behind_is_not_hidden_by_the_next() -> None:
    """The listener believes the poll's last page."""

    def answer(request: httpx.Request) -> httpx.Response:
        upper = int(request.url.params.get("numericFilters", f"created_at_i<={NOW}")[14:])
        if request.url.params["query"] == '"Zefir"':
            return hits(hit(1, "Zefir"))
        return hits(*(hit(upper - n, "Zephyr", upper - n) for n in range(HITS)))

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        pages = list(source(query=["Zephyr", "Zefir"]).pages(http, None))
    assert pages[-1].mentions[0].text == "Zefir"
    assert pages[-1].behind


@pytest.mark.parametrize("cursor", ["{", "[]", '{"Zephyr": 3}', '{"Zephyr": {"upto": 1}}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    assert len(ids(poll(Algolia([hit(1, "Zephyr")]), cursor)[0])) == 1


@settings(max_examples=150, deadline=None)
@given(
    first=st.integers(0, 60),
    later=st.lists(st.integers(0, 90), min_size=1, max_size=4),
    between=st.lists(st.integers(0, 4), max_size=12),
    seed=st.integers(0, 2**32),
)
@pytest.mark.slow
@pytest.mark.long
def test_every_hit_is_yielded_in_the_end(
    first: int, later: list[int], between: list[int], seed: int
) -> None:
    """Whatever arrives, early or late, between polls or requests, in equal seconds, amid noise."""
    random, clock, number = Random(seed), [NOW - 20 * DAY], [0]

    def arrive(count: int) -> list[dict[str, Any]]:
        made = []
        for _ in range(count):
            number[0] += 1
            clock[0] += random.choice((0, 0, 1, 40, 9_000))
            text = random.choice(("Zephyr", "zéphyr!", "zephyrs", "zephir"))
            late = random.choice((0, 0, 0, 60, OVERLAP - 1))
            made.append(hit(number[0], text, clock[0] - late))
        return made

    algolia = Algolia(arrive(first), arrivals=between, arrive=arrive)
    cursor: str | None = None
    found: set[str] = set()
    wanted: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hackernews, "HITS", 7)
        patch.setattr(hackernews, "PAGES", 3)
        for count in (*later, *[0] * 60):
            pages, cursor = poll(algolia, cursor)
            assert len(ids(pages)) == len(set(ids(pages)))
            found |= set(ids(pages))
            algolia.hits += arrive(count)
            named = [h for h in algolia.hits if h["comment_text"] in ("Zephyr", "zéphyr!")]
            wanted = {h["objectID"] for h in named}
            if not count and found == wanted:
                break
    assert found == wanted


@pytest.fixture
def served() -> Iterator[tuple[str, Algolia]]:
    """The same search on loopback."""
    algolia = Algolia([hit(n, "Zephyr", NOW - 60 * n) for n in range(450)])
    with serving(algolia) as url:
        yield url, algolia


def test_it_reads_a_server_through_the_guard(served: tuple[str, Algolia]) -> None:
    url, algolia = served
    with guarded_client(allow_private=True, state=HttpState(), spacing=None) as http:
        pages = list(source(url=url + "/").pages(http, None))
    assert len(ids(pages)) == 450
    assert [int(asked["hitsPerPage"]) for asked in algolia.asked] == [HITS] * 3
    assert algolia.asked[0]["tags"] == "(story,comment)"
    assert algolia.asked[0]["typoTolerance"] == "false"

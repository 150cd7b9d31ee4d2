import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from contract import check_contract
from loopback import serving
from polls import ids, ids_of_several, polled
from pydantic import ValidationError
from replay import PAGES, Replay
from sqlmodel import select
from test_collect import Visits
from test_pipeline import Scene

from connectors.discourse import poll as polls
from connectors.discourse.source import Discourse
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from listener.store.store import Store
from listener.store.tables import AnswerRow, MentionRow

PAGE = "discourse/posts.json"
FORUM = "https://forum.zephyr.example"
KEY = "canary-key-0123456789"
AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
SHOWN: list[dict[str, Any]] = json.loads((PAGES / PAGE).read_bytes())["latest_posts"]
REPLY, ANSWER, HELLO, FIRST = SHOWN
TEAM_ONLY = {"post_type": 4}


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def source(**options: Any) -> Discourse:
    return Discourse.model_validate({"name": "f", "url": FORUM, "own_forum": True, **options})


def post(id_: int, text: str = "Zephyr again.", hours: float = 1, **more: Any) -> dict[str, Any]:
    """A reply that was written some hours ago."""
    at = f"{AT - timedelta(hours=hours):%Y-%m-%dT%H:%M:%S.000Z}"
    known = {"id": id_, "post_number": id_ % 90 + 2, "created_at": at, "updated_at": at}
    return {**copy.deepcopy(HELLO), **known, "cooked": f"<p>{text}</p>", **more}


@dataclass
class Site:
    """A forum as it behaves: windows over ids, a search of one post a topic; checks what it is asked."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    key: str | None = None
    is_windowed: bool = False  # a page shows the posts among fifty ids, as older releases do
    has_search: bool = True
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, query = request.url.path, dict(request.url.params)
        self.asked.append(path)
        assert request.method == "GET"
        assert "api_key" not in query
        assert request.headers["accept"] == "application/json"
        if self.key and request.headers.get("api-key") != self.key:
            told = {
                "errors": ["You need to be logged in to do that."],
                "error_type": "not_logged_in",
            }
            return httpx.Response(403, json=told)
        assert ("api-username" in request.headers) == ("api-key" in request.headers)
        there = sorted((p for p in self.posts if not p.get("gone")), key=lambda p: -p["id"])
        if path == "/posts.json":
            assert query.keys() <= {"before"}
            top = int(query.get("before", 2**40))
            shown = [p for p in there if p["id"] <= top and p["post_type"] == 1]
            if self.is_windowed and shown:
                top = min(top, self.posts[-1]["id"])
                shown = [p for p in shown if p["id"] > top - 50]
            return httpx.Response(200, json={"latest_posts": shown[:50]})
        if path == "/search.json":
            assert query.keys() == {"q", "page"}
            if not self.has_search:
                return httpx.Response(403, json={"errors": ["not permitted"]})
            return httpx.Response(200, json=self.search(there, query["q"]))
        if path.startswith("/posts/"):
            id_ = int(path.removeprefix("/posts/").removesuffix(".json"))
            found = next((p for p in there if p["id"] == id_), None)
            if found is None:
                told = {
                    "errors": ["The requested URL could not be found."],
                    "error_type": "not_found",
                }
                return httpx.Response(404, json=told)
            alone = {k: v for k, v in found.items() if k != "topic_title"}
            return httpx.Response(200, json=alone)
        if path.startswith("/t/"):
            return self.topic(there, int(path.removeprefix("/t/").removesuffix(".json")))
        return httpx.Response(404, json={"errors": ["not found"]})

    def topic(self, there: list[dict[str, Any]], id_: int) -> httpx.Response:
        """A topic's own posts do not name it."""
        shown = sorted((p for p in there if p["topic_id"] == id_), key=lambda p: p["id"])
        told = {"id": id_, "title": shown[0]["topic_title"], "slug": shown[0]["topic_slug"]}
        bare = [{k: v for k, v in p.items() if k != "topic_title"} for p in shown[:20]]
        return httpx.Response(200, json={**told, "post_stream": {"posts": bare}})

    def search(self, there: list[dict[str, Any]], asked: str) -> dict[str, Any]:
        phrase, _, rest = asked[1:].partition('" ')
        assert rest.startswith("after:2026-10-2")
        assert rest.endswith(" order:latest")
        newest: dict[int, dict[str, Any]] = {}
        for one in there:
            if phrase.lower() in one["cooked"].lower():
                newest.setdefault(one["topic_id"], one)
        shown = [
            {k: p[k] for k in ("id", "name", "username", "created_at", "post_number", "topic_id")}
            | {"blurb": p["cooked"][3:20] + "...", "like_count": 0}
            for p in newest.values()
        ]
        topics = [
            {"id": p["topic_id"], "title": p["topic_title"], "slug": p["topic_slug"]}
            for p in newest.values()
        ]
        return {"posts": shown, "topics": topics, "grouped_search_result": {"term": phrase}}


def poll(site: Any, cursor: str | None = None, **options: Any) -> tuple[list[Page], str | None]:
    return polled(source(**options), site, cursor)


def read(found: Any) -> list[Mention]:
    return list(Discourse.mentions_in(json.dumps(found).encode()).mentions)


def test_keeps_the_contract() -> None:
    check_contract(source(), PAGE)


def test_a_reply_becomes_a_mention_of_its_topic_without_what_it_quotes() -> None:
    polled = [m for page in source().pages(Replay(PAGE), None) for m in page.mentions]
    assert polled[0] == Mention(
        external_id="904",
        url=f"{FORUM}/t/export-loses-tags/71/3",
        author=Author(id="lea_m", name="Léa", url=f"{FORUM}/u/lea_m"),
        text="Same here with Zephyr 4 & it is infuriating :rage:",
        posted_at=datetime(2026, 11, 20, 11, 12, 44, 123000, tzinfo=UTC),
        genre="forum_comment",
        venue="own",
        likes=3,
        replies=0,
        views=7,
        parent_url=f"{FORUM}/t/export-loses-tags/71/1",
        thread_key="71",
        thread_title="Export loses tags",
    )
    assert [m.by_owner for m in polled] == [False, True, False, False]
    first = polled[-1]
    assert (first.title, first.genre, first.parent_url) == ("Export loses tags", "forum_post", None)
    assert first.text == "The Zephyr export lost every tag."
    assert (first.likes, first.replies) == (5, 2)


def test_on_anothers_forum_its_team_is_not_ours_and_only_what_names_us_is_read() -> None:
    feed = httpx.Response(200, json={"latest_posts": SHOWN})
    search = httpx.Response(200, json={"posts": [], "topics": [], "grouped_search_result": {}})
    made = source(own_forum=False, phrases=["Zéphyr"])
    found = [m for page in made.pages(Replay(feed, feed, search), None) for m in page.mentions]
    assert [(m.external_id, m.by_owner) for m in found] == [("904", False), ("900", False)]
    assert {m.venue for m in found} == {"public"}
    named = source(own_forum=False, phrases=["Zéphyr"], own_authors=["nora_zephyr"])
    found = [m for page in named.pages(Replay(feed, feed, search), None) for m in page.mentions]
    assert [m.external_id for m in found] == ["904", "903", "900"], "our answer names nobody"


def test_the_teams_answer_on_our_own_forum_is_kept_as_the_answer(
    tmp_path: Path, store: Store
) -> None:
    scene = Scene(tmp_path, store)
    angry = {**FIRST, "cooked": "<p>I hate Zephyr, the export is broken. Awful!</p>"}
    feed = httpx.Response(200, json={"latest_posts": [ANSWER, HELLO, angry]})
    pages = source().pages(Replay(feed), None)
    scene.run(*(m for page in pages for m in page.mentions))
    texts = {m.id: m.external_id for m in scene.rows(MentionRow)}
    [answer] = scene.rows(AnswerRow)
    assert texts[answer.mention_id] == "900"
    with store.reading() as session:
        ours = session.exec(select(MentionRow).where(MentionRow.by_owner)).one()
    assert ours.external_id == "903"


@pytest.mark.parametrize(
    "gone",
    [
        {"deleted_at": "2026-11-20T12:00:00.000Z"},
        {"user_deleted": True},
        {"hidden": True, "cooked": ""},
        {"deleted_post_placeholder": True, "cooked": ""},
    ],
)
def test_a_post_that_says_it_is_gone_is_a_tombstone(gone: dict[str, Any]) -> None:
    [found] = read({"latest_posts": [{**FIRST, **gone}]})
    assert (found.external_id, found.deleted, found.text) == ("900", True, "")


def test_what_is_edited_hidden_or_deleted_is_seen_and_one_request_does(store: Store) -> None:
    site = Site([post(n) for n in range(200, 230)])
    with serving(site) as url:
        visits = Visits(store, source(url=url, allow_private=True), "discourse")
        visits.clock.now = AT
        assert visits.visit().new == 30
        site.posts[3]["cooked"] = "<p>Something quite different: refunded yesterday, thanks.</p>"
        site.posts[4] |= {"hidden": True}
        site.posts[5] |= {"gone": True}
        site.posts[29] |= {"gone": True}  # the newest
        visits.clock.pass_(hours=1)
        site.asked.clear()
        with time_machine.travel(visits.clock.now, tick=False):
            seen = visits.visit()
        assert site.asked == ["/posts.json", "/posts/229.json", "/posts/205.json"]
        assert (seen.new, seen.revised) == (0, 1)
        visits.clock.pass_(hours=1)
        site.asked.clear()
        with time_machine.travel(visits.clock.now, tick=False):
            visits.visit()
        assert site.asked == ["/posts.json"]
    with store.reading() as session:
        rows = session.exec(select(MentionRow)).all()
    gone = {row.external_id for row in rows if row.deleted_at}
    assert gone == {"204", "205", "229"}


def test_an_edit_further_down_is_read_once_a_day() -> None:
    site = Site([post(n) for n in range(200, 400)])
    _, cursor = poll(site)
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        pages, cursor = poll(site, cursor)
        assert "210" not in ids(pages)
    with time_machine.travel(AT + timedelta(hours=25), tick=False):
        assert "210" in ids(poll(site, cursor)[0])


def test_a_window_without_posts_is_no_end_of_the_feed() -> None:
    """Ids go to private messages and closed categories too."""
    site = Site([post(30), post(31), post(400), post(401)], is_windowed=True)
    assert ids(poll(site)[0]) == ["401", "400", "31", "30"]


def test_own_posts_are_read_back_over_several_polls_to_the_day_that_is_asked_for() -> None:
    old = [post(n, hours=24 * 40) for n in range(1_000, 1_100)]
    site = Site([*old, *(post(n) for n in range(1_100, 1_900))])
    found = ids_of_several(partial(poll, site))
    assert {int(i) for i in found} == set(range(1_100, 1_900))


def test_what_stood_there_before_is_searched_for_once_and_read_whole() -> None:
    noise = [post(n, "Nothing to see.", topic_id=44) for n in range(2_000, 2_600)]
    before = post(900, "Zephyr lost my files. " + "All of them. " * 30, 200, topic_id=71)
    site = Site([*noise, before, post(901, "zephyr!", 190, topic_id=72)])
    pages, cursor = poll(site, own_forum=False, phrases=["Zephyr"])
    assert ids(pages) == ["901", "900"]
    whole = next(m for page in pages for m in page.mentions if m.external_id == "900")
    assert whole.text.endswith("All of them.")
    site.asked.clear()
    poll(site, cursor, own_forum=False, phrases=["Zephyr"])
    assert site.asked == ["/posts.json"]


def test_a_forum_without_a_search_is_read_all_the_same_and_that_is_told() -> None:
    site = Site([post(900)], has_search=False)
    pages, cursor = poll(site, own_forum=False, phrases=["Zephyr"])
    assert ids(pages) == ["900"]
    assert "the forum's search is closed" in str(pages[-1].said)
    site.asked.clear()
    poll(site, cursor, own_forum=False, phrases=["Zephyr"])
    assert site.asked == ["/posts.json"]


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        ({"latest_posts": []}, [], "nothing there yet"),
        ({"latest_posts": None}, [], "null"),
        ({"latest_posts": FIRST}, ["900"], "one object for a list"),
        (FIRST, ["900"], "a post alone"),
        ([FIRST, REPLY], ["900", "904"], "replies to a post"),
        ([], [], "no replies"),
        ({"post": FIRST}, ["900"], "a webhook's"),
        ({"latest_posts": [{**FIRST, "id": "900", "post_number": "1"}]}, ["900"], "words for numbers"),
        ({"latest_posts": [{"id": 5, "cooked": "<p>Hi</p>"}]}, ["5"], "nearly nothing"),
        ({"latest_posts": [{**FIRST, "post_type": 3}]}, [], "a note that it was closed"),
        ({"latest_posts": [{**FIRST, **TEAM_ONLY}]}, [], "for the team alone"),
        ({"latest_posts": [{**FIRST, "cooked": "<p><img src='x'></p>"}]}, ["900"], "a picture"),
        ({"id": 71, "title": "T", "post_stream": {"posts": [FIRST], "stream": [900, 904]}},
         ["900"], "a topic"),
        ({"topic_list": {"topics": [{"id": 71, "title": "T", "created_at": None}]}},
         ["topic/71"], "a list of topics"),
        ({"user_actions": [{"post_id": 6, "post_number": 2, "excerpt": "Hi", "username": "x"}]},
         ["6"], "what a user did"),
        ({"posts": None, "topics": None, "grouped_search_result": None}, [], "an empty search"),
        ({"posts": [{"id": 8, "topic_id": 71, "blurb": "a <b>b</b>", "post_number": 2}],
          "topics": [{"id": 71, "title": "T", "slug": "t"}], "grouped_search_result": {}},
         ["8"], "a search"),
    ],
)  # fmt: skip
def test_every_shape_is_read(found: Any, expected: list[str], why: str) -> None:
    assert [m.external_id for m in read(found)] == expected, why


def test_a_topics_posts_know_their_topic_though_they_do_not_name_it() -> None:
    bare = {k: v for k, v in REPLY.items() if k not in ("topic_title", "topic_slug")}
    [found] = read({"id": 71, "title": "Lost tags", "slug": "x", "post_stream": {"posts": [bare]}})
    assert (found.thread_key, found.thread_title) == ("71", "Lost tags")


def test_a_private_message_is_not_read() -> None:
    found = {"id": 7, "archetype": "private_message", "post_stream": {"posts": [FIRST]}}
    with pytest.raises(SourceChangedError, match="a private message"):
        read(found)


def test_one_unreadable_post_is_reported_and_the_rest_is_read() -> None:
    body = json.dumps({"latest_posts": [FIRST, {"cooked": "<p>x</p>"}, "x", None, {"id": 3}]})
    page = Discourse.mentions_in(body.encode())
    assert [m.external_id for m in page.mentions] == ["900"]
    assert [line.partition(":")[0] for line in page.refused] == [f"post {n}" for n in range(2, 6)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            b'{"errors": ["You are not permitted."], "error_type": "invalid_access"}',
            "not permitted",
        ),
        (b'{"status": 404, "error": "Not Found"}', "the forum says: Not Found"),
        (b'{"failed": "FAILED", "message": "Too short"}', "the forum says: Too short"),
        (b"{}", "no list of posts"),
        (b'{"latest_posts": [{"cooked": "<p>x</p>"}]}', "nothing in it could be read"),
        ((PAGES / PAGE).read_bytes()[:900], "not JSON"),
    ],
)
def test_another_reply_is_one_clear_error(reply: bytes, expected: str) -> None:
    with pytest.raises(SourceChangedError, match=expected):
        Discourse.mentions_in(reply)


@pytest.mark.parametrize(
    ("headers", "extras", "expected"),
    [
        ({}, {"wait_seconds": 97, "time_left": "2 minutes"}, 97),
        ({"retry-after": "12"}, {"wait_seconds": 97}, 97),
        ({"retry-after": "120"}, {"wait_seconds": 97}, 120),
        ({"retry-after": "12"}, None, 12),
        ({}, {"wait_seconds": 10**9}, 86_400),
        ({}, {"wait_seconds": "soon"}, None),
    ],
)
def test_too_many_requests_wait_as_long_as_the_body_says(
    headers: dict[str, str], extras: Any, expected: float | None
) -> None:
    told = {"errors": ["Too many times."], "error_type": "rate_limit", "extras": extras}
    with pytest.raises(SourceBusyError, match="Too many times") as caught:
        list(source().pages(Replay(httpx.Response(429, headers=headers, json=told)), None))
    assert caught.value.retry_after == expected


def test_a_closed_forum_is_refused_in_its_words_and_read_with_the_key() -> None:
    site = Site([post(900)], key=KEY)
    with pytest.raises(SourceRefusedError, match="wants a key: You need to be logged in"):
        poll(site)
    with pytest.raises(SourceRefusedError, match="the user of this key: You need to be logged in"):
        poll(site, key=KEY + "y")
    assert ids(poll(site, key=KEY)[0]) == ["900"]
    with pytest.raises(SourceError) as caught:
        poll(site, key=KEY + "x")
    assert "canary" not in f"{caught.value} {caught.value!r}"


def test_the_key_is_not_shown_sent_in_the_clear_or_kept() -> None:
    made = source(key=KEY)
    assert "canary" not in repr(made) + str(made.model_dump()) + made.model_dump_json()
    with pytest.raises(ValidationError, match="https") as caught:
        source(key=KEY, url="http://forum.example")
    assert "canary" not in str(caught.value)
    _, cursor = poll(Site([post(900)], key=KEY), key=KEY)
    assert "canary" not in (cursor or "")


def test_settings_say_what_to_read() -> None:
    with pytest.raises(ValidationError, match="name phrases"):
        source(own_forum=False)
    assert source().about_brand
    assert not source(own_forum=False, phrases=["Zephyr"]).about_brand
    assert source(url=f"{FORUM}/community/").url == f"{FORUM}/community"
    with pytest.raises(ValidationError):
        source(url="https://jo:pw@forum.example")


def test_a_post_of_ours_that_is_there_but_not_shown_is_asked_for_once() -> None:
    site = Site([post(n) for n in range(200, 210)])
    _, cursor = poll(site)
    site.posts[5]["post_type"] = 9  # not in the feed any more
    site.asked.clear()
    pages, cursor = poll(site, cursor)
    assert site.asked == ["/posts.json", "/posts/205.json"]
    assert not [m for page in pages for m in page.mentions if m.deleted and m.external_id != "205"]
    site.asked.clear()
    poll(site, cursor)
    assert site.asked == ["/posts.json"]


@pytest.mark.parametrize("cursor", ["{", "[]", '{"upto": 3}', '{"upto": "x", "watched": []}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    assert ids(poll(Site([post(900)]), cursor)[0]) == ["900"]


def test_the_cursor_stays_small() -> None:
    site = Site([post(n) for n in range(1_000, 1_450)])
    _, cursor = poll(site)
    assert len(json.loads(cursor or "")["watched"]) == polls.WATCHED


def test_it_reads_a_server_through_the_guard() -> None:
    site = Site([post(n) for n in range(1_000, 1_130)])
    with (
        serving(site) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        made = source(url=f"{url}/", allow_private=True)
        assert len(ids(list(made.pages(http, None)))) == 130

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from contract import check_contract
from loopback import serving
from polls import ids, polled
from replay import PAGES, Replay
from sqlmodel import select
from test_collect import Visits
from test_pipeline import Scene

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from connectors.lemmy.source import Lemmy
from listener.store.store import Store
from listener.store.tables import AnswerRow, MentionRow

PAGE = "lemmy/search.json"
SITE = "https://lemmy.zephyr.example"
AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
SHOWN: dict[str, Any] = json.loads((PAGES / PAGE).read_bytes())
[COMMENT], [POST] = SHOWN["comments"], SHOWN["posts"]


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def source(**options: Any) -> Lemmy:
    return Lemmy.model_validate({"name": "l", "url": SITE, "phrases": "Zephyr", **options})


def view(sort: str, number: int, hours: float = 1, text: str = "Zephyr again") -> dict[str, Any]:
    """A post or a comment that is some hours old."""
    made: dict[str, Any] = copy.deepcopy(POST if sort == "post" else COMMENT)
    at = f"{AT - timedelta(hours=hours):%Y-%m-%dT%H:%M:%S.000000Z}"
    made[sort] |= {"id": number, "published": at, "ap_id": f"{SITE}/{sort}/{number}"}
    made[sort]["body" if sort == "post" else "content"] = text
    made["post"]["name"] = "What do you use?"
    return made


@dataclass
class Instance:
    """A server with the API as it is documented; checks what it is asked."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, query = request.url.path.removeprefix("/api/v3/"), dict(request.url.params)
        assert request.method == "GET"
        if path in ("post", "comment"):
            self.asked.append(path)
            assert query.keys() == {"id"}
            held = self.posts if path == "post" else self.comments
            found = [v for v in held if v[path]["id"] == int(query["id"]) and not v.get("gone")]
            if not found:
                return httpx.Response(404, json={"error": f"couldnt_find_{path}"})
            return httpx.Response(200, json={f"{path}_view": found[0]})
        if path == "resolve_object":
            assert query.keys() == {"q"}
            return self.resolved(query["q"])
        assert path == "search"
        assert query.keys() == {"q", "type_", "sort", "listing_type", "limit", "page"}
        assert (query["q"], query["sort"], query["listing_type"]) == ("Zephyr", "New", "All")
        assert query["type_"] in ("All", "Posts", "Comments")
        self.asked.append(query["type_"])
        size, page = int(query["limit"]), int(query["page"])
        assert size <= 50
        shown: dict[str, Any] = {"posts": [], "comments": [], "communities": [], "users": []}
        for key, sort, held in (
            ("posts", "post", self.posts),
            ("comments", "comment", self.comments),
        ):
            there = [v for v in held if not (v[sort]["deleted"] or v[sort]["removed"])]
            there = sorted(
                (v for v in there if not v.get("gone")), key=lambda v: v[sort]["published"]
            )[::-1]
            if query["type_"] in ("All", key.capitalize()):
                shown[key] = there[size * page - size : size * page]
        return httpx.Response(200, json={"type_": query["type_"], **shown})

    def resolved(self, link: str) -> httpx.Response:
        """What is at home elsewhere, by its address: of its own copy, as a visitor may ask."""
        for sort, held in (("post", self.posts), ("comment", self.comments)):
            for one in held:
                if one[sort]["ap_id"] == link and not one.get("gone"):
                    return httpx.Response(200, json={sort: one})
        return httpx.Response(404, json={"error": "couldnt_find_object"})


def poll(site: Any, cursor: str | None = None, **options: Any) -> tuple[list[Page], str | None]:
    return polled(source(**options), site, cursor)


def read(found: Any) -> list[Mention]:
    return list(Lemmy.mentions_in(json.dumps(found).encode()).mentions)


def test_keeps_the_contract() -> None:
    check_contract(source(), PAGE)


def test_a_post_and_a_comment_become_mentions_of_one_thread() -> None:
    post, comment = (m for page in source().pages(Replay(PAGE), None) for m in page.mentions)
    assert post == Mention(
        external_id=f"{SITE}/post/100",
        url=f"{SITE}/post/100",
        author=Author(id="bo@lemmy.zephyr.example", name="bo", url=f"{SITE}/u/bo"),
        title="Zéphyr lost all my tags",
        text="The export of Zephyr & its sync are **broken**.",
        posted_at=datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=UTC),
        genre="forum_post",
        venue="public",
        likes=10,
        replies=4,
        thread_key=f"{SITE}/post/100",
        thread_title="Zéphyr lost all my tags",
    )
    assert comment.external_id == comment.url == "https://far.example/comment/77"
    assert (comment.author and comment.author.id) == "ada@far.example"
    assert (comment.parent_url, comment.thread_key) == (f"{SITE}/comment/199", post.thread_key)
    assert (comment.likes, comment.replies, comment.genre) == (3, 1, "forum_comment")


def test_a_saved_reply_says_by_itself_what_a_poll_knows() -> None:
    polled = [m for page in source().pages(Replay(PAGE), None) for m in page.mentions]
    assert sorted(read(SHOWN), key=lambda m: m.external_id, reverse=True) == polled


def test_a_time_without_a_zone_is_in_utc() -> None:
    comment = read({"comments": [COMMENT]})[0]
    assert COMMENT["comment"]["published"] == "2026-11-20T10:00:00.5"
    assert comment.posted_at == datetime(2026, 11, 20, 10, 0, 0, 500_000, tzinfo=UTC)


def test_what_a_comment_answers_goes_by_its_address_at_home() -> None:
    """The number in its path is that of the server that was asked."""
    above = copy.deepcopy(COMMENT)
    above["comment"] |= {"id": 199, "ap_id": "https://home.example/comment/5", "path": "0.199"}
    answer, asked = read({"comments": [COMMENT, above]})
    assert answer.parent_url == "https://home.example/comment/5"
    assert asked.parent_url == f"{SITE}/post/100"


def test_version_4_is_read_too() -> None:
    """Counts in the post itself, other names of times and people, one list of all sorts."""
    post = {k: v for k, v in POST["post"].items() if k != "published"}
    post |= {"published_at": "2026-11-20T09:00:00Z", "upvotes": 10, "comments": 4, "score": 9}
    made = {
        "search": [],
        "results": [
            {"type_": "Post", "post": post, "creator": {"name": "bo", "ap_id": f"{SITE}/u/bo"}},
            {"type_": "Community", "community": {"id": 2, "name": "tech"}},
        ],
        "next_page": "P99",
    }
    [found] = read(made)
    assert (found.likes, found.replies) == (10, 4)
    assert found.posted_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert found.author == Author(id="bo@lemmy.zephyr.example", name="bo", url=f"{SITE}/u/bo")


def test_an_answer_of_ours_is_kept_as_the_answer(tmp_path: Path, store: Store) -> None:
    scene = Scene(tmp_path, store)
    angry = view("post", 10, 2, "I hate Zephyr, the export is broken. Awful!")
    ours = view("comment", 11, 1, "Fixed in 4.2.")
    ours["post"], ours["comment"]["path"] = angry["post"], "0.11"
    asked, answer = read({"posts": [angry], "comments": [ours]})
    scene.run(asked, Mention.from_json({**answer.to_json(), "by_owner": True}))
    texts = {m.id: m.external_id for m in scene.rows(MentionRow)}
    [kept] = scene.rows(AnswerRow)
    assert texts[kept.mention_id] == f"{SITE}/post/10"


@pytest.mark.parametrize("flag", ["deleted", "removed"])
@pytest.mark.parametrize("sort", ["post", "comment"])
def test_what_is_deleted_or_removed_is_a_tombstone(sort: str, flag: str) -> None:
    made = view(sort, 10)
    made[sort][flag] = True
    [found] = read({f"{sort}_view": made})
    assert (found.external_id, found.deleted, found.text) == (f"{SITE}/{sort}/10", True, "")


def test_edits_and_deletions_are_seen_within_a_day_and_one_request_does(store: Store) -> None:
    site = Instance([view("post", 10), view("post", 11), view("post", 12)], [view("comment", 20)])
    with serving(site) as url:
        visits = Visits(store, source(url=url, allow_private=True), "lemmy")
        visits.clock.now = AT
        assert visits.visit().new == 4
        site.asked.clear()
        visits.clock.pass_(hours=1)
        with time_machine.travel(visits.clock.now, tick=False):
            assert not visits.visit().is_news
        assert site.asked == ["All"]
        site.posts[0]["post"]["body"] = "Zephyr: something quite different, it was refunded."
        site.posts[1]["post"]["removed"] = True
        site.posts[2]["gone"] = True
        site.comments[0]["comment"]["deleted"] = True
        visits.clock.pass_(hours=24)
        with time_machine.travel(visits.clock.now, tick=False):
            seen = visits.visit()
    assert (seen.new, seen.revised) == (0, 1)
    with store.reading() as session:
        rows = session.exec(select(MentionRow)).all()
    gone = {row.external_id for row in rows if row.deleted_at}
    assert gone == {f"{SITE}/post/11", f"{SITE}/post/12", f"{SITE}/comment/20"}


def test_comments_below_the_first_page_are_read_though_posts_are_few() -> None:
    """The newest page holds both sorts; each goes on by itself."""
    old = [view("post", n, 24 + n) for n in range(1, 60)]
    site = Instance(old, [])
    _, cursor = poll(site)
    site.comments += [view("comment", n, n / 100) for n in range(100, 240)]
    site.asked.clear()
    pages, _ = poll(site, cursor)
    assert {f"{SITE}/comment/{n}" for n in range(100, 240)} <= set(ids(pages))
    assert site.asked == ["All", "Comments", "Comments"]


def test_what_does_not_name_us_or_is_too_old_is_left_out() -> None:
    near = view("post", 10, 1, "The zephyrs blow")
    site = Instance([near, view("post", 11), view("post", 12, 24 * 40)])
    assert ids(poll(site)[0]) == [f"{SITE}/post/11"]
    linked = view("post", 13, 1, "")
    linked["post"]["url"] = "https://zephyr.example/news"
    assert ids(poll(Instance([linked]))[0]) == [f"{SITE}/post/13"]


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        ({"posts": [], "comments": []}, [], "nothing there"),
        ({"posts": None, "comments": None}, [], "null"),
        ({"posts": POST}, [f"{SITE}/post/100"], "one object for a list"),
        ({"post_view": POST, "cross_posts": [], "moderators": []}, [f"{SITE}/post/100"], "a post"),
        ({"comment_view": COMMENT}, ["https://far.example/comment/77"], "a comment"),
        (POST, [f"{SITE}/post/100"], "a view alone"),
        (POST["post"], [f"{SITE}/post/100"], "a post without its view"),
        ([COMMENT], ["https://far.example/comment/77"], "a list without its wrapping"),
        ({"replies": [{**COMMENT, "comment_reply": {"id": 1}}]},
         ["https://far.example/comment/77"], "answers to an account"),
        ({"posts": [{"post": {"id": 5, "name": "Zephyr?"}}]}, ["post/5"], "nearly nothing"),
        ({"posts": [{"post": {"id": "5", "name": "Z"}, "counts": {"upvotes": "3"}}]},
         ["post/5"], "words for numbers"),
        ({"posts": [{**POST, "creator": None, "counts": None}]}, [f"{SITE}/post/100"], "nobody"),
    ],
)  # fmt: skip
def test_every_shape_is_read(found: Any, expected: list[str], why: str) -> None:
    assert [m.external_id for m in read(found)] == expected, why


def test_one_unreadable_item_is_reported_and_the_rest_is_read() -> None:
    body = json.dumps({"posts": [POST, {"post": {"id": 3}}, "x", None, {"post": {"name": "x"}}]})
    page = Lemmy.mentions_in(body.encode())
    assert [m.external_id for m in page.mentions] == [f"{SITE}/post/100"]
    assert [line.partition(":")[0] for line in page.refused] == [f"item {n}" for n in range(2, 6)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (b'{"error": "couldnt_find_post"}', "the server says: couldnt_find_post"),
        (b"{}", "no list of posts"),
        (b'{"private_messages": []}', "no list of posts"),
        (b'{"posts": [{"post": {"id": 5}}]}', "nothing in it could be read"),
        ((PAGES / PAGE).read_bytes()[:900], "not JSON"),
    ],
)
def test_another_reply_is_one_clear_error(reply: bytes, expected: str) -> None:
    with pytest.raises(SourceChangedError, match=expected):
        Lemmy.mentions_in(reply)


@pytest.mark.parametrize(
    ("status", "told", "kind", "expected"),
    [
        (400, "rate_limit_error", SourceBusyError, "asks for patience"),
        (429, "rate_limit_error", SourceBusyError, "patience"),
        (400, "instance_is_private", SourceRefusedError, "shows nothing to visitors"),
        (401, "not_logged_in", SourceRefusedError, "shows nothing to visitors"),
        (502, "down", SourceBusyError, "out of order"),
        (400, "invalid_query", SourceChangedError, "400"),
    ],
)
def test_a_refusal_says_what_is_to_be_done(
    status: int, told: str, kind: type[SourceError], expected: str
) -> None:
    with pytest.raises(kind, match=expected):
        list(source().pages(Replay(httpx.Response(status, json={"error": told})), None))


@pytest.mark.parametrize("cursor", ["{", "[]", '{"searches": 3}', '{"watched": [1]}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    assert ids(poll(Instance([view("post", 10)]), cursor)[0]) == [f"{SITE}/post/10"]


def test_it_reads_a_server_through_the_guard() -> None:
    site = Instance([view("post", n, n) for n in range(1, 131)])
    with (
        serving(site) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        made = source(url=f"{url}/", allow_private=True)
        assert len(ids(list(made.pages(http, None)))) == 130

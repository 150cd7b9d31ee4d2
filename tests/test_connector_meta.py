"""The brand's own Facebook page and Instagram account, against a Graph that checks what it is asked."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from contract import check_contract, check_mentions
from pydantic import ValidationError
from replay import PAGES as FILES
from replay import Replay
from rigs.graph import ACCOUNT, PAGE, TOKEN, Graph
from test_pipeline import Scene

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState
from connectors.meta.graph import VERSION, VERSION_ENDS
from connectors.meta.poll import COMMENTS, LOOKED_FOR, POSTS
from connectors.meta.source import Meta
from listener.store.store import Store
from listener.store.tables import AnswerRow, DecisionRow, MentionRow
from listener.words.spoken import spoken

AT = datetime(2026, 11, 10, 12, tzinfo=UTC)
ALONE = ("tagged", "ratings", "tags")


def source(**options: Any) -> Meta:
    known: dict[str, Any] = {"name": "meta", "token": TOKEN, "page": PAGE, "leave_out": ALONE}
    return Meta.model_validate(known | options)


@pytest.fixture
def graph() -> Iterator[Graph]:
    with time_machine.travel(AT, tick=False), Graph(VERSION) as server:
        yield server


def time(minutes: int) -> str:
    return f"{AT + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}+0000"


def comment(number: int, minutes: int, text: str = "", **more: Any) -> dict[str, Any]:
    url = f"https://www.facebook.com/{PAGE}/posts/998?comment_id={number}"
    known = {"id": f"998_{number}", "created_time": time(minutes), "permalink_url": url}
    return known | {"message": text or f"comment {number}"} | more


def post(*comments: dict[str, Any], number: int = 998, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{PAGE}_{number}",
        "created_time": time(-600),
        "message": "Our new bike is here.",
        "from": {"name": "Acme", "id": PAGE},
        "permalink_url": f"https://www.facebook.com/{PAGE}/posts/{number}",
        "comments": list(comments),
    } | more


class Polls:
    """One source, polled as often as a test wants."""

    def __init__(self, graph: Graph, **options: Any) -> None:
        self.source = source(url=graph.url, allow_private=True, **options)
        self.graph, self.state = graph, HttpState()
        self.cursor: str | None = None
        self.all: list[Page] = []

    def __call__(self) -> list[Mention]:
        """One poll, each page stored as it comes; what it brought."""
        self.graph.asked.clear()
        self.all = []
        before = self.state.to_json()
        with guarded_client(allow_private=True, state=self.state, spacing=None) as http:
            for page in self.source.pages(http, self.cursor):
                self.cursor = page.cursor or self.cursor
                self.all.append(page)
        if self.all and self.all[-1].behind:  # as the listener does
            self.state.take(before)
        found = [m for page in self.all for m in page.mentions]
        assert len({m.external_id for m in found}) == len(found), "an id came twice in one poll"
        return found


@pytest.mark.parametrize(
    ("reply", "options"),
    [("meta/feed.json", {}), ("meta/media.json", {"page": "", "instagram": ACCOUNT})],
)
def test_it_keeps_the_contract(reply: str, options: dict[str, str]) -> None:
    with time_machine.travel(AT, tick=False):
        check_contract(source(**options), reply)


def test_what_stands_on_the_page_and_the_account_is_read_with_all_that_belongs_to_it(
    graph: Graph,
) -> None:
    ours = {"name": "Acme", "id": PAGE}
    asked = comment(2, -60, "When does the blue one come?", comment_count=1)
    graph.lists = {
        f"{PAGE}/feed": [
            post(comment(3, -30, "On Friday.", **{"from": ours}, parent=asked), asked),
            post(number=990, message="Open on Sunday?", **{"from": {"name": "Zoe", "id": "700"}}),
        ],
        f"{PAGE}/tagged": [
            {"id": "555_1", "created_time": time(-5), "message": "With Acme in the hills",
             "permalink_url": "https://www.facebook.com/555/posts/1"},
        ],
        f"{PAGE}/ratings": [
            {"created_time": time(-8), "recommendation_type": "negative", "review_text": "Never again.",
             "reviewer": {"name": "Mo", "id": "701"}, "open_graph_story": {"id": "9001"}},
        ],
        f"{ACCOUNT}/media": json.loads((FILES / "meta/media.json").read_text())["data"],
        f"{ACCOUNT}/tags": [
            {"id": "18777", "caption": "@acme again late", "username": "mo_rides", "timestamp": time(-9),
             "permalink": "https://www.instagram.com/p/Tag7/", "media_type": "IMAGE"},
        ],
    }  # fmt: skip
    media = graph.lists[f"{ACCOUNT}/media"][0]
    media["comments"] = media["comments"]["data"]
    media["comments"][0]["replies"] = media["comments"][0]["replies"]["data"]
    found = {m.external_id: m for m in Polls(graph, instagram=ACCOUNT, leave_out=())()}

    assert found[f"{PAGE}_998"].by_owner
    visitor = found[f"{PAGE}_990"]
    assert (visitor.by_owner, visitor.addressed, visitor.venue) == (False, True, "own")
    question, answer = found["998_2"], found["998_3"]
    assert question.author is None, "Facebook withholds who wrote it"
    assert (question.thread_key, question.parent_text) == ("998", "Our new bike is here.")
    assert (answer.by_owner, answer.parent_url, answer.parent_text) == (
        True,
        question.url,
        question.text,
    )
    assert answer.posted_at == AT - timedelta(minutes=30)
    tagged = found["555_1"]
    assert (tagged.by_owner, tagged.addressed, tagged.venue) == (False, True, "public")
    review = found["rating/9001"]
    assert (review.rating, review.title) == (None, "Doesn't recommend"), "nobody gave stars"
    assert (review.genre, review.venue) == ("review", "review")
    remark, reply = found["17901"], found["17902"]
    assert remark.url == "https://www.instagram.com/p/Cx1/#comment-17901"
    assert remark.author
    assert (remark.author.id, remark.author.name) == ("zoe.m", "@zoe.m")
    assert (reply.by_owner, reply.parent_url, reply.thread_key) == (True, remark.url, "18001")
    assert found["18001"].by_owner
    assert (found["18777"].by_owner, found["18777"].addressed) == (False, True)


@pytest.mark.parametrize(
    ("country", "yes", "no"),
    [("FR", "Recommande", "Ne recommande pas"), ("GB", "Recommends", "Doesn't recommend")],
)
def test_a_recommendation_is_told_in_words_and_an_old_rating_in_stars(
    graph: Graph, country: str, yes: str, no: str
) -> None:
    said: list[dict[str, Any]] = [
        {"recommendation_type": "positive"},
        {"recommendation_type": "negative", "review_text": "Cold."},
        {"recommendation_type": "positive", "review_text": "Warm."},
        {"rating": 4, "review_text": "Fine."},
    ]
    graph.lists[f"{PAGE}/ratings"] = [
        {"created_time": time(-n), "open_graph_story": {"id": str(n)}} | each
        for n, each in enumerate(said)
    ]
    polls = Polls(graph, leave_out=("tagged", "tags"))
    polls.source = polls.source.timed_in("Europe/Paris", country)
    told = [(m.rating, m.title, m.text) for m in polls()]
    assert told == [(None, yes, ""), (None, no, "Cold."), (None, yes, "Warm."), (4, None, "Fine.")]


@pytest.mark.parametrize("reply", ["meta/feed.json", "meta/media.json"])
def test_what_the_page_answered_is_answered(reply: str, tmp_path: Path, store: Store) -> None:
    scene = Scene(tmp_path, store)
    saved = json.loads((FILES / reply).read_text())
    around = {"id": PAGE, "feed": saved} if "feed" in reply else saved
    page = Meta.mentions_in(json.dumps(around).encode())
    scene.run(*(m for m in page.mentions if not m.by_owner))
    assert not scene.rows(AnswerRow)
    scene.run(*page.mentions)
    [answer] = scene.rows(AnswerRow)
    rows = {m.id: m for m in scene.rows(MentionRow)}
    assert rows[answer.mention_id].external_id in ("998_2", "17901")
    assert scene.rows(DecisionRow)


def test_a_quiet_poll_asks_each_list_once_and_sends_conditions(graph: Graph) -> None:
    graph.lists[f"{PAGE}/feed"] = [post(comment(1, -60))]
    polls = Polls(graph)
    assert len(polls()) == 2
    assert polls() == []
    assert polls.all == [], "a 304"
    assert graph.asked == [f"{PAGE}/feed"]
    graph.lists[f"{PAGE}/feed"][0]["comments"].insert(0, comment(2, -1))
    assert "998_2" in {m.external_id for m in polls()}


def test_comments_behind_the_first_page_are_read_to_the_last_known_one(graph: Graph) -> None:
    feed = graph.lists[f"{PAGE}/feed"] = [post(comment(1, -300))]
    polls = Polls(graph)
    polls()
    feed[0]["comments"][:0] = [comment(n, n - 200) for n in range(190, 1, -1)]
    found = {m.external_id for m in polls()}
    assert found >= {f"998_{n}" for n in range(2, 191)}
    assert graph.asked.count(f"{PAGE}_998/comments") == 190 // COMMENTS
    assert TOKEN not in str(polls.cursor) + polls.state.to_json()


def test_a_thousand_comments_at_once_are_read_over_several_polls(graph: Graph) -> None:
    feed = graph.lists[f"{PAGE}/feed"] = [post(comment(1, -5_000))]
    polls = Polls(graph)
    polls()
    feed[0]["comments"][:0] = [comment(n, n - 2_000) for n in range(1_200, 1, -1)]
    found: set[str] = set()
    for _ in range(4):
        found |= {m.external_id for m in polls()}
    assert found >= {f"998_{n}" for n in range(2, 1_201)}
    assert not polls.all or not polls.all[-1].behind


def test_twins_of_one_second_and_one_shown_late_are_not_lost(graph: Graph) -> None:
    feed = graph.lists[f"{PAGE}/feed"] = [post(comment(1, -60))]
    polls = Polls(graph)
    polls()
    feed[0]["comments"][:] = [comment(2, -60), comment(1, -60), comment(3, -70), comment(0, -90)]
    assert {m.external_id for m in polls()} >= {"998_2", "998_3", "998_0"}


def test_a_deleted_comment_is_told_once_and_one_that_was_pushed_off_the_page_is_not(
    graph: Graph,
) -> None:
    feed = graph.lists[f"{PAGE}/feed"] = [post(comment(2, -30), comment(1, -60))]
    polls = Polls(graph)
    polls()
    del feed[0]["comments"][1]
    assert [(m.external_id, m.deleted) for m in polls() if m.deleted] == [("998_1", True)]
    assert "998_1" in graph.asked
    feed[0]["comments"][:0] = [comment(n, -20) for n in range(100, 100 + COMMENTS)]
    assert not [m for m in polls() if m.deleted]
    assert "998_2" not in graph.asked
    feed[0]["comments"].clear()
    for _ in range(COMMENTS // LOOKED_FOR):
        assert sum(m.deleted for m in polls()) == LOOKED_FOR
    assert not any(m.deleted for m in polls())


def test_what_cannot_be_asked_now_is_not_taken_for_deleted(graph: Graph) -> None:
    feed = graph.lists[f"{PAGE}/feed"] = [post(comment(2, -30), comment(1, -60))]
    polls = Polls(graph)
    polls()
    [gone] = feed[0]["comments"][1:]
    del feed[0]["comments"][1]
    graph.faults["998_1"] = (500, {"code": 2, "message": "temporarily"})
    assert not any(m.deleted for m in polls())
    graph.faults.clear()
    feed[0]["comments"][0]["like_count"] = 5
    assert [m.external_id for m in polls() if m.deleted] == [gone["id"]]


def test_an_edited_comment_is_the_same_one_with_other_words(graph: Graph) -> None:
    feed = graph.lists[f"{PAGE}/feed"] = [post(comment(1, -60, "fine"))]
    polls = Polls(graph)
    polls()
    feed[0]["comments"][0]["message"] = "no, broken"
    assert {m.external_id: m.text for m in polls()}["998_1"] == "no, broken"


def test_a_list_that_comes_oldest_first_is_read_to_its_end(graph: Graph) -> None:
    graph.is_chronological = True
    feed = graph.lists[f"{PAGE}/feed"] = [post(*(comment(n, -n) for n in range(1, 121)))]
    polls = Polls(graph)
    assert len(polls()) == 121
    feed[0]["comments"].insert(0, comment(500, 0))
    assert "998_500" in {m.external_id for m in polls()}


def test_older_posts_are_gone_through_once_a_day(graph: Graph) -> None:
    posts = [post(number=n, created_time=time(-n)) for n in range(1, 61)]
    posts[59]["comments"] = [comment(7, -5)]
    graph.lists[f"{PAGE}/feed"] = posts
    polls = Polls(graph)
    assert "998_7" in {m.external_id for m in polls()}
    assert graph.asked.count(f"{PAGE}/feed") == 3
    posts[59]["comments"].insert(0, comment(8, -1))
    polls()
    assert len(graph.asked) == 1, "the newest posts alone"
    with time_machine.travel(AT + timedelta(days=1, minutes=1), tick=False):
        assert "998_8" in {m.external_id for m in polls()}


def test_a_post_that_is_pinned_comes_once_and_a_comment_without_a_date_too(graph: Graph) -> None:
    undated = {"id": "998_9", "message": "when?"}
    posts = [post(number=n, created_time=time(-n)) for n in range(1, 30)]
    graph.lists[f"{PAGE}/feed"] = [
        post(undated, comment(1, -60)),
        *posts,
        post(undated, comment(1, -60)),
    ]
    polls = Polls(graph)
    assert len(polls()) == 32
    assert not polls.all[-1].behind


def test_fewer_are_asked_for_where_it_is_too_much_at_once(graph: Graph) -> None:
    graph.lists[f"{PAGE}/feed"] = [post(comment(1, -60))]
    graph.most = POSTS[1]
    assert len(Polls(graph)()) == 2
    graph.most = 0
    with pytest.raises(SourceBusyError, match="too much at once"):
        Polls(graph)()


@pytest.mark.parametrize(
    ("status", "fault", "error", "words"),
    [
        (400, {"code": 190, "error_subcode": 463, "message": "Session has expired"}, SourceRefusedError,
         "the page's token has expired: make a new one"),
        (400, {"code": 190, "error_subcode": 460, "message": "changed"}, SourceRefusedError, "password was changed"),
        (400, {"code": 190, "error_subcode": 2069032, "message": "not supported"}, SourceRefusedError,
         "this is a person's token, and the page's own is needed"),
        (400, {"code": 190, "message": f"Malformed access token {TOKEN}"}, SourceRefusedError, "is not valid"),
        (403, {"code": 200, "message": "(#200) Requires pages_read_user_content"}, SourceRefusedError,
         "a permission is missing"),
        (400, {"code": 10, "message": "(#10) not reviewed"}, SourceRefusedError, "ask Meta to approve it"),
        (400, {"code": 100, "error_subcode": 33, "message": "does not exist"}, SourceRefusedError,
         "shows nothing under this number"),
        (400, {"code": 100, "message": "(#100) nonexisting field"}, SourceChangedError, "update the listener"),
        (400, {"code": 2635, "message": "deprecated version"}, SourceChangedError, f"has ended {VERSION}"),
        (400, {"code": 4, "message": "Application request limit reached"}, SourceBusyError, "are used up"),
        (403, {"code": 80001, "message": "too many calls"}, SourceBusyError, "are used up"),
        (500, {"code": 2, "message": "temporarily", "is_transient": True}, SourceBusyError, "cannot answer now"),
        (400, {"code": 613, "message": "Calls exceeded"}, SourceBusyError, "are used up"),
    ],
)  # fmt: skip
def test_graphs_errors_are_said_in_plain_words(
    graph: Graph, status: int, fault: dict[str, Any], error: type[SourceError], words: str
) -> None:
    graph.faults[f"{PAGE}/feed"] = (status, fault)
    stops = fault["code"] == 190 or error is SourceBusyError  # else the other lists are read
    with pytest.raises(error, match="Meta says: ") as caught:
        Polls(graph, leave_out=() if stops else ALONE)()
    assert graph.asked == [f"{PAGE}/feed"], "nothing more can be read"
    told = str(caught.value)
    assert words in told
    assert (
        f"code {fault['code']}, subcode {fault.get('error_subcode', 0)}, fbtrace Atrace77" in told
    )
    assert TOKEN not in told
    french = spoken("fr", told)
    assert "Meta répond : " in french
    assert "pages_read_user_content" in told or "pages_read" not in fault["message"]
    assert not re.search(
        r"\b(?:the|make|update|look|check|says)\b", french.partition("Meta répond")[0]
    )
    if isinstance(caught.value, SourceBusyError) and "used up" in words:
        assert caught.value.retry_after == 3_600
    saved = json.dumps({"error": {**fault, "fbtrace_id": "Atrace77"}}).encode()
    with pytest.raises(SourceChangedError, match="Meta says: "):
        Meta.mentions_in(saved)


def test_the_hours_share_is_a_wait_before_it_is_used_up(graph: Graph) -> None:
    graph.lists[f"{PAGE}/feed"] = [post(comment(1, -60))]
    graph.headers["X-App-Usage"] = json.dumps(
        {"call_count": 28, "total_time": 95, "total_cputime": 2}
    )
    polls = Polls(graph, leave_out=())
    assert len(polls()) == 2, "what came is taken in"
    assert graph.asked == [f"{PAGE}/feed"], "and no more is asked for"
    assert polls.all[-1].behind
    assert polls.state.not_before == 1_200
    use = {"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19}
    graph.headers = {"X-Business-Use-Case-Usage": json.dumps({"104": [use]})}
    graph.faults[f"{PAGE}/feed"] = (400, {"code": 32, "message": "Page request limit reached"})
    with pytest.raises(SourceBusyError) as caught:
        Polls(graph)()
    assert caught.value.retry_after == 19 * 60
    for odd in ("", "{", "[]", '{"a": [1, null]}', '{"call_count": "x"}'):
        graph.headers, graph.faults = {"X-App-Usage": odd, "X-Page-Usage": odd}, {}
        assert Polls(graph)()


def test_what_one_list_refuses_does_not_stop_the_others(graph: Graph) -> None:
    graph.lists[f"{PAGE}/feed"] = [post()]
    graph.faults[f"{PAGE}/tagged"] = (403, {"code": 10, "message": "(#10) not approved"})
    polls = Polls(graph, leave_out=())
    assert len(polls()) == 1
    [said] = polls.all[-1].said
    assert said.startswith("posts that tag the page are not read, the rest is: ")
    assert 'leave_out = ["tagged"]' in said
    assert "pour vous en passer" in spoken("fr", said)
    assert "il manque une autorisation" in spoken("fr", said)
    graph.faults = {
        name: (403, {"code": 10, "message": "no"}) for name in ("feed", "tagged", "ratings")
    }
    graph.faults = {f"{PAGE}/{name}": fault for name, fault in graph.faults.items()}
    with pytest.raises(SourceRefusedError):
        Polls(graph, leave_out=())()


@pytest.mark.parametrize(
    ("days", "said"), [(91, None), (90, "Meta ends"), (0, "Meta has ended"), (-9, "Meta has")]
)
def test_the_end_of_the_version_is_told_90_days_before(
    graph: Graph, days: int, said: str | None
) -> None:
    graph.lists[f"{PAGE}/feed"] = [post()]
    end = datetime(VERSION_ENDS.year, VERSION_ENDS.month, VERSION_ENDS.day, 1, tzinfo=UTC)
    with time_machine.travel(end - timedelta(days=days), tick=False):
        polls = Polls(graph)
        polls()
    told = [line for page in polls.all for line in page.said]
    assert all("mettez l'application à jour" in spoken("fr", line) for line in told)
    assert told == [] if said is None else told[0].startswith(f"{said} {VERSION}"[: len(said)])


POST = {"id": f"{PAGE}_1", "message": "New", "created_time": "2026-11-10T08:00:00+0000",
        "from": {"id": PAGE, "name": "Acme"}}  # fmt: skip
REMARK = {"id": "1_2", "message": "broken", "created_time": "2026-11-10T09:00:00+0000"}
IG = {"id": "179", "text": "late", "timestamp": "2026-11-10T09:00:00+0000", "username": "zoe"}


@pytest.mark.parametrize(
    ("reply", "texts", "why"),
    [
        ({"data": [REMARK]}, ["broken"], "a list"),
        ({"data": REMARK}, ["broken"], "one object for a list"),
        (REMARK, ["broken"], "a comment alone"),
        ([REMARK, IG], ["broken", "late"], "objects of both sorts"),
        ({"data": []}, [], "nothing yet"),
        ({"data": None}, [], "null for a list"),
        ([], [], "an empty list"),
        ({**POST, "comments": {"data": [REMARK]}}, ["New", "broken"], "a post with its comments"),
        ({**POST, "comments": None}, ["New"], "no comments"),
        ({**REMARK, "comments": {"data": [{**REMARK, "id": "1_3", "message": "oh"}]}}, ["broken", "oh"], "answers"),
        ({"id": PAGE, "name": "Acme", "feed": {"data": [POST]}, "tagged": {"data": [REMARK]}},
         ["New", "broken"], "a page with its lists"),
        ({"id": PAGE, "instagram_business_account": {"id": ACCOUNT, "media": {"data": [
            {"id": "18", "caption": "Blue", "comments": {"data": [IG]}}]}}}, ["Blue", "late"], "an account's media"),
        ({f"{PAGE}_1": POST, "1_2": REMARK}, ["New", "broken"], "several by their ids"),
        ([{"code": 200, "body": json.dumps({"data": [REMARK]})}], ["broken"], "a batch"),
        ({"data": [{**REMARK, "created_time": 1762765200}]}, ["broken"], "seconds for a date"),
        ({"data": [{**REMARK, "like_count": "7", "unknown": {"x": [1]}}]}, ["broken"], "figures in words, more keys"),
        ({"data": [{"id": "1_2", "message": "bare"}]}, ["bare"], "without a date"),
        ({"data": [{"review_text": "Never again", "recommendation_type": "negative"}]}, ["Never again"], "no id"),
        ({"data": [{**REMARK, "is_private": True}]}, [], "a private answer"),
    ],
)  # fmt: skip
def test_a_saved_reply_of_any_sort_gives_its_mentions(
    reply: Any, texts: list[str], why: str
) -> None:
    page = Meta.mentions_in(json.dumps(reply).encode())
    assert [m.text for m in page.mentions] == texts, why
    assert page.refused == ()
    if texts:
        check_mentions([page])


FAULT = {"error": {"message": "Unsupported get request", "code": 100}}


@pytest.mark.parametrize(
    "reply",
    [
        {"data": [REMARK, FAULT]},
        [REMARK, FAULT],
        {"1_2": REMARK, "1_3": FAULT},
        {**REMARK, "comments": FAULT},
        {"id": PAGE, "feed": {"data": [REMARK]}, "tagged": FAULT},
        {"data": [{**REMARK, "comments": {"data": [FAULT]}}]},
    ],
)
def test_an_error_in_an_items_place_is_told(reply: Any) -> None:
    page = Meta.mentions_in(json.dumps(reply).encode())
    assert [m.text for m in page.mentions] == ["broken"]
    [line] = page.refused
    assert "Unsupported get request" in line


WHO = {"name": "Ivan", "id": "9"}
THEIRS = {"id": "9_1", "message": "An hour at @Acme", "from": WHO,
          "created_time": "2026-11-10T08:00:00+0000", "permalink_url": "https://www.facebook.com/9/posts/1"}  # fmt: skip
SHOT = {"id": "18", "caption": "@acme", "username": "ivan", "permalink": "https://www.instagram.com/p/x/",
        "timestamp": "2026-11-10T08:00:00+0000", "comments": {"data": [{**IG, "username": "ivan"}]}}  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "ours"),
    [
        ({"data": [THEIRS]}, [False]),
        ({"data": [{**THEIRS, "tagged_time": "2026-11-10T08:00:01+0000"}]}, [False]),
        (THEIRS, [False]),
        ({"data": [{**THEIRS, "comments": {"data": [{**REMARK, "from": WHO}]}}]}, [False, False]),
        ({"data": [SHOT]}, [False, False]),
        ({"id": PAGE, "tagged": {"data": [THEIRS]}}, [False]),
        ({"id": PAGE, "feed": {"data": [POST]}}, [True]),
        ({"data": [{**POST, "admin_creator": {"id": "5"}}]}, [True]),
        ({"data": [{**REMARK, "admin_creator": {"id": "5"}}]}, [True]),
        ({"data": [{**SHOT, "owner": {"id": ACCOUNT}}]}, [True, True]),
    ],
)
def test_a_saved_reply_says_ours_only_of_what_is_known_to_be(reply: Any, ours: list[bool]) -> None:
    page = Meta.mentions_in(json.dumps(reply).encode())
    assert [m.by_owner for m in page.mentions] == ours


def test_a_saved_post_that_tags_the_page_stands_elsewhere() -> None:
    tagged = {"data": [{**THEIRS, "tagged_time": "2026-11-10T08:00:01+0000"}]}
    [mention] = Meta.mentions_in(json.dumps(tagged).encode()).mentions
    assert (mention.venue, mention.addressed) == ("public", True)


def hook(field: str, **value: Any) -> bytes:
    entry = {"id": PAGE, "time": 1_762_765_200, "changes": [{"field": field, "value": value}]}
    return json.dumps({"object": "page", "entry": [entry]}).encode()


def test_a_webhooks_delivery_is_read_as_a_reply_is() -> None:
    told = {
        "item": "comment",
        "verb": "add",
        "post_id": f"{PAGE}_998",
        "created_time": 1_762_765_200,
    }
    [asked] = Meta.mentions_in(
        hook("feed", **told, comment_id="998_2", parent_id=f"{PAGE}_998", message="broken",
             **{"from": {"id": "700", "name": "Zoe"}})
    ).mentions  # fmt: skip
    assert (asked.external_id, asked.thread_key, asked.by_owner) == ("998_2", "998", False)
    assert asked.posted_at == datetime(2025, 11, 10, 9, tzinfo=UTC)
    [ours] = Meta.mentions_in(
        hook("feed", **told, comment_id="998_3", parent_id="998_2", message="sorry",
             **{"from": {"id": PAGE, "name": "Acme"}})
    ).mentions  # fmt: skip
    assert (ours.by_owner, ours.parent_url, ours.thread_key) == (True, asked.url, "998")
    [gone] = Meta.mentions_in(
        hook("feed", **{**told, "verb": "remove"}, comment_id="998_2")
    ).mentions
    assert (gone.external_id, gone.deleted) == ("998_2", True)
    [remark] = Meta.mentions_in(
        hook(
            "comments",
            id="1790",
            text="late",
            media={"id": "18"},
            **{"from": {"id": "5", "username": "zoe"}},
        )
    ).mentions
    assert (remark.text, remark.thread_key, remark.posted_at) == ("late", "18", asked.posted_at)
    [visitor] = Meta.mentions_in(
        hook("feed", item="status", verb="add", post_id=f"{PAGE}_1", message="Open?", created_time=1_762_765_200,
             **{"from": {"id": "700", "name": "Zoe"}})
    ).mentions  # fmt: skip
    assert (visitor.by_owner, visitor.addressed) == (False, True)
    for numbers in (
        hook("mentions", media_id="18", comment_id="17"),
        hook("feed", item="like", verb="add"),
    ):
        with pytest.raises(SourceChangedError):
            Meta.mentions_in(numbers)


@pytest.mark.parametrize(
    "reply",
    [
        b"", b"null", b"{", b"<!DOCTYPE html><p>Log in", b'{"success": true}', b'{"id": "104", "name": "Acme"}',
        b"[1, 2]", b'{"data": [{"id": "1"}]}', b'{"data": ["x"]}', b'{"data": [{"message": "no id"}]}', b'"text"', b"7",
        json.dumps([{"code": 400, "body": '{"error": {"code": 190}}'}]).encode(), b'[{"code": 200, "body": "<p>"}]',
    ],
)  # fmt: skip
def test_what_is_no_reply_is_one_clear_error(reply: bytes) -> None:
    with pytest.raises(SourceChangedError) as caught:
        Meta.mentions_in(reply)
    assert "\n" not in str(caught.value)


def test_one_bad_item_does_not_cost_the_others() -> None:
    page = Meta.mentions_in(
        json.dumps({"data": [REMARK, {"message": "x"}, 7, {"id": "4_5", "message": 9}]}).encode()
    )
    assert [m.external_id for m in page.mentions] == ["1_2", "4_5"]
    assert len(page.refused) == 2


def test_a_hostile_reply_ends() -> None:
    nested: Any = REMARK
    for n in range(250):
        nested = {**REMARK, "id": f"1_{n}", "comments": {"data": [nested]}}
    assert Meta.mentions_in(json.dumps(nested).encode()).mentions


def test_the_token_is_nowhere_to_be_read(graph: Graph) -> None:
    made = source(url=graph.url, allow_private=True)
    assert TOKEN not in repr(made) + str(made.model_dump())
    with pytest.raises(ValidationError) as caught:
        source(token=TOKEN, page="acme")
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"page": ""}, "give the number of the page"),
        ({"page": "acme"}, "expected a number"),
        ({"token": " "}, "access token is missing"),
        ({"leave_out": ("feed",)}, "any of tagged"),
        ({"url": "http://graph.example"}, "in the clear"),
    ],
)
def test_settings_that_cannot_work_are_refused(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        source(**options)


def test_a_moved_or_unknown_cursor_is_a_first_poll() -> None:
    for cursor in ("", "x", "[]", '{"at": 3}', '{"at": {}, "swept": {"feed": 9e99}}'):
        with time_machine.travel(AT, tick=False):
            pages = list(source().pages(Replay("meta/feed.json"), cursor))
        assert sum(len(page.mentions) for page in pages) == 5


def test_only_html_is_no_graph() -> None:
    with pytest.raises(SourceChangedError):
        list(source().pages(Replay(httpx.Response(200, html="<p>hello</p>")), None))

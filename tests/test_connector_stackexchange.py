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
from pydantic import ValidationError
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
from connectors.stackexchange.source import Stackexchange
from listener.store.store import Store
from listener.store.tables import AnswerRow, MentionRow

HITS, QUESTIONS, ANSWERS = (
    f"stackexchange/{name}.json" for name in ("excerpts", "questions", "answers")
)
KEY = "canary-key-0123456789"
NOW = 1_795_212_000  # 2026-11-20 22:00
AT = datetime.fromtimestamp(NOW, UTC)
[QUESTION] = json.loads((PAGES / QUESTIONS).read_bytes())["items"]
[ANSWER] = json.loads((PAGES / ANSWERS).read_bytes())["items"]


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def source(**options: Any) -> Stackexchange:
    return Stackexchange.model_validate({"name": "so", "phrases": "Zephyr", **options})


def question(id_: int, hours: float = 1, text: str = "Zephyr again", **more: Any) -> dict[str, Any]:
    known = {"question_id": id_, "creation_date": NOW - int(hours * 3_600), "title": "How to?"}
    link = f"https://stackoverflow.com/questions/{id_}/how-to"
    return {**QUESTION, **known, "link": link, "body": f"<p>{text}</p>", "tags": [], **more}


def answer(id_: int, to: int, text: str = "Zephyr does.", **more: Any) -> dict[str, Any]:
    known = {"answer_id": id_, "question_id": to, "creation_date": NOW - 600}
    return {**ANSWER, **known, "body": f"<p>{text}</p>", **more}


@dataclass
class Api:
    """The API as it is documented, of one site; checks what it is asked."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)  # what the wrapper of a method says beside
    key: str | None = None
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, query = request.url.path.removeprefix("/2.3/"), dict(request.url.params)
        self.asked.append(path)
        assert request.method == "GET"
        assert query.pop("site") == "stackoverflow"
        assert query.pop("key", None) == self.key
        there = [p for p in self.posts if not p.get("gone")]
        if path == "search/excerpts":
            expected = {"q", "sort", "order", "fromdate", "pagesize", "page"}
            assert query.keys() == expected
            assert (query["q"], query["sort"], query["order"]) == ('"Zephyr"', "creation", "desc")
            found = [p for p in there if "zephyr" in p["body"].lower()]
            found = [p for p in found if p["creation_date"] >= int(query["fromdate"])]
            found.sort(key=lambda p: -p["creation_date"])
            size, page = int(query["pagesize"]), int(query["page"])
            assert size <= 100
            assert page <= 25
            shown = [self.hit(p) for p in found[size * page - size : size * page]]
            return self.reply(path, shown, has_more=len(found) > size * page)
        assert query == {"filter": "withbody", "pagesize": "100"}
        method, ids, *rest = path.split("/")
        wanted = {int(i) for i in ids.split(";")}
        assert len(wanted) <= 100
        is_answer = method == "answers" or rest == ["answers"]
        key = "answer_id" if method == "answers" else "question_id"
        found = [p for p in there if p.get(key) in wanted and ("answer_id" in p) == is_answer]
        return self.reply("/".join([method, *rest]), found, has_more=False)

    def hit(self, post: dict[str, Any]) -> dict[str, Any]:
        kept = {"question_id", "answer_id", "creation_date", "score", "tags", "title"}
        is_answer = "answer_id" in post
        kind = {"item_type": "answer" if is_answer else "question", "title": "How to?"}
        return {k: v for k, v in post.items() if k in kept} | kind | {"excerpt": "…", "body": "…"}

    def reply(self, method: str, items: list[Any], *, has_more: bool) -> httpx.Response:
        told = {"items": items, "has_more": has_more, "quota_max": 300, "quota_remaining": 99}
        return httpx.Response(200, json=told | self.more.get(method, {}))


def poll(api: Any, cursor: str | None = None, **options: Any) -> tuple[list[Page], str | None]:
    return polled(source(**options), api, cursor)


def read(found: Any) -> list[Mention]:
    return list(Stackexchange.mentions_in(json.dumps(found).encode()).mentions)


def error(name: str, message: str, number: int = 502) -> dict[str, Any]:
    return {"error_id": number, "error_name": name, "error_message": message}


def test_keeps_the_contract() -> None:
    check_contract(source(), HITS, QUESTIONS, ANSWERS)


def test_a_question_and_its_answer_become_mentions_of_one_thread() -> None:
    pages = source().pages(Replay(HITS, QUESTIONS, ANSWERS), None)
    reply, asked = (m for page in pages for m in page.mentions)
    assert asked == Mention(
        external_id="7900",
        url="https://stackoverflow.com/questions/7900",
        author=Author(id="11", name="Léa", url="https://stackoverflow.com/users/11/x"),
        title="Zephyr export isn't complete",
        text="The Zephyr export loses tags & dates:\nzephyr export --all",
        posted_at=datetime(2026, 11, 20, 4, 46, 40, tzinfo=UTC),
        genre="forum_post",
        venue="public",
        likes=2,
        replies=2,
        views=44,
        thread_key="7900",
        thread_title="Zephyr export isn't complete",
    )
    assert (reply.external_id, reply.genre, reply.title) == ("7902", "forum_comment", None)
    assert (reply.url, reply.parent_url) == ("https://stackoverflow.com/a/7902", asked.url)
    assert (reply.thread_key, reply.thread_title) == ("7900", asked.title)


def test_an_answer_of_ours_is_kept_as_the_answer(tmp_path: Path, store: Store) -> None:
    scene = Scene(tmp_path, store)
    angry = question(10, text="I hate Zephyr, the export is broken. Awful!")
    asked, ours = read({"items": [angry, answer(11, 10, "Fixed in 4.2.")]})
    scene.run(asked, Mention.from_json({**ours.to_json(), "by_owner": True}))
    texts = {m.id: m.external_id for m in scene.rows(MentionRow)}
    [kept] = scene.rows(AnswerRow)
    assert texts[kept.mention_id] == "10"


def test_edits_deletions_and_our_own_answers_are_seen_within_a_day(store: Store) -> None:
    api = Api([question(n) for n in (10, 11, 12)] + [answer(13, 10)])
    with serving(api) as url:
        made = source(url=url, allow_private=True, own_authors=["acme_dev"])
        visits = Visits(store, made, "stackexchange")
        visits.clock.now = AT
        assert visits.visit().new == 4
        api.asked.clear()
        visits.clock.pass_(hours=1)
        with time_machine.travel(visits.clock.now, tick=False):
            assert not visits.visit().is_news
        assert api.asked == ["search/excerpts"]
        api.posts[0]["body"] = "<p>Zephyr: something quite different, it was refunded.</p>"
        api.posts[1]["gone"] = True
        owner = {**ANSWER["owner"], "display_name": "acme_dev"}
        api.posts += [answer(14, 12, "Fixed in 4.2.", owner=owner), answer(15, 12, "No idea.")]
        visits.clock.pass_(hours=24)
        with time_machine.travel(visits.clock.now, tick=False):
            seen = visits.visit()
    assert (seen.new, seen.revised) == (1, 1)
    with store.reading() as session:
        rows = {m.external_id: m for m in session.exec(select(MentionRow))}
    assert rows["11"].deleted_at
    assert rows["14"].by_owner
    assert "15" not in rows


def test_a_pause_is_kept_across_polls_and_restarts() -> None:
    api = Api(
        [question(n, n / 10) for n in range(10, 260)], more={"search/excerpts": {"backoff": 30}}
    )
    pages, cursor = poll(api)
    assert api.asked.count("search/excerpts") == 1, "the same method again within its pause"
    assert len(ids(pages)) == 100
    assert pages[-1].behind
    api.asked.clear()
    with time_machine.travel(AT + timedelta(seconds=29), tick=False):
        assert ids(poll(api, cursor)[0]) == []
    assert api.asked == []
    api.more.clear()
    with time_machine.travel(AT + timedelta(seconds=31), tick=False):
        more, cursor = poll(api, cursor)
    assert len(set(ids(pages) + ids(more))) == 250
    assert json.loads(cursor or "")["rests"] == {}


def test_a_pause_of_what_reads_whole_loses_nothing() -> None:
    api = Api([question(n, n) for n in range(10, 260)], more={"questions": {"backoff": 600}})
    pages, cursor = poll(api)
    assert len(ids(pages)) == 100
    assert pages[-1].behind
    with time_machine.travel(AT + timedelta(seconds=601), tick=False):
        api.more.clear()
        more, _ = poll(api, cursor)
    assert len(set(ids(pages) + ids(more))) == 250


def test_a_pause_is_told_to_whoever_plans_the_next_visit(store: Store) -> None:
    api = Api([question(10)], more={"search/excerpts": {"backoff": 7_200}})
    with serving(api) as url:
        made = source(url=url, allow_private=True)
        visits = Visits(store, made, "stackexchange")
        visits.clock.now = AT
        visits.visit()
        assert visits.wait >= 7_200


def test_used_up_requests_wait_for_midnight_and_are_told() -> None:
    api = Api([question(10)], more={"answers": {}, "questions": {"quota_remaining": 0}})
    pages, cursor = poll(api)
    assert ids(pages) == ["10"]
    assert "used up until midnight UTC" in pages[-1].said[0]
    api.asked.clear()
    with time_machine.travel(AT + timedelta(minutes=119), tick=False):
        poll(api, cursor)
    assert api.asked == []
    with time_machine.travel(AT + timedelta(minutes=121), tick=False):
        poll(api, cursor)
    assert api.asked == ["search/excerpts"]


@pytest.mark.parametrize(
    ("status", "told", "kind", "expected"),
    [
        (400, error("throttle_violation", "too many requests from this IP, more requests available"
                    " in 76366 seconds"), SourceBusyError, "too many requests"),
        (400, error("throttle_violation", "too many"), SourceBusyError, "too many"),
        (200, error("throttle_violation", "too many"), SourceBusyError, "too many"),
        (503, error("temporarily_unavailable", "down", 503), SourceBusyError, "down"),
        (400, error("bad_parameter", "No site found for name `x`", 400), SourceRefusedError,
         "no such site"),
        (400, error("bad_parameter", "`key` doesn't match a known application", 400),
         SourceRefusedError, "does not accept the key"),
        (400, error("bad_parameter", "pagesize", 400), SourceChangedError, "bad_parameter"),
    ],
)  # fmt: skip
def test_an_error_says_what_is_to_be_done_and_never_the_key(
    status: int, told: dict[str, Any], kind: type[SourceError], expected: str
) -> None:
    with pytest.raises(kind, match=expected) as caught:
        list(source(key=KEY).pages(Replay(httpx.Response(status, json=told)), None))
    assert "canary" not in f"{caught.value} {caught.value!r}"
    if "76366" in told["error_message"]:
        assert isinstance(caught.value, SourceBusyError)
        assert caught.value.retry_after == 76_366


def test_the_key_is_sent_and_not_shown_sent_in_the_clear_or_kept() -> None:
    made = source(key=KEY)
    assert "canary" not in repr(made) + str(made.model_dump()) + made.model_dump_json()
    with pytest.raises(ValidationError, match="https") as caught:
        source(key=KEY, url="http://api.example")
    assert "canary" not in str(caught.value)
    pages, cursor = poll(Api([question(10)], key=KEY), key=KEY)
    assert ids(pages) == ["10"]
    assert "canary" not in (cursor or "")


@pytest.mark.parametrize(
    ("told", "site", "link"),
    [
        ("https://stackoverflow.com/questions", "stackoverflow", "https://stackoverflow.com/a/8"),
        ("https://fr.stackoverflow.com", "fr.stackoverflow", "https://fr.stackoverflow.com/a/8"),
        ("https://unix.stackexchange.com/", "unix", "https://unix.stackexchange.com/a/8"),
        ("SuperUser", "superuser", "https://superuser.com/a/8"),
    ],
)
def test_a_site_goes_by_its_name_or_address(told: str, site: str, link: str) -> None:
    made = source(site=told)
    assert made.site == site
    bare = {k: v for k, v in answer(8, 7).items() if k not in ("link", "owner")}
    reply = httpx.Response(200, json={"items": [bare]})
    [found] = [m for page in made.pages(Replay(reply), None) for m in page.mentions]
    assert found.url == link


def test_what_does_not_name_us_is_left_out_and_not_asked_for_again() -> None:
    near = question(10, text="zephyrs blow")
    api = Api([near, question(11)])
    pages, cursor = poll(api)
    assert ids(pages) == ["11"]
    api.asked.clear()
    poll(api, cursor)
    assert api.asked == ["search/excerpts"]


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        ({"items": []}, [], "nothing there"),
        ({"items": None, "has_more": False}, [], "null"),
        ({"items": QUESTION}, ["7900"], "one object for a list"),
        (QUESTION, ["7900"], "a question alone"),
        ([QUESTION, ANSWER], ["7900", "7902"], "a list without its wrapping"),
        ({"items": [{**QUESTION, "question_id": "7900", "creation_date": None}]}, ["7900"], "text"),
        ({"items": [{"question_id": 5, "title": "Zephyr?"}]}, ["5"], "a title and nothing else"),
        ({"items": [{"comment_id": 6, "post_id": 5, "body": "No."}]}, ["comment/6"], "a comment"),
        ({"items": [{"post_id": 9, "post_type": "answer", "body": "<p>x</p>"}]}, ["9"], "a post"),
        ({"items": [{**ANSWER, "owner": {"user_type": "does_not_exist"}}]}, ["7902"], "nobody"),
        ({"items": [{**ANSWER, "owner": None, "score": -3}]}, ["7902"], "below zero"),
        (json.loads((PAGES / HITS).read_bytes()), ["7902", "7900"], "a search"),
    ],
)
def test_every_shape_is_read(found: Any, expected: list[str], why: str) -> None:
    assert [m.external_id for m in read(found)] == expected, why


def test_one_unreadable_post_is_reported_and_the_rest_is_read() -> None:
    body = json.dumps({"items": [QUESTION, {"question_id": "x"}, "x", None, {"answer_id": 4}]})
    page = Stackexchange.mentions_in(body.encode())
    assert [m.external_id for m in page.mentions] == ["7900"]
    assert [line.partition(":")[0] for line in page.refused] == [f"post {n}" for n in range(2, 6)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (json.dumps(error("bad_parameter", "site is required")).encode(), "site is required"),
        (b"{}", "no list of posts"),
        (b'{"items": [{"tag": "x"}]}', "no list of posts"),
        (b'{"items": [{"question_id": 5}]}', "nothing in it could be read"),
        ((PAGES / HITS).read_bytes()[:300], "not JSON"),
    ],
)
def test_another_reply_is_one_clear_error(reply: bytes, expected: str) -> None:
    with pytest.raises(SourceChangedError, match=expected):
        Stackexchange.mentions_in(reply)


@pytest.mark.parametrize("cursor", ["{", "[]", '{"phrases": 3}', '{"known": ["x"]}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    assert ids(poll(Api([question(10)]), cursor)[0]) == ["10"]


def test_it_reads_a_server_through_the_guard() -> None:
    api = Api([question(n, n) for n in range(10, 140)])
    with (
        serving(api) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        made = source(url=f"{url}/", allow_private=True)
        assert len(ids(list(made.pages(http, None)))) == 130

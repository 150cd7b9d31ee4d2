import copy
import json
from collections.abc import Callable, Iterator
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
from test_collect import Visits
from test_pipeline import Scene

from connectors.github.items import plain
from connectors.github.source import Github
from connectors.kit.about import About
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

PAGE = "github/search.json"
TOKEN = "canary-token-0123456789"
REPO = "Zephyr-App/zephyr"
AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
LIST: dict[str, Any] = json.loads((PAGES / PAGE).read_bytes())
HANGS, WISH = LIST["items"]


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def source(**options: Any) -> Github:
    asked = {} if "repos" in options else {"query": "Zephyr"}
    return Github.model_validate({"name": "gh", **asked, **options})


def issue(number: int, *, changed: float | None = None, **more: Any) -> dict[str, Any]:
    """An issue of our repository that is `number` hours old, and was changed so many hours ago."""
    made: dict[str, Any] = copy.deepcopy(HANGS)
    made |= {
        "id": 3_000_000_000 + number,
        "number": number + 1,
        "url": f"https://api.github.com/repos/{REPO}/issues/{number + 1}",
        "html_url": f"https://github.com/{REPO}/issues/{number + 1}",
        "title": "The Zephyr app crashes",
        "body": "It is broken.",
        "author_association": "NONE",
        "created_at": ago(number),
        "updated_at": ago(number if changed is None else changed),
    }
    return made | more


def comment(number: int, on: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "url": f"https://api.github.com/repos/{REPO}/issues/comments/{number}",
        "html_url": f"https://github.com/{REPO}/issues/{on}#issuecomment-{number}",
        "issue_url": f"https://api.github.com/repos/{REPO}/issues/{on}",
        "user": {"login": "max", "html_url": "https://github.com/max", "type": "User"},
        "created_at": ago(1),
        "updated_at": ago(1),
        "author_association": "NONE",
        "body": "Same here.",
        "reactions": {"+1": 0},
    } | more


def ago(hours: float) -> str:
    return f"{AT - timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"


@dataclass
class Api:
    """GitHub's API as it is documented; checks what it is asked."""

    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    hits: list[dict[str, Any]] = field(default_factory=list)
    token: str = ""
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, query = request.url.path, dict(request.url.params)
        self.asked.append(f"{path}?{query.get('page', 1)}")
        assert request.method == "GET"
        assert request.headers["accept"] == "application/vnd.github.v3+json"
        assert request.headers["user-agent"]
        told = request.headers.get("authorization", "")
        assert "canary" not in str(request.url)
        if told != (f"token {self.token}" if self.token else ""):
            return httpx.Response(401, json={"message": "Bad credentials"})
        assert 1 <= int(query.pop("per_page")) <= 100
        page = int(query.pop("page", 1))
        if path == "/search/issues":
            assert (query["sort"], query["order"]) == ("created", "desc")
            return self.searched(request, query["q"], page)
        assert (query.pop("sort"), query.pop("direction")) == ("updated", "desc")
        if path == f"/repos/{REPO}/issues":
            assert query == {"state": "all"}
            return self.listed(request, self.issues, page)
        if path == f"/repos/{REPO}/issues/comments":
            assert query == {}
            return self.listed(request, self.comments, page)
        return httpx.Response(404, json={"message": "Not Found", "status": "404"})

    def searched(self, request: httpx.Request, q: str, page: int) -> httpx.Response:
        until = q.partition(" created:<=")[2]
        assert q.removesuffix(f" created:<={until}") == '"Zephyr" in:title,body is:issue'
        hits = [h for h in self.hits if not until or h["created_at"] <= until]
        if page > 10:
            return httpx.Response(422, json={"message": "Only the first 1000 search results"})
        hits.sort(key=lambda hit: hit["created_at"], reverse=True)
        reply = self.listed(request, hits[:1000], page)
        body = {"total_count": len(hits), "incomplete_results": False, "items": reply.json()}
        return httpx.Response(200, json=body, headers={"link": reply.headers.get("link", "")})

    def listed(
        self, request: httpx.Request, items: list[dict[str, Any]], page: int
    ) -> httpx.Response:
        if not request.url.path.startswith("/search"):
            items = sorted(items, key=lambda item: item["updated_at"], reverse=True)
        shown = items[100 * page - 100 : 100 * page]
        after = request.url.copy_set_param("page", page + 1)
        # A repository that was moved is linked by its number, on another host's address.
        link = (
            f'<https://elsewhere.example/repositories/5/x?{after.query.decode()}&key=x>; rel="next"'
        )
        more = {"link": link} if 100 * page < len(items) else {}
        return httpx.Response(200, json=shown, headers=more)


def poll(
    answer: Callable[[httpx.Request], httpx.Response], cursor: str | None = None, **options: Any
) -> tuple[list[Page], str | None]:
    return polled(source(**options), answer, cursor)


def read(found: Any) -> list[Mention]:
    return list(Github.mentions_in(json.dumps(found).encode()).mentions)


def test_keeps_the_contract() -> None:
    check_contract(source(), PAGE)


def test_a_hit_becomes_a_mention() -> None:
    one, wish = (m for page in source().pages(Replay(PAGE), None) for m in page.mentions)
    assert one == Mention(
        external_id="issue/2000000012",
        url="https://github.com/Lumen-Org/Panel/issues/12",
        author=Author(id="lucie-panel", name="lucie-panel", url="https://github.com/lucie-panel"),
        title="Zephyr sync stops & never comes back",
        text="What happens\n\nSince the update the sync hangs, see the screen shot."
        "\n\nVersion 5.2.1",
        posted_at=datetime(2026, 11, 20, 9, 12, 44, tzinfo=UTC),
        genre="issue",
        venue="public",
        likes=4,
        replies=3,
        thread_key="lumen-org/panel#12",
        thread_title="Zephyr sync stops & never comes back",
    )
    assert (wish.text, wish.title, wish.author) == ("Please support Zephyr", None, None)


def test_a_saved_reply_says_by_itself_what_a_poll_knows() -> None:
    assert [m for page in source().pages(Replay(PAGE), None) for m in page.mentions] == read(LIST)


@pytest.mark.parametrize("says", ["OWNER", "MEMBER", "COLLABORATOR"])
def test_who_has_a_say_speaks_for_us_in_our_repositories_alone(says: str) -> None:
    ours = comment(7, 2, author_association=says)
    api = Api([issue(1)], [ours, comment(8, 2, author_association="CONTRIBUTOR")])
    found = {m.external_id: m for page in poll(api, repos=[REPO])[0] for m in page.mentions}
    assert [m.by_owner for m in found.values()] == [False, True, False]
    assert found["comment/7"].parent_url == found["issue/3000000001"].url
    assert found["comment/7"].thread_key == found["issue/3000000001"].thread_key
    assert {m.venue for m in found.values()} == {"own"}
    assert not read({"items": [{**HANGS, "author_association": says}]})[0].by_owner


def test_a_teams_comment_is_kept_as_the_answer_to_its_issue(tmp_path: Path, store: Store) -> None:
    scene = Scene(tmp_path, store)
    scene.run(*read([issue(5), issue(6), comment(7, 6, author_association="MEMBER")]))
    texts = {m.id: m.external_id for m in scene.rows(MentionRow)}
    [answer] = scene.rows(AnswerRow)
    assert texts[answer.mention_id] == "issue/3000000005"


def test_an_edit_is_read_and_an_old_issue_that_somebody_touched_is_not(store: Store) -> None:
    api = Api([issue(n) for n in range(0, 260, 2)] + [issue(24 * 900, changed=0)])
    with serving(api) as url:
        visits = Visits(store, source(repos=[REPO], url=url, allow_private=True), "github")
        visits.clock.now = AT
        assert visits.visit().new == 130
        api.issues[100] |= {"body": "Solved by the update.", "updated_at": ago(-1)}
        api.asked.clear()
        visits.clock.pass_(hours=2)
        with time_machine.travel(visits.clock.now, tick=False):
            seen = visits.visit()
    assert (seen.new, seen.revised, len(api.asked)) == (0, 1, 2)


def test_pull_requests_and_programs_are_left_out_and_the_first_may_be_asked_for() -> None:
    pull = issue(1, pull_request={"url": "x"})
    bot = issue(2, user={"login": "stale[bot]", "type": "Bot"})
    said = comment(9, 2, html_url=f"https://github.com/{REPO}/pull/2#issuecomment-9")
    api = Api([pull, bot, issue(3)], [said])
    assert ids(poll(api, repos=[REPO])[0]) == ["issue/3000000003"]
    both = ids(poll(api, repos=[REPO], pull_requests=True)[0])
    assert both == ["issue/3000000001", "issue/3000000003", "comment/9"]


def test_a_search_beyond_its_thousand_hits_goes_on_by_time(store: Store) -> None:
    api = Api(hits=[{**issue(n), "url": "", "html_url": f"https://github.com/a/b/issues/{n}"}
                    for n in range(1_150)])  # fmt: skip
    with serving(api) as url:
        made = source(url=url, allow_private=True, days_back=90)
        visits = Visits(store, made, "github")
        visits.clock.now = AT
        found = 0
        for _ in range(3):
            with time_machine.travel(visits.clock.now, tick=False):
                found += visits.visit().new
            visits.clock.pass_(hours=1)
    assert found == 1_150


def test_hits_of_our_own_repositories_and_words_that_look_alike_are_not_ours_to_tell_twice() -> (
    None
):
    other = {**HANGS, "id": 5, "title": "Zephyrine", "body": "a zephyrus"}
    api = Api([issue(1)], hits=[issue(1), issue(2), other, HANGS])
    pages, _ = poll(api, repos=[REPO], query="Zephyr")
    assert ids(pages) == ["issue/3000000001", "issue/2000000012"]


def test_one_repository_that_is_gone_keeps_none_of_the_others_from_being_read() -> None:
    pages, _ = poll(Api([issue(1)]), repos=["Zephyr-App/gone", REPO])
    assert ids(pages) == ["issue/3000000001"]
    [said] = pages[-1].said
    assert "Zephyr-App/gone: 404, no such repository, or a private one" in said


def test_a_search_that_was_cut_short_is_told() -> None:
    part = httpx.Response(200, json={**LIST, "incomplete_results": True})
    [said] = [line for page in source().pages(Replay(part), None) for line in page.said]
    assert "cut short" in said


LIMITED = {"message": "API rate limit exceeded for 10.0.0.9. (But here's the good news …)"}
SECONDARY = {"message": "You have exceeded a secondary rate limit."}


@pytest.mark.parametrize(
    ("reply", "wait"),
    [
        (httpx.Response(403, json=LIMITED, headers={"x-ratelimit-remaining": "0",
            "x-ratelimit-reset": str(int(AT.timestamp()) + 90)}), 90),
        (httpx.Response(403, json=LIMITED, headers={"x-ratelimit-remaining": "0",
            "x-ratelimit-reset": str(int(AT.timestamp()) * 1000 + 90_000)}), 90),
        (httpx.Response(403, json=SECONDARY, headers={"retry-after": "42"}), 42),
        (httpx.Response(403, json=SECONDARY), 60),
        (httpx.Response(429, json=SECONDARY), 60),
        (httpx.Response(403, text="<html>", headers={"x-ratelimit-remaining": "0",
            "x-ratelimit-reset": str(int(AT.timestamp()) + 90)}), 90),
    ],
)  # fmt: skip
def test_a_limit_is_a_wait_whatever_it_is_written_in(reply: httpx.Response, wait: int) -> None:
    with pytest.raises(SourceBusyError) as caught:
        list(source().pages(Replay(reply), None))
    assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    ("status", "body", "error", "expected"),
    [
        (401, {"message": "Bad credentials"}, SourceRefusedError, "token is not accepted"),
        (403, {"message": "Resource not accessible by token"}, SourceRefusedError, "not accessible"),
        (404, {"message": "Not Found"}, SourceChangedError, "or a private one"),
        (410, {"message": "Issues are disabled for this repo"}, SourceRefusedError, "disabled"),
        (422, {"message": "Validation Failed", "errors": [{"message": "no q"}]},
         SourceChangedError, "Validation Failed: no q"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_to_be_done_and_never_the_token(
    status: int, body: Any, error: type[SourceError], expected: str
) -> None:
    reply = httpx.Response(status, json=body)
    with pytest.raises(error, match=expected) as caught:
        list(source(repos=[REPO], token=TOKEN).pages(Replay(reply), None))
    assert "canary" not in f"{caught.value} {caught.value!r}"


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        ([], [], "a repository without issues"),
        ({"total_count": 0, "items": []}, [], "no hit"),
        ({"total_count": 0, "items": None}, [], "null"),
        ({"items": HANGS}, ["issue/2000000012"], "one object for a list"),
        (HANGS, ["issue/2000000012"], "an issue alone"),
        (comment(7, 2), ["comment/7"], "a comment alone"),
        (
            [{"id": "4", "number": 1, "title": "x"}],
            ["issue/4"],
            "hardly a field, words for numbers",
        ),
        (
            {"action": "created", "issue": HANGS, "comment": comment(7, 12)},
            ["issue/2000000012", "comment/7"],
            "a webhook's",
        ),
    ],
)
def test_every_shape_is_read(found: Any, expected: list[str], why: str) -> None:
    assert [m.external_id for m in read(found)] == expected, why


def test_what_a_webhook_says_is_deleted_is_a_tombstone() -> None:
    [gone] = read({"action": "deleted", "issue": HANGS, "comment": comment(7, 12)})
    assert (gone.external_id, gone.deleted) == ("comment/7", True)
    [gone] = read({"action": "deleted", "issue": HANGS})
    assert (gone.external_id, gone.deleted) == ("issue/2000000012", True)


def test_one_unreadable_issue_is_reported_and_the_rest_is_read() -> None:
    body = json.dumps({"items": [HANGS, {"title": "x"}, "x", None, {"id": 3, "body": ""}]})
    page = Github.mentions_in(body.encode())
    assert [m.external_id for m in page.mentions] == ["issue/2000000012"]
    assert [line.partition(":")[0] for line in page.refused] == [f"item {n}" for n in range(2, 6)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (b'{"message": "Not Found", "status": "404"}', "GitHub says: Not Found"),
        (json.dumps(LIMITED).encode(), "GitHub says: API rate limit exceeded"),
        (b'{"id": 5, "full_name": "a/b"}', "no list of issues"),
        (b'[{"sha": "abc"}]', "no list of issues"),
        ((PAGES / PAGE).read_bytes()[:900], "not JSON"),
    ],
)
def test_another_reply_is_one_clear_error(reply: bytes, expected: str) -> None:
    with pytest.raises(SourceChangedError) as caught:
        Github.mentions_in(reply)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("<!-- a hint -->\r\nIt hangs.", "It hangs."),
        ("It hangs.<!-- never closed", "It hangs."),
        ("> You said so\n\nNo, I did not.", "No, I did not."),
        ("### Browser\n\n_No response_\n\n### Bug\n\n#1 hangs", "Browser\n\nBug\n\n#1 hangs"),
        ("> quoted alone", "> quoted alone"),
        ("see [the page](https://x.example/a) and vector<int>", "see the page and vector<int>"),
        ("<details><summary>Log</summary>\nx &lt; y</details>", "Log\n\nx < y"),
    ],
)
def test_markdown_is_read_as_a_reader_sees_it(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_repositories_go_by_their_name_or_address() -> None:
    for told in (REPO, f"https://github.com/{REPO}", f"github.com/{REPO}.git", f"{REPO}/issues"):
        assert source(repos=[told]).repos == (REPO,)
    for wrong in ("zephyr", "a b/c", "https://example.org/a/b", "../x", "a/..?x"):
        with pytest.raises(ValidationError, match="owner/name"):
            source(repos=[wrong])
    with pytest.raises(ValidationError, match="name a repository"):
        source(repos=[])
    about = About(name="Zephyr", links=(f"https://github.com/{REPO}", "https://github.com/login"))
    with httpx.Client() as http:
        assert list(Github.proposed(about, http)) == [{"repos": [REPO]}]


def test_the_token_is_sent_and_neither_shown_nor_kept() -> None:
    made = source(token=TOKEN)
    assert "canary" not in repr(made) + str(made.model_dump()) + made.model_dump_json()
    with pytest.raises(ValidationError, match="https") as caught:
        source(url="http://api.example", token=TOKEN)
    assert "canary" not in str(caught.value)
    for wrong in ("", " ", "two words", "é"):
        with pytest.raises(ValidationError):
            source(token=wrong)
    pages, cursor = poll(Api([issue(1)], token=TOKEN), repos=[REPO], token=TOKEN)
    assert ids(pages) == ["issue/3000000001"]
    assert "canary" not in (cursor or "")


@pytest.mark.parametrize("cursor", ["{", "[]", '{"repos/Zephyr-App/zephyr/issues": 3}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    assert len(ids(poll(Api([issue(1)]), cursor, repos=[REPO])[0])) == 1


def test_it_reads_a_server_through_the_guard_and_nothing_of_where_its_links_lead() -> None:
    api = Api([issue(n) for n in range(130)])
    with (
        serving(api) as url,
        guarded_client(allow_private=True, state=HttpState(), spacing=None) as http,
    ):
        made = source(url=f"{url}/", allow_private=True, repos=[REPO])
        assert len(ids(list(made.pages(http, None)))) == 130
    assert f"/repos/{REPO}/issues?2" in api.asked

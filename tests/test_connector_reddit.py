"""Reddit by an app: what is read, what is gone, which limits are kept, and keys that are revoked."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import time_machine
from contract import check_contract
from polls import ids, last_cursor
from pydantic import ValidationError
from visiting import Visiting

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import SourceBusyError, SourceRefusedError
from connectors.reddit.source import Reddit
from listener.stages.purse import left
from listener.store.store import Store
from listener.words.spoken import spoken

PAGE = "reddit/search.json"
NOW = 1_795_212_000  # 2026-11-20 22:00
HOUR = 3_600
SECRETS = {"client_id": "canary-id", "client_secret": "canary-secret"}


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(datetime.fromtimestamp(NOW, UTC), tick=False):
        yield


def source(**options: Any) -> Reddit:
    known: dict[str, Any] = {"name": "reddit", "phrases": ["Acme"], "account": "acme_reads"}
    return Reddit.model_validate(known | SECRETS | options)


def signed_in(made: Reddit) -> Reddit:
    made._held.token, made._held.until = "canary-token", NOW + HOUR
    return made


def post(n: int, hours: float, **more: Any) -> dict[str, Any]:
    """A post, or with a body a comment, of some hours ago."""
    kind = "t1" if "body" in more else "t3"
    known: dict[str, Any] = {
        "name": f"{kind}_1x{n}", "author": f"user{n}", "permalink": f"/r/velo/comments/1x{n}/t/",
        "created_utc": NOW - hours * HOUR, "score": 2, "subreddit": "velo",
    }  # fmt: skip
    if kind == "t3":
        known |= {"title": f"Mon Acme grince {n}", "selftext": "Que faire ?", "num_comments": 0}
    else:
        known |= {"link_id": "t3_1x1", "parent_id": "t3_1x1", "link_title": "Mon Acme grince"}
    return {"kind": kind, "data": known | more}


@dataclass
class Site:
    """Reddit's API and the address of its tokens: checks what it is asked."""

    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # by path
    instead: dict[str, httpx.Response] = field(default_factory=dict)
    left: str = "598.0"
    page: int = 100
    asked: list[str] = field(default_factory=list)
    good: set[str] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)
    grants: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert not any(secret in str(request.url) for secret in (*SECRETS.values(), "canary"))
        self.agents.add(request.headers["user-agent"])
        path = request.url.path.removeprefix("/")
        self.asked.append(path)
        if path == "api/v1/access_token":
            return self.instead.get("token") or self._token(request)
        scheme, _, token = request.headers["authorization"].partition(" ")
        assert scheme == "bearer"
        if token not in self.good:
            return httpx.Response(401, json={"message": "Unauthorized", "error": 401})
        query = dict(request.url.params)
        assert query["raw_json"] == "1"
        if path in self.instead:
            return self.instead[path]
        if path == "api/info":
            names = query["id"].split(",")
            assert len(names) <= 100
            known = [one for listed in self.lists.values() for one in listed]
            return self._reply([one for one in known if one["data"]["name"] in names], None)
        assert int(query["limit"]) <= 100
        shown = sorted(self.lists.get(path, []), key=lambda one: -one["data"]["created_utc"])
        names = [one["data"]["name"] for one in shown]
        at = names.index(query["after"]) + 1 if "after" in query else 0
        more = names[at + self.page - 1] if at + self.page < len(shown) else None
        return self._reply(shown[at : at + self.page], more)

    def _reply(self, things: list[Any], after: str | None) -> httpx.Response:
        headers = {
            "x-ratelimit-remaining": self.left,
            "x-ratelimit-used": "2",
            "x-ratelimit-reset": "240",
        }
        return httpx.Response(
            200,
            headers=headers,
            json={"kind": "Listing", "data": {"children": things, "after": after}},
        )

    def _token(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert not request.url.query
        scheme, _, told = request.headers["authorization"].partition(" ")
        assert (scheme, b64decode(told).decode()) == ("Basic", "canary-id:canary-secret")
        form = {k: v for k, [v] in parse_qs(request.content.decode()).items()}
        self.grants.append(form["grant_type"])
        if form["grant_type"] == "refresh_token":
            assert form["refresh_token"] == "canary-refresh"
        token = f"canary-token-{len(self.grants)}"
        self.good = {token}
        return httpx.Response(
            200, json={"access_token": token, "token_type": "bearer", "expires_in": 86_400}
        )


def poll(
    site: Site, cursor: str | None = None, *, made: Reddit | None = None, hours: float = 0
) -> tuple[list[Page], str | None]:
    with (
        time_machine.travel(datetime.fromtimestamp(NOW + hours * HOUR, UTC), tick=False),
        httpx.Client(transport=httpx.MockTransport(site)) as http,
    ):
        pages = list((made or source()).pages(http, cursor))
    return pages, last_cursor(pages, cursor)


def shown(pages: list[Page]) -> dict[str, Mention]:
    return {m.external_id: m for page in pages for m in page.mentions}


def test_it_keeps_the_contract() -> None:
    check_contract(signed_in(source()), PAGE)


def test_what_a_post_and_a_comment_come_to() -> None:
    comment = post(2, 1, body="> Mon Acme grince\n\nLe mien *aussi*.", parent_id="t1_1x9")
    site = Site({"search": [post(1, 2)], "r/velo/comments": [comment], "r/velo/new": [post(1, 2)]})
    pages, _ = poll(site, made=source(subreddits=["r/velo"]))
    first, second = shown(pages).values()
    assert (first.external_id, first.genre, first.title) == (
        "t3_1x1",
        "reddit_post",
        "Mon Acme grince 1",
    )
    assert first.url == "https://www.reddit.com/r/velo/comments/1x1/t/"
    assert (second.genre, second.thread_key) == ("reddit_comment", "t3_1x1")
    assert second.text == "Le mien *aussi*."
    assert second.parent_url == "https://www.reddit.com/comments/1x1/_/1x9/"
    assert ids(pages) == ["t3_1x1", "t1_1x2"]  # what two lists show comes once


def test_of_a_subreddit_those_that_name_the_brand_and_of_an_own_one_all() -> None:
    other = post(3, 1, body="Belle balade.", link_title="Dimanche")
    site = Site(
        {"r/velo/comments": [other], "r/acme/new": [post(4, 1, title="Bonjour", selftext="")]}
    )
    made = source(subreddits=["velo"], own_subreddits=["https://www.reddit.com/r/acme/"])
    [only] = shown(poll(site, made=made)[0]).values()
    assert (only.external_id, only.venue, only.genre) == ("t3_1x4", "own", "reddit_post_title")


def test_what_is_deleted_or_removed_is_taken_out_and_what_was_never_stored_is_not_told() -> None:
    listed = [post(n, n, title="Mon Acme") for n in range(1, 5)]
    site = Site({"search": listed})
    site.page = 2
    _, cursor = poll(site)
    listed[2]["data"] |= {"selftext": "[deleted]", "author": "[deleted]"}
    listed[3]["data"] |= {"removed_by_category": "moderator", "selftext": "[removed]"}
    listed.append(post(9, 0.5, selftext="[removed]", author="[deleted]"))
    pages, cursor = poll(site, cursor, hours=25)
    found = shown(pages)
    assert {name for name, m in found.items() if m.deleted} == {"t3_1x3", "t3_1x4"}
    assert all(not m.text and m.author is None for m in found.values() if m.deleted)
    assert "t3_1x9" not in found


def test_one_whose_author_left_stays_without_their_name() -> None:
    site = Site({"search": [post(1, 1, author="[deleted]")]})
    [only] = shown(poll(site)[0]).values()
    assert (only.deleted, only.author) == (False, None)


def test_one_unreadable_thing_is_told_in_words_and_the_rest_is_read() -> None:
    listed = [post(1, 1), post(2, 2, title="", selftext=""), post(3, 3), {"kind": "t3"}]
    listed[2]["data"]["name"] = "t5_2"
    children = {"kind": "Listing", "data": {"children": [*listed[1:], listed[0]], "after": None}}
    site = Site(instead={"search": httpx.Response(200, json=children)})
    [page] = poll(site)[0]
    assert ids([page]) == ["t3_1x1"]
    assert page.refused == (
        "item 1: no words",
        "item 2: no id of a post or comment",
        "item 3: data is missing in it",
    )


def test_one_that_reddit_does_not_show_twice_is_gone() -> None:
    listed = [post(1, 100), *(post(n, n) for n in range(2, 9))]
    site = Site({"search": listed})
    site.page = 2
    _, cursor = poll(site)
    listed.pop(0)
    once, cursor = poll(site, cursor, hours=25)
    assert not any(m.deleted for m in shown(once).values())
    twice, _ = poll(site, cursor, hours=27)
    assert [name for name, m in shown(twice).items() if m.deleted] == ["t3_1x1"]


def test_what_the_index_learns_of_late_is_found_by_the_deep_reading() -> None:
    listed = [post(n, n) for n in range(1, 9)]
    site = Site({"search": listed})
    site.page = 2
    _, cursor = poll(site)
    listed.insert(0, post(50, 20.5))
    listed += [post(100 + n, -n) for n in range(1, 9)]
    found: set[str] = set()
    for hours in (9, 20, 33, 34):
        pages, cursor = poll(site, cursor, hours=hours)
        found |= shown(pages).keys()
    assert "t3_1x50" in found


# Its limits.


def test_at_the_last_request_a_visit_ends_and_comes_again_after_the_reset() -> None:
    site = Site({"search": [post(n, n) for n in range(1, 9)]}, left="0.0")
    site.page = 2
    pages, cursor = poll(site)
    assert site.asked.count("search") == 1
    assert (pages[-1].behind, pages[-1].rests) == (True, 240)
    site.left = "598.0"
    later, _ = poll(site, cursor, hours=0.1)
    assert set(ids(pages + later)) == {f"t3_1x{n}" for n in range(1, 9)}


def test_too_many_requests_are_waited_out_as_reddit_says() -> None:
    site = Site(instead={"search": httpx.Response(429, headers={"x-ratelimit-reset": "123"})})
    with pytest.raises(SourceBusyError) as caught:
        poll(site)
    assert caught.value.retry_after == 123


# Its keys.


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(401, json={"message": "Unauthorized", "error": 401}),
        httpx.Response(400, json={"error": "invalid_grant"}),
        httpx.Response(200, json={"error": "invalid_grant"}),
        httpx.Response(403, text="<html>blocked</html>"),
    ],
)
def test_a_revoked_key_is_one_clear_word(reply: httpx.Response) -> None:
    with pytest.raises(SourceRefusedError, match="does not accept the app's keys") as caught:
        poll(Site(instead={"token": reply}))
    assert "canary" not in str(caught.value)
    assert "n'accepte pas les clés" in spoken("fr", str(caught.value))


def test_the_token_is_kept_and_made_anew_where_it_ended_early() -> None:
    site, made = Site({"search": [post(1, 1)]}), source()
    _, cursor = poll(site, made=made)
    _, cursor = poll(site, cursor, made=made, hours=1)
    assert site.grants == ["client_credentials"]
    site.good = set()
    pages, _ = poll(site, cursor, made=made, hours=2)
    assert len(site.grants) == 2
    assert ids(pages) == ["t3_1x1"]


def test_a_lasting_token_reads_for_its_account_and_the_agent_names_it() -> None:
    site = Site({"search": [post(1, 1)]})
    poll(site, made=source(refresh_token="canary-refresh"))
    assert site.grants == ["refresh_token"]
    [agent] = site.agents
    assert agent.endswith("(by /u/acme_reads)")


def test_a_closed_subreddit_is_said_and_the_others_are_read() -> None:
    told = httpx.Response(403, json={"reason": "private", "message": "Forbidden", "error": 403})
    site = Site({"search": [post(1, 1)]}, instead={"r/velo/new": told, "r/velo/comments": told})
    pages, _ = poll(site, made=source(subreddits=["velo"]))
    assert ids(pages) == ["t3_1x1"]
    [first, _] = [line for page in pages for line in page.said]
    assert "r/velo/new: 403, closed or gone, Reddit says: 403 private Forbidden" in first


def test_its_secrets_print_nowhere() -> None:
    made = source(refresh_token="canary-refresh")
    assert "canary" not in repr(made) + made.model_dump_json()
    with pytest.raises(ValidationError) as wrong:
        source(client_secret="canary secret")
    assert "canary" not in str(wrong.value)
    with pytest.raises(ValidationError, match="in the clear"):
        source(url="http://proxy.example")


def test_settings_that_name_no_subreddit_are_refused() -> None:
    with pytest.raises(ValidationError, match="as r/france"):
        source(subreddits=["not one"])


def test_a_saved_thread_is_its_post_and_all_comments() -> None:
    inner = post(3, 1, body="Le mien aussi.")
    outer = post(2, 1, body="Idem.", replies={"kind": "Listing", "data": {"children": [inner]}})
    more = {"kind": "more", "data": {"name": "t1__", "children": ["x"]}}
    found = [{"kind": "Listing", "data": {"children": [one]}} for one in (post(1, 2), outer, more)]
    page = Reddit.mentions_in(json.dumps(found).encode())
    assert ids([page]) == ["t3_1x1", "t1_1x2", "t1_1x3"]


# In an installation.


def test_a_key_that_dies_is_a_refusal_with_its_remedy(store: Store) -> None:
    site = Site(instead={"token": httpx.Response(401)})
    made = Visiting(store, source(), "reddit", NOW, site)
    for _ in range(3):
        made.visit()
        made.pass_wait()
    assert made.row.off_reason
    assert "private feed" in made.row.off_reason
    assert left(made.source.connector, store, made.clock()) == []

import json
from collections.abc import Mapping
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
from polls import last_cursor
from pydantic import ValidationError
from replay import PAGES as FILES
from replay import Replay
from rigs.effort import PATIENCE
from rigs.mastodon import MastodonServer, mastodon, mastodon_servers, other_mastodon

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.http.guard import Limits, guarded_client
from connectors.kit.http.state import HttpState
from connectors.mastodon.source import LOOKED_FOR, PAGES, Mastodon

__all__ = ["mastodon", "mastodon_servers", "other_mastodon"]

PAGE = "mastodon/tag.json"
HOME, AWAY = "https://social.example", "https://piaille.example"
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
CANARY = "canary-77-token"


def source(*instances: str, **options: Any) -> Mastodon:
    known = {"name": "masto", "instances": instances or (HOME,), "tags": ("zephyr",)}
    return Mastodon.model_validate(known | options)


def shown(number: int, **more: Any) -> dict[str, Any]:
    """A post as the API shows it."""
    return {
        "id": str(number),
        "uri": f"{HOME}/{number}",
        "created_at": "2026-11-20T10:00:00Z",
        "visibility": "public",
        "content": f"<p>post {number} of Zephyr</p>",
        "account": {"acct": "mo", "display_name": "Mo", "indexable": True},
    } | more


def read(*replies: str | httpx.Response, **options: Any) -> list[Mention]:
    with time_machine.travel(AT, tick=False):
        return [
            m for page in source(**options).pages(Replay(*replies), None) for m in page.mentions
        ]


def test_a_post_is_all_its_words() -> None:
    """Content warning, poll, descriptions of pictures and a quoted post are words too."""
    status = shown(
        1,
        spoiler_text="food",
        content="<p>RE: <a href='https://x.example/1'>https://x.example/1</a></p><p>Which one?</p>",
        poll={"options": [{"title": "the sour\none", "votes_count": 3}, {"title": None}, 7]},
        media_attachments=[{"description": "a mouldy loaf"}, {"description": None}],
        quote={
            "state": "accepted",
            "quoted_status": {"content": "<p>Zephyr bread</p><p>is off</p>"},
        },
    )
    [mention] = read(httpx.Response(200, json=[status]))
    assert mention.text == (
        "food\nWhich one?\n- the sour one\na mouldy loaf\n> Zephyr bread\n> is off"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"poll": None, "quote": None, "media_attachments": None},
        {"poll": {"options": None}, "quote": {"state": "deleted", "quoted_status": None}},
        {"poll": 7, "quote": "x", "media_attachments": {"description": "x"}},
        {"quote": {"state": "accepted", "quoted_status_id": "7"}},
    ],
)
def test_a_post_without_more_is_its_content(more: dict[str, Any]) -> None:
    [mention] = read(httpx.Response(200, json=[shown(1, **more)]))
    assert mention.text == "post 1 of Zephyr"


def test_a_quote_of_its_kin_is_read_as_it_is() -> None:
    quoting = shown(1, quote={"content": "<p>It broke</p>"})
    assert read(httpx.Response(200, json=[quoting]))[0].text == "post 1 of Zephyr\n> It broke"


def test_the_profile_of_an_author_is_kept() -> None:
    account = {"acct": "mo", "indexable": True, "url": f"{HOME}/@mo"}
    author = read(httpx.Response(200, json=[shown(1, account=account)]))[0].author
    assert author is not None
    assert author.url == f"{HOME}/@mo"


def test_keeps_the_contract() -> None:
    with time_machine.travel(AT, tick=False):
        check_contract(source(), PAGE)


def test_a_post_becomes_a_mention() -> None:
    reply = read(PAGE)[0]
    assert reply == Mention(
        external_id="https://piaille.example/users/zoe/statuses/115570000000000009",
        url="https://piaille.example/@zoe/115570000000000009",
        author=reply.author,
        text="@mo Chez moi aussi, la mise à jour #Zephyr casse tout &\nle support ne répond pas",
        lang="fr",
        posted_at=datetime(2026, 11, 20, 10, 5, tzinfo=UTC),
        genre="mastodon_post",
        venue="public",
        likes=2,
        shares=0,
        replies=0,
        parent_url=f"{HOME}/web/statuses/115570000000000001",
        thread_key="social.example/115570000000000001",
    )
    assert reply.author is not None
    assert (reply.author.id, reply.author.followers) == ("zoe@piaille.example", 412)


def test_an_account_of_the_server_itself_has_its_full_name() -> None:
    assert read(PAGE)[-1].author is not None
    own = [
        m.author.id
        for m in read(PAGE, own_accounts=["@Mo@social.example"])
        if m.by_owner and m.author
    ]
    assert own == ["mo@social.example"]


def test_a_reply_and_the_post_above_it_are_one_thread() -> None:
    found = read(PAGE)
    assert found[0].thread_key == found[-1].thread_key


def test_a_content_warning_stands_above_the_text_as_it_was_typed() -> None:
    [warned] = [m for m in read(PAGE) if m.lang == "pt"]
    assert warned.text == (
        "Rant about a brand <3\nZephyr cobrou duas vezes.\nhttps://zephyr.example/precos #zephyr"
    )


def test_only_public_posts_of_authors_who_may_be_found_are_read() -> None:
    assert [m.author.name for m in read(PAGE) if m.author] == ["Zoé :verified:", "Ana", "Mo"]


def test_authors_who_were_not_asked_are_read_where_the_settings_say_so() -> None:
    """Those who said no (noindex) are not."""
    found = [m.author.name for m in read(PAGE, indexable_only=False) if m.author]
    assert found == ["Zoé :verified:", "Quiet", "Ana", "Mo"]


def test_one_unreadable_post_is_reported_and_the_rest_is_read() -> None:
    wrong = [{}, "post", shown(3, created_at="soon"), shown(4, account=None), shown(5, id=5)]
    reply = httpx.Response(200, json=[shown(9), *wrong])
    with time_machine.travel(AT, tick=False):
        page, *_ = source().pages(Replay(reply, httpx.Response(200, json=[])), None)
    assert [m.external_id for m in page.mentions] == [f"{HOME}/9"]
    assert len(page.refused) == 5
    assert read(httpx.Response(200, json=wrong)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"tags": ()},
        {"tags": ("two words",)},
        {"tags": ("#",)},
        {"instances": ("mastodon.social",)},
        {"instances": (f"https://me:{CANARY}@social.example",)},
        {"phrases": ("zephyr one",)},  # without a token
        {"phrases": ("zephyr one",), "token": " "},
        {"instances": ("http://social.example",), "token": CANARY},  # in the clear
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        source(**wrong)
    assert CANARY not in str(caught.value)


def test_addresses_and_tags_are_read_as_people_write_them() -> None:
    made = source("https://Social.example/ ", tags="#Zephyr")
    assert (made.instances, made.tags) == ((HOME,), ("zephyr",))


# Closed feeds, tokens, several servers: what the mock cannot play.


@dataclass
class Servers:
    """Several servers by host; each path has its answer."""

    answers: Mapping[str, httpx.Response]
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        where = f"{request.url.scheme}://{request.url.host}{request.url.path}"
        found = next((r for start, r in self.answers.items() if where.startswith(start)), None)
        if found is None or "max_id" in request.url.params:
            return httpx.Response(404 if found is None else 200, json=[])
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)

    def poll(
        self, made: Mastodon, cursor: str | None = None
    ) -> tuple[list[Page], SourceError | None]:
        pages: list[Page] = []
        error = None
        with httpx.Client(transport=httpx.MockTransport(self)) as http:
            try:
                pages.extend(made.pages(http, cursor))
            except SourceError as caught:
                error = caught
        return pages, error

    def hosts(self) -> list[str]:
        return [request.url.host for request in self.asked]


def mentions(pages: list[Page]) -> list[Mention]:
    return [m for page in pages for m in page.mentions]


GOOD = httpx.Response(200, json=[shown(9)])


def access(who: str) -> httpx.Response:
    feeds = {"hashtag_feeds": {"local": who, "remote": who}}
    return httpx.Response(200, json={"configuration": {"timelines_access": feeds}})


@pytest.mark.parametrize(
    ("status", "who", "expected", "said"),
    [
        (401, None, SourceRefusedError, "this instance needs a token"),
        (422, None, SourceRefusedError, "this instance needs a token"),  # before Mastodon 4.3
        (403, "authenticated", SourceRefusedError, "this instance needs a token"),
        (401, "disabled", SourceRefusedError, "shows tags to nobody"),
        (403, "public", SourceRefusedError, "403"),
        (404, "public", SourceChangedError, "404"),
    ],
)
def test_a_closed_feed_is_named_as_such(
    status: int, who: str | None, expected: type[SourceError], said: str
) -> None:
    answers = {f"{HOME}/api/v1/timelines": httpx.Response(status, json={})}
    if who:
        answers[f"{HOME}/api/v2/instance"] = access(who)
    _, error = Servers(answers).poll(source())
    assert type(error) is expected
    assert said in str(error)


def test_the_token_goes_to_the_first_server_only_and_is_never_shown() -> None:
    servers = Servers({HOME: httpx.Response(401), AWAY: GOOD})
    made = source(HOME, AWAY, token=CANARY)
    _, error = servers.poll(made)
    sent = {r.url.host: r.headers.get("authorization") for r in servers.asked}
    assert sent == {"social.example": f"Bearer {CANARY}", "piaille.example": None}
    assert "401, the site wants a login or another key" in str(error)
    assert CANARY not in f"{error}{made!r}{made.model_dump()}"


def at(second: int) -> Any:
    return time_machine.travel(AT.timestamp() + second, tick=False)


def test_a_server_that_is_down_does_not_stop_the_others_and_rests_alone() -> None:
    """A source that fails is polled ever more rarely: the servers that work must not pay."""
    made = source(HOME, AWAY)
    servers = Servers({HOME: httpx.Response(503), AWAY: GOOD})
    with at(0):
        pages, error = servers.poll(made)
        assert len(mentions(pages)) == 1
    assert type(error) is SourceBusyError
    assert "503" in str(error)
    assert "the other servers were read" in str(error)
    servers.asked.clear()
    with at(300):
        pages, error = servers.poll(made, last_cursor(pages))
    assert error is None
    assert set(servers.hosts()) == {"piaille.example"}
    with at(1_000):
        pages, error = servers.poll(made, last_cursor(pages))
    assert error is not None  # asked again, and rests for twice as long
    servers.asked.clear()
    with at(2_700):
        servers.poll(made, last_cursor(pages))
    assert "social.example" not in servers.hosts()
    servers.answers = {HOME: GOOD, AWAY: GOOD}
    with at(2_900):
        pages, error = servers.poll(made, last_cursor(pages))
    assert error is None
    assert json.loads(last_cursor(pages) or "")["rests"] == {}


def test_a_rate_limited_server_is_not_asked_before_its_time() -> None:
    limit = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-21T14:00:00.000000Z"}
    servers = Servers({HOME: httpx.Response(429, headers=limit), AWAY: GOOD})
    made = source(HOME, AWAY)
    with at(0):
        pages, _ = servers.poll(made)
    servers.asked.clear()
    with at(7_190):
        pages, _ = servers.poll(made, last_cursor(pages))
    assert "social.example" not in servers.hosts()
    with at(7_210):
        servers.poll(made, last_cursor(pages))
    assert "social.example" in servers.hosts()


def test_alone_its_own_words_count() -> None:
    limit = {"x-ratelimit-reset": "2026-11-21T12:05:00.000000Z"}
    with at(0):
        _, error = Servers({HOME: httpx.Response(429, headers=limit)}).poll(source())
    assert isinstance(error, SourceBusyError)
    assert error.retry_after == pytest.approx(300, abs=1)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (429, 401, SourceBusyError),  # the mildest counts: one may come back by itself
        (404, 410, SourceChangedError),
        (403, 410, SourceRefusedError),
    ],
)
def test_when_all_servers_fail_the_source_fails(
    one: int, two: int, expected: type[SourceError]
) -> None:
    servers = Servers({HOME: httpx.Response(one), AWAY: httpx.Response(two)})
    _, error = servers.poll(source(HOME, AWAY))
    assert type(error) is expected


def test_what_was_removed_from_the_settings_leaves_the_cursor() -> None:
    with at(0):
        pages, _ = Servers({HOME: GOOD, AWAY: GOOD}).poll(source(HOME, AWAY))
        pages, _ = Servers({HOME: GOOD}).poll(source(HOME), last_cursor(pages))
    assert list(json.loads(last_cursor(pages) or "")["feeds"]) == [f"{HOME} #zephyr"]


@pytest.mark.parametrize("cursor", ["{", "[]", '{"feeds": {"x": 1}}', '{"feeds": {}, "rests": 1}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    with at(0):
        pages, _ = Servers({HOME: GOOD}).poll(source(), cursor)
    assert len(mentions(pages)) == 1


# One feed, whatever happens to it.


@dataclass
class Tag:
    """A tag's feed: posts of other servers appear late, below ids that were shown before."""

    random: Random
    cap: int  # posts a page, whatever is asked for
    posts: dict[int, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    between: list[int] = field(default_factory=list)  # how many arrive before each request
    clock: int = 1_000

    def post(self, count: int, late: int = 20) -> None:
        for _ in range(count):
            self.clock += self.random.choice((1, 2, 10))
            id_ = self.clock - self.random.choice((0, 0, 0, late))
            if id_ not in self.posts and id_ not in self.gone:
                self.posts[id_] = "new"

    def delete(self, count: int) -> None:
        for id_ in self.random.sample(sorted(self.posts), min(count, len(self.posts))):
            self.gone.add(id_)
            del self.posts[id_]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if "/statuses/" in request.url.path:
            found = int(request.url.path.rpartition("/")[2]) in self.posts
            return httpx.Response(200 if found else 404, json={})
        self.post(self.between.pop() if self.between else 0, late=1)
        asked = request.url.params
        size = min(int(asked["limit"]), self.cap)
        if "min_id" in asked:
            ids = sorted(i for i in self.posts if i > int(asked["min_id"]))[:size]
        else:
            below = int(asked.get("max_id", 10**9))
            ids = sorted(i for i in self.posts if i < below)[-size:]
        self.random.shuffle(ids)
        return httpx.Response(200, json=[shown(i, content=self.posts[i]) for i in ids])


def poll(tag: Tag, cursor: str | None) -> tuple[list[Page], str | None]:
    with httpx.Client(transport=httpx.MockTransport(tag)) as http, at(0):
        pages = list(source().pages(http, cursor))
    return pages, last_cursor(pages) or cursor


@settings(max_examples=80, deadline=None)
@given(
    cap=st.sampled_from((20, 25, 40, 80)),
    first=st.integers(0, 130),
    later=st.lists(st.integers(0, 130), min_size=1, max_size=4),
    between=st.lists(st.integers(0, 5), max_size=8),
    seed=st.integers(0, 2**32),
)
@pytest.mark.slow
def test_every_post_is_yielded_in_the_end(
    cap: int, first: int, later: list[int], between: list[int], seed: int
) -> None:
    tag = Tag(Random(seed), cap, between=between)
    tag.post(first)
    cursor: str | None = None
    found: dict[str, Mention] = {}
    for count in (*later, *[0] * 8):
        pages, cursor = poll(tag, cursor)
        ids = [m.external_id for m in mentions(pages)]
        assert len(ids) == len(set(ids))
        found |= {m.external_id: m for m in mentions(pages)}
        if not count and {f"{HOME}/{i}" for i in tag.posts} == found.keys():
            break
        tag.post(count)
    assert {f"{HOME}/{i}" for i in tag.posts} == found.keys()


@settings(max_examples=50, deadline=None)
@given(first=st.integers(0, 36), deleted=st.integers(0, 36), seed=st.integers(0, 2**32))
def test_every_deletion_in_the_window_is_seen(first: int, deleted: int, seed: int) -> None:
    """At most so many in one poll; the others with the next."""
    tag = Tag(Random(seed), 40)
    tag.post(first)
    _, cursor = poll(tag, None)
    tag.delete(deleted)
    tag.post(3, late=1)
    dead: set[str] = set()
    for _ in range(5):
        pages, cursor = poll(tag, cursor)
        now = {m.external_id for m in mentions(pages) if m.deleted}
        assert len(now) <= LOOKED_FOR
        dead |= now
    assert dead == {f"{HOME}/{i}" for i in tag.gone}


def test_a_first_poll_that_is_cut_goes_on_with_the_next_and_says_so() -> None:
    tag = Tag(Random(1), 40)
    tag.post(PAGES * 40 + 200, late=0)
    pages, cursor = poll(tag, None)
    assert (len(mentions(pages)), pages[-1].behind) == (PAGES * 40, True)
    again, _ = poll(tag, cursor)
    assert not again[-1].behind
    found = {m.external_id for m in mentions(pages + again)}
    assert found == {f"{HOME}/{i}" for i in tag.posts}


def test_what_the_server_hides_is_not_called_deleted() -> None:
    """A post that left the feed but still stands: its author took the tag out."""
    tag = Tag(Random(1), 40)
    tag.post(5, late=0)
    _, cursor = poll(tag, None)
    hidden = min(tag.posts)

    def answer(request: httpx.Request) -> httpx.Response:
        if "/statuses/" in request.url.path:
            return httpx.Response(200, json={})
        return httpx.Response(200, json=[shown(i) for i in tag.posts if i != hidden])

    with httpx.Client(transport=httpx.MockTransport(answer)) as http, at(0):
        pages = list(source().pages(http, cursor))
    assert not [m for m in mentions(pages) if m.deleted]
    assert f'"{hidden}"' not in (last_cursor(pages) or "")


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_a_post_that_cannot_be_asked_for_is_asked_for_again(status: int) -> None:
    tag = Tag(Random(1), 40)
    tag.post(5, late=0)
    _, cursor = poll(tag, None)
    tag.delete(1)

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status) if "/statuses/" in request.url.path else tag(request)

    with httpx.Client(transport=httpx.MockTransport(answer)) as http, at(0):
        pages = list(source().pages(http, cursor))
    assert not [m for m in mentions(pages) if m.deleted]
    assert [m.external_id for m in mentions(poll(tag, last_cursor(pages))[0]) if m.deleted]


def test_what_the_first_poll_left_out_as_too_old_does_not_come_later() -> None:
    old = [shown(n, created_at="2026-01-05T10:00:00Z") for n in range(1, 30)]
    feed = httpx.Response(200, json=[shown(90), shown(80), *old])
    with at(0):
        pages, _ = Servers({HOME: feed}).poll(source())
        again, _ = Servers({HOME: feed}).poll(source(), last_cursor(pages))
    assert [m.external_id for m in mentions(pages)] == [f"{HOME}/90", f"{HOME}/80"]
    assert {m.external_id for m in mentions(again)} == {f"{HOME}/90", f"{HOME}/80"}


@pytest.mark.parametrize("pages_for_ever", [[shown(n) for n in range(60, 20, -1)], []])
def test_a_server_that_ignores_what_is_asked_does_not_hold_us(
    pages_for_ever: list[dict[str, Any]],
) -> None:
    made, reply = source(), httpx.Response(200, json=pages_for_ever)
    with at(0):
        http = Replay(reply)
        pages = list(made.pages(http, None))
        list(made.pages(http, last_cursor(pages)))
    assert len(http.asked) <= 6


def test_a_search_reads_its_finds_again_and_goes_on_where_it_was() -> None:
    posts = [
        shown(9, content="<p>zephyr</p><p>one</p>"),
        shown(8, content="one zephyr"),
        shown(7, content="Zéphyr One!", visibility="private"),
        shown(6, content="the Zéphyr One"),
    ]
    found = httpx.Response(200, json={"statuses": posts, "accounts": [], "hashtags": []})
    servers = Servers({f"{HOME}/api/v2/search": found})
    made = source(HOME, AWAY, tags=(), phrases=("Zephyr one",), token=CANARY)
    with at(0):
        pages, error = servers.poll(made)
        assert error is None
        assert [m.external_id for m in mentions(pages)] == [f"{HOME}/9", f"{HOME}/6"]
        servers.asked.clear()
        servers.poll(made, last_cursor(pages))
    assert len(servers.asked) == 1
    assert dict(servers.asked[0].url.params)["q"] == "Zephyr one"


def test_the_sample_is_json_of_the_api() -> None:
    assert len(json.loads((FILES / PAGE).read_text())) == 7


# A real server.

rig = pytest.mark.rig


def visit(
    made: Mastodon, cursor: str | None = None, *, limits: Limits | None = None
) -> tuple[list[Mention], str | None, SourceError | None, list[str]]:
    """One poll over the network: mentions, cursor, failure, and what was asked."""
    found: list[Mention] = []
    asked: list[str] = []
    error = None
    with guarded_client(
        allow_private=True, state=HttpState(), spacing=None, limits=limits or Limits()
    ) as http:
        http.event_hooks["request"].append(lambda request: asked.append(str(request.url)))
        try:
            for page in made.pages(http, cursor):
                found += page.mentions
                cursor = page.cursor or cursor
        except SourceError as caught:
            error = caught
    return found, cursor, error, asked


def reading(*servers: MastodonServer, tag: str, **options: Any) -> Mastodon:
    urls = [server.url for server in servers]
    return source(*urls, tags=(tag,), allow_private=True, **options)


@rig
def test_posts_come_once_with_their_counts_and_writers(mastodon: MastodonServer) -> None:
    tag = mastodon.tag()
    first = mastodon.post(f"Zephyr <b>siffle</b> & grince\n\n#{tag}", language="fr")
    mastodon.post(f"Chez moi aussi #{tag}", by="bob", in_reply_to_id=first["id"])
    mastodon.like_and_share(first["id"])
    made = reading(mastodon, tag=tag, own_accounts=[f"bob@127.0.0.1:{mastodon.port}"])
    (answer, question), cursor, error, _ = visit(made)
    assert error is None
    assert question.text == f"Zephyr <b>siffle</b> & grince\n#{tag}"
    assert (question.lang, question.url) == ("fr", first["url"])
    assert (question.likes, question.shares, question.replies) == (1, 1, 1)
    assert answer.by_owner
    assert answer.thread_key == question.thread_key
    again, _, _, asked = visit(made, cursor)
    assert {m.external_id for m in again} == {question.external_id, answer.external_id}
    assert len(asked) == 1


@rig
def test_95_posts_between_two_polls_are_all_read(mastodon: MastodonServer) -> None:
    """Asked for what is "since", a server gives the newest 40 and hides the middle."""
    tag = mastodon.tag()
    made = reading(mastodon, tag=tag)
    mastodon.post(f"before #{tag}")
    _, cursor, _, _ = visit(made)
    wanted = {mastodon.post(f"post {n} #{tag}")["uri"] for n in range(95)}
    found, cursor, error, asked = visit(made, cursor)
    assert error is None
    assert {m.external_id for m in found} >= wanted
    assert len(asked) == 3
    found, *_ = visit(made, cursor)
    assert len(found) == len({m.external_id for m in found})


@rig
def test_an_edit_and_a_deletion_are_seen_with_the_next_poll(mastodon: MastodonServer) -> None:
    tag = mastodon.tag()
    kept, edited, deleted = (mastodon.post(f"{n} #{tag}") for n in ("kept", "edited", "deleted"))
    made = reading(mastodon, tag=tag)
    _, cursor, _, _ = visit(made)
    mastodon.edit(edited["id"], f"corrected #{tag}")
    mastodon.delete(deleted["id"])
    found, cursor, error, _ = visit(made, cursor)
    assert error is None
    said = {m.external_id: m.text for m in found if not m.deleted}
    assert said == {kept["uri"]: f"kept #{tag}", edited["uri"]: f"corrected #{tag}"}
    assert [m.external_id for m in found if m.deleted] == [deleted["uri"]]
    found, *_ = visit(made, cursor)
    assert not [m for m in found if m.deleted]


@rig
def test_a_post_that_loses_its_tag_is_not_deleted(mastodon: MastodonServer) -> None:
    """It still stands, so the server is asked before anything is called deleted."""
    tag = mastodon.tag()
    hidden = mastodon.post(f"hidden #{tag}")
    made = reading(mastodon, tag=tag)
    _, cursor, _, _ = visit(made)
    mastodon.set(hidden["id"], visibility="unlisted")  # the mock's tag feeds show public posts only
    found, _, _, asked = visit(made, cursor)
    assert found == []
    assert asked[-1].endswith(f"/api/v1/statuses/{hidden['id']}")


@rig
def test_an_author_who_did_not_agree_is_left_out(mastodon: MastodonServer) -> None:
    tag = mastodon.tag()
    mastodon.post(f"I did not agree #{tag}", by="eve")
    mastodon.post(f"I did #{tag}", by="ada")
    found, *_ = visit(reading(mastodon, tag=tag))
    assert [m.author.name for m in found if m.author] == ["ada"]
    found, *_ = visit(reading(mastodon, tag=tag, indexable_only=False))
    assert len(found) == 2


@rig
def test_a_first_poll_stops_at_the_days_it_is_told(mastodon: MastodonServer) -> None:
    tag = mastodon.tag()
    for _ in range(3):
        old = mastodon.post(f"old #{tag}")
        mastodon.set(old["id"], created_at="2026-01-02 10:00:00.000000")
    mastodon.post(f"new #{tag}")
    found, cursor, _, _ = visit(reading(mastodon, tag=tag))
    assert [m.text for m in found] == [f"new #{tag}"]
    again, *_ = visit(reading(mastodon, tag=tag), cursor)
    assert [m.text for m in again] == [f"new #{tag}"]


@rig
def test_a_post_that_two_servers_show_comes_once(
    mastodon: MastodonServer, other_mastodon: MastodonServer
) -> None:
    tag = mastodon.tag()
    at_home = mastodon.post(f"from home #{tag}")
    copy = other_mastodon.post(f"from home #{tag}")
    other_mastodon.set(copy["id"], url=at_home["uri"])  # as it would have come by federation
    other_mastodon.post(f"from there #{tag}", by="bob")
    found, cursor, error, _ = visit(reading(mastodon, other_mastodon, tag=tag))
    assert error is None
    assert sorted(m.text for m in found) == [f"from home #{tag}", f"from there #{tag}"]
    again, *_ = visit(reading(mastodon, other_mastodon, tag=tag), cursor)
    assert len(again) == 2


@rig
@pytest.mark.parametrize(
    ("fault", "expected", "said"),
    [
        ({"kind": "status", "status": 503}, SourceBusyError, "503"),
        ({"kind": "ratelimit"}, SourceBusyError, "429"),
        ({"kind": "malformed"}, SourceChangedError, "not JSON"),
        ({"kind": "timeout"}, SourceBusyError, "no whole reply in time"),
        ({"kind": "status", "status": 401}, SourceRefusedError, "this instance needs a token"),
        ({"kind": "status", "status": 422}, SourceRefusedError, "this instance needs a token"),
        ({"kind": "status", "status": 404}, SourceChangedError, "404"),
        ({"kind": "status", "status": 410}, SourceRefusedError, "gone for good"),
    ],
)
def test_a_fault_is_named_and_costs_nothing(
    mastodon: MastodonServer, fault: dict[str, Any], expected: type[SourceError], said: str
) -> None:
    tag = mastodon.tag()
    made = reading(mastodon, tag=tag)
    mastodon.post(f"before #{tag}")
    _, cursor, _, _ = visit(made)
    posted = mastodon.post(f"meanwhile #{tag}")
    mastodon.fault(**fault)
    found, kept, error, _ = visit(made, cursor, limits=Limits(read=1, total=2))
    assert type(error) is expected
    assert said in str(error)
    assert (found, kept) == ([], cursor)
    mastodon.heal()
    found, _, error, _ = visit(made, cursor)
    assert error is None
    assert posted["uri"] in {m.external_id for m in found}


@rig
def test_a_rate_limit_says_until_when(mastodon: MastodonServer) -> None:
    """The mock says it in seconds since 1970; the real one by date, without Retry-After."""
    tag = mastodon.tag()
    soon = datetime.now(UTC).timestamp() + 240
    stamp = datetime.fromtimestamp(soon, UTC).isoformat().replace("+00:00", "Z")
    mastodon.fault(
        "status", status=429, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": stamp}
    )
    _, _, error, _ = visit(reading(mastodon, tag=tag))
    assert isinstance(error, SourceBusyError)
    assert error.retry_after == pytest.approx(240, abs=15)


@rig
def test_a_slow_server_is_waited_for(mastodon: MastodonServer) -> None:
    tag = mastodon.tag()
    mastodon.post(f"slow #{tag}")
    mastodon.fault("latency", delay_ms=300)
    found, _, error, _ = visit(reading(mastodon, tag=tag))
    assert (len(found), error) == (1, None)


@rig
def test_a_poll_that_fails_half_way_keeps_what_was_read(mastodon: MastodonServer) -> None:
    tag = mastodon.tag()
    made = reading(mastodon, tag=tag)
    mastodon.post(f"before #{tag}")
    _, cursor, _, _ = visit(made)
    wanted = {mastodon.post(f"post {n} #{tag}")["uri"] for n in range(70)}
    mastodon.fault("latency", delay_ms=1, count=1)  # lets one page through
    mastodon.fault("status", status=502)
    found, cursor, error, _ = visit(made, cursor)
    assert isinstance(error, SourceBusyError)
    assert 0 < len(found) <= 40
    mastodon.heal()
    rest, _, error, _ = visit(made, cursor)
    assert error is None
    assert {m.external_id for m in found + rest} >= wanted


@rig
def test_one_server_down_leaves_the_other_to_be_read(
    mastodon: MastodonServer, other_mastodon: MastodonServer
) -> None:
    tag = mastodon.tag()
    missed, read_ = mastodon.post(f"missed #{tag}"), other_mastodon.post(f"read #{tag}")
    mastodon.fault("status", status=500)
    made = reading(mastodon, other_mastodon, tag=tag)
    found, cursor, error, _ = visit(made)
    assert [m.external_id for m in found] == [read_["uri"]]
    assert type(error) is SourceBusyError
    assert "the other servers were read" in str(error)
    mastodon.heal()
    found, cursor, error, asked = visit(made, cursor)
    assert error is None
    assert not [url for url in asked if url.startswith(mastodon.url)]  # it rests
    with time_machine.travel(datetime.now(UTC).timestamp() + 1_000, tick=True):
        found, _, error, _ = visit(made, cursor)
    assert error is None
    assert missed["uri"] in {m.external_id for m in found}


@rig
def test_a_search_with_a_token_finds_phrases(mastodon: MastodonServer) -> None:
    word = mastodon.tag()
    found_, _, hidden = (
        mastodon.post(f"The new {word} one"),
        mastodon.post(f"{word}s one"),
        mastodon.post(f"{word} one", visibility="private"),
    )
    made = source(
        mastodon.url, tags=(), phrases=(f"{word} One",), token="ada_token", allow_private=True
    )
    found, cursor, error, _ = visit(made)
    assert error is None
    assert [m.external_id for m in found] == [found_["uri"]]
    assert hidden["visibility"] == "private"
    found, _, _, asked = visit(made, cursor)
    assert len(asked) == 1
    assert "ada_token" not in asked[0]


@rig
def test_a_pages_own_ids_say_what_its_link_header_says(mastodon: MastodonServer) -> None:
    """So the header, whose addresses a proxy can spoil, is not needed."""
    tag = mastodon.tag()
    newest = [mastodon.post(f"{n} #{tag}") for n in range(3)][1]
    with httpx.Client(trust_env=False, timeout=PATIENCE) as http:
        asked = {"limit": "2", "min_id": "0"}
        reply = http.get(f"{mastodon.url}/api/v1/timelines/tag/{tag}", params=asked)
    assert httpx.URL(reply.links["prev"]["url"]).params["min_id"] == newest["id"]
    assert max(post["id"] for post in reply.json()) == newest["id"]

import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine
from contract import check_contract
from loopback import serving
from our_bluesky import CID, DID, HANDLE, PASSWORD, Host, post, stamp, token, uri
from polls import ids, polled
from pydantic import ValidationError
from replay import PAGES, Replay
from sqlmodel import select
from test_collect import Visits
from test_pipeline import Scene

from connectors.bluesky.posts import Post, read_post
from connectors.bluesky.source import Bluesky
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.grants import Grant, keep, kept
from listener.store.store import Store
from listener.store.tables import AnswerRow, MentionRow
from listener.words.spoken import spoken

PAGE = "bluesky/search.json"
NOW = 1_795_212_000  # 2026-11-20 22:00
AT = datetime.fromtimestamp(NOW, UTC)
HOUR, DAY = 3_600, 86_400
FOUND: list[dict[str, Any]] = json.loads((PAGES / PAGE).read_bytes())["posts"]


class Times:
    """The clock of a test: the connector's, and its host's."""

    def __init__(self, travel: time_machine.Traveller) -> None:
        self._travel, self.now = travel, float(NOW)

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds
        self._travel.move_to(datetime.fromtimestamp(self.now, UTC))


@pytest.fixture(autouse=True)
def clock() -> Iterator[Times]:
    with time_machine.travel(AT, tick=False) as travel:
        yield Times(travel)


@pytest.fixture
def host(clock: Times) -> Host:
    return Host(now=clock)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data"


def source(place: Path, **options: Any) -> Bluesky:
    known = {"name": "bsky", "handle": HANDLE, "app_password": PASSWORD, "query": "Zephyr"}
    return Bluesky.model_validate(known | options).placed_in(place)


def logged_in(made: Bluesky) -> Bluesky:
    access = token("appPass", 1, NOW + 7_000)
    keep(_login(made), Grant(_login(made).client_id, "refresh-canary", access, NOW + 7_000))
    return made


def _login(made: Bluesky) -> Any:
    return made._session(httpx.Client()).login


def poll(host: Host, made: Bluesky, cursor: str | None = None) -> tuple[list[Page], str | None]:
    host.asked.clear()
    host.queries.clear()
    return polled(made, host, cursor)


def mentions(pages: list[Page]) -> list[Mention]:
    return [m for page in pages for m in page.mentions]


def read(found: Any) -> list[Mention]:
    return list(Bluesky.mentions_in(json.dumps(found).encode()).mentions)


def test_keeps_the_contract(place: Path) -> None:
    check_contract(logged_in(source(place)), PAGE)


def test_a_reply_becomes_a_mention_of_its_thread() -> None:
    did = f"did:plc:{4:024x}"
    assert read(FOUND[1]) == [
        Mention(
            external_id=uri(4),
            url=f"https://bsky.app/profile/{did}/post/3l{4:011d}",
            author=Author(id=did, name="Inès 🌊", url=f"https://bsky.app/profile/{did}"),
            text="Le Zéphyr de ma sœur aussi & rien n'y fait.",
            lang="fr",
            posted_at=datetime(2026, 11, 20, 21, tzinfo=UTC),
            genre="bluesky_post",
            venue="public",
            likes=3,
            shares=2,
            replies=1,
            parent_url=f"https://bsky.app/profile/did:plc:{1:024x}/post/3l{1:011d}",
            thread_key=uri(1),
        )
    ]
    assert Bluesky.realm == "bluesky"


def test_pictures_cards_and_quotes_are_read_along(place: Path) -> None:
    pages = source(place)
    found = {m.external_id: m for m in mentions(list(logged_in(pages).pages(Replay(PAGE), None)))}
    assert found[uri(1)].text == (
        "Mon vélo Zéphyr est tombé en panne.\nTroisième fois !\nUne roue voilée"
    )
    assert found[uri(8)].text.endswith("\n> They never call back.")
    assert uri(2) in found, "the name stands in the card of its link"
    assert uri(3) not in found, "the search finds what only begins alike"


def test_who_shows_posts_to_members_only_is_never_read(place: Path, host: Host) -> None:
    hidden = next(p for p in FOUND if p["author"]["labels"])
    label = hidden["author"]["labels"][0]
    assert read({"posts": [hidden]}) == []
    back = {**hidden, "author": {**hidden["author"], "labels": [label, {**label, "neg": True}]}}
    assert [m.external_id for m in read([back])] == [uri(7)], "the label was taken back"
    quoting = json.loads(json.dumps(FOUND[-1]))
    quoting["embed"]["record"]["author"]["labels"] = [label]
    assert read(quoting)[0].text == "This, about Zephyr, says it all"
    host.posts = [hidden, {**FOUND[1], "labels": [{**label, "val": "!hide"}]}]
    assert ids(poll(host, source(place))[0]) == []


def test_words_and_language_are_looked_for_again_where_the_host_does_not(
    place: Path, host: Host
) -> None:
    host.posts = [
        post(1, NOW - 60, "Zephyr!", record={"langs": ["fr-FR", "en"]}),
        post(2, NOW - 70, "Zephyr?", record={"langs": ["de"]}),
        post(3, NOW - 80, "Zephyr.", record={"langs": None}),
        post(4, NOW - 90, "zephyrs", record={"langs": ["fr"]}),
    ]
    assert ids(poll(host, source(place, langs=["FR"]))[0]) == [uri(1), uri(3)]
    assert host.queries[0] == {"q": "Zephyr", "sort": "latest", "limit": "100", "lang": "fr"}


def test_the_account_that_logs_in_is_the_brand_and_so_are_those_named(
    place: Path, host: Host
) -> None:
    helper = post(2, NOW - 70, author={"handle": "Zephyr-Help.example"})
    host.posts = [post(1, NOW - 60, did=DID), helper, post(3, NOW - 80)]
    made = source(place, own_accounts=["@zephyr-help.example", "nobody.example"])
    host.feeds["zephyr-help.example"] = []
    pages, _ = poll(host, made)
    own = {m.external_id: m.by_owner for m in mentions(pages)}
    assert own == {uri(1, DID): True, uri(2): True, uri(3): False}
    [said] = [line for page in pages for line in page.said]
    assert "nobody.example" in said, "an account that is none stops nothing"
    assert spoken("fr", said) != said


def test_an_answer_without_our_name_is_kept_as_the_answer_to_its_post(
    place: Path, host: Host, tmp_path: Path, store: Store
) -> None:
    asked = post(1, NOW - HOUR, "I hate it, my Zephyr is broken.")
    reply = {"root": {"uri": uri(1), "cid": CID}, "parent": {"uri": uri(1), "cid": CID}}
    host.posts = [asked]
    host.feeds[DID] = [
        post(2, NOW - 60, "Sorry! We send a new one.", DID, record={"reply": reply}),
        post(3, NOW - 30, "Good morning, sea.", DID),
        post(4, NOW - 20, "A stranger's reply in the feed.", record={"reply": reply}),
    ]
    made = source(place)
    pages, cursor = poll(host, made)
    assert ids(pages) == [uri(1), uri(2, DID)]
    scene = Scene(tmp_path, store)
    scene.run(*mentions(pages))
    rows = {m.id: m.external_id for m in scene.rows(MentionRow)}
    [answer] = scene.rows(AnswerRow)
    assert (rows[answer.mention_id], answer.text) == (uri(1), "Sorry! We send a new one.")
    assert "app.bsky.feed.getAuthorFeed" not in poll_again(host, made, cursor), "not at each poll"


def poll_again(host: Host, made: Bluesky, cursor: str | None) -> list[str]:
    poll(host, made, cursor)
    return list(host.asked)


@pytest.mark.parametrize(
    ("created", "indexed", "posted", "why"),
    [
        (NOW - 60, NOW - 58, NOW - 60, "as usual"),
        (NOW - DAY - HOUR * 12, NOW - 60, NOW - DAY - HOUR * 12, "the index stood still for 36 h"),
        (NOW - 3_000 * DAY, NOW - 60, NOW - 60, "dated back by years"),
        (NOW + 900 * DAY, NOW - 60, NOW - 60, "dated to the future"),
    ],
)
def test_a_post_is_as_old_as_its_index_says_where_its_author_cannot_be_right(
    place: Path, host: Host, created: int, indexed: int, posted: int, why: str
) -> None:
    odd = post(1, NOW, record={"createdAt": stamp(created)}, indexedAt=stamp(indexed))
    host.posts = [odd, *(post(n, NOW - n * HOUR) for n in range(2, 5))]
    found = {m.external_id: m for m in mentions(poll(host, source(place))[0])}
    assert found[uri(1)].posted_at == datetime.fromtimestamp(posted, UTC), why


def test_600_newer_posts_hide_none_that_is_indexed_late(
    place: Path, host: Host, clock: Times
) -> None:
    """The index stands still for 36 hours: what it learns of then stands below all that is newer."""
    made = source(place)
    host.posts = [post(n, NOW - n * HOUR) for n in range(1, 40)]
    _, cursor = poll(host, made)
    clock.pass_(HOUR * 36)
    host.posts += [post(1_000 + n, clock.now - n * 60) for n in range(600)]
    pages, cursor = poll(host, made, cursor)
    known = set(ids(pages))
    late = post(2_000, NOW + HOUR, indexedAt=stamp(clock.now))
    host.posts.append(late)
    for _ in range(25):
        clock.pass_(HOUR)
        pages, cursor = poll(host, made, cursor)
        known |= set(ids(pages))
    assert {uri(1_000 + n) for n in range(600)} <= known
    assert uri(2_000) in known
    assert not any(page.behind for page in pages)


def test_a_search_that_stands_still_is_told(place: Path, host: Host, clock: Times) -> None:
    made = source(place)
    host.posts = [post(n, NOW - n * HOUR) for n in range(40)]
    pages, cursor = poll(host, made)
    assert not pages[-1].said
    clock.pass_(DAY)
    pages, _ = poll(host, made, cursor)
    assert "Zephyr" in pages[-1].said[0]


def test_more_than_a_poll_reads_is_read_by_the_next(place: Path, host: Host, clock: Times) -> None:
    made = source(place)
    host.posts = [post(1, NOW - HOUR)]
    _, cursor = poll(host, made)
    clock.pass_(2 * HOUR)
    host.posts += [post(100 + n, clock.now - n) for n in range(1_500)]
    pages, cursor = poll(host, made, cursor)
    assert pages[-1].behind
    known = set(ids(pages))
    # Its cursor has gone to its end meanwhile.
    pages, cursor = poll(host, made, (cursor or "").replace('"at": "', '"at": "gone'))
    known |= set(ids(pages))
    pages, cursor = poll(host, made, cursor)
    known |= set(ids(pages))
    assert {uri(100 + n) for n in range(1_500)} <= known


def test_empty_pages_with_more_behind_them_and_cursors_that_repeat(place: Path, host: Host) -> None:
    host.posts = [post(n, NOW - n * HOUR) for n in range(1, 4)]
    host.empty_pages = 3
    pages, _ = poll(host, source(place))
    assert set(ids(pages)) == {uri(n) for n in range(1, 4)}
    host.loops = True
    pages, _ = poll(host, source(place))
    assert set(ids(pages)) == {uri(n) for n in range(1, 4)}
    assert len(host.queries) <= 3


def test_a_post_that_is_gone_is_taken_out_the_second_time_it_is_missing(
    place: Path, host: Host, clock: Times
) -> None:
    made = source(place, poll_minutes=60)
    host.posts = [post(n, NOW - n * HOUR * 5) for n in range(1, 31)]
    _, cursor = poll(host, made)
    host.gone = {uri(20), uri(29)}
    told: dict[str, float] = {}
    for _ in range(30):
        clock.pass_(HOUR)
        pages, cursor = poll(host, made, cursor)
        assert host.asked.count("app.bsky.feed.getPosts") <= 2
        for m in mentions(pages):
            if m.deleted:
                assert m.external_id not in told, "told twice"
                told[m.external_id] = clock.now
    assert told.keys() == host.gone
    assert min(told.values()) >= NOW + DAY + HOUR


def test_a_host_that_shows_nothing_for_a_while_deletes_nothing(
    place: Path, host: Host, clock: Times
) -> None:
    made = source(place)
    host.posts = [post(n, NOW - n * HOUR) for n in range(30, 60)]
    _, cursor = poll(host, made)
    clock.pass_(DAY)
    host.gone = {p["uri"] for p in host.posts}
    pages, cursor = poll(host, made, cursor)
    assert host.asked.count("app.bsky.feed.getPosts") == 2
    host.gone = set()
    for one in host.posts:
        one["record"]["text"] = "What the search finds no more."
    clock.pass_(HOUR)
    more, _ = poll(host, made, cursor)
    assert host.asked.count("app.bsky.feed.getPosts") == 2
    assert not [m for m in mentions([*pages, *more]) if m.deleted]


def test_a_session_is_kept_for_this_user_alone_and_refreshed(
    place: Path, host: Host, clock: Times
) -> None:
    made = source(place)
    _, cursor = poll(host, made)
    assert host.logins == 1
    for file in (place / "logins").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    clock.pass_(HOUR)
    poll(host, source(place), cursor)
    assert (host.logins, host.made) == (1, 1), "kept over a new start"
    for _ in range(20):
        clock.pass_(2 * HOUR)
        poll(host, made, cursor)
    assert (host.logins, host.made) == (1, 21)
    host.refreshes = False
    clock.pass_(2 * HOUR)
    poll(host, made, cursor)
    assert host.logins == 2, "where the session has ended, by the app password"
    host.refreshes, host.access = True, "taken back"
    poll(host, made, cursor)
    assert host.logins == 2, "a token that is refused before its time is made anew"
    (place / "logins" / "bsky.json").write_bytes(b"{")
    poll(host, made, cursor)
    assert host.logins == 3


def test_the_search_goes_to_the_accounts_own_host(place: Path, host: Host, clock: Times) -> None:
    host.at = "https://oyster.host.example"
    hosts: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append((request.url.host, request.url.path.rpartition(".")[2]))
        return host(request)

    made = source(place)
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        list(made.pages(http, None))
        clock.pass_(2 * HOUR)
        list(made.pages(http, None))
    assert hosts[:2] == [
        ("bsky.social", "createSession"),
        ("oyster.host.example", "searchPosts"),
    ]
    assert ("bsky.social", "refreshSession") in hosts
    assert hosts[-1][0] == "oyster.host.example"


@pytest.mark.parametrize(
    "at",
    ["http://oyster.host.example", "https://u@h.example", "https://h.example/x", "ftp://h", "//"],
)
def test_an_own_host_that_is_no_https_site_is_not_believed(
    place: Path, host: Host, at: str
) -> None:
    host.at = at
    made = source(place)
    poll(host, made)
    assert kept(_login(made)).at == ""


def test_logins_stay_far_below_what_a_host_allows(place: Path, host: Host, clock: Times) -> None:
    """30 in five minutes and 300 a day are the host's limits, and its person logs in too."""
    made = source(place)
    host.logs_in = False
    waits = []
    for _ in range(200):
        with pytest.raises(SourceError) as caught:
            poll(host, source(place))
        if isinstance(caught.value, SourceBusyError):
            waits.append(caught.value.retry_after)
        clock.pass_(20)
    assert host.logins == 60
    assert waits[0] == 200, "after five of 100 seconds"
    clock.pass_(DAY)
    host.logs_in = True
    poll(host, made)
    assert host.logins == 61


@pytest.mark.parametrize(
    ("status", "error", "kind", "said"),
    [
        (401, "AuthenticationRequired", SourceRefusedError, "the app password is not accepted"),
        (401, "AuthFactorTokenRequired", SourceRefusedError, "make an app password"),
        (400, "AccountTakedown", SourceRefusedError, "taken down or suspended"),
        (400, "InvalidRequest", SourceChangedError, "InvalidRequest: because"),
        (429, "RateLimitExceeded", SourceBusyError, "429"),
    ],
)
def test_a_login_that_is_refused_says_what_to_do(
    place: Path, status: int, error: str, kind: type[SourceError], said: str
) -> None:
    told = {"error": error, "message": "because"}
    headers = {"ratelimit-reset": str(NOW + 120)} if status == 429 else {}
    reply = httpx.Response(status, json=told, headers=headers)
    with pytest.raises(SourceError, match=said) as caught:
        list(source(place).pages(Replay(reply), None))
    assert type(caught.value) is kind
    assert PASSWORD not in str(caught.value)
    if isinstance(caught.value, SourceBusyError):
        assert caught.value.retry_after == 120
    if kind is SourceRefusedError:
        assert spoken("fr", str(caught.value)) != str(caught.value)


def test_an_account_that_was_taken_down_is_told_by_a_refresh_too_and_no_login_is_tried(
    place: Path, clock: Times
) -> None:
    """As a real host answers; a login with an app password would only hear that the password is wrong."""
    made, asked = logged_in(source(place)), []
    clock.pass_(2 * HOUR)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path.rpartition(".")[2])
        told = {"error": "AccountTakedown", "message": "Account has been taken down"}
        return httpx.Response(401, json=told)

    with pytest.raises(SourceRefusedError, match="taken down or suspended"):
        polled(made, answer)
    assert asked == ["refreshSession"]


def test_a_host_that_refuses_searches_is_named_so(place: Path) -> None:
    reply = httpx.Response(403, json={"error": "Forbidden", "message": "no search here"})
    with pytest.raises(SourceRefusedError, match="host of the account itself"):
        list(logged_in(source(place)).pages(Replay(reply), None))


def test_no_secret_is_told(place: Path, host: Host) -> None:
    made = source(place)
    _, cursor = poll(host, made)
    for told in (repr(made), str(made), str(cursor), made.model_dump_json()):
        assert PASSWORD not in told
        assert host.access not in told
    with pytest.raises(ValidationError) as caught:
        source(place, app_password="my-own-secret-password")
    assert "never the account's own" in str(caught.value)
    assert "secret" not in str(caught.value)
    with pytest.raises(ValidationError, match="in the clear"):
        source(place, host="http://pds.example")


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        ({"posts": []}, [], "nothing there"),
        ({"posts": None}, [], "null"),
        ({"posts": FOUND[1]}, [uri(4)], "one object for a list"),
        (FOUND[1], [uri(4)], "a post alone"),
        (FOUND[1:3], [uri(4), uri(1)], "a list alone"),
        ({"feed": [{"post": FOUND[1], "reason": {"$type": "x#reasonRepost"}}]}, [uri(4)], "a feed"),
        (
            {"thread": {"post": FOUND[2], "replies": [{"post": FOUND[1], "replies": []}]}},
            [uri(4), uri(1)],
            "a thread",
        ),
        ({"thread": {"uri": uri(9), "notFound": True}}, [uri(9)], "a thread that is gone"),
        ({"thread": {"uri": uri(9), "blocked": True, "author": {}}}, [], "blocked"),
        (
            {"notifications": [FOUND[1] | {"reason": "reply"}, FOUND[2] | {"reason": "like"}]},
            [uri(4)],
            "notifications",
        ),
        ({"posts": [{"uri": 7}, FOUND[1]]}, [uri(4)], "one that is none"),
    ],
)
def test_what_people_save_is_read(found: Any, expected: list[str], why: str) -> None:
    assert sorted(m.external_id for m in read(found)) == sorted(expected), why


def test_events_of_jetstream_are_read_by_the_documented_shape() -> None:
    commit = {"rev": "1", "operation": "create", "collection": "app.bsky.feed.post", "rkey": "3lx"}
    event = {"did": DID, "time_us": NOW * 1_000_000, "kind": "commit"}
    record = {"text": "Zephyr!", "createdAt": stamp(NOW), "langs": ["fr"]}
    like = commit | {"collection": "app.bsky.feed.like"}
    gone = commit | {"operation": "delete", "rkey": "3ly"}
    one, other = read([event | {"commit": c} for c in (commit | {"record": record}, like, gone)])
    assert (one.external_id, one.text, one.deleted) == (
        f"at://{DID}/app.bsky.feed.post/3lx",
        "Zephyr!",
        False,
    )
    assert (other.external_id, other.deleted) == (f"at://{DID}/app.bsky.feed.post/3ly", True)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"likeCount": "3", "replyCount": None, "repostCount": True}, "words for numbers"),
        ({"labels": None, "indexedAt": None, "cid": 7, "unheard": {"of": []}}, "nulls, extra"),
        ({"record": {"text": None, "langs": "fr", "reply": None, "embed": []}}, "odd record"),
        ({"record": {"reply": {"root": 7, "parent": {"uri": "at://x"}}}}, "odd reply"),
    ],
)
def test_odd_posts_are_read_as_far_as_they_go(more: dict[str, Any], why: str) -> None:
    found = read_post(post(1, NOW, **more))
    assert isinstance(found, Post), why
    assert found.mention.parent_url is None
    assert Mention.from_json(found.mention.to_json()) == found.mention


def test_a_week_through_the_guard_and_the_store(
    place: Path, host: Host, clock: Times, store: Store
) -> None:
    host.posts = [post(n, NOW - n * 600) for n in range(130)]
    with serving(host) as url:
        made = source(place, host=url, allow_private=True)
        visits = Visits(store, made, "bluesky")
        visits.clock.now = AT
        assert visits.visit().new == 130
        host.gone = {uri(100)}
        for _ in range(27):
            visits.clock.pass_(hours=1)
            clock.pass_(HOUR)
            visits.visit()
    assert host.logins == 1
    with store.reading() as session:
        gone = [m.external_id for m in session.exec(select(MentionRow)) if m.deleted_at]
    assert gone == [uri(100)]

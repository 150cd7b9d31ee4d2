import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

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

from connectors.kit.about import About, Named
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceBusyError, SourceChangedError, SourceRefusedError
from connectors.wordpress import poll as polls
from connectors.wordpress.source import Wordpress
from listener.settings.brand import Brand
from listener.stages.owners import is_ours
from listener.store.store import Store
from listener.store.tables import AnswerRow, MentionRow
from listener.words.spoken import spoken

PAGE = "wordpress/comments.json"
BLOG = "https://blog.zephyr.example"
AT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
SHOWN: list[dict[str, Any]] = json.loads((PAGES / PAGE).read_bytes())
ANSWER, REPLY, FIRST = SHOWN
WAY = f'kind = "rss", preset = "wordpress_comments", of = "{BLOG}"'


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def source(**options: Any) -> Wordpress:
    return Wordpress.model_validate({"name": "w", "url": BLOG, **options})


def comment(id_: int, text: str = "Zephyr again.", hours: float = 1, **more: Any) -> dict[str, Any]:
    """What a guest wrote some hours ago, as a list shows it."""
    at = f"{AT - timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}"
    known = {"id": id_, "date": at, "date_gmt": at, "content": {"rendered": f"<p>{text}</p>\n"}}
    link = f"{BLOG}/2026/11/le-velo-pliant/#comment-{id_}"
    return {**FIRST, **known, "link": link, **more}


@dataclass
class Site:
    """A WordPress as it behaves: newest first, counted pages, what is not approved is not shown."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    closed: str = ""  # the code that its API answers with
    hidden: set[int] = field(default_factory=set)  # posts that a visitor may not see
    counts: bool = True  # does it say how many pages there are?
    knows_pages: bool = True
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, query = request.url.path, request.url.params
        self.asked.append(path.removeprefix("/wp-json/wp/v2/") + query.get("page", ""))
        assert request.method == "GET"
        if self.closed:
            return self._refused(401, self.closed)
        if path != "/wp-json/wp/v2/comments":
            return self._alone(int(path.rpartition("/")[2]))
        wanted = {"per_page": "100", "orderby": "date_gmt", "order": "desc"}
        assert wanted.items() <= dict(query).items()
        seen = [one for one in self.comments if one["status"] == "approved"]
        seen.sort(key=lambda one: (one["date_gmt"], one["id"]), reverse=True)
        page = int(query["page"]) if self.knows_pages else 1
        # Those under a hidden post are counted, and left out of the page.
        part = [
            one for one in seen[100 * page - 100 : 100 * page] if one["post"] not in self.hidden
        ]
        told = {"X-WP-Total": str(len(seen)), "X-WP-TotalPages": str(-(-len(seen) // 100))}
        return httpx.Response(200, json=part, headers=told if self.counts else {})

    def _alone(self, id_: int) -> httpx.Response:
        found = next((one for one in self.comments if one["id"] == id_), None)
        if found is None:
            return self._refused(404, "rest_comment_invalid_id")
        if found["status"] != "approved":
            return self._refused(401, "rest_cannot_read")
        return httpx.Response(200, json=found)

    def _refused(self, status: int, code: str) -> httpx.Response:
        told = {"code": code, "message": "Sorry.", "data": {"status": status}}
        return httpx.Response(status, json=told)


def poll(site: Any, cursor: str | None = None, **options: Any) -> tuple[list[Page], str | None]:
    return polled(source(**options), site, cursor)


def read(found: Any) -> list[Mention]:
    return list(Wordpress.mentions_in(json.dumps(found).encode()).mentions)


def gone(pages: list[Page]) -> list[str]:
    return [m.external_id for page in pages for m in page.mentions if m.deleted]


def test_keeps_the_contract() -> None:
    check_contract(source(), PAGE)


def test_a_reply_of_a_real_site_becomes_mentions() -> None:
    answer, bob, first = [m for p in source().pages(Replay(PAGE), None) for m in p.mentions]
    link = f"{BLOG}/2026/11/le-velo-pliant/"
    assert first == Mention(
        external_id="2",
        url=f"{link}#comment-2",
        author=Author("Nora", "Nora", is_guest=True),
        text="Le frein siffle & grince depuis l’achat 🙁\nJe veux un remboursement.",
        posted_at=datetime(2026, 11, 20, 8, 15, tzinfo=UTC),
        genre="blog_comment",
        venue="own",
        thread_key="4",
        thread_title="Le vélo pliant",
    )
    assert answer.author == Author("1", "camille")
    assert answer.thread_key == bob.thread_key == "4"
    for reply in (answer, bob):
        assert (reply.parent_url, reply.parent_text) == (first.url, first.text)


def test_the_accounts_that_are_named_are_ours_and_a_guest_of_our_name_is_not() -> None:
    brand = Brand(name="Zéphyr", own_sites=("blog.zephyr.example",))
    told = [{**FIRST, "author_name": name} for name in ("Zéphyr", "1", "Équipe Zéphyr", "@zephyr")]
    faked = {**FIRST, "author_name": "Zéphyr", "author_url": f"{BLOG}/author/camille/"}
    for item in (*told, faked):
        [guest] = read([item])
        assert not is_ours(guest, ("1", "Zéphyr", "@zephyr", BLOG), brand), item["author_name"]
    [ours] = read([ANSWER])
    assert is_ours(ours, ("1",), brand)
    assert not is_ours(ours, ("2",), brand)


def test_the_teams_answer_is_kept_as_the_answer(tmp_path: Path, store: Store) -> None:
    scene = Scene(tmp_path, store)
    ours = [m for m in read(SHOWN) if m.external_id != "4"]
    named = [m if m.external_id == "2" else _by_owner(m) for m in ours]
    scene.run(*named)
    texts = {m.id: m.external_id for m in scene.rows(MentionRow)}
    [answer] = scene.rows(AnswerRow)
    assert texts[answer.mention_id] == "2"


def _by_owner(mention: Mention) -> Mention:
    return Mention.from_json({**mention.to_json(), "by_owner": True})


def test_what_is_approved_late_is_read_though_it_keeps_its_number_and_date() -> None:
    late = comment(300, "Ten days and no refund.", hours=240, status="hold")
    site = Site([*(comment(n, hours=400 - n) for n in range(200, 260)), late])
    pages, cursor = poll(site)
    assert "300" not in ids(pages)
    late["status"] = "approved"
    assert "300" in ids(poll(site, cursor)[0])


def test_what_happens_below_the_newest_hundred_is_seen_within_a_day() -> None:
    late = comment(199, hours=300, status="hold")
    site = Site([late, *(comment(n, hours=500 - n) for n in range(200, 420))])
    pages, cursor = poll(site)
    assert len(ids(pages)) == 220
    late["status"] = "approved"
    site.comments[1]["content"] = {"rendered": "<p>Mended since.</p>"}
    site.comments[2]["status"] = "trash"
    del site.comments[3]
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        soon, cursor = poll(site, cursor)
        assert not {"199", "200"} & set(ids(soon))
    with time_machine.travel(AT + timedelta(hours=25), tick=False):
        later, cursor = poll(site, cursor)
        told = {m.external_id: m.text for page in later for m in page.mentions}
        assert "199" in told
        assert told["200"] == "Mended since."
        assert sorted(gone(later)) == ["201", "202"]
        assert gone(poll(site, cursor)[0]) == []


def test_what_is_edited_or_taken_down_is_seen_at_the_next_poll_and_one_request_does(
    store: Store,
) -> None:
    site = Site([comment(n, hours=300 - n) for n in range(200, 230)])
    with serving(site) as url:
        visits = Visits(store, source(url=url, allow_private=True), "wordpress")
        visits.clock.now = AT
        assert visits.visit().new == 30
        site.comments[3]["content"] = {"rendered": "<p>Refunded yesterday, thanks a lot.</p>"}
        site.comments[4]["status"] = "spam"
        del site.comments[0], site.comments[28]  # the oldest, and the newest
        site.asked.clear()
        visits.clock.pass_(hours=1)
        with time_machine.travel(visits.clock.now, tick=False):
            seen = visits.visit()
        assert (seen.new, seen.revised) == (0, 1)
        assert site.asked == ["comments1", "comments/229", "comments/204", "comments/200"]
        site.asked.clear()
        visits.clock.pass_(hours=1)
        with time_machine.travel(visits.clock.now, tick=False):
            visits.visit()
        assert site.asked == ["comments1"]
    with store.reading() as session:
        rows = session.exec(select(MentionRow)).all()
    assert {row.external_id for row in rows if row.deleted_at} == {"200", "204", "229"}


@pytest.mark.parametrize("left", [[], [comment(1, hours=24 * 90)]])
def test_when_all_is_taken_down_all_of_it_is_gone(left: list[dict[str, Any]]) -> None:
    site = Site([*left, comment(200), comment(201, hours=2)])
    _, cursor = poll(site)
    site.comments = left
    assert sorted(gone(poll(site, cursor)[0])) == ["200", "201"]


def test_a_site_that_closes_has_taken_nothing_down() -> None:
    site = Site([comment(200), comment(201, hours=2)])
    _, cursor = poll(site)
    taken = site.comments.pop()

    def closing(request: httpx.Request) -> httpx.Response:
        site.closed = "rest_not_logged_in" if request.url.path.endswith("/201") else ""
        return site(request)

    pages, cursor = poll(closing, cursor)
    assert gone(pages) == []
    site.closed = ""
    assert gone(poll(site, cursor)[0]) == [str(taken["id"])], "it is looked for again"


@pytest.mark.parametrize("odd", [[], {"id": 0, "status": "approved"}, {"id": 201, "parent": 0}])
def test_what_is_no_comment_says_of_a_missing_one_nothing(odd: Any) -> None:
    site = Site([comment(200), comment(201, hours=2)])
    _, cursor = poll(site)
    taken = site.comments.pop()

    def answer(request: httpx.Request) -> httpx.Response:
        is_one = request.url.path.endswith("/201")
        return httpx.Response(200, json=odd) if is_one else site(request)

    pages, cursor = poll(answer, cursor)
    assert gone(pages) == []
    assert gone(poll(site, cursor)[0]) == [str(taken["id"])], "it is looked for again"


def test_a_comment_that_is_there_and_not_listed_is_no_deletion_and_asked_for_once() -> None:
    site = Site([comment(n, hours=300 - n) for n in range(200, 210)])
    _, cursor = poll(site)
    site.comments[5]["post"] = 77
    site.hidden = {77}
    site.asked.clear()
    pages, cursor = poll(site, cursor)
    assert (gone(pages), site.asked) == ([], ["comments1", "comments/205"])
    site.asked.clear()
    poll(site, cursor)
    assert site.asked == ["comments1"]


def test_pages_are_counted_as_the_site_says_for_they_may_be_short() -> None:
    """Comments under what a visitor may not see are counted, and left out."""
    many = [comment(n, hours=500 - n) for n in range(200, 440)]
    for one in many[::3]:
        one["post"] = 77
    site = Site(many, hidden={77})
    assert len(ids(poll(site)[0])) == 160
    assert site.asked == ["comments1", "comments2", "comments3"]


@pytest.mark.parametrize("counts", [True, False])
def test_an_empty_page_between_is_no_end_and_a_site_that_counts_no_pages_is_read(
    counts: bool,
) -> None:
    many = [comment(n, hours=500 - n) for n in range(200, 440)]
    hidden = {77} if counts else set()
    for one in many[40:140] if counts else ():
        one["post"] = 77
    site = Site(many, hidden=hidden, counts=counts)
    for one in many[140:]:
        one["post"] = 4
    assert len(ids(poll(site)[0])) == (140 if counts else 240)


@pytest.mark.parametrize(("n", "asked"), [(1, 1), (300, 3), (1_500, 11)])
def test_of_pages_on_which_a_visitor_sees_nothing_ten_are_passed_over(n: int, asked: int) -> None:
    many = [comment(id_, hours=(3_000 - id_) / 10, post=77) for id_ in range(200, 200 + n)]
    site = Site(many, hidden={77})
    assert ids(poll(site)[0]) == []
    assert len(site.asked) == asked


@pytest.mark.parametrize("counted", ["", "many", "²", "-1"])
def test_a_number_of_pages_that_is_none_is_unknown(counted: str) -> None:
    reply = httpx.Response(200, json=SHOWN, headers=[(b"X-WP-TotalPages", counted.encode())])
    assert ids(list(source().pages(Replay(reply), None))) == [str(one["id"]) for one in SHOWN]


def test_a_site_that_shows_one_page_again_and_again_is_told_and_left() -> None:
    site = Site([comment(n, hours=(900 - n) / 2) for n in range(200, 900)], knows_pages=False)
    with pytest.raises(SourceChangedError, match="again and again"):
        poll(site)


def test_two_of_one_second_are_two() -> None:
    site = Site([comment(200)])
    _, cursor = poll(site)
    site.comments.append(comment(201))
    assert set(ids(poll(site, cursor)[0])) == {"200", "201"}


def test_many_new_ones_are_read_over_several_polls_to_the_day_that_is_asked_for() -> None:
    old = [comment(n, hours=24 * 40) for n in range(1_000, 1_100)]
    new = [comment(n, hours=(3_000 - n) / 10) for n in range(1_100, 2_600)]
    found = ids_of_several(partial(poll, Site([*old, *new])))
    assert {int(i) for i in found} == set(range(1_100, 2_600))


def test_a_date_that_nobody_set_or_in_2099_hides_nothing() -> None:
    odd = [
        comment(300, date_gmt="0000-00-00T00:00:00"),
        comment(301, date_gmt="2099-01-01T00:00:00"),
    ]
    site = Site([*odd, comment(200, hours=3)])
    pages, cursor = poll(site)
    assert set(ids(pages)) == {"200", "300", "301"}
    site.comments += [comment(n, hours=(1_000 - n) / 200) for n in range(850, 1_000)]
    assert {str(n) for n in range(850, 1_000)} <= set(ids(poll(site, cursor)[0]))


@pytest.mark.parametrize("code", ["rest_not_logged_in", "rest_cannot_access", "rest_forbidden"])
def test_a_closed_api_is_told_with_the_way_around(code: str) -> None:
    with pytest.raises(SourceRefusedError) as caught:
        poll(Site([comment(200)], closed=code))
    assert WAY in str(caught.value)
    french = spoken("fr", str(caught.value))
    assert "401, son API ne montre aucun commentaire aux visiteurs; son flux" in french
    assert "son flux de commentaires se lit avec kind" in french


@pytest.mark.parametrize(
    ("reply", "error", "way"),
    [
        (httpx.Response(404, html="<html>Not found</html>"), SourceChangedError, "in api"),
        (httpx.Response(200, html="<!doctype html><html>Home</html>"), SourceChangedError, "in api"),
        (httpx.Response(200, json={"name": "Acme", "routes": {}}), SourceChangedError, "in api"),
        (httpx.Response(404, json={"code": "rest_no_route", "message": "No"}), SourceRefusedError,
         "its API shows no comments"),
        (httpx.Response(403, html="<html>Blocked</html>"), SourceRefusedError, "its API shows no comments"),
    ],
)  # fmt: skip
def test_no_api_there_is_told_with_the_ways_around(
    reply: httpx.Response, error: type[Exception], way: str
) -> None:
    with pytest.raises(error) as caught:
        list(source().pages(Replay(reply), None))
    assert way in str(caught.value)
    assert WAY in str(caught.value)
    assert "\n" not in str(caught.value)
    french = spoken("fr", str(caught.value))
    assert not re.search(r"\b(if its|its feed|shows no|no list|no WordPress)\b", french)


def test_what_a_site_says_is_wrong_is_told() -> None:
    reply = httpx.Response(200, json={"code": "rest_x", "message": "Closed."})
    with pytest.raises(SourceChangedError) as caught:
        list(source().pages(Replay(reply), None))
    assert spoken("fr", str(caught.value)) == f"{BLOG}/wp-json\xa0: le site répond : Closed."


@pytest.mark.parametrize("headers", [{"retry-after": "60"}, {"x-ratelimit-remaining": "0"}])
def test_a_403_that_asks_for_patience_is_no_closed_api(headers: dict[str, str]) -> None:
    reply = httpx.Response(403, html="<html>Slow down</html>", headers=headers)
    with pytest.raises(SourceBusyError):
        list(source().pages(Replay(reply), None))


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (f"<{BLOG}/wp-json/>", None),
        (f"<{BLOG}/index.php?rest_route=/>", f"{BLOG}/index.php?rest_route=/"),
        (f"<{BLOG}/blog/api/>", f"{BLOG}/blog/api/"),
        (None, None),
    ],
)
def test_where_the_api_is_the_site_says_itself(named: str | None, expected: str | None) -> None:
    headers = {"Link": f'{named}; rel="https://api.w.org/"'} if named else {}
    home = httpx.Response(200, html="<html>Home</html>", headers=headers)
    found = Wordpress.looked_up({"url": f"{BLOG}/"}, Replay(home))
    assert found.get("api") == expected
    known = {"url": BLOG, "api": "https://a.example/wp-json"}
    assert Wordpress.looked_up(known, Replay(home)) == known


COMMENTS = Named(f"{BLOG}/comments/feed/", "Zéphyr » Comments Feed")
PLAIN = Named(f"{BLOG}/?feed=comments-rss2")
API = f"{BLOG}/wp-json/"


def proposed(about: About, shown: httpx.Response, named: str = "") -> list[Any]:
    """By a site whose API gives this reply; its pages name another address of it where there is one."""
    headers = {"Link": f'<{named}>; rel="https://api.w.org/"'} if named else {}

    def answer(request: httpx.Request) -> httpx.Response:
        if "/wp/v2/comments" in unquote(str(request.url)):
            return shown
        return httpx.Response(200, html="<html>Home</html>", headers=headers)

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        return list(Wordpress.proposed(about, http))


@pytest.mark.parametrize(
    ("feeds", "links", "named", "expected"),
    [
        ((Named(f"{BLOG}/feed/"), COMMENTS), (API,), "", [{"url": BLOG}]),
        ((Named(f"{BLOG}/fr/comments/feed"),), (API,), API, [{"url": f"{BLOG}/fr", "api": API}]),
        ((PLAIN,), (), f"{BLOG}/?rest_route=/", [{"url": BLOG, "api": f"{BLOG}/?rest_route=/"}]),
        ((), (API,), "", [{"url": BLOG}]),
        ((), ("https://wordpress.example/wp-json/",), "", []),
        ((Named(f"{BLOG}/feed/"), Named(f"{BLOG}/?feed=rss2")), (BLOG, f"{API}wp/v2/pages/2"), "", []),
        ((COMMENTS,), (API, f"{BLOG}/wp-content/plugins/woocommerce/assets/a.css"), "", []),
    ],
)  # fmt: skip
def test_a_site_of_wordpress_is_proposed_once_where_its_api_answers(
    feeds: tuple[Named, ...], links: tuple[str, ...], named: str, expected: list[dict[str, str]]
) -> None:
    about = About(name="Zéphyr", site="https://www.zephyr.example", feeds=feeds, links=links)
    found = proposed(about, httpx.Response(200, json=SHOWN), named)
    assert found == expected
    assert [source(**settings).url for settings in found] == [one["url"] for one in expected]


@pytest.mark.parametrize(
    "shown",
    [
        httpx.Response(401, json={"code": "rest_not_logged_in"}),
        httpx.Response(404, html="<html>Not found</html>"),
        httpx.Response(200, html="<!doctype html><html>Home</html>"),
        httpx.Response(503),
    ],
)
def test_a_site_whose_api_shows_a_visitor_nothing_is_left_to_its_feed(
    shown: httpx.Response,
) -> None:
    about = About(name="Zéphyr", site=BLOG, feeds=(COMMENTS,), links=(API,))
    assert proposed(about, shown) == []


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        (COMMENTS.url, True),
        (COMMENTS.url.rstrip("/"), True),
        (PLAIN.url, True),
        (f"{BLOG}/index.php?feed=comments-rss2", True),
        (f"{BLOG}/feed/", False),
        (f"{BLOG}/?feed=rss2", False),
        (f"{BLOG}/2026/11/le-velo-pliant/feed/", False),
        ("https://other.example/comments/feed/", False),
        ("", False),
    ],
)
def test_the_feed_of_a_sites_comments_is_known_from_its_others(feed: str, expected: bool) -> None:
    assert Wordpress.hears({"url": BLOG}, feed) is expected


@pytest.mark.parametrize(
    ("api", "path", "query"),
    [
        ("", "/wp-json/wp/v2/comments", None),
        (f"{BLOG}/x/api/", "/x/api/wp/v2/comments", None),
        (f"{BLOG}/?rest_route=/", "/", "/wp/v2/comments"),
    ],
)
def test_it_asks_where_the_api_is(api: str, path: str, query: str | None) -> None:
    http = Replay(PAGE)
    list(source(api=api).pages(http, None))
    assert http.asked[0].path == path
    assert http.asked[0].params.get("rest_route") == query
    assert http.asked[0].params["per_page"] == "100"


@pytest.mark.parametrize(
    ("found", "expected", "why"),
    [
        ([], [], "nothing there"),
        (FIRST, ["2"], "one alone"),
        ([{**FIRST, "id": "2"}], ["2"], "a number in words"),
        ([{**FIRST, "content": "<p>Hi</p>"}], ["2"], "bare words"),
        ([{**FIRST, "content": None}], ["2"], "none"),
        ([{**FIRST, "status": "hold"}], [], "it waits"),
        ([{**FIRST, "type": "pingback"}], [], "no comment"),
        ([{**FIRST, "_embedded": None, "author": None}], ["2"], "nothing beside it"),
        (
            [{**FIRST, "_embedded": {"up": [{"code": "rest_forbidden"}]}}],
            ["2"],
            "an error beside it",
        ),
        ([{"id": 7, "parent": 0, "content": {"rendered": "x"}}], ["7"], "nearly nothing"),
    ],
)
def test_every_shape_is_read(found: Any, expected: list[str], why: str) -> None:
    assert [m.external_id for m in read(found)] == expected, why


@pytest.mark.parametrize("status", ["spam", "trash"])
def test_what_says_that_it_was_taken_down_is_a_tombstone(status: str) -> None:
    [found] = read([{**FIRST, "status": status}])
    assert (found.deleted, found.text) == (True, "")


def test_what_it_answers_is_known_from_the_page_or_by_its_number() -> None:
    bare = {k: v for k, v in REPLY.items() if k != "_embedded"}
    reply, first = read([bare, FIRST])
    assert (reply.parent_url, reply.parent_text) == (first.url, first.text)
    [alone] = read([bare])
    assert (alone.parent_url, alone.parent_text) == (first.url, None)


def test_one_unreadable_comment_is_reported_and_the_rest_is_read() -> None:
    page = Wordpress.mentions_in(json.dumps([FIRST, {"id": 0}, "x", None, {"id": 5}]).encode())
    assert [m.external_id for m in page.mentions] == ["2"]
    assert page.refused == (
        "comment 2: no id",
        "comment 3: not an object",
        "comment 4: not an object",
        "comment 5: no words",
    )


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (b'{"code": "rest_no_route", "message": "No route."}', "the site says: No route."),
        (b'{"code": "rest_no_route"}', "the site says: rest_no_route"),
        (b"{}", "no list of comments"),
        (b'[{"id": 4, "title": {"rendered": "a post"}}]', "no list of comments"),
        ((PAGES / PAGE).read_bytes()[:900], "not JSON"),
    ],
)
def test_another_reply_is_one_clear_error(reply: bytes, expected: str) -> None:
    with pytest.raises(SourceChangedError, match=expected):
        Wordpress.mentions_in(reply)


def test_on_anothers_site_it_is_public_and_may_be_about_others() -> None:
    made = source(own_site=False)
    assert not made.about_brand
    assert source().about_brand
    assert not source(about_brand=False).about_brand
    assert {m.venue for p in made.pages(Replay(PAGE), None) for m in p.mentions} == {"public"}


@pytest.mark.parametrize(
    "options", [{"url": "blog.example"}, {"url": "https://jo:pw@a.example"}, {"api": "wp-json"}]
)
def test_settings_say_what_to_read(options: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        source(**options)


@pytest.mark.parametrize("cursor", ["{", "[]", '{"upto": 3}', '{"upto": "x", "watched": []}'])
def test_a_cursor_that_cannot_be_read_is_a_first_poll(cursor: str) -> None:
    assert ids(poll(Site([comment(900)]), cursor)[0]) == ["900"]


def test_the_cursor_stays_small() -> None:
    site = Site([comment(n, hours=(2_000 - n) / 10) for n in range(1_000, 1_450)])
    _, cursor = poll(site)
    assert len(json.loads(cursor or "")["watched"]) == polls.WATCHED

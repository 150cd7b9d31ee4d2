"""Articles behind headlines: what may be read, what is kept of it, and what is asked for twice."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from connectors.kit import apart
from connectors.kit.contract import Mention, Page
from connectors.kit.http.guard import GuardedTransport, Limits, _Trip
from connectors.kit.http.state import HttpState
from connectors.kit.http.wire import Deadline, GuardedNetwork, system_addresses
from connectors.rss.article import Article, article_in, is_reserved, text_of
from connectors.rss.articles import MOST, QUOTED, Articles, Memory, passages
from connectors.rss.robots import Robots
from connectors.rss.source import Rss
from listener.words.spoken import spoken

FEED = "https://alerts.example/feed"
PAPER = "https://journal.example"
BODY = (
    "La marque Acme rappelle trois mille vélos pour un défaut de frein, selon l'agence de sécurité.",
    "Les clients seront remboursés dans un délai de dix jours, promet la direction du groupe.",
    "Le marché du vélo a reculé cette année, et les vendeurs attendent le printemps avec impatience.",
    "Au conseil municipal, la piste cyclable de la gare a été votée après deux heures de débat.",
)


def page(*paragraphs: str, head: str = "", **more: Any) -> httpx.Response:
    told = "".join(f"<p>{one}</p>" for one in paragraphs or BODY)
    html = f"<html><head><title>T</title>{head}</head><body><nav>Menu Sport Culture</nav><article><h1>Rappel</h1>{told}</article></body></html>"
    return httpx.Response(200, html=html, **more)


def feed(*numbers: int, title: str = "Des vélos rappelés") -> httpx.Response:
    items = "".join(
        f"<item><guid>{n}</guid><title>{title} {n}</title><link>{PAPER}/{n}</link>"
        f"<description>Un rappel.</description><pubDate>Mon, 09 Nov 2026 0{n % 10}:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    body = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"
    return httpx.Response(200, content=body.encode(), headers={"content-type": "application/xml"})


class Web(httpx.Client):
    """Answers by address; 404 for what it does not know."""

    def __init__(self) -> None:
        self.pages: dict[str, httpx.Response | Exception] = {}
        self.asked: list[str] = []
        super().__init__(transport=httpx.MockTransport(self._answer), follow_redirects=True)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        reply = self.pages.get(str(request.url), httpx.Response(404))
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)


def source(**more: Any) -> Rss:
    known: dict[str, Any] = {"name": "press", "url": FEED, "articles": True}
    return Rss.model_validate(known | more).named(("Acme",))


def poll(web: Web, cursor: str | None = None, **more: Any) -> Page:
    [found] = source(**more).pages(web, cursor)
    return found


def only(page: Page) -> Mention:
    [mention] = page.mentions
    return mention


def test_what_the_article_says_around_the_name_is_kept_and_nothing_else() -> None:
    web = Web()
    web.pages = {FEED: feed(1), f"{PAPER}/1": page()}
    found = poll(web)
    assert only(found).title == "Des vélos rappelés 1"
    assert only(found).text == f"{BODY[0]} {BODY[1]}"
    assert BODY[3] not in only(found).text + str(found.cursor)
    assert BODY[0] not in str(found.cursor)


def test_an_article_is_read_once_and_its_item_told_once() -> None:
    web = Web()
    web.pages = {FEED: feed(1), f"{PAPER}/1": page()}
    first = poll(web)
    web.asked.clear()
    second = poll(web, first.cursor)
    assert (second.mentions, web.asked) == ((), [FEED])
    assert second.reaches == first.reaches == only(first).posted_at
    web.pages[FEED] = feed(1, 2, title="Corrigé")
    third = poll(web, second.cursor)
    assert [m.external_id for m in third.mentions] == ["1", "2"], "an edited item, and a new one"
    assert web.asked.count(f"{PAPER}/1") == 1


def test_an_item_without_a_readable_article_comes_as_the_feed_has_it() -> None:
    web = Web()
    web.pages = {
        FEED: feed(1, 2, 3),
        f"{PAPER}/2": httpx.ConnectError("no"),
        f"{PAPER}/3": page("Rien de nous."),
    }
    assert [m.text for m in poll(web).mentions] == ["Un rappel."] * 3


def test_a_poll_reads_so_many_articles_and_a_host_that_is_down_no_more() -> None:
    web = Web()
    web.pages = {FEED: feed(*range(1, MOST + 10)), **{f"{PAPER}/{n}": page() for n in range(99)}}
    found = poll(web)
    assert len(found.mentions) == MOST + 9
    assert sum(url.startswith(f"{PAPER}/") and url[-1].isdigit() for url in web.asked) == MOST
    web.pages[f"{PAPER}/1"] = httpx.Response(503)
    web.asked.clear()
    poll(web)
    assert f"{PAPER}/2" not in web.asked


def test_the_clock_ends_a_poll_too() -> None:
    times = iter([0.0, 1.0, 500.0, 500.0])
    web = Web()
    web.pages = {f"{PAPER}/1": page(), f"{PAPER}/2": page()}
    made = Articles(web, Memory(None), ("Acme",), clock=lambda: next(times))
    items = [
        Mention(external_id=str(n), text="x", genre="news", url=f"{PAPER}/{n}") for n in (1, 2)
    ]
    assert [m.text != "x" for m in made.behind(items)] == [True, False]


PAID = (
    '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":%s}</script>'
)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (page(head=PAID % "false"), "paid"),
        (page(head=PAID % '"False"'), "paid"),
        (page(head=PAID % '"http://schema.org/False"'), "paid"),
        (page(head='<meta itemprop="isAccessibleForFree" content="False">'), "paid"),
        (page(head='<meta property="article:content_tier" content="locked">'), "paid"),
        (httpx.Response(402), "paid"),
        (httpx.Response(401), "paid"),
        (page(head='<meta name="tdm-reservation" content="1">'), "reserved"),
        (page(headers={"tdm-reservation": "1"}), "reserved"),
        (page(head='<meta name="robots" content="index, noai, noimageai">'), "reserved"),
        (page(head='<META NAME="ROBOTS" CONTENT="nosnippet">'), "reserved"),
        (page(headers={"x-robots-tag": "otherbot: noindex, noai"}), "reserved"),
        (page(head=PAID % "true"), ""),
        (page(head='<meta name="robots" content="index, max-snippet:-1">'), ""),
        (page(headers={"tdm-reservation": "0"}), ""),
    ],
)  # fmt: skip
def test_what_a_publisher_closes_is_not_read(reply: httpx.Response, why: str) -> None:
    web = Web()
    web.pages = {FEED: feed(1), f"{PAPER}/1": reply}
    found = poll(web)
    assert (only(found).text == "Un rappel.") is bool(why)
    told = {"paid": "not free", "reserved": "text and data mining", "": ""}[why]
    assert [told in line for line in found.said] == [True] * bool(why)
    assert all("on n'en lit que les titres" in spoken("fr", line) for line in found.said)
    # As long as it is so it is said, and no longer.
    web.pages = {FEED: feed(2, title="Autre"), f"{PAPER}/2": page()}
    assert not poll(web, found.cursor).said


@pytest.mark.parametrize(
    ("path", "text", "asked"),
    [
        ("/robots.txt", "User-agent: *\nDisallow: /", False),
        ("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: brand-listener\nAllow: /", True),
        ("/robots.txt", "User-agent: GPTBot\nDisallow: /", True),
        ("/robots.txt", "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /", False),
        ("/.well-known/tdmrep.json", '[{"location": "/*", "tdm-reservation": 1}]', False),
        ("/.well-known/tdmrep.json", '[{"location": "/other", "tdm-reservation": 1}]', True),
        ("/.well-known/tdmrep.json", "<html>", True),
    ],
)
def test_a_sites_rules_are_asked_before_its_articles(path: str, text: str, asked: bool) -> None:
    web = Web()
    web.pages = {
        FEED: feed(1),
        f"{PAPER}/1": page(),
        f"{PAPER}{path}": httpx.Response(200, text=text),
    }
    found = poll(web)
    assert (f"{PAPER}/1" in web.asked) is asked
    assert (only(found).text == "Un rappel.") is not asked
    assert bool(found.said) is not asked


def test_a_site_whose_rules_cannot_be_had_is_left_alone() -> None:
    web = Web()
    web.pages = {FEED: feed(1), f"{PAPER}/1": page(), f"{PAPER}/robots.txt": httpx.Response(503)}
    assert only(poll(web)).text == "Un rappel."
    assert f"{PAPER}/1" not in web.asked


def test_a_redirect_to_a_site_that_forbids_it_is_not_read() -> None:
    web, other = Web(), "https://other.example"
    web.pages = {
        FEED: feed(1),
        f"{PAPER}/1": httpx.Response(302, headers={"location": f"{other}/a"}),
        f"{other}/a": page(),
        f"{other}/robots.txt": httpx.Response(200, text="User-agent: *\nDisallow: /a"),
    }
    assert only(poll(web)).text == "Un rappel."


def test_of_a_source_that_may_reach_private_addresses_only_its_own_host_is_read() -> None:
    web = Web()
    web.pages = {FEED: feed(1), f"{PAPER}/1": page()}
    assert only(poll(web, allow_private=True)).text == "Un rappel."
    assert web.asked == [FEED]


def test_what_is_read_aside_moves_neither_the_feeds_state_nor_its_next_visit() -> None:
    state = HttpState()
    made = GuardedTransport(
        GuardedNetwork(allow_private=False, resolve=system_addresses),
        state=state,
        spacing=None,
        limits=Limits(),
    )
    reply = httpx.Response(200, headers={"etag": '"x"', "cache-control": "max-age=86400"})
    for aside in (True, False):
        request = httpx.Request("GET", f"{PAPER}/1", extensions={"listener.aside": aside})
        trip = _Trip(Deadline.within(9), start=str(request.url), headers=request.headers)
        made._remember(request, reply, trip, datetime(2026, 11, 10, tzinfo=UTC))
        assert (state.to_json() == "{}", state.not_before) == (aside, 0.0 if aside else 86_400.0)


@pytest.mark.parametrize(
    ("rules", "path", "forbidden"),
    [
        ("User-agent: *\nDisallow: /private", "/private/1", True),
        ("User-agent: *\nDisallow: /private", "/public", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", False),
        ("User-agent: *\nDisallow: /*premium*/", "/x/premium-1/", True),
        ("User-agent: *\nDisallow:", "/a", False),
        ("User-agent: a\nUser-agent: *\nDisallow: /", "/a", True),
        ("# Disallow: /\nUser-Agent : *\n Disallow : /b # c", "/b", True),
        ("", "/a", False),
        ("Disallow: /", "/a", False),
        ("User-agent: *\nDisallow: /" + "*a" * 3_000, "/" + "a" * 3_000, True),
    ],
)
def test_robots_txt_is_read_as_its_standard_says(rules: str, path: str, forbidden: bool) -> None:
    assert Robots(rules).forbids(f"{PAPER}{path}") is forbidden


def test_passages_are_a_quotation_with_their_neighbours() -> None:
    text = "Un début. Acme est là. Une suite. Encore. Encore plus. Puis Acme revient. Fin. Rien."
    assert passages(text, ("Acme",)) == (
        "Un début. Acme est là. Une suite. […] Encore plus. Puis Acme revient. Fin."
    )
    assert passages(text, ("Zéphyr",)) == ""
    assert passages(text, ()) == ""
    long = "Acme " + "très " * 400 + "bien."
    assert len(passages(long, ("Acme",))) == QUOTED
    assert len(passages("Voici Acme encore une fois. " * 200, ("Acme",))) <= QUOTED


def test_a_page_that_is_none_costs_nothing() -> None:
    for body in (b"", b"\0" * 64, b"<div>" * 3_000, b"\xff\xfe<\xd8", b"%PDF-1.7 x"):
        assert apart.run(article_in, body, "text/html") == Article()
    odd = "<p>Ã©té</p>".encode("cp1252")
    assert apart.run(article_in, odd, "text/html; charset=nonsense") == Article()
    assert is_reserved("noai")
    assert not is_reserved("index,follow")


@pytest.mark.parametrize("error", [ValueError, RecursionError, KeyError, TypeError, AssertionError])
def test_a_page_that_breaks_its_reader_has_no_text(error: type[Exception]) -> None:
    def extract(page: str, **_: object) -> str:
        raise error(page)

    assert text_of("<p>odd", extract) == ""


def test_a_broken_memory_is_a_first_poll() -> None:
    web = Web()
    web.pages = {FEED: feed(1), f"{PAPER}/1": page()}
    for cursor in ("", "x", "[]", '{"articles": 3}', json.dumps({"articles": {"read": []}})):
        assert len(poll(web, cursor).mentions) == 1


def test_match_and_articles_keep_their_memories_side_by_side() -> None:
    web = Web()
    web.pages = {FEED: feed(1), f"{PAPER}/1": page()}
    found = poll(web, match="vélos")
    assert {"picked", "articles"} == json.loads(found.cursor or "{}").keys()
    assert poll(web, found.cursor, match="vélos").mentions == ()

"""Presets of a feed: from a short value to the address, and what is peculiar to each place."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import ValidationError
from replay import Replay

from connectors.kit.contract import Mention
from connectors.kit.errors import SourceRefusedError
from connectors.kit.http.state import HttpState
from connectors.rss.presets import PRESETS
from connectors.rss.source import Rss
from listener.words.spoken import spoken

KEY = "0c0ffee77canary77feed000"
CHANNEL = "UCabcdefghijklmnopqrstuv"
REDDIT: dict[str, Any] = {"user": "acme_listens", "feed_token": KEY}


def source(preset: str, of: str, **more: Any) -> Rss:
    return Rss.model_validate({"name": "feed", "preset": preset, "of": of, **more})


def asked(made: Rss) -> httpx.URL:
    http = Replay(httpx.Response(304))
    assert list(made.pages(http, None)) == []
    return http.asked[0]


def feed(*items: str) -> httpx.Response:
    body = f"<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>"
    return httpx.Response(200, content=body.encode(), headers={"content-type": "application/xml"})


def read(made: Rss, reply: httpx.Response | str) -> list[Mention]:
    return [m for page in made.pages(Replay(reply), None) for m in page.mentions]


@pytest.mark.parametrize(
    ("preset", "of", "address"),
    [
        ("google_alerts", "https://www.google.com/alerts/feeds/0123456/789012",
         "https://www.google.com/alerts/feeds/0123456/789012"),
        ("google_alerts", "https://www.google.fr/alerts/feeds/0123456/789012/",
         "https://www.google.com/alerts/feeds/0123456/789012"),
        ("google_alerts", "0123456/789012", "https://www.google.com/alerts/feeds/0123456/789012"),
        ("youtube_channel", CHANNEL, f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ("youtube_channel", f"https://www.youtube.com/channel/{CHANNEL}/videos",
         f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ("medium", "#Acme Bikes", "https://medium.com/feed/tag/acme-bikes"),
        ("medium", "vélo", "https://medium.com/feed/tag/v%C3%A9lo"),
        ("medium", "@zoe", "https://medium.com/feed/@zoe"),
        ("medium", "https://medium.com/acme-blog/", "https://medium.com/feed/acme-blog"),
        ("medium", "acme.medium.com", "https://acme.medium.com/feed"),
        ("wordpress_comments", "blog.acme.example", "https://blog.acme.example/comments/feed/"),
        ("wordpress_comments", "http://acme.example/blog/?x=1", "http://acme.example/blog/comments/feed/"),
        ("discourse_posts", "https://forum.acme.example/", "https://forum.acme.example/posts.rss"),
    ],
)  # fmt: skip
def test_a_short_value_makes_the_address(preset: str, of: str, address: str) -> None:
    assert str(asked(source(preset, of))) == address


@pytest.mark.parametrize(
    ("of", "path", "query"),
    [
        ("r/france", "/r/france/new/.rss", {}),
        ("/r/france/comments/", "/r/france/comments/.rss", {}),
        ("u/somebody", "/user/somebody/.rss", {}),
        ("acme bikes", "/search.rss", {"q": ["acme bikes"], "sort": ["new"]}),
        ("r/france?x=1", "/search.rss", {"q": ["r/france?x=1"], "sort": ["new"]}),
    ],
)
def test_reddit_is_read_with_the_private_key(
    of: str, path: str, query: dict[str, list[str]]
) -> None:
    url = urlsplit(str(asked(source("reddit_feed", of, **REDDIT))))
    assert (url.netloc, url.path) == ("www.reddit.com", path)
    assert parse_qs(url.query) == {**query, "feed": [KEY], "user": ["acme_listens"]}


def test_reddits_key_is_nowhere_to_be_read() -> None:
    made = source("reddit_feed", "r/france", **REDDIT)
    assert KEY not in repr(made) + str(made.model_dump())
    assert "0123456" not in repr(source("google_alerts", "0123456/789012"))
    with pytest.raises(SourceRefusedError) as refused:
        list(made.pages(Replay(httpx.Response(403)), None))
    assert KEY not in str(refused.value)
    with pytest.raises(ValidationError) as caught:
        source("reddit_feed", "r/france", **REDDIT, mistyped=1)
    assert KEY not in str(caught.value)


def test_a_key_that_a_redirect_takes_along_is_not_kept() -> None:
    state, now = HttpState(), datetime(2026, 11, 10, tzinfo=UTC)
    url = f"https://www.reddit.com/r/a/.rss?feed={KEY}&user=acme"
    state.move(url, f"https://old.reddit.com/r/a/.rss?user=acme&feed={KEY}", now)
    assert KEY not in state.to_json()
    assert state.moved(url) is None
    state.move(url, "https://old.reddit.com/r/a/.rss?user=acme", now)
    assert state.moved(url) == "https://old.reddit.com/r/a/.rss?user=acme"


@pytest.mark.parametrize(
    ("zone", "country", "lang", "expected"),
    [
        ("Europe/Paris", "FR", None, "hl=fr&gl=FR&ceid=FR%3Afr"),
        ("Europe/London", "GB", None, "hl=en&gl=GB&ceid=GB%3Aen"),
        ("Europe/Zurich", "CH", "de", "hl=de&gl=CH&ceid=CH%3Ade"),
    ],
)
def test_google_news_is_asked_in_the_brands_country(
    zone: str, country: str, lang: str | None, expected: str
) -> None:
    made = source("google_news", '"Acme Vélos"', accept_terms=True, lang=lang).timed_in(
        zone, country
    )
    url = str(asked(made))
    assert url == f"https://news.google.com/rss/search?q=%22Acme+V%C3%A9los%22&{expected}"


def test_google_news_is_off_until_somebody_says_that_they_may_read_it() -> None:
    with pytest.raises(ValidationError, match="personal use") as caught:
        source("google_news", "acme")
    told = caught.value.errors()[0]["msg"].removeprefix("Value error, ")
    assert "usage personnel" in spoken("fr", told)


def test_the_paper_is_the_author_of_a_headline_in_google_news() -> None:
    item = (
        "<item><guid>x</guid><title>Acme: recall - and more - Le Journal</title><link>https://news.google.com/rss/1</link>"
        '<description>&lt;a href="https://news.google.com/rss/1"&gt;Acme: recall - and more&lt;/a&gt;&amp;nbsp;'
        "&lt;font&gt;Le Journal&lt;/font&gt;</description></item>"
    )
    [found] = read(source("google_news", "acme", accept_terms=True), feed(item))
    assert (found.text, found.title) == ("Acme: recall - and more", None)
    assert found.author
    assert found.author.name == "Le Journal"
    bare = "<item><guid>y</guid><title>No paper</title></item>"
    [found] = read(source("google_news", "acme", accept_terms=True), feed(bare))
    assert (found.text, found.author) == ("No paper", None)


def test_the_links_and_titles_of_an_alert_are_the_papers_own() -> None:
    [found] = read(source("google_alerts", "0123456/789012"), "rss/alerts.xml")
    assert found.url == "https://news.example/bikes?id=5"
    assert found.title == "Zephyr recalls bikes over AT&T tracker"
    assert found.genre == "news"


@pytest.mark.parametrize(
    ("preset", "of", "more", "genre"),
    [
        ("wordpress_comments", "a.example", {}, "blog_comment"),
        ("discourse_posts", "a.example", {}, "forum_post"),
        ("youtube_channel", CHANNEL, {}, "social_post"),
        ("medium", "acme", {}, "news"),
        ("reddit_feed", "r/acme", REDDIT, "reddit_post"),
        ("reddit_feed", "r/acme/comments", REDDIT, "reddit_comment"),
        ("reddit_feed", "r/acme/comments", {**REDDIT, "genre": "forum_post"}, "forum_post"),
    ],
)
def test_a_preset_knows_what_its_items_are(
    preset: str, of: str, more: dict[str, Any], genre: str
) -> None:
    item = "<item><guid>x</guid><title>Acme</title><link>https://a.example/t/x/1</link></item>"
    assert [m.genre for m in read(source(preset, of, **more), feed(item))] == [genre]


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({}, "url: give the feed's address"),
        ({"preset": "medium"}, "write in of what to follow, and no url"),
        ({"preset": "medium", "of": "a", "url": "https://a.example/"}, "and no url"),
        ({"preset": "reddit_feed", "of": "r/a"}, "with your private key"),
        ({"preset": "reddit_feed", "of": "r/a", "user": "jo", "feed_token": " "}, "with your private key"),
        ({"preset": "youtube_channel", "of": "@acme"}, "which begins with UC"),
        ({"preset": "google_alerts", "of": "https://evil.example/alerts/feeds/123456/789012"}, "the feed icon"),
        ({"preset": "google_alerts", "of": "acme"}, "the feed icon"),
        ({"preset": "wordpress_comments", "of": "jo@a.example"}, "the address of a site"),
        ({"preset": "discourse_posts", "of": "ftp://a.example"}, "the address of a site"),
        ({"preset": "nothing", "of": "a"}, "google_alerts"),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_say_what_is_missing(
    settings: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ValidationError, match=problem) as caught:
        Rss.model_validate({"name": "feed", **settings})
    told = caught.value.errors()[0]["msg"].removeprefix("Value error, ")
    assert spoken("fr", told) != told


def test_each_preset_stands_in_both_guides() -> None:
    for language, guide in Rss.guides.items():
        told = " ".join(guide.steps)
        assert "Google Alert" in told or "alerte Google" in told or "A Google alert" in told, (
            language
        )
        assert all(name in told for name in PRESETS if name != "google_alerts"), language

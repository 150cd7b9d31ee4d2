"""Any RSS, Atom or JSON feed: blogs, alerts, comments, forums, a private Reddit feed.

A feed shows its newest items, and the store knows those it has by their id. An item that comes
again with another text is an edit; one that leaves the feed is not a deletion. The cursor
promises nothing: where `match` picks items, it remembers them, for the replies to come.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import ClassVar, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx
from pydantic import (
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    field_validator,
    model_validator,
)

from connectors.kit import apart
from connectors.kit.about import About, Named, Settings
from connectors.kit.asking.words import Words
from connectors.kit.contract import Connector, Mention, Page, Venue
from connectors.kit.errors import SourceBusyError, SourceChangedError
from connectors.kit.genres import Genre
from connectors.kit.guide import Guides
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import get, stays_fresh
from connectors.kit.query.setting import any_of, phrases_of
from connectors.kit.reading.ancestry import Ancestry, Picked, topic
from connectors.kit.reading.entries import Entry, Feed, FeedError
from connectors.kit.reading.feeds import read_feed
from connectors.kit.reading.homepage import named_feeds
from connectors.kit.reading.identity import told_apart
from connectors.kit.reading.text import unwrapped
from connectors.rss.articles import Articles, Memory
from connectors.rss.guide import GUIDES
from connectors.rss.items import (
    author_of,
    by_its_paper,
    item_of,
    refused_of,
    said_again,
    said_of,
    thread_title_of,
    without_the_moment,
)
from connectors.rss.presets import PRESETS, Asked, PresetName, genre_in

MAX_BYTES = 5_000_000
_PROPOSED = 2  # feeds of a home page
_TALK = re.compile(
    r"comment|discuss|forum|topic|/posts\.rss|\bavis\b|review|question", re.IGNORECASE
)
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5"


class Rss(Connector):
    """One feed."""

    cursor_promises: ClassVar[bool] = False
    guides: ClassVar[Guides] = GUIDES
    matches: ClassVar[bool] = True  # a reply to what it kept is kept, whatever its words
    add_asks: ClassVar[tuple[str, ...]] = ("url", "about_brand")
    model_config = ConfigDict(hide_input_in_errors=True)

    url: str = Field(default="", repr=False)  # may hold the key of a private feed
    """The feed's address, or that of a page which names its feed."""
    preset: PresetName | None = None
    """A known place instead of an address; of says what to follow there."""
    of: str = Field(default="", repr=False)
    """With a preset, what to follow: a channel's id, a tag, a site, a subreddit, a search."""
    user: str = ""
    """Of reddit_feed: your user name at Reddit."""
    feed_token: SecretStr | None = None
    """Of reddit_feed: the key of your private feeds: "$REDDIT_FEED_TOKEN"."""
    accept_terms: bool = False
    """Of google_news: its terms leave the feed to personal use; may you read it all the same?"""
    articles: bool = False
    """Read the articles behind the headlines, for what they say around the brand's name? Nothing else of them is kept."""
    genre: Genre = "news"
    """What sort of posts it carries: news, blog_comment, forum_post, reddit_post, review and others."""
    by_brand: bool = False
    """Is all of it the brand's own, such as its site's news? It is known then, and no feedback."""
    venue: Venue | None = None
    """Where they are posted: on your own page, among reviews, or in public."""
    lang: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    """Their language, such as fr, where the feed names none."""

    _zone: ZoneInfo = PrivateAttr(default=ZoneInfo("UTC"))  # of times that name none
    _country: str = PrivateAttr(default="FR")
    _names: tuple[str, ...] = PrivateAttr(default=())

    def named(self, names: tuple[str, ...]) -> Self:
        """With the brand's names."""
        made = self.model_copy()
        made._names = names
        return made

    def timed_in(self, zone: str, country: str) -> Self:
        """With the brand's zone and country."""
        made = self.model_copy()
        made._zone, made._country = ZoneInfo(zone), country
        return made

    @field_validator("url")
    @classmethod
    def _is_on_the_web(cls, url: str) -> str:
        if not re.match(r"https?://[^/]", url.strip()):
            raise ValueError("expected an address that begins with http:// or https://")
        return url.strip()

    @field_validator("articles")
    @classmethod
    def _can_read_articles(cls, articles: bool) -> bool:
        if articles and not (find_spec("trafilatura") and find_spec("lxml_html_clean")):
            raise ValueError('install what reads articles: pip install "brand-listener[articles]"')
        return articles

    @model_validator(mode="after")
    def _has_an_address(self) -> "Rss":
        if not self.preset:
            if not self.url:
                raise ValueError(
                    "url: give the feed's address, or a preset and, in of, what to follow"
                )
            return self
        preset = PRESETS[self.preset]
        if self.url or not self.of.strip():
            raise ValueError("preset: it makes the address: write in of what to follow, and no url")
        if preset.needs_terms and not self.accept_terms:
            raise ValueError(
                "preset: Google's terms leave this feed to personal use; a Google alert (google_alerts) has"
                " no such terms; who may read it all the same writes accept_terms = true"
            )
        if preset.needs_token and not (self._token and self.user.strip()):
            raise ValueError(
                "preset: Reddit shows its feeds with your private key: write user, and feed_token as"
                " ${NAME} (on reddit.com: Preferences, RSS feeds)"
            )
        preset.address(self._asked)
        return self

    @property
    def _token(self) -> str:
        return self.feed_token.get_secret_value().strip() if self.feed_token else ""

    @property
    def _asked(self) -> Asked:
        return Asked(self.of.strip(), self.lang, self._country, self.user.strip(), self._token)

    @property
    def _address(self) -> str:
        return PRESETS[self.preset].address(self._asked) if self.preset else self.url

    @property
    def _sort(self) -> str:
        """The genre of its items."""
        if self.preset and "genre" not in self.model_fields_set:
            return genre_in(self.preset, self.of.strip())
        return self.genre

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The items of a saved feed, as one that names no genre and picks no words."""
        try:
            feed = read_feed(reply, "", "", UTC)
        except FeedError as error:
            raise SourceChangedError(str(error)) from error
        return cls(name="saved", url="https://saved.invalid/")._page(feed, None)

    @classmethod
    def looked_up(cls, settings: Settings, http: httpx.Client) -> Settings:
        """With the feed that the page names, where the address is a page's."""
        url = str(settings.get("url") or "")
        if (
            not url
            or "${" in url
            or not (reply := get(http, url, headers={"Accept": ACCEPT}, fresh=True))
        ):
            return settings
        named = apart.run(named_feeds, reply.content, str(reply.url))
        return {**settings, "url": named[0].url} if named else settings

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The feeds that the home page names, what others write there first; else it is the brand's."""
        for feed in sorted(about.feeds, key=lambda feed: not _is_talk(feed))[:_PROPOSED]:
            if _is_talk(feed):
                yield {"name": "comments", "url": feed.url, "genre": "blog_comment", "venue": "own"}
            else:
                yield {"name": "site", "url": feed.url, "venue": "own", "by_brand": True}

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield the items that the feed shows now, oldest last as the feed has them."""
        reply = get(http, self._address, headers={"Accept": ACCEPT}, max_bytes=MAX_BYTES)
        if reply is None:
            return
        try:
            kind = reply.headers.get("content-type", "")
            feed = apart.run(read_feed, reply.content, kind, str(reply.url), self._zone)
        except (FeedError, apart.CutOffError) as error:
            raise SourceChangedError(f"{shown_url(reply.url)}: {error}") from error
        except apart.NoChildError as error:
            raise SourceBusyError(f"{shown_url(reply.url)}: {error}") from error
        stays_fresh(reply, feed.ttl or 0.0)
        if self.preset and PRESETS[self.preset].ends_in_paper:
            feed = replace(feed, entries=tuple(map(by_its_paper, feed.entries)))
        page = self._page(without_the_moment(feed, datetime.now(UTC)), cursor)
        yield self._with_articles(page, http, cursor) if self.articles else page

    def _with_articles(self, page: Page, http: httpx.Client, cursor: str | None) -> Page:
        """What is not known yet, with what the articles say of us; known items are left out."""
        memory = Memory(cursor)
        only_on = urlsplit(self._address).netloc if self.allow_private else None
        articles = Articles(http, memory, self._names or phrases_of(self.match), only_on=only_on)
        return replace(
            page,
            mentions=tuple(articles.behind(page.mentions)),
            cursor=json.dumps({**json.loads(page.cursor or "{}"), "articles": memory.to_json()}),
            said=(*page.said, *memory.said()),
            reaches=min((m.posted_at for m in page.mentions if m.posted_at), default=None),
        )

    def _page(self, feed: Feed, cursor: str | None) -> Page:
        known = Ancestry(feed.entries)
        picked = Picked(cursor, known, self._has_words) if self.match else None
        ids = told_apart([item_of(entry) for entry in feed.entries])
        there = [
            (entry, id_)
            for entry, id_ in zip(feed.entries, ids, strict=True)
            if id_ is not None and (entry.title or entry.text)
        ]
        mentions = tuple(
            self._mention(entry, feed, known, id_)
            for entry, id_ in there
            if picked is None or picked.wants(entry)
        )
        memory = picked.cursor() if picked else None
        said = (*said_of(feed), *said_again(feed, ids))
        return Page(
            mentions,
            memory,
            refused=tuple(refused_of(feed)),
            said=said,
            unasked=len(there) - len(mentions),
            changed=frozenset(id_ for entry, id_ in there if entry.is_change and entry.posted_at),
        )

    def _has_words(self, entry: Entry) -> bool:
        by = author_of(entry)
        words = Words(
            entry.text,
            entry.title,
            url=entry.link or "",
            author=tuple(filter(None, (by.name, by.id, by.url))) if by else (),
            lang=entry.lang or self.lang or "",
        )
        return any_of(self.match).holds(words) is not False

    def _mention(self, entry: Entry, feed: Feed, known: Ancestry, id_: str) -> Mention:
        link = entry.link and unwrapped(entry.link)
        parent = known.parent(entry)
        is_answer = entry.parent_id is not None or entry.parent_url is not None
        is_comment = self._sort.endswith("_comment") or is_answer
        return Mention(
            external_id=id_,
            url=link,
            author=author_of(entry),
            title=None if is_comment or not entry.text else entry.title or None,
            text=entry.text or entry.title,
            lang=entry.lang or self.lang,
            posted_at=entry.posted_at,
            genre=self._sort,
            venue=self.venue,
            replies=entry.replies,
            parent_url=entry.parent_url or (parent.link if parent else None),
            parent_text=parent.text or None if parent else None,
            thread_key=self._thread(entry, id_, known, is_comment=is_comment),
            thread_title=thread_title_of(entry, feed) if is_comment else None,
            by_owner=self.by_brand,
        )

    def _thread(self, entry: Entry, id_: str, known: Ancestry, *, is_comment: bool) -> str | None:
        if is_comment:
            return known.thread(entry, id_)
        return topic(entry.link or "") if self._sort == "forum_post" else None


def _is_talk(feed: Named) -> bool:
    """Does it carry what others write: comments, a forum, reviews?"""
    return _TALK.search(f"{feed.url} {feed.title}") is not None

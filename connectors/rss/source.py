"""Any RSS, Atom or JSON feed: blogs, alerts, comments, forums, a private Reddit feed.

A feed shows its newest items, and the store knows those it has by their id. An item that comes
again with another text is an edit; one that leaves the feed is not a deletion. The cursor
promises nothing: where `match` picks items, it remembers them, for the replies to come.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, field_validator

from connectors.kit import apart
from connectors.kit.about import About, Settings
from connectors.kit.contract import Author, Connector, Mention, Page, Venue
from connectors.kit.errors import SourceBusyError, SourceChangedError
from connectors.kit.genres import Genre
from connectors.kit.guide import Guides
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import get, stays_fresh
from connectors.kit.reading.ancestry import Ancestry, Picked, topic
from connectors.kit.reading.bylines import RUN
from connectors.kit.reading.entries import Entry, Feed, FeedError
from connectors.kit.reading.feeds import read_feed
from connectors.kit.reading.folding import names_one
from connectors.kit.reading.homepage import named_feeds
from connectors.kit.reading.identity import Item, told_apart
from connectors.kit.reading.phrases import Phrases
from connectors.kit.reading.text import unwrapped
from connectors.kit.said import Said
from connectors.rss.guide import GUIDES
from connectors.rss.own import is_talk, own_writers

MAX_BYTES = 5_000_000
_PROPOSED = 2  # feeds of a home page
_MOMENT = timedelta(seconds=5)
_ENOUGH = 3  # items that share a time: fewer may be so by chance
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5"
# "Comment on POST by AUTHOR", as WordPress titles a comment in English and French.
_COMMENT_ON = re.compile(r"(?:Comment on|Commentaires? sur)\s+(.+)", re.IGNORECASE)
_BY = re.compile(r"\s(?:by|par)\s", re.IGNORECASE)
_COMMENTS_ON = re.compile(
    r"(?:Comments (?:on|for)|Commentaires (?:sur|pour))[\s:]+(?=\S)", re.IGNORECASE
)
_HANDLE = re.compile(r"@([\w.-]{1,60})\s+(\S.*)")  # Discourse: "@jo Jo Doe"


class Rss(Connector):
    """One feed."""

    cursor_promises: ClassVar[bool] = False
    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("about_brand",)
    model_config = ConfigDict(hide_input_in_errors=True)

    url: str = Field(repr=False)  # may hold the key of a private feed
    """The feed's address, or that of a page which names its feed."""
    genre: Genre = "news"
    """What sort of posts it carries: news, blog_comment, forum_post, reddit_post, review and others."""
    venue: Venue | None = None
    """Where they are posted: on your own page, among reviews, or in public."""
    lang: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    """Their language, such as fr, where the feed names none."""
    match: Phrases = ()
    """Keep only items with one of these words; without any, all."""

    _zone: ZoneInfo = PrivateAttr(default=ZoneInfo("UTC"))  # of times that name none

    def timed_in(self, zone: str, country: str) -> Self:  # noqa: ARG002
        """With the brand's zone."""
        made = self.model_copy()
        made._zone = ZoneInfo(zone)
        return made

    @field_validator("url")
    @classmethod
    def _is_on_the_web(cls, url: str) -> str:
        if not re.match(r"https?://[^/]", url.strip()):
            raise ValueError("expected an address that begins with http:// or https://")
        return url.strip()

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
        if "${" in url or not (reply := get(http, url, headers={"Accept": ACCEPT}, fresh=True)):
            return settings
        named = apart.run(named_feeds, reply.content, str(reply.url))
        return {**settings, "url": named[0].url} if named else settings

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:
        """The feeds that the home page names, what others write there first."""
        for feed in sorted(about.feeds, key=lambda feed: not is_talk(feed))[:_PROPOSED]:
            if is_talk(feed):
                yield {"name": "comments", "url": feed.url, "genre": "blog_comment", "venue": "own"}
            else:
                told = {"name": "site", "url": feed.url, "venue": "own"}
                own = own_writers(http, feed.url)
                yield {**told, "own_authors": own} if own else told

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield the items that the feed shows now, oldest last as the feed has them."""
        reply = get(http, self.url, headers={"Accept": ACCEPT}, max_bytes=MAX_BYTES)
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
        yield self._page(_without_the_moment(feed, datetime.now(UTC)), cursor)

    def _page(self, feed: Feed, cursor: str | None) -> Page:
        known = Ancestry(feed.entries)
        picked = Picked(cursor, known, self._has_words) if self.match else None
        ids = told_apart([_item(entry) for entry in feed.entries])
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
        said = (*_said(feed), *_again(feed, ids))
        return Page(
            mentions,
            memory,
            refused=tuple(_refused(feed)),
            said=said,
            unasked=len(there) - len(mentions),
            changed=frozenset(id_ for entry, id_ in there if entry.is_change and entry.posted_at),
        )

    def _has_words(self, entry: Entry) -> bool:
        return names_one(f"{entry.title}\n{entry.text}", self.match)

    def _mention(self, entry: Entry, feed: Feed, known: Ancestry, id_: str) -> Mention:
        link = entry.link and unwrapped(entry.link)
        parent = known.parent(entry)
        is_answer = entry.parent_id is not None or entry.parent_url is not None
        is_comment = self.genre.endswith("_comment") or is_answer
        return Mention(
            external_id=id_,
            url=link,
            author=_author(entry),
            title=None if is_comment or not entry.text else entry.title or None,
            text=entry.text or entry.title,
            lang=entry.lang or self.lang,
            posted_at=entry.posted_at,
            genre=self.genre,
            venue=self.venue,
            replies=entry.replies,
            parent_url=entry.parent_url or (parent.link if parent else None),
            parent_text=parent.text or None if parent else None,
            thread_key=self._thread(entry, id_, known, is_comment=is_comment),
            thread_title=_thread_title(entry, feed) if is_comment else None,
        )

    def _thread(self, entry: Entry, id_: str, known: Ancestry, *, is_comment: bool) -> str | None:
        if is_comment:
            return known.thread(entry, id_)
        return topic(entry.link or "") if self.genre == "forum_post" else None


def _without_the_moment(feed: Feed, now: datetime) -> Feed:
    """Some feeds date every item with the moment of the visit: that is no date of theirs."""
    times = [entry.posted_at for entry in feed.entries]
    first = times[0] if len(times) >= _ENOUGH else None
    if first is None or abs(now - first) > _MOMENT or any(time != first for time in times):
        return feed
    return replace(feed, entries=tuple(replace(entry, posted_at=None) for entry in feed.entries))


def _refused(feed: Feed) -> Iterator[Said]:
    """What was not taken in, each sort once."""
    if (n := feed.cut_after) is not None:
        yield Said(f"the feed ends in the middle, after item {n}", "feed_cut", n=n)
    empty = [n for n, e in enumerate(feed.entries, start=1) if not (e.title or e.text)]
    if empty:
        text = f"item {empty[0]}: it has neither a title nor a text"
        if empty[1:]:
            text = (
                f"{len(empty)} items have neither a title nor a text, the first is item {empty[0]}"
            )
        yield Said(text, "items_empty", n=len(empty), first=empty[0])


def _said(feed: Feed) -> Iterator[Said]:
    if n := feed.unread_dates:
        text = f"the dates of {n} items are not understood: they count from when they were read"
        yield Said(text, "dates_unread", n=n)
    if n := sum(entry.is_author_cut for entry in feed.entries):
        text = f"{n} names were longer than {RUN} characters: cut"
        yield Said(text, "names_cut", n=n, most=RUN)


def _again(feed: Feed, ids: Sequence[str | None]) -> Iterator[Said]:
    """What stands there more than once and counts once."""
    again = [
        n
        for n, (entry, id_) in enumerate(zip(feed.entries, ids, strict=True), start=1)
        if id_ is None and (entry.title or entry.text)
    ]
    if again:
        text = f"item {again[0]} is the same as an earlier one: it counts once"
        if again[1:]:
            text = (
                f"{len(again)} items are the same as earlier ones, the first is item {again[0]}:"
                " each counts once"
            )
        yield Said(text, "items_again", n=len(again), first=again[0])


def _item(entry: Entry) -> Item:
    return Item(
        id=entry.id,
        link=entry.link and unwrapped(entry.link),
        title=entry.title,
        text=entry.text,
        author=entry.author_uri or entry.author,
        posted_at=entry.posted_at,
    )


def _author(entry: Entry) -> Author | None:
    found = entry.author_uri or entry.author
    if (handle := _HANDLE.fullmatch(entry.author or "")) and not entry.author_uri:
        return Author(id=handle[1], name=handle[2])
    return Author(id=found, name=entry.author, url=entry.author_uri) if found else None


def _thread_title(entry: Entry, feed: Feed) -> str | None:
    on_post = _COMMENT_ON.match(entry.title)
    if not on_post:
        return _COMMENTS_ON.sub("", feed.title or "", count=1) or None
    title = on_post[1]
    by = next(reversed([*_BY.finditer(title)]), None)
    if by is None or not title[: by.start()]:
        return title
    is_theirs = entry.author is None or title[by.end() :].strip() == entry.author
    return title[: by.start()] if is_theirs else title

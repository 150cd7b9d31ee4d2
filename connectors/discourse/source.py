"""Discourse: the posts of a forum, all of them or those that name the brand.

The forum's feed of posts is read, newest first: whole texts, and what was edited, hidden or taken
away. Its search shows one post a topic and only the start of that, so it is used once, to find what
was written before the first visit. The feed's pages are windows over ids: an empty one is no end.
What is further down than the feed is read is asked for by its number, once a week.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

import httpx
from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator

from connectors.discourse.forum import Forum
from connectors.discourse.guide import GUIDES
from connectors.discourse.poll import Poll
from connectors.discourse.posts import in_reply, number, read_item
from connectors.kit.about import About, Settings
from connectors.kit.contract import Mention, Page, Venue
from connectors.kit.errors import UNREADABLE
from connectors.kit.guide import Guides
from connectors.kit.reading.folding import names_one, same
from connectors.kit.reading.phrases import Phrases
from connectors.kit.recheck import Again, Rechecked, Stored
from connectors.kit.walk.paging import Reach, newest_first

PAGES = 10  # requests of one poll for the feed, at most
DEEP = 500  # ids below the promise that are read again once a day: edits, and what became public


class Discourse(Rechecked):
    """Posts on a forum that runs on Discourse."""

    model_config = ConfigDict(hide_input_in_errors=True)

    guides: ClassVar[Guides] = GUIDES
    recheck_most: ClassVar[int] = 10  # each is a request; a forum gives a visitor 50 in ten seconds
    add_asks: ClassVar[tuple[str, ...]] = ("phrases",)
    url: str = Field(pattern=r"^https?://[^/\s?#@]+(/[^\s?#]*)?$")
    """The forum's address, such as https://forum.acme.example."""
    phrases: Phrases = ()
    """The names to look for; none: every post is read, which wants `own_forum`."""
    own_forum: bool = False
    """Is it the brand's own forum, where what its team (staff) writes is the brand's?"""
    key: SecretStr | None = None
    """An API key of the forum, where it shows nothing to visitors."""
    key_user: str = Field(default="system", pattern=r"^[\w.-]{1,60}$")
    """The user that the key speaks for."""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""

    @field_validator("url")
    @classmethod
    def _bare(cls, url: str) -> str:
        return url.rstrip("/")

    @model_validator(mode="before")
    @classmethod
    def _own_is_about_us(cls, told: Any) -> Any:
        if isinstance(told, dict) and told.get("own_forum") is True:
            return {"about_brand": True, **told}
        return told

    @model_validator(mode="after")
    def _can_read(self) -> "Discourse":
        if not self.phrases and not self.own_forum:
            raise ValueError("name phrases to look for, or say own_forum = true")
        if self._key and not self.allow_private and self.url.startswith("http:"):
            raise ValueError("key: it would be sent in the clear: write https://")
        return self

    @property
    def _key(self) -> str | None:
        return (self.key.get_secret_value().strip() or None) if self.key else None

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The posts of a saved reply: the feed, a search, a topic, a list of topics, one post."""
        return in_reply(reply)

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The forum that the site leads to, where its address says that it is one."""
        for link in about.links:
            host = httpx.URL(link).host if link.startswith("https://") else ""
            if host.startswith(("forum.", "community.", "discuss.", "meta.", "communaute.")):
                yield {"url": f"https://{host}", "own_forum": True}
                return

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield new and edited posts, newest first, then those that were taken away."""
        poll = self._poll(http, cursor)
        is_behind = False
        for page in newest_first(poll.feed, json.dumps(poll.state), self._reach(poll.now)):
            if page.cursor:
                poll.state = json.loads(page.cursor)
            poll.watch(page.mentions)
            is_behind = page.behind
            yield replace(page, cursor=poll.cursor())
        if poll.state is None:
            return
        if self.phrases and not poll.is_searched:
            yield replace(poll.searched(), cursor=poll.cursor(), behind=is_behind)
        if gone := poll.looked_for():
            yield Page(tuple(gone), poll.cursor(), is_behind)

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Stored posts as they are now, one at a time."""
        poll = self._poll(http, None)
        for one in known:
            made: list[Mention] | None = []
            if id_ := number(one.id):
                with suppress(*UNREADABLE):  # it is there
                    made = poll.again(id_, number(one.thread))
            missing = (one.id,) if made is None else ()
            yield Again(Page(tuple(made or ())), (one.id,), missing)

    def _poll(self, http: httpx.Client, cursor: str | None) -> Poll:
        forum = Forum(http, self.url, self._key, self.key_user)
        return Poll(forum, self, self.days_back, cursor)

    def _reach(self, now: int) -> Reach:
        # All of a brand's own forum is wanted, back to the day that `feed` ends at.
        floor = None if self.phrases else 0
        return Reach(max_pages=PAGES, floor=floor, deep=DEEP, now=now)

    def keeps(self, mention: Mention) -> bool:
        """Is it asked for: does it, or its topic, name the brand, or is it the brand's?"""
        if not self.phrases or mention.deleted or mention.by_owner:
            return True
        author = mention.author
        names = [n for n in (author.id, author.name) if n] if author else []
        if any(same(own, name) for own in self.own_authors for name in names):
            return True
        return names_one(f"{mention.thread_title or ''}\n{mention.text}", self.phrases)

    def read(self, item: Any) -> Iterator[Mention]:
        """The mention of one item, as this forum's."""
        for mention in read_item(item, self.url):
            is_own = mention.by_owner and self.own_forum
            venue: Venue = "own" if self.own_forum else "public"
            yield replace(mention, by_owner=is_own, venue=None if mention.deleted else venue)

"""Mastodon and its kin: posts under tags, and posts that hold a phrase, from several servers.

A server knows only what reached it, so two or three are read; a post that several show comes
once, by its uri. What one server fails to give does not stop the others. A search wants a token
and is done on the first server only. Authors who ask not to be found (noindex) are left out. So
are those with `indexable: false`, unless the settings say otherwise: every account starts so.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

import httpx
from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator

from connectors.kit.about import About, Settings
from connectors.kit.contract import Connector, Mention, Page
from connectors.kit.errors import SourceError
from connectors.kit.guide import Guides
from connectors.kit.reading.folding import name_key, names_one, tag_form
from connectors.kit.reading.phrases import Phrases
from connectors.kit.said import Said
from connectors.kit.walk.lists import floor_of
from connectors.kit.walk.paging import DAY, DEEP, Listed, Listing, Reach, newest_first
from connectors.mastodon.guide import GUIDES
from connectors.mastodon.replies import in_reply
from connectors.mastodon.servers import Poll, failed
from connectors.mastodon.statuses import LIMIT, Server, Status, tombstone
from connectors.mastodon.tagfeed import Seen, TagFeed

PAGES = 10  # requests of one poll for one tag or phrase, at most
LOOKED_FOR = 10  # missing posts asked for one by one, of one tag in one poll
OVERLAP = 3_600  # seconds of a search read again: posts reach a server late
# Where to begin, by language: large, and open to visitors.
_SERVERS = {
    "en": ("https://mastodon.social", "https://mastodon.online"),
    "fr": ("https://mastodon.social", "https://piaille.fr", "https://mamot.fr"),
}


class Mastodon(Connector):
    """Posts on Mastodon servers under one of the tags, or with one of the phrases."""

    model_config = ConfigDict(hide_input_in_errors=True)

    realm: ClassVar[str | None] = "mastodon"
    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("tags",)
    instances: tuple[str, ...] = Field(min_length=1)
    """The servers to read, such as https://mastodon.social; name two or three."""
    tags: Phrases = ()
    """Tags to follow, with or without #."""
    phrases: Phrases = ()
    """Phrases to search for on the first server; it wants its token for that."""
    token: SecretStr | None = None
    """An access token of the first server; it is sent to no other."""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""
    own_accounts: tuple[str, ...] = ()
    """The brand's own accounts, as acme@mastodon.social: what they post is not feedback."""
    indexable_only: bool = True
    """Leave out authors who did not opt in to searches, as most did not? Those with noindex always are."""

    @field_validator("instances")
    @classmethod
    def _are_addresses(cls, instances: tuple[str, ...]) -> tuple[str, ...]:
        urls = [instance.strip().rstrip("/").lower() for instance in instances]
        if not all(re.fullmatch(r"https?://[^/\s@?#]+", url) for url in urls):
            raise ValueError("expected addresses such as https://mastodon.social")
        return tuple(dict.fromkeys(urls))

    @field_validator("own_accounts")
    @classmethod
    def _as_they_sign(cls, accounts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(name_key, accounts))

    @field_validator("tags")
    @classmethod
    def _are_tags(cls, tags: tuple[str, ...]) -> tuple[str, ...]:
        # A tag is one word: #CocaCola, #LEtoile.
        found = tuple(dict.fromkeys(tag_form(tag) for tag in tags))
        if any(re.search(r"[\s/#@]", tag) for tag in found):
            raise ValueError("expected tags without spaces, such as acme or #acme")
        return found

    @model_validator(mode="after")
    def _can_read(self) -> "Mastodon":
        if not self.tags and not self.phrases:
            raise ValueError("name tags to follow")
        if self.phrases and not self._token:
            raise ValueError("phrases: a search wants a token of the first server")
        if self._token and not self.allow_private and self.instances[0].startswith("http:"):
            raise ValueError("token: it would be sent in the clear: write https://")
        return self

    @property
    def _token(self) -> str | None:
        return (self.token.get_secret_value().strip() or None) if self.token else None

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The posts of a saved reply: a feed, a search, a thread, notifications, or one post."""
        return in_reply(reply)

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The name as a tag, on large open servers of the language."""
        tag = re.sub(r"\W", "", tag_form(about.name))
        yield {"instances": [*_SERVERS.get(about.language, _SERVERS["en"])], "tags": [tag]}

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new, edited and gone, server by server; what fails is raised at the end."""
        now = int(datetime.now(UTC).timestamp())
        poll = Poll(cursor, self._keys())
        awake = [url for url in self.instances if poll.is_awake(url, now)] or self.instances
        errors: dict[str, SourceError] = {}
        for url in awake:
            server = Server(http, url, self._token if url == self.instances[0] else None)
            try:
                yield from self._read(server, poll, now)
                poll.rests.pop(url, None)
            except SourceError as error:
                errors[url] = server.explained(error)
        others = len(errors) < len(awake)
        if errors and others:
            poll.lets_rest(errors, now)
            yield poll.page()
        if errors:
            raise failed(errors, others=others)

    def _read(self, server: Server, poll: Poll, now: int) -> Iterator[Page]:
        floor = now - self.days_back * DAY
        for tag in self.tags:
            key = f"{server.url} #{tag}"
            feed = TagFeed(partial(server.tag, tag), self._keeps, floor, PAGES, now)
            for step in feed.read(poll.feeds.get(key)):
                poll.stands(key, step.feed, behind=step.behind)
                yield poll.page(map(self._mention, step.statuses), server.refusals())
                if step.missing:
                    gone, settled = _looked_for(server, step.missing)
                    poll.stands(key, step.feed.without(settled), behind=step.behind)
                    yield poll.page(gone)
        if server.url == self.instances[0]:
            for phrase in self.phrases:
                yield from self._search(server, phrase, poll, now)

    def _keys(self) -> set[str]:
        """What the cursor may hold: nothing of a tag or server that was since removed."""
        tags = {f"{url} #{tag}" for url in self.instances for tag in self.tags}
        return {*self.instances, *tags, *self.phrases}

    def _search(self, server: Server, phrase: str, poll: Poll, now: int) -> Iterator[Page]:
        state = poll.searches.get(phrase)
        floor = floor_of(state, now - self.days_back * DAY)
        shown: set[str] = set()

        def fetch(at: str | None, fresh: bool) -> Listing | None:
            found = server.search(phrase, int(at or 0), fresh)
            if found is None:
                return None
            ids = {status.id for status in found}
            is_wall = len(found) >= LIMIT // 2 and ids <= shown  # some servers ignore the offset
            is_end = len(found) < LIMIT // 2 or is_wall
            shown.update(ids)
            older = None if is_end else str(int(at or 0) + len(found))
            said = (_wall(server, phrase, len(shown)),) if is_wall else ()
            items = tuple(self._listed(status, floor) for status in found)
            return Listing(items, older, said=said)

        reach = Reach(
            max_pages=PAGES, overlap=OVERLAP, floor=floor, ceiling=now + DAY, deep=DEEP, now=now
        )
        for page in newest_first(fetch, json.dumps(state), reach):
            found = json.loads(page.cursor) | {"from": floor} if page.cursor else state
            poll.stands(phrase, found, behind=page.behind)
            yield poll.page(page.mentions, server.refusals(), page.said)

    def _listed(self, status: Status, floor: int) -> Listed:
        is_ours = status.second >= floor and self._keeps(status)
        if not (is_ours and names_one(status.mention.text, self.phrases)):
            return Listed(status.second, status.id, None)
        return Listed(status.second, status.id, self._mention(status))

    def _keeps(self, status: Status) -> bool:
        is_free = status.is_indexable or not self.indexable_only
        return status.is_open and not status.is_noindex and is_free

    def _mention(self, status: Status) -> Mention:
        author = status.mention.author
        is_own = author is not None and name_key(author.id) in self.own_accounts
        return replace(status.mention, by_owner=is_own)


def _wall(server: Server, phrase: str, count: int) -> Said:
    return Said(
        f"{server.url}: a search for {phrase} shows its newest {count} posts and no more: those"
        " before them cannot be read",
        "search_ends",
        url=server.url,
        phrase=phrase,
        n=count,
    )


def _looked_for(server: Server, missing: tuple[Seen, ...]) -> tuple[list[Mention], set[str]]:
    """Of posts that a feed does not show any more: those that are gone, and the ids settled."""
    gone, settled = [], set()
    for seen in missing[:LOOKED_FOR]:
        is_gone = server.is_gone(seen.id)
        if is_gone is None:
            break
        settled.add(seen.id)
        if is_gone and seen.uri:
            gone.append(tombstone(seen.uri))
    return gone, settled

"""Bluesky: posts with one of the phrases, found by the search of the account's own host.

The public host refuses searches; the host of an account gives them to its session. The search
goes by the time that authors give, never later than a post was indexed: what is indexed late or
dated back stands further down, so kit.walk.paging reads deep once a day. Hosts may leave out filters:
words and language are looked for again here. Answers of the brand seldom repeat its name: they are read
from its own accounts once an hour.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr, field_validator, model_validator

from connectors.bluesky.guide import GUIDES
from connectors.bluesky.poll import Poll
from connectors.bluesky.posts import Post, in_reply, listed, read_post, tombstone, unwrapped
from connectors.bluesky.recent import BATCH
from connectors.bluesky.session import Session
from connectors.kit.about import About, Settings
from connectors.kit.contract import Mention, Page
from connectors.kit.errors import UNREADABLE, SourceChangedError, why_unread
from connectors.kit.grants import FOLDER
from connectors.kit.guide import Guides
from connectors.kit.login import Login
from connectors.kit.reading.entries import as_line
from connectors.kit.reading.folding import names_one, search_forms
from connectors.kit.reading.phrases import Phrases
from connectors.kit.recheck import Again, Rechecked, Stored
from connectors.kit.said import Said
from connectors.kit.saved import each_of
from connectors.kit.walk.lists import floor_of
from connectors.kit.walk.paging import DAY, DEEP, Listed, Listing, Reach, newest_first, older_in
from connectors.kit.walk.stalls import Pace

SEARCH = "app.bsky.feed.searchPosts"
LIMIT = 100  # posts a request, the most that a host gives
PAGES = 10  # requests of one poll for one phrase, at most
OVERLAP = 3_600  # seconds read again: posts are indexed late
OWN = 3_600  # seconds between two looks at the brand's own accounts
_EMPTY = 3  # empty pages in a row behind which there may be more
_PASSWORD = re.compile(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}")


class Bluesky(Rechecked):
    """Posts on Bluesky with one of the phrases, and the brand's answers there."""

    model_config = ConfigDict(hide_input_in_errors=True)

    realm: ClassVar[str | None] = "bluesky"
    guides: ClassVar[Guides] = GUIDES
    recheck_most: ClassVar[int] = 4 * BATCH
    about_brand: bool = True
    handle: str = Field(pattern=r"^@?[A-Za-z0-9.:_%-]+$", max_length=253)
    """The account that searches, such as acme.bsky.social; what it writes is the brand's."""
    app_password: SecretStr
    """An app password of that account (xxxx-xxxx-xxxx-xxxx)."""
    query: Phrases = Field(min_length=1)
    """The brand's name as it is written there; a list of names or phrases is searched one by one."""
    langs: tuple[str, ...] = ()
    """Only posts in these languages, such as fr; those that say no language are kept. Empty: all."""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""
    own_accounts: tuple[str, ...] = Field(default=(), max_length=5)
    """Further accounts of the brand, as acme-help.bsky.social: what they write is not feedback."""
    host: str = Field(default="https://bsky.social", pattern=r"^https?://[^/\s@?#]+/?$")
    """Where the account logs in: bsky.social, or the address of its own host (PDS)."""

    _folder: Path | None = PrivateAttr(default=None)

    @field_validator("handle")
    @classmethod
    def _bare(cls, handle: str) -> str:
        return handle.removeprefix("@").lower() if "did:" not in handle else handle

    @field_validator("own_accounts")
    @classmethod
    def _all_bare(cls, accounts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(account.strip().removeprefix("@").lower() for account in accounts)

    @field_validator("langs")
    @classmethod
    def _are_codes(cls, langs: tuple[str, ...]) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(lang.strip().lower() for lang in langs))
        if not all(re.fullmatch(r"[a-z]{2}", code) for code in codes):
            raise ValueError("expected languages of two letters, such as fr")
        return codes

    @field_validator("app_password")
    @classmethod
    def _is_for_apps(cls, given: SecretStr) -> SecretStr:
        told = given.get_secret_value().strip()
        if not _PASSWORD.fullmatch(told):
            raise ValueError(
                "expected an app password such as abcd-efgh-ijkl-mnop, never the account's own"
            )
        return SecretStr(told)

    @model_validator(mode="after")
    def _is_not_sent_in_the_clear(self) -> Self:
        if self.host.startswith("http:") and not self.allow_private:
            raise ValueError("host: secrets would be sent in the clear: write https://")
        return self

    def placed_in(self, storage: Path) -> Self:
        """With its session in the storage folder."""
        made = self.model_copy()
        made._folder = storage / FOLDER
        return made

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The posts of a saved reply: a search, a feed, a thread, notifications, Jetstream, one post."""
        return in_reply(reply)

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """A search for the name by the brand's account; a hit is not yet about the brand."""
        for link in about.links_to("bsky.app"):
            if found := re.search(r"/profile/([A-Za-z0-9.:-]+)", link):
                yield {
                    "handle": found[1],
                    "app_password": "${BLUESKY_APP_PASSWORD}",
                    "query": [about.name],
                    "about_brand": False,
                }
                return

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield each phrase's posts, newest first, then own answers and what is gone."""
        poll = Poll.begun(cursor, self._session(http))
        for phrase in dict.fromkeys(form for name in self.query for form in search_forms(name)):
            yield from self._search(poll, phrase)
        if not 0 <= poll.now - poll.own_at < OWN:
            yield from self._own_answers(poll)
        for asked in poll.recent.due(poll.now):
            yield self._still_there(poll, asked)
        if poll.stalled:
            yield replace(poll.page(), said=tuple(poll.stalled))

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Stored posts by their uris, as they are now."""
        poll = Poll.begun(None, self._session(http))
        for start in range(0, len(known), BATCH):
            asked = [one.id for one in known[start : start + BATCH]]
            posts, unread = self._shown(poll, asked)
            there = {post.mention.external_id for post in posts} | unread
            mentions = (self._mention(post, poll) for post in posts)
            page = Page(tuple(m for m in mentions if m.external_id in asked))
            missing = tuple(uri for uri in asked if uri not in there)
            yield Again(page, tuple(asked), missing)

    def _session(self, http: httpx.Client) -> Session:
        host = self.host.rstrip("/")
        login = Login(
            source=self.name,
            client_id=f"{self.handle} {host}",
            client_secret="",
            consent_url="",
            token_url=host,
            scope="",
            file=(self._folder or Path(FOLDER)) / f"{self.name}.json",
        )
        return Session(
            http=http,
            host=host,
            login=login,
            handle=self.handle,
            password=self.app_password.get_secret_value(),
            now=int(datetime.now(UTC).timestamp()),
            may_be_open=self.allow_private,
        )

    def _search(self, poll: Poll, phrase: str) -> Iterator[Page]:
        state, now = poll.phrases.get(phrase), poll.now
        floor = floor_of(state, now - self.days_back * DAY)
        reach = Reach(
            max_pages=PAGES, overlap=OVERLAP, floor=floor, ceiling=now + DAY, deep=DEEP, now=now
        )
        pace = Pace(now, state)
        fetch = pace.watching(partial(self._listing, poll, phrase, floor))
        for page in newest_first(fetch, json.dumps(state), reach):
            if page.cursor:
                poll.phrases[phrase] = json.loads(page.cursor) | {"from": floor} | pace.to_json()
            poll.stands(phrase, is_behind=page.behind)
            yield poll.page(page.mentions, page.refused)
        poll.stalled += pace.said(phrase)

    def _listing(
        self, poll: Poll, phrase: str, floor: int, at: str | None, fresh: bool
    ) -> Listing | None:
        """The page at a cursor of the host; None: the newest."""
        found, posts, asked = None, [], at
        for _ in range(_EMPTY + 1):
            found = self._searched(poll, phrase, asked, fresh)
            if found is None:
                return None
            posts, older = listed(found), older_in(found, "cursor")
            if posts or older in (None, asked, at):
                break
            asked = older  # all of a page may be hidden or gone, and more behind it
        items: list[Listed] = []
        refused: list[str] = []
        for place, one in enumerate(posts, start=1):
            try:
                post = read_post(one)
            except UNREADABLE as error:
                refused.append(f"post {place}: {why_unread(error)}")
                continue
            mention = self._mention(post, poll) if self._keeps(post, floor) else None
            items.append(Listed(post.second, post.mention.external_id, mention))
        return Listing(tuple(items), older_in(found, "cursor"), tuple(refused))

    def _searched(self, poll: Poll, phrase: str, at: str | None, fresh: bool) -> Any:
        asked = [("q", phrase if phrase.isalnum() else f'"{phrase}"'), ("sort", "latest")]
        asked.append(("limit", str(LIMIT)))
        if len(self.langs) == 1:
            asked.append(("lang", self.langs[0]))
        try:
            more = [] if at is None else [("cursor", at)]
            return poll.session.get(SEARCH, [*asked, *more], fresh=fresh)
        except SourceChangedError as error:
            if error.status != 400 or at is None:
                raise
            # A cursor of the last poll that is not known any more: down from the top again.
            return poll.session.get(SEARCH, asked, fresh=True)

    def _keeps(self, post: Post, floor: int) -> bool:
        at = post.mention.posted_at
        is_new = at is not None and at.timestamp() >= floor
        is_read = not (self.langs and post.langs) or bool(post.langs & set(self.langs))
        return is_new and is_read and not post.is_hidden and names_one(post.sought, self.query)

    def _mention(self, post: Post, poll: Poll) -> Mention:
        did = post.mention.author.id if post.mention.author else ""
        own = {self.handle, *self.own_accounts, poll.session.did} - {""}
        return replace(post.mention, by_owner=did in own or post.handle in own)

    def _own_answers(self, poll: Poll) -> Iterator[Page]:
        """What the brand answered of late, to whomever."""
        poll.own_at = poll.now
        account = poll.session.did or self.handle
        yield self._answers_of(poll, account)
        for account in self.own_accounts:
            try:
                yield self._answers_of(poll, account)
            except SourceChangedError as error:
                if error.status != 400:
                    raise
                line = f"{account}: no such account is found: mend own_accounts"
                yield replace(poll.page(), said=(Said(line, ends=True),))

    def _answers_of(self, poll: Poll, account: str) -> Page:
        asked = [("actor", account), ("limit", "50"), ("filter", "posts_with_replies")]
        found = poll.session.get("app.bsky.feed.getAuthorFeed", asked, fresh=True)
        told = each_of(map(unwrapped, listed(found)), partial(self._answers, poll), "post")
        return poll.page(told.mentions, told.refused)

    def _answers(self, poll: Poll, found: Any) -> Iterator[Mention]:
        mention = self._mention(read_post(found), poll)
        if mention.by_owner and mention.parent_url:
            yield mention

    def _still_there(self, poll: Poll, asked: list[str]) -> Page:
        posts, unread = self._shown(poll, asked)
        there = {post.mention.external_id for post in posts} | unread
        return poll.page(map(tombstone, poll.recent.gone(asked, there, poll.now)))

    @staticmethod
    def _shown(poll: Poll, asked: list[str]) -> tuple[list[Post], set[str]]:
        """The posts that a host shows to visitors, and the uris of those that are there but cannot be read."""
        found = poll.session.get(
            "app.bsky.feed.getPosts", [("uris", uri) for uri in asked], fresh=True
        )
        posts: list[Post] = []
        unread: set[str] = set()
        for one in listed(found):
            try:
                posts.append(read_post(one))
            except UNREADABLE:
                unread.add(as_line(one.get("uri")) if isinstance(one, dict) else "")
        return [post for post in posts if not post.is_hidden], unread

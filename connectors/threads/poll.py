"""One poll of Threads: posts that tag the account, its own with what is said under them, its answers, the search."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from connectors.kit.budget import Budget
from connectors.kit.contract import Mention, Page
from connectors.kit.errors import UNREADABLE, SourceChangedError, SourceRefusedError, why_unread
from connectors.kit.metagraph import EnoughError, NothingThereError
from connectors.kit.reading.entries import as_line, as_link, text_line
from connectors.kit.reading.folding import names_one
from connectors.kit.recheck import Again
from connectors.kit.walk.lists import read_on
from connectors.kit.walk.paging import DAY, DEEP, Listed, Listing, Reach
from connectors.threads.asking import FIELDS, SEARCHED, Asking
from connectors.threads.memory import Memory
from connectors.threads.posts import SITE, Top, answers, is_hidden, read_post, tombstone

LIMIT = 50  # posts a request
HITS = 100  # of a search, the most that Threads gives
OWN = 25  # own posts under which every poll looks
PAGES = 10  # requests of one poll for one list, at most
SWEEP = 25  # and for the account's own posts
OVERLAP = 3_600  # seconds read again: what is edited is edited within a quarter of an hour
RESERVE = 60  # requests of a poll that own posts leave to the other lists
ROUNDS = 40  # posts asked for again by one poll
PROBES = 3  # posts that are there asked for, before one that is missing counts
_LOOK = {"fields": "id,username,timestamp,hide_status"}
_NOTHING = Page()
Read = Callable[[Any], Mention | None]


class Poll:
    """Requests and readings of one visit."""

    def __init__(
        self, asking: Asking, memory: Memory, requests: Budget, own: str, days_back: int
    ) -> None:
        self._asking, self._memory, self._requests, self._own = asking, memory, requests, own
        self._floor = memory.now - days_back * DAY
        self._met: set[str] = set()
        self._lie: dict[str, str] = {}  # addresses of what this poll was shown
        self._cut: set[str] = set()
        self.behind = False  # what was not asked for is left to the next poll

    def page(self, page: Page = _NOTHING) -> Page:
        """What this poll has not met yet, with where all lists stand."""
        new = {m.external_id: m for m in page.mentions if m.external_id not in self._met}
        self._met |= new.keys()
        self._memory.seen(new.values())
        behind = self.behind or bool(self._cut)
        return replace(
            page, mentions=tuple(new.values()), cursor=self._memory.text(), behind=behind
        )

    def tagging(self) -> Iterator[Page]:
        """Posts of others that tag the account: each speaks to it."""

        def read(found: Any) -> Mention | None:
            mention = read_post(found, self._own)
            return mention and (mention if mention.by_owner else replace(mention, addressed=True))

        yield from self._walk("mentions", "me/mentions", {"fields": FIELDS, "limit": LIMIT}, read)

    def answered(self) -> Iterator[Page]:
        """What the account itself replied, anywhere; where that lies is known of posts of the last week."""

        def read(found: Any) -> Mention | None:
            mention = read_post(found, self._own)
            if mention is None or mention.external_id in self._met:
                return None  # it stands under a post of its own, and was read there
            return replace(mention, parent_url=self._address(answers(found)))

        yield from self._walk("answers", "me/replies", {"fields": FIELDS, "limit": LIMIT}, read)

    def owned(self) -> Iterator[Page]:
        """The newest own posts with what is said under them; once a day all that are not too old."""
        memory, at = self._memory, None
        is_due = not 0 <= memory.now - memory.swept < DAY
        for _ in range(SWEEP):
            asked: dict[str, str | int] = {"fields": FIELDS, "limit": OWN}
            if at:
                asked["after"] = at
            found = self._asking.items(self._requests, "me/threads", asked, fresh=True)
            if found is None:
                return
            posts, older = found
            listing = self._listing(posts, older, partial(read_post, own=self._own))
            read = {item.id: item.mention for item in listing.items}
            tops = [(one, read.get(as_line(one.get("id")))) for one in posts
                    if isinstance(one, dict)]  # fmt: skip
            yield self.page(_of(listing))
            for one, post in tops:
                if post and one.get("has_replies") is True:
                    if at and 0 <= memory.now - memory.looked.get(post.external_id, -DAY) < DAY:
                        continue  # this day's, by a poll that was cut
                    if self._asking.left <= RESERVE:
                        raise EnoughError
                    yield from self._under(Top(post.external_id, post.url, post.text))
                    memory.looked[post.external_id] = memory.now
            newest = max((i.position for i in listing.items), default=self._floor)
            if not is_due or older in (None, at) or newest < self._floor:
                break
            at = older
        memory.swept = memory.now if is_due else memory.swept
        yield self.page()

    def _under(self, top: Top) -> Iterator[Page]:
        """All that is said under one own post, at any depth, newest first."""
        asked: dict[str, str | int] = {"fields": FIELDS, "reverse": "true"}

        def read(found: Any) -> Mention | None:
            mention = read_post(found, self._own, top)
            if mention is None or mention.parent_url:
                return mention
            return replace(mention, parent_url=self._address(answers(found)))

        yield from self._walk(f"under:{top.id}", f"{top.id}/conversation", asked, read, fresh=True)

    def search(self, searches: Budget, phrase: str, names: tuple[str, ...]) -> Iterator[Page]:
        """Posts that the search finds by a phrase; it pages by time."""

        def read(found: Any) -> Mention | None:
            mention = read_post(found, self._own)
            return mention if mention and names_one(mention.text, names) else None

        def fetch(floor: int, at: str | None, fresh: bool) -> Listing | None:
            asked: dict[str, str | int] = {
                "q": phrase, "search_type": "RECENT", "fields": SEARCHED, "limit": HITS,
                "since": floor,
            }  # fmt: skip
            if at:
                asked["until"] = at
            found = self._asking.items(searches, "keyword_search", asked, fresh=fresh)
            if found is None:
                return None
            listing = self._listing(found[0], None, read)
            oldest = min((i.position for i in listing.items), default=0)
            # One second more: several may be of the oldest second.
            older = str(oldest + 1) if oldest else None
            return replace(listing, older=None if older == at else older)

        yield from self._read(f"search:{phrase}", lambda floor: partial(fetch, floor))

    def again(self) -> Iterator[Page]:
        """Tombstones of what is gone or hidden, of posts of the last week."""
        gone: list[Mention] = []
        missing: list[str] = []
        for id_ in self._memory.due(ROUNDS):
            try:
                found = self._asking.one(self._requests, id_, _LOOK)
            except NothingThereError:
                missing.append(id_)
            except EnoughError:
                break
            else:
                if is_hidden(found):
                    gone.append(self._memory.gone(id_))
                else:
                    self._memory.there(id_)
        if missing and self._shows_others(missing):
            gone += self._memory.missing(missing)
        yield self.page(Page(tuple(gone)))

    def asked_again(self, ids: list[str]) -> Iterator[Again]:
        """Stored posts by their numbers: those that are gone are missing, those that are hidden are gone.

        Where Threads shows this token no post of others by its number, nothing counts as missing.
        """
        gone: list[Mention] = []
        missing: list[str] = []
        sees_others = False
        for id_ in ids:
            try:
                found = self._asking.one(self._requests, id_, _LOOK)
            except NothingThereError:
                missing.append(id_)
                continue
            if is_hidden(found):
                gone.append(tombstone(id_))
            sees_others = sees_others or as_line(found.get("username")) != self._own
        if missing and not sees_others and not self._shows_a_tag():
            missing = []
        yield Again(Page(tuple(gone)), tuple(ids), tuple(missing))

    def _shows_a_tag(self) -> bool:
        """Does Threads show this token one of the last posts of others by its number?"""
        asked: dict[str, str | int] = {"fields": "id", "limit": PROBES}
        try:
            found = self._asking.items(self._requests, "me/mentions", asked, fresh=True)
        except (SourceChangedError, SourceRefusedError):  # a list that may not be read
            return False
        for one in found[0][:PROBES] if found else []:
            with suppress(NothingThereError, AttributeError):
                self._asking.one(self._requests, as_line(one.get("id")), _LOOK)
                return True
        return False

    def _shows_others(self, missing: list[str]) -> bool:
        """Does Threads show this token others' posts by their number? That it may not and that one is gone read the same."""
        known = [id_ for id_ in self._memory.shown_last(self._own, PROBES) if id_ not in missing]
        for id_ in known:
            with suppress(NothingThereError, EnoughError):
                self._asking.one(self._requests, id_, _LOOK)
                return True
        return False

    def _walk(
        self,
        key: str,
        path: str,
        asked: dict[str, str | int],
        read: Read,
        *,
        fresh: bool = False,
    ) -> Iterator[Page]:
        def fetch(at: str | None, is_fresh: bool) -> Listing | None:
            more = {"after": at} if at else {}
            found = self._asking.items(
                self._requests, path, {**asked, **more}, fresh=fresh or is_fresh
            )
            return None if found is None else self._listing(*found, read)

        yield from self._read(key, lambda _: fetch)

    def _read(
        self, key: str, fetch_from: Callable[[int], Callable[[str | None, bool], Listing | None]]
    ) -> Iterator[Page]:
        """What is new in a list, newest first, from where it stood."""
        now = self._memory.now
        reach = Reach(max_pages=PAGES, overlap=OVERLAP, ceiling=now + DAY, deep=DEEP, now=now)
        for page in read_on(self._memory.lists, key, fetch_from, self._floor, reach):
            self._cut = self._cut | {key} if page.behind else self._cut - {key}
            yield self.page(page)

    def _address(self, id_: str) -> str | None:
        """Where a post lies that this poll was shown, or one of the last week."""
        return as_link(self._lie.get(id_), SITE) or self._memory.address(id_)

    def _listing(self, found: list[Any], older: str | None, read: Read) -> Listing:
        """A page of a list; one that makes no mention keeps its place."""
        self._lie |= {
            as_line(one.get("id")): text_line(one.get("permalink"))
            for one in found
            if isinstance(one, dict)
        }
        items: list[Listed] = []
        refused: list[str] = []
        last = self._memory.now
        for n, one in enumerate(found, start=1):
            try:
                mention = read(one)
                shown = mention or read_post({**one, "text": "-", "hide_status": ""})
            except UNREADABLE as error:
                refused.append(f"post {n}: {why_unread(error)}")
                continue
            last = int(shown.posted_at.timestamp()) if shown and shown.posted_at else last
            is_new = last >= self._floor
            items.append(
                Listed(last, shown.external_id if shown else f"{n}", mention if is_new else None)
            )
        return Listing(tuple(items), older, tuple(refused))


def _of(listing: Listing) -> Page:
    mentions = tuple(item.mention for item in listing.items if item.mention)
    return Page(mentions, refused=listing.refused)

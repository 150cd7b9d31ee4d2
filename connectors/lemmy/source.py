"""Lemmy: posts and comments that name the brand, by the search of one server.

A server knows what its people follow on others: a large one hears most. The search leaves out what
was deleted or removed, so the newest of ours are asked for again once a day, and each of the others
once a week. `init` does not propose it: a name is often a word there, and few brands are spoken of.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

import httpx
from pydantic import Field, field_validator

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import UNREADABLE, SourceRefusedError
from connectors.kit.guide import Guides
from connectors.kit.reading.folding import search_forms
from connectors.kit.reading.phrases import Phrases
from connectors.kit.recheck import Again, Rechecked, Stored
from connectors.kit.said import Said
from connectors.kit.walk.paging import DAY, DEEP, Reach, newest_first
from connectors.lemmy.guide import GUIDES
from connectors.lemmy.poll import SORTS, GoneError, Memory, Server
from connectors.lemmy.posts import in_reply

PAGES = 10  # requests of one poll for one search, at most
OVERLAP = 3_600  # seconds read again: posts of other servers arrive late
_SHUT = (
    "the server looks up addresses for its own people alone: what is at home on other servers"
    " is not asked for again once it is old"
)


class Lemmy(Rechecked):
    """Posts and comments on Lemmy that hold one of the phrases."""

    realm: ClassVar[str | None] = "lemmy"
    guides: ClassVar[Guides] = GUIDES
    recheck_most: ClassVar[int] = 20  # each is a request
    about_brand: bool = True
    phrases: Phrases = Field(min_length=1)
    """The brand's name as it is written there, or a list of names."""
    url: str = Field(default="https://lemmy.world", pattern=r"^https?://[^/\s?#@]+/?$")
    """The server whose search is asked; it hears what its people follow elsewhere too."""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""

    @field_validator("url")
    @classmethod
    def _bare(cls, url: str) -> str:
        return url.rstrip("/").lower()

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The posts and comments of a saved reply: a search, a list, a post alone; version 3 or 4."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new for each phrase, newest first; once a day what is known as it is now."""
        now = int(datetime.now(UTC).timestamp())
        memory = Memory(cursor, now, now - self.days_back * DAY)
        server = Server(http, self.url, self.phrases, memory)
        phrases = dict.fromkeys(form for name in self.phrases for form in search_forms(name))
        keys = {f"{sort} {phrase}": (phrase, sort) for phrase in phrases for sort in SORTS}
        reach = Reach(
            max_pages=PAGES,
            overlap=OVERLAP,
            floor=memory.floor,
            ceiling=now + DAY,
            deep=DEEP,
            now=now,
        )
        seen: set[str] = set()
        is_behind = False
        for key, (phrase, sort) in keys.items():
            was_cut = False
            state = json.dumps(memory.states.get(key))
            for page in newest_first(partial(server.listing, phrase, sort), state, reach):
                if page.cursor:
                    memory.states[key] = json.loads(page.cursor)
                new = tuple(m for m in page.mentions if m.external_id not in seen)
                seen |= {m.external_id for m in new}
                was_cut = page.behind
                behind = is_behind or was_cut
                yield replace(page, mentions=new, cursor=memory.text(keys), behind=behind)
            is_behind = is_behind or was_cut
        if not 0 <= now - memory.looked < DAY:
            again = tuple(m for m in server.again() if m.external_id not in seen)
            memory.looked = now
            yield Page(again, memory.text(keys), is_behind)

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Stored posts and comments as they are now, one at a time."""
        server = Server(http, self.url, self.phrases, Memory(None, 0, 0))
        for one in known:
            made: list[Mention] = []
            missing: tuple[str, ...] = ()
            said: tuple[Said, ...] = ()
            try:
                made = [m for m in server.now(one.id) if m.external_id == one.id]
            except GoneError:
                missing = (one.id,)
            except UNREADABLE:
                pass  # it is there
            except SourceRefusedError:
                said = (Said(_SHUT),)
            yield Again(Page(tuple(made), said=said), (one.id,), missing)

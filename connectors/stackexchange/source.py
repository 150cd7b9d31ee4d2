"""Stack Exchange: questions and answers on one of its sites (Stack Overflow, Super User…) that name the brand.

The search shows excerpts without authors: what it finds is asked for whole. It knows nothing of edits
and deletions, so the newest of ours are asked for again once a day, with the answers that came since, and
the others once a week. `init` does not propose it: few brands are asked about there, and their names are
often words.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr, field_validator, model_validator

from connectors.kit.contract import Page
from connectors.kit.guide import Guides
from connectors.kit.reading.folding import search_forms
from connectors.kit.reading.phrases import Phrases
from connectors.kit.recheck import Again, Rechecked, Stored
from connectors.kit.walk.paging import DAY, DEEP, Reach, newest_first
from connectors.stackexchange.api import Api, RestError
from connectors.stackexchange.guide import GUIDES
from connectors.stackexchange.poll import LIMIT, Memory, Poll
from connectors.stackexchange.posts import id_of, in_reply

PAGES = 10  # requests of one poll for one phrase, at most
OVERLAP = 3_600  # seconds read again, for posts that the search learns of late
_HOSTS = {
    "stackoverflow": "stackoverflow.com",
    "superuser": "superuser.com",
    "serverfault": "serverfault.com",
    "askubuntu": "askubuntu.com",
    "mathoverflow.net": "mathoverflow.net",
    "stackapps": "stackapps.com",
}


class Stackexchange(Rechecked):
    """Questions and answers with the brand's name on a site of the Stack Exchange network."""

    model_config = ConfigDict(hide_input_in_errors=True)

    guides: ClassVar[Guides] = GUIDES
    recheck_most: ClassVar[int] = LIMIT
    about_brand: bool = True
    poll_minutes: int = Field(default=60, ge=1, le=525_600)
    """Minutes between two visits; without a key a day has 300 requests."""
    phrases: Phrases = Field(min_length=1)
    """The brand's name as it is written there, or a list of names."""
    site: str = "stackoverflow"
    """The site: stackoverflow, superuser, or its address, such as https://fr.stackoverflow.com."""
    key: SecretStr | None = None
    """The key of an app registered at stackapps.com: 10,000 requests a day."""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""
    url: str = Field(default="https://api.stackexchange.com", pattern=r"^https?://[^/\s]+")
    """The API's address."""

    _rests: dict[str, int] = PrivateAttr(default_factory=dict)  # the pauses of this visit

    @field_validator("site")
    @classmethod
    def _as_it_is_called(cls, site: str) -> str:
        told = re.sub(r"^https?://(?:www\.)?", "", site.strip().lower()).partition("/")[0]
        if not re.fullmatch(r"[a-z0-9.-]{2,60}", told):
            raise ValueError("expected a site such as stackoverflow")
        for name, host in _HOSTS.items():
            if told == host:
                return name
        return told.removesuffix(".stackexchange.com").removesuffix(".com")

    @model_validator(mode="after")
    def _is_not_sent_in_the_clear(self) -> "Stackexchange":
        if self._key and not self.allow_private and self.url.startswith("http:"):
            raise ValueError("key: it would be sent in the clear: write https://")
        return self

    @property
    def _key(self) -> str | None:
        return (self.key.get_secret_value().strip() or None) if self.key else None

    @property
    def _host(self) -> str:
        if self.site in _HOSTS:
            return _HOSTS[self.site]
        if self.site.endswith("stackoverflow"):
            return f"{self.site}.com"
        return f"{self.site}.stackexchange.com"

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The posts of a saved reply: questions, answers, comments, a search's excerpts."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new for each phrase, newest first; once a day what is known as it is now."""
        now = int(datetime.now(UTC).timestamp())
        phrases = tuple(dict.fromkeys(f for name in self.phrases for f in search_forms(name)))
        memory = Memory(cursor, phrases, now, now - self.days_back * DAY)
        api = self._api(http, memory.rests, now)
        poll = Poll(api, memory, self.phrases, self.own_authors, self._host)
        self._rests = memory.rests = api.rests
        rested, seen = dict(api.rests), set[str]()
        is_behind = False
        reach = Reach(
            max_pages=PAGES,
            overlap=OVERLAP,
            floor=memory.floor,
            ceiling=now + DAY,
            deep=DEEP,
            now=now,
        )
        for phrase in phrases:
            state = json.dumps(memory.states.get(phrase))
            was_cut = False
            try:
                for page in newest_first(partial(poll.listing, phrase), state, reach):
                    if page.cursor:
                        memory.states[phrase] = json.loads(page.cursor)
                    new = tuple(m for m in page.mentions if m.external_id not in seen)
                    seen |= {m.external_id for m in new}
                    was_cut = page.behind
                    behind = is_behind or was_cut
                    yield replace(page, mentions=new, cursor=memory.text(), behind=behind)
            except RestError:
                was_cut = True
            is_behind = is_behind or was_cut
        yield from self._at_the_end(poll, memory, api, now, rested, is_behind)

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Stored questions and answers as they are now; none while the API wants a pause."""
        now = int(datetime.now(UTC).timestamp())
        api = self._api(http, self._rests, now)
        poll = Poll(api, Memory(None, (), now, 0), self.phrases, self.own_authors, self._host)
        ids = {id_of({"id": s.id}, "id"): id_of({"id": s.thread}, "id") or 0 for s in known}
        numbers = {id_: question for id_, question in ids.items() if id_}
        try:
            made, there = poll.stored(numbers)
        except RestError:
            return
        missing = tuple(str(id_) for id_ in numbers if id_ not in there)
        asked = tuple(one.id for one in known)
        yield Again(Page(tuple(made), said=tuple(api.said)), asked, missing)

    def _api(self, http: httpx.Client, rests: dict[str, int], now: int) -> Api:
        asked = {"site": self.site} | ({"key": self._key} if self._key else {})
        return Api(http, self.url, asked, rests, now)

    def _at_the_end(
        self,
        poll: Poll,
        memory: Memory,
        api: Api,
        now: int,
        rested: dict[str, int],
        is_behind: bool,
    ) -> Iterator[Page]:
        """Once a day what is known, and the pauses that the API wants."""
        if not 0 <= now - memory.looked < DAY:
            try:
                again = tuple(poll.again())
            except RestError:
                is_behind = True
            else:
                memory.looked = now
                yield Page(again, memory.text(), is_behind)
        if api.said or api.rests != rested:
            yield Page((), memory.text(), is_behind, said=tuple(api.said))

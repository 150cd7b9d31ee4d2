"""YouTube: comments under the brand's own videos and under those of others, and videos that name it.

Comments cost a unit a request, the search has a budget of its own and is asked seldom. A held comment
keeps its date when it is approved, so the lists are read four days deep once a day; threads that are
known are asked for again, for late answers, edits and what is gone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import ClassVar, Self

import httpx
from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator

from connectors.kit.about import About, Settings
from connectors.kit.budget import Budget, Spender, SpentError, shared_by
from connectors.kit.contract import Page
from connectors.kit.guide import Guides
from connectors.kit.reading.phrases import Phrases
from connectors.kit.recheck import Again, Rechecked, Stored
from connectors.kit.walk.paging import DAY
from connectors.youtube.asking import Asking, PlaceError
from connectors.youtube.comments import CHANNEL, in_reply
from connectors.youtube.guide import GUIDES
from connectors.youtube.memory import Memory
from connectors.youtube.poll import Place, Poll, channel_of

PACIFIC = "America/Los_Angeles"  # the quota's day begins at midnight there
FOUND_EVERY = 6 * 3_600  # seconds between two readings of a video that the search found
_HANDLE = re.compile(r"@[\w.·-]{3,30}")
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_IN_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:youtube\.com/(?:channel/|watch\?(?:[^#\s]{0,200}&)?v=|shorts/|live/)?"
    r"|youtu\.be/)([@\w.·-]{3,60})"
)


class Youtube(Spender, Rechecked):
    """Comments on YouTube: under your own videos, under others', and videos that name you."""

    model_config = ConfigDict(hide_input_in_errors=True)

    realm: ClassVar[str | None] = "youtube"
    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("own_channels", "channels", "videos", "phrases")
    # YouTube wants what is stored to be asked for within 30 days; ten requests of a visit are for that.
    recheck_after: ClassVar[timedelta] = timedelta(days=25)
    recheck_most: ClassVar[int] = 500
    about_brand: bool = True
    poll_minutes: int = Field(default=30, ge=1, le=525_600)
    """Minutes between two visits; each costs a unit for every channel and video."""
    key: SecretStr
    """An API key of a Google Cloud project with the YouTube Data API v3."""
    own_channels: tuple[str, ...] = ()
    """Your own channels, as UC… or @name: all comments under their videos; what they write is yours."""
    channels: tuple[str, ...] = ()
    """Channels of others, as UC… or @name: comments there that name one of the phrases; without phrases, all."""
    videos: tuple[str, ...] = ()
    """Single videos, by id or address: all comments under them."""
    phrases: Phrases = ()
    """Names of the brand: videos that have one in their title or description are searched for, and their comments read."""
    units_a_day: int = Field(default=9_000, ge=1, le=10_000_000)
    """Units that may be spent a day, of the 10,000 that Google gives a project: never more."""
    searches_a_day: int = Field(default=8, ge=0, le=100_000)
    """Searches a day, of the 100 that Google gives a project; 0: none."""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""
    url: str = Field(default="https://www.googleapis.com", pattern=r"^https?://[^/\s]+")
    """The API's address."""

    @field_validator("own_channels", "channels")
    @classmethod
    def _are_channels(cls, told: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_named(one, (CHANNEL, _HANDLE)) for one in told))

    @field_validator("videos")
    @classmethod
    def _are_videos(cls, told: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_named(one, (_VIDEO,)) for one in told))

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.own_channels or self.channels or self.videos or self.phrases):
            raise ValueError("own_channels: name your channel, another, a video, or a phrase")
        if not re.fullmatch(r"[\x21-\x7e]+", self.key.get_secret_value()):
            raise ValueError("key: expected the API key, without blanks")
        if self.url.startswith("http:") and not self.allow_private:
            raise ValueError("key: it would be sent in the clear: write https://")
        return self

    @property
    def _units(self) -> Budget:
        purse = shared_by("youtube", self.key.get_secret_value())
        return Budget(purse=purse, limit=self.units_a_day, zone=PACIFIC, what="YouTube units")

    @property
    def _searches(self) -> Budget:
        purse = f"{shared_by('youtube', self.key.get_secret_value())}/searches"
        return Budget(purse=purse, limit=self.searches_a_day, zone=PACIFIC, what="YouTube searches")

    @property
    def budgets(self) -> tuple[Budget, ...]:
        """Google counts the search apart."""
        return (self._units, self._searches) if self.phrases else (self._units,)

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The channel that the site leads to."""
        for link in about.links_to("youtube.com"):
            found = _IN_ADDRESS.match(link[:500])
            if found and (CHANNEL.fullmatch(found[1]) or _HANDLE.fullmatch(found[1])):
                yield {"own_channels": [found[1]], "key": "${YOUTUBE_API_KEY}"}
                return

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The comments of a saved reply: threads, answers, one alone."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new of each list, then videos, then what is known as it is now."""
        yield from self.until_spent(self._pages(http, cursor))

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Stored comments by their ids, as long as the day's units last."""
        memory = Memory(None, int(datetime.now(UTC).timestamp()))
        asking = self._asking(http)
        try:
            own = frozenset(self._ids(asking, memory, self.own_channels, []))
            yield from Poll(asking, memory, self._units, own, self.days_back).asked_again(
                [one.id for one in known]
            )
        except SpentError:
            return  # tomorrow

    def _asking(self, http: httpx.Client) -> Asking:
        return Asking(http, self.url, self.key.get_secret_value(), self.spend, self.found_empty)

    def _pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        memory = Memory(cursor, int(datetime.now(UTC).timestamp()))
        asking = self._asking(http)
        said: list[str] = []
        own = self._ids(asking, memory, self.own_channels, said)
        poll = Poll(asking, memory, self._units, frozenset(own), self.days_back)
        others = self._ids(asking, memory, self.channels, said)
        places = [
            *(Place(f"channel:{id_}") for id_ in own),
            *(Place(f"channel:{id_}", self.phrases) for id_ in others if id_ not in own),
            *(Place(f"video:{id_}") for id_ in self.videos),
        ]
        errors: list[PlaceError] = []
        seen: set[str] = set()
        is_behind = False
        for place in [*places, *self._found(memory, places)]:
            was_cut = False
            try:
                for page in poll.list_of(place, seen, is_behind=is_behind):
                    was_cut = page.behind
                    yield page
            except PlaceError as error:
                if place in places:
                    errors.append(error)
                    said.append(f"{place.key.partition(':')[2]}: {error}")
            if place not in places:
                memory.found[place.key.partition(":")[2]] = memory.now
            is_behind = is_behind or was_cut
        if errors and len(errors) == len(places) and not self.phrases:
            raise errors[0]
        for page in chain(self._search(poll, memory, said), poll.again()):
            yield replace(page, behind=is_behind)
        if said:
            yield Page((), memory.text(), is_behind, said=tuple(said))

    def _ids(
        self, asking: Asking, memory: Memory, told: tuple[str, ...], said: list[str]
    ) -> list[str]:
        """The channels by their ids, each once; those that are not found are said."""
        ids: dict[str, None] = {}
        for one in told:
            id_ = channel_of(asking, memory, self._units, one) if one.startswith("@") else one
            if id_:
                ids[id_] = None
            else:
                said.append(f"{one}: YouTube knows no such channel")
        return list(ids)

    @staticmethod
    def _found(memory: Memory, places: list[Place]) -> list[Place]:
        known = {place.key for place in places}
        due = [video for video, read in memory.found.items()
               if not 0 <= memory.now - read < FOUND_EVERY]  # fmt: skip
        return [Place(f"video:{video}") for video in due if f"video:{video}" not in known]

    def _search(self, poll: Poll, memory: Memory, said: list[str]) -> Iterator[Page]:
        """Each phrase as seldom as the budget wants; where it is spent, the comments go on."""
        if not self.searches_a_day:
            return
        wait = len(self.phrases) * DAY / self.searches_a_day
        for phrase in self.phrases:
            if 0 <= memory.now - memory.searched.get(phrase, 0) < wait:
                continue
            try:
                yield poll.search(self._searches, phrase, self.phrases)
            except SpentError as error:
                if error.budget != self._searches:
                    raise
                said.append(error.said)
                return


def _named(told: str, shapes: tuple[re.Pattern[str], ...]) -> str:
    """The channel or video that a setting names; raises ValueError."""
    found = _IN_ADDRESS.match(told.strip()[:500])
    name = found[1] if found else told.strip()
    if not any(shape.fullmatch(name) for shape in shapes):
        if _VIDEO in shapes:
            raise ValueError("expected a video's id of eleven signs, or its address")
        raise ValueError("expected a channel as UC…, as @name, or by its address")
    return name

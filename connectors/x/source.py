"""X: posts that mention the brand's account, answers of its own, a search, and counts, by the paid API.

X bills each thing that a reply holds. A day's dollars are never passed: see kit/budget.py and asking.py.
Its terms want what is stored to follow what happens there within 24 hours, so posts are asked for again
daily, from the same dollars.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Self

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr, field_validator, model_validator

from connectors.kit.budget import Budget, Spender, SpentError, shared_by
from connectors.kit.contract import Page
from connectors.kit.errors import SourceChangedError, SourceError
from connectors.kit.guide import Guides
from connectors.kit.reading.phrases import Phrases
from connectors.kit.recheck import Again, Rechecked, Stored
from connectors.kit.said import Said
from connectors.kit.walk.paging import DAY
from connectors.x.asking import IDS, Asking, Held, Spending, UncountedError
from connectors.x.counting import Counting
from connectors.x.guide import GUIDES
from connectors.x.memory import Memory, duty
from connectors.x.poll import LEAST, Place, Poll
from connectors.x.posts import in_reply
from connectors.x.prices import PARTS, PRICES, in_parts, limit_of, with_defaults
from connectors.x.queries import queries
from connectors.x.signing import Keys

OWN = 3_600  # seconds between two looks at what the brand itself wrote
_TOKEN = re.compile(r"[0-9]{1,20}-[A-Za-z0-9-]{10,100}")
_UNCOUNTED = (
    "X does not let this app count posts: on console.x.com, see that it is in a project that pays by use, or"
    " leave counts out"
)
_DUTY = (
    "the day's dollars do not suffice to ask X within 24 hours for all posts that are kept, as its terms"
    " want: raise dollars_a_day, or lower recheck_days"
)
_SHALLOW = (
    "the day's dollars do not suffice to read the last four days again, for posts that X's index learns of"
    " late: raise dollars_a_day"
)


@dataclass(slots=True)
class _Heard:
    """What is told at the end of a visit."""

    said: list[str] = field(default_factory=list)
    failed: list[SourceError] = field(default_factory=list)
    is_behind: bool = False
    is_spent: bool = False


class X(Spender, Rechecked):
    """Posts on X that mention your account or hold one of the phrases, within a day's dollars."""

    model_config = ConfigDict(hide_input_in_errors=True)

    realm: ClassVar[str | None] = "x"
    recheck_after: ClassVar[timedelta] = timedelta(seconds=duty(0))
    recheck_most: ClassVar[int] = IDS
    recheck_waiting: ClassVar[bool] = True  # of all others a memory's days decide
    words_for: ClassVar[timedelta | None] = timedelta(hours=24)
    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("phrases",)
    about_brand: bool = True
    poll_minutes: int = Field(default=30, ge=1, le=1_440)
    """Minutes between two visits; a visit that finds nothing costs nothing."""
    dollars_a_day: float = Field(gt=0, le=100_000)
    """US dollars that may be spent a day (UTC), never more; sources with the same app share them."""
    api_key: SecretStr
    """The app's API key (consumer key)."""
    api_secret: SecretStr
    """The app's API key secret."""
    access_token: SecretStr
    """The access token of the brand's account for that app: it begins with the account's number."""
    access_secret: SecretStr
    """The access token's secret."""
    mentions: bool = True
    """Read the posts that mention the account of the keys, and its own answers?"""
    owns_app: bool = False
    """Does that account own the app? Then X asks a fifth for its mentions and its own posts."""
    phrases: Phrases = ()
    """Names of the brand that X is searched for, beside the mentions; without any, nothing is searched."""
    langs: tuple[str, ...] = ()
    """Of the search only posts in these languages, such as fr; those that say no language are kept. Empty: all."""
    counts: Phrases = ()
    """Names whose posts X counts by the hour, without showing them: their volume, for a request's price. Empty: none."""
    count_hours: int = Field(default=6, ge=1, le=24)
    """Hours between two such counts; each brings all the hours since the last."""
    authors: bool = True
    """Ask who wrote each new post, with name and followers? X may ask the price of a user for each."""
    recheck_days: int = Field(default=7, ge=0, le=365)
    """Days for which a post is asked for again within 24 hours; later only while it waits for an answer. Of others the words are not kept."""
    days_back: int = Field(default=2, ge=1, le=30)
    """Days that the first poll reads back; the search reaches back seven at most."""
    prices: Mapping[str, float] = PRICES
    """What X asks, in dollars: for a post, for one in a list of the account that owns the app, for a user, for a count."""
    url: str = Field(default="https://api.x.com", pattern=r"^https?://[^/\s]+")
    """The API's address."""

    _held: Held = PrivateAttr(default_factory=Held)

    @field_validator("prices")
    @classmethod
    def _are_prices(cls, told: Mapping[str, float]) -> Mapping[str, float]:
        return with_defaults(told)

    @field_validator("langs")
    @classmethod
    def _are_codes(cls, langs: tuple[str, ...]) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(lang.strip().lower() for lang in langs))
        if len(codes) > 10 or not all(re.fullmatch(r"[a-z]{2}", code) for code in codes):
            raise ValueError("expected up to ten languages of two letters, such as fr")
        return codes

    @field_validator("phrases", "counts")
    @classmethod
    def _are_short(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(phrase) > 200 for phrase in phrases):
            raise ValueError("expected phrases of at most 200 characters")
        return phrases

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        if not (self.mentions or self.phrases or self.counts):
            raise ValueError("phrases: read the mentions, or name a phrase to search for")
        secrets = (self.api_key, self.api_secret, self.access_token, self.access_secret)
        if not all(re.fullmatch(r"[\x21-\x7e]+", one.get_secret_value()) for one in secrets):
            raise ValueError("api_key: expected the four keys, without blanks")
        if not _TOKEN.fullmatch(self.access_token.get_secret_value()):
            raise ValueError("access_token: expected the account's number, a hyphen, and letters")
        if len(list(queries(self.counts, self.langs, self._keys.account))) > 1:
            raise ValueError("counts: these names are too long for one question: name fewer")
        if self.url.startswith("http:") and not self.allow_private:
            raise ValueError("url: its keys would be sent in the clear: write https://")
        prices = in_parts(self.prices)
        least = LEAST * (prices.post + prices.user)
        if limit_of(self.dollars_a_day) < least:
            raise ValueError(
                f"dollars_a_day: one request may cost {least / PARTS:g} dollars: write that or more"
            )
        return self

    @property
    def _keys(self) -> Keys:
        return Keys(
            self.api_key.get_secret_value(),
            self.api_secret.get_secret_value(),
            self.access_token.get_secret_value(),
            self.access_secret.get_secret_value(),
        )

    @property
    def _dollars(self) -> Budget:
        return Budget(
            purse=shared_by("x", self.api_key.get_secret_value()),
            limit=limit_of(self.dollars_a_day),
            zone="UTC",
            what="US dollars",
            parts=PARTS,
        )

    @property
    def budgets(self) -> tuple[Budget, ...]:
        """X bills an app as a whole."""
        return (self._dollars,)

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The posts of a saved reply: a search, a list of an account, posts by their ids."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new: mentions, own answers, the search; then what is due again as it is now."""
        every = self.poll_minutes * 60
        memory = Memory(cursor, _now(), keep=self.recheck_days * DAY, every=every)
        asking = self._asking(http)
        poll = self._poll(asking, memory)
        heard = _Heard()
        places = list(self._places(memory))
        memory.keep(place.key for place in places)
        for query in queries(self.counts, self.langs, self._keys.account):
            counting = Counting(asking, memory, query, every=timedelta(hours=self.count_hours))
            yield from self._volume(counting, poll.hearing, heard)
        yield from self._lists(poll, places, heard)
        try:
            for page in poll.again():
                yield replace(page, behind=heard.is_behind)
        except SpentError:
            heard.said.append(Said(_DUTY, ends=True))
        if heard.failed:
            raise heard.failed[0]
        if poll.is_shallow:
            heard.said.append(Said(_SHALLOW, ends=True))
        rests = min(self.rests(self._dollars), memory.next_due()) if heard.is_spent else 0.0
        if heard.said:
            said = tuple(heard.said)
            yield Page((), memory.text(), heard.is_behind, said=said, rests=max(rests, 0.0))

    @property
    def again_after(self) -> timedelta:
        """See Rechecked: earlier where it is visited rarely."""
        return timedelta(seconds=duty(self.poll_minutes * 60))

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Stored posts by their ids, as long as the day's dollars last."""
        poll = self._poll(self._asking(http), Memory(None, _now(), keep=0))
        try:
            yield from poll.asked_again([one.id for one in known])
        except SpentError:
            return  # tomorrow

    def _asking(self, http: httpx.Client) -> Asking:
        return Asking(http, self.url, self._keys, in_parts(self.prices), self._held)

    def _poll(self, asking: Asking, memory: Memory) -> Poll:
        paying = Spending(self._dollars, self._dollars, self.spend, self.room, self.found_empty)
        own, back = self._keys.account, self.days_back
        return Poll(asking, paying, memory, own, days_back=back, authors=self.authors)

    def _volume(self, counting: Counting, paying: Spending, heard: _Heard) -> Iterator[Page]:
        """What X counts; where it does not, posts are read all the same."""
        try:
            yield from counting.pages(paying)
        except SpentError:
            heard.is_behind = heard.is_spent = True
            heard.said.append(self._dollars.spent)
        except SourceError as error:
            counting.put_off(is_closed=isinstance(error, UncountedError))
            if not counting.is_closed:
                heard.failed.append(error)
        if counting.is_closed:
            heard.said.append(Said(_UNCOUNTED, ends=True))

    def _lists(self, poll: Poll, places: Iterable[Place], heard: _Heard) -> Iterator[Page]:
        seen: set[str] = set()
        for place in () if heard.is_spent else places:
            was_cut = False
            try:
                for page in poll.list_of(place, seen):
                    was_cut = page.behind
                    yield replace(page, behind=page.behind or heard.is_behind)
            except SpentError:
                heard.is_behind = heard.is_spent = True
                heard.said.append(self._dollars.spent)
                break
            except SourceChangedError as error:  # one list: what is due is asked for all the same
                heard.failed.append(error)
            heard.is_behind = heard.is_behind or was_cut

    def _places(self, memory: Memory) -> Iterator[Place]:
        own, prices = self._keys.account, in_parts(self.prices)
        price = prices.owned if self.owns_app else prices.post
        if self.mentions:
            yield Place("mentions", f"users/{own}/mentions", price)
            if not 0 <= memory.now - memory.own_at < OWN:
                memory.own_at = memory.now
                yield Place("own", f"users/{own}/tweets", price,
                            {"exclude": "retweets"}, is_own=True)  # fmt: skip
        for query in queries(self.phrases, self.langs, own):
            yield Place(
                f"search {query}",
                "tweets/search/recent",
                prices.post,
                {"query": query, "sort_order": "recency"},
                older="next_token",
                phrases=self.phrases,
                langs=self.langs,
            )


def _now() -> int:
    return int(datetime.now(UTC).timestamp())

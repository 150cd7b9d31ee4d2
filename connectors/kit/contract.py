"""The contract between a source and the listener.

A connector turns one public source into pages of mentions. It keeps no state and opens no
database: the listener hands it its settings, a guarded HTTP client, and the cursor that was
stored after the last poll.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

import httpx
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import ErrorDetails

from connectors.kit.about import About, Settings
from connectors.kit.counted import Counted
from connectors.kit.genres import Genre
from connectors.kit.guide import Guides
from connectors.kit.hook import Hook
from connectors.kit.login import Login
from connectors.kit.query.setting import Queries
from connectors.kit.said import Offer, Said
from connectors.kit.taken import Settled

Venue = Literal["own", "review", "public"]
VENUES: tuple[str, ...] = get_args(Venue)


def _said(value: str) -> str:
    if not value.strip():
        raise ValueError("expected a text that is not empty")
    return value


def _time(value: object) -> datetime:
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"expected an ISO 8601 time, got {value!r:.40}") from None
    if time.tzinfo is None:
        raise ValueError(f"{value!r:.40} has no time zone: add Z or an offset such as +01:00")
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{value!r:.40} is out of range") from None


# How a field is read from JSON: as it is, never bent into shape ("5" is no number, 1 no flag).
Id = Annotated[str, AfterValidator(_said)]
Count = Annotated[int, Field(strict=True, ge=0)]
Stars = Annotated[int, Field(strict=True, ge=1, le=5)]
Flag = Annotated[bool, Field(strict=True)]
Time = Annotated[datetime, BeforeValidator(_time), PlainSerializer(datetime.isoformat)]
Land = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a mention, as far as the source says."""

    __pydantic_config__ = _STRICT

    id: Id  # the source's own, stable between polls; the name again where it gives only that
    name: str | None = None
    followers: Count | None = None  # absent where unknown, never 0 for unknown
    url: str | None = None  # the profile's address: this person's alone, never a site's home page
    is_guest: Flag = False  # a name typed in without an account: never taken for the brand's


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One public post, comment or review. What the source does not say is None, never 0 or "".

    A field is read, written and checked by its type here, and nowhere else.
    """

    __pydantic_config__ = _STRICT

    external_id: Id  # opaque; unique within the source, stable between polls
    text: str  # plain text, no markup; may be empty (stars without words)
    genre: Genre  # kit/genres.py
    url: str | None = None
    author: Author | None = None
    title: str | None = None
    lang: str | None = None  # ISO 639-1, only where the source says it
    posted_at: Time | None = None  # aware, UTC
    venue: Venue | None = None
    addressed: Flag | None = None  # does it speak to the brand? only where the source says it
    rating: Stars | None = None  # 1 to 5
    likes: Count | None = None
    shares: Count | None = None
    replies: Count | None = None
    views: Count | None = None
    parent_url: str | None = None
    parent_text: str | None = None
    thread_key: str | None = None  # the same for all mentions of one thread of this source
    thread_title: str | None = None
    place: str | None = None  # the shop, site or branch it is about, by the source's name or id
    product_version: str | None = None  # what its author used, such as 5.2.1 of an app
    country: Land | None = None  # ISO 3166-1, of the store or site it was posted in
    by_owner: Flag = False  # the brand's own reply
    disclosed: Flag = False  # its author marked it as paid for, by the platform's own mark
    deleted: Flag = False  # a tombstone: the source took it down

    def to_json(self) -> dict[str, Any]:
        """The one JSON shape of a mention: unknown is absent, times are ISO 8601 with zone.

        An `addressed` of false is said; a `by_owner`, `disclosed` or `deleted` of false goes without saying.
        """
        told: dict[str, Any] = _ADAPTER.dump_python(self, exclude_defaults=True)
        return told

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> "Mention":
        """Read the shape that `to_json` writes; null is absent.

        Raises ValueError naming every field that is missing, unknown or of the wrong type; a
        time without a zone is refused.
        """
        try:
            return _ADAPTER.validate_python({k: v for k, v in line.items() if v is not None})
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=True)
            raise ValueError("; ".join(map(_problem, found))) from None


_ADAPTER = TypeAdapter(Mention)
FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Mention))


def _problem(found: ErrorDetails) -> str:
    """One fault of a line: where it is, and what stands there."""
    where = ".".join(map(str, found["loc"]))
    context, given = found.get("ctx", {}), found["input"]
    match found["type"]:
        case "missing":
            what = "missing"
        case "unexpected_keyword_argument":
            what = "unknown field"
        case "string_type":
            what = f"expected text, got {type(given).__name__}"
        case "value_error":
            what = str(context["error"])
        case "literal_error":
            what = f"expected {context['expected']}, got {given!r:.40}"
        case _:
            what = f"{found['msg']}, got {given!r:.40}"
    return f"{where}: {what}"


@dataclass(frozen=True, slots=True)
class Page:
    """A batch of mentions, and how far a later poll may skip once they are stored.

    A cursor is a promise: everything up to it has been yielded. It is opaque to the listener.
    """

    mentions: tuple[Mention, ...] = ()
    cursor: str | None = None  # None: nothing more is promised than before
    behind: bool = False  # unread items remain that a later poll will fetch (an open gap)
    refused: tuple[str, ...] = ()  # one line for each item that could not be read: where and why
    said: tuple[str, ...] = ()  # what operators are to know, by every poll as long as it is so
    unclear: tuple[str, ...] = ()  # what was left open in items that are stored, equal ones in one
    offers: tuple[Offer, ...] = ()  # settings that what was read suggests, for whoever sets it up
    rows: Mapping[str, str] = field(default_factory=dict)  # of a file: by a mention's id, its row
    starts: bool = False  # a file of its own: it may show again what an earlier page did
    is_late: bool = False  # of what lay there unread: told in a look, where only danger alerts
    unasked: int = 0  # items that are there and have none of the words that the settings ask for
    reaches: Time | None = None  # the oldest that it showed, where known ones are left out
    changed: frozenset[str] = frozenset()  # ids of those whose time is only that of a last change
    rests: float = 0.0  # seconds from now for which nothing is to be asked: kit/budget.py
    settled: tuple[Settled, ...] = ()  # what the requests behind it cost, where that is known late
    counted: tuple[Counted, ...] = ()  # hours that the source itself counts: kit/counted.py


class Connector(BaseModel, ABC):
    """One configured source: its fields are the keys of its [[source]] table."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    """The source's own name, in small letters; it must not change later."""
    poll_minutes: int = Field(default=15, ge=1, le=525_600)
    """Minutes between two visits."""
    allow_private: bool = False
    """May it reach loopback and private addresses?"""
    about_brand: bool = False
    """Does it carry only posts about the brand, such as a search or the brand's own page?"""
    own_authors: tuple[str, ...] = ()
    """The brand there, by names, ids, handles, profile or mail addresses (@acme.example: all of a domain's): what they write is an answer, not feedback."""
    match: Queries = ()
    """Keep only what one of these queries finds in title, text and thread title: AND OR NOT, "phrases", (…), NEAR/5, raw: site: author: lang:; without any, all."""
    exclude: Queries = ()
    """Queries: what one of them finds is never stored."""

    keeps_all: ClassVar[bool] = False  # what it has stays there until it was read
    cursor_promises: ClassVar[bool] = True  # False: its cursor is a memory and tells no distance
    # Where its author ids are one account each, whatever source shows them: the platform's name.
    realm: ClassVar[str | None] = None  # None: an id means something within this source only
    # What people are told of the kind, in each language; every kind has one.
    guides: ClassVar[Guides]
    add_asks: ClassVar[tuple[str, ...]] = ()  # what `listener add` asks for beside what is needed
    # Does it see to `match` by itself, as for replies to what it kept?
    matches: ClassVar[bool] = False
    sifts: ClassVar[bool] = False  # does `mentions_in` see to a child by itself?

    @abstractmethod
    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new since `cursor`, or the newest pages when there is none.

        The listener stores each page before it asks for the next. Raises SourceBusyError,
        SourceRefusedError or SourceChangedError (connectors/kit/errors.py).
        """

    @classmethod
    @abstractmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """What one saved reply of this kind holds, without settings: nothing is asked, nothing left out.

        Raises SourceChangedError where it is no reply of this kind; single items that cannot be
        read are in `refused`. It is run on bytes of anybody's, in a child (kit/apart) where it can
        be stopped, unless it `sifts` them in one of its own.
        """

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """Sources of this kind that a brand like that may want: what `listener init` proposes and tries.

        `http` is for what has to be looked up, such as an app's number by its name.
        """
        yield from ()

    @classmethod
    def hears(cls, settings: Settings, feed: str) -> bool:  # noqa: ARG003
        """Would a source with these settings hear what the feed at this address does, so that it is not proposed too?"""
        return False

    @classmethod
    def looked_up(cls, settings: Settings, http: httpx.Client) -> Settings:  # noqa: ARG003
        """What a person answered, with what one request finds out. Raises as `pages` does."""
        return settings

    def placed_in(self, storage: Path) -> Self:  # noqa: ARG002
        """This source with its own files, if it has any, under the `[storage] dir` folder."""
        return self

    def for_one_visit(self) -> Self:
        """This source where nobody visits it again in a minute: nothing is put off to the next."""
        return self

    def said_by(self, say: Callable[[Said], str]) -> Self:  # noqa: ARG002
        """This source, which writes what people read in the words of `say`."""
        return self

    @property
    def login(self) -> Login | None:
        """What `listener login NAME` asks a person for in their browser; None: it needs no login."""
        return None

    @property
    def waits_in(self) -> Path | None:
        """The folder of the files that it takes in, where it takes any."""
        return None

    @property
    def hook(self) -> Hook | None:
        """How programs of others may bring it files, where the settings say so."""
        return None

    def copied_to(self, place: Path) -> Self:  # noqa: ARG002
        """This source over copies, in a folder to be made, of the files that wait for it."""
        return self

    @property
    def days_in(self) -> tzinfo | None:
        """The zone of its days without an hour; None: the brand's."""
        return None

    def named(self, names: tuple[str, ...]) -> Self:  # noqa: ARG002
        """This source for a brand of these names."""
        return self

    def timed_in(self, zone: str, country: str) -> Self:  # noqa: ARG002
        """This source for a brand there: where dates name no zone, or open with day or month."""
        return self

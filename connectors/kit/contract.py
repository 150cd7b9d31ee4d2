"""The contract between a source and the listener.

A connector turns one public source into pages of mentions. It keeps no state and opens no
database: the listener hands it its settings, a guarded HTTP client, and the cursor that was
stored after the last poll.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal, Self, get_args

import httpx
from pydantic import BaseModel, ConfigDict, Field

from connectors.kit.said import Said

Venue = Literal["own", "review", "public"]
VENUES: tuple[str, ...] = get_args(Venue)

# What sort of post it is, in the words the tagger was trained with.
Genre = Literal[
    "tweet",
    "support_tweet",
    "reddit_post",
    "reddit_post_title",
    "reddit_comment",
    "hn_story_title",
    "hn_comment",
    "forum_post",
    "forum_comment",
    "feedback_forum",
    "issue",
    "youtube_comment",
    "social_post",
    "social_comment",
    "bluesky_post",
    "mastodon_post",
    "news",
    "blog_comment",
    "review",
    "app_review",
]
GENRES: tuple[str, ...] = get_args(Genre)


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a mention, as far as the source says."""

    id: str  # the source's own, stable between polls; the name again where it gives only that
    name: str | None = None
    followers: int | None = None  # absent where unknown, never 0 for unknown
    url: str | None = None  # the profile's address: this person's alone, never a site's home page


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One public post, comment or review. What the source does not say is None, never 0 or ""."""

    external_id: str  # opaque; unique within the source, stable between polls
    text: str  # plain text, no markup; may be empty (stars without words)
    genre: str  # one of GENRES
    url: str | None = None
    author: Author | None = None
    title: str | None = None
    lang: str | None = None  # ISO 639-1, only where the source says it
    posted_at: datetime | None = None  # aware, UTC
    venue: Venue | None = None
    addressed: bool | None = None  # does it speak to the brand? only where the source says it
    rating: int | None = None  # 1 to 5
    likes: int | None = None
    shares: int | None = None
    replies: int | None = None
    views: int | None = None
    parent_url: str | None = None
    parent_text: str | None = None
    thread_key: str | None = None  # the same for all mentions of one thread of this source
    thread_title: str | None = None
    by_owner: bool = False  # the brand's own reply
    deleted: bool = False  # a tombstone: the source took it down

    def to_json(self) -> dict[str, Any]:
        """The one JSON shape of a mention: unknown is absent, times are ISO 8601 with zone."""
        out: dict[str, Any] = {}
        for name in FIELDS:
            value = getattr(self, name)
            # An addressed of False is said; a by_owner or deleted of False goes without saying.
            if value is None or (value is False and name != "addressed"):
                continue
            if isinstance(value, Author):
                value = {k: v for k in _AUTHOR if (v := getattr(value, k)) is not None}
            elif isinstance(value, datetime):
                value = value.isoformat()
            out[name] = value
        return out

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Self:
        """Read the shape that `to_json` writes.

        Raises ValueError naming every field that is missing, unknown or of the wrong type; a
        time without a zone is refused.
        """
        problems: list[str] = [f"{key}: unknown field" for key in line if key not in FIELDS]
        values: dict[str, Any] = {}
        for name, read in _READERS.items():
            value = line.get(name)
            if value is None:
                if name in ("external_id", "text", "genre"):
                    problems.append(f"{name}: missing")
                continue
            try:
                values[name] = read(value)
            except ValueError as error:
                problems.append(f"{name}: {error}")
        if problems:
            raise ValueError("; ".join(problems))
        return cls(**values)


FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Mention))
_AUTHOR: tuple[str, ...] = tuple(f.name for f in fields(Author))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {type(value).__name__}")
    return value


def _id(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected a text that is not empty")
    return value


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"expected a whole number of 0 or more, got {value!r:.40}")
    return value


def _rating(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 5:
        raise ValueError(f"expected a whole number from 1 to 5, got {value!r:.40}")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, got {value!r:.40}")
    return value


def _time(value: Any) -> datetime:
    try:
        time = datetime.fromisoformat(_text(value))
    except ValueError:
        raise ValueError(f"expected an ISO 8601 time, got {value!r:.40}") from None
    if time.tzinfo is None:
        raise ValueError(f"{value!r:.40} has no time zone: add Z or an offset such as +01:00")
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{value!r:.40} is out of range") from None


def _one_of(choices: tuple[str, ...]) -> Any:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"{value!r:.40} is not one of {', '.join(choices)}")
        return str(value)

    return read


def _author(value: Any) -> Author:
    if not isinstance(value, Mapping):
        raise ValueError(f"expected an object with {', '.join(_AUTHOR)}")
    if unknown := set(value) - set(_AUTHOR):
        raise ValueError(f"unknown field {', '.join(sorted(map(str, unknown)))}")
    name, followers, url = (value.get(key) for key in _AUTHOR[1:])
    return Author(
        id=_id(value.get("id")),
        name=None if name is None else _text(name),
        followers=None if followers is None else _count(followers),
        url=None if url is None else _text(url),
    )


_READERS: dict[str, Any] = {
    "external_id": _id,
    "text": _text,
    "genre": _one_of(GENRES),
    "url": _text,
    "author": _author,
    "title": _text,
    "lang": _text,
    "posted_at": _time,
    "venue": _one_of(VENUES),
    "addressed": _flag,
    "rating": _rating,
    "likes": _count,
    "shares": _count,
    "replies": _count,
    "views": _count,
    "parent_url": _text,
    "parent_text": _text,
    "thread_key": _text,
    "thread_title": _text,
    "by_owner": _flag,
    "deleted": _flag,
}


@dataclass(frozen=True, slots=True)
class Page:
    """A batch of mentions, and how far a later poll may skip once they are stored.

    A cursor is a promise: everything up to it has been yielded. It is opaque to the listener.
    """

    mentions: tuple[Mention, ...] = ()
    cursor: str | None = None  # None: nothing more is promised than before
    behind: bool = False  # unread items remain that a later poll will fetch (an open gap)
    refused: tuple[str, ...] = ()  # one line for each item that could not be read: where and why
    # What operators are to know, said by every poll as long as it is so: kit.said.Said has codes.
    said: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()  # what was left open in items that are stored, equal ones in one
    starts: bool = (
        False  # a file of its own: it may show again what an earlier page of the visit did
    )
    unasked: int = 0  # items that are there and have none of the words that the settings ask for
    changed: frozenset[str] = frozenset()  # ids of those whose time is only that of a last change


class Connector(BaseModel, ABC):
    """One configured source: its fields are the keys of its [[source]] table."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    """The source's own name, in small letters; it must not change later."""
    poll_minutes: int = Field(default=15, ge=1)
    """Minutes between two visits."""
    allow_private: bool = False
    """May it reach loopback and private addresses?"""
    about_brand: bool = False
    """Does it carry only posts about the brand, such as a search or the brand's own page?"""
    own_authors: tuple[str, ...] = ()
    """The brand there, by names, ids, handles or profile addresses: what they write is an answer, not feedback."""

    keeps_all: ClassVar[bool] = False  # what it has stays there until it was read
    cursor_promises: ClassVar[bool] = True  # False: its cursor is a memory and tells no distance
    # Where its author ids are one account each, whatever source shows them: the platform's name.
    realm: ClassVar[str | None] = None  # None: an id means something within this source only

    @abstractmethod
    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new since `cursor`, or the newest pages when there is none.

        The listener stores each page before it asks for the next. Raises SourceBusyError,
        SourceRefusedError or SourceChangedError (connectors/kit/errors.py).
        """

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
    def waits_in(self) -> Path | None:
        """The folder of the files that it takes in, where it takes any."""
        return None

    def copied_to(self, place: Path) -> Self:  # noqa: ARG002
        """This source over copies, in a folder to be made, of the files that wait for it."""
        return self

    def timed_in(self, zone: str, country: str) -> Self:  # noqa: ARG002
        """This source for a brand there: where dates name no zone, or open with day or month."""
        return self

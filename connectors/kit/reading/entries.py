"""What a feed of any sort comes to: plain entries; and the small readings that feeds and replies share."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from connectors.kit.reading.dates import read_date
from connectors.kit.reading.feed_limits import FeedError as FeedError
from connectors.kit.reading.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item, with its words in plain text."""

    id: str | None  # the feed's own, as it stands there
    link: str | None
    title: str
    text: str
    author: str | None  # a name for people; never an e-mail address
    is_author_cut: bool = False  # the name was longer than is read
    author_uri: str | None  # a profile's address, of this person alone
    posted_at: datetime | None
    is_change: bool = False  # its time is only that of its last change
    lang: str | None
    replies: int | None
    parent_id: str | None
    parent_url: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself, and its entries in its own order."""

    title: str | None
    ttl: float | None  # seconds for which it asks not to be read again
    entries: tuple[Entry, ...]
    unread_dates: int = 0  # items with a date that is not understood
    cut_after: int | None = None  # whole items of a feed that ends in the middle of the next


def as_line(value: Any) -> str:
    """Text or a number on one line; nothing else is one."""
    is_one = isinstance(value, str | int | float) and not isinstance(value, bool)
    return " ".join(clean(str(value)).split()) if is_one else ""


def text_line(value: Any) -> str:
    """A text on one line; anything else, a number too, is none."""
    return as_line(value) if isinstance(value, str) else ""


def as_count(value: Any) -> int | None:
    """A number of likes, answers, views; nothing else is one."""
    is_one = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if is_one else None


def as_list(value: Any) -> list[Any]:
    """What stands where a list does: null is an empty one, one thing alone a list of it."""
    if value is None or isinstance(value, list):
        return value or []
    return [value]


def as_text(value: object) -> str:
    """A text, or a whole number, cleaned; "" for everything else."""
    is_one = isinstance(value, str | int) and not isinstance(value, bool)
    return clean(str(value)).strip() if is_one else ""


def as_date(value: object) -> datetime | None:
    """The time in UTC; without a zone it is in UTC. None where not all of it is read."""
    return read_date(as_text(value))


def as_stars(value: object) -> int | None:
    """One to five whole stars, as a number or a figure; None for everything else."""
    told = as_text(value)
    return int(told) if told in ("1", "2", "3", "4", "5") else None


def as_link(value: Any, base: str) -> str | None:
    """The web address that a link on `base` leads to."""
    try:
        link = urljoin(base, as_line(value))
    except ValueError:
        return None
    return link if value and link.startswith(("http://", "https://")) else None


def as_lang(value: Any) -> str | None:
    """ISO 639-1 of a language tag; a three-letter or invented one is unknown."""
    code = (
        re.match(r"([A-Za-z]{2})(?:[-_]|$)", value[:100].strip())
        if isinstance(value, str)
        else None
    )
    return code[1].lower() if code else None

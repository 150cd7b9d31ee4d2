"""From a mention as a connector saw it to the columns of its row: pure, and safe to store."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TypedDict

from connectors.kit.contract import Mention
from listener.settings.numbers import Thresholds

TEXT = 100_000  # characters
PARENT = 10_000
TITLE = 2_000
LINK = 2_000
NAME = 500
VERSION = 100
KEY = 500  # PostgreSQL refuses index entries above 2,704 bytes
_MOST = 2**31 - 1  # of a count: both databases keep 32 bits
NEWS = Thresholds().news_for  # where nobody sets another
WEB = datetime(1990, 1, 1, tzinfo=UTC)  # what is older was never posted: the source does not know


class Columns(TypedDict):
    """The columns of a MentionRow that `Collecting.add_page` stores; MentionRow says what they mean.

    A dict at run time: rows come by the ten thousand, and the databases take them as they are.
    """

    brand: str
    source_id: int
    external_id: str
    content_hash: str
    genre: str
    text: str
    title: str | None
    url: str | None
    url_key: str | None
    row_key: str | None
    author_key: str | None
    speaker_key: str | None
    author_proof: str | None
    author_name: str | None
    author_handle: str | None
    author_url: str | None
    author_followers: int | None
    lang: str | None
    posted_at: datetime | None
    at: datetime
    collected_at: datetime
    venue: str | None
    addressed: bool | None
    about_brand: bool
    rating: int | None
    likes: int | None
    shares: int | None
    replies: int | None
    views: int | None
    parent_url: str | None
    parent_text: str | None
    thread_key: str | None
    thread_title: str | None
    place: str | None
    product_version: str | None
    country: str | None
    by_owner: bool
    disclosed: bool
    silent: bool
    look: str
    deleted_at: datetime | None
    revision: int
    correction_id: int
    stage: str
    urgency: int
    turn: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the mentions of one page have in common."""

    source_id: int
    brand: str
    now: datetime  # aware, UTC
    silent: bool = False  # of a first poll or an import
    about_brand: bool = False  # the source carries only posts about the brand
    own_authors: tuple[str, ...] = ()  # the brand there
    is_dropped: bool = False  # rows of a file that the team put there
    look: str | None = None  # what its mentions are (see MentionRow); None: each by its age
    news_for: timedelta = NEWS  # so long after its time a post is news


def mention_values(
    mention: Mention,
    arrival: Arrival,
    *,
    author_key: str | None,
    speaker_key: str | None = None,
    author_proof: str | None = None,
    addressed: bool | None,
    url_key: str | None,
    row_key: str | None = None,
    urgent: bool = False,
) -> Columns:
    """A mention as its row.

    NUL and lone surrogates are gone from every text (PostgreSQL refuses them), long texts are
    cut, and links that are too long are dropped, for a cut link leads elsewhere.
    """
    gone = mention.deleted
    author = None if gone else mention.author
    text = "" if gone else clean(mention.text, TEXT)
    title = None if gone else _clean(mention.title, TITLE)
    rating = mention.rating if mention.rating in range(1, 6) else None
    posted_at = _posted(mention.posted_at, arrival.now)
    hashed = (
        mention.genre,
        title,
        text,
        mention.venue,
        rating,
        mention.addressed,
        mention.by_owner,
        *(["disclosed"] if mention.disclosed else []),  # of all others the hash stays as it was
    )
    return {
        "brand": arrival.brand,
        "source_id": arrival.source_id,
        "external_id": stored_key(mention.external_id),
        "content_hash": "" if gone else _hash(hashed),
        "genre": mention.genre,
        "text": text,
        "title": title,
        "url": _link(mention.url),
        "url_key": None if url_key is None else stored_key(url_key),
        "row_key": row_key,
        "author_key": author_key,
        "speaker_key": speaker_key,
        "author_proof": author_proof,
        "author_name": None if author is None else _clean(author.name, NAME),
        "author_handle": None if author is None else clean(author.id, NAME),
        "author_url": None if author is None else _link(author.url),
        "author_followers": None if author is None else _count(author.followers),
        "lang": _clean(mention.lang, 35),
        "posted_at": posted_at,
        "at": posted_at or arrival.now,
        "collected_at": arrival.now,
        "venue": mention.venue,
        "addressed": addressed,
        "about_brand": arrival.about_brand,
        "rating": rating,
        "likes": _count(mention.likes),
        "shares": _count(mention.shares),
        "replies": _count(mention.replies),
        "views": _count(mention.views),
        "parent_url": _link(mention.parent_url),
        "parent_text": None if gone else _clean(mention.parent_text, PARENT),
        "thread_key": None if mention.thread_key is None else stored_key(mention.thread_key),
        "thread_title": None if gone else _clean(mention.thread_title, TITLE),
        "place": _clean(mention.place, NAME),
        "product_version": _clean(mention.product_version, VERSION),
        "country": mention.country,
        "by_owner": mention.by_owner,
        "disclosed": mention.disclosed,
        "silent": arrival.silent,
        "look": _look(posted_at, arrival),
        "deleted_at": arrival.now if gone else None,
        "revision": 1,
        "correction_id": 0,
        "stage": "tag",
        "urgency": 2 if arrival.silent else 0 if urgent else 1,
        "turn": 0,  # given when it is stored
    }


def clean(text: str, most: int) -> str:
    """The text as both databases can keep it, at most so many characters."""
    text = text[:most]
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    try:
        text.encode()
    except UnicodeEncodeError:
        # Two halves that belong together become one character again; a half alone is dropped.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text.replace("\0", "")


def stored_key(key: str) -> str:
    """The key itself where it can be stored and indexed, else its beginning and its hash.

    Two keys that differ stay different.
    """
    kept = clean(key, KEY)
    if kept == key and kept:
        return kept
    hashed = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{kept[: KEY - 33]}#{hashed}"


def _clean(text: str | None, most: int) -> str | None:
    return None if text is None else clean(text, most)


def _link(url: str | None) -> str | None:
    return None if url is None or len(url) > LINK else clean(url, LINK)


def _count(count: int | None) -> int | None:
    return None if count is None else max(-_MOST, min(count, _MOST))


def _posted(posted_at: datetime | None, now: datetime) -> datetime | None:
    if posted_at is None or posted_at < WEB:
        return None
    return min(posted_at, now).astimezone(UTC)


def _look(posted_at: datetime | None, arrival: Arrival) -> str:
    """What is old when it comes is no news; see MentionRow."""
    if arrival.look is not None:
        return arrival.look
    return "old" if is_old(posted_at, arrival.now, arrival.news_for) else ""


def as_news(row: Columns, news_for: timedelta) -> Columns:
    """A row of a later export: what it holds beside does not make what is new in it old."""
    if row["look"] != "file":
        return row
    return {**row, "look": _age(row, news_for)}


def _age(row: Columns, news_for: timedelta) -> str:
    return "old" if is_old(row["posted_at"], row["collected_at"], news_for) else ""


def is_old(posted_at: datetime | None, now: datetime, news_for: timedelta) -> bool:
    """Was it posted longer ago than what is news?"""
    return posted_at is not None and now - posted_at > news_for


def _hash(content: tuple[object, ...]) -> str:
    # ASCII JSON: the same on every release of Python.
    return blake2b(json.dumps(content).encode(), digest_size=16).hexdigest()

"""RSS, RDF, Atom and JSON Feed bytes to plain entries.

feedparser reads what other parsers refuse (a bare `&`, a wrong charset), but must not be given
everything: it opens a file or an address if handed a name, and takes 20 to 40 µs for each tag.
So it gets a stream of bytes that we fetched and looked over first.
"""

import calendar
import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from connectors.kit.dates import read_date
from connectors.kit.feed_limits import FeedError, refuse_hostile
from connectors.kit.text import clean, plain_text

_ROOT_END = re.compile(rb"</\s*([A-Za-z]+:)?(rss|feed|rdf)\s*>", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^<>]*+>", re.IGNORECASE)
_TO_A_FEED = re.compile(r"application/(?:rss|atom|feed)\+", re.IGNORECASE)
_HREF = re.compile(r"\bhref=[\"']?([^\"'\s>]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item, with its words in plain text."""

    id: str | None  # the feed's own, as it stands there
    link: str | None
    title: str
    text: str
    author: str | None
    author_uri: str | None
    posted_at: datetime | None
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


def read_feed(body: bytes, content_type: str, base: str) -> Feed:
    """Read feed bytes that came from `base`; raises FeedError."""
    if b"\0" not in body[:4]:
        body = body.lstrip()
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{":
        return _json_feed(body, base)
    refuse_hostile(body, content_type)
    found = feedparser.parse(
        io.BytesIO(body),  # a stream: a string could be taken for a file name
        response_headers={"content-type": content_type},
        sanitize_html=False,  # all of it becomes plain text anyway
        resolve_relative_uris=False,
    )
    version = found.get("version", "")
    if not version and not found.entries:
        raise FeedError(_not_a_feed(body, base))
    if found.bozo and not _ROOT_END.search(body.replace(b"\0", b"")):
        raise FeedError("the feed ends in the middle")
    is_html = not version.startswith("atom")
    lang = _lang(found.feed.get("language"))
    minutes = _count(found.feed.get("ttl"))
    return Feed(
        title=_line(found.feed.get("title", "")) or None,
        ttl=None if minutes is None else minutes * 60.0,
        entries=tuple(_entry(entry, base, lang, is_html=is_html) for entry in found.entries),
    )


def _not_a_feed(body: bytes, base: str) -> str:
    page = body[:200_000].decode("utf-8", "replace")
    links = (link[0] for link in _LINK.finditer(page) if _TO_A_FEED.search(link[0]))
    if named := next(filter(None, map(_HREF.search, links)), None):
        return f"a web page, not a feed; it names this one: {urljoin(base, named[1])[:200]}"
    is_page = re.search(r"<(!doctype html|html|body)\b", page, re.IGNORECASE)
    return "a web page, not a feed" if is_page else "not a feed"


def _entry(found: Mapping[str, Any], base: str, lang: str | None, *, is_html: bool) -> Entry:
    author = found.get("author_detail") or {}
    parent = found.get("thr_in-reply-to")
    parent = parent if isinstance(parent, Mapping) else {}
    link = found.get("link")
    if link == found.get("id") and "://" not in str(link):
        link = None  # feedparser takes an id for an address
    bodies = [*found.get("content", ()), found.get("summary_detail") or {}]
    body = max(bodies, key=lambda body: len(body.get("value") or ""))
    replies = _count(found.get("slash_comments"))
    return Entry(
        id=_line(found.get("id", "")) or None,
        link=_link(link, base),
        title=_title(found.get("title_detail") or {}),
        text=_body(body, is_html=is_html),
        author=_line(author.get("name") or author.get("email") or "") or None,
        author_uri=_line(author.get("href", "")) or None,
        posted_at=_when(found),
        lang=_lang(body.get("language")) or lang,
        replies=_count(found.get("thr_total")) if replies is None else replies,
        parent_id=_line(parent.get("ref", "")) or None,
        parent_url=_link(parent.get("href"), base),
    )


def _title(detail: Mapping[str, Any]) -> str:
    value = str(detail.get("value") or "")
    if "html" in str(detail.get("type")):
        return _line(plain_text(value))
    return _line(html.unescape(value))  # not parsed: "x<y" would lose its end


def _body(detail: Mapping[str, Any], *, is_html: bool) -> str:
    value = str(detail.get("value") or "")
    if is_html or "html" in str(detail.get("type")):
        return plain_text(value)
    return clean(value).strip()


def _when(found: Mapping[str, Any]) -> datetime | None:
    # The `in` matters: feedparser warns when "updated" is read from an entry that has none.
    for name in ("published", "created", "updated"):
        if name not in found:
            continue
        parsed = found.get(f"{name}_parsed")
        if not isinstance(parsed, struct_time):  # feedparser wants a zone in an RFC 822 date
            parsed = None
        try:
            if parsed:
                return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            continue
        if date := read_date(str(found[name])):
            return date
    return None


def _json_feed(body: bytes, base: str) -> Feed:
    try:
        found = json.loads(body)
        items, version = found["items"], str(found["version"])
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise FeedError("JSON that is not a JSON Feed") from error
    if "jsonfeed.org" not in version or not isinstance(items, list):
        raise FeedError("JSON that is not a JSON Feed")
    lang = _lang(found.get("language"))
    entries = tuple(_json_entry(item, base, lang) for item in items if isinstance(item, dict))
    return Feed(_line(found.get("title")) or None, None, entries)


def _json_entry(item: Mapping[str, Any], base: str, lang: str | None) -> Entry:
    author = next(_authors(item), {})
    text = item.get("content_text")
    markup = item.get("content_html") or item.get("summary") or ""
    when = item.get("date_published") or item.get("date_modified")
    return Entry(
        id=_line(item.get("id")) or None,
        link=_link(item.get("url") or item.get("external_url"), base),
        title=_line(item.get("title")),
        text=clean(text).strip() if isinstance(text, str) else plain_text(str(markup)),
        author=_line(author.get("name")) or None,
        author_uri=_line(author.get("url")) or None,
        posted_at=read_date(when) if isinstance(when, str) else None,
        lang=_lang(item.get("language")) or lang,
        replies=None,
        parent_id=None,
        parent_url=None,
    )


def _authors(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    authors = item.get("authors")
    for author in [*(authors if isinstance(authors, list) else ()), item.get("author")]:
        if isinstance(author, Mapping):
            yield author


def _line(value: Any) -> str:
    return " ".join(clean(str(value)).split()) if isinstance(value, str | int | float) else ""


def _link(value: Any, base: str) -> str | None:
    try:
        link = urljoin(base, _line(value))
    except ValueError:
        return None
    return link if value and link.startswith(("http://", "https://")) else None


def _lang(value: Any) -> str | None:
    """ISO 639-1 of a language tag; a three-letter or invented one is unknown."""
    code = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*$)", value) if isinstance(value, str) else None
    return code[1].lower() if code else None


def _count(value: Any) -> int | None:
    text = str(value).strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None

"""RSS, RDF, Atom and JSON Feed bytes to plain entries.

feedparser reads what other parsers refuse (a bare `&`, a wrong charset), but must not be given
everything: it opens a file or an address if handed a name, and takes 20 to 40 µs for each tag.
So it gets a stream of bytes that we fetched and looked over first.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import urljoin

import feedparser

from connectors.kit.reading.bodies import line, longest, pictured, words
from connectors.kit.reading.bylines import Byline, Writer, nobodys, writer
from connectors.kit.reading.dates import is_day_first, read_date
from connectors.kit.reading.entries import Entry, Feed, FeedError, as_lang, as_line, as_link
from connectors.kit.reading.feed_bytes import (
    ampersands,
    ends,
    in_utf8,
    kept_apart,
    trimmed,
    whole_items,
)
from connectors.kit.reading.feed_limits import refuse_hostile
from connectors.kit.reading.feed_names import cut_names
from connectors.kit.reading.jsonfeed import read_json_feed
from connectors.kit.reading.replies import answered_url

_LINK = re.compile(r"<link\b[^<>]*+>", re.IGNORECASE)
_TO_A_FEED = re.compile(r"application/(?:rss|atom|feed)\+", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s{0,9}=\s{0,9}(?:\"([^\"]+)|'([^']+)|([^\"'\s>]+))", re.IGNORECASE)
_NAMED = 3  # feeds that a web page advertises, at most
_DATES = ("published", "created", "updated")


def read_feed(body: bytes, content_type: str, base: str, zone: tzinfo = UTC) -> Feed:
    """Read feed bytes that came from `base`; `zone` is of times that name none. Raises FeedError."""
    body = trimmed(body)
    read, kind = in_utf8(body, content_type)
    if body.startswith(b"{"):
        feed = read_json_feed(read, base, zone)
    else:
        refuse_hostile(body, content_type)
        feed = _read(read, kind, base, zone)
    writers = [Writer(entry.author, entry.author_uri) for entry in feed.entries]
    left_out = nobodys(writers, [base, *(entry.link for entry in feed.entries)])
    entries = (replace(e, author_uri=None) if e.author_uri in left_out else e for e in feed.entries)
    return replace(feed, entries=tuple(entries))


def _read(body: bytes, content_type: str, base: str, zone: tzinfo) -> Feed:
    found, cut_after = _parsed(body, content_type), None
    if not found.get("version") and not found.entries:
        raise FeedError(_not_a_feed(body, base))
    if found.bozo and not ends(body):
        found, cut_after = _unclosed(body, content_type)
    is_atom = str(found.get("version")).startswith("atom")
    said = found.feed.get("language")
    minutes = _count(found.feed.get("ttl"))
    dates = [date for entry in found.entries for date in _dates(entry)]
    day_first = is_day_first(dates, otherwise="-us" not in str(said).lower())
    entries = tuple(
        replace(
            _entry(entry, base, as_lang(said), is_atom=is_atom),
            posted_at=_when(entry, zone, day_first),
            # The date of an RSS item may stand there under that name too.
            is_change=is_atom and not _has_date(entry),
        )
        for entry in found.entries
    )
    dated = (any(map(str.strip, _dates(entry))) for entry in found.entries)
    return Feed(
        title=line(found.feed.get("title", ""), is_markup=False) or None,
        ttl=None if minutes is None else minutes * 60.0,
        entries=entries,
        unread_dates=sum(d and not e.posted_at for d, e in zip(dated, entries, strict=True)),
        cut_after=cut_after,
    )


def _parsed(body: bytes, content_type: str) -> Any:
    cut_names()
    try:
        return feedparser.parse(
            # A stream: a string could be taken for a file name.
            io.BytesIO(ampersands(kept_apart(body))),
            response_headers={"content-type": content_type},
            sanitize_html=False,  # all of it becomes plain text anyway
            resolve_relative_uris=False,
        )
    except UnicodeError as error:  # of a codec: it is the server who named it
        raise FeedError("its charset is not one that feeds use") from error


def _unclosed(body: bytes, content_type: str) -> tuple[Any, int | None]:
    """What is whole of a feed without its end, and after how many items another was cut."""
    kept = whole_items(body)
    if kept is None:
        raise FeedError("the feed ends in the middle")
    found = _parsed(kept[0], content_type)
    return found, len(found.entries) if kept[1] else None


def _not_a_feed(body: bytes, base: str) -> str:
    page = body[:200_000].decode("utf-8", "replace")
    links = (link[0] for link in _LINK.finditer(page) if _TO_A_FEED.search(link[0]))
    hrefs = (urljoin(base, words(href[1] or href[2] or href[3], is_markup=False))[:200]
             for href in map(_HREF.search, links) if href)  # fmt: skip
    if named := list(dict.fromkeys(hrefs))[:_NAMED]:
        return f"a web page, not a feed; it names {'these' if named[1:] else 'this one'}: {', '.join(named)}"
    is_page = re.search(r"<(!doctype html|html|body)\b", page, re.IGNORECASE)
    return "a web page, not a feed" if is_page else "not a feed"


def _entry(found: Mapping[str, Any], base: str, lang: str | None, *, is_atom: bool) -> Entry:
    by = writer(list(_bylines(found, base, is_atom=is_atom)))
    parent = found.get("thr_in-reply-to")
    parent = parent if isinstance(parent, Mapping) else {}
    link = found.get("link")
    if link == found.get("id") and "://" not in str(link):
        link = None  # feedparser takes an id for an address
    title = _title(found.get("title_detail") or {})
    bodies = [*found.get("content", ()), found.get("summary_detail") or {}]
    told = filter(None, (answered_url(str(body.get("value") or "")) for body in bodies))
    spoken = next((lang for body in bodies if (lang := as_lang(body.get("language")))), lang)
    replies = _count(found.get("slash_comments"))
    return Entry(
        id=as_line(found.get("id", "")) or None,
        link=as_link(link, base),
        title=title,
        text=_text(found, bodies, title, is_atom=is_atom),
        author=by.name,
        is_author_cut=by.is_cut,
        author_uri=by.url,
        posted_at=None,
        lang=spoken,
        replies=_count(found.get("thr_total")) if replies is None else replies,
        parent_id=as_line(parent.get("ref", "")) or None,
        parent_url=as_link(parent.get("href") or next(told, None), base),
    )


def _title(detail: Mapping[str, Any]) -> str:
    value = str(detail.get("value") or "")
    return line(value, is_markup="html" in str(detail.get("type")))


def _text(
    found: Mapping[str, Any], bodies: list[Mapping[str, Any]], title: str, *, is_atom: bool
) -> str:
    """The longest body; what is said of a picture where there is none, or under a status."""
    told = [
        (str(body.get("value") or ""), not is_atom or "html" in str(body.get("type")))
        for body in bodies
    ]
    told += [(value, True) for value in _apart(found, "itunes")]
    text = longest(told, whole=not title)
    pictures = [words(value, is_markup=True) for value in _apart(found, "media")]
    if not text:
        return max(pictures, key=len, default="") or ("" if title else pictured(told[0][0]))
    if title:
        return text
    return "\n".join([text, *(picture for picture in pictures if picture not in text)])


def _apart(found: Mapping[str, Any], of: str) -> list[str]:
    return [str(found[name]) for name in found if re.fullmatch(rf"{of}_words\d{{1,2}}", name)]


def _bylines(found: Mapping[str, Any], base: str, *, is_atom: bool) -> Iterator[Byline]:
    authors, raw = found.get("authors") or [], str(found.get("author") or "")
    for number, author in enumerate(authors, start=1):
        name, mail = str(author.get("name") or ""), str(author.get("email") or "")
        if mail and not is_atom:
            # feedparser looked for an address in it, and cuts it at four letters of its ending.
            name = raw if number == len(authors) else name.rpartition("(")[2]
        yield Byline(name or mail, as_link(author.get("href"), base))
    if not authors and raw:
        yield Byline(raw)


def _dates(found: Mapping[str, Any]) -> Iterator[str]:
    # The `in` matters: feedparser warns when "updated" is read from an entry that has none.
    return (str(found[name]) for name in _DATES if name in found)


def _has_date(found: Mapping[str, Any]) -> bool:
    return any(str(found[name]).strip() for name in _DATES[:-1] if name in found)


def _when(found: Mapping[str, Any], zone: tzinfo, day_first: bool | None) -> datetime | None:
    read = (read_date(date, zone=zone, day_first=day_first) for date in _dates(found))
    when = next(filter(None, read), None)
    return when and when.replace(microsecond=0)


def _count(value: Any) -> int | None:
    text = str(value).strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None

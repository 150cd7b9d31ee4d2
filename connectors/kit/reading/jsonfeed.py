"""JSON Feed to plain entries, as sites write it: versions bare or left out, authors as text."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from typing import Any

from connectors.kit.reading.bodies import line, longest
from connectors.kit.reading.bylines import Byline, writer
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.entries import (
    Entry,
    Feed,
    FeedError,
    as_lang,
    as_line,
    as_link,
    as_text,
)
from connectors.kit.reading.json_text import as_number, read_json

_NOT_ONE = "JSON that is not a JSON Feed"
_ITEMS = re.compile(r"\"items\"\s{0,99}:\s{0,99}\[")
_BARE = re.compile(r"v?1(\.[0-9])?")
_KEYS = frozenset(("id", "url", "title", "content_html", "content_text", "summary"))
_SPACE = " \t\r\n,"


def read_json_feed(body: bytes, base: str, zone: tzinfo = UTC) -> Feed:
    """Read the bytes of a JSON feed; raises FeedError."""
    text = body.decode("utf-8-sig", "replace")
    cut_after = None
    try:
        found = read_json(text)
    except ValueError as error:
        found = _whole_items(text)
        if not found:
            raise FeedError(_NOT_ONE) from error
        cut_after = len(found["items"])
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or not _is_feed(found.get("version"), items):
        raise FeedError(_NOT_ONE)
    lang = as_lang(found.get("language"))
    items = [item for item in items if isinstance(item, dict)]
    entries = tuple(_entry(item, base, lang, zone) for item in items)
    unread = sum(
        _date(i) is not None and not e.posted_at for i, e in zip(items, entries, strict=False)
    )
    return Feed(as_line(found.get("title")) or None, None, entries, unread, cut_after)


def _is_feed(version: object, items: list[Any]) -> bool:
    said = as_text(version).strip()
    if "jsonfeed.org" in said:
        return True
    alike = all(isinstance(item, dict) and len(_KEYS & item.keys()) > 1 for item in items)
    return alike and bool(_BARE.fullmatch(said) or (not said and items))


def _whole_items(text: str) -> dict[str, Any] | None:
    """What a feed that was cut off tells of itself, and the items before the cut."""
    start = _ITEMS.search(text)
    if not start:
        return None
    try:
        head = read_json(text[: start.start()].rstrip(_SPACE) + "}")
    except ValueError:
        return None
    at, items, decoder = start.end(), [], json.JSONDecoder(parse_int=as_number)
    try:
        while True:
            while at < len(text) and text[at] in _SPACE:
                at += 1
            item, at = decoder.raw_decode(text, at)
            items.append(item)
    except (ValueError, RecursionError):
        return {**head, "items": items} if items else None


def _entry(item: Mapping[str, Any], base: str, lang: str | None, zone: tzinfo) -> Entry:
    by = writer([Byline(name, as_link(url, base)) for name, url in _authors(item)])
    when = _date(item)
    title = line(as_text(item.get("title")), is_markup=False)
    bodies = [
        (value, key == "content_html")
        for key in ("content_text", "content_html", "summary")
        if isinstance(value := item.get(key), str)
    ]
    posted_at = read_date(when, zone=zone) if when else None
    return Entry(
        id=as_line(item.get("id")) or None,
        link=as_link(item.get("url") or item.get("external_url"), base),
        title=title,
        text=longest(bodies, whole=not title),
        author=by.name,
        is_author_cut=by.is_cut,
        author_uri=by.url,
        posted_at=posted_at and posted_at.replace(microsecond=0),
        is_change=not item.get("date_published"),
        lang=as_lang(item.get("language")) or lang,
        replies=None,
        parent_id=None,
        parent_url=None,
    )


def _date(item: Mapping[str, Any]) -> str | None:
    when = item.get("date_published") or item.get("date_modified")
    return str(when) if when else None


def _authors(item: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    authors = item.get("authors")
    for author in [*(authors if isinstance(authors, list) else ()), item.get("author")]:
        if isinstance(author, Mapping):
            yield as_line(author.get("name")), author.get("url")
        elif isinstance(author, str):
            yield as_line(author), None

"""A web page, for what it names: its feeds, and where it leads to. It is read in a child."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from connectors.kit.about import Named
from connectors.kit.reading.text import clean

_MOST = 500  # links
_FEED = re.compile(r"application/(?:rss|atom|feed)\+(?:xml|json)", re.IGNORECASE)
_IS_PAGE = re.compile(rb"<(?:!doctype html|html|head)\b", re.IGNORECASE)


def named_feeds(body: bytes, base: str) -> tuple[Named, ...]:
    """The feeds that a page names in its head, in its order; none where it is no page."""
    if not _IS_PAGE.search(body[:10_000]):
        return ()
    page = LexborHTMLParser(body)
    found: dict[str, Named] = {}
    for node in page.css("link[href]"):
        told = node.attributes
        if "alternate" in (told.get("rel") or "").lower().split() and _FEED.search(
            told.get("type") or ""
        ):
            for url in _web(base, told.get("href")):
                found.setdefault(url, Named(url, " ".join(clean(told.get("title") or "").split())))
    return tuple(found.values())


def links(body: bytes, base: str) -> tuple[str, ...]:
    """Where a page leads to, each address once."""
    found: dict[str, None] = {}
    for node in LexborHTMLParser(body).css("a[href], link[href]"):
        found |= dict.fromkeys(_web(base, node.attributes.get("href")))
        if len(found) >= _MOST:
            break
    return tuple(found)


def _web(base: str, href: str | None) -> Iterator[str]:
    try:
        url = urljoin(base, (href or "").strip())
    except ValueError:
        return
    if url.startswith(("https://", "http://")) and not re.search(r"\s", url):
        yield url[:2_000]

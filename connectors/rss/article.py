"""The page of an article, read in a child: may a machine read it, and what does it say?"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from connectors.kit.reading.charsets import decoded
from connectors.kit.reading.text import clean, is_hostile

# What reading a stranger's page may end in: one odd page must not stop the feed.
_BREAKS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
LONGEST = 100_000  # characters of a text
_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
# In the page's data for machines (JSON-LD) or in its attributes.
_PAID = re.compile(
    r"isAccessibleForFree[\"']?\s{0,9}(?::|content\s{0,9}=)\s{0,9}[\"']?(?:https?://schema\.org/)?false",
    re.IGNORECASE,
)
_TIERS = frozenset(["locked", "metered"])
_RESERVED = frozenset(["noai", "nosnippet", "max-snippet:0"])


@dataclass(frozen=True, slots=True)
class Article:
    """What stands on a page; `closed` says why its text is not taken."""

    text: str = ""  # paragraphs, one a line
    closed: str = ""  # "paid" or "reserved"; "" where it may be read


def article_in(body: bytes, content_type: str) -> Article:
    """The article on a page, by its words alone; nothing of one that its publisher closes."""
    from trafilatura import extract  # only where articles are read: an extra

    named = _CHARSET.search(content_type) or _CHARSET.search(body[:4_000].decode("latin-1"))
    page = decoded(body, named[1] if named else "utf-8")
    if is_hostile(page) and len(page) <= LONGEST:
        return Article()
    tree = LexborHTMLParser(page)
    told: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        told[name.strip().lower()] = (node.attributes.get("content") or "").strip().lower()
    if _PAID.search(page) or told.get("article:content_tier") in _TIERS:
        return Article(closed="paid")
    if told.get("tdm-reservation") == "1" or is_reserved(told.get("robots", "")):
        return Article(closed="reserved")
    return Article(text_of(page, extract))


def text_of(page: str, extract: Callable[..., str | None]) -> str:
    """What trafilatura takes for the article; nothing of a page that it breaks on."""
    try:
        found = extract(page, include_comments=False, include_tables=False, favor_precision=True)
    except _BREAKS:
        return ""
    return clean(found or "")[:LONGEST].strip()


def is_reserved(robots: str) -> bool:
    """Do these robots' words keep machines from reading, or others from quoting?

    A header may name the robot that it speaks to before a colon.
    """
    words = {part.strip() for part in robots.lower().replace(" ", "").split(",")}
    return bool(_RESERVED & (words | {word.partition(":")[2] for word in words}))

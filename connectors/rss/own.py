"""The feeds of a brand's own site: what others write there, and who writes for the brand."""

import re

import httpx

from connectors.kit import apart
from connectors.kit.about import Named
from connectors.kit.errors import SourceError
from connectors.kit.http.fetch import get
from connectors.kit.reading.entries import FeedError
from connectors.kit.reading.feeds import read_feed

_TALK = re.compile(
    r"comment|discuss|forum|topic|/posts\.rss|\bavis\b|review|question", re.IGNORECASE
)
_FEW = 5  # who write a brand's own feed


def is_talk(feed: Named) -> bool:
    """Does it carry what others write: comments, a forum, reviews?"""
    return _TALK.search(f"{feed.url} {feed.title}") is not None


def own_writers(http: httpx.Client, url: str) -> list[str]:
    """Who signs a feed of the brand's own posts; nobody where that cannot be told."""
    try:
        reply = get(http, url, fresh=True)
        feed = reply and apart.run(read_feed, reply.content, "", str(reply.url))
    except (SourceError, FeedError, apart.CutOffError, apart.NoChildError):
        return []
    names = dict.fromkeys(entry.author for entry in feed.entries if entry.author) if feed else {}
    return [*names] if len(names) <= _FEW else []

"""Known places: from a short value (a channel's id, a tag, a site, a search) to the feed's address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlencode, urlsplit

from connectors.kit.genres import Genre

_CHANNEL = re.compile(r"(?:\A|/channel/)(UC[A-Za-z0-9_-]{22})(?:\Z|[/?#])")
_ALERT = re.compile(r"(?:/alerts/feeds/)?([0-9]{5,25}/[0-9]{5,25})/?\Z", re.ASCII)
_SUBREDDIT = re.compile(r"/?r/([A-Za-z0-9_]{2,21})(/comments)?/?\Z", re.ASCII)
_REDDITOR = re.compile(r"/?(?:u|user)/([A-Za-z0-9_-]{2,30})/?\Z", re.ASCII)
_FRENCH = frozenset(["FR", "BE", "LU", "CH", "MC"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What the settings say of a place."""

    of: str
    lang: str | None = None  # ISO 639-1
    country: str = "FR"  # of the brand
    user: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One known place; its items are of this genre where the settings name none."""

    address: Callable[[Asked], str]  # raises ValueError where the value is none of its
    genre: Genre
    needs_token: bool = False
    needs_terms: bool = False  # it is read by those alone who say that they may
    ends_in_paper: bool = False  # its titles end with the name of the paper


def _google_alerts(asked: Asked) -> str:
    parts = urlsplit(asked.of)
    found = _ALERT.search(parts.path)
    if not found or (
        parts.hostname and not re.fullmatch(r"(www\.)?google\.[a-z.]{2,6}", parts.hostname)
    ):
        raise ValueError(
            "of: expected the address behind the feed icon on google.com/alerts, as"
            " https://www.google.com/alerts/feeds/123456/789012"
        )
    return f"https://www.google.com/alerts/feeds/{found[1]}"


def _google_news(asked: Asked) -> str:
    lang = asked.lang or ("fr" if asked.country in _FRENCH else "en")
    query = {"q": asked.of, "hl": lang, "gl": asked.country, "ceid": f"{asked.country}:{lang}"}
    return f"https://news.google.com/rss/search?{urlencode(query)}"


def _youtube_channel(asked: Asked) -> str:
    found = _CHANNEL.search(asked.of)
    if not found:
        raise ValueError(
            "of: expected a channel's id, which begins with UC: on the channel's page open its description,"
            " Share channel, Copy channel ID"
        )
    return f"https://www.youtube.com/feeds/videos.xml?channel_id={found[1]}"


def _medium(asked: Asked) -> str:
    if (site := _site(asked.of)) and "." in asked.of:
        parts = urlsplit(site)
        is_home = parts.hostname in ("medium.com", "www.medium.com")
        return f"https://medium.com/feed{parts.path}" if is_home else f"{site}/feed"
    if asked.of.startswith("@"):
        return f"https://medium.com/feed/{quote(asked.of, safe='@')}"
    tag = "-".join(asked.of.removeprefix("#").lower().split())
    return f"https://medium.com/feed/tag/{quote(tag, safe='')}"


def _wordpress_comments(asked: Asked) -> str:
    return f"{_needed(asked.of)}/comments/feed/"


def _discourse_posts(asked: Asked) -> str:
    return f"{_needed(asked.of)}/posts.rss"


def _reddit_feed(asked: Asked) -> str:
    keys = {"feed": asked.token, "user": asked.user.removeprefix("u/")}
    if found := _SUBREDDIT.match(asked.of):
        path = f"r/{found[1]}/{'comments' if found[2] else 'new'}/.rss"
    elif found := _REDDITOR.match(asked.of):
        path = f"user/{found[1]}/.rss"
    else:
        path, keys = "search.rss", {"q": asked.of, "sort": "new", **keys}
    return f"https://www.reddit.com/{path}?{urlencode(keys)}"


def _needed(of: str) -> str:
    if not (site := _site(of)):
        raise ValueError("of: expected the address of a site, such as https://blog.example")
    return site


def _site(of: str) -> str | None:
    """A site's address without what stands behind its path; https where it names no scheme."""
    try:
        parts = urlsplit(of if "://" in of else f"https://{of}")
    except ValueError:
        return None
    is_host = parts.hostname and re.fullmatch(r"[^\s@]+", parts.netloc)
    if parts.scheme not in ("http", "https") or not is_host:
        return None
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


PRESETS: dict[str, Preset] = {
    "google_alerts": Preset(address=_google_alerts, genre="news"),
    "google_news": Preset(address=_google_news, genre="news", needs_terms=True, ends_in_paper=True),
    "youtube_channel": Preset(address=_youtube_channel, genre="social_post"),
    "medium": Preset(address=_medium, genre="news"),
    "wordpress_comments": Preset(address=_wordpress_comments, genre="blog_comment"),
    "discourse_posts": Preset(address=_discourse_posts, genre="forum_post"),
    "reddit_feed": Preset(address=_reddit_feed, genre="reddit_post", needs_token=True),
}


# For a checker of types a preset is a text; pydantic and the settings' schema know the names.
if TYPE_CHECKING:
    PresetName = str
else:
    PresetName = Literal[tuple(PRESETS)]


def genre_in(name: str, of: str) -> Genre:
    """What a preset's items are."""
    is_comments = name == "reddit_feed" and bool((found := _SUBREDDIT.match(of)) and found[2])
    return "reddit_comment" if is_comments else PRESETS[name].genre

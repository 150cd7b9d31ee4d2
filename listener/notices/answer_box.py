"""Where an answer is written: the source's own box where its address is known, else the post itself.

Addresses as the sites document them: X's web intents, Mastodon's authorize_interaction, the reply
page of Hacker News; Google lets an owner answer reviews in the Business Profile alone.
"""

import re
from urllib.parse import parse_qs, quote, urlsplit

from listener.guard import links
from listener.guard.links import Address
from listener.settings.brand import Brand

_STATUS = re.compile(r"/[^/]{1,60}/status(?:es)?/(\d{1,25})(?:/.*)?")
_GOOGLE_REVIEWS = re.compile(r"(?:/maps\b|/local/reviews\b|/r/).*")
OWNERS = Address("https://business.google.com/reviews")


def answer_box(url: str | None, genre: str, brand: Brand) -> Address | None:
    """Where to answer the post at this address; None for an address that shows not where it leads."""
    checked = links.safe(url)
    if checked is None:
        return None
    parts = urlsplit(checked)
    host, path = (parts.hostname or "").removeprefix("www."), parts.path
    if (
        host == "news.ycombinator.com"
        and (of := parse_qs(parts.query).get("id"))
        and of[0].isdecimal()
    ):
        return Address(f"https://news.ycombinator.com/reply?id={of[0]}")
    if host in ("twitter.com", "x.com") and (status := _STATUS.fullmatch(path)):
        return Address(f"https://x.com/intent/post?in_reply_to={status[1]}")
    if genre == "review" and _is_googles(host) and _is_review(host, path):
        return OWNERS
    if genre == "mastodon_post" and (server := _server(brand)):
        return (
            links.safe(f"https://{server}/authorize_interaction?uri={quote(checked, safe='')}")
            or checked
        )
    return checked


def _is_googles(host: str) -> bool:
    """google.com, maps.google.fr, google.co.uk, g.page."""
    *_, before, second, last = ("", "", *host.split("."))
    is_country = len(last) <= 3 and len(second) <= 3
    return (
        second == "google" or (before == "google" and is_country) or f"{second}.{last}" == "g.page"
    )


def _is_review(host: str, path: str) -> bool:
    return host.endswith("g.page") or bool(_GOOGLE_REVIEWS.fullmatch(path))


def _server(brand: Brand) -> str | None:
    """The server of the brand's own account: an answer is written there."""
    told = (handle.removeprefix("@").partition("@")[2] for handle in brand.handles)
    return next((server for server in told if "." in server), None)

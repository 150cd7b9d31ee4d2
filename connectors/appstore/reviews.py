"""Reviews as Apple shows them to everybody: the customer reviews' feed, and the store page's own JSON.

The feed wraps each value ({"label": …}); its `entry` is a list, one object where there is one
review, or not there at all. Older feeds put the app itself first, and gave no dates.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.kit.apple import review_url
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.answers import answer_to
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.entries import as_date, as_list, as_stars, as_text
from connectors.kit.reading.identity import is_hollow
from connectors.kit.reading.text import clean, plain_text
from connectors.kit.saved import gathered, json_in

_APP = re.compile(r"\bid=?(\d{5,20})\b")
_STORE = re.compile(r"(?:apple\.com|catalog)/([a-z]{2})/", re.IGNORECASE)
_PERSON = re.compile(r"/reviews?/id(\d{1,30})\b")
# What only the app itself has among the entries.
_OF_AN_APP = ("im:name", "im:artist", "im:price", "im:image", "im:releaseDate")
_FEED = ("entry", "author", "updated", "link", "icon", "rights")  # what a feed has, reviews or not


def entries_of(found: Any) -> list[Any]:
    """The reviews of a reply, each as it stands there; raises SourceChangedError for another reply."""
    if isinstance(found, Mapping):
        _check_error(found)
        feed = found.get("feed", found)
        if isinstance(feed, Mapping) and "im:rating" in feed:
            return [feed]  # a review alone
        if isinstance(feed, Mapping) and (feed is not found or any(k in feed for k in _FEED)):
            return _without_app(feed.get("entry"))
        if _is_web(found.get("data")):
            return list(found["data"])
        if found.get("type") == "user-reviews":
            return [found]
    if isinstance(found, list) and found and (_is_web(found) or any(map(_is_entry, found))):
        return _without_app(found)
    raise SourceChangedError("no feed of reviews: is this Apple's feed of customer reviews?")


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds."""
    if reply.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<feed")):
        raise SourceChangedError("the feed as XML: save the same address with json at its end")
    found = json_in(reply)
    at = found.get("next") or found.get("href") if isinstance(found, Mapping) else None
    store, app = _place(at if isinstance(at, str) else "")
    return gathered(entries_of(found), lambda entry: read_entry(entry, store, app), "review")


def read_entry(entry: Any, store: str | None, app: str | None) -> Iterator[Mention]:
    """The review, and the developer's answer where it is shown.

    `store` (fr) and `app` are those that were asked for; None: as far as the review says.
    Raises UnreadError where it is no review.
    """
    if not isinstance(entry, Mapping):
        raise UnreadError("not an object")
    if entry.get("type") == "user-reviews":
        yield from _web_review(entry, store, app)
        return
    link = _link(entry)
    said_store, said_app = _place(link)
    author = entry.get("author")
    author = author if isinstance(author, Mapping) else {}
    profile = _label(author, "uri")
    store = store or said_store or _place(profile)[0]
    yield _review(
        id_=_label(entry, "id"),
        title=_label(entry, "title"),
        text=_label(entry, "content"),
        name=_label(author, "name"),
        profile=profile,
        posted_at=read_date(_label(entry, "updated")),
        rating=_label(entry, "im:rating"),
        version=_label(entry, "im:version"),
        likes=_label(entry, "im:voteSum"),
        store=store,
        app=app or said_app,
    )


def _web_review(entry: Mapping[str, Any], store: str | None, app: str | None) -> Iterator[Mention]:
    said = entry.get("attributes")
    if not isinstance(said, Mapping):
        raise UnreadError("no attributes")
    review = _review(
        id_=as_text(entry.get("id")),
        title=as_text(said.get("title")),
        text=as_text(said.get("review")),
        name=as_text(said.get("userName")),
        profile="",
        posted_at=as_date(said.get("date")),
        rating=as_text(said.get("rating")),
        version="",
        likes="",
        store=store,
        app=app,
    )
    yield review
    answer = said.get("developerResponse")
    if isinstance(answer, Mapping) and (text := as_text(answer.get("body"))):
        yield answer_to(review, text, as_date(answer.get("modified")))


def _review(
    *,
    id_: str,
    title: str,
    text: str,
    name: str,
    profile: str,
    posted_at: datetime | None,
    rating: str,
    version: str,
    likes: str,
    store: str | None,
    app: str | None,
) -> Mention:
    if is_hollow(id_):
        raise UnreadError("no id")
    stars = as_stars(rating)
    if not (title or text or stars):
        raise UnreadError("neither stars nor words")
    who = _PERSON.search(profile)
    return Mention(
        external_id=id_,
        url=review_url(store, app, id_),
        author=Author(id=who[1] if who else name, name=name or None, url=profile if who else None)
        if who or name
        else None,
        title=title or None if text else None,
        text=text or title,
        posted_at=posted_at,
        genre="app_review",
        venue="review",
        rating=stars,
        likes=int(likes) if re.fullmatch(r"\d{1,9}", likes) else None,
        thread_key=id_,
        product_version=version or None,
        country=store.upper() if store else None,
    )


def _without_app(entries: Any) -> list[Any]:
    return [one for one in as_list(entries) if not (isinstance(one, Mapping) and _is_app(one))]


def _is_app(entry: Mapping[str, Any]) -> bool:
    return "im:rating" not in entry and any(key in entry for key in _OF_AN_APP)


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, Mapping) and ("im:rating" in entry or _is_app(entry))


def _is_web(found: Any) -> bool:
    """Is it the list of the store's own page, which may be empty?"""
    if not isinstance(found, list):
        return False
    return all(isinstance(one, Mapping) and one.get("type") == "user-reviews" for one in found[:1])


def _check_error(found: Mapping[str, Any]) -> None:
    """Raise what the store itself says is wrong."""
    errors = found.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    told = first if isinstance(first, Mapping) else found
    said = next((told[k] for k in ("errorMessage", "detail", "title") if told.get(k)), None)
    if (first is not None or "errorMessage" in found) and isinstance(said, str):
        raise SourceChangedError(f"the App Store says: {' '.join(clean(said).split())[:200]}")
    if isinstance(found.get("results"), list) and "resultCount" in found:
        raise SourceChangedError(
            "what the App Store says of an app: its reviews are in a feed apart"
        )


def _label(entry: Mapping[str, Any], key: str) -> str:
    """A value without its wrapping; of several forms of a text the plain one."""
    value = entry.get(key)
    if isinstance(value, list):
        forms = [one for one in value if isinstance(one, Mapping)]
        value = next((one for one in forms if _form(one) == "text"), next(iter(forms), None))
    if not isinstance(value, Mapping):
        return as_text(value)
    said = as_text(value.get("label"))
    return plain_text(said) if _form(value) in ("html", "text/html") else said


def _form(value: Mapping[str, Any]) -> object:
    told = value.get("attributes")
    return told.get("type") if isinstance(told, Mapping) else None


def _link(entry: Mapping[str, Any]) -> str:
    links = entry.get("link")
    for link in links if isinstance(links, list) else [links]:
        told = link.get("attributes") if isinstance(link, Mapping) else None
        if isinstance(told, Mapping) and isinstance(told.get("href"), str):
            return str(told["href"])
    return ""


def _place(link: str) -> tuple[str | None, str | None]:
    """The store and the app that an address of Apple's names."""
    link = link[:500]
    store, app = _STORE.search(link), _APP.search(link) or re.search(r"/apps/(\d{5,20})\b", link)
    return (store[1].lower() if store else None), (app[1] if app else None)

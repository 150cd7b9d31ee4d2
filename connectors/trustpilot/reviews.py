"""Reviews as Trustpilot shows them: its public and private lists, a review alone, its webhooks' events.

The private list adds what is nobody's business here (addresses, order numbers): none of it is taken.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.answers import answer_to
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.entries import as_count, as_list, as_stars, as_text
from connectors.kit.reading.identity import is_hollow
from connectors.kit.saved import gathered, json_in

SITE = "https://www.trustpilot.com"
_LISTS = ("reviews", "productReviews")
_OF_A_UNIT = ("numberOfReviews", "businessUnits", "trustScore", "websiteUrl")
_DELETED = "review-deleted"  # how the name of such an event ends


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds."""
    return gathered(reviews_of(json_in(reply)), read_review, "review")


def reviews_of(found: Any) -> list[Any]:
    """The reviews of a reply, each as it stands there; raises SourceChangedError for another reply."""
    if isinstance(found, Mapping):
        if told := error_in(found):
            raise SourceChangedError(f"Trustpilot says: {told}")
        page = _of_the_site(found)
        for key in _LISTS:
            if key in page:
                return as_list(page[key])
        if isinstance(found.get("events"), list):
            return list(found["events"])
        if "eventData" in found or _is_review(found):
            return [found]
        if any(key in found for key in _OF_A_UNIT):
            raise SourceChangedError(
                "what Trustpilot says of a company: its reviews are a list apart"
            )
    if isinstance(found, list) and any(map(_is_review, found)):
        return found
    raise SourceChangedError("no list of reviews: is this Trustpilot's?")


def read_review(found: Any) -> Iterator[Mention]:
    """The review, and the company's answer where there is one; UnreadError where it is no review."""
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    event = str(found.get("eventName") or "")
    one = found.get("eventData", found)
    if not isinstance(one, Mapping):
        raise UnreadError("no review in the event")
    id_ = as_text(one.get("id"))
    if is_hollow(id_):
        raise UnreadError("no id")
    is_gone = event.endswith(_DELETED) or one.get("status") == "deleted"
    if is_gone:
        yield Mention(external_id=id_, text="", genre="review", deleted=True)
        return
    review = _review(one, id_)
    yield review
    for key, words in (("companyReply", "text"), ("reply", "message")):
        answer = one.get(key)
        if isinstance(answer, Mapping) and (text := as_text(answer.get(words))):
            yield answer_to(review, text, _first_date(answer, "createdAt", "publishedDate"))
            return


def error_in(found: Mapping[str, Any]) -> str | None:
    """What Trustpilot itself says is wrong: its gateway, its API and its login say it each in a way."""
    fault = found.get("fault")
    if isinstance(fault, Mapping):
        return _line(fault.get("faultstring")) or "a fault without a word"
    if isinstance(found.get("error"), str):
        return _line(found.get("error_description")) or _line(found["error"])
    is_error = "stars" not in found and any(k in found for k in ("errorCode", "correlationId"))
    if is_error or found.keys() <= {"message", "details"}:
        return _line(found.get("message")) or _line(found.get("details"))
    return None


def _review(one: Mapping[str, Any], id_: str) -> Mention:
    title, text = as_text(one.get("title")), as_text(one.get("text") or one.get("content"))
    stars = as_stars(one.get("stars", one.get("rating")))
    if not (title or text or stars):
        raise UnreadError("neither stars nor words")
    location = one.get("location")
    place = as_text(location.get("name")) if isinstance(location, Mapping) else ""
    dates = one.get("dates")
    return Mention(
        external_id=id_,
        url=f"{SITE}/reviews/{id_}",
        author=_author(one.get("consumer")),
        title=title or None if text else None,
        text=text or title,
        lang=_lang(one.get("language")),
        posted_at=_first_date(one, "createdAt")
        or _first_date(dates if isinstance(dates, Mapping) else {}, "publishedDate"),
        genre="review",
        venue="review",
        rating=stars,
        likes=as_count(one.get("numberOfLikes", one.get("likes"))),
        thread_key=id_,
        place=place or None,
    )


def _author(found: object) -> Author | None:
    if not isinstance(found, Mapping):
        return None
    id_, name = as_text(found.get("id")), as_text(found.get("displayName") or found.get("name"))
    if not (id_ or name):
        return None
    profile = f"{SITE}/users/{id_}" if re.fullmatch(r"[0-9a-f]{10,40}", id_) else None
    return Author(id=id_ or name, name=name or None, url=profile)


def _of_the_site(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the site's own page carries for its reader's browser, where the reply is that."""
    inner: Any = found
    for key in ("props", "pageProps"):
        inner = inner.get(key) if isinstance(inner, Mapping) else None
    return inner if isinstance(inner, Mapping) else found


def _is_review(found: Any) -> bool:
    return isinstance(found, Mapping) and "id" in found and ("stars" in found or "rating" in found)


def _line(value: object) -> str:
    return " ".join(as_text(value).split())[:200]


def _lang(value: object) -> str | None:
    found = re.match(r"[a-z]{2}(?![a-z])", as_text(value).lower())
    return found[0] if found else None


def _first_date(one: Mapping[str, Any], *keys: str) -> datetime | None:
    """Trustpilot's times without a zone are in UTC."""
    return next((at for key in keys if (at := read_date(as_text(one.get(key))))), None)

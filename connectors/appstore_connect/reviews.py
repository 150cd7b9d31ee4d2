"""Reviews and answers as App Store Connect's API has them: lists, one alone, the answer with its review."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from connectors.appstore_connect.territories import country_of
from connectors.kit.apple import review_url
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.answers import answer_to
from connectors.kit.reading.entries import as_date, as_list, as_stars, as_text
from connectors.kit.reading.identity import REPLY, is_hollow
from connectors.kit.said import Said
from connectors.kit.saved import each_of, gathered, json_in

_REVIEW, _RESPONSE = "customerReviews", "customerReviewResponses"
_SHOWN = ("PUBLISHED", "")  # an answer's state; none is told where the field was not asked for
_APP = re.compile(r"/apps/(\d{5,20})\b")


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, opened."""

    items: tuple[Any, ...]  # reviews, or answers without theirs
    answers: Mapping[str, Any]  # by the review's id
    app: str | None

    def page(self, gather: Callable[..., Page] = each_of) -> Page:
        """Its mentions, with what is to be told of answers that nobody sees yet."""
        page = gather(self.items, self._mentions, "review")
        waiting = [at for answer in self.answers.values() if (at := _waiting(answer)) is not None]
        return replace(page, said=(_not_shown(waiting, self.app),)) if waiting else page

    def _mentions(self, item: Any) -> Iterator[Mention]:
        if not isinstance(item, Mapping):
            raise UnreadError("not an object")
        if item.get("type", _REVIEW) not in (_REVIEW, _RESPONSE):
            raise UnreadError("not a review")
        if item.get("type") == _RESPONSE:
            yield from _alone(item)
            return
        review = _review(item, self.app)
        yield review
        answer = self.answers.get(review.external_id)
        said = _said(answer)
        if (text := as_text(said.get("responseBody"))) and as_text(said.get("state")) in _SHOWN:
            yield answer_to(review, text, as_date(said.get("lastModifiedDate")))


def opened(found: Any, app: str | None = None) -> Reply:
    """A reply with its parts; raises SourceChangedError for what is none of these.

    `app` is the one that was asked for; None: as far as the reply says.
    """
    if isinstance(found, list) and found and all(map(_is_known, found)):
        found = {"data": found}
    if _is_known(found):
        found = {"data": [found]}
    if not isinstance(found, Mapping):
        raise SourceChangedError("no list of reviews: is this App Store Connect's?")
    if told := error_in(found):
        raise SourceChangedError(f"App Store Connect says: {told}")
    if "data" not in found:
        raise SourceChangedError("no list of reviews: is this App Store Connect's?")
    listed = as_list(found["data"])
    beside = found.get("included")
    beside = [one for one in beside if _is_known(one)] if isinstance(beside, list) else []
    if (kind := _other_kind(listed)) is not None:
        raise SourceChangedError(f"no reviews, but {kind}")
    reviews = [one for one in listed if not _is(one, _RESPONSE)]
    reviews += [one for one in beside if _is(one, _REVIEW)]
    responses = [one for one in [*listed, *beside] if _is(one, _RESPONSE)]
    answers = _by_review(reviews, responses)
    known = {as_text(one.get("id")) for one in reviews if isinstance(one, Mapping)}
    left = [one for one in listed if _is(one, _RESPONSE) and _reviewed(one) not in known]
    return Reply((*reviews, *left), answers, app or _app(found))


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds."""
    return opened(json_in(reply)).page(gathered)


def error_in(found: Mapping[str, Any]) -> str | None:
    """What App Store Connect says is wrong, on one line."""
    errors = found.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    if not isinstance(first, Mapping):
        return None if errors is None else "an error without a word"
    told = dict.fromkeys(as_text(first.get(key)) for key in ("title", "detail"))
    return " ".join(" ".join(filter(None, told)).split())[:300] or "an error without a word"


def _review(found: Mapping[str, Any], app: str | None) -> Mention:
    id_, said = as_text(found.get("id")), _attributes(found)
    if is_hollow(id_):
        raise UnreadError("no id")
    title, text = as_text(said.get("title")), as_text(said.get("body"))
    stars, name = as_stars(said.get("rating")), as_text(said.get("reviewerNickname"))
    if not (title or text or stars):
        raise UnreadError("neither stars nor words")
    country = country_of(as_text(said.get("territory")))
    return Mention(
        external_id=id_,
        url=review_url(country, app, id_),
        author=Author(id=name, name=name) if name else None,
        title=title or None if text else None,
        text=text or title,
        posted_at=as_date(said.get("createdDate")),
        genre="app_review",
        venue="review",
        rating=stars,
        thread_key=id_,
        country=country,
    )


def _alone(found: Mapping[str, Any]) -> Iterator[Mention]:
    """An answer whose review is not there."""
    id_, said = _reviewed(found), _attributes(found)
    text = as_text(said.get("responseBody"))
    if not (id_ and text):
        raise UnreadError("an answer without its words, or without the id of what it answers")
    if as_text(said.get("state")) in _SHOWN:
        yield Mention(
            external_id=f"{id_}{REPLY}",
            text=text,
            genre="app_review",
            venue="review",
            posted_at=as_date(said.get("lastModifiedDate")),
            thread_key=id_,
            by_owner=True,
        )


def _by_review(reviews: list[Any], responses: list[Any]) -> dict[str, Any]:
    """The answers by the ids of what they answer: either side may name the other."""
    found = {of: one for one in responses if (of := _reviewed(one))}
    by_id = {id_: one for one in responses if (id_ := as_text(one.get("id")))}
    for review in reviews:
        id_ = _related(review, "response") if isinstance(review, Mapping) else ""
        if id_ in by_id:
            found[as_text(review.get("id"))] = by_id[id_]
    return found


def _reviewed(response: Any) -> str:
    return _related(response, "review")


def _related(found: Mapping[str, Any], name: str) -> str:
    at: Any = found
    for key in ("relationships", name, "data"):
        at = at.get(key) if isinstance(at, Mapping) else None
    return as_text(at.get("id")) if isinstance(at, Mapping) else ""


def _waiting(answer: Any) -> datetime | str | None:
    """Since when an answer waits to be shown, where it does; "" where that is not told."""
    said = _said(answer)
    is_shown = as_text(said.get("state")) in _SHOWN or not as_text(said.get("responseBody"))
    return None if is_shown else as_date(said.get("lastModifiedDate")) or ""


def _not_shown(waiting: list[datetime | str], app: str | None) -> Said:
    dated = [at for at in waiting if isinstance(at, datetime)]
    since = f"{min(dated):%Y-%m-%d %H:%M} UTC" if dated else "?"
    at = f"https://appstoreconnect.apple.com/apps{f'/{app}' if app else ''}"
    return Said(
        f"answers of yours that are not public yet: {len(waiting)}, the oldest since {since}; Apple"
        f" takes up to a day, after that look under Ratings and Reviews at {at}",
        ends=True,
    )


def _other_kind(listed: list[Any]) -> str | None:
    """What the items are, where none of them is a review or an answer."""
    kinds = [as_text(one.get("type")) for one in listed if isinstance(one, Mapping)]
    is_other = kinds and all(kinds) and not {_REVIEW, _RESPONSE} & set(kinds)
    return kinds[0][:80] if is_other else None


def _app(found: Mapping[str, Any]) -> str | None:
    links = found.get("links")
    told = links.get("self") if isinstance(links, Mapping) else None
    at = _APP.search(told[:500]) if isinstance(told, str) else None
    return at[1] if at else None


def _is_known(found: Any) -> bool:
    return _is(found, _REVIEW) or _is(found, _RESPONSE)


def _is(found: Any, kind: str) -> bool:
    return isinstance(found, Mapping) and found.get("type") == kind


def _attributes(found: Mapping[str, Any]) -> Mapping[str, Any]:
    if not (said := _said(found)):
        raise UnreadError("no attributes")
    return said


def _said(found: Any) -> Mapping[str, Any]:
    """What is told of it, as far as anything is."""
    said = found.get("attributes") if isinstance(found, Mapping) else None
    return said if isinstance(said, Mapping) else {}

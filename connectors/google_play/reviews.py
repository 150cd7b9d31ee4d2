"""Reviews as Google Play shows them to an app's developer: a conversation each, the developer's answer in it.

The only time that is told of either is that of its last change. What a reviewer's language is said to
be is that of their telephone, and Google promises nothing of it: it is left to the words themselves.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.google import problem_in
from connectors.kit.reading.answers import answer_to
from connectors.kit.reading.bodies import words
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.entries import as_list, as_text
from connectors.kit.reading.identity import is_hollow
from connectors.kit.saved import gathered, json_in

_STORE = "https://play.google.com/store/apps/details"
_OF_A_LIST = ("pageInfo", "tokenPagination")


def read_review(found: Any, package: str | None = None) -> Iterator[Mention]:
    """The review, and the developer's answer; `package` is the app's. Raises UnreadError for none."""
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    id_ = as_text(found.get("reviewId"))
    if is_hollow(id_):
        raise UnreadError("no id")
    said, answer = _newest(found, "userComment"), _newest(found, "developerComment")
    if said is None and answer is None:
        raise UnreadError("no comment")
    review = _review(id_, as_text(found.get("authorName")), said or {}, package)
    if said is not None:
        if not review.text and review.rating is None:
            raise UnreadError("neither stars nor words")
        yield review
    if answer is not None and (text := _body(answer.get("text"))):
        yield answer_to(review, text, _time(answer.get("lastModified")))


def reviews_of(found: Any) -> list[Any]:
    """The reviews of a decoded reply, each as it stands there; SourceChangedError for another reply."""
    if problem := problem_in(found):
        raise problem.as_changed()
    if isinstance(found, list):
        return found
    if not isinstance(found, Mapping):
        raise SourceChangedError("no reviews: is this a reply of Google Play?")
    if "reviews" in found:
        return as_list(found["reviews"])
    if "reviewId" in found or "comments" in found:
        return [found]
    if set(found) <= set(_OF_A_LIST):
        return []  # Google leaves out a list that is empty
    if "result" in found or "replyText" in found:
        raise SourceChangedError("what Google says to an answer: it does not name the review")
    raise SourceChangedError("no reviews: is this a reply of Google Play?")


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds."""
    page = gathered(reviews_of(json_in(reply)), read_review, "review")
    return Page(page.mentions, refused=page.refused, changed=undated(page.mentions))


def undated(mentions: tuple[Mention, ...]) -> frozenset[str]:
    """The reviews: what time they have is that of their last change."""
    return frozenset(m.external_id for m in mentions if not m.by_owner)


def _review(id_: str, name: str, said: Mapping[str, Any], package: str | None) -> Mention:
    # A title is in front of a tab, where one was given; a translation, if somebody asked for one, in `text`.
    told = said.get("originalText") or said.get("text")
    title, tab, text = (told if isinstance(told, str) else "").partition("\t")
    title, text = (title, text) if tab else ("", title)
    title, text = " ".join(_body(title).split()), _body(text)
    name = " ".join(name.split())
    return Mention(
        external_id=id_,
        url=f"{_STORE}?id={package}&reviewId={id_}" if package else None,
        author=Author(id=name, name=name) if name else None,
        title=title or None if text else None,
        text=text or title,
        posted_at=_time(said.get("lastModified")),
        genre="app_review",
        venue="review",
        rating=_number(said.get("starRating"), 1, 5),
        likes=_number(said.get("thumbsUpCount"), 0, 10**9),
        thread_key=id_,
        product_version=as_text(said.get("appVersionName")) or None,
    )


def _newest(found: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """What one side said last; None where it said nothing."""
    told = [one.get(key) for one in as_list(found.get("comments")) if isinstance(one, Mapping)]
    said = [one for one in told if isinstance(one, Mapping)]
    first = datetime.min.replace(tzinfo=UTC)
    return max(said, key=lambda one: _time(one.get("lastModified")) or first, default=None)


def _time(value: Any) -> datetime | None:
    """{"seconds": "1795212000", "nanos": 713000000}; older replies have the seconds as a number."""
    told = value.get("seconds") if isinstance(value, Mapping) else value
    text = as_text(told)
    if text.isascii() and text.isdigit() and len(text) <= 10:
        return datetime.fromtimestamp(int(text), UTC) if int(text) else None
    return read_date(text)


def _number(value: object, least: int, most: int) -> int | None:
    told = as_text(value)
    number = int(told) if told.isascii() and told.isdigit() and len(told) <= 10 else None
    return number if number is not None and least <= number <= most else None


def _body(value: object) -> str:
    return words(value, is_markup=False).strip() if isinstance(value, str) else ""

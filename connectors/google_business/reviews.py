"""Reviews as Google Business shows them to the shop's own account, with the answer and where it stands.

Stars are words. Google translates comments and shows both texts in one: the original is kept. An
answer is looked at by Google before it is shown: until then, and if it is refused, it is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.google_business.violations import reason_of
from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.google import problem_in
from connectors.kit.reading.answers import answer_to
from connectors.kit.reading.bodies import words
from connectors.kit.reading.entries import as_date, as_list, as_stars, as_text
from connectors.kit.reading.identity import is_hollow
from connectors.kit.said import Said
from connectors.kit.saved import gathered, json_in

_STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
_TRANSLATED = "(Translated by Google)"
_ORIGINALS = (
    "\n(Original)\n",
    "(Original)",
)  # on a line of its own, where people may write it, too
PENDING, REJECTED = "PENDING", "REJECTED"
# What a reply that lists something else holds: the lists one comes by on the way to the reviews.
_OTHERS = ("accounts", "locations", "localPosts", "mediaItems", "questions", "answers")
_OF_A_LIST = ("averageRating", "totalReviewCount", "nextPageToken")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer of ours that nobody sees: Google is still looking at it, or has refused it."""

    review: str  # the review's id
    state: str  # PENDING or REJECTED
    violation: str  # Google's word for why it was refused; "" where it says none
    url: str | None  # where it can be written anew
    place: str | None

    def said(self) -> Said:
        """For operators."""
        at = self.url or f"the review {self.review}"
        where = f" ({self.place})" if self.place else ""
        if self.state == REJECTED:
            why = reason_of(self.violation)
            return Said(f"Google refused your answer{where}, nobody sees it: {why}: {at}")
        return Said(f"your answer{where} waits for Google to look at it, nobody sees it yet: {at}")


@dataclass(frozen=True, slots=True)
class Review:
    """One review, as a listing shows it."""

    id: str
    mention: Mention
    changed_at: datetime | None  # by which the listing is ordered
    is_dated: bool  # does it say when it was written, and not only when it was last changed?
    answer: Mention | None  # one that everybody sees, or the sign that one is gone
    waiting: Waiting | None


def read_review(found: Any, place: str | None = None) -> Review:
    """A review; `place` is what people call the shop, else its number. Raises UnreadError for none."""
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    if isinstance(found.get("review"), Mapping):  # of several shops at once: each with its name
        found = {"name": found.get("name"), **found["review"]}
    name = as_text(found.get("name"))
    id_ = as_text(found.get("reviewId")) or _part(name, "reviews")
    if is_hollow(id_):
        raise UnreadError("no id")
    text, stars = comment(found.get("comment")), _stars(found.get("starRating"))
    if not text and stars is None:
        raise UnreadError("neither stars nor words")
    created, changed = as_date(found.get("createTime")), as_date(found.get("updateTime"))
    shop = place or _part(name, "locations") or None
    mention = Mention(
        external_id=id_,
        url=_link(found.get("reviewReplyUrl")),
        author=_author(found.get("reviewer")),
        text=text,
        posted_at=created or changed,
        genre="review",
        venue="review",
        rating=stars,
        thread_key=id_,
        place=shop,
    )
    answer, waiting = _answer(found.get("reviewReply"), mention)
    return Review(id_, mention, changed or created, created is not None, answer, waiting)


def comment(value: object) -> str:
    """The words as they were written: without Google's translation, before or behind them."""
    text = words(value, is_markup=False) if isinstance(value, str) else ""
    before, mark, behind = text.partition(_TRANSLATED)
    if not mark:
        return text.strip()
    for sign in _ORIGINALS:
        _, mark, original = behind.partition(sign)
        if mark and original.strip() and not before.strip():
            return original.strip()
    # The other way round: what was written comes first, and needs no name.
    return before.strip() or behind.strip()


def reviews_of(found: Any) -> list[Any]:
    """The reviews of a decoded reply, each as it stands there; SourceChangedError for another reply."""
    if problem := problem_in(found):
        raise problem.as_changed()
    if isinstance(found, list):
        return found
    if not isinstance(found, Mapping):
        raise SourceChangedError("no reviews: is this a reply of Google Business?")
    for key in ("reviews", "locationReviews"):
        if key in found:
            return as_list(found[key])
    if "reviewId" in found or "starRating" in found or isinstance(found.get("review"), Mapping):
        return [found]
    if not found or (set(found) <= set(_OF_A_LIST)):
        return []  # Google leaves out a list that is empty
    if other := next((key for key in _OTHERS if key in found), None):
        raise SourceChangedError(f"no reviews: this lists {other}; reviews are in a reply apart")
    if "comment" in found:
        raise SourceChangedError("an answer alone, and not the review that it answers")
    raise SourceChangedError("no reviews: is this a reply of Google Business?")


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds."""
    said: list[Said] = []
    changed: set[str] = set()

    def read(found: Any) -> Iterator[Mention]:
        review = read_review(found)
        yield review.mention
        if review.answer and not review.answer.deleted:
            yield review.answer
        said.extend([review.waiting.said()] if review.waiting else [])
        changed.update(() if review.is_dated else (review.id,))

    page = gathered(reviews_of(json_in(reply)), read, "review")
    told = tuple(dict.fromkeys(said))
    return Page(page.mentions, refused=page.refused, said=told, changed=frozenset(changed))


def _answer(found: Any, mention: Mention) -> tuple[Mention | None, Waiting | None]:
    if not isinstance(found, Mapping):
        return None, None
    state = as_text(found.get("reviewReplyState")).upper()
    text = comment(found.get("comment"))
    made = answer_to(mention, text, as_date(found.get("updateTime")))
    if state not in (PENDING, REJECTED):
        return (made if text else None), None
    violation = as_text(found.get("policyViolation"))
    waits = Waiting(mention.external_id, state, violation, mention.url, mention.place)
    # It may have been seen before Google took it away.
    gone = Mention(external_id=made.external_id, text="", genre=made.genre, deleted=True)
    return (gone if state == REJECTED else None), waits


def _author(found: Any) -> Author | None:
    """Whose name it is: Google gives no more; "A Google user" who wants to be unknown is nobody."""
    if not isinstance(found, Mapping) or found.get("isAnonymous") is True:
        return None
    name = " ".join(as_text(found.get("displayName")).split())
    return Author(id=name, name=name) if name else None


def _stars(value: object) -> int | None:
    return _STARS.get(as_text(value).upper()) or as_stars(value)


def _part(name: str, of: str) -> str:
    """accounts/1/locations/2/reviews/x: x of reviews."""
    parts = name.split("/")
    return parts[parts.index(of) + 1] if of in parts[:-1] else ""


def _link(value: object) -> str | None:
    told = as_text(value)
    return told if told.startswith(("https://", "http://")) and len(told.split()) == 1 else None

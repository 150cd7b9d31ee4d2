"""Reviews as Steam shows them: a yes or a no with words in BBCode, the developer's response in it.

A thumb is no count of stars, so nothing is taken for a rating: an average would be of what nobody
gave. What Steam writes above a review, the verdict and what was free or refunded, is its title: so
people and the tagger read it.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.answers import answer_to
from connectors.kit.reading.bodies import words
from connectors.kit.reading.entries import as_line
from connectors.kit.saved import gathered, json_in

COMMUNITY = "https://steamcommunity.com"
# Steam's names of languages, by ISO 639-1.
LANGUAGES = {
    "ar": ("arabic",), "bg": ("bulgarian",), "cs": ("czech",), "da": ("danish",), "de": ("german",),
    "el": ("greek",), "en": ("english",), "es": ("spanish", "latam"), "fi": ("finnish",),
    "fr": ("french",), "hu": ("hungarian",), "id": ("indonesian",), "it": ("italian",),
    "ja": ("japanese",), "ko": ("koreana", "korean"), "nl": ("dutch",), "no": ("norwegian",),
    "pl": ("polish",), "pt": ("portuguese", "brazilian"), "ro": ("romanian",), "ru": ("russian",),
    "sv": ("swedish",), "th": ("thai",), "tr": ("turkish",), "uk": ("ukrainian",),
    "vi": ("vietnamese",), "zh": ("schinese", "tchinese"),
}  # fmt: skip
_CODES = {name: code for code, names in LANGUAGES.items() for name in names}
_VERDICTS = {
    "fr": ("Recommandé", "Non recommandé", "Produit reçu gratuitement", "Produit remboursé"),
    "": ("Recommended", "Not recommended", "Product received for free", "Product refunded"),
}
_NAMES = (
    "b|i|u|s|strike|spoiler|h[1-6]|quote|code|noparse|url|img|p|list|olist|\\*|hr|table|tr|th|td"
)
_TAG = re.compile(rf"\[(/?)({_NAMES})((?:[= ][^\[\]\n]{{0,500}})?)\]", re.IGNORECASE)
_INLINE = frozenset(["b", "i", "u", "s", "strike", "spoiler", "url", "noparse", "th", "td"])
_ESCAPED = re.compile(r"\\([\[\]])")
_OF_A_LIST = ("query_summary", "total_matching", "cursor", "success")


def read_review(found: Any, app: str | None = None) -> Iterator[Mention]:
    """The review, and the developer's response; `app` is its number. Raises UnreadError for none."""
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    id_ = as_line(found.get("recommendationid"))
    if not id_.isdigit() or not int(id_[:20]):
        raise UnreadError("no id")
    review = _review(found, id_, app)
    yield review
    answer = found.get("developer_response")
    answer = answer.get("text") if isinstance(answer, Mapping) else answer
    if isinstance(answer, str) and (text := plain(answer)):
        yield answer_to(review, text, _time(found.get("timestamp_dev_responded")))


def reviews_of(found: Any) -> list[Any]:
    """The reviews of a decoded reply, each as it stands there; SourceChangedError for another reply."""
    if isinstance(found, list):
        if found and not any(map(_is_review, found)):
            raise SourceChangedError("no list of reviews: is this Steam's?")
        return found
    inner = found.get("response", found) if isinstance(found, Mapping) else None
    if not isinstance(inner, Mapping):
        raise SourceChangedError("no list of reviews: is this Steam's?")
    if _is_review(inner):
        return [inner]
    listed = inner.get("reviews")
    if isinstance(listed, list):
        return listed
    if isinstance(listed, Mapping):  # one alone, or each by its id as some programs keep them
        return [listed] if _is_review(listed) else list(listed.values())
    summary = inner.get("query_summary")
    counted = summary.get("num_reviews", 0) if isinstance(summary, Mapping) else None
    if counted in (0, "0") and as_line(inner.get("success", 1)) == "1":
        return []  # Steam leaves out a list that is empty
    if told := as_line(inner.get("error") or inner.get("message"))[:200]:
        raise SourceChangedError(f"Steam says: {told}")
    raise SourceChangedError("no list of reviews: is this Steam's, and of an app that has a page?")


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds: of the API of today, or of the one that ended in October 2026."""
    return gathered(reviews_of(json_in(reply)), read_review, "review")


def cursor_in(found: Any) -> str | None:
    """What the next page is asked by; None where there is no more."""
    inner = found.get("response", found) if isinstance(found, Mapping) else {}
    told = inner.get("cursor") if isinstance(inner, Mapping) else None
    return told if isinstance(told, str) and told not in ("", "*") else None


def plain(text: str) -> str:
    """BBCode without its tags: what breaks a line there does so here."""
    text = _TAG.sub(_mark, text)
    text = words(_ESCAPED.sub(r"\1", text), is_markup=False)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _mark(tag: re.Match[str]) -> str:
    name = tag[2].lower()
    if name == "*":
        return "" if tag[1] else "\n- "
    return " " if name in ("th", "td") else "" if name in _INLINE else "\n"


def _review(found: Mapping[str, Any], id_: str, app: str | None) -> Mention:
    lang = _CODES.get(as_line(found.get("language")).lower())
    said, by = found.get("review"), found.get("author")
    text = plain(said) if isinstance(said, str) else ""
    title = _verdict(found, lang)
    if not (text or title):
        raise UnreadError("neither a verdict nor words")
    author = _author(by) if isinstance(by, Mapping) else None
    app = app or as_line(found.get("appid")) or None
    profile = author.url if author else None
    return Mention(
        external_id=id_,
        url=f"{profile}/recommended/{app}/" if profile and app else None,
        author=author,
        title=title or None if text else None,
        text=text or title,
        lang=lang,
        posted_at=_time(found.get("timestamp_created")),
        genre="review",
        venue="review",
        likes=_count(found.get("votes_up")),
        replies=_count(found.get("comment_count")),
        thread_key=id_,
    )


def _verdict(found: Mapping[str, Any], lang: str | None) -> str:
    yes, no, free, refunded = _VERDICTS.get(lang or "", _VERDICTS[""])
    voted = {"true": yes, "1": yes, "false": no, "0": no}
    told = [voted.get(str(found.get("voted_up")).lower())]
    told += [free if found.get("received_for_free") is True else None]
    told += [refunded if found.get("refunded") is True else None]
    return " · ".join(filter(None, told))


def _author(found: Mapping[str, Any]) -> Author | None:
    id_, name = as_line(found.get("steamid")), as_line(found.get("personaname"))
    if not (id_ or name):
        return None
    url = f"{COMMUNITY}/profiles/{id_}" if re.fullmatch(r"7656\d{13}", id_) else None
    return Author(id=id_ or name, name=name or None, url=url)


def _time(value: object) -> datetime | None:
    told = as_line(value)
    second = int(told) if told.isascii() and told.isdigit() and len(told) <= 10 else 0
    return datetime.fromtimestamp(second, UTC) if second else None


def _count(value: object) -> int | None:
    """A number of votes; Steam has shown 4294967295 where it means less than none."""
    told = as_line(value)
    number = int(told) if told.isascii() and told.isdigit() and len(told) <= 10 else None
    return number if number is not None and number < 2**31 else None


def _is_review(found: Any) -> bool:
    return isinstance(found, Mapping) and "recommendationid" in found

"""Comments as WordPress' REST API shows them (wp/v2/comments): a list, or one alone.

A comment names its post and what it answers by number; what they are is embedded where it was asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.bodies import pictured, words
from connectors.kit.reading.bylines import shown_name
from connectors.kit.reading.entries import as_date, as_link, as_text, text_line
from connectors.kit.reading.text import plain_text
from connectors.kit.saved import gathered, json_in

NOT_OURS = "no list of comments: is this WordPress?"
GENRE = "blog_comment"
_NO_COMMENTS = ("pingback", "trackback", "order_note", "webhook_delivery")
_TAKEN_DOWN = ("trash", "spam", "post-trashed")
_LONGEST = 300  # characters of a title, or of what a site says of an error
_MOST_OF_A_PARENT = 10_000  # characters


@dataclass(frozen=True, slots=True)
class Known:
    """What a reply's other comments say of one."""

    link: str | None
    text: str


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds; raises SourceChangedError."""
    items = items_of(json_in(reply))
    known = known_in(items)
    return gathered(items, lambda item: read_comment(item, known), "comment")


def items_of(found: Any) -> list[Any]:
    """The comments of a reply; SourceChangedError for another reply."""
    if isinstance(found, Mapping):
        if told := error_in(found):
            raise SourceChangedError(f"the site says: {told}")
        found = [found]
        if not _is_comment(found[0]):
            raise SourceChangedError(NOT_OURS)
    if isinstance(found, list) and (not found or any(map(_is_comment, found))):
        return found
    raise SourceChangedError(NOT_OURS)


def error_in(found: Mapping[str, Any]) -> str | None:
    """What the site itself says is wrong; None where it says nothing."""
    told = text_line(found.get("message")) or code_in(found)
    return told[:_LONGEST] if told and "id" not in found else None


def code_in(found: Any) -> str:
    """The site's own word for what is wrong, such as rest_no_route; "" for none."""
    return text_line(found.get("code"))[:_LONGEST] if isinstance(found, Mapping) else ""


def known_in(items: list[Any]) -> dict[int, Known]:
    """What stands in a reply, by number."""
    found = {}
    for item in items:
        number = number_of(item.get("id")) if isinstance(item, Mapping) else None
        if number:
            found[number] = Known(as_link(item.get("link"), ""), _text(item.get("content")))
    return found


def number_of(value: object) -> int | None:
    """A number from 1 on, also where it is written as a text."""
    told = as_text(value)
    is_one = told.isascii() and told.isdigit() and len(told) <= 18
    return (int(told) or None) if is_one else None


def read_comment(item: Any, known: Mapping[int, Known]) -> Iterator[Mention]:
    """The comment, if it is one that visitors see; a tombstone where the site says it was taken down.

    `known` is of the same reply. Raises UnreadError for what is no comment.
    """
    if not isinstance(item, Mapping):
        raise UnreadError("not an object")
    id_ = number_of(item.get("id"))
    if id_ is None:
        raise UnreadError("no id")
    status = text_line(item.get("status")).lower()
    if text_line(item.get("type")).lower() in _NO_COMMENTS or status in ("hold", "0"):
        return
    if status in _TAKEN_DOWN:
        yield Mention(external_id=str(id_), text="", genre=GENRE, deleted=True)
        return
    if "content" not in item:
        raise UnreadError("no words")
    link, post = as_link(item.get("link"), ""), number_of(item.get("post"))
    above, parent_url, parent_text = _above(item, link, known)
    text = _text(item["content"])
    yield Mention(
        external_id=str(id_),
        url=link,
        author=_author(item),
        text=text or _pictured(item["content"]),
        posted_at=as_date(item.get("date_gmt")),
        genre=GENRE,
        venue="own",
        parent_url=parent_url if above else None,
        parent_text=parent_text[:_MOST_OF_A_PARENT] or None if above else None,
        thread_key=str(post) if post else None,
        thread_title=_title(_embedded(item, "up").get("title")) or None,
    )


def _is_comment(found: Any) -> bool:
    is_one = isinstance(found, Mapping) and "id" in found
    return is_one and bool({"author_name", "parent", "status"} & found.keys())


def _author(item: Mapping[str, Any]) -> Author | None:
    """Who wrote it: an account of the site by its number; a guest by the name that was typed in."""
    name = shown_name(text_line(item.get("author_name")))
    if account := number_of(item.get("author")):
        return Author(id=str(account), name=name)
    return Author(id=name, name=name, is_guest=True) if name else None


def _above(
    item: Mapping[str, Any], link: str | None, known: Mapping[int, Known]
) -> tuple[int | None, str | None, str]:
    """What it answers: number, address and words."""
    above = number_of(item.get("parent"))
    if above is None:
        return None, None, ""
    shown, beside = _embedded(item, "in-reply-to"), known.get(above)
    text = _text(shown.get("content")) or (beside.text if beside else "")
    at = as_link(shown.get("link"), "") or (beside.link if beside else None)
    if at is None and link:
        at = f"{link.partition('#')[0]}#comment-{above}"
    return above, at, text


def _embedded(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What stands in the reply beside a comment; nothing where it stands there as an error."""
    embedded = item.get("_embedded")
    found = embedded.get(name) if isinstance(embedded, Mapping) else None
    first = found[0] if isinstance(found, list) and found else None
    return first if isinstance(first, Mapping) and "id" in first else {}


def _html(value: object) -> str:
    """A field that is rendered for visitors, or bare."""
    value = value.get("rendered") if isinstance(value, Mapping) else value
    return value if isinstance(value, str) else ""


def _text(value: object) -> str:
    return words(_html(value), is_markup=True)


def _pictured(value: object) -> str:
    return pictured(_html(value))


def _title(value: object) -> str:
    return " ".join(plain_text(_html(value)).split())[:_LONGEST]

"""Questions, answers and comments as the Stack Exchange API shows them, whole or as a search does."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.bodies import words
from connectors.kit.reading.entries import as_count, as_list, as_text, text_line
from connectors.kit.reading.text import clean, plain_text
from connectors.kit.saved import gathered, json_in

_IDS = ("answer_id", "question_id", "comment_id", "post_id")
_LONGEST = 300  # characters of a title, or of what the API says of an error


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds; raises SourceChangedError."""
    return gathered(items_of(json_in(reply)), lambda item: iter((read_post(item, ""),)), "post")


def items_of(found: Any) -> list[Any]:
    """The items of a reply; SourceChangedError for what is no list of posts."""
    if isinstance(found, Mapping):
        if "error_id" in found or "error_name" in found:
            name, told = _line(found.get("error_name")), _line(found.get("error_message"))
            raise SourceChangedError(f"Stack Exchange says: {told or name} ({name})")
        found = as_list(found["items"]) if "items" in found else [found]
    if not isinstance(found, list) or (found and not any(map(is_post, found))):
        raise SourceChangedError("no list of posts: is this the Stack Exchange API?")
    return found


def is_post(found: Any) -> bool:
    """Does it have the id of a post?"""
    return isinstance(found, Mapping) and any(key in found for key in _IDS)


def id_of(found: Any, *keys: str) -> int | None:
    """The first of these ids that it has, also where it is written as a text."""
    for key in keys:
        value = found.get(key) if isinstance(found, Mapping) else None
        if not isinstance(value, bool) and re.fullmatch(r"[1-9]\d{0,17}", str(value), re.ASCII):
            return int(str(value))
    return None


def read_post(found: Any, host: str, title: str = "") -> Mention:
    """One question, answer or comment; `host` is its site's, where known, `title` its question's.

    Raises UnreadError for what is none.
    """
    if not is_post(found):
        raise UnreadError("not a post")
    host = _host(found) or host
    comment, answer = id_of(found, "comment_id"), id_of(found, "answer_id")
    question = id_of(found, "question_id")
    if found.get("post_type") == "answer":
        answer = answer or id_of(found, "post_id")
    elif not comment:
        question = question or id_of(found, "post_id")
    if comment is None and answer is None and question is None:
        raise UnreadError("no id")
    is_question = comment is None and answer is None
    title = _line(unescape(as_text(found.get("title")))) or title
    text = _text(found)
    if not text and not (is_question and title):
        raise UnreadError("no words")
    above = None if is_question else question
    if comment:
        above = id_of(found, "post_id") or question
    return Mention(
        external_id=f"comment/{comment}" if comment else str(answer or question),
        url=_address(host, comment, answer, question),
        author=_author(found.get("owner")),
        title=title or None if is_question and text else None,
        text=text or title,
        posted_at=_time(found.get("creation_date")),
        genre="forum_post" if is_question else "forum_comment",
        venue="public",
        likes=as_count(found.get("score")),
        replies=as_count(found.get("answer_count")),
        views=as_count(found.get("view_count")),
        parent_url=f"https://{host}/questions/{above}" if host and above and not comment else None,
        thread_key=str(question or above or "") or None,
        thread_title=title or None,
    )


def _text(found: Mapping[str, Any]) -> str:
    body = as_text(found.get("body"))
    if "item_type" in found:  # of a search: plain, or nearly
        return plain_text(body or as_text(found.get("excerpt")))
    if body:
        return words(body, is_markup=True)
    told = as_text(found.get("body_markdown") or found.get("excerpt"))
    return clean(unescape(told)).strip()


def _host(found: Mapping[str, Any]) -> str:
    owner = found.get("owner")
    links = (found.get("link"), owner.get("link") if isinstance(owner, Mapping) else None)
    for link in links:
        if at := re.match(r"https?://([a-z0-9.-]{4,100})/", as_text(link)):
            return at[1]
    return ""


def _address(
    host: str, comment: int | None, answer: int | None, question: int | None
) -> str | None:
    """Forms that hold when a title changes."""
    if not host:
        return None
    if comment:
        at = answer or question
        return f"https://{host}/q/{at}#comment{comment}_{at}" if at else None
    return f"https://{host}/a/{answer}" if answer else f"https://{host}/questions/{question}"


def _author(owner: object) -> Author | None:
    if not isinstance(owner, Mapping):
        return None
    name = _line(unescape(as_text(owner.get("display_name"))))
    user, link = id_of(owner, "user_id"), owner.get("link")
    if not (user or name):
        return None
    is_link = isinstance(link, str) and re.match(r"https?://[^\s/]+/users/\d", link)
    return Author(
        id=str(user) if user else name, name=name or None, url=str(link) if is_link else None
    )


def _time(value: object) -> datetime | None:
    second = id_of({"at": value}, "at")
    return datetime.fromtimestamp(second, UTC) if second and second < 2**33 else None


def _line(value: object) -> str:
    return text_line(value)[:_LONGEST]

"""Posts and comments as Lemmy's API shows them: version 3, and version 4 of Lemmy 1.0.

Version 4 keeps the counts in the post itself, calls `published` `published_at`, and mixes sorts in one
list. Times without a zone, as Lemmy before 0.19 writes them, are in UTC.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.entries import as_count, as_list, as_text, text_line
from connectors.kit.reading.text import clean
from connectors.kit.saved import gathered, json_in

_LISTS = ("posts", "comments", "results", "replies", "mentions", "items", "cross_posts")
_VIEWS = ("post_view", "comment_view")
_GONE = ("deleted", "removed")
_LONGEST = 300  # characters of a title, or of what the server says of an error


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds; raises SourceChangedError."""
    items = items_of(json_in(reply))
    server = server_of(items)
    links = links_in(items)
    return gathered(items, lambda item: read_item(item, server, links), "item")


def items_of(found: Any) -> list[Any]:
    """The views of a reply; SourceChangedError for another reply."""
    if isinstance(found, list) and (not found or any(map(_is_item, found))):
        return found
    if isinstance(found, Mapping):
        if told := error_in(found):
            raise SourceChangedError(f"the server says: {told}")
        if _is_item(found):
            return [found]
        parts = [found[key] for key in (*_VIEWS, *_LISTS) if key in found]
        if parts:
            return [one for part in parts for one in as_list(part)]
    raise SourceChangedError("no list of posts: is this Lemmy?")


def error_in(found: Mapping[str, Any]) -> str | None:
    """The server's own word for what is wrong; None where it has none."""
    told = found.get("error")
    return _line(told) if isinstance(told, str) and not (found.keys() & set(_LISTS)) else None


def links_in(items: list[Any]) -> dict[int, str]:
    """The addresses of the comments of a reply, by their number on its server."""
    found = {}
    for item in items:
        comment = _part(item, "comment")
        if comment and (link := _link(comment.get("ap_id"))) and isinstance(comment.get("id"), int):
            found[comment["id"]] = link
    return found


def server_of(items: list[Any]) -> str:
    """The server that a reply is from, where one of its posts lives there; "" else."""
    for item in items:
        for name in ("comment", "post"):
            part = _part(item, name) or {}
            link = _link(part.get("ap_id"))
            if part.get("local") is True and link:
                return "/".join(link.split("/")[:3])
    return ""


def read_item(item: Any, server: str, links: Mapping[int, str]) -> Iterator[Mention]:
    """The post or comment of a view, as a tombstone where it is deleted or removed.

    Raises UnreadError for what is neither.
    """
    if not isinstance(item, Mapping):
        raise UnreadError("not an object")
    comment, post = _part(item, "comment"), _part(item, "post") or {}
    own = comment or post
    if not own:
        if item.get("type_") in ("Community", "Person", "MultiCommunity"):
            return
        raise UnreadError("neither a post nor a comment")
    genre = "forum_comment" if comment else "forum_post"
    id_ = _link(own.get("ap_id")) or _numbered(own.get("id"), genre)
    if any(own.get(flag) is True for flag in _GONE):
        yield Mention(external_id=id_, text="", genre=genre, deleted=True)
        return
    title = _line(unescape(as_text(post.get("name") or post.get("title"))))
    text = _words(own.get("content") if comment else own.get("body"))
    if not (text or (title and not comment)):
        raise UnreadError("no words")
    top = _link(post.get("ap_id")) or (str(post["id"]) if post.get("id") else None)
    yield Mention(
        external_id=id_,
        url=_link(own.get("ap_id")),
        author=_author(item.get("creator")),
        title=title if text and not comment else None,
        text=text or title,
        posted_at=_time(own),
        genre=genre,
        venue="public",
        likes=_counted(item, own, "upvotes"),
        replies=_counted(item, own, "child_count" if comment else "comments"),
        parent_url=_above(comment, post, server, links) if comment else None,
        thread_key=top,
        thread_title=title or None,
    )


def _time(own: Mapping[str, Any]) -> datetime | None:
    """When it was written; a time without a zone is in UTC."""
    return read_date(as_text(own.get("published_at") or own.get("published")))


def _is_item(found: Any) -> bool:
    return bool(_part(found, "comment") or _part(found, "post"))


def _part(item: Any, name: str) -> Mapping[str, Any] | None:
    """The comment or post of a view; a post or comment alone is its own."""
    if not isinstance(item, Mapping):
        return None
    part = item.get(name)
    if isinstance(part, Mapping):
        return part
    word = {"comment": "content", "post": "name"}[name]
    is_bare = "ap_id" in item and word in item and "creator" not in item
    return item if is_bare else None


def _numbered(value: object, genre: str) -> str:
    if isinstance(value, bool) or not re.fullmatch(r"[1-9]\d{0,17}", str(value), re.ASCII):
        raise UnreadError("no id")
    return f"{'comment' if genre == 'forum_comment' else 'post'}/{value}"


def _words(value: object) -> str:
    """The words of a text in Markdown without what it quotes, where it says more than that."""
    text = clean(unescape(value)).strip() if isinstance(value, str) else ""
    own = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    return own.strip() or text


def _author(found: Any) -> Author | None:
    if not isinstance(found, Mapping):
        return None
    link = _link(found.get("ap_id")) or _link(found.get("actor_id"))
    login = _line(found.get("name") or found.get("user_name"))
    if not login:
        return None
    host = link.split("/")[2] if link else ""
    name = _line(found.get("display_name")) or login
    return Author(id=f"{login}@{host}" if host else login, name=name, url=link)


def _above(
    comment: Mapping[str, Any], post: Mapping[str, Any], server: str, links: Mapping[int, str]
) -> str | None:
    """What a comment answers: the last but one of its path, 0.12.57; else the post."""
    path = as_text(comment.get("path")).split(".")
    if len(path) > 2 and path[-2].isascii() and path[-2].isdigit() and len(path[-2]) < 18:
        number = int(path[-2])
        return links.get(number) or (f"{server}/comment/{number}" if server else None)
    return _link(post.get("ap_id"))


def _counted(item: Mapping[str, Any], own: Mapping[str, Any], name: str) -> int | None:
    counts = item.get("counts")
    return as_count(counts.get(name) if isinstance(counts, Mapping) else own.get(name))


def _link(value: object) -> str | None:
    is_one = isinstance(value, str) and re.match(r"https?://[^\s/]+/\S", value)
    return str(value) if is_one else None


def _line(value: object) -> str:
    return text_line(value)[:_LONGEST]

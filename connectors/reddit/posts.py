"""Posts (t3) and comments (t1) as Reddit's API shows them. What was deleted or removed stays as an empty shell."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.bodies import words
from connectors.kit.reading.entries import as_count, as_line, as_list
from connectors.kit.saved import gathered, json_in

SITE = "https://www.reddit.com"
_NAME = re.compile(r"t[13]_[0-9a-z]{1,13}")
_GONE = ("[deleted]", "[removed]")


def items_of(found: Any) -> list[Any]:
    """The things of a decoded reply, each as it stands there; SourceChangedError for another reply."""
    if isinstance(found, list) and found and all(isinstance(one, Mapping) for one in found):
        return [item for one in found for item in items_of(one)]  # a post, and what is under it
    data = found.get("data") if isinstance(found, Mapping) else None
    if isinstance(data, Mapping):
        if isinstance(data.get("children"), list):
            return list(data["children"])
        if _NAME.fullmatch(as_line(data.get("name"))):
            return [found]
    if told := error_in(found):
        raise SourceChangedError(f"Reddit says: {told}")
    raise SourceChangedError("no list of posts: is this Reddit's?")


def error_in(found: Any) -> str:
    """Reddit's own words for what is wrong; empty where it has none."""
    if not isinstance(found, Mapping) or "error" not in found:
        return ""
    told = (as_line(found.get(key)) for key in ("error", "reason", "message"))
    return " ".join(filter(None, told))[:200]


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds: a list, a thread, one thing alone."""
    return gathered(items_of(json_in(reply)), read_things, "item")


def read_things(found: Any) -> Iterator[Mention]:
    """A thing and, of a thread, the comments under it; raises UnreadError for what is none."""
    left = [found]
    while left:
        one = left.pop()
        data = one.get("data") if isinstance(one, Mapping) else None
        if not isinstance(data, Mapping):
            raise UnreadError("not an object")
        if one.get("kind") == "more":
            continue
        yield read_thing(data)
        below = data.get("replies")  # "" where there is none
        inner = below.get("data") if isinstance(below, Mapping) else None
        left += as_list(inner.get("children")) if isinstance(inner, Mapping) else []


def read_thing(data: Mapping[str, Any]) -> Mention:
    """A post or comment, a tombstone where it is deleted or removed; raises UnreadError for neither."""
    if not _NAME.fullmatch(name := as_line(data.get("name"))):
        raise UnreadError("no id of a post or comment")
    is_comment = name.startswith("t1_")
    body = as_line(data.get("body" if is_comment else "selftext"))
    if body in _GONE or data.get("removed_by_category") or as_line(data.get("title")) in _GONE:
        return tombstone(name)
    title = " ".join(_words(data.get("title")).split())
    text = _words(data.get("body" if is_comment else "selftext"))
    if not (text or title):
        raise UnreadError("no words")
    path, thread = as_line(data.get("permalink")), as_line(data.get("link_id")) or name
    return Mention(
        external_id=name,
        url=f"{SITE}{path}" if path.startswith("/r/") or path.startswith("/user/") else None,
        author=_author(data),
        title=title or None if text and not is_comment else None,
        text=text or title,
        posted_at=_time(data.get("created_utc")),
        genre=_genre(name, has_text=bool(text)),
        venue="public",
        likes=as_count(data.get("score")),
        replies=None if is_comment else as_count(data.get("num_comments")),
        parent_url=_above(as_line(data.get("parent_id")), thread) if is_comment else None,
        thread_key=thread,
        thread_title=" ".join(_words(data.get("link_title")).split()) or title or None,
    )


def tombstone(name: str) -> Mention:
    """What stands for one that is gone."""
    return Mention(external_id=name, text="", genre=_genre(name, has_text=True), deleted=True)


def _genre(name: str, *, has_text: bool) -> str:
    if name.startswith("t1_"):
        return "reddit_comment"
    return "reddit_post" if has_text else "reddit_post_title"


def _words(value: object) -> str:
    """Markdown without what it quotes of others, where it says more than that."""
    text = words(value, is_markup=False).strip() if isinstance(value, str) else ""
    own = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    return own.strip() or text


def _author(data: Mapping[str, Any]) -> Author | None:
    name = as_line(data.get("author"))
    if not name or name in _GONE:
        return None
    return Author(id=name, name=name, url=f"{SITE}/user/{name}")


def _above(parent: str, thread: str) -> str | None:
    """Where what a comment answers stands."""
    kind, _, id_ = parent.partition("_")
    top = thread.partition("_")[2]
    if not (id_ and top):
        return None
    return f"{SITE}/comments/{top}/" if kind == "t3" else f"{SITE}/comments/{top}/_/{id_}/"


def _time(value: object) -> datetime | None:
    is_one = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 2**32
    return datetime.fromtimestamp(int(value), UTC) if is_one else None  # type: ignore[call-overload]

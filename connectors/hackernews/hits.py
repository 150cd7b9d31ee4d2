"""Posts of Hacker News, as its search (Algolia) and its own API (Firebase) show them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.entries import as_count, as_text
from connectors.kit.reading.text import plain_text
from connectors.kit.saved import gathered, json_in

ITEM = "https://news.ycombinator.com/item?id="
_POSTS = ("story", "comment", "poll", "pollopt", "job")  # the types of Firebase


def read_hit(hit: Mapping[str, Any]) -> Mention:
    """One hit of the search. Raises UnreadError where it is none."""
    is_story = hit.get("comment_text") is None
    return _mention(
        hit.get("objectID"),
        second=hit.get("created_at_i"),
        is_story=is_story,
        author=hit.get("author"),
        title=hit.get("title"),
        text=hit.get("story_text" if is_story else "comment_text"),
        points=hit.get("points"),  # null on comments
        replies=hit.get("num_comments"),
        parent=hit.get("parent_id"),
        story=hit.get("story_id"),
        story_title=hit.get("story_title"),
    )


def in_reply(reply: bytes) -> Page:
    """The posts of a saved reply: hits, a thread with what stands below, items of Firebase.

    Raises SourceChangedError.
    """
    found = json_in(reply)
    if isinstance(found, dict):
        if isinstance(found.get("hits"), list):
            return gathered(found["hits"], _post, "hit")
        if "created_at_i" not in found and "type" not in found:
            said = found.get("message") or found.get("error")
            raise SourceChangedError(
                f"Hacker News' search says: {plain_text(as_text(said))[:200]}"
                if said
                else "no list of hits: is this Algolia's search?"
            )
        found = [found]
    if not isinstance(found, list):
        raise SourceChangedError("no list of hits: is this Algolia's search?")
    return gathered(found, _post, "post")


def _post(found: Any) -> Iterator[Mention]:
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    if "objectID" in found:
        yield read_hit(found)
    elif "created_at_i" in found:
        yield from _thread(found)
    elif found.get("type") in _POSTS:
        yield _item(found)
    else:
        raise UnreadError("not a post of Hacker News")


def _thread(top: Mapping[str, Any]) -> Iterator[Mention]:
    """A post as /items/ID shows it, and all that stands below."""
    left = [top]
    while left:
        found = left.pop()
        below = found.get("children")
        left += [c for c in below if isinstance(c, Mapping)] if isinstance(below, list) else []
        yield _mention(
            found.get("id"),
            second=found.get("created_at_i"),
            is_story=found.get("type") != "comment",
            author=found.get("author"),
            title=found.get("title"),
            text=found.get("text"),
            points=found.get("points"),
            replies=None,
            parent=found.get("parent_id"),
            story=found.get("story_id"),
            story_title=None,
        )


def _item(found: Mapping[str, Any]) -> Mention:
    """A post as Firebase shows it; one that is deleted or dead is a tombstone."""
    id_, is_story = as_text(found.get("id")), found["type"] != "comment"
    if not id_:
        raise UnreadError("no id")
    if found.get("deleted") or found.get("dead"):
        genre = "hn_story_title" if is_story else "hn_comment"
        return Mention(external_id=id_, text="", genre=genre, deleted=True)
    return _mention(
        id_,
        second=found.get("time"),
        is_story=is_story,
        author=found.get("by"),
        title=found.get("title"),
        text=found.get("text"),
        points=found.get("score"),
        replies=found.get("descendants"),
        parent=found.get("parent"),
        story=id_ if is_story else found.get("parent"),
        story_title=None,
    )


def _mention(
    told_id: object,
    *,
    second: object,
    is_story: bool,
    author: object,
    title: object,
    text: object,
    points: object,
    replies: object,
    parent: object,
    story: object,
    story_title: object,
) -> Mention:
    id_, at = as_text(told_id), as_text(second)
    if not id_:
        raise UnreadError("no id")
    if not (at.isascii() and at.isdigit() and len(at) < 11 and 0 < int(at) < 2**33):
        raise UnreadError("no time")
    name = as_text(author)
    headline, words = plain_text(as_text(title)), plain_text(as_text(text))
    above = "" if is_story else as_text(parent)
    return Mention(
        external_id=id_,
        url=ITEM + id_,
        author=Author(id=name, name=name) if name else None,
        title=headline or None if words else None,
        text=words or headline,
        posted_at=datetime.fromtimestamp(int(at), UTC),
        genre="hn_story_title" if is_story else "hn_comment",
        venue="public",
        likes=as_count(points),
        replies=as_count(replies),
        parent_url=f"{ITEM}{above}" if above else None,
        thread_key=as_text(story) or id_,
        thread_title=plain_text(as_text(story_title)) or headline or None,
    )

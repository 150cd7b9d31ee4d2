"""Comments as the YouTube Data API shows them: threads of a comment and some of its answers, or comments alone.

A comment that is held back for review keeps its date when it is approved. An edit changes the words;
`updatedAt` says when, `publishedAt` stays.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.google import problem_in
from connectors.kit.reading.bodies import words
from connectors.kit.reading.entries import as_count, as_date, as_line, as_list
from connectors.kit.saved import gathered, json_in

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}(?:\.[A-Za-z0-9_-]{1,100})?")
CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_HELD = frozenset(["heldForReview", "likelySpam", "rejected"])
_LONGEST = 10_000  # characters of a text that is repeated with its answer
WATCH = "https://www.youtube.com/watch?v="


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment, those of its answers that a reply shows, and how many there are."""

    id: str
    second: int  # of its first comment, since 1970: the list's order
    mentions: tuple[Mention, ...]  # the first comment in front
    count: int  # of answers, by YouTube's word

    @property
    def is_whole(self) -> bool:
        """Are all its answers here?"""
        return len(self.mentions) > self.count


def read_thread(found: Any, own: Collection[str] = ()) -> Thread | None:
    """A thread; None where it is held back. `own` are the brand's channels. Raises UnreadError."""
    if not isinstance(found, Mapping) or not isinstance(about := found.get("snippet"), Mapping):
        raise UnreadError("not a thread of comments")
    first = read_comment(about.get("topLevelComment"), own, about)
    if first is None or about.get("isPublic") is False:
        return None
    if first.posted_at is None:
        raise UnreadError("no time")
    shown = found.get("replies")
    below = as_list(shown.get("comments")) if isinstance(shown, Mapping) else []
    answers = [read_comment(one, own, about) for one in below]
    count = as_count(about.get("totalReplyCount")) or 0
    mentions = (replace(first, replies=count), *(under(first, a) for a in answers if a))
    return Thread(first.external_id, int(first.posted_at.timestamp()), mentions, count)


def read_comment(
    found: Any, own: Collection[str] = (), about: Mapping[str, Any] | None = None
) -> Mention | None:
    """A comment; None where it is held back. `about`: what its thread says. Raises UnreadError."""
    told = found.get("snippet") if isinstance(found, Mapping) else None
    if not isinstance(told, Mapping):
        raise UnreadError("not a comment")
    if not _ID.fullmatch(id_ := as_line(found.get("id"))):
        raise UnreadError("no id")
    if told.get("moderationStatus") in _HELD:
        return None
    text = _text(told.get("textOriginal")) or _text(told.get("textDisplay"))
    if not text:
        raise UnreadError("no words")
    video = as_line(told.get("videoId") or (about or {}).get("videoId"))
    place = as_line(told.get("channelId") or (about or {}).get("channelId"))
    author = _author(told)
    top = id_.partition(".")[0]
    return Mention(
        external_id=id_,
        url=link(video, id_),
        author=author,
        text=text,
        posted_at=as_date(told.get("publishedAt")),
        genre="youtube_comment",
        venue="own" if place in own else "public",
        likes=as_count(told.get("likeCount")),
        parent_url=link(video, top) if top != id_ else f"{WATCH}{video}" if video else None,
        thread_key=top,
        by_owner=bool(author and author.id in own),
    )


def under(first: Mention, answer: Mention) -> Mention:
    """An answer with what it answers."""
    return replace(answer, parent_text=first.text[:_LONGEST], thread_key=first.external_id)


def tombstone(id_: str) -> Mention:
    """What stands for a comment that is gone."""
    return Mention(external_id=id_, text="", genre="youtube_comment", deleted=True)


def items_of(found: Any) -> list[Any]:
    """The threads, comments or hits of a decoded reply; SourceChangedError for another reply."""
    if problem := problem_in(found):
        raise problem.as_changed()
    if isinstance(found, Mapping):
        if as_line(found.get("kind")).endswith("ListResponse") or "items" in found:
            return as_list(found.get("items"))
        if isinstance(found.get("snippet"), Mapping) and "id" in found:
            return [found]
    elif isinstance(found, list) and all(
        isinstance(one, Mapping) and "snippet" in one for one in found
    ):
        return found
    raise SourceChangedError("no list of comments: is this YouTube's?")


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds: threads, comments, one of either."""
    return gathered(items_of(json_in(reply)), _mentions, "comment")


def link(video: str, comment: str) -> str | None:
    """Where a comment stands."""
    return f"{WATCH}{video}&lc={comment}" if video else None


def _mentions(found: Any) -> Iterator[Mention]:
    told = found.get("snippet") if isinstance(found, Mapping) else None
    if isinstance(told, Mapping) and "topLevelComment" in told:
        thread = read_thread(found)
        yield from thread.mentions if thread else ()
    elif comment := read_comment(found):
        yield comment


def _author(told: Mapping[str, Any]) -> Author | None:
    given = told.get("authorChannelId")
    id_ = as_line(given.get("value")) if isinstance(given, Mapping) else ""
    name = as_line(told.get("authorDisplayName"))
    if not CHANNEL.fullmatch(id_):
        return Author(id=name, name=name) if name else None
    return Author(id=id_, name=name or None, url=f"https://www.youtube.com/channel/{id_}")


def _text(value: object) -> str:
    return words(value, is_markup=False).strip() if isinstance(value, str) else ""

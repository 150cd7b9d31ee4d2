"""Comments as TikTok's API for Business shows them: a comment, up to three of its answers, and how many there are.

Numbers and times come as numbers or in quotes. A comment that is held back keeps its time when it is shown.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import UNREADABLE, SourceChangedError, UnreadError
from connectors.kit.reading.bodies import words
from connectors.kit.reading.entries import as_count, as_line, as_list, as_text, text_line
from connectors.kit.saved import gathered, json_in

SITE = "https://www.tiktok.com/"
_LONGEST = 5_000  # characters of a text that is repeated with its answer
_TITLE = 200
_YEARS = range(1_400_000_000, 4_000_000_000)  # seconds that a time here may be


@dataclass(frozen=True, slots=True)
class Video:
    """One video or picture post of the account's."""

    id: str
    url: str
    caption: str = ""
    second: int = 0  # since 1970; 0 where it is not known


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment, those of its answers that a reply shows, and how many there are."""

    id: str
    second: int
    mentions: tuple[Mention, ...]  # the comment in front
    count: int  # of answers, by TikTok's word
    is_pinned: bool = False

    @property
    def is_whole(self) -> bool:
        """Are all its answers here?"""
        return len(self.mentions) > self.count


def read_video(found: Any, account: str) -> Video:
    """A video of the account's list. Raises UnreadError."""
    if not isinstance(found, Mapping) or not (id_ := as_line(found.get("item_id"))):
        raise UnreadError("no number of a video")
    shared = text_line(found.get("share_url")).partition("?")[0]
    url = shared if shared.startswith(SITE) else address(account, id_)
    caption = _text(found.get("caption"))
    return Video(id_, url, caption, _second(found.get("create_time")))


def address(account: str, video: str) -> str:
    """Where a video lies."""
    return f"{SITE}@{account}/video/{video}" if account else f"{SITE}video/{video}"


def read_thread(found: Any, video: Video | None = None) -> Thread | None:
    """A comment with the answers that come with it; None where visitors are not shown it. Raises UnreadError."""
    first = read_comment(found, video)
    if first is None:
        return None
    below: list[Mention | None] = []
    for one in as_list(found.get("reply_list")):
        with suppress(*UNREADABLE):  # its comment is read all the same, and asked for its answers
            below.append(read_comment(one, video, first))
    count = as_count(found.get("replies")) or 0
    at = int(first.posted_at.timestamp()) if first.posted_at else 0
    mentions = (replace(first, replies=count), *(one for one in below if one))
    return Thread(first.external_id, at, mentions, count, found.get("pinned") is True)


def read_comment(
    found: Any, video: Video | None = None, above: Mention | None = None
) -> Mention | None:
    """One comment, or an answer to `above`; None where visitors are not shown it. Raises UnreadError."""
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    if not (id_ := as_line(found.get("comment_id"))):
        raise UnreadError("no number of a comment")
    if not (second := _second(found.get("create_time"))):
        raise UnreadError("no time")
    text = _text(found.get("text"))
    if found.get("status") == "HIDDEN" or not text:
        return None
    under = video or _under(found)
    upper = above.external_id if above else as_line(found.get("parent_comment_id"))
    upper = "" if upper in ("0", under.id if under else "") else upper
    page = under.url if under else None
    caption = under.caption if under else ""
    return Mention(
        external_id=id_,
        url=_anchored(page, id_),
        author=_author(found),
        text=text,
        posted_at=datetime.fromtimestamp(second, UTC),
        genre="social_comment",
        venue="own",
        likes=as_count(found.get("likes")),
        parent_url=_anchored(page, upper) if upper else page,
        parent_text=((above.text if above else "" if upper else caption)[:_LONGEST] or None),
        thread_key=upper or id_,
        thread_title=caption.partition("\n")[0][:_TITLE].strip() or None,
        by_owner=found.get("owner") is True,
    )


def tombstone(id_: str) -> Mention:
    """What stands for a comment that is gone."""
    return Mention(external_id=id_, text="", genre="social_comment", deleted=True)


def items_of(found: Any, key: str = "comments") -> list[Any]:
    """The objects of a decoded reply; SourceChangedError for another reply."""
    if isinstance(found, list):
        return found
    if isinstance(found, Mapping):
        if said := said_in(found):
            raise SourceChangedError(said)
        data = found.get("data", found)
        if isinstance(data, Mapping) and key in data:
            return as_list(data[key])
        if "comment_id" in found:
            return [found]
    raise SourceChangedError("no list of comments: is this from TikTok?")


def said_in(found: Any) -> str:
    """TikTok's own words for what went wrong, with its code; "" where nothing did."""
    code = found.get("code") if isinstance(found, Mapping) else None
    if code is None or isinstance(code, bool) or as_line(code) == "0":
        return ""
    told = " ".join(as_text(found.get("message")).split())[:200]
    return f"TikTok says: {told or 'nothing'}; code {as_line(code)[:10]}"


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds: comments, answers, one alone."""
    return gathered(items_of(json_in(reply)), _mentions, "comment")


def _mentions(found: Any) -> Iterator[Mention]:
    thread = read_thread(found)
    yield from thread.mentions if thread else ()


def _under(found: Mapping[str, Any]) -> Video | None:
    id_ = as_line(found.get("video_id"))
    return Video(id_, address("", id_)) if id_ else None


def _anchored(page: str | None, id_: str) -> str | None:
    """Comments have no address of their own: the video's, with what tells them apart."""
    return f"{page}#comment-{id_}" if page else None


def _author(found: Mapping[str, Any]) -> Author | None:
    name = text_line(found.get("username"))
    shown = text_line(found.get("display_name")) or (f"@{name}" if name else "")
    id_ = text_line(found.get("unique_identifier")) or text_line(found.get("user_id")) or name
    is_plain = name.isascii() and name.replace("_", "").replace(".", "").isalnum()
    return (
        Author(id=id_, name=shown or None, url=f"{SITE}@{name}" if is_plain else None)
        if id_
        else None
    )


def _second(value: object) -> int:
    told = as_line(value)
    second = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0
    second = second // 1_000 if second > _YEARS.stop else second
    return second if second in _YEARS else 0


def _text(value: object) -> str:
    return words(value, is_markup=False).strip() if isinstance(value, str) else ""

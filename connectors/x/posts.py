"""Posts as the API of X shows them: their authors stand beside them, and an edit is a post of its own.

A post that was edited goes by the id of its first version here. What is shared as it is ("retweeted") is
no post of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.bodies import words
from connectors.kit.reading.entries import (
    as_count,
    as_date,
    as_lang,
    as_line,
    as_list,
    as_text,
    text_line,
)
from connectors.kit.saved import gathered, json_in

# What is asked for of each post, and of its author.
FIELDS = (
    "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,lang,note_tweet"
    ",paid_partnership,public_metrics,referenced_tweets"
)
USER_FIELDS = "name,public_metrics,username"
STATUS = "https://x.com/i/status/"
_ID = re.compile(r"[0-9]{1,20}")
_NAME = re.compile(r"[A-Za-z0-9_]{1,15}")
_OLD_CODES = {"in": "id", "iw": "he", "ji": "yi"}  # X's word for a language, and ISO 639-1
_MOST = 20  # links of one post that are read
_LONGEST = 2_000  # characters of an address
_GONE = ("/resource-not-found", "/not-authorized-for-resource")


@dataclass(frozen=True, slots=True)
class Post:
    """A post, and what its lists say of it."""

    mention: Mention
    id: str  # of this version
    newest: str  # of the newest version that it knows of
    second: int  # when it was written, since 1970
    is_share: bool  # somebody else's post, shown again
    sought: str  # all that a search may have found a word in


def read_post(found: Any, users: Mapping[str, Any], own: str = "") -> Post:
    """A post; `users` are those of its reply by id, `own` is the brand's. Raises UnreadError."""
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    id_, by = as_text(found.get("id")), as_text(found.get("author_id"))
    at = as_date(found.get("created_at"))
    if not _ID.fullmatch(id_):
        raise UnreadError("no id of a post")
    history = [one for one in map(as_text, as_list(found.get("edit_history_tweet_ids")))
               if _ID.fullmatch(one)] or [id_]  # fmt: skip
    history = history if id_ in history else [id_]
    above = _referenced(found)
    text, links = _text(found)
    if not text and "retweeted" not in above:
        raise UnreadError("no words")
    counts = found.get("public_metrics")
    counts = counts if isinstance(counts, Mapping) else {}
    mention = Mention(
        external_id=history[0],
        url=f"{STATUS}{history[0]}",
        author=_author(by, users.get(by)) if _ID.fullmatch(by) else None,
        text=text,
        lang=_lang(found.get("lang")),
        posted_at=at,
        genre="tweet",
        venue="public",
        likes=as_count(counts.get("like_count")),
        shares=_sum(counts.get("retweet_count"), counts.get("quote_count")),
        replies=as_count(counts.get("reply_count")),
        views=as_count(counts.get("impression_count")),
        parent_url=f"{STATUS}{above['replied_to']}" if "replied_to" in above else None,
        thread_key=_known_id(found.get("conversation_id")) or history[0],
        by_owner=bool(own) and by == own,
        disclosed=found.get("paid_partnership") is True,
    )
    second = int(at.timestamp()) if at else 0
    sought = "\n".join([text, *links])
    return Post(mention, id_, history[-1], second, "retweeted" in above, sought)


def tombstone(id_: str) -> Mention:
    """What stands for a post that is gone."""
    return Mention(external_id=id_, text="", genre="tweet", deleted=True)


def posts_in(found: Any) -> list[Any]:
    """The posts of a decoded reply, as they stand in it; SourceChangedError for another reply."""
    if isinstance(found, list) and found and all(_is_post(one) for one in found):
        return found
    if isinstance(found, Mapping):
        shown, meta = found.get("data"), found.get("meta")
        if isinstance(shown, list):
            return shown
        if isinstance(shown, Mapping) or _is_post(found):
            return [shown if isinstance(shown, Mapping) else found]
        if shown is None and isinstance(meta, Mapping) and "result_count" in meta:
            return []
        if said := said_in(found):
            raise SourceChangedError(f"X says: {said}")
    raise SourceChangedError("no list of posts: is this X's?")


def users_in(found: Any) -> dict[str, Any]:
    """The authors that stand beside the posts, by their ids."""
    beside = found.get("includes") if isinstance(found, Mapping) else None
    shown = beside.get("users") if isinstance(beside, Mapping) else None
    return {as_text(one.get("id")): one for one in as_list(shown) if isinstance(one, Mapping)}


def gone_in(found: Any) -> set[str]:
    """Ids that the reply itself says are gone, or closed to visitors since."""
    errors = found.get("errors") if isinstance(found, Mapping) else None
    return {
        id_
        for one in as_list(errors)
        if isinstance(one, Mapping) and text_line(one.get("type")).endswith(_GONE)
        for id_ in (as_text(one.get("resource_id")), as_text(one.get("value")))
        if _ID.fullmatch(id_)
    }


def said_in(found: Any) -> str:
    """The service's own word for what is wrong; "" where it has none."""
    if not isinstance(found, Mapping):
        return ""
    errors = as_list(found.get("errors"))
    inner = errors[0] if errors and isinstance(errors[0], Mapping) else {}
    told = (inner.get("message"), inner.get("detail"), found.get("detail"), found.get("title"))
    return next(filter(None, map(text_line, told)), "")[:200]


def in_reply(reply: bytes) -> Page:
    """What one saved reply holds: a search, a list of an account, posts by their ids, one post."""
    found = json_in(reply)
    users = users_in(found)

    def read(one: Any) -> list[Mention]:
        post = read_post(one, users)
        return [] if post.is_share else [post.mention]

    page = gathered(posts_in(found), read, "post")
    gone = map(tombstone, sorted(gone_in(found)))
    return Page((*page.mentions, *gone), refused=page.refused)


def _is_post(found: Any) -> bool:
    return isinstance(found, Mapping) and "id" in found and "text" in found


def _referenced(found: Mapping[str, Any]) -> dict[str, str]:
    """What it answers, quotes or shares, by that."""
    told = [
        one for one in as_list(found.get("referenced_tweets"))[:_MOST] if isinstance(one, Mapping)
    ]
    pairs = ((text_line(one.get("type")), _known_id(one.get("id"))) for one in told)
    return {kind: id_ for kind, id_ in pairs if id_}


def _text(found: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Its words with the addresses that their short forms stand for, and those addresses."""
    note = found.get("note_tweet")
    whole = note if isinstance(note, Mapping) and text_line(note.get("text")) else found
    text = whole.get("text")
    text = text if isinstance(text, str) else ""
    entities = whole.get("entities")
    shown = entities.get("urls") if isinstance(entities, Mapping) else None
    links = []
    for one in as_list(shown)[:_MOST]:
        short, full = _link(one, "url"), _link(one, "expanded_url")
        if short and full:
            is_picture = isinstance(one.get("media_key"), str)  # a post's own, not a link
            text = text.replace(short, "" if is_picture else full)
            links += [] if is_picture else [full]
    return words(text, is_markup=False).strip(), links


def _link(one: Any, name: str) -> str:
    told = one.get(name) if isinstance(one, Mapping) else None
    is_one = isinstance(told, str) and len(told) <= _LONGEST
    return text_line(told) if is_one and str(told).startswith(("https://", "http://")) else ""


def _author(id_: str, user: Any) -> Author:
    """Where its reply does not show the author, nothing is said that a later one would take back."""
    if not isinstance(user, Mapping):
        return Author(id=id_)
    username, counts = text_line(user.get("username")), user.get("public_metrics")
    is_one = bool(_NAME.fullmatch(username))
    return Author(
        id=id_,
        name=text_line(user.get("name")) or username or None,
        followers=as_count(counts.get("followers_count")) if isinstance(counts, Mapping) else None,
        url=f"https://x.com/{username}" if is_one else None,
    )


def _lang(value: object) -> str | None:
    """und, zxx, qme and the like are X's words for none."""
    code = as_lang(value)
    return _OLD_CODES.get(code, code) if code else None


def _known_id(value: object) -> str:
    told = as_line(value)
    return told if _ID.fullmatch(told) else ""


def _sum(*counts: object) -> int | None:
    known = [count for count in map(as_count, counts) if count is not None]
    return sum(known) if known else None

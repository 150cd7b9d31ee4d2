"""Posts of Bluesky, as its hosts show them (app.bsky.feed.defs), and single records of the firehose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.kit.contract import Author, Mention, Page
from connectors.kit.errors import SourceChangedError, UnreadError
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.entries import as_count, as_text, text_line
from connectors.kit.reading.text import clean
from connectors.kit.saved import gathered, json_in

APP = "https://bsky.app/profile/"
_POST = "/app.bsky.feed.post/"
# Longer than a post takes to be indexed: one that says it is older than that was dated back.
_DATED_BACK = timedelta(days=3)
# Its author shows it to members alone, or the service took it out of sight.
_HIDDEN = frozenset(["!no-unauthenticated", "!hide", "!takedown", "!suspend"])
_MOST = 20  # pictures of one post that are read
_LISTS = ("posts", "feed", "thread", "notifications")  # of a search, a feed, a thread, a bell


@dataclass(frozen=True, slots=True)
class Post:
    """A post, and what the search's order and its author say of it."""

    mention: Mention
    second: int  # what a search orders by: what its author says, never later than it was indexed
    handle: str
    langs: frozenset[str]  # ISO 639-1; empty where it says none
    sought: str  # all that a search may have found a word in
    is_hidden: bool  # its author does not want it shown to visitors, or the service to nobody


def read_post(found: Any) -> Post:
    """A post as a host shows it; UnreadError where it is not one."""
    if not isinstance(found, Mapping):
        raise UnreadError("not an object")
    uri, author, record = found.get("uri"), found.get("author"), found.get("record")
    if not (isinstance(author, Mapping) and isinstance(record, Mapping)):
        raise UnreadError("no author or record")
    did = author.get("did")
    if not (isinstance(did, str) and did.startswith("did:")):
        raise UnreadError("no did of its author")
    url = _link(uri)
    created, indexed = _time(record.get("createdAt")), _time(found.get("indexedAt"))
    if url is None or (created or indexed) is None:
        raise UnreadError("no uri of a post, or no time")
    posted_at = _posted(created, indexed)
    handle = as_text(author.get("handle"))
    text, langs = _text(found, record), _langs(record.get("langs"))
    reply = record.get("reply")
    above, root = _uri_of(reply, "parent"), _uri_of(reply, "root")
    mention = Mention(
        external_id=str(uri),
        url=url,
        author=Author(
            id=did,
            name=as_text(author.get("displayName")) or handle or None,
            url=f"{APP}{did}",
        ),
        text=text,
        lang=next(iter(langs)) if len(langs) == 1 else None,
        posted_at=posted_at,
        genre="bluesky_post",
        venue="public",
        likes=as_count(found.get("likeCount")),
        shares=as_count(found.get("repostCount")),
        replies=as_count(found.get("replyCount")),
        parent_url=_link(above or root),
        thread_key=root or above or str(uri),
    )
    ordered = min(time for time in (created, indexed) if time)
    return Post(
        mention=mention,
        second=int(ordered.timestamp()),
        handle=handle.lower(),
        langs=langs,
        sought=f"{text}\n{_beside(record)}",
        is_hidden=bool(_HIDDEN & (_labels(found.get("labels")) | _labels(author.get("labels")))),
    )


def tombstone(uri: str) -> Mention:
    """What stands for a post that is gone."""
    return Mention(external_id=uri, text="", genre="bluesky_post", deleted=True)


def listed(found: Any) -> list[Any]:
    """The posts of a reply, as they stand in it; raises SourceChangedError."""
    if isinstance(found, list):
        return found
    if isinstance(found, Mapping):
        for name in _LISTS:
            shown = found.get(name, found)
            if isinstance(shown, list):
                return shown
            if shown is None:
                return []
            if isinstance(shown, Mapping) and shown is not found:
                return [shown]  # one object for a list; a thread is a tree
        if "uri" in found or "post" in found or "record" in found or "commit" in found:
            return [found]
        if said := said_in(found):
            raise SourceChangedError(f"Bluesky says: {said}")
    raise SourceChangedError("no list of posts: is this Bluesky's?")


def said_in(found: Any) -> str:
    """A service's own error: {"error": "ExpiredToken", "message": "…"}; empty where it is none."""
    if not isinstance(found, Mapping):
        return ""
    told = [found.get("error"), found.get("message")]
    return " ".join(": ".join(clean(t) for t in told if isinstance(t, str)).split())[:200]


def in_reply(reply: bytes) -> Page:
    """The posts of a saved reply: a search, a feed, a thread, notifications, posts, one post.

    Raises SourceChangedError. What its author keeps from visitors is left out.
    """
    return gathered(listed(json_in(reply)), _mentions, "post")


def unwrapped(found: Any) -> Any:
    """The post inside of an entry of a feed; a repost is the post itself."""
    inner = found.get("post") if isinstance(found, Mapping) else None
    return inner if isinstance(inner, Mapping) else found


def _mentions(found: Any) -> Iterator[Mention]:
    left = [found]
    while left:
        one = left.pop()
        if not isinstance(one, Mapping):
            raise UnreadError("not an object")
        if "post" in one:  # of a feed or a thread, which is a tree
            below = one.get("replies")
            left += [*(below if isinstance(below, list) else []), one["post"]]
            left += [one["parent"]] if isinstance(one.get("parent"), Mapping) else []
        else:
            yield from _single(one)


def _single(one: Mapping[str, Any]) -> Iterator[Mention]:
    if one.get("notFound") is True:
        if _link(one.get("uri")):
            yield tombstone(str(one["uri"]))
        return
    if one.get("blocked") is True or _is_news(one):
        return
    if isinstance(one.get("commit"), Mapping):
        event = _event(one)
        if event is None:
            return
        if isinstance(event, Mention):
            yield event
            return
        one = event
    post = read_post(one)
    if not post.is_hidden:
        yield post.mention


def _is_news(one: Mapping[str, Any]) -> bool:
    """A notification that is no post: somebody likes or follows."""
    return "reason" in one and one["reason"] not in ("reply", "mention", "quote")


def _event(one: Mapping[str, Any]) -> Mapping[str, Any] | Mention | None:
    """An event of Jetstream: a post as hosts show it, a tombstone, or None for what is no post."""
    commit, did = one["commit"], one.get("did")
    if commit.get("collection") != "app.bsky.feed.post":
        return None
    uri = f"at://{did}{_POST}{commit.get('rkey')}"
    if commit.get("operation") == "delete":
        return tombstone(uri)
    at = datetime.fromtimestamp(int(one["time_us"]) / 1_000_000, UTC).isoformat()
    return {"uri": uri, "author": {"did": did}, "record": commit.get("record"), "indexedAt": at}


def _posted(created: datetime | None, indexed: datetime | None) -> datetime | None:
    """When it appeared: its author may date it as they like."""
    if created is None or indexed is None:
        return created or indexed
    is_dated_back = indexed - created > _DATED_BACK
    return indexed if is_dated_back or created > indexed else created


def _time(value: object) -> datetime | None:
    return read_date(value) if isinstance(value, str) else None


def _link(uri: object) -> str | None:
    """The page of a post."""
    told = uri if isinstance(uri, str) else ""
    did, mark, key = told.removeprefix("at://").partition(_POST)
    is_one = told.startswith("at://") and mark and did and key.isascii()
    if not is_one or not key.replace("-", "").replace("_", "").isalnum() or "/" in did:
        return None
    return f"{APP}{did}/post/{key}"


def _uri_of(reply: object, name: str) -> str | None:
    found = reply.get(name) if isinstance(reply, Mapping) else None
    uri = found.get("uri") if isinstance(found, Mapping) else None
    return uri if isinstance(uri, str) and _link(uri) else None


def _text(found: Mapping[str, Any], record: Mapping[str, Any]) -> str:
    """All its words: what it says, its pictures, the post that it quotes."""
    text = as_text(record.get("text"))
    embeds = [e for e in (record.get("embed"), found.get("embed")) if isinstance(e, Mapping)]
    pictures = [text_line(one.get("alt")) for e in embeds[:1] for one in _pictures(e)]
    quoted = next(filter(None, map(_quoted, embeds)), "")
    lines = [text, *pictures[:_MOST], *(f"> {line}" for line in quoted.splitlines() if line)]
    return "\n".join(filter(None, lines)).strip()


def _pictures(embed: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    media = embed.get("media") if isinstance(embed.get("media"), Mapping) else embed
    shown = media.get("images") if isinstance(media, Mapping) else None
    shown = shown if isinstance(shown, list) else [media]  # a video has its words itself
    return [one for one in shown if isinstance(one, Mapping)]


def _quoted(embed: Mapping[str, Any]) -> str:
    """The words of a post that it quotes, where its host shows them to visitors too."""
    record = embed.get("record")
    inner = record.get("record") if isinstance(record, Mapping) else None
    record = inner if isinstance(inner, Mapping) else record  # with pictures it is one deeper
    if not isinstance(record, Mapping) or not isinstance(record.get("author"), Mapping):
        return ""
    if _HIDDEN & (_labels(record.get("labels")) | _labels(record["author"].get("labels"))):
        return ""
    value = record.get("value")
    return as_text(value.get("text")) if isinstance(value, Mapping) else ""


def _beside(record: Mapping[str, Any]) -> str:
    """What stands in no line of it: the card of a link, and tags."""
    embed = record.get("embed")
    embed = embed.get("media") or embed if isinstance(embed, Mapping) else {}
    card = embed.get("external") if isinstance(embed, Mapping) else None
    told = (
        [card.get(key) for key in ("title", "description", "uri")]
        if isinstance(card, Mapping)
        else []
    )
    tags = record.get("tags")
    told += tags if isinstance(tags, list) else []
    return "\n".join(text_line(one) for one in told)


def _labels(found: object) -> set[str]:
    """The labels in force: a later one may take an earlier one back."""
    held: set[str] = set()
    for one in found if isinstance(found, list) else []:
        if isinstance(one, Mapping) and isinstance(one.get("val"), str):
            held = held - {one["val"]} if one.get("neg") is True else held | {one["val"]}
    return held


def _langs(found: object) -> frozenset[str]:
    """pt-BR is pt; a language without two letters of its own is none here."""
    told = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    codes = (str(one).partition("-")[0].lower() for one in told)
    return frozenset(c for c in codes if len(c) == 2 and c.isalpha() and c.isascii())

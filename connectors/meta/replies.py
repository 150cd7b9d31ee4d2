"""What Graph's replies hold, whatever was asked for: posts, comments, media, recommendations.

A list stands under `data`, an edge of an object under its name, answers to several requests in one
list of bodies; so everything is walked, and each object is told by its keys. Who wrote a comment is
withheld where the app has no approval for it; what the page itself wrote is always signed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from connectors.kit.contract import Mention, Page
from connectors.kit.errors import UNREADABLE, SourceChangedError, why_unread
from connectors.kit.reading.entries import as_line
from connectors.kit.reading.json_text import read_json
from connectors.kit.said import Said
from connectors.kit.walk.paging import older_in
from connectors.meta.graph import error_in
from connectors.meta.hooks import objects_in
from connectors.meta.items import NOBODY, Around, Sort, mention_of, sort_of

_EDGES: dict[str, Sort] = {
    **dict.fromkeys(("feed", "posts", "published_posts", "visitor_posts", "ads_posts"), "post"),
    "tagged": "tagged",
    "ratings": "rating",
    "media": "media",
    "tags": "media_tagged",
    "stories": "media",
    "comments": "comment",
    "replies": "comment",
}
# What people call a sort, where that is another word.
_CALLED: dict[Sort, str] = {
    **dict.fromkeys(("tagged", "media", "media_tagged"), "post"),
    "rating": "review",
    "ig_comment": "comment",
}
_DEEPEST = 12  # objects inside each other
_MOST = 20_000  # items of one reply
_UNKNOWN = "neither a post nor a comment"


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a reply, with the mention that it makes; or why it makes none."""

    found: Mapping[str, Any]
    sort: Sort
    mention: Mention | None = None
    refused: str = ""


def page_of(found: object) -> Page:
    """All mentions of a reply, each once; SourceChangedError where it is none of Graph's."""
    if error := error_in(found):
        raise SourceChangedError(str(error))
    items = list(_limited(walk(found, _owners(found))))
    if not items and not _is_empty(found):
        raise SourceChangedError("neither posts nor comments: is this from Meta's Graph?")
    mentions = {item.mention.external_id: item.mention for item in items if item.mention}
    refused = [item.refused for item in items if item.refused]
    if refused and not mentions:
        raise SourceChangedError(f"nothing in it could be read: {refused[0]}")
    undated = sum(m.posted_at is None for m in mentions.values())
    return Page(tuple(mentions.values()), refused=tuple(refused), said=tuple(_undated(undated)))


def _undated(n: int) -> Iterator[Said]:
    if n:
        text = f"the dates of {n} items are not understood: they count from when they were read"
        yield Said(text, "dates_unread", n=n)


def walk(found: object, around: Around, sort: Sort | None = None, depth: int = 0) -> Iterator[Item]:
    """Every item of a reply, those inside others too, from the outside in."""
    if depth > _DEEPEST:
        return
    if isinstance(found, list):
        for number, each in enumerate(found, start=1):
            if isinstance(each, Mapping):
                yield from walk(each, around, sort, depth + 1)
            else:
                yield Item({}, sort or "post", refused=f"item {number}: {_UNKNOWN}")
        return
    if not isinstance(found, Mapping):
        return
    if isinstance(body := found.get("body"), str) and "code" in found:  # of a batch
        yield from _of_batch(body, around, depth)
        return
    if (own := sort_of(found, sort)) is None:
        if error := error_in(found):  # in an item's place: the reply's own is raised before
            yield Item({}, sort or "post", refused=f"{sort or 'item'}: {error}")
        yield from _inside(found, around, sort, depth)
        return
    item = _item(found, own, around)
    yield item
    if item.mention:
        yield from _inside(found, around.under(own, item.mention), None, depth)


def _item(found: Mapping[str, Any], sort: Sort, around: Around) -> Item:
    try:
        return Item(found, sort, mention_of(found, sort, around))
    except UNREADABLE as error:
        which = f"{_CALLED.get(sort, sort)} {as_line(found.get('id'))[:40]}".strip()
        return Item(found, sort, refused=f"{which}: {why_unread(error)}")


def _inside(
    found: Mapping[str, Any], around: Around, sort: Sort | None, depth: int
) -> Iterator[Item]:
    """What stands in an object that is no item itself, or in the edges of one."""
    for key, value in found.items():
        if key == "data":
            parts = value if isinstance(value, list) else [value]  # one object for a list
            yield from walk([part for part in parts if part is not None], around, sort, depth + 1)
        elif key == "entry":  # of a webhook
            for each, known in objects_in(value):
                yield _item(each, known, around)
        elif key in _EDGES:
            yield from walk(value, around, _EDGES[key], depth + 1)
        elif isinstance(value, Mapping) and key not in NOBODY and around.post is None:
            yield from walk(value, around, sort, depth + 1)


def _of_batch(body: str, around: Around, depth: int) -> Iterator[Item]:
    try:
        inner = read_json(body)
    except ValueError:
        yield Item({}, "post", refused="a part of the batch: not JSON")
        return
    if error := error_in(inner):
        yield Item({}, "post", refused=f"a part of the batch: {error}")
        return
    yield from walk(inner, replace(around, own=around.own | _owners(inner).own), None, depth + 1)


def _limited(items: Iterator[Item]) -> Iterator[Item]:
    for n, item in enumerate(items):
        if n >= _MOST:
            yield Item({}, "post", refused=f"more than {_MOST:,} items: the rest was left out")
            return
        yield item


def _owners(found: object) -> Around:
    """Whose page or account it is, as far as the reply itself says."""
    own: set[str] = set()
    if isinstance(found, Mapping):
        entries = found.get("entry")
        own |= (
            {str(e["id"]) for e in entries if isinstance(e, Mapping) and e.get("id")}
            if isinstance(entries, list)
            else set()
        )
        if not sort_of(found, None) and _EDGES.keys() & found.keys():
            own |= {str(found[key]) for key in ("id", "username") if found.get(key)}
        account = found.get("instagram_business_account")
        if isinstance(account, Mapping):
            own |= {str(account[key]) for key in ("id", "username") if account.get(key)}
    return Around(frozenset(own))


def _is_empty(found: object) -> bool:
    """Is it a list of Graph's that holds nothing, as opposed to something else?"""
    if isinstance(found, list):
        return not found
    if not isinstance(found, Mapping):
        return False
    if "data" in found:
        return not found["data"]
    edges = [found[key] for key in _EDGES if key in found]
    return bool(edges) and all(not edge or _is_empty(edge) for edge in edges)


def listed(found: object, around: Around, sort: Sort) -> tuple[list[list[Item]], str | None]:
    """The items of one page of a list, each with those inside it, and the cursor to the next page.

    SourceChangedError for what is no list.
    """
    data = found.get("data") if isinstance(found, Mapping) else None
    data = [data] if isinstance(data, Mapping) else data
    if not isinstance(found, Mapping) or not isinstance(data, list):
        raise SourceChangedError("no list under `data`: is this from Meta's Graph?")
    items = [
        list(walk([each], around, sort)) or [Item({}, sort, refused=f"item {n}: {_UNKNOWN}")]
        for n, each in enumerate(data, start=1)
    ]
    return items, _next_of(found)


def _next_of(found: Mapping[str, Any]) -> str | None:
    """The cursor to the next page of a list; `next` itself holds the token."""
    paging = found.get("paging")
    is_last = not isinstance(paging, Mapping) or not paging.get("next")
    return None if is_last else older_in(paging, "cursors", "after")

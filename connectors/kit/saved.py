"""Saved replies: one that a person kept, or that was recorded, read without asking anybody."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from connectors.kit.contract import Connector, Mention, Page
from connectors.kit.errors import UNREADABLE, SourceChangedError, why_unread
from connectors.kit.reading.json_text import TooMuchError, read_json

MAX_BYTES = 50_000_000
PIECE = 500  # mentions that come back from a child at once


def json_in(reply: bytes) -> Any:
    """The value of a reply in JSON; raises SourceChangedError with what it is instead."""
    start = reply.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not start:
        raise SourceChangedError("nothing is in it")
    if start == b"<":
        raise SourceChangedError("a web page where JSON was asked")
    try:
        found = read_json(
            reply.decode(json.detect_encoding(reply), "surrogatepass").strip("\ufeff")
        )
    except TooMuchError as error:
        raise SourceChangedError(f"not JSON: {error}") from error
    except ValueError as error:
        raise SourceChangedError("not JSON, or it ends in the middle") from error
    if found is None:
        raise SourceChangedError("null where JSON was asked")
    return found


def gathered(
    items: Iterable[object], read: Callable[[Any], Iterable[Mention]], what: str = "item"
) -> Page:
    """As `each_of`, of a reply that a person gives: SourceChangedError where none of its items can be read."""
    shown = list(items)
    page = each_of(shown, read, what)
    if page.refused and len(page.refused) == len(shown):
        raise SourceChangedError(f"nothing in it could be read: {page.refused[0]}")
    return page


def each_of(
    items: Iterable[object], read: Callable[[Any], Iterable[Mention]], what: str = "item"
) -> Page:
    """The mentions of each item, once each; one that breaks `read` is refused with its place."""
    mentions: dict[str, Mention] = {}
    refused: list[str] = []
    for count, item in enumerate(items, start=1):
        try:
            mentions |= {mention.external_id: mention for mention in read(item)}
        except UNREADABLE as error:
            refused.append(f"{what} {count}: {why_unread(error)}")
    return Page(tuple(mentions.values()), refused=tuple(refused))


def pages_in(kind: type[Connector], reply: bytes) -> Iterator[Page]:
    """`kind.mentions_in`, some mentions at a time: what a child has to tell stays small."""
    page = kind.mentions_in(reply)
    for start in range(0, len(page.mentions), PIECE):
        yield Page(page.mentions[start : start + PIECE])
    yield Page((), refused=page.refused, unclear=page.unclear, said=page.said)

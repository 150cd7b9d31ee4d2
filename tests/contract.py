"""What every connector owes the listener; each connector's tests call `check_contract` once."""

import json
import re
from collections.abc import Sequence
from datetime import UTC
from typing import Any

import httpx
import pytest
from polls import last_cursor
from pydantic import ValidationError
from replay import PAGES, Replay

from connectors.kit.contract import VENUES, Connector, Mention, Page
from connectors.kit.errors import (
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
)
from connectors.kit.genres import GENRES

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|&(amp|lt|gt|quot|nbsp|#\d+);")
_PAGE = "<!DOCTYPE html><html><head><title>Are you a robot?</title></head><body>Wait</body></html>"
# In the place of an error: never closed, and whole but deeper than anybody reads.
_BOMBS = (
    b'{"error":' * 100_000,
    *(
        b'{"%b":%b%b}' % (key, b"[" * 50_000, b"]" * 50_000)
        for key in (b"error", b"errors", b"fault")
    ),
    *(b'{"message":%b1%b}' % (b'{"a":' * depth, b"}" * depth) for depth in (300, 900, 960)),
)


def check_contract(
    source: Connector, *replies: str, empty: bytes | None = None, tells_gone: bool = False
) -> None:
    """Check a kind that reads over HTTP, by the recorded replies of one whole first poll.

    `empty` is how its service says that there is nothing, where that looks like no reply of it. `tells_gone`:
    a review that it shows without its answer says that the answer is gone, whether there was one or not.
    """
    first = list(source.pages(Replay(*replies), None))
    check_mentions(first)
    _reads_again_what_it_knows(source, replies, first, tells_gone=tells_gone)
    _takes_304_for_success(source, first)
    _names_failures_by_what_happens_next(source)
    _sets_odd_items_aside(source, replies[0])
    _refuses_what_it_does_not_know(source, replies[0], empty)
    if empty is not None:
        pages = list(source.pages(Replay(httpx.Response(200, content=empty)), None))
        assert [page.mentions for page in pages if page.mentions] == []
    check_settings(source)


def check_conversation(
    source: Connector, faults: Sequence[tuple[Connector, type[SourceError]]]
) -> None:
    """Check a kind that has a line of its own (kit/http/sockets) in the place of HTTP.

    The server of `source` holds some mentions; each of `faults` meets something that goes wrong.
    """
    with httpx.Client(transport=httpx.MockTransport(_no_http)) as http:
        first = list(source.pages(http, None))
        check_mentions(first)
        cursor = last_cursor(first)
        again = list(source.pages(http, cursor))
        assert [page.mentions for page in again if page.mentions] == []
        assert all(page.cursor in (None, cursor) for page in again), "nothing new moved the cursor"
        met = set()
        for broken, expected in faults:
            with pytest.raises(SourceError) as caught:
                list(broken.pages(http, cursor))
            assert caught.type is expected, f"{broken.name}: {caught.value}"
            assert "\n" not in str(caught.value)
            met.add(expected)
    assert met == {SourceBusyError, SourceRefusedError, SourceChangedError}
    check_settings(source)


def _no_http(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"asked over HTTP: {request.url}")


def check_mentions(pages: list[Page]) -> list[Mention]:
    """Check that the pages hold mentions that the listener can store."""
    mentions = [mention for page in pages for mention in page.mentions]
    assert mentions, "the replies hold no mention"
    ids = [mention.external_id for mention in mentions]
    assert len(set(ids)) == len(ids), "an id came twice in one poll"
    for mention in mentions:
        _check_mention(mention)
    for page in pages:
        assert page.cursor is None or page.cursor
    return mentions


def _check_mention(mention: Mention) -> None:
    assert isinstance(mention.external_id, str)
    assert mention.external_id.strip()
    assert mention.genre in GENRES
    assert mention.venue is None or mention.venue in VENUES
    assert mention.url is None or mention.url.startswith(("https://", "http://"))
    assert mention.posted_at is None or mention.posted_at.tzinfo is UTC
    for text in (mention.text, mention.title, mention.parent_text, mention.thread_title):
        assert text is None or not _TAG.search(text), "markup is left in the text"
        assert text is None or (text == text.strip() and "\0" not in text)
        assert not any("\ud800" <= c <= "\udfff" for c in text or ""), (
            "half of a surrogate pair is left"
        )
    assert Mention.from_json(mention.to_json()) == mention


def _reads_again_what_it_knows(
    source: Connector, replies: tuple[str, ...], first: list[Page], *, tells_gone: bool
) -> None:
    known = {mention.external_id for page in first for mention in page.mentions}
    cursor = last_cursor(first)
    http = Replay(*replies)
    pages = source.pages(http, cursor)
    # What is gone may be said to be so by every poll: it is nothing new.
    shown = [m for page in pages for m in page.mentions]
    again = [m.external_id for m in shown if not (tells_gone and m.deleted)]
    assert set(again) <= known
    assert len(http.asked) <= 1, "with nothing new, one request has to do"


def _takes_304_for_success(source: Connector, first: list[Page]) -> None:
    cursor = last_cursor(first)
    pages = list(source.pages(Replay(httpx.Response(304)), cursor))
    assert [page.mentions for page in pages if page.mentions] == []
    assert all(page.cursor in (None, cursor) for page in pages), "a 304 moved the cursor"


def _names_failures_by_what_happens_next(source: Connector) -> None:
    for reply, expected in (
        (httpx.Response(429, headers={"retry-after": "7"}), SourceBusyError),
        (httpx.Response(429), SourceBusyError),
        (httpx.Response(500, text=_PAGE), SourceBusyError),
        (httpx.Response(503, headers={"retry-after": "7"}), SourceBusyError),
        (httpx.Response(401), SourceRefusedError),
        (httpx.Response(403, text=_PAGE), SourceRefusedError),
        *((httpx.Response(403, content=bomb), SourceRefusedError) for bomb in _BOMBS),
        *((httpx.Response(400, content=bomb), SourceChangedError) for bomb in _BOMBS),
        (httpx.Response(410), SourceRefusedError),
        (httpx.Response(404), SourceChangedError),
        (httpx.Response(200, html=_PAGE), SourceChangedError),
        (httpx.Response(200, content=b""), SourceChangedError),
        (httpx.Response(200, json={"moved": True}), SourceChangedError),
        (httpx.Response(200, json=None), SourceChangedError),
    ):
        with pytest.raises(SourceError) as caught:
            list(source.pages(Replay(reply), None))
        assert caught.type is expected, f"{reply}: {caught.value}"
        assert "\n" not in str(caught.value)
        if "retry-after" in reply.headers:
            assert isinstance(caught.value, SourceBusyError)
            assert caught.value.retry_after == 7


def _sets_odd_items_aside(source: Connector, reply: str) -> None:
    """Items that cannot be read are told; a page of such alone promises nothing and does not fail for ever."""
    try:
        found = json.loads((PAGES / reply).read_bytes())
    except ValueError:
        return  # a feed: its reader leaves out what it cannot read
    http = Replay(httpx.Response(200, json=_with_odd_items(found)))
    pages = list(source.pages(http, None))
    assert not any(page.mentions for page in pages)
    assert any(page.refused for page in pages), "odd items alone are passed over in silence"
    later = list(source.pages(Replay(reply), last_cursor(pages)))
    assert any(page.mentions for page in later), "what could not be read is not asked for again"


def _with_odd_items(found: Any) -> Any:
    """The reply with nothing in the outermost objects of its lists."""
    if isinstance(found, list):
        return [dict.fromkeys(one) if isinstance(one, dict) else one for one in found]
    if isinstance(found, dict):
        return {key: _with_odd_items(value) for key, value in found.items()}
    return found


def _refuses_what_it_does_not_know(source: Connector, reply: str, empty: bytes | None) -> None:
    """Of a reply cut in the middle only whole items are taken, and that is told; garbage never crashes."""
    whole = (PAGES / reply).read_bytes()
    cut = httpx.Response(200, content=whole[: len(whole) * 2 // 3])
    try:
        pages = list(source.pages(Replay(cut), None))
    except SourceChangedError:
        pages = []
    all_of_it = [m for page in source.pages(Replay(reply), None) for m in page.mentions]
    assert all(m in all_of_it for page in pages for m in page.mentions), "half an item was taken"
    assert all("in the middle" in page.refused[0] for page in pages)
    bodies = {b"\0" * 64, b"\xff\xfe<\xd8", b"[" * 100_000, b"\xef\xbb\xbf", b"{}"}
    for garbage in bodies - {empty}:
        with pytest.raises(SourceChangedError):
            list(source.pages(Replay(httpx.Response(200, content=garbage)), None))


def check_settings(source: Connector) -> None:
    """Check that a mistyped setting is refused and that settings cannot change."""
    known = source.model_dump(exclude_unset=True)
    with pytest.raises(ValidationError):
        type(source).model_validate({**known, "mistyped": True})
    with pytest.raises(ValidationError):
        setattr(source, "name", "other")  # noqa: B010 (mypy knows that it is frozen)

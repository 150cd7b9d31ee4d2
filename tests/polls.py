"""One poll of a connector, as its tests look at it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import httpx
import time_machine

from connectors.kit.contract import Connector, Mention, Page


def polled(
    source: Connector,
    answer: Callable[[httpx.Request], httpx.Response],
    cursor: str | None = None,
    *,
    follow_redirects: bool = False,
) -> tuple[list[Page], str | None]:
    """The pages of a poll whose requests `answer` answers, and the cursor for the next."""
    transport = httpx.MockTransport(answer)
    with httpx.Client(transport=transport, follow_redirects=follow_redirects) as http:
        pages = list(source.pages(http, cursor))
    return pages, last_cursor(pages, cursor)


def polled_at(
    source: Connector,
    answer: Callable[[httpx.Request], httpx.Response],
    cursor: str | None,
    second: float,
) -> tuple[list[Page], str | None]:
    """The same, at a second since 1970 that does not pass."""
    with time_machine.travel(datetime.fromtimestamp(second, UTC), tick=False):
        return polled(source, answer, cursor)


def last_cursor(pages: Sequence[Page], cursor: str | None = None) -> str | None:
    """The cursor that a poll which began at `cursor` leaves."""
    return next((page.cursor for page in reversed(pages) if page.cursor), cursor)


def ids(pages: Sequence[Page]) -> list[str]:
    """The ids of what they hold, in order."""
    return [mention.external_id for page in pages for mention in page.mentions]


def shown(pages: Sequence[Page]) -> list[Mention]:
    """What they hold, in order."""
    return [mention for page in pages for mention in page.mentions]


def by_id(pages: Sequence[Page]) -> dict[str, Mention]:
    """What they hold, by its id."""
    return {mention.external_id: mention for mention in shown(pages)}


def said(pages: Sequence[Page]) -> list[str]:
    """What they tell operators, as it is said in English."""
    return [str(line) for page in pages for line in page.said]


def ids_of_several(poll: Callable[[str | None], tuple[list[Page], str | None]]) -> list[str]:
    """The ids of a first poll that leaves something behind, and of as many more as that takes."""
    pages, cursor = poll(None)
    assert pages[-1].behind
    found = ids(pages)
    while pages[-1].behind:
        pages, cursor = poll(cursor)
        found += ids(pages)
    return found

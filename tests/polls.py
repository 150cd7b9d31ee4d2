"""One poll of a connector, as its tests look at it."""

from collections.abc import Callable, Sequence

import httpx

from connectors.kit.contract import Connector, Page


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


def last_cursor(pages: Sequence[Page], cursor: str | None = None) -> str | None:
    """The cursor that a poll which began at `cursor` leaves."""
    return next((page.cursor for page in reversed(pages) if page.cursor), cursor)


def ids(pages: Sequence[Page]) -> list[str]:
    """The ids of what they hold, in order."""
    return [mention.external_id for page in pages for mention in page.mentions]


def ids_of_several(poll: Callable[[str | None], tuple[list[Page], str | None]]) -> list[str]:
    """The ids of a first poll that leaves something behind, and of as many more as that takes."""
    pages, cursor = poll(None)
    assert pages[-1].behind
    found = ids(pages)
    while pages[-1].behind:
        pages, cursor = poll(cursor)
        found += ids(pages)
    return found

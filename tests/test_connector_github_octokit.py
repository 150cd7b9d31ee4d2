"""The kind `github` against what GitHub answered, recorded by octokit and served by its own server."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import time_machine
from loopback import serving
from rigs.effort import PATIENCE
from rigs.octokit import TOKEN, Scenario

from connectors.github.source import Github
from connectors.kit.contract import Page
from connectors.kit.errors import SourceError
from connectors.kit.http.guard import guarded_client
from connectors.kit.http.state import HttpState

RECORDED = datetime(2017, 10, 11, tzinfo=UTC)
PAGED = "octokit-fixture-org/paginate-issues"
FOUND = "octokit-fixture-org/search-issues"


@pytest.fixture(autouse=True)
def _then() -> Iterator[None]:
    with time_machine.travel(RECORDED, tick=False):
        yield


def relay(api: str, as_recorded: Callable[[httpx.Request], str]) -> Callable[..., httpx.Response]:
    """The same request, at the address that was recorded; its headers go along."""

    def answer(request: httpx.Request) -> httpx.Response:
        kept = {k: v for k, v in request.headers.items() if k in ("accept", "authorization")}
        reply = httpx.get(
            api + as_recorded(request), headers=kept, trust_env=False, timeout=PATIENCE
        )
        more = {
            k: v for k, v in reply.headers.items() if k.startswith(("content-t", "link", "x-ra"))
        }
        return httpx.Response(reply.status_code, headers=more, content=reply.content)

    return answer


def paged(request: httpx.Request) -> str:
    """Three issues a page were recorded, and all pages but the first under the repository's number."""
    assert request.url.params["per_page"] == "100"
    if not request.url.path.endswith("/issues"):
        return request.url.path
    page = request.url.params.get("page")
    rest = f"&page={page}" if page else ""
    return f"{'/repositories/1000/issues' if page else request.url.path}?per_page=3{rest}"


def searched(request: httpx.Request) -> str:
    assert request.url.params["q"] == '"sesame" in:title,body is:issue'
    return "/search/issues?q=sesame%20repo%3Aoctokit-fixture-org%2Fsearch-issues"


def poll(url: str, **options: Any) -> list[Page]:
    known = {"name": "gh", "url": url, "token": TOKEN, "allow_private": True, "days_back": 365}
    source = Github.model_validate({**known, **options})
    with guarded_client(allow_private=True, state=HttpState(), spacing=None) as http:
        return list(source.pages(http, None))


def test_a_repositorys_issues_are_read_over_all_its_pages(octokit: Scenario) -> None:
    with serving(relay(octokit("paginate-issues"), paged)) as url:
        pages = poll(url, repos=[PAGED])
    found = [m for page in pages for m in page.mentions]
    assert [m.thread_key for m in found] == [f"{PAGED}#{n}" for n in range(13, 0, -1)]
    assert len({m.external_id for m in found}) == 13
    first = found[0]
    # The server writes its own address in the place of GitHub's.
    assert first.url is not None
    assert first.url.endswith(f"/{PAGED}/issues/13")
    assert first.title is None
    assert first.text
    assert first.author is not None
    assert first.author.url is not None
    assert first.author.url.endswith(f"/{first.author.id}")
    assert first.posted_at is not None
    assert first.posted_at.year == 2017
    # Its comments were not recorded: that list fails, and the other is read all the same.
    assert [line for page in pages for line in page.said]


def test_a_search_finds_what_holds_the_word(octokit: Scenario) -> None:
    with serving(relay(octokit("search-issues"), searched)) as url:
        found = [m for page in poll(url, query=["sesame"]) for m in page.mentions]
    assert {m.thread_key for m in found} == {f"{FOUND}#1", f"{FOUND}#2"}
    assert all("sesame" in f"{m.title} {m.text}".lower() for m in found)
    assert {m.venue for m in found} == {"public"}


def test_what_is_asked_in_another_way_has_no_reply(octokit: Scenario) -> None:
    """The server compares headers: the token stands where GitHub wants it."""
    with (
        serving(relay(octokit("search-issues"), searched)) as url,
        pytest.raises(SourceError),
    ):
        poll(url, query=["sesame"], token="another")

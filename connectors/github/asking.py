"""What one poll of GitHub asks: a page of a list, how it goes on, and what a refusal says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from pydantic import SecretStr

from connectors.github.items import error_in, is_bots, is_pull, items_of, read_item, repository_of
from connectors.kit.errors import (
    UNREADABLE,
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    UnreadError,
    why_unread,
)
from connectors.kit.http.addresses import shown_url
from connectors.kit.http.fetch import decoded, failed_body, get
from connectors.kit.http.waits import retry_after
from connectors.kit.reading.dates import read_date
from connectors.kit.reading.entries import as_line
from connectors.kit.reading.folding import names_one
from connectors.kit.walk.paging import Listed, Listing

LIMIT = 100  # items a request, the most that it gives
SHOWN = 10  # pages of one search: 1,000 hits
_PAUSE = 60.0  # seconds, where a limit is passed and nobody says for how long


@dataclass(frozen=True, slots=True)
class Wanted:
    """One list that is read: a repository's issues, its comments, or the hits of a phrase."""

    path: str
    repo: str = ""
    phrase: str = ""

    @property
    def key(self) -> str:
        """By which the cursor knows it."""
        return f"{self.path} {self.phrase}".strip()


class Settings(Protocol):
    """What the source's settings say of asking."""

    @property
    def repos(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def query(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def token(self) -> SecretStr | None: ...  # noqa: D102
    @property
    def pull_requests(self) -> bool: ...  # noqa: D102
    @property
    def url(self) -> str: ...  # noqa: D102


class Asking:
    """What one poll asks of one list."""

    def __init__(
        self, source: Settings, http: httpx.Client, one: Wanted, floor: int, seen: set[str]
    ) -> None:
        self._source, self._http, self._one, self._floor = source, http, one, floor
        self._seen = seen
        self._own = {repo.lower() for repo in source.repos}

    def listing(self, at: str | None, fresh: bool) -> Listing | None:
        """The page that `at` asks for; None: the newest."""
        url = f"{self._source.url.rstrip('/')}/{self._one.path}"
        asked = self._asked(at)
        headers = {"Accept": "application/vnd.github.v3+json", "X-GitHub-Api-Version": "2022-11-28"}
        if self._source.token:
            headers["Authorization"] = f"token {self._source.token.get_secret_value()}"
        reply = get(self._http, url, asked, headers=headers, fresh=fresh, explain=self._explained)
        if reply is None:
            return None
        found = decoded(reply)
        if self._one.phrase and not (isinstance(found, Mapping) and "items" in found):
            raise SourceChangedError(f"{shown_url(url)}: no list of hits: is this GitHub's search?")
        try:
            shown = items_of(found)
        except SourceChangedError as error:
            raise SourceChangedError(f"{shown_url(url)}: {error}") from error
        items, refused = self._items(shown)
        is_part = isinstance(found, Mapping) and found.get("incomplete_results") is True
        said = f"GitHub's search for {self._one.phrase} was cut short by its own clock"
        older = self._older(reply, asked, items)
        return Listing(tuple(items), older, tuple(refused), (said,) if is_part else ())

    def _asked(self, at: str | None) -> dict[str, str]:
        asked = {"per_page": str(LIMIT)} | dict(parse_qsl(at or ""))
        if not self._one.phrase:
            asked |= {"sort": "updated", "direction": "desc"}
            return asked if self._one.path.endswith("comments") else asked | {"state": "all"}
        kind = "" if self._source.pull_requests else " is:issue"
        until = f" created:<={asked.pop('until')}" if "until" in asked else ""
        query = f'"{self._one.phrase}" in:title,body{kind}{until}'
        return asked | {"q": query, "sort": "created", "order": "desc"}

    def _older(
        self, reply: httpx.Response, asked: Mapping[str, str], items: list[Listed]
    ) -> str | None:
        """How to go on: of the link that GitHub gives, the place alone, never the address."""
        after = reply.links.get("next", {}).get("url", "")
        told = {k: v for k, v in parse_qsl(urlsplit(after).query) if k in ("page", "after")}
        if not told:
            is_wall = self._one.phrase and asked.get("page") == str(SHOWN) and len(items) >= LIMIT
            if not is_wall:
                return None
            told = {"until": _iso(min(item.position for item in items))}
        elif self._one.phrase and (until := re.search(r"created:<=(\S+)$", asked["q"])):
            told["until"] = until[1]
        return urlencode(told)

    def _items(self, shown: list[Any]) -> tuple[list[Listed], list[str]]:
        items: list[Listed] = []
        refused: list[str] = []
        for number, each in enumerate(shown, start=1):
            try:
                items.append(self._item(each))
            except UNREADABLE as error:
                refused.append(f"{self._one.key}: item {number}: {why_unread(error)}")
        return items, refused

    def _item(self, found: Any) -> Listed:
        is_ours = bool(self._one.repo)
        [mention] = read_item(found, is_ours=is_ours)
        written = mention.posted_at
        changed = read_date(as_line(found.get("updated_at"))) if is_ours else written
        if written is None or changed is None:
            raise UnreadError("no time")
        id_, position = mention.external_id, int(changed.timestamp())
        is_left_out = (
            written.timestamp() < self._floor
            or id_ in self._seen
            or is_bots(found)
            or (is_pull(found) and not self._source.pull_requests)
            or (not is_ours and self._is_elsewhere(found))
        )
        self._seen.add(id_)
        return Listed(position, id_, None if is_left_out else mention)

    def _is_elsewhere(self, found: Mapping[str, Any]) -> bool:
        """A hit of our own repositories is read there; GitHub also finds words that only look alike."""
        told = f"{as_line(found.get('title'))}\n{found.get('body') or ''}"
        return repository_of(found) in self._own or not names_one(told, self._source.query)

    def _explained(self, reply: httpx.Response) -> SourceError | None:
        """What GitHub says of a request that it refused."""
        told = error_in(failed_body(reply))
        status, shown = (
            reply.status_code,
            self._one.repo or shown_url(reply.url.copy_with(query=None)),
        )
        if status in (403, 429) and "rate limit" in told.lower():
            wait = retry_after(reply.headers, datetime.now(UTC))
            return SourceBusyError(
                f"{shown}: {status}, GitHub's limit of requests is reached; a token raises it",
                retry_after=_PAUSE if wait is None else wait,
                status=status,
            )
        if not told or status >= 500 or status == 429:
            return None
        if status == 401:
            return SourceRefusedError(
                f"{shown}: 401, the token is not accepted ({told}): make a new one", status=status
            )
        if status == 404 and self._one.repo:
            return SourceChangedError(
                f"{shown}: 404, no such repository, or a private one: correct its name in repos, or give"
                " a token that may read it",
                status=status,
            )
        if status == 403:
            return SourceRefusedError(f"{shown}: 403, GitHub says: {told}", status=status)
        if status in (410, 451):
            return SourceRefusedError(
                f"{shown}: {status}, closed or gone, GitHub says: {told}: take it out of repos",
                status=status,
            )
        return SourceChangedError(f"{shown}: {status}, GitHub says: {told}", status=status)


def _iso(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"

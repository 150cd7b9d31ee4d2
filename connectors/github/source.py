"""GitHub: issues and comments of the brand's own repositories, and a search of everybody's issues.

The lists of a repository are in order of their last change, so edits come by themselves; what was
written before the first poll's days is left out, whoever touched it since. The search is in order
of writing, learns of some issues late, and shows no more than 1,000 hits of one query: older ones
are asked for by time.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from urllib.parse import urlsplit

import httpx
from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator

from connectors.github.asking import Asking, Wanted
from connectors.github.guide import GUIDES
from connectors.github.items import in_reply
from connectors.kit.about import About, Settings
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceBusyError, SourceError
from connectors.kit.guide import Guides
from connectors.kit.reading.phrases import Phrases
from connectors.kit.walk.lists import State, read_on, states_in
from connectors.kit.walk.paging import DAY, DEEP, Fetch, Reach

PAGES = 10  # requests of one poll for one list, at most
OVERLAP = 3_600  # seconds read again
_REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}")


class Github(Connector):
    """Issues and comments of own repositories on GitHub, and issues anywhere that hold a phrase."""

    model_config = ConfigDict(hide_input_in_errors=True)

    realm: ClassVar[str | None] = "github"
    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("repos", "query")
    poll_minutes: int = Field(default=30, ge=1, le=525_600)
    """Minutes between two visits; without a token GitHub allows 60 requests an hour, two a repository."""
    repos: tuple[str, ...] = ()
    """The brand's own repositories, as owner/name or by their address: their issues and comments."""
    query: Phrases = ()
    """Names or phrases that are searched for in the issues of all public repositories."""
    token: SecretStr | None = None
    """An access token: more requests, and private repositories."""
    pull_requests: bool = False
    """Are pull requests read, too?"""
    days_back: int = Field(default=30, ge=1, le=3_650)
    """Days that the first poll reads back."""
    url: str = Field(default="https://api.github.com", pattern=r"^https?://[^/\s]+")
    """The API's address."""

    @field_validator("repos")
    @classmethod
    def _are_named(cls, repos: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for repo in repos:
            told = re.sub(r"^(?:https?://)?(?:www\.)?github\.com/", "", repo.strip()[:500])
            name = "/".join(told.split("/")[:2]).removesuffix(".git")
            if not _REPOSITORY.fullmatch(name):
                raise ValueError("expected a repository as owner/name")
            found.append(name)
        return tuple(dict.fromkeys(found))

    @model_validator(mode="after")
    def _asks_for_something(self) -> "Github":
        if not (self.repos or self.query):
            raise ValueError("repos: name a repository of yours, or a query to search for")
        told = "x" if self.token is None else self.token.get_secret_value()
        if not re.fullmatch(r"[\x21-\x7e]+", told):
            raise ValueError("token: expected the token, without blanks")
        if self.token and self.url.startswith("http:") and not self.allow_private:
            raise ValueError("token: it would be sent in the clear: write https://")
        return self

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The repositories that the site leads to."""
        repos = []
        for link in about.links_to("github.com"):
            name = "/".join(urlsplit(link).path.strip("/").split("/")[:2])
            if _REPOSITORY.fullmatch(name):
                repos.append(name)
        if repos:
            yield {"repos": list(dict.fromkeys(repos))[:5]}

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """What a saved reply holds: a list of issues or comments, a search, one alone, a webhook's."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new of each list; one that fails keeps none of the others from being read."""
        now = int(datetime.now(UTC).timestamp())
        since = now - self.days_back * DAY
        lists = self._lists()
        states = _states(cursor, {one.key for one in lists})
        seen: set[str] = set()
        errors: list[SourceError] = []
        is_behind = False
        for one in lists:
            deep = DEEP if one.phrase else 0
            reach = Reach(max_pages=PAGES, overlap=OVERLAP, ceiling=now + DAY, deep=deep, now=now)
            fetch_from = partial(self._listing, http, one, seen)
            was_cut = False
            try:
                for page in read_on(states, one.key, fetch_from, since, reach):
                    was_cut = page.behind
                    told = json.dumps(states, ensure_ascii=False) if states else None
                    yield replace(page, cursor=told, behind=is_behind or was_cut)
            except SourceBusyError:
                raise  # it holds for all of them
            except SourceError as error:
                errors.append(error)
            is_behind = is_behind or was_cut
        if errors and len(errors) == len(lists):
            raise errors[0]
        if errors:
            told = json.dumps(states, ensure_ascii=False) if states else None
            yield Page((), told, is_behind, said=tuple(dict.fromkeys(map(str, errors))))

    def _listing(self, http: httpx.Client, one: Wanted, seen: set[str], floor: int) -> Fetch:
        return Asking(self, http, one, floor, seen).listing

    def _lists(self) -> list[Wanted]:
        own = [
            Wanted(f"repos/{repo}/{rest}", repo=repo)
            for repo in self.repos
            for rest in ("issues", "issues/comments")
        ]
        return own + [Wanted("search/issues", phrase=phrase) for phrase in self.query]


def _states(cursor: str | None, keys: set[str]) -> dict[str, State]:
    """Where each list stands; what cannot be read is a first poll."""
    try:
        found = json.loads(cursor or "{}")
        return states_in({k: v for k, v in found.items() if k in keys})
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}

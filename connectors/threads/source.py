"""Threads: what is said to the brand's account, under its posts, and, once Meta approved it, by its name.

The search is counted by Meta for a person and any 24 hours, whatever app asks; a day's limit here is at
most half of that, so that no 24 hours across midnight hold more.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar, Self

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr, field_validator, model_validator

from connectors.kit.about import About, Settings
from connectors.kit.budget import Budget, Spender, SpentError, shared_by
from connectors.kit.contract import Page
from connectors.kit.errors import SourceBusyError, SourceError
from connectors.kit.grants import FOLDER
from connectors.kit.guide import Guides
from connectors.kit.login import Login
from connectors.kit.metagraph import EnoughError, TokenError
from connectors.kit.reading.phrases import Phrases
from connectors.kit.recheck import Again, Rechecked, Stored
from connectors.kit.said import Said
from connectors.threads.asking import Asking
from connectors.threads.guide import GUIDES
from connectors.threads.memory import Memory
from connectors.threads.poll import ROUNDS, Poll
from connectors.threads.posts import in_reply
from connectors.threads.token import token_of

_UNREAD = {
    "mentions": "posts that tag the account are not read, the rest is",
    "posts": "what is said under your posts is not read, the rest is",
    "answers": "what your account answers elsewhere is not read, the rest is",
    "search": "the search is not read, the rest is",
}
_OPTIONAL = ("mentions", "posts", "answers")
_NAME = re.compile(r"/@([A-Za-z0-9._]{1,30})(?:[/?#]|$)")


class Threads(Spender, Rechecked):
    """Posts on Threads that tag your account, replies under its posts, its answers, and a search."""

    model_config = ConfigDict(hide_input_in_errors=True)

    realm: ClassVar[str | None] = "threads"
    guides: ClassVar[Guides] = GUIDES
    recheck_most: ClassVar[int] = ROUNDS
    about_brand: bool = True
    account: str = Field(pattern=r"^@?[A-Za-z0-9._]{1,30}$")
    """The account's user name, such as acme; what it writes is the brand's."""
    token: SecretStr
    """The account's long-lived access token: "$THREADS_TOKEN"; it is made anew by itself."""
    phrases: Phrases = ()
    """Names to search for, once Meta has approved the search for your app; before, it finds only your own posts."""
    leave_out: tuple[str, ...] = ()
    """What is not read: of mentions (posts that tag you), posts (what is said under yours) and answers (yours elsewhere)."""
    days_back: int = Field(default=30, ge=1, le=730)
    """Days that the first poll reads back, and for which own posts are looked under."""
    requests_a_day: int = Field(default=12_000, ge=1, le=24_000)
    """Requests a day, of the 48,000 in any 24 hours that Meta gives at least: never more."""
    searches_a_day: int = Field(default=500, ge=0, le=1_100)
    """Searches a day, of the 2,200 in any 24 hours that Meta gives a person; 0: none."""
    url: str = Field(default="https://graph.threads.net", pattern=r"^https?://[^/\s]+")
    """The interface's address."""

    _folder: Path | None = PrivateAttr(default=None)

    @field_validator("account")
    @classmethod
    def _bare(cls, account: str) -> str:
        return account.removeprefix("@").lower()

    @field_validator("leave_out")
    @classmethod
    def _is_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if set(names) - set(_OPTIONAL):
            raise ValueError("expected any of mentions, posts and answers")
        return names

    @model_validator(mode="after")
    def _can_read(self) -> Self:
        if not re.fullmatch(r"[\x21-\x7e]+", self.token.get_secret_value().strip()):
            raise ValueError("token: expected the account's access token, without blanks")
        if set(self.leave_out) == set(_OPTIONAL) and not self.phrases:
            raise ValueError("leave_out: nothing is left to read")
        if self.url.startswith("http:") and not self.allow_private:
            raise ValueError("url: the token would be sent in the clear: write https://")
        return self

    def placed_in(self, storage: Path) -> Self:
        """With its token in the storage folder."""
        made = self.model_copy()
        made._folder = storage / FOLDER
        return made

    @property
    def _requests(self) -> Budget:
        purse = shared_by("threads", self.token.get_secret_value())
        what = "requests to Threads"
        return Budget(purse=purse, limit=self.requests_a_day, zone="UTC", what=what)

    @property
    def _searches(self) -> Budget:
        purse = f"{shared_by('threads', self.token.get_secret_value())}/searches"
        what = "searches on Threads"
        return Budget(purse=purse, limit=self.searches_a_day, zone="UTC", what=what)

    @property
    def budgets(self) -> tuple[Budget, ...]:
        """Meta counts the search apart."""
        return (self._requests, self._searches) if self.phrases else (self._requests,)

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The account that the site leads to."""
        for link in about.links_to("threads.com", "threads.net"):
            if found := _NAME.search(link[:500]):
                yield {"account": found[1].lower(), "token": "${THREADS_TOKEN}"}
                return

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The posts and replies of a saved reply: a list, one alone, what a webhook brought."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new of each list, then the search, then what is gone."""
        yield from self.until_spent(self._pages(http, cursor))

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Stored posts by their numbers, as long as the day's requests last."""
        try:
            yield from self._poll(http, None).asked_again([one.id for one in known])
        except (EnoughError, SpentError):
            return  # the next visit

    def _poll(self, http: httpx.Client, cursor: str | None) -> Poll:
        now = int(datetime.now(UTC).timestamp())
        token = token_of(http, self._login, self.token.get_secret_value().strip(), now)
        asking = Asking(http, self.url, token, self.spend)
        return Poll(asking, Memory(cursor, now), self._requests, self.account, self.days_back)

    def _pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        poll = self._poll(http, cursor)
        said: list[Said] = []
        yield from self._lists(poll, said)
        if not poll.behind:
            yield from poll.again()
        if said or poll.behind:
            yield poll.page(Page(said=tuple(said)))

    def _lists(self, poll: Poll, said: list[Said]) -> Iterator[Page]:
        """All that is to be read; what was refused of it is said. Raises where all of it was."""
        ways = {"posts": poll.owned, "mentions": poll.tagging, "answers": poll.answered}
        wanted = {name: way for name, way in ways.items() if name not in self.leave_out}
        if self.phrases and self.searches_a_day:
            wanted["search"] = partial(self._search, poll)
        refused: dict[str, SourceError] = {}
        for name, way in wanted.items():
            try:
                yield from way()
            except EnoughError:
                poll.behind = True
            except SpentError as error:
                if error.budget != self._searches:
                    raise
                said.append(error.budget.spent)
            except (SourceBusyError, TokenError):
                raise
            except SourceError as error:
                refused[name] = error
        if refused and len(refused) == len(wanted):
            raise next(iter(refused.values()))
        said += (_refusal(name, error) for name, error in refused.items())

    def _search(self, poll: Poll) -> Iterator[Page]:
        for phrase in self.phrases:
            yield from poll.search(self._searches, phrase, self.phrases)

    @property
    def _login(self) -> Login:
        return Login(
            source=self.name,
            client_id=shared_by("threads", self.token.get_secret_value().strip()),
            client_secret="",
            consent_url="",
            token_url=self.url.rstrip("/"),
            scope="",
            file=(self._folder or Path(FOLDER)) / f"{self.name}.json",
        )


def _refusal(name: str, error: SourceError) -> Said:
    text = f"{_UNREAD[name]}: {str(error).partition(': ')[2]}"  # without the address
    if name in _OPTIONAL:
        text = f'{text}; to do without, write leave_out = ["{name}"]'
    return Said(text, ends=True, hides=True)

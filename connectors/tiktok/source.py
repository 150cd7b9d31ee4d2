"""TikTok: comments under the videos of one's own account, by an app that TikTok has approved.

Nothing of other people's videos is open to a program.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Self

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr, field_validator, model_validator

from connectors.kit.about import About, Settings
from connectors.kit.contract import Page
from connectors.kit.grants import FOLDER
from connectors.kit.guide import Guides
from connectors.kit.login import Login
from connectors.kit.recheck import Again, Rechecked, Stored
from connectors.kit.said import Said
from connectors.tiktok.again import asked_again
from connectors.tiktok.asking import Asking, EnoughError, PlaceError
from connectors.tiktok.comments import Video, in_reply
from connectors.tiktok.guide import GUIDES
from connectors.tiktok.memory import Memory
from connectors.tiktok.poll import Poll
from connectors.tiktok.token import Tokens, named

_NAME = re.compile(r"tiktok\.com/@([A-Za-z0-9._]{2,24})(?:[/?#]|$)")
_VIDEO = re.compile(
    r"(?:https?://(?:www\.)?tiktok\.com/@[A-Za-z0-9._]{2,24}/(?:video|photo)/)?([0-9]{5,25})(?:[/?#].{0,300})?"
)
_MOST_SAID = 5  # videos that are named where they show nothing


class Tiktok(Rechecked):
    """Comments under your own TikTok videos, with their answers, by an app that TikTok approved."""

    model_config = ConfigDict(hide_input_in_errors=True)

    realm: ClassVar[str | None] = "tiktok"
    guides: ClassVar[Guides] = GUIDES
    recheck_most: ClassVar[int] = 300
    about_brand: bool = True
    poll_minutes: int = Field(default=30, ge=1, le=525_600)
    """Minutes between two visits; each asks for the comments of the newest twenty videos."""
    account: str = Field(pattern=r"^@?[A-Za-z0-9._]{2,24}$")
    """The account's user name, such as acme."""
    business_id: str = Field(pattern=r"^[A-Za-z0-9_-]{5,120}$")
    """What TikTok calls the account for your app: open_id of the reply that gave the tokens."""
    client_id: str = Field(pattern=r"^[A-Za-z0-9_-]{5,64}$")
    """The app's id."""
    client_secret: SecretStr
    """The app's secret."""
    refresh_token: SecretStr
    """The lasting token that the account's consent gave; it is good for a year."""
    videos: tuple[str, ...] = ()
    """Only these videos, by number or address; empty: all of the account."""
    days_back: int = Field(default=30, ge=1, le=730)
    """Days that the first poll reads back, and for which a video's comments are read after it was posted."""
    url: str = Field(default="https://business-api.tiktok.com", pattern=r"^https?://[^/\s]+")
    """The API's address."""

    _folder: Path | None = PrivateAttr(default=None)

    @field_validator("account")
    @classmethod
    def _bare(cls, account: str) -> str:
        return account.removeprefix("@").lower()

    @field_validator("videos")
    @classmethod
    def _are_videos(cls, told: tuple[str, ...]) -> tuple[str, ...]:
        found = [_VIDEO.fullmatch(one.strip()[:500]) for one in told]
        if not all(found):
            raise ValueError("expected a video's number, or its address")
        return tuple(dict.fromkeys(one[1] for one in found if one))

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        told = [self.client_secret.get_secret_value(), self.refresh_token.get_secret_value()]
        if not all(re.fullmatch(r"[\x21-\x7e]+", one) for one in told):
            raise ValueError("client_secret, refresh_token: expected them without blanks")
        if self.url.startswith("http:") and not self.allow_private:
            raise ValueError("url: its tokens would be sent in the clear: write https://")
        return self

    def placed_in(self, storage: Path) -> Self:
        """With its tokens in the storage folder."""
        made = self.model_copy()
        made._folder = storage / FOLDER
        return made

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The account that the site leads to; its number is not known by that."""
        for link in about.links_to("tiktok.com"):
            if found := _NAME.search(link[:500]):
                yield {
                    "account": found[1].lower(),
                    "client_secret": "${TIKTOK_CLIENT_SECRET}",
                    "refresh_token": "${TIKTOK_REFRESH_TOKEN}",
                }
                return

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The comments of a saved reply: of a video, answers to one, one alone."""
        return in_reply(reply)

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new under each video, then what is known as it is now."""
        poll = self._poll(http, cursor)
        refused: dict[str, PlaceError] = {}
        n = 0
        try:
            for video in poll.named(self.videos) if self.videos else poll.videos():
                n += 1
                yield from _read(poll, video, refused)
        except EnoughError:
            poll.behind = True
        if refused and len(refused) == n:
            raise next(iter(refused.values()))
        if not poll.behind:
            yield from poll.again()
        said = [_refusal(id_, error) for id_, error in list(refused.items())[:_MOST_SAID]]
        yield poll.page(Page(refused=tuple(poll.unread), said=tuple(said)))

    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Stored comments by their numbers, as they are now."""
        try:
            yield from asked_again(self._poll(http, None), known)
        except EnoughError:
            return  # the next visit

    def _poll(self, http: httpx.Client, cursor: str | None) -> Poll:
        now = int(datetime.now(UTC).timestamp())
        tokens = Tokens(http, self._login, self.refresh_token.get_secret_value(), now)
        asking = Asking(http, self.url, self.business_id, tokens.token)
        return Poll(asking, Memory(cursor, now), self.account, self.days_back)

    @property
    def _login(self) -> Login:
        return Login(
            source=self.name,
            client_id=named(self.client_id, self.refresh_token.get_secret_value()),
            client_secret=self.client_secret.get_secret_value(),
            consent_url="",
            token_url=self.url.rstrip("/"),
            scope="",
            file=(self._folder or Path(FOLDER)) / f"{self.name}.json",
        )


def _read(poll: Poll, video: Video, refused: dict[str, PlaceError]) -> Iterator[Page]:
    try:
        yield from poll.under(video)
    except PlaceError as error:
        refused[video.id] = error


def _refusal(id_: str, error: PlaceError) -> Said:
    """Without the address."""
    told = f"video {id_} is not read, the rest is: {str(error).partition(': ')[2]}"
    return Said(told, ends=True, hides=True)

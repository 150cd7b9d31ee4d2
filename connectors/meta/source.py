"""The brand's own Facebook page and Instagram account: what people say under its posts, and of it.

Comments come with the posts that they stand under, newest posts and newest comments first: one
request shows what is new under the last 25. What a busier hour brought is read on, post by post.
Once a day all posts of `days_back` are gone through again, for comments under older ones. What one
listing refuses, for want of a permission, does not stop the others: it is said, and they are read.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar, Self

import httpx
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr, field_validator, model_validator

from connectors.kit.about import About, Settings
from connectors.kit.contract import Connector, Page
from connectors.kit.errors import SourceBusyError, SourceError
from connectors.kit.guide import Guides
from connectors.kit.metagraph import EnoughError, TokenError
from connectors.kit.said import Said
from connectors.kit.saved import json_in
from connectors.meta.graph import Graph, version_said
from connectors.meta.guide import GUIDES
from connectors.meta.items import Around
from connectors.meta.poll import Poll
from connectors.meta.replies import page_of

# Of a list that is refused: what is not read, and whether the settings may leave it out.
_UNREAD = {
    "feed": "the page's posts and what is said under them are not read, the rest is",
    "media": "the Instagram posts and what is said under them are not read, the rest is",
    "tagged": "posts that tag the page are not read, the rest is",
    "ratings": "the page's recommendations are not read, the rest is",
    "tags": "posts that tag the Instagram account are not read, the rest is",
}
_FRENCH = frozenset(["FR", "BE", "LU", "CH", "MC"])
_OPTIONAL = ("tagged", "ratings", "tags")


class Meta(Connector):
    """Comments under the brand's own Facebook and Instagram posts, recommendations, and posts that tag it."""

    model_config = ConfigDict(hide_input_in_errors=True)

    realm: ClassVar[str | None] = "meta"
    guides: ClassVar[Guides] = GUIDES
    add_asks: ClassVar[tuple[str, ...]] = ("page", "instagram")
    about_brand: bool = True
    token: SecretStr
    """The page's own access token: "$META_PAGE_TOKEN"."""
    page: str = ""
    """The Facebook page's number, such as 104512345678901; empty: no page is read."""
    instagram: str = ""
    """The number of the Instagram account that is linked to the page, such as 17841400000000000; empty: none is read."""
    leave_out: tuple[str, ...] = ()
    """What is not read: of tagged, ratings (a page's recommendations) and tags (media that tag the account)."""
    days_back: int = Field(default=90, ge=1, le=730)
    """Days for which a post's comments are read after it was posted."""
    url: str = Field(default="https://graph.facebook.com", pattern=r"^https?://[^/\s]+")
    """The interface's address."""

    _lang: str = PrivateAttr(default="")  # of the brand's country, "" for English

    @field_validator("page", "instagram")
    @classmethod
    def _is_number(cls, number: str) -> str:
        if number.strip() and not re.fullmatch(r"[0-9]{5,20}", number.strip(), re.ASCII):
            raise ValueError(
                "expected a number in quotes, such as 104512345678901: no name, no address"
            )
        return number.strip()

    @field_validator("leave_out")
    @classmethod
    def _is_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if set(names) - set(_OPTIONAL):
            raise ValueError("expected any of tagged, ratings and tags")
        return names

    @model_validator(mode="after")
    def _can_read(self) -> "Meta":
        if not self.page and not self.instagram:
            raise ValueError(
                "page: give the number of the page, or of its Instagram account under instagram"
            )
        if not self.token.get_secret_value().strip():
            raise ValueError("token: the page's access token is missing")
        if self.url.startswith("http:") and not self.allow_private:
            raise ValueError("url: the token would be sent in the clear: write https://")
        return self

    def timed_in(self, zone: str, country: str) -> Self:  # noqa: ARG002
        """With the language of the brand's country."""
        made = self.model_copy()
        made._lang = "fr" if country in _FRENCH else ""
        return made

    @classmethod
    def proposed(cls, about: About, http: httpx.Client) -> Iterator[Settings]:  # noqa: ARG003
        """The page or account that the brand's site leads to: its number is not known by that."""
        if any(about.links_to("facebook.com", "instagram.com")):
            yield {"token": "${META_PAGE_TOKEN}"}

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:
        """The mentions of one saved reply: posts, comments, media, recommendations, a batch of them.

        Whose page it is says what stands around its lists, as in `PAGE?fields=id,feed{…}`; where it
        does not, only what names somebody of the page (admin_creator) or the account is its own.
        """
        return page_of(json_in(reply))

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:
        """Yield what is new: own posts with their comments, recommendations, posts that tag us."""
        now = datetime.now(UTC)
        graph = Graph(http, self.url, self.token.get_secret_value().strip())
        around = Around(frozenset({self.page, self.instagram} - {""}), lang=self._lang)
        poll = Poll(graph, cursor, now, days=self.days_back, around=around)
        refused: dict[str, SourceError] = {}
        lists = list(self._lists())
        for account, name in lists:
            try:
                yield from poll.read(account, name)
            except EnoughError:
                poll.behind = True
                break
            except (SourceBusyError, TokenError):
                raise
            except SourceError as error:
                refused[name] = error
        if len(refused) == len(lists):
            raise next(iter(refused.values()))
        said = [*version_said(now), *(_refusal(name, error) for name, error in refused.items())]
        if said or poll.behind:
            yield poll.page(Page(said=tuple(said)))

    def _lists(self) -> Iterator[tuple[str, str]]:
        """Whose list, and its name there."""
        for account, names in (
            (self.page, ("feed", "tagged", "ratings")),
            (self.instagram, ("media", "tags")),
        ):
            yield from ((account, name) for name in names if account and name not in self.leave_out)


def _refusal(name: str, error: SourceError) -> Said:
    text = f"{_UNREAD[name]}: {str(error).partition(': ')[2]}"  # without the address
    if name in _OPTIONAL:
        text = f'{text}; to do without, write leave_out = ["{name}"]'
    return Said(text, ends=True, hides=True)

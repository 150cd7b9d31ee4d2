"""A recipe: how the notices of one service are told and read; one small file each in recipes/.

A notice is read by its recipe only where the mailbox's server vouches for its sender.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.kit.contract import Author, Mention
from connectors.kit.reading.identity import LONGEST, fingerprint, is_anyone


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A mail of a service, as recipes see it."""

    subject: str
    at: datetime | None
    lines: tuple[str, ...]  # of its words, without empty ones and addresses
    text: str  # of its text part, as it stands there
    html: str
    links: tuple[tuple[str, str], ...]  # what is written on each, and where it leads
    alts: tuple[str, ...] = ()  # what its pictures say

    def link(self, label: re.Pattern[str]) -> str | None:
        """Where the first link so labelled leads."""
        return next((url for told, url in self.links if label.search(told)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one service's notices are told and read."""

    name: str
    title: str  # of the service, as people call it
    senders: re.Pattern[str]  # of whole addresses
    domains: tuple[str, ...]  # one of which must be proven
    read: Callable[[Notice], Sequence[Mention]]  # none: it knows no such shape
    silent: re.Pattern[str]  # subjects of notices that say nothing of a customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a notice tells of one review or comment."""

    name: str = ""
    text: str = ""
    title: str = ""
    rating: int | None = None
    url: str | None = None
    place: str = ""


def mention(recipe: str, notice: Notice, said: Remark, *, genre: str, venue: str) -> Mention:
    """A mention of its own; its id is that of its words, for one review may be mailed twice.

    The id begins with a word and a space, so that no Message-ID can be the same.
    """
    id_ = fingerprint(said.name, said.rating, said.title, said.text, said.place)
    told = said.name if not is_anyone(said.name or None) else ""
    return Mention(
        external_id=f"{recipe} {id_}"[:LONGEST],
        text=said.text,
        title=said.title or None,
        genre=genre,
        url=said.url,
        author=Author(id=told, name=told) if told else None,
        posted_at=notice.at,
        venue=venue,  # type: ignore[arg-type]  # one of VENUES
        addressed=True,
        rating=said.rating,
        place=said.place or None,
    )

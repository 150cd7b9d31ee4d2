"""What a notice says, in neutral parts: a channel shows each of them and knows no notice.

Where a part takes `Ours`, a channel may format it; all else is shown as the text that it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from listener.guard.links import Address
from listener.notices.cards import Card
from listener.notices.proposed import DraftCard
from listener.settings.fact import Fact
from listener.words.whose import NOTHING, Ours, Theirs

Tone = Literal["plain", "look", "week", "ops"]  # how the frame looks, where there is one


@dataclass(frozen=True, slots=True)
class Text:
    """Words that others have a part in, on as many lines as they have."""

    text: str


@dataclass(frozen=True, slots=True)
class Small:
    """The same on one small line."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """As many texts as have room; the rest is counted."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """A line of ours that stands out, with a hint below."""

    text: Ours
    hint: Ours = NOTHING


@dataclass(frozen=True, slots=True)
class Heading:
    """What the parts after it are about."""

    text: Ours


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the catalogue whose moments each reader sees by their own clock."""

    key: str
    values: Mapping[str, Ours | int | datetime]


@dataclass(frozen=True, slots=True)
class Row:
    """What something is, and its words."""

    label: str  # a key of the catalogue
    value: str


@dataclass(frozen=True, slots=True)
class Points:
    """What something is, and a line for each of its points."""

    label: Ours
    points: tuple[Ours, ...]
    are_steps: bool = False  # counted, in their order


@dataclass(frozen=True, slots=True)
class Figure:
    """A label, and numbers each with the words behind it."""

    label: Ours
    values: tuple[tuple[Ours, Ours], ...]
    rest: Ours = NOTHING  # range, change, usual, n
    cells: tuple[Ours, ...] = ()  # all that is behind the label, a column each


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures side by side."""

    figures: tuple[Figure, ...]
    is_compact: bool = False  # label and number on one line
    heads: tuple[
        Ours, ...
    ] = ()  # of the labels' column, then of the cells'; none: they are no table


@dataclass(frozen=True, slots=True)
class Story:
    """One story with all that is known, or in short as a reply to what was told of it."""

    card: Card
    is_reply: bool = False


@dataclass(frozen=True, slots=True)
class Stories:
    """As many stories in short as have room; the rest is counted."""

    cards: tuple[Card, ...]
    more: int = 0  # that were left out before
    left: str = "card.more"  # the catalogue's words for what is left out
    form: Literal["plain", "severe", "old"] = "plain"  # severe: with its severity
    has_acts: bool = False  # can each be acted on where it stands? Then its message follows it


@dataclass(frozen=True, slots=True)
class Proposals:
    """Drafts, each with its text, its sentences by kind and its checks; the rest is counted."""

    drafts: tuple[DraftCard, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A post in a list: our words on it, its own, and whose they are."""

    strong: Ours
    said: Ours
    url: str | None
    quote: Theirs
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """Things to do in their order, each with who is to do it."""

    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies."""

    path: str


@dataclass(frozen=True, slots=True)
class Alone:
    """A text that people copy: all of it, and nothing beside it in its message."""

    text: Theirs


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and what is done there; others' words may stand before it."""

    url: Address
    label: Ours
    before: str = ""


@dataclass(frozen=True, slots=True)
class Opens:
    """A button that opens the drafts of a mention, where presses are heard."""

    card: Card


@dataclass(frozen=True, slots=True)
class FactAsked:
    """A fact whose last day is near or over, and the two answers to it where presses are heard."""

    fact: Fact
    today: date  # in the brand's zone


@dataclass(frozen=True, slots=True)
class Divider:
    """A rule."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A message as an earlier release made it for its channel."""

    text: str
    blocks: tuple[Mapping[str, Any], ...]


Simple = (
    Text | Small | Lines | Strong | Heading | Sentence | Row | Points | Figures | Story | Stories
    | Proposals | Post | Steps | Place | Alone | Link | Opens | FactAsked | Divider
    | Ready
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """Parts under a title, apart from the others."""

    title: Ours
    parts: tuple[Simple, ...]
    is_danger: bool = False


Part = Simple | Section


@dataclass(frozen=True, slots=True)
class Content:
    """All that a notice says now."""

    parts: tuple[Part, ...]
    title: str = ""  # "": its first part says what it is
    tone: Tone = "plain"

"""Contents and cards for tests of what channels show of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from listener.channels.slack.look.message import Message
from listener.channels.slack.look.parts import message
from listener.notices.bundle import bundle_content
from listener.notices.cards import Card
from listener.notices.drafts import drafts_content
from listener.notices.first_look import look_content
from listener.notices.look import Look
from listener.notices.outage import outage_content
from listener.notices.parts import Content, Lines, Place, Small, Story, Text
from listener.notices.proposed import DraftCard
from listener.settings.brand import Brand

T = TypeVar("T")
# Tests write theirs and ours as they come.
CardOf: Any = Card
DraftOf: Any = DraftCard


def changed(value: T, **fields: Any) -> T:
    """The same with other fields, whoever wrote them."""
    made: T = replace(value, **fields)  # type: ignore[type-var]
    return made


def alert(card: Card, brand: Brand) -> Message:
    return message(Content((Story(card),)), brand)


def news(card: Card, brand: Brand) -> Message:
    return message(Content((Story(card, is_reply=True),)), brand)


def drafts(card: Card, brand: Brand) -> Message:
    return message(drafts_content(card, brand.language), brand)


def bundle(of: str, cards: Sequence[Card], brand: Brand, *, more: int = 0) -> Message:
    return message(bundle_content(of, cards, brand.language, more=more), brand)


def outage(
    cards: Sequence[Card], since: datetime, until: datetime, brand: Brand, *, more: int = 0
) -> Message:
    return message(outage_content(cards, since, until, brand.language, more=more), brand)


def first_look(look: Look, brand: Brand) -> Message:
    return message(look_content(look, brand.language), brand)


def ops(title: str, lines: Sequence[str], brand: Brand) -> Message:
    return message(Content((Lines(tuple(lines)),), title, "ops"), brand)


def sentences(week: Content) -> list[str]:
    """Of a week in short."""
    return [part.text for part in week.parts if isinstance(part, Text)]


def notes(week: Content) -> list[str]:
    """What a week in short says below its steps."""
    return [part.text for part in week.parts if isinstance(part, Small)]


def page(week: Content) -> str:
    """Where a week's page lies."""
    [place] = [part.path for part in week.parts if isinstance(part, Place)]
    return place

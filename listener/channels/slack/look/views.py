"""App Home and every window that we open, about a post that nobody wrote: what Slack is asked to try."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import get_args

from listener.advice.drafts.lessons import Kind, Lesson
from listener.channels.slack.look import (
    about,
    blocks,
    draft_window,
    facts,
    labels,
    lessons,
    setting,
)
from listener.channels.slack.look.buttons import Pressed, buttons, undo_button
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.samples import URL, sample_card
from listener.channels.slack.look.story import listed
from listener.channels.slack.look.windows import NOWHERE, asks, window
from listener.desk.found import acts
from listener.notices.cards import Card
from listener.settings.added import KINDS, Added
from listener.settings.brand import Brand
from listener.settings.fact import Fact
from listener.settings.over import ABOUT
from listener.store.states import State
from listener.words import say
from listener.words.whose import Ours

_STATE = State(mention=1, brand="", version="1.REPAIR.0", leaf="REPAIR", lane="customers", is_danger=False, has_drafts=True, has_author=True, wants_answer=True, takes_draft=True)  # fmt: skip
_PLACE = f"{NOWHERE} -"


def views(brand: Brand, now: datetime) -> Iterator[tuple[str, Block]]:
    """The name of each kind, and a view of it; of some kinds there are several."""
    lang = brand.language
    card = replace(sample_card(brand, now), state=replace(_STATE, brand=brand.name))
    yield "home", {"type": "home", "blocks": [one for one in _home(card, brand, now) if one]}
    shown = draft_window.Shown(
        card=card, state=card.state or _STATE, place=_PLACE, notes=(card.quote,)
    )
    yield "draft_window", draft_window.draft_window(shown, brand)
    yield "draft_window", draft_window.reject_window(shown, brand)
    for name in acts():
        if asks(name) and name not in ("approve_draft", "reject_draft"):
            yield (
                "act_window",
                window(Pressed(name, 1, _STATE.version), brand, _PLACE, is_lead=True),
            )
    for kind in KINDS:
        yield "setting_window", setting.window(brand, kind)
    for what in (*ABOUT, about.MAILBOX, about.CHANNEL):
        yield "setting_window", about.window(brand, what, "")
    yield "setting_window", about.told(lang, card.quote, back=1)


def _home(card: Card, brand: Brand, now: datetime) -> Iterator[Block | None]:
    """A block of every sort that stands there."""
    lang = brand.language
    yield blocks.header(brand.name)
    yield blocks.quoted(card.quote)
    yield from (*listed(card, brand), buttons(card, brand), blocks.divider())
    yield {
        "type": "section",
        "text": blocks.words_of(card.quote),
        "accessory": undo_button(1, lang),
    }
    today = now.astimezone(brand.tz).date()
    fact = Fact(id="fact", text=card.quote, valid_until=today, owner=brand.name)
    yield from facts.question(fact, brand, today)
    for kind in get_args(Kind):
        one = Lesson(kind=kind, text=card.quote, mention=1, mentions=3, said=card.quote)
        yield from lessons.proposal(one, card.quote, URL, brand)
    yield lessons.answer(1, card.quote, Ours(brand.name), brand)
    yield labels.begin_row(brand)
    yield from about.question(brand, "handles", 2)
    yield blocks.section(blocks.bold(say(lang, "about.known", brand=Ours(brand.name))))
    yield about.known(brand, "", [])
    for setting_kind in KINDS:
        yield setting.row(Added(setting_kind, card.quote[:80]), card.quote, brand)
    yield setting.add_choice(brand)

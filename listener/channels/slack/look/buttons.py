"""The buttons of a card, chosen by how it stands: at most three, the rest under "More".

Their values hold the mention's number and the version of the card, and no words.
"""

from dataclasses import dataclass
from typing import Self

from listener.channels.slack.look.blocks import button, words_of
from listener.channels.slack.look.message import Block
from listener.desk.found import offered
from listener.notices.cards import Card
from listener.settings.brand import Brand, Slack
from listener.store.states import State
from listener.words import say

BUTTONS, MORE = 3, 5  # Slack takes five entries under "More"
# No acts: the way to the advice, and what has no room on a card, or in a list.
WHY, ELSE, REST = "why", "else", "rest"
DRAFT = "draft"  # the act whose press opens a window
NOW = "now"  # for a card's version: whatever it is by then
ACT = "press:"  # how the ids of our buttons begin
UNDO = "undo"  # the id of the button that takes an act back; its value is the act's
MENU = "presses"  # and that of what stands under "More"


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button says: what is to be done with which mention, on which version of its card."""

    name: str  # an act's, or WHY or ELSE
    mention: int
    version: str

    def __str__(self) -> str:
        return f"{self.name}:{self.mention}:{self.version}"

    @classmethod
    def read(cls, value: str) -> Self | None:
        """What a value says; None for one that is none of ours."""
        name, _, rest = value.partition(":")
        said, _, version = rest.partition(":")
        mention = number(said)
        return cls(name, mention, version) if mention is not None and version else None


def number(said: str) -> int | None:
    """A row's number, as a press or a person says it; None for what is none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def has_buttons(slack: Slack) -> bool:
    """Would anybody hear a press?"""
    return bool(slack.token and (slack.app_token or slack.signing_secret))


def buttons(shown: Card, brand: Brand) -> Block | None:
    """The row of buttons; None on a card that is handled, or where nobody hears a press."""
    state = _open_state(shown, brand)
    if state is None:
        return None
    lang, names = brand.language, offered(state)
    first, rest = names[:BUTTONS], [WHY, *names[BUTTONS:]]
    if len(rest) > MORE:
        rest = [*rest[: MORE - 1], ELSE]
    row: list[Block] = [
        act_button(_pressed(name, state), lang)
        | ({"style": "primary"} if name == "take" == first[0] else {})
        for name in first
    ]
    menu: Block = {
        "type": "overflow",
        "action_id": MENU,
        "options": [
            {"text": label(name, lang), "value": str(_pressed(name, state))} for name in rest
        ],
    }
    return {"type": "actions", "block_id": f"{MENU}:{state.mention}", "elements": [*row, menu]}


def opener(shown: Card, brand: Brand) -> Block | None:
    """The button under drafts, which opens their window as the card stands when it is pressed."""
    if shown.is_done or shown.deleted or not has_buttons(brand.slack):
        return None
    value, said = str(Pressed(DRAFT, shown.mention, NOW)), say(brand.language, "slack.edit_draft")
    opens = button(f"{ACT}{DRAFT}", value, said)
    return {"type": "actions", "block_id": f"{ACT}{DRAFT}:{shown.mention}", "elements": [opens]}


def menu(shown: Card, brand: Brand) -> Block | None:
    """The same for a story in a list, in one menu: the first three acts, "Why?", and all the rest."""
    state = _open_state(shown, brand)
    if state is None:
        return None
    names = offered(state)
    rest = [REST] if len(names) > BUTTONS else []
    told = [
        {"text": short_label(name, brand.language), "value": str(_pressed(name, state))}
        for name in (*names[:BUTTONS], WHY, *rest)
    ]
    return {"type": "overflow", "action_id": MENU, "options": told}


def _open_state(shown: Card, brand: Brand) -> State | None:
    """How a card stands that can be acted on; None where it is handled, or nobody hears a press."""
    is_shut = shown.is_done or shown.deleted or not has_buttons(brand.slack)
    return None if is_shut else shown.state


def short_label(name: str, lang: str) -> Block:
    """What a button says, in as few signs as may be: a message holds so many."""
    return {"type": "plain_text", "text": say(lang, f"press.button.{name}")}


def label(name: str, lang: str) -> Block:
    """What a button says."""
    return words_of(say(lang, f"press.button.{name}"))


def act_button(pressed: Pressed, lang: str) -> Block:
    """The button of an act, by the act's own words."""
    return button(f"{ACT}{pressed.name}", str(pressed), say(lang, f"press.button.{pressed.name}"))


def undo_button(act: int, lang: str) -> Block:
    """The button that takes an act back."""
    return button(UNDO, str(act), say(lang, "press.button.undo"))


def undo_row(act: int | None, lang: str) -> list[Block]:
    """The row with that button alone, for a window that says what came of an act; none of no act."""
    return [{"type": "actions", "elements": [undo_button(act, lang)]}] if act else []


def link_button(state: State, lang: str) -> Block:
    """The button that asks where an answer stands that is told of without it."""
    value, said = str(_pressed("answered", state)), say(lang, "press.button.add_link")
    return button(f"{ACT}answered", value, said)


def kept_back(state: State, name: str = ELSE) -> tuple[str, ...]:
    """The acts that have no place of their own on the card, or in a list: those of "Something else"."""
    return offered(state)[BUTTONS if name == REST else BUTTONS + MORE - 2 :]


def _pressed(name: str, state: State) -> Pressed:
    return Pressed(name, state.mention, state.version)

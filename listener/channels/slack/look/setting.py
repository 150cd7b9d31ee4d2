"""The window in which a lead adds a setting, and how those that were added stand in App Home."""

from collections.abc import Sequence

from listener.channels.slack.look.blocks import button, small, words_of
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import cut, line
from listener.channels.slack.look.windows import NOWHERE, labelled
from listener.settings.added import KINDS, Added
from listener.settings.brand import Brand
from listener.words import say

CALL, ADD, AWAY = "setting", "setting:add", "setting:away"  # ids of the window and of the buttons
_SHOWN = 300  # characters


def window(brand: Brand) -> Block:
    """What is asked; the brand's name comes back."""
    lang = brand.language
    options = [
        {"text": words_of(say(lang, f"act.setting.{kind}")), "value": kind} for kind in KINDS
    ]
    written: Block = {"type": "plain_text_input", "max_length": 500}
    return {
        "type": "modal",
        "callback_id": CALL,
        "private_metadata": f"{NOWHERE} - {brand.name}",
        "title": words_of(say(lang, "setting.title")),
        "submit": words_of(say(lang, "press.submit")),
        "close": words_of(say(lang, "press.cancel")),
        "blocks": [
            _input(lang, "kind", {"type": "static_select", "options": options}),
            _input(lang, "text", written | {"multiline": True}),
            _input(lang, "keywords", written | {"max_length": 300}, optional=True),
            small(say(lang, "setting.hint")),
        ],
    }


def add_button(brand: Brand) -> Block:
    """The row with the button that opens it."""
    add = button(ADD, brand.name, say(brand.language, "setting.add"))
    return {"type": "actions", "block_id": f"{ADD}:{brand.name}"[:255], "elements": [add]}


def row(one: Added, said: str, brand: Brand) -> Block:
    """One that was added, with the way to take it away."""
    told = f"{say(brand.language, f'act.setting.{one.kind}')} · {line(said)}"
    value = "\n".join((one.kind, brand.name, one.key))
    return {
        "type": "section",
        "text": words_of(cut(told, _SHOWN)),
        "accessory": button(AWAY, value, say(brand.language, "setting.away")),
    }


def read(value: str) -> Sequence[str]:
    """Kind, brand and key of one that is to be taken away; less than three for what is none of ours."""
    return value.split("\n", 2)


def _input(lang: str, name: str, element: Block, *, optional: bool = False) -> Block:
    return labelled(say(lang, f"setting.field.{name}"), name, element, optional=optional)

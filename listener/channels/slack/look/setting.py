"""The window in which a lead adds a setting, and how those that were added stand in App Home."""

from collections.abc import Sequence

from listener.channels.slack.look.blocks import small
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import cut, line
from listener.channels.slack.look.windows import IN, NOWHERE
from listener.settings.added import KINDS, Added
from listener.settings.brand import Brand
from listener.words import say

CALL, ADD, AWAY = "setting", "setting:add", "setting:away"  # ids of the window and of the buttons
_SHOWN = 300  # characters


def window(brand: Brand) -> Block:
    """What is asked; the brand's name comes back."""
    lang = brand.language
    options = [{"text": _plain(say(lang, f"act.setting.{kind}")), "value": kind} for kind in KINDS]
    written: Block = {"type": "plain_text_input", "max_length": 500}
    return {
        "type": "modal",
        "callback_id": CALL,
        "private_metadata": f"{NOWHERE} - {brand.name}",
        "title": _plain(say(lang, "setting.title")),
        "submit": _plain(say(lang, "press.submit")),
        "close": _plain(say(lang, "press.cancel")),
        "blocks": [
            _input(lang, "kind", {"type": "static_select", "options": options}),
            _input(lang, "text", written | {"multiline": True}),
            _input(lang, "keywords", written | {"max_length": 300}, optional=True),
            small(say(lang, "setting.hint")),
        ],
    }


def add_button(brand: Brand) -> Block:
    """The row with the button that opens it."""
    button: Block = {
        "type": "button",
        "action_id": ADD,
        "value": brand.name,
        "text": _plain(say(brand.language, "setting.add")),
    }
    return {"type": "actions", "block_id": f"{ADD}:{brand.name}"[:255], "elements": [button]}


def row(one: Added, said: str, brand: Brand) -> Block:
    """One that was added, with the way to take it away."""
    told = f"{say(brand.language, f'act.setting.{one.kind}')} · {line(said)}"
    return {
        "type": "section",
        "text": _plain(cut(told, _SHOWN)),
        "accessory": {
            "type": "button",
            "action_id": AWAY,
            "value": "\n".join((one.kind, brand.name, one.key)),
            "text": _plain(say(brand.language, "setting.away")),
        },
    }


def read(value: str) -> Sequence[str]:
    """Kind, brand and key of one that is to be taken away; less than three for what is none of ours."""
    return value.split("\n", 2)


def _input(lang: str, name: str, element: Block, *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": _plain(say(lang, f"setting.field.{name}")),
        "element": {**element, "action_id": IN},
    }


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}

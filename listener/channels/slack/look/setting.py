"""The windows in which a lead adds a setting, and how those that were added stand in App Home."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from listener.channels.slack.look.blocks import button, small, words_of
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import cut, line
from listener.channels.slack.look.windows import NAME, NOWHERE, labelled, option
from listener.settings.added import KINDS, Added, Kind
from listener.settings.brand import Brand
from listener.words import say

CALL, ADD, AWAY = "setting", "setting:add", "setting:away"  # ids of the window and of the buttons
_SHOWN = 300  # characters


def window(brand: Brand, kind: Kind) -> Block:
    """What is asked of one kind; kind and brand come back."""
    lang = brand.language
    return {
        "type": "modal",
        "callback_id": CALL,
        "private_metadata": f"{NOWHERE} - {kind} {brand.name}",
        "title": words_of(say(lang, "setting.title")),
        "submit": words_of(say(lang, "press.submit")),
        "close": words_of(say(lang, "press.cancel")),
        "blocks": [*_FIELDS[kind](lang), small(say(lang, "setting.hint"))],
    }


def add_choice(brand: Brand) -> Block:
    """The row with the list of what can be added."""
    lang = brand.language
    options = [option(f"{kind}\n{brand.name[:NAME]}", say(lang, f"act.setting.{kind}")) for kind in KINDS]  # fmt: skip
    choice: Block = {
        "type": "static_select",
        "action_id": ADD,
        "placeholder": words_of(say(lang, "setting.add")),
        "options": options,
    }
    return {"type": "actions", "block_id": f"{ADD}:{brand.name}"[:255], "elements": [choice]}


def row(one: Added, said: str, brand: Brand) -> Block:
    """One that was added, with the way to take it away."""
    told = f"{say(brand.language, f'act.setting.{one.kind}')} · {line(said)}"
    value = "\n".join((AWAY, one.kind, brand.name, one.key))
    return {
        "type": "section",
        "text": words_of(cut(told, _SHOWN)),
        "accessory": button(AWAY, value, say(brand.language, "setting.away")),
    }


def read(value: str) -> Sequence[str]:
    """Kind, brand and key of one that is to be taken away; kind and brand of one that is to be added."""
    told = value.split("\n", 3)
    return told[1:] if told[0] == AWAY else told[:2]


def _day(lang: str) -> Iterator[Block]:
    yield _input(lang, "day", {"type": "datepicker"})


def _event(lang: str) -> Iterator[Block]:
    yield _words(lang, "event", 300)
    yield _input(lang, "start", {"type": "datepicker"})
    yield _input(lang, "end", {"type": "datepicker"}, optional=True)


def _fact(lang: str) -> Iterator[Block]:
    yield _words(lang, "fact", 500, multiline=True)
    yield _words(lang, "keywords", 300, optional=True)


def _journalist(lang: str) -> Iterator[Block]:
    yield _words(lang, "journalist", 200)


def _gesture(lang: str) -> Iterator[Block]:
    yield _words(lang, "gesture", 300)


def _never(lang: str) -> Iterator[Block]:
    yield _words(lang, "never", 100)


def _mute(lang: str) -> Iterator[Block]:
    yield _words(lang, "mute", 500)


_FIELDS: Mapping[Kind, Callable[[str], Iterator[Block]]] = {
    "closed": _day,
    "event": _event,
    "fact": _fact,
    "gesture": _gesture,
    "journalist": _journalist,
    "mute": _mute,
    "never": _never,
}


def _words(
    lang: str, name: str, most: int, *, multiline: bool = False, optional: bool = False
) -> Block:
    written: Block = {"type": "plain_text_input", "max_length": most, "multiline": multiline}
    return _input(lang, name, written, optional=optional)


def _input(lang: str, name: str, element: Block, *, optional: bool = False) -> Block:
    return labelled(say(lang, f"setting.field.{name}"), name, element, optional=optional)

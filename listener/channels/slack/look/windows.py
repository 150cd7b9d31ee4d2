"""The windows in which somebody fills in what an act needs; each field is a block of its name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import get_args

from listener import words
from listener.channels.slack.look.blocks import small, words_of
from listener.channels.slack.look.buttons import ELSE, Pressed, label
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import cut, line
from listener.desk.acts.correct import OFF, TAGS, labels
from listener.desk.acts.snooze import What, morning
from listener.desk.acts.who_is import Kind
from listener.desk.found import act
from listener.settings.brand import LANES, Brand
from listener.words import say

IN = "in"  # the id of every field's element: its block has the name
NAME = 120  # characters of a brand's name in what a button or a choice says
NOWHERE = "home"  # where a window was opened that no channel is behind
CALL = "press"  # the id by which a window comes back
_HOURS = {"2h": 2}
_DAYS = {"tomorrow": 1, "3d": 3, "7d": 7, "30d": 30}
SPANS = (*_HOURS, *_DAYS)  # for how long something may be quiet
_OPTION = 75
Pair = tuple[str, str]  # a value, and what it is called


def window(pressed: Pressed, brand: Brand, place: str, *, is_lead: bool) -> Block:
    """What is asked before an act is done; `place` says where it was pressed, for the way back."""
    kept = () if is_lead else act(pressed.name).of_leads
    fields = _FIELDS[pressed.name](brand.language)
    return _view(pressed, brand, place, [one for one in fields if one["block_id"] not in kept])


def more(pressed: Pressed, brand: Brand, place: str, names: Iterable[str]) -> Block:
    """The acts that have no room on the card."""
    lang = brand.language
    said = [(name, say(lang, f"press.button.{name}")) for name in names]
    return _view(Pressed(ELSE, pressed.mention, pressed.version), brand, place, [choice(lang, "name", said)])  # fmt: skip


def asks(name: str) -> bool:
    """Is something to be filled in before it is done?"""
    return bool(act(name).needs)


def until(span: str, now: datetime, brand: Brand) -> datetime:
    """When a quiet of SPANS is over; KeyError for another."""
    if hours := _HOURS.get(span):
        return now + timedelta(hours=hours)
    return morning(now, _DAYS[span], brand.tz)


def _view(pressed: Pressed, brand: Brand, place: str, fields: Iterable[Block]) -> Block:
    lang = brand.language
    return {
        "type": "modal",
        "callback_id": CALL,
        "private_metadata": f"{place} {pressed}",
        "title": label(pressed.name, lang),
        "submit": words_of(say(lang, "press.submit")),
        "close": words_of(say(lang, "press.cancel")),
        "blocks": [block for block in (*fields, small(say(lang, "press.about", mention=str(pressed.mention)))) if block],
    }  # fmt: skip


def _answered(lang: str) -> Iterator[Block]:
    yield field(lang, "url", {"type": "url_text_input"}, optional=True)
    yield field(lang, "text", {"type": "plain_text_input", "multiline": True, "max_length": 3000}, optional=True)  # fmt: skip


def _correct(lang: str) -> Iterator[Block]:
    groups: list[tuple[str, list[Pair]]] = [(say(lang, f"act.tag.{tag}"), [(f"{tag}:{name}", _tag(lang, tag, name)) for name in labels(tag)]) for tag in TAGS]  # fmt: skip
    off: list[Pair] = [(f"{tag}:", say(lang, f"act.tag.{tag}")) for tag in OFF]
    groups.insert(0, (say(lang, "press.off"), off))
    chosen = [
        {"label": words_of(_short(title)), "options": [option(*pair) for pair in pairs]}
        for title, pairs in groups
    ]
    yield field(lang, "tag", {"type": "static_select", "option_groups": chosen})
    also = [option("author", say(lang, "press.also_author"))]
    yield field(lang, "author", {"type": "checkboxes", "options": also}, optional=True)
    yield field(lang, "phrase", {"type": "plain_text_input", "max_length": 200}, optional=True)


def _tag(lang: str, tag: str, name: str) -> str:
    return say(lang, f"risk_kind.{name}") if tag == "risk" else words.named(lang, tag, name)


def _colleague(lang: str) -> Iterator[Block]:
    yield field(lang, "to", {"type": "users_select"})


def _reject(lang: str) -> Iterator[Block]:
    yield field(lang, "reason", {"type": "plain_text_input", "multiline": True, "max_length": 300})


def _snooze(lang: str) -> Iterator[Block]:
    yield choice(lang, "what", [(what, say(lang, f"act.what.{what}")) for what in get_args(What)])
    yield choice(lang, "ends", [(span, say(lang, f"press.span.{span}")) for span in SPANS])


def _escalate(lang: str) -> Iterator[Block]:
    yield choice(lang, "lane", [(lane, say(lang, f"lane.{lane}")) for lane in LANES])


def _who_is(lang: str) -> Iterator[Block]:
    yield choice(lang, "kind", [(kind, say(lang, f"act.kind.{kind}")) for kind in get_args(Kind)])


def choice(lang: str, name: str, pairs: Iterable[Pair]) -> Block:
    """A field with a list to choose from."""
    options = [option(*pair) for pair in pairs]
    return field(lang, name, {"type": "static_select", "options": options})


def option(value: str, said: str) -> Block:
    """One of a list."""
    return {"text": words_of(_short(said)), "value": value}


def field(lang: str, name: str, element: Block, *, optional: bool = False) -> Block:
    """A field of an act's window, by its name."""
    return labelled(say(lang, f"press.field.{name}"), name, element, optional=optional)


def labelled(said: str, name: str, element: Block, *, optional: bool = False) -> Block:
    """A field of any window, under these words."""
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": words_of(said),
        "element": {**element, "action_id": IN},
    }


def _short(text: str) -> str:
    return cut(line(text), _OPTION)


_FIELDS: Mapping[str, Callable[[str], Iterator[Block]]] = {
    "answered": _answered,
    "ask_colleague": _colleague,
    "correct": _correct,
    "escalate": _escalate,
    "hand_over": _colleague,
    "reject_draft": _reject,
    "snooze": _snooze,
    "who_is": _who_is,
}

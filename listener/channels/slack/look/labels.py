"""The windows in which a lead says of stored posts what each is: first the lead, then the bot, at the end the error."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self, get_args

from listener import words
from listener.channels.slack.look import blocks
from listener.channels.slack.look.blocks import button, quoted, small, words_of
from listener.channels.slack.look.buttons import number, undo_button, undo_row
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import line
from listener.channels.slack.look.windows import NAME, NOWHERE, labelled, option
from listener.desk.acts.label import Form, Tone
from listener.settings.brand import Brand
from listener.store.looking import Record
from listener.words import say

CALL, BEGIN = "label", "label:begin"  # ids of the windows, and of the button that opens the first
_TEXT, _SHORT = 2500, 600  # characters of a post, the first time and beside the bot's word


@dataclass(frozen=True, slots=True)
class Carried:
    """What a window carries: whose posts, which of them are left, and what was said of the first."""

    brand: str
    of: int  # how many there were
    left: tuple[int, ...]  # mentions, the one that is asked about first
    said: tuple[str, str] | None = None  # its form and its tone, once they were told
    undone: int = 0  # the act that was taken back for it to be asked about again; 0: none

    @property
    def n(self) -> int:
        """The place of the one that is asked about."""
        return self.of - len(self.left) + 1

    def next(self) -> Self:
        """Without the first."""
        return type(self)(self.brand, self.of, self.left[1:])

    def __str__(self) -> str:
        said = "/".join(self.said) if self.said else "-"
        ids = ",".join(map(str, self.left)) or "-"
        of = f"{self.of}.{self.undone}" if self.undone else str(self.of)
        return f"{NOWHERE} - {of} {ids} {said} {self.brand}"

    @classmethod
    def read(cls, carried: str) -> Self | None:
        """From a window; None for what is none of ours."""
        parts = carried.split(" ", 5)
        if len(parts) < 6:
            return None
        _, _, told, ids, said, brand = parts
        of, _, undone = told.partition(".")
        numbers = tuple(int(one) for one in ids.split(",") if one.isdecimal() and len(one) < 12)
        form, _, tone = said.partition("/")
        if not of.isdecimal() or not (numbers or ids == "-"):
            return None
        form_and_tone = None if said == "-" else (form, tone)
        return cls(brand, int(of[:4]), numbers, form_and_tone, number(undone) or 0)


def begin_row(brand: Brand) -> Block:
    """The row with the button that begins."""
    begin = button(BEGIN, brand.name[:NAME], say(brand.language, "label.begin"))
    return {"type": "actions", "block_id": f"{BEGIN}:{brand.name}"[:255], "elements": [begin]}


def question(
    record: Record, carried: Carried, lang: str, *, said: str = "", back: int | None = None
) -> Block:
    """A post, and what a person is asked of it before they see what the bot thinks; above it what came
    of the one before, with the way `back` of it.
    """
    form = [option(one, say(lang, f"form.{one}")) for one in get_args(Form)]
    tone = [option(one, say(lang, f"tone.{one}")) for one in get_args(Tone)]
    body = [
        _said(said, back, lang),
        *_post(record, carried, lang, _TEXT),
        _choice(lang, "form", form),
        _choice(lang, "tone", tone),
        small(say(lang, "label.hidden")),
    ]
    return _frame(lang, body, carried, "label.show")


def reveal(record: Record, carried: Carried, lang: str) -> Block:
    """The same post with what the bot thinks of it: is the advice right?"""
    decision = record.decision
    if decision is None:
        return told(lang, ())
    said = {name: words.named(lang, name, getattr(decision, name)) for name in ("form", "tone", "intent")}  # fmt: skip
    advice, meaning = words.leaf_words(lang, decision.leaf)
    right = [option(one, say(lang, f"sample.{one}")) for one in ("yes", "no")]
    body = [
        *_post(record, carried, lang, _SHORT),
        blocks.divider(),
        quoted(say(lang, "sample.bot", **said)),
        quoted(say(lang, "sample.advice", advice=advice, meaning=meaning)),
        small(decision.reason),
        _choice(lang, "right", right, kind="radio_buttons"),
    ]
    return _frame(lang, body, carried, "label.next")


def told(
    lang: str, lines: Iterable[str], carried: Carried | None = None, *, back: int | None = None
) -> Block:
    """What came of it, in the same window; with the way `back` of the last one."""
    body = [quoted("\n".join(lines)) or small("…"), *undo_row(back, lang)]
    view = _frame(lang, body, None, "")
    return view | ({"private_metadata": str(carried)} if carried else {})


def _said(said: str, back: int | None, lang: str) -> Block | None:
    block = quoted(said)
    return block | {"accessory": undo_button(back, lang)} if block and back else block


def _post(record: Record, carried: Carried, lang: str, most: int) -> Iterator[Block | None]:
    m = record.mention
    place = words.named(lang, "genre", m.genre)
    yield small(say(lang, "sample.place", n=carried.n, of=carried.of, source=record.source.name, place=place))  # fmt: skip
    for key, text in (("thread", m.thread_title), ("reply_to", m.parent_text)):
        if text:
            yield small(say(lang, f"card.{key}", title=line(text), text=line(text)))
    stars = ["★" * m.rating + "☆" * (5 - m.rating)] if m.rating else []
    yield quoted("\n".join(filter(None, (*stars, m.title, m.text))), most)


def _choice(lang: str, name: str, options: Sequence[Block], *, kind: str = "static_select") -> Block:  # fmt: skip
    key = "sample.ask_advice" if name == "right" else f"sample.ask_{name}"
    return labelled(say(lang, key), name, {"type": kind, "options": list(options)}, optional=True)


def _frame(lang: str, body: Iterable[Block | None], carried: Carried | None, submit: str) -> Block:
    view: Block = {
        "type": "modal",
        "callback_id": CALL,
        "title": words_of(say(lang, "label.title")),
        "close": words_of(say(lang, "press.close")),
        "blocks": [one for one in body if one],
    }
    if carried:
        view |= {"private_metadata": str(carried), "submit": words_of(say(lang, submit))}
    return view

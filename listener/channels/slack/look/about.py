"""What a lead says of the brand in App Home: what is known, what is still to be told, the window of one question."""

from collections.abc import Sequence

from listener.channels.slack.look import blocks
from listener.channels.slack.look.blocks import button, words_of
from listener.channels.slack.look.buttons import undo_row
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import clean, cut, line
from listener.channels.slack.look.windows import NAME, NOWHERE, labelled, option
from listener.guard.plain import shortened
from listener.notices.acted import about_words
from listener.settings.brand import Brand
from listener.settings.over import ABOUT, WHERE, said
from listener.words import say

CALL, CHANGE, ANSWER = "about", "about:change", "about:answer"  # ids of the window and its openers
MAILBOX, CHANNEL = "mailbox", "where"  # asked, too: an address to propose, a channel of a choice
ASKED = ("handles", "own_sites", "not_us", "objective", MAILBOX)  # in this order, if not known
_LINE, _FIELD = 200, 3000  # characters of a line of what is known, and of a field
_CHANNELS = {
    "include": ["public", "private"],
    "exclude_external_shared_channels": True,
    "exclude_bot_users": True,
}


def known(brand: Brand, mailbox: str, channels: Sequence[tuple[str, str]]) -> Block:
    """What is known, with the list of what can be changed; `channels` are those that have a name, with it."""
    lang = brand.language
    told = {what: about_words(what, ", ".join(said(brand, what)), lang) for what in ABOUT}
    lines = [_said(lang, what, words) for what, words in told.items() if said(brand, what)]
    lines += [_said(lang, MAILBOX, mailbox)] if mailbox else []
    lines += [_said(lang, what, f"#{name}") for what, name in channels]
    options = [option(f"{what}\n{brand.name[:NAME]}", say(lang, f"about.name.{what}")) for what in (*ABOUT, MAILBOX, CHANNEL)]  # fmt: skip
    return {
        "type": "section",
        "block_id": f"{CHANGE}:{brand.name}"[:255],
        "text": words_of(cut("\n".join(lines) or "…", 2900)),
        "accessory": {
            "type": "static_select",
            "action_id": CHANGE,
            "placeholder": words_of(say(lang, "about.change")),
            "options": options,
        },
    }


def question(brand: Brand, what: str, more: int) -> Sequence[Block | None]:
    """The next question that nobody has answered, with the button that opens its window."""
    lang = brand.language
    asked = f"{say(lang, f'about.ask.{what}')}\n{say(lang, f'about.how.{what}')}"
    value = f"{what}\n{brand.name[:NAME]}"
    block: Block = {
        "type": "section",
        "text": words_of(cut(asked, 2900)),
        "accessory": button(ANSWER, value, say(lang, "about.answer")),
    }
    left = blocks.small(say(lang, "about.left", n=more)) if more else None
    return (block, left)


def window(brand: Brand, what: str, mailbox: str) -> Block:
    """One question, with what is known in its field; a channel is chosen, and for which messages."""
    lang = brand.language
    if what == CHANNEL:
        whats = [option(one, say(lang, f"about.kind.{one}")) for one in WHERE]
        fields = [
            labelled(say(lang, "about.ask.what"), "what", {"type": "static_select", "options": whats, "initial_option": whats[0]}),
            labelled(say(lang, "about.ask.channel"), "channel", {"type": "conversations_select", "filter": _CHANNELS}, optional=True),
        ]  # fmt: skip
    else:
        written: Block = {"type": "plain_text_input", "max_length": _FIELD}
        written["multiline"] = what in ("exclude", "objective")
        if shown := clean(_filled(brand, what, mailbox)).strip()[:_FIELD]:
            written["initial_value"] = shown
        fields = [labelled(say(lang, f"about.ask.{what}"), "text", written, optional=what != "country")]  # fmt: skip
    how = say(lang, f"about.how.{'channel' if what == CHANNEL else what}")
    body = [*fields, blocks.small(how), blocks.small(say(lang, "about.hint"))]
    return _frame(lang, [one for one in body if one]) | {
        "private_metadata": f"{NOWHERE} - {what} {brand.name}",
        "submit": words_of(say(lang, "press.submit")),
    }


def told(lang: str, words: str, *, back: int | None = None) -> Block:
    """What came of it, in the same window; `back` is the act that can be undone."""
    said_block = [block for block in [blocks.quoted(words)] if block]
    view = _frame(lang, [*said_block, *undo_row(back, lang)])
    return view | ({"private_metadata": f"{NOWHERE} - -"} if back else {})


def read(value: str) -> tuple[str, str]:
    """Of a button or a choice: which question, and the brand's name as far as it is told."""
    what, _, brand = value.partition("\n")
    return what, brand


def _filled(brand: Brand, what: str, mailbox: str) -> str:
    if what == MAILBOX:
        return mailbox
    if what not in ABOUT:
        return ""
    told = ("\n" if what in ("exclude", "objective") else ", ").join(said(brand, what))
    return about_words(what, told, brand.language) if told else ""


def _said(lang: str, what: str, words: str) -> str:
    colon = say(lang, "about.line", about=say(lang, f"about.name.{what}"), told=words)
    return shortened(line(colon), _LINE)


def _frame(lang: str, body: Sequence[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": CALL,
        "title": words_of(say(lang, "about.title")),
        "close": words_of(say(lang, "press.close")),
        "blocks": list(body),
    }

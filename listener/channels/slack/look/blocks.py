"""The few shapes of block that our messages are made of, and the same in spoken words."""

import re
from collections.abc import Iterable, Iterator, Sequence

from listener.channels.slack.look import limits
from listener.channels.slack.look.message import Block, Message
from listener.channels.slack.look.mrkdwn import Rich, clean, cut, escape, is_blank, line, pieces
from listener.words.whose import Ours

# At most, in UTF-16 units after escaping: 300 characters of a quote may all be entities.
QUOTE = 1500
ROW = 700
WORDS = 400
EMPTY = "–"  # a cell of a table is never empty


def header(text: str) -> Block:
    """The large title; others' words may stand in it."""
    whole = line(text)
    return {"type": "header", "text": _plain("…" if is_blank(whole) else whole, limits.HEADER)}


def section(text: Rich) -> Block:
    """Our own formatted words."""
    return {"type": "section", "text": _rich(text)}


def quoted(text: str, limit: int = QUOTE) -> Block | None:
    """Others' words, on as many lines as they have; None where there are none."""
    whole = clean(text).strip()
    return None if is_blank(whole) else {"type": "section", "text": _plain(whole, limit)}


def fields(texts: Sequence[Rich]) -> Block:
    """Figures side by side."""
    return {"type": "section", "fields": [_rich(text) for text in texts[: limits.FIELDS]]}


def table(heads: Sequence[Ours], rows: Sequence[Sequence[Ours]]) -> Block:
    """Figures in columns, all on one page; the first head says what they are, too."""
    told = [[line(cell) or EMPTY for cell in row] for row in (heads, *rows[: limits.ROWS])]
    cells = [[{"type": "raw_text", "text": cut(cell, WORDS)} for cell in row] for row in told]
    shown = {"caption": cells[0][0]["text"], "page_size": len(cells) - 1, "rows": cells}
    return {"type": "data_table", **shown}


def small(text: str) -> Block | None:
    """A small grey line of others' words; None where there are none."""
    whole = line(text)
    return None if is_blank(whole) else {"type": "context", "elements": [_plain(whole, ROW)]}


def note(text: Rich) -> Block:
    """A small grey line of ours: a link, a date."""
    return {"type": "context", "elements": [_rich(text)]}


def beside(text: str, rich: Rich) -> Block:
    """Others' words and a link of ours on one small line."""
    whole = line(text)
    theirs = [] if is_blank(whole) else [_plain(whole, ROW)]
    return {"type": "context", "elements": [*theirs, _rich(rich)]}


def words_of(text: str) -> Block:
    """Words of a window or a button, as they are."""
    return {"type": "plain_text", "text": text, "emoji": False}


def button(name: str, value: str, said: str) -> Block:
    """A button: `name` is the id by which it is heard, `value` what it then says."""
    return {"type": "button", "action_id": name, "value": value, "text": words_of(said)}


def divider() -> Block:
    """A rule between items."""
    return {"type": "divider"}


def message(sheet: limits.Sheet) -> Message:
    """The sheet as a message; its text says all of it, for notifications and screen readers."""
    said: list[str] = []
    room = limits.TEXT
    for words in (w for block in sheet.blocks for w in _spoken(block)):
        room -= limits.size(words) + 1
        if room < 0:
            break
        said.append(words)
    return Message("\n".join(said) or "…", tuple(sheet.blocks))


def alone(text: str) -> Message:
    """A text whole and with nothing beside it: who copies the message copies the text."""
    whole = escape(clean(text).strip())
    parts = pieces(text, limits.SECTION, lambda part: limits.size(escape(part)))
    made: list[Block] = [
        {"type": "section", "text": _plain(part, limits.SECTION)} for part in parts
    ]
    fits = len(made) <= limits.BLOCKS and limits.weight(made) <= limits.TOTAL
    return Message(whole, tuple(made) if fits else ())


def _spoken(block: Block) -> Iterator[str]:
    """A block's texts, one a line; buttons are read out by Slack itself."""
    if block["type"] == "actions":
        return
    for text in block.get("elements") or block.get("fields") or [block.get("text")]:
        if text:
            yield _said(text)


def _said(text: Block) -> str:
    """Plain text is escaped already; of ours the bold marks go, links and dates stay."""
    words = str(text["text"])
    return words if text["type"] == "plain_text" else re.sub(r"[*]", "", words)


def _plain(text: str, limit: int) -> Block:
    return words_of(cut(text, limit))


def _rich(text: Rich) -> Block:
    # verbatim: Slack links no channel, name or address by itself.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def ours(text: Ours) -> Rich:
    """Our words for formatted text."""
    return Rich(cut(line(text), WORDS))


def bold(text: Ours) -> Rich:
    """The same in bold."""
    return Rich(f"*{ours(text)}*")


def joined(parts: Iterable[Rich], between: str = " · ") -> Rich:
    """Formatted texts as one; what stands between them is ours."""
    return Rich(between.join(parts))

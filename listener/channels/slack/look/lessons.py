"""What is proposed to leads in App Home, each with what it rests on and two buttons; the answers that drafts build on."""

from collections.abc import Sequence

from listener.advice.drafts.lessons import Lesson
from listener.channels.slack.look import blocks
from listener.channels.slack.look.blocks import button, words_of
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import cut, line, link
from listener.channels.slack.look.story import quote_of
from listener.channels.slack.look.windows import NAME
from listener.settings.brand import Brand
from listener.words import say
from listener.words.whose import Ours, Theirs

KEEP, LEAVE, DROP = "lesson:keep", "lesson:leave", "lesson:drop"  # ids of the buttons
_TEXT, _QUOTE = 400, 160  # characters of what is proposed, and of the words that show it


def proposal(one: Lesson, shows: Theirs, url: str | None, brand: Brand) -> Sequence[Block | None]:
    """One lesson: what it is, whence it comes, and to keep it or not; `shows` are the words that show it."""
    lang = brand.language
    quoted = quote_of(shows, lang, _QUOTE)
    why = say(
        lang, f"lesson.why.{one.kind}", n=one.mentions, mention=str(one.mention), quote=quoted
    )
    head = blocks.bold(say(lang, f"lesson.kind.{one.kind}"))
    value = f"{one.key}\n{brand.name[:NAME]}"
    keep = button(KEEP, value, say(lang, "lesson.keep")) | {"style": "primary"}
    leave = button(LEAVE, value, say(lang, "lesson.leave"))
    original = link(url, say(lang, "slack.open"))
    return (
        blocks.section(head),
        blocks.quoted(one.text, _TEXT),
        blocks.beside(why, original) if original else blocks.small(why),
        {"type": "actions", "block_id": f"lesson:{one.key}:{brand.name}"[:255], "elements": [keep, leave]},
    )  # fmt: skip


def answer(id_: int, text: str, about: Ours, brand: Brand) -> Block:
    """A precedent, with the way to take it out."""
    told = f"{line(quote_of(Theirs(text), brand.language, _TEXT))}\n{line(about)}"
    value = f"{id_}\n{brand.name[:NAME]}"
    return {
        "type": "section",
        "text": words_of(cut(told, 2 * _TEXT)),
        "accessory": button(DROP, value, say(brand.language, "lesson.drop")),
    }


def read(value: str) -> tuple[str, str]:
    """Of a button: which one, and the brand's name as far as it is told."""
    which, _, brand = value.partition("\n")
    return which, brand

"""A fact whose last day is near or over, to be asked about: its words, that day, and two buttons for leads."""

from collections.abc import Iterator, Sequence
from datetime import date

from listener.channels.slack.look import blocks
from listener.channels.slack.look.blocks import button
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import Rich
from listener.channels.slack.look.windows import NAME
from listener.desk.acts.vouch import NO
from listener.notices.fact_asked import by_shell, stands
from listener.settings.brand import Brand
from listener.settings.fact import Fact
from listener.settings.place import is_slack_id
from listener.settings.vouched import longer
from listener.words import day as said_day
from listener.words import say
from listener.words.whose import Ours

TRUE, OVER = "fact:true", "fact:over"  # ids of the buttons
_TEXT = 400  # characters of a fact


def question(
    fact: Fact, brand: Brand, today: date, *, is_heard: bool = True
) -> Sequence[Block | None]:
    """Is it still true? One press says until when, as the button does; none where nobody hears it."""
    lang, until = brand.language, longer(fact, brand, today)
    told = [blocks.ours(stands(fact, lang, today)), *_owner(fact, lang)]
    said_until = say(lang, "fact.true", day=said_day(lang, until, today=today))
    elements = [
        button(TRUE, _value(fact, until.isoformat(), brand), said_until) | {"style": "primary"},
        button(OVER, _value(fact, NO, brand), say(lang, "fact.not_true")),
    ]
    row = {"type": "actions", "block_id": f"fact:{fact.id}:{brand.name}"[:255], "elements": elements}  # fmt: skip
    asks = row if is_heard else blocks.small(by_shell(fact, brand, today))
    return blocks.quoted(fact.text, _TEXT), blocks.note(blocks.joined(told, " ")), asks


def _owner(fact: Fact, lang: str) -> Iterator[Rich]:
    """Who is to be asked; whom the settings list by Slack's id, Slack tells."""
    if is_slack_id(fact.owner):
        yield Rich(say(lang, "fact.owner", owner=Rich(f"<@{fact.owner}>")))
    elif fact.owner:
        yield blocks.ours(say(lang, "fact.owner", owner=Ours(fact.owner)))


def read(value: str) -> tuple[str, str, str]:
    """Of a button: the fact's id, its day from then on or NO, and the brand's name as far as it is told."""
    fact, last, brand = [*value.split("\n", 2), "", ""][:3]
    return fact, last, brand


def _value(fact: Fact, last: str, brand: Brand) -> str:
    return f"{fact.id}\n{last}\n{brand.name[:NAME]}"

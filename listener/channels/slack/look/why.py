"""The way to an advice, in a window: what was asked of a mention, and what was answered."""

import json
from collections.abc import Iterator

from listener import words
from listener.channels.slack.look.blocks import bold, divider, quoted, section, small, words_of
from listener.channels.slack.look.limits import Sheet
from listener.channels.slack.look.message import Block
from listener.notices.cards import card, hidden
from listener.settings.brand import Brand
from listener.store.looking import Record
from listener.words import say
from listener.words.whose import Theirs
from models.base import TASKS

ANSWER = 600  # characters of a question with its answer


def why(record: Record, brand: Brand, now: object) -> Block:
    """The window; others' words in it are plain text. ValueError where it is not decided yet."""
    sheet, lang = Sheet(), brand.language
    for block in _blocks(record, brand, now):
        sheet.add(block)
    return {
        "type": "modal",
        "callback_id": "why",
        "title": words_of(say(lang, "press.button.why")),
        "close": words_of(say(lang, "press.close")),
        "blocks": sheet.blocks,
    }


def _blocks(record: Record, brand: Brand, now: object) -> Iterator[Block | None]:
    lang, shown = brand.language, card(record, brand, now)  # type: ignore[arg-type]
    yield section(bold(shown.advice))
    yield quoted(shown.quote)
    yield small(shown.reason)
    if told := hidden(record, lang):
        yield small(told)
    yield small(say(lang, "slack.row", label=say(lang, "label.why_you_see_this"), value=shown.why))
    yield divider()
    yield section(bold(say(lang, "why.path")))
    for question, answer, told in json.loads(record.decision.path if record.decision else "[]"):
        said = f"{question} {answer}" + (f"\n{told}" if told else "")
        yield quoted(Theirs(said), ANSWER)
    yield divider()
    yield section(bold(say(lang, "why.tags")))
    yield quoted("\n".join(_tags(record, lang)), ANSWER)


def _tags(record: Record, lang: str) -> Iterator[str]:
    """As read, with how sure; a person's word is said to be one."""
    if record.tag is None:
        return
    fixed = {c.task: c for c in record.corrections}
    for task, scores in json.loads(record.tag.scores).items():
        if task not in TASKS or task == "irony":
            continue
        said = getattr(record.tag, task)
        share = scores.get(said)
        label = words.named(lang, task, said)
        told = f"{label[:1].lower()}{label[1:]}"  # within a line
        by = f" · {say(lang, 'why.corrected', who=fixed[task].who)}" if task in fixed else ""
        sure = f" · {words.percent(lang, share)}" if share is not None and not by else ""
        yield (
            f"{say(lang, f'act.tag.{task}')} : {told}{sure}{by}"
            if lang == "fr"
            else f"{say(lang, f'act.tag.{task}')}: {told}{sure}{by}"
        )

"""Fifty stored posts, of each of which a lead says what it is: each answer an act, the error at the end."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from listener.channels.slack.look import labels as look
from listener.channels.slack.look.labels import Carried
from listener.channels.slack.look.message import Block
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.answer import back_of, said_of, tell
from listener.channels.slack.presses.doing import applied
from listener.channels.slack.presses.reply import Reply
from listener.desk.acts.label import Form, Label, Tone
from listener.desk.acts.undo import Undo
from listener.desk.contract import Done
from listener.settings.brand import Brand
from listener.store.looking import Record
from listener.words import say

MOST = 50  # posts at a time


def begin(presser: Presser) -> None:
    """Open the window of the first one. Raises SlackError, StoreError."""
    brand = presser.brand_said(presser.told.value)
    if brand is None:
        return
    if not presser.who.leads(brand):
        done = Label(brand=brand.name, post=1).told(
            "leads", why=Label.why_leads, leads=brand.people.leads
        )
        tell(presser, said_of(presser, done, brand))
        return
    drawn = tuple(presser.place.errands.to_label(brand, MOST))
    view = _asked(presser, brand, Carried(brand.name, len(drawn), drawn))
    presser.place.workspace.open(presser.told.trigger, view)


def take(ack: Reply, presser: Presser) -> None:
    """What was said of one: what the bot thinks is shown, then the next one. It is written before Slack
    is answered.
    """
    told, carried = presser.told, Carried.read(presser.told.carried)
    brand = presser.brands.get(carried.brand) if carried else None
    if carried is None or brand is None or not carried.left:
        ack()
        return
    ack.waits(presser, lambda said: look.told(brand.language, [said]))
    record, fields, done = _record(presser, brand, carried.left[0]), told.fields, None
    if record and carried.said is None:
        said = (fields.get("form", ""), fields.get("tone", ""))
        shown = replace(carried, said=said)
        ack.show(look.reveal(record, shown, brand.language))
        return
    if record and carried.said:
        done = applied(presser, _label(presser, carried, brand))
        if done is None or not done.is_ok:
            why = said_of(presser, done, brand) if done else say(brand.language, "press.refused.busy")  # fmt: skip
            ack.show(look.told(brand.language, [why]))
            return
    ack.show(_asked(presser, brand, carried.next(), done))


def back(presser: Presser, undo: Undo, ack: Callable[[], object]) -> None:
    """Take back what was said of one: it is asked about again. Raises SlackError, StoreError."""
    carried, row = Carried.read(presser.told.carried), presser.place.store.act(undo.act)
    brand = presser.brands.get(carried.brand) if carried else None
    if carried is None or brand is None or row is None or row.name != Label.name:
        ack()
        return
    done = applied(presser, undo, ack)
    said = said_of(presser, done, brand) if done else say(brand.language, "press.refused.busy")
    if done and done.is_ok:
        post = int(json.loads(row.said)["post"])
        carried = replace(carried, left=(post, *carried.left), undone=undo.act)
    presser.place.workspace.change(presser.told.view, _asked(presser, brand, carried, said=said))


def _label(presser: Presser, carried: Carried, brand: Brand) -> Label:
    form, tone = carried.said or ("", "")
    right = presser.told.fields.get("right", "")
    return Label(
        brand=brand.name,
        post=carried.left[0],
        form=cast("Form", form),
        tone=cast("Tone", tone),
        right="yes" if right == "yes" else "no" if right == "no" else "",
        event=f"{presser.told.event}:{carried.n}.{carried.undone}"[:200],  # of one window
    )


def _asked(
    presser: Presser, brand: Brand, carried: Carried, done: Done | None = None, *, said: str = ""
) -> Block:
    """The next one that is still there, below what came of the last; the figures where none is left."""
    lang, undoes = brand.language, back_of(done) if done else None
    said = said_of(presser, done, brand) if done else said
    while carried.left:
        if record := _record(presser, brand, carried.left[0]):
            return look.question(record, carried, lang, said=said, back=undoes)
        carried = carried.next()
    head = [say(lang, "label.nothing")] if not carried.of else [say(lang, "label.done")]
    lines = [*head, *presser.place.errands.measured(brand)]
    return look.told(lang, lines, carried, back=undoes)


def _record(presser: Presser, brand: Brand, mention: int) -> Record | None:
    """The post, where it is the brand's and still has its words."""
    record = presser.place.store.record(mention)
    is_there = record and record.decision and record.mention.brand == brand.name
    return record if record and is_there and record.mention.text else None

"""Fifty stored posts, of each of which a lead says what it is: each answer an act, the error at the end."""

from typing import cast

from listener.channels.slack.look import labels as look
from listener.channels.slack.look.labels import Carried
from listener.channels.slack.look.message import Block
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.answer import said_of, tell
from listener.channels.slack.presses.doing import applied
from listener.channels.slack.presses.reply import Reply
from listener.desk.acts.label import Form, Label, Tone
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
    if carried is None or brand is None:
        ack()
        return
    ack.waits(presser, lambda said: look.told(brand.language, [said]))
    record, fields = _record(presser, brand, carried.left[0]), told.fields
    if record and carried.said is None:
        said = (fields.get("form", ""), fields.get("tone", ""))
        shown = Carried(carried.brand, carried.of, carried.left, said)
        ack.show(look.reveal(record, shown, brand.language))
        return
    if record and carried.said:
        done = applied(presser, _label(presser, carried, brand))
        if done is None or not done.is_ok:
            why = said_of(presser, done, brand) if done else say(brand.language, "press.refused.busy")  # fmt: skip
            ack.show(look.told(brand.language, [why]))
            return
    ack.show(_asked(presser, brand, carried.next()))


def _label(presser: Presser, carried: Carried, brand: Brand) -> Label:
    form, tone = carried.said or ("", "")
    right = presser.told.fields.get("right", "")
    return Label(
        brand=brand.name,
        post=carried.left[0],
        form=cast("Form", form),
        tone=cast("Tone", tone),
        right="yes" if right == "yes" else "no" if right == "no" else "",
        event=f"{presser.told.event}:{carried.n}"[:200],
    )


def _asked(presser: Presser, brand: Brand, carried: Carried) -> Block:
    """The next one that is still there; the figures where none is left."""
    lang = brand.language
    while carried.left:
        if record := _record(presser, brand, carried.left[0]):
            return look.question(record, carried, lang)
        carried = carried.next()
    head = [say(lang, "label.nothing")] if not carried.of else [say(lang, "label.done")]
    return look.told(lang, [*head, *presser.place.errands.measured(brand)])


def _record(presser: Presser, brand: Brand, mention: int) -> Record | None:
    """The post, where it is the brand's and still has its words."""
    record = presser.place.store.record(mention)
    is_there = record and record.decision and record.mention.brand == brand.name
    return record if record and is_there and record.mention.text else None

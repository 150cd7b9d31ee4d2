"""Settings from App Home: a lead adds one, or takes it away; each is an act, told in the channel."""

from collections.abc import Mapping

from pydantic import ValidationError

from listener.channels.slack.look import setting as look
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.doing import do
from listener.channels.slack.presses.reply import Reply
from listener.desk.acts.setting import Setting
from listener.settings.added import KINDS, Kind, fault_of
from listener.words import say
from listener.words.spoken import spoken

# Of each kind the field that holds its words, which is also where it is said that they do not fit.
_MAIN: Mapping[Kind, str] = {
    "closed": "day",
    "event": "start",
    "fact": "fact",
    "gesture": "gesture",
    "journalist": "journalist",
    "mute": "mute",
    "never": "never",
}


def ask(presser: Presser) -> None:
    """Open the window of one kind. Raises SlackError."""
    kind, name = [*look.read(presser.told.value), "", ""][:2]
    brand = presser.brand_said(name)
    if brand and kind in KINDS:
        presser.place.workspace.open(presser.told.trigger, look.window(brand, kind))


def take(ack: Reply, presser: Presser) -> None:
    """What was filled in; what does not fit is given back."""
    told, fields = presser.told, presser.told.fields
    _, _, kind, name = [*told.carried.split(" ", 3), "", "", "", ""][:4]
    brand = presser.brands.get(name)
    if brand is None or kind not in KINDS:
        ack()
        return
    try:
        model = Setting(
            brand=brand.name,
            kind=kind,
            text=_written(kind, fields),
            keywords=fields.get("keywords", ""),
            event=told.event,
        )
    except ValidationError:
        ack.give_back(presser, {_MAIN[kind]: _why(kind, _written(kind, fields), brand.language)})
        return
    do(presser, model, ack)


def _why(kind: Kind, text: str, lang: str) -> str:
    """Why what was written is no setting."""
    if kind == "mute" and (fault := fault_of(text)):
        return spoken(lang, fault)
    key = "days" if kind == "event" else "day" if kind == "closed" else "rest"
    return say(lang, f"press.wrong.{key}")


def away(presser: Presser) -> None:
    """Take one away again."""
    kind, brand, key = [*look.read(presser.told.value), "", "", ""][:3]
    if kind in KINDS and brand in presser.brands:
        model = Setting(brand=brand, kind=kind, text=key, on=False, event=presser.told.event)
        do(presser, model)


def _written(kind: Kind, fields: Mapping[str, str]) -> str:
    if kind != "event":
        return fields.get(_MAIN[kind], "")
    start = fields.get("start", "")  # the last day is always said: the words may begin like a day
    return " ".join((start, fields.get("end") or start, fields.get("event", "")))

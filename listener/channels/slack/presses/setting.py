"""Settings from App Home: a lead adds one, or takes it away; each is an act, told in the channel."""

from pydantic import ValidationError
from slack_bolt import Ack

from listener.channels.slack.look import setting as look
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.doing import do
from listener.desk.acts.setting import Setting
from listener.settings.added import KINDS
from listener.words import say


def ask(presser: Presser, brand: str) -> None:
    """Open the window. Raises SlackError."""
    if found := presser.brands.get(brand):
        presser.place.workspace.open(presser.told.trigger, look.window(found))


def take(ack: Ack, presser: Presser) -> None:
    """What was filled in; what does not fit is given back."""
    told, fields = presser.told, presser.told.fields
    brand = presser.brands.get(told.carried.split(" ", 2)[-1])
    if brand is None:
        ack()
        return
    try:
        model = Setting(
            brand=brand.name,
            kind=fields.get("kind", ""),  # type: ignore[arg-type]
            text=fields.get("text", ""),
            keywords=fields.get("keywords", ""),
            event=told.event,
        )
    except ValidationError:
        key = "day" if fields.get("kind") == "closed" else "rest"
        ack(
            response_action="errors",
            errors={"text": say(brand.language, f"press.wrong.{key}")},
        )
        return
    do(presser, model, ack)


def away(presser: Presser) -> None:
    """Take one away again."""
    kind, brand, key = [*look.read(presser.told.value), "", "", ""][:3]
    if kind in KINDS and brand in presser.brands:
        do(presser, Setting(brand=brand, kind=kind, text=key, on=False, event=presser.told.event))

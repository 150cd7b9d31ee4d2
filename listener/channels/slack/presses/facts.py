"""What leads say of a fact whose last day is near or over: still true, or true no more."""

from listener.channels.slack.look import facts as look
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.doing import do
from listener.desk.acts.vouch import Vouch


def press(presser: Presser) -> None:
    """Their word on one fact, which is an act. Raises SlackError, StoreError, ValueError."""
    fact, last, of = look.read(presser.told.value)
    if brand := presser.brand_said(of):
        told = {"brand": brand.name, "fact": fact, "last": last, "event": presser.told.event}
        do(presser, Vouch.model_validate(told))

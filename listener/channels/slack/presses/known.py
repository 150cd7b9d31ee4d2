"""What is known of a brand, and what is still to be told, as App Home shows it to its leads."""

from collections.abc import Sequence
from contextlib import suppress

from listener.channels.slack.door.errors import SlackError
from listener.channels.slack.look import about as look
from listener.channels.slack.look.message import Block
from listener.channels.slack.presses.admit import Place
from listener.desk.acts.describe import OF
from listener.settings.brand import Brand
from listener.settings.over import ABOUT, WHERE, said


def channels(place: Place, brand: Brand) -> list[tuple[str, str]]:
    """Which messages go to a channel of their own, and what it is called; Slack is asked."""
    return [(one, called_by(place, said(brand, one)[0])) for one in WHERE if said(brand, one)]


def sections(
    place: Place, brand: Brand, named: Sequence[tuple[str, str]]
) -> tuple[Sequence[Block | None], Block]:
    """The next question, if there is one, and what is known."""
    mailbox = place.errands.mailbox(brand)
    answered = {order.what for order in place.store.orders([brand.name], place.clock())}
    open_ = [
        what
        for what in look.ASKED
        if not (mailbox if what == look.MAILBOX else _is_answered(brand, what, answered))
    ]
    asked = look.question(brand, open_[0], len(open_) - 1) if open_ else ()
    return asked, look.known(brand, mailbox, named)


def _is_answered(brand: Brand, what: str, answered: set[str]) -> bool:
    return what not in ABOUT or bool(said(brand, what)) or f"{OF}{what}" in answered


def called_by(place: Place, channel: str) -> str:
    """A channel as people call it; its id where Slack does not say."""
    if not channel:
        return ""
    with suppress(SlackError):
        return place.workspace.named(channel)
    return channel

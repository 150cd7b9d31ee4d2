"""Taking back what was done: where the button stands in a window, what came of it is said in that window."""

from collections.abc import Callable, Mapping

from listener.channels.slack.door.errors import SlackError
from listener.channels.slack.look import about, handed
from listener.channels.slack.look import labels as labels_look
from listener.channels.slack.look.message import Block
from listener.channels.slack.presses import labels
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.answer import said_of, tell
from listener.channels.slack.presses.doing import applied, do, follow
from listener.desk.acts.undo import Undo
from listener.words import say

_TOLD: Mapping[str, Callable[[str, str], Block]] = {
    about.CALL: about.told,
    handed.CALL: handed.told,
}


def press(presser: Presser, act: int, ack: Callable[[], object]) -> None:
    """Undo an act. Raises SlackError, StoreError."""
    model, window = Undo(act=act, event=presser.told.event), presser.told.window
    if window == labels_look.CALL:
        labels.back(presser, model, ack)
    elif window not in _TOLD:
        do(presser, model, ack)
        return
    else:
        _in_window(presser, model, ack, _TOLD[window])
    follow(presser)


def _in_window(
    presser: Presser, model: Undo, ack: Callable[[], object], told: Callable[[str, str], Block]
) -> None:
    """The window says it from now on, without the button; where it is shut by now, they alone are told."""
    brand, done = presser.brand, applied(presser, model, ack)
    if done is None:  # the button stays: it can be pressed again
        tell(presser, say(brand.language, "press.refused.busy"))
        return
    said = said_of(presser, done, brand)
    try:
        presser.place.workspace.change(presser.told.view, told(brand.language, said))
    except SlackError:
        tell(presser, said)

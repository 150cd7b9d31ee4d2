"""What Slack is answered to a press: once; what comes later takes the place of the window that waits for it.

An answer and a later change travel on different connections: the change could be there first, and the
answer would stand in its place for ever. So what is done in time is itself the answer, and a window that
waits has a name of ours, under which Slack knows nothing to change before it shows that window.
"""

import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from slack_bolt import Ack

from listener.channels.slack.door.errors import SlackError
from listener.channels.slack.look.message import Block
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.answer import tell
from listener.words import say
from listener.words.whose import Theirs

LATE = 2.0  # seconds: what takes longer goes on, and Slack, which waits for three, is told so


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A window that stays open while its work goes on."""

    presser: Presser
    told: Callable[[str], Block]  # the window that says a sentence
    moment: str


class Reply:
    """The answer to one press; whoever asks for it first gives it."""

    def __init__(self, ack: Ack) -> None:
        self._ack, self._lock = ack, threading.Lock()
        self._waiting: _Waiting | None = None
        self._mark = ""  # the name of the window that waits, while it is what Slack was answered
        self._late = threading.Timer(LATE, self.late)
        self._late.daemon = True
        self._late.start()

    def __call__(
        self,
        response_action: Literal["update", "errors"] | None = None,
        *,
        view: Block | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> bool:
        """Answer; False where that was done before, which nothing can change."""
        with self._lock:
            return self._answer(response_action, view=view, errors=errors)

    def waits(self, presser: Presser, told: Callable[[str], Block], moment: str = "") -> None:
        """Where it takes long, the window that was sent says so, and then what came of it; else it closes."""
        said = moment or say(presser.brand.language, "press.moment")
        self._waiting = _Waiting(presser, told, said)

    def late(self) -> None:
        """It takes long: answer what there is to say by now."""
        with self._lock:
            if (waiting := self._waiting) is None:
                self._answer(None, view=None, errors=None)
                return
            mark = uuid.uuid4().hex
            view = {**waiting.told(waiting.moment), "external_id": mark}
            if self._answer("update", view=view, errors=None):
                self._mark = mark

    def show(self, view: Block) -> None:
        """Put this in the place of the window that waits, as the answer or after it. Raises SlackError."""
        if self("update", view=view) or self._waiting is None:
            return
        presser, mark, self._mark = self._waiting.presser, self._mark, ""
        presser.place.workspace.change(presser.told.view, view, mark=mark)

    def give_back(self, presser: Presser, errors: Mapping[str, str]) -> None:
        """Say beside its fields what does not fit; where the window is shut by now, to them alone."""
        if not self("errors", errors=errors):
            tell(presser, Theirs("\n".join(errors.values())))

    def end(self) -> None:
        """Nothing more comes of it: what still waits did not go through."""
        self._late.cancel()
        self()
        if self._mark and self._waiting:
            with suppress(SlackError):
                lang = self._waiting.presser.brand.language
                self.show(self._waiting.told(say(lang, "press.refused.busy")))

    def _answer(
        self, action: str | None, *, view: Block | None, errors: Mapping[str, str] | None
    ) -> bool:
        if self._ack.response is not None:
            return False
        self._ack(response_action=action, view=view, errors=dict(errors) if errors else None)
        return True

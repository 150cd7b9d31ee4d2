"""What Slack is answered to a press: once; what comes later takes the place of the window that waits for it.

An answer and a later change travel on different connections: the change could be there first, and the
answer would stand in its place for ever. So what is done in time is itself the answer, and a window that
waits has a name of ours, under which Slack knows nothing to change before it shows that window.
"""

import threading
import uuid
from collections.abc import Mapping
from typing import Literal

from slack_bolt import Ack

from listener.channels.slack.look.message import Block
from listener.channels.slack.presses.people import Workspace

LATE = 2.0  # seconds: what takes longer goes on, and Slack, which waits for three, is told so


class Reply:
    """The answer to one press; whoever asks for it first gives it."""

    def __init__(self, ack: Ack) -> None:
        self._ack, self._lock = ack, threading.Lock()
        self._waiting: Block | None = None
        self._mark = ""  # the name of the window that waits, once it is the answer
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

    def waits_with(self, view: Block) -> None:
        """Show this where it takes long; without, a window closes."""
        self._waiting = view

    def late(self) -> None:
        """It takes long: answer what there is to say by now."""
        with self._lock:
            if self._waiting is None:
                self._answer(None, view=None, errors=None)
                return
            mark = uuid.uuid4().hex
            if self._answer("update", view={**self._waiting, "external_id": mark}, errors=None):
                self._mark = mark

    def show(self, workspace: Workspace, window: str, view: Block) -> None:
        """Put this in the place of the window that was sent, as the answer or after it. Raises SlackError."""
        if not self("update", view=view):
            workspace.change(window, view, mark=self._mark)

    def end(self) -> None:
        """Nothing more comes of it."""
        self._late.cancel()
        self()

    def _answer(
        self, action: str | None, *, view: Block | None, errors: Mapping[str, str] | None
    ) -> bool:
        if self._ack.response is not None:
            return False
        self._ack(response_action=action, view=view, errors=dict(errors) if errors else None)
        return True

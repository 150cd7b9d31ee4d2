"""An outbox that kills itself: kill -9 at a chosen call of the store or of Slack.

The product knows nothing of this: the script wraps the objects it hands to the outbox.
"""

import os
import signal
import time
from collections.abc import Callable
from typing import Any

from rigs.slack_desk import Plain, brand, outbox, unsettled

from listener.store.store import Store

IN_STORE = ("claim_for_slack", "set_notice", "merge")
IN_DOOR = ("post", "find", "update")
POINTS = (*IN_STORE, *IN_DOOR)
Kill = tuple[str, int, bool]  # the point, its n-th call, before or after it


class Passing:
    """Counts the calls of one point, and dies at the chosen one."""

    def __init__(self, kill: Kill | None) -> None:
        self.kill, self.count = kill, 0

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:
            self._die(name, after=False)
            made = call(*args, **named)
            self._die(name, after=True)
            return made

        return wrapped

    def _die(self, name: str, *, after: bool) -> None:
        if self.kill is None or (name, after) != (self.kill[0], self.kill[2]):
            return
        self.count += 1
        if self.count == self.kill[1]:
            os.kill(os.getpid(), signal.SIGKILL)


def run(url: str, api: str, channel: str, words: dict[int, str], kill: Kill | None = None) -> None:
    """Deliver until nothing waits, like a daemon with a fast tick."""
    store, passing = Store.open(url), Passing(kill)
    for name in IN_STORE:
        setattr(store, name, passing.around(name, getattr(store, name)))
    box = outbox(store, api, brand(channel), render=Plain(words, store=store))
    plain = box.desk.door

    def door(*args: Any) -> Any:
        opened = plain(*args)
        for name in IN_DOOR:
            setattr(opened, name, passing.around(name, getattr(opened, name)))
        return opened

    object.__setattr__(box.desk, "door", door)
    give_up = time.monotonic() + 20
    box.deliver(f"slack:{channel}")
    while unsettled(store, f"slack:{channel}") and time.monotonic() < give_up:
        box.deliver(f"slack:{channel}")
        time.sleep(0.02)
    store.close()

"""An outbox that kills itself: kill -9 at a chosen call of the store or of Slack.

The product knows nothing of this: the script wraps the objects it hands to the outbox.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from acme import NOON, Clock, CueTagger, Kept, config
from rigs import killed
from rigs.effort import PATIENCE
from rigs.slack_outbox import KEY, Plain, brand, outbox, simulated, unsettled

from listener.app import App
from listener.channels.slack.door.times import Times
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.store.store import Store
from listener.work.worker import Worker

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


def run_path(url: str, folder: Path, api: str, turn: int, kill: Kill | None = None) -> None:
    """The whole path from a source's pages to Slack; each turn starts two minutes later."""
    store, passing = Store.open(url), Passing(kill)
    clock = Clock(NOON + timedelta(minutes=2 * turn))
    shown = brand(*(folder / "channels").read_text().split())
    source = killed.Paged(name="paged", posts=killed.posts() if turn else ())
    settings = config(folder, source, brand=shown)
    if kill and kill[0] not in IN_DOOR:
        setattr(store, kill[0], passing.around(kill[0], getattr(store, kill[0])))
    box = outbox(store, api, shown, clock=clock, limits=Times(), pause=simulated(clock))
    render = Rendered(store, settings.brands, clock)
    gear = replace(box.gear, render=render, door=_dying(box.gear.door, passing))
    tagger = CueTagger()
    made = Worker(
        App.over(settings, clock, store=store, key=KEY, tagger=tagger), Kept(), outbox=Outbox(gear)
    )
    made.prepare()
    for _ in range(60):
        made.once()
        clock.pass_(seconds=15)
        if not any(_owed(store, target, clock()) for target in store.slack_targets()):
            break
    store.close()


def _owed(store: Store, target: str, now: datetime) -> bool:
    return bool(store.outbox(target, "sending") or store.outbox(target, "pending", now))


def _dying(plain: Callable[..., Any], passing: Passing) -> Callable[..., Any]:
    def door(*args: Any) -> Any:
        opened = plain(*args)
        for name in IN_DOOR:
            setattr(opened, name, passing.around(name, getattr(opened, name)))
        return opened

    return door


def run(url: str, api: str, channel: str, words: dict[int, str], kill: Kill | None = None) -> None:
    """Deliver until nothing waits, like a daemon with a fast tick."""
    store, passing = Store.open(url), Passing(kill)
    for name in IN_STORE:
        setattr(store, name, passing.around(name, getattr(store, name)))
    box = outbox(store, api, brand(channel), render=Plain(words, store=store))
    box = Outbox(replace(box.gear, door=_dying(box.gear.door, passing)))
    give_up = time.monotonic() + PATIENCE
    box.deliver(f"slack:{channel}")
    while unsettled(store, f"slack:{channel}") and time.monotonic() < give_up:
        box.deliver(f"slack:{channel}")
        time.sleep(0.02)
    store.close()

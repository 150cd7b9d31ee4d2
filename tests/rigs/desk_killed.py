"""A desk that kills itself: kill -9 at a chosen moment of a press, with a Slack that has people in it.

The product knows nothing of this: the script wraps the objects that it hands over.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from acme import NOON, Clock, CueTagger, Kept, Listed, config, mention
from rigs.desk_scene import HATE, at_slack
from rigs.slack_outbox import KEY, QUICK, outbox, simulated

from listener.app import App
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.presses.people import Workspace
from listener.store.store import Store
from listener.work.presses import Presses
from listener.work.worker import Worker

# In their order: before the act's transaction, after it and before Slack hears that the press came,
# then around the word to the person, the line in the thread and the card's edit.
POINTS = ("before acting", "after acting", "before tell", "after tell", "before post", "before update", "after update")  # fmt: skip


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run(url: str, folder: Path, api: str, life: int, point: str = "") -> None:
    """One life: hear presses and tell of them until the file `stop` is there, or until it dies."""
    store, clock = Store.open(url), Clock(NOON + timedelta(minutes=life))
    brand = at_slack()
    posts = (mention(1, HATE),) if life else ()
    settings = config(folder, Listed(name="forum", mentions=posts), brand=brand)
    app = App.over(settings, clock, store=store, key=KEY, tagger=CueTagger())
    box = outbox(store, api, brand, clock=clock, limits=QUICK, pause=simulated(clock))
    gear = replace(box.gear, render=Rendered(store, settings.brands, clock), door=_doors(box.gear.door, point))  # fmt: skip
    worker = Worker(app, Kept(), outbox=Outbox(gear))
    worker.prepare()
    worker.once()
    _aim(store, point)
    hurry = threading.Event()
    presses = Presses(hurry.set, api=api)
    presses.follow(app)
    while not (folder / "stop").exists():
        if presses.are_open and not (folder / "open").exists():
            (folder / "open").touch()
        hurry.wait(0.05)
        hurry.clear()
        worker.after_collect()
        for target in worker.outbox.targets() if worker.outbox else ():
            worker.outbox.deliver(target)  # type: ignore[union-attr]
    presses.stop(10)
    store.close()


def _aim(store: Store, point: str) -> None:
    """From now on it dies there."""
    when, _, name = point.partition(" ")
    if name == "acting":
        plain = store.acting

        @contextmanager
        def acting(*args: Any) -> Iterator[Any]:
            if when == "before":
                _die()
            with plain(*args) as room:
                yield room
            _die()

        store.acting = acting  # type: ignore[assignment, method-assign]
    elif name == "tell":
        Workspace.tell = _around(Workspace.tell, when)  # type: ignore[method-assign]
    elif name in ("post", "update"):
        _AIMED.set()


_AIMED = threading.Event()  # only what comes of a press kills: not the first messages


def _around(
    call: Callable[..., Any], when: str, *, is_aimed: Callable[[], bool] = lambda: True
) -> Callable[..., Any]:
    def wrapped(*args: Any, **named: Any) -> Any:
        if when == "before" and is_aimed():
            _die()
        made = call(*args, **named)
        if is_aimed():
            _die()
        return made

    return wrapped


def _doors(plain: Callable[..., Any], point: str) -> Callable[..., Any]:
    when, _, name = point.partition(" ")

    def door(*args: Any) -> Any:
        opened = plain(*args)
        if name in ("post", "update") and not hasattr(opened, "aimed"):
            setattr(opened, name, _around(getattr(opened, name), when, is_aimed=_AIMED.is_set))
            opened.aimed = True
        return opened

    return door

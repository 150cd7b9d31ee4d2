"""Acts by their names."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from listener.desk import acts as folder
from listener.desk.contract import Act
from listener.store.states import State


@cache
def acts() -> Mapping[str, type[Act]]:
    """Every act by its name, which is its file's."""
    found = {}
    for file in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{folder.__name__}.{file.name}")
        here = [one for one in vars(module).values() if isinstance(one, type)]
        [found[file.name]] = [
            one for one in here if issubclass(one, Act) and one.__dict__.get("name") == file.name
        ]
    return found


def act(name: str) -> type[Act]:
    """The act of a name; LookupError for an unknown one."""
    return acts()[name]


def offered(state: State) -> tuple[str, ...]:
    """The acts that stand on a card now, in the order of their use: the first three may be buttons."""
    chosen = (name for name, one in acts().items() if one.is_button and one.offered(state))
    return tuple(sorted(chosen, key=lambda name: (_ORDER.index(name), name)))


_ORDER = (
    "take",
    "answered",
    "no_reply",
    "correct",
    "hand_back",
    "hand_over",
    "reject_draft",
    "escalate",
    "snooze",
    "ask_colleague",
    "who_is",
    "fixed",
)

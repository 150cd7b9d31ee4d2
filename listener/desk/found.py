"""Acts by their names."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from listener.desk.contract import Act
from listener.store.states import State

# By its name: acts ask here for one another, and no import goes round.
_FOLDER = "listener.desk.acts"


@cache
def acts() -> Mapping[str, type[Act]]:
    """Every act by its name, which is its file's."""
    found = {}
    for file in pkgutil.iter_modules(importlib.import_module(_FOLDER).__path__):
        module = importlib.import_module(f"{_FOLDER}.{file.name}")
        here = [one for one in vars(module).values() if isinstance(one, type)]
        [found[file.name]] = [
            one for one in here if issubclass(one, Act) and one.__dict__.get("name") == file.name
        ]
    return found


def act(name: str) -> type[Act]:
    """The act of a name; LookupError for an unknown one."""
    return acts()[name]


_ALSO = {"approve": "approve_draft", "reject": "reject_draft"}  # how people may call them, too


def called(name: str) -> str:
    """The name that is meant by what somebody wrote: hand-over, approve."""
    known = name.strip().casefold().replace("-", "_")
    return _ALSO.get(known, known)


def offered(state: State) -> tuple[str, ...]:
    """The acts that stand on a card now, in the order of their use: the first three may be buttons."""
    chosen = [name for name, one in acts().items() if one.is_button and one.offered(state)]
    return tuple(sorted(chosen, key=_order(state).index))


def _order(state: State) -> tuple[str, ...]:
    """First what most cards of this state come to: somebody takes it, writes, and says that it was sent.

    Nobody's first three hold "no reply needed"; once an answer is approved, that it was sent comes first.
    """
    if state.approved and state.approved.is_last:
        return ("answered", *(name for name in _ORDER if name != "answered"))
    if state.owner is None and state.takes_draft:
        first = ("take", "draft", "no_reply")
        return (*first, *(name for name in _ORDER if name not in first))
    return _ORDER


_ORDER = (
    "take",
    "draft",
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

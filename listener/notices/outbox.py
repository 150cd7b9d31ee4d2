"""The outbox: notices become rows, and rows the notices they were."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Protocol

from listener import notices
from listener.notices.contract import OPS, Json, Notice
from listener.store.outgoing import Outgoing, envelope_of, told
from listener.store.tables import NoticeRow

# The kinds of operators' notices that were written before their payload named them: what the first
# of these keys says.
_UNNAMED = (
    ("settings", "settings"),
    ("old", "renamed"),
    ("aside", "aside"),
    ("missed", "missed"),
    ("digest", "no_digest"),
)


class Keeps(Protocol):
    """Where notices are kept."""

    def add_notice(self, notice: Outgoing) -> bool:
        """See store/delivering.py."""


def add(store: Keeps, notice: Notice) -> bool:
    """Make a notice; False when there is one of its key."""
    return store.add_notice(notice)


@cache
def kinds() -> Mapping[str, type[Notice]]:
    """Every kind by its name, which is its file's."""
    found = {}
    for file in pkgutil.iter_modules(notices.__path__):
        module = importlib.import_module(f"{notices.__name__}.{file.name}")
        for one in vars(module).values():
            if isinstance(one, type) and getattr(one, "kind", None) == file.name:
                found[file.name] = one
    return found


@cache
def _by_class() -> Mapping[str, str]:
    return {c: name for name, kind in kinds().items() for c in kind.classes if c != OPS}


def read(row: NoticeRow) -> Notice:
    """The notice that a row holds. Raises LookupError for one of a kind that nobody knows."""
    payload = told(row)
    return kinds()[_kind(row.class_, payload)].from_json(envelope_of(row), payload)


def _kind(class_: str, payload: Json) -> str:
    if class_ != OPS:
        return _by_class()[class_]
    if "kind" in payload:
        return str(payload["kind"])
    named = next((kind for key, kind in _UNNAMED if key in payload), "held")
    if named != "held" or "about" not in payload:
        return named
    return "limit" if payload["about"] == "limit" else f"source_{payload['about']}"

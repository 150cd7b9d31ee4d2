"""Connectors: a file for each kind of source, or a folder where a kind is large; kit/ is what they share.

The class of a kind with a folder stands in its source.py: a child that reads a dropped file
imports the folder, and none of what the class needs.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectors.kit.contract import Connector


KIT = "connectors.kit"


def kinds() -> list[str]:
    """Every kind of source there is a file or a folder for."""
    return sorted(_homes())


def connector_type(kind: str) -> "type[Connector]":
    """The one connector class of a kind; LookupError for an unknown one."""
    if kind not in (homes := _homes()):
        raise LookupError(f"unknown kind {kind!r}: choose one of {', '.join(sorted(homes))}")
    # Here, not above: a child that reads a feed needs none of what the contract imports.
    from connectors.kit.contract import Connector

    module = import_module(homes[kind])
    here = [t for t in vars(module).values() if getattr(t, "__module__", None) == module.__name__]
    [found] = [t for t in here if isinstance(t, type) and issubclass(t, Connector)]
    return found


def _homes() -> dict[str, str]:
    """The module that holds each kind's class: its file, or source.py in its folder."""
    found = (module for module in iter_modules(__path__, "connectors.") if module.name != KIT)
    return {
        module.name.partition(".")[2]: f"{module.name}.source" if module.ispkg else module.name
        for module in found
    }

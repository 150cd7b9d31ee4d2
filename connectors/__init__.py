"""Connectors: a file for each kind of source, or a folder where a kind is large; kit/ is what they share."""

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectors.kit.contract import Connector


def kinds() -> list[str]:
    """Every kind of source there is a file or a folder for."""
    return sorted(module.name for module in iter_modules(__path__) if module.name != "kit")


def connector_type(kind: str) -> "type[Connector]":
    """The one connector class in the file or folder named after `kind`; LookupError for an unknown kind."""
    if kind not in kinds():
        raise LookupError(f"unknown kind {kind!r}: choose one of {', '.join(kinds())}")
    # Here, not above: a child that reads a feed needs none of what the contract imports.
    from connectors.kit.contract import Connector

    module = import_module(f"connectors.{kind}")
    types = (t for t in vars(module).values() if isinstance(t, type) and issubclass(t, Connector))
    [found] = [t for t in types if f"{t.__module__}.".startswith(f"{module.__name__}.")]
    return found

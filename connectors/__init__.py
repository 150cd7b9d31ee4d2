"""Connectors: one file for each kind of source, named after the kind; kit/ is what they share."""

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectors.kit.contract import Connector


def kinds() -> list[str]:
    """Every kind of source there is a file for."""
    return sorted(module.name for module in iter_modules(__path__) if not module.ispkg)


def connector_type(kind: str) -> "type[Connector]":
    """The one connector class in the file named after `kind`; LookupError for an unknown kind."""
    if kind not in kinds():
        raise LookupError(f"unknown kind {kind!r}: choose one of {', '.join(kinds())}")
    # Here, not above: a child that reads a feed needs none of what the contract imports.
    from connectors.kit.contract import Connector

    module = import_module(f"connectors.{kind}")
    here = [t for t in vars(module).values() if getattr(t, "__module__", None) == module.__name__]
    [found] = [t for t in here if isinstance(t, type) and issubclass(t, Connector)]
    return found

"""The recipes there are: a file each, which holds one RECIPE."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from connectors.mailbox.recipe import Recipe


@cache
def recipes() -> tuple[Recipe, ...]:
    """All of them, by name."""
    names = sorted(module.name for module in iter_modules(__path__))
    found = (import_module(f"{__name__}.{name}").RECIPE for name in names)
    return tuple(one for one in found if isinstance(one, Recipe))


def title_of(name: str) -> str:
    """What people call the service of a recipe."""
    return next((one.title for one in recipes() if one.name == name), name)


def recipe_of(sender: str) -> Recipe | None:
    """That of the service that sends under an address."""
    return next((one for one in recipes() if one.senders.fullmatch(sender)), None)

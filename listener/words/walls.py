"""Walls: the places that are closed to programs, and how what is said there comes in all the same."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from listener.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Wall:
    """A place that is closed to programs."""

    name: str
    why: str
    way: str  # how what is said there comes in all the same


@cache
def walls(language: str) -> dict[str, Wall]:
    """Each by its key, in a language."""
    known = language if language in LANGUAGES else "en"
    source = files("listener.words") / known / "walls.toml"
    found = tomllib.loads(source.read_text("utf-8"))["walls"]
    return {key: Wall(**told) for key, told in found.items()}


def named_walls(language: str) -> str:
    """Their names in a row."""
    return ", ".join(wall.name for wall in walls(language).values())

"""Where each table of the settings is written: a table in the wrong place is told the right one."""

from functools import cache
from typing import get_origin

from pydantic import BaseModel

from listener.settings.config import Config
from listener.settings.problems import model_in


@cache
def homes() -> dict[str, str]:
    """By its key: [[brand.place]] for place; a key that stands in two tables is left out."""
    found: dict[str, str] = {}
    _add("", Config, found)
    return {key: home for key, home in found.items() if home}


def _add(prefix: str, model: type[BaseModel], found: dict[str, str]) -> None:
    for key, field in model.model_fields.items():
        inner = model_in(field.annotation)
        if inner is None:
            continue
        home = f"[[{prefix}{key}]]" if get_origin(field.annotation) is tuple else f"[{prefix}{key}]"
        found[key] = "" if key in found else home
        _add(f"{prefix}{key}.", inner, found)

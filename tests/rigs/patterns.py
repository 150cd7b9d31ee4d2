"""Every pattern of the packages: those that modules hold, and those written where they are used."""

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import connectors
import listener
import models
from listener.advice.reading import danger, lexicon
from listener.advice.reading.text import any_phrase
from models import disclosures

ROOT = Path(__file__).parent.parent.parent
# Their patterns see words of our own or the operator's: settings, training data.
_LEFT_OUT = (
    *("models.training", "listener.store.migrations", "listener.demo", "listener.settings.config"),
    "listener.settings.brand",
    "listener.settings.written",
)

Named = tuple[str, re.Pattern[Any]]


def patterns() -> list[Named]:
    """Each pattern once, with the place that it was found at."""
    found: dict[re.Pattern[Any], str] = {}
    for module in _modules():
        for name, value in vars(module).items():
            for pattern in _held(value, set()):
                found.setdefault(pattern, f"{module.__name__}.{name}")
        for line, pattern in _written(module):
            found.setdefault(pattern, f"{module.__name__}:{line}")
    for pattern in _held(disclosures.all_words(), set()):
        found.setdefault(pattern, "models.disclosures.all_words")
    for name, phrases in lexicon._lists().items():
        found.setdefault(any_phrase(phrases), f"lexicon {name}")
    for rule in (rule for rule in danger.TOGETHER if rule.is_denied):
        for name in rule.same:
            found.setdefault(danger._denied(name), f"danger.{name}, denied")
    return [(name, pattern) for pattern, name in found.items()]


def _modules() -> Iterator[ModuleType]:
    for package in (connectors, listener, models):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not info.name.startswith(_LEFT_OUT):
                yield importlib.import_module(info.name)


def _held(value: object, seen: set[int]) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value: in tuples and dicts, in records, in what a function closes over."""
    if id(value) in seen or isinstance(value, str | bytes | type):
        return
    seen.add(id(value))
    inner: list[object] = []
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        inner = list(value.values())
    elif isinstance(value, tuple | list | set | frozenset):
        inner = list(value)
    elif dataclasses.is_dataclass(value):
        inner = [getattr(value, field.name, None) for field in dataclasses.fields(value)]
    elif isinstance(value, FunctionType) and value.__closure__:
        inner = [cell.cell_contents for cell in value.__closure__]
    for each in inner:
        yield from _held(each, seen)


def _written(module: ModuleType) -> Iterator[tuple[int, re.Pattern[Any]]]:
    """The patterns of calls such as re.sub(r"...", ...)."""
    path = Path(str(module.__file__))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        is_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        if is_re and node.args and isinstance(node.args[0], ast.Constant):
            yield node.lineno, re.compile(node.args[0].value, re.IGNORECASE)

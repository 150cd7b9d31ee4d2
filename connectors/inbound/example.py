"""An invented row in the shape that a map of fields reads: what a sender would bring."""

from collections.abc import Mapping
from typing import Any

from connectors.inbound.fieldmap import FieldMap
from connectors.inbound.paths import Path

_PLAIN = {"external_id": "id", "posted_at": "date"}  # what we call them where no map does


def example(told: FieldMap, row: Mapping[str, str | int]) -> Any:
    """A JSON document with these fields where the map looks for them; fields it has nowhere are left out."""
    if not told.where:
        item: Any = {_PLAIN.get(name, name): value for name, value in row.items()}
        return item if told.list_path is None else put(None, told.list_path, [item])
    document: Any = None
    item = None
    for name, paths in told.paths.items():
        if not paths or name not in row:
            continue
        words = [
            word for word, value in told.words.get(name, {}).items() if value == str(row[name])
        ]
        value = [*words, row[name]][0]
        if paths[0].is_of_document:
            document = put(document, paths[0], value)
        else:
            item = put(item, paths[0], value)
    if told.list_path is not None:
        return put(document, told.list_path, [item or {}])
    return {**(document or {}), **(item or {})}


def put(document: Any, path: Path, value: Any) -> Any:
    """The document with a value at this place, which is made where it is missing."""
    return _put(document, [*path.steps], value)


def _put(there: Any, steps: list[Any], value: Any) -> Any:
    if not steps:
        return value
    step, *rest = steps
    if step.key is not None:
        one: Any = step.name
        for name in reversed(step.key.split(".")):
            one = {name: one}
        return [*(there if isinstance(there, list) else []), _put(one, rest, value)]
    if step.name == "*" or step.name.isdecimal():
        return [_put(None, rest, value)]
    made = dict(there) if isinstance(there, dict) else {}
    made[step.name] = _put(made.get(step.name), rest, value)
    return made

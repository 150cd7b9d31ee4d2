"""The settings, described from the code: a JSON Schema for editors and a table for the README."""

import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined

import connectors
from listener.settings.config import Config
from listener.settings.written import holds
from listener.words import say
from listener.words.spoken import words_of_kinds

# Read from elsewhere than config.toml.
_NOT_WRITTEN = {
    ("brand.slack", "token"),
    ("brand.slack", "app_token"),
    ("brand.slack", "signing_secret"),
    ("brand.slack", "webhook"),
    ("source", "connector"),
    ("storage", "url"),
}


def json_schema(language: str = "en") -> dict[str, Any]:
    """The JSON Schema of config.toml, with one variant of `[[source]]` for each kind.

    In French its descriptions are those of `words/fr/settings.toml`.
    """
    schema = _json_schema()
    return _described(schema, french_words()) if language == "fr" else schema


def french_words() -> dict[str, str]:
    """The French of each description, by its English: the kinds of source bring theirs."""
    source = files("listener.words") / "fr" / "settings.toml"
    return {**words_of_kinds(), **tomllib.loads(source.read_text("utf-8"))}


def _described(part: Any, words: dict[str, str]) -> Any:
    if isinstance(part, list):
        return [_described(one, words) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: words.get(value, value)
        if key == "description" and isinstance(value, str)
        else _described(value, words)
        for key, value in part.items()
    }


def _json_schema() -> dict[str, Any]:
    schema = Config.model_json_schema()
    definitions = schema["$defs"]
    definitions.pop("Connector", None)
    kinds = [_source_schema(kind, definitions) for kind in connectors.kinds()]
    definitions["Source"] = {"oneOf": kinds, "description": "One thing to listen to."}
    for secret in ("token", "app_token", "signing_secret", "webhook"):
        definitions["Slack"]["properties"].pop(secret)
    definitions["Storage"]["properties"].pop("url")
    schema["title"] = "brand-listener: config.toml"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


def _source_schema(kind: str, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = connectors.connector_type(kind).model_json_schema()
    definitions.update(schema.pop("$defs", {}))
    schema["properties"] = {
        "kind": {"const": kind},
        "brand": {"type": "string", "description": "Which brand it is for; one alone is meant."},
    } | schema["properties"]
    schema["required"] = ["kind", *schema.get("required", [])]
    return schema


def table() -> str:
    """Every key of config.toml with its default and meaning, as a Markdown table.

    Those of a source are its kind's: `listener kinds KIND` shows them.
    """
    lines = ["| key | default | |", "|---|---|---|"]
    lines += [f"| `{k}` | {d} | {w} |" for k, d, w in _rows("", Config)]
    return "\n".join(lines)


def example(kind: str, language: str) -> str:
    """A kind's `[[source]]` table with all its keys; those that can be left out in comments."""
    words = french_words() if language == "fr" else {}
    lines = ["[[source]]", f'kind = "{kind}"', f'name = "{kind}"']
    for key, field in connectors.connector_type(kind).model_fields.items():
        if key == "name":
            continue
        said = (field.description or "").replace("\n", " ")
        needed = f" {say(language, 'kinds.needed')}" if field.is_required() else ""
        lines += [f"# {words.get(said, said)}{needed}".rstrip()] if said or needed else []
        lines.append(f"{'' if field.is_required() else '# '}{key} = {_written(field)}")
    return "\n".join(lines)


def _written(field: Any) -> str:
    """A default as TOML writes it; where there is none, an empty value of its sort."""
    value = None if field.is_required() else field.get_default(call_default_factory=True)
    if holds(field.annotation, SecretStr):
        return '"${NAME}"'
    sort = str(field.annotation)
    if value is None:
        value = () if "tuple" in sort or "list" in sort else ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        inner = (f"{json.dumps(k)} = {json.dumps(v, ensure_ascii=False)}" for k, v in value.items())
        return f"{{ {', '.join(inner)} }}" if value else "{}"
    if isinstance(value, tuple | list | frozenset):
        return json.dumps([str(one) for one in value], ensure_ascii=False)
    return json.dumps(str(value), ensure_ascii=False)


def _rows(prefix: str, model: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        if (prefix.rstrip("."), name) in _NOT_WRITTEN or (prefix, name) == ("", "source"):
            continue
        inner = _section(field.annotation)
        if inner:
            yield from _rows(f"{prefix}{name}.", inner)
            continue
        name = field.alias or name
        words = (field.description or "").replace("|", "\\|").replace("\n", " ")
        yield f"{prefix}{name}", _default(field), words


def _default(field: Any) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "needed"
    if value is None or value in ("", (), {}):
        return ""
    if isinstance(value, tuple):
        return ", ".join(f"`{v}`" for v in value)
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _section(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


if __name__ == "__main__":
    print(table())  # what the README shows

"""The settings, described from the code: a JSON Schema for editors and the tables of the manual.

`python -m listener.settings.reference fr` prints the tables.
"""

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined

import connectors
from connectors.kit.contract import Connector
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
    ("reword", "key"),
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


def table(language: str = "en") -> str:
    """Every key of config.toml but those of sources, with its default and meaning, as a Markdown table."""
    return _table(language, french_words() if language == "fr" else {}, _rows("", Config))


def tables(language: str = "en") -> str:
    """Every key of config.toml with its default and meaning, as Markdown: the brand's and the
    listener's, those of every source, those of each kind."""
    words = french_words() if language == "fr" else {}
    parts = [table(language)]
    parts += [
        f"## `[[source]]`\n\n{_table(language, words, _keys(Connector, Connector.model_fields))}"
    ]
    for kind in connectors.kinds():
        model = connectors.connector_type(kind)
        own = [n for n in model.model_fields if n != "name" and not _is_shared(model, n)]
        title = model.guides["fr" if language == "fr" else "en"].title
        parts.append(f"### `{kind}`: {title}\n\n{_table(language, words, _keys(model, own))}")
    return "\n\n".join(parts)


def _table(
    language: str, words: Mapping[str, str], rows: Iterable[tuple[str, str | None, str]]
) -> str:
    """Of keys, defaults (None: needed) and meanings in English."""
    heads = " | ".join(say(language, f"reference.{head}") for head in ("key", "default", "means"))
    lines = [f"| {heads} |", "|---|---|---|"]
    for key, default, meaning in rows:
        shown = say(language, "reference.needed") if default is None else default
        said = meaning.replace("\n", " ")
        told = words.get(said, said).replace("|", "\\|")
        lines.append(f"| `{key}` | {shown} | {told} |")
    return "\n".join(lines)


def _keys(model: type[BaseModel], names: Iterable[str]) -> Iterator[tuple[str, str | None, str]]:
    for name in names:
        field, shared = model.model_fields[name], Connector.model_fields.get(name)
        described = field.description or (shared.description if shared else None)
        yield name, _default(field), described or ""


def _is_shared(model: type[Connector], name: str) -> bool:
    """Is a kind's key as all have it?"""
    own, shared = model.model_fields[name], Connector.model_fields.get(name)
    return shared is not None and (own.default, own.description) == (
        shared.default,
        shared.description,
    )


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


def _rows(prefix: str, model: type[BaseModel]) -> Iterator[tuple[str, str | None, str]]:
    for name, field in model.model_fields.items():
        if (prefix.rstrip("."), name) in _NOT_WRITTEN or (prefix, name) == ("", "source"):
            continue
        inner = section_of(field.annotation)
        if inner:
            yield from _rows(f"{prefix}{name}.", inner)
            continue
        yield f"{prefix}{field.alias or name}", _default(field), field.description or ""


def _default(field: Any) -> str | None:
    """As the tables show it; None: there is none, the key is needed."""
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return None
    if value is None or value in ("", (), {}):
        return ""
    if isinstance(value, tuple):
        return ", ".join(f"`{v}`" for v in value)
    if isinstance(value, dict):
        return f"`{{ {', '.join(f'{k} = {v}' for k, v in value.items())} }}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def section_of(annotation: Any) -> type[BaseModel] | None:
    """The table that a key of this type is, or each of a list of them; None where it is a value."""
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


if __name__ == "__main__":
    print(tables(*sys.argv[1:] or ["en"]))

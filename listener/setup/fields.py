"""One setting of a kind: what is asked for it, and what an answer comes to."""

import json
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

import connectors
from connectors.kit.about import Settings
from connectors.kit.contract import Connector
from listener.settings.answers import AnswerError, address_of, read_country
from listener.settings.figure import number
from listener.settings.problems import lines
from listener.settings.reference import french_words
from listener.settings.written import holds, listed
from listener.words.spoken import spoken

_VARIABLE = re.compile(r"\$\{?([A-Z][A-Z0-9_]{2,})\b")
_OF_COUNTRIES = ("country", "countries")  # settings
_YES = {"y", "yes", "o", "oui", "true", "vrai"}
_NO = {"n", "no", "non", "false", "faux"}


@dataclass(frozen=True, slots=True)
class Field:
    """A setting as a person meets it."""

    key: str
    words: str  # what it is, in their language
    is_needed: bool
    is_secret: bool
    is_switch: bool  # yes or no
    choices: tuple[str, ...] = ()
    otherwise: str = ""  # what holds where nothing is answered


def asked_of(kind: str, language: str) -> Iterator[Field]:
    """What has to be asked before a source of a kind can be tried, its name aside."""
    model = connectors.connector_type(kind)
    words = french_words() if language == "fr" else {}
    needed = [key for key, field in model.model_fields.items() if field.is_required()]
    for key in dict.fromkeys([*needed, *model.add_asks]):
        field = model.model_fields[key]
        if key == "name":
            continue
        said = (field.description or key).replace("\n", " ")
        yield Field(
            key,
            words.get(said, said),
            field.is_required(),
            is_secret=is_secret(kind, key),
            is_switch=field.annotation is bool,
            choices=tuple(str(one) for one in _literals(field.annotation))[:12],
            otherwise=_default(field),
        )


def _default(field: FieldInfo) -> str:
    told = None if field.is_required() else field.default
    return shown(told) if isinstance(told, str | int | list | tuple) else ""


def is_secret(kind: str, key: str) -> bool:
    """Is it one of those that never stand in the settings?"""
    field = connectors.connector_type(kind).model_fields.get(key)
    return field is not None and holds(field.annotation, SecretStr)


def variable_of(kind: str, key: str, name: str) -> str:
    """The variable that holds a secret of a source: the one that the kind's own words name, else by both names.

    A second source of a kind, which has a name of its own, has a variable of its own.
    """
    model = connectors.connector_type(kind)
    if name == kind:
        said = model.model_fields[key].description or ""
        is_one = [one for one in model.model_fields if is_secret(kind, one)] == [key]
        steps = model.guides["en"].steps
        for words in (said, *(step for step in steps if is_one or f"{key} = " in step)):
            if found := _VARIABLE.search(words):
                return found[1]
    return re.sub(r"\W", "_", f"{name}_{key}").upper()


def read_answer(kind: str, key: str, said: str) -> Any:
    """An answer as the settings would have it: a list of what stands between commas, yes, a number."""
    model = connectors.connector_type(kind)
    field = model.model_fields.get(key)
    said = said.strip()
    if field is None:
        return said
    if said[:1] in ("[", "{"):
        try:
            return tomllib.loads(f"x = {said}")["x"]
        except tomllib.TOMLDecodeError:
            return said
    if get_origin(field.annotation) is tuple:
        parts = [part.strip() for part in said.split(",")]
        return [_as_told(kind, key, part) for part in parts if part]
    if holds(field.annotation, bool) and said.casefold() in _YES | _NO:
        return said.casefold() in _YES
    try:
        told = number(model, key, said)
    except ValueError:
        return said
    return _as_told(kind, key, told) if isinstance(told, str) else told


def _as_told(kind: str, key: str, said: str) -> str:
    """As people write it: a country by its name, an address without its https://."""
    if key not in _OF_COUNTRIES:
        return _as_address(kind, key, said)
    try:
        code = str(read_country(said)["country"])
    except AnswerError:
        return said
    return next((c for c in (code.lower(), code) if not _is_refused(kind, key, c)), said)


def _as_address(kind: str, key: str, said: str) -> str:
    """With the https:// that people leave out, where this setting wants it; a host alone where it wants one."""
    if not _is_refused(kind, key, said):
        return said
    try:
        url = address_of(said)
        parts = urlsplit(url)
        host = parts.hostname if parts.path in ("", "/") and not parts.port else ""
    except ValueError:  # an AnswerError is one
        return said
    return next((one for one in (url, host) if one and not _is_refused(kind, key, one)), said)


def _is_refused(kind: str, key: str, said: str) -> bool:
    return bool(faults(kind, {key: said}, "en", of=key))


def in_the_clear(kind: str, settings: Settings, bare: Collection[str]) -> Settings | None:
    """The same with http:// in the addresses that were typed without either, by their keys.

    None where there is none of them, or where a secret would be sent there.
    """
    if any("${" in str(value) for value in settings.values()):
        return None
    plain = {
        key: re.sub("^https:", "http:", value) if key in bare and isinstance(value, str) else value
        for key, value in settings.items()
    }
    return None if plain == dict(settings) or faults(kind, plain, "en", secrets=False) else plain


def faults(
    kind: str,
    settings: Settings,
    language: str,
    *,
    of: str | None = None,
    secrets: bool = True,
) -> list[str]:
    """What is wrong with some settings, in words; `of` one key alone, whatever is still missing.

    Without `secrets` what is said of theirs is left out: a stand-in is no key.
    """
    model: type[Connector] = connectors.connector_type(kind)
    known = {"name": "source", **settings}
    try:
        model.model_validate(listed(model, known))
    except ValidationError as error:
        every = (line.removeprefix(": ") for line in lines("", error, model, raw=known))
        told = {line: re.split(r"[:. ]", line)[0] for line in every}
        if of is not None:
            told = {line: key for line, key in told.items() if key == of}
            told = {
                line: key for line, key in told.items() if not line.endswith(": missing: add it")
            }
        kept = (
            line
            for line, key in told.items()
            if secrets or key not in settings or not is_secret(kind, key)
        )
        return [spoken(language, line) for line in kept]
    return []


def is_owed(kind: str, field: Field, settings: Settings, language: str) -> bool:
    """Is it needed, or a secret without which something is missing and with which nothing is?"""
    if field.is_needed or not field.is_secret:
        return field.is_needed
    filled = {**settings, field.key: "secret"}
    return bool(faults(kind, settings, language, secrets=False)) and not faults(
        kind, filled, language, secrets=False
    )


def shown(value: Any) -> str:
    """A setting's value as a person reads it."""
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _literals(annotation: Any) -> Iterator[object]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
        return
    for one in get_args(annotation):
        yield from _literals(one)

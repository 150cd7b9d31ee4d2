"""Validation errors in a person's words: what is wrong, where, and what to do."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from connectors.kit.reading.folding import name_key
from listener.guard.plain import one_line, plain

# What a pattern asks for, in words.
_PATTERNS = {
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "small letters without accents, figures, - and _, as in my-blog",
    r"^[a-z0-9][a-z0-9_-]*$": "small letters without accents, figures, - and _, as in my-blog",
    r"^[A-Z]{2}$": "two capital letters, as in FR",
    r"^[a-z]{2}$": "two small letters, as in fr",
}
_ON_THE_WEB = ("^https?://", "^(https?://")
_LIKE = 0.8  # of the letters of a key's word; a key's own may be further


class _Place(NamedTuple):
    text: str
    model: type[BaseModel] | None

    @property
    def keys(self) -> list[str]:
        return written_keys(self.model) if self.model else []


def lines(
    prefix: str,
    error: ValidationError,
    model: type[BaseModel],
    *,
    raw: object = None,
    homes: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """One line for each problem: where it is, what is wrong, what to do about it.

    `raw` is what was read, for the names of tables; `homes` where tables belong, by their key.
    """
    told = []
    every = error.errors(include_url=False)
    meant = {_meant(problem, model, raw) for problem in every} - {None}
    for problem in every:
        if problem["type"] == "missing" and problem["loc"] in meant:
            continue  # its slip is told: one line for one mistake
        told.append(_line(prefix, problem, model, raw=raw, homes=homes))
    return told


def counted(number: int, table: object) -> str:
    """Which of several tables: " (blog)" by its name, else " 2" for the second; `number` is from 0."""
    named = table.get("name") or table.get("id") if isinstance(table, dict) else None
    if isinstance(named, str) and name_key(plain(named)):
        return f" ({one_line(named)[:40]})"
    return f" {number + 1}"


def it_says(value: object) -> str:
    """A value as settings write it, to be found again."""
    if isinstance(value, bool):
        return f" (it says {str(value).lower()})"
    return (
        f" (it says {value[:60]!r})" if isinstance(value, str) else f" (it says {str(value)[:60]})"
    )


def _line(
    prefix: str, problem: Any, model: type[BaseModel], *, raw: object, homes: Mapping[str, str]
) -> str:
    *parents, last = problem["loc"] or ("",)
    place, here = _walk(tuple(parents), model, raw)
    if isinstance(last, int):
        text = f"{prefix}{place.text}{counted(last, _in(here, last))}"
    else:
        text = f"{prefix}{place.text}{'.' if place.text else ''}{last}"
    text = text.rstrip(".")
    kind, shown = problem["type"], problem.get("input")
    if kind == "extra_forbidden":
        if home := homes.get(str(last)):
            return f"{text}: unknown key: it belongs elsewhere: write {home}"
        return f"{text}: unknown key: {choose_key(str(last), place.keys)}"
    if kind == "missing":
        return f"{text}: missing: add it"
    message = problem["msg"].removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        message = _wanted(problem["ctx"]["pattern"], shown, place.model, str(last)) or message
    if kind == "string_type" and isinstance(shown, int | float) and not isinstance(shown, bool):
        return f'{text}: write it in quotes: "{shown}"'
    is_told = isinstance(shown, str) and repr(shown) in message
    if (
        isinstance(shown, str | int | float)
        and not is_told
        and "token" not in text
        and "secret" not in text
        and "url" not in text
    ):
        message += it_says(shown)
    return f"{text}: {message}"


def _wanted(pattern: str, shown: object, model: type[BaseModel] | None, key: str) -> str:
    """What belongs there, in place of a pattern that nobody reads."""
    if told := _PATTERNS.get(pattern):
        return told
    if pattern.startswith(_ON_THE_WEB) and not re.match("https?://", str(shown)):
        return "expected an address that begins with http:// or https://"
    field = model.model_fields.get(key) if model else None
    words = " ".join(((field and field.description) or "").split()).removesuffix(".")
    if not words:
        return ""
    first = words[0].lower() + words[1:] if words[1:2].islower() else words
    return f"not in the form that is wanted: {first}"


def _meant(problem: Any, model: type[BaseModel], raw: object) -> tuple[str | int, ...] | None:
    """Where the key stands that an unknown one was to be."""
    if problem["type"] != "extra_forbidden":
        return None
    *parents, last = problem["loc"]
    place, _ = _walk(tuple(parents), model, raw)
    key = close_key(str(last), place.keys)
    return (*parents, key) if key else None


def _walk(loc: tuple[str | int, ...], model: type[BaseModel], raw: object) -> tuple[_Place, object]:
    """Follow an error's location through the models, to know which keys it could have meant."""
    text = ""
    found: type[BaseModel] | None = model
    for step in loc:
        raw = _in(raw, step)
        if isinstance(step, int):
            text += counted(step, raw)
            continue
        text += f".{step}" if text else step
        field = found.model_fields.get(step) if found else None
        found = model_in(field.annotation) if field else None
    return _Place(text, found), raw


def _in(raw: object, step: str | int) -> object:
    if isinstance(raw, dict):
        return raw.get(step)
    # One table where a list is wanted is read as a list of one.
    if isinstance(step, int) and isinstance(raw, list):
        return raw[step] if step < len(raw) else None
    return raw if step == 0 else None


def written_keys(model: type[BaseModel]) -> list[str]:
    """The keys of a table, as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The table that a field holds, be it one or several."""
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def choose(given: object, known: list[str], words: str) -> str:
    """Words for a name that is not known: the one it may have meant, else all there are."""
    close = difflib.get_close_matches(str(given), known, n=1)
    if close:
        return f"{given!r}? did you mean {close[0]!r}?"
    return f"{given!r}? {words} {', '.join(known)}"


def choose_key(given: str, known: list[str]) -> str:
    """`choose` for a key, which may be said in French or in another tool's word: nom for name."""
    key = close_key(given, known)
    if key is None:
        return f"{given!r}? the keys here are {', '.join(known)}"
    return f"{given!r}? did you mean {key!r}?"


def close_key(given: str, known: list[str]) -> str | None:
    """The key that is meant: by its word, by its letters, or by the letters of its word."""
    said = name_key(given.replace("_", " "))
    words = {word: key for key in known for word in _key_words().get(key, ())}
    letters = {key.replace("_", " "): key for key in known}
    if said in letters or said in words:
        return letters.get(said) or words[said]
    if close := difflib.get_close_matches(said, letters, n=1):
        return letters[close[0]]
    close = difflib.get_close_matches(said, words, n=1, cutoff=_LIKE)
    return words[close[0]] if close else None


@cache
def _key_words() -> dict[str, list[str]]:
    return tomllib.loads((files("listener.settings") / "key_words.toml").read_text("utf-8"))

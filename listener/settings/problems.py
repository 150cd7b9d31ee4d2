"""Validation errors in a person's words: what is wrong, where, and what to do."""

import difflib
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

# What a pattern asks for, in words.
_PATTERNS = {
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "small letters without accents, figures, - and _, as in my-blog",
    r"^[a-z0-9][a-z0-9_-]*$": "small letters without accents, figures, - and _, as in my-blog",
    r"^[A-Z]{2}$": "two capital letters, as in FR",
    r"^[a-z]{2}$": "two small letters, as in fr",
}


class _Place(NamedTuple):
    text: str
    model: type[BaseModel] | None


def lines(prefix: str, error: ValidationError, model: type[BaseModel]) -> list[str]:
    """One line for each problem: where it is, what is wrong, what to do about it."""
    return [_line(prefix, problem, model) for problem in error.errors(include_url=False)]


def _line(prefix: str, problem: Any, model: type[BaseModel]) -> str:
    *parents, last = problem["loc"] or ("",)
    place = _walk(tuple(parents), model)
    text = f"{prefix}{place.text}{'.' if place.text and isinstance(last, str) else ''}"
    text += f"[{last}]" if isinstance(last, int) else str(last)
    text = text.rstrip(".")
    kind = problem["type"]
    if kind == "extra_forbidden":
        known = list(place.model.model_fields) if place.model else []
        return f"{text}: unknown key: {choose(str(last), known, 'the keys here are')}"
    if kind == "missing":
        return f"{text}: missing: add it"
    message = problem["msg"].removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        message = _PATTERNS.get(problem["ctx"]["pattern"], message)
    shown = problem.get("input")
    if isinstance(shown, str | int | float) and "token" not in text and "url" not in text:
        message += f" (it says {str(shown)[:60]!r})"
    return f"{text}: {message}"


def _walk(loc: tuple[str | int, ...], model: type[BaseModel]) -> _Place:
    """Follow an error's location through the models, to know which keys it could have meant."""
    text, here = "", model
    found: type[BaseModel] | None = here
    for step in loc:
        if isinstance(step, int):
            text += f"[{step}]"
            continue
        text += f".{step}" if text else step
        field = found.model_fields.get(step) if found else None
        found = _model_in(field.annotation) if field else None
    return _Place(text, found)


def _model_in(annotation: Any) -> type[BaseModel] | None:
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

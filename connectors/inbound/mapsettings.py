"""A map of fields, and keys of a hook, as config.toml writes them, and what is wrong with them."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, SecretStr

from connectors.inbound.cells import read_country, read_flag, read_language, read_rating
from connectors.inbound.columns import field_of, fields
from connectors.inbound.paths import path_of
from connectors.kit.contract import VENUES
from connectors.kit.genres import GENRES
from connectors.kit.hook import FROM_ENVIRONMENT

Places = str | tuple[str, ...]
Value = str | int | float | bool
_SHORTEST = 16  # characters of a key
_ALWAYS = (
    *("genre", "venue", "lang", "country", "place", "addressed", "by_owner", "thread_title"),
    *("product_version", "disclosed"),
)
_FLAGS = ("addressed", "by_owner", "disclosed", "deleted")


def _long(key: SecretStr | None) -> SecretStr | None:
    if key is not None and len(key.get_secret_value()) < _SHORTEST:
        raise ValueError("too short to be safe: make one with `openssl rand -hex 32`")
    return key


HookKey = Annotated[SecretStr | None, AfterValidator(_long), FROM_ENVIRONMENT]


def as_places(told: Places) -> tuple[str, ...]:
    """One place or several; "" is none."""
    every = (told,) if isinstance(told, str) else told
    return tuple(place for place in every if place.strip())


def as_texts(told: Mapping[str, Value]) -> dict[str, str]:
    """The values as cells say them."""
    return {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in told.items()
    }


def checked_map(
    map_: Mapping[str, Places],
    items: str | None,
    always: Mapping[str, Value],
    words: Mapping[str, Mapping[str, Value]],
) -> None:
    """Raise ValueError with what is wrong in them."""
    for name, value in as_texts(always).items():
        if name not in _ALWAYS:
            raise ValueError(f"always: {name!r:.40}? the fields are {', '.join(_ALWAYS)}")
        if (known := _wanted(name, value)) is not None:
            raise ValueError(f"always.{name}: {value!r:.40}? {known}")
    for name in (*map_, *words):
        if name not in fields():
            raise ValueError(f"map: {_unknown(name)}")
    for place in (*(p for told in map_.values() for p in as_places(told)), *filter(None, [items])):
        path_of(place)
    for name, told in words.items():
        for word, value in as_texts(told).items():
            if (known := _wanted(name, value)) is not None:
                raise ValueError(f"words.{name}.{word}: {value!r:.40}? {known}")


def _unknown(name: str) -> str:
    """What to write in place of a name that no field has."""
    meant = field_of(name.replace("_", " ")) or next(
        iter(difflib.get_close_matches(name, fields(), n=1)), ""
    )
    if meant:
        return f"{name!r:.40}? did you mean {meant!r}?"
    return f"{name!r:.40}? the fields are {', '.join(fields())}"


def _wanted(name: str, value: str) -> str | None:
    """What a field takes, where this is none of it."""
    if name == "rating" and read_rating(value, scale=100) is None:
        return "write a figure, such as 5"
    if name == "lang" and read_language(value) is None:
        return "write a code such as fr"
    if name == "country" and read_country(value) is None:
        return "write a code such as FR"
    if name in _FLAGS and read_flag(value) is None:
        return "write true or false"
    known: Sequence[str] = {"venue": VENUES, "genre": tuple(GENRES)}.get(name, ())
    return f"write one of {', '.join(known)}" if known and value not in known else None

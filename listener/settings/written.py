"""How people write settings: one value or a list of them, a day, a span of hours, a handle."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Literal, get_args, get_origin
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationInfo,
    field_validator,
    model_validator,
)

from connectors.kit.reading.folding import name_key
from listener.guard.plain import plain
from listener.settings.figure import number

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_DAYS = (
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
)


def day_of(word: object) -> object:
    """Monday, lundi, lun. and mon are one day; what is no day stays as it is written."""
    if not isinstance(word, str):
        return word
    short = word.strip().rstrip(".").casefold()
    for names in FULL_DAYS:
        for day, name in zip(DAYS, names, strict=True):
            if len(short) >= 2 and name.startswith(short) and short not in ("ma", "s", "t"):
                return day
    return word


def listed(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, with one alone where a list is wanted as a list of one."""
    return {
        key: _parted(key, value) if _is_one_of_many(model, key, value) else value
        for key, value in values.items()
    }


def holds(annotation: Any, wanted: type) -> bool:
    """Is a setting of this type, or of several with this one among them?"""
    return annotation is wanted or any(holds(one, wanted) for one in get_args(annotation))


# What these hold has no comma. A name ("Acme, Inc."), a phrase, a sentence may have one: they are
# parted only where each part shows its shape: a handle, an address, a host, a day, a time, a span.
_WITHOUT_COMMA = ("handles", "own_sites", "languages", "tags", "instances", "own_accounts")
_TELLTALE = re.compile(
    r"@\S+|https?://\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?|\d[\dh:. –—-]*", re.IGNORECASE
)


def _parted(key: str, value: object) -> list[object]:
    if not isinstance(value, str):
        return [value]
    parts = [part.strip() for part in re.split(r"[,;\n]", value) if part.strip()]
    if key in _WITHOUT_COMMA or all(_TELLTALE.fullmatch(part) for part in parts):
        return [*parts] or [value]
    return [value.strip()]


def _is_one_of_many(model: type[BaseModel], key: str, value: object) -> bool:
    field = model.model_fields.get(key)
    wanted = field is not None and get_origin(field.annotation) is tuple
    return wanted and isinstance(value, str | int | float | date | time | Mapping)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"unknown time zone {name!r}: write it like Europe/Paris")
    return name


def _handle(handle: str) -> str:
    if not re.fullmatch(r"@[\w.-]+(@[\w.-]+)?", handle):
        raise ValueError(f"{handle!r} is no handle: write it like @acme or @acme@server.example")
    return handle


def _as_hours(written: object) -> object:
    """9h-18h, 8h30 - 12h, 9:00–18:00 as 09:00-18:00; what is no span stays as it is written."""
    if not isinstance(written, str):
        return written
    found = _HOURS.fullmatch(written.strip()[:40])
    if not found:
        return written
    opens, opens_at, closes, closes_at = found.groups()
    return f"{int(opens):02d}:{opens_at or '00'}-{int(closes):02d}:{closes_at or '00'}"


_HOURS = re.compile(
    r"(\d{1,2}) ?(?:[h:.] ?(\d{2})?)? ?(?:-|–|—|à|to) ?(\d{1,2}) ?(?:[h:.] ?(\d{2})?)?",
    re.IGNORECASE,
)


def _span(text: str) -> str:
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-(([01]\d|2[0-3]):([0-5]\d)|24:00)", text)
    if not found or text[:5] >= text[6:]:
        raise ValueError(f"{text!r} is no span of hours: write it like 09:00-18:00")
    return text


def _channel(channel: str) -> str:
    if not re.fullmatch(r"[CGD][A-Z0-9]{2,}", channel):
        raise ValueError(
            f"{channel!r}: give the channel's id (C…), found at the foot of its details in Slack, not its name"
        )
    return channel


def _written(text: str) -> str:
    """Without signs that turn or hide what stands beside them: a paste brings some along."""
    seen = plain(text)
    if not name_key(seen):
        raise ValueError("nothing in it can be seen, only spaces or hidden signs: type it again")
    return seen


def name_of(text: str) -> str:
    """A name as it is used: on one line, without signs that turn or hide what stands beside them."""
    return re.sub(r"[\n\t]", " ", plain(text))


def _named(text: str) -> str:
    return name_of(_written(text))


Written = Annotated[str, AfterValidator(_written)]
Name = Annotated[str, AfterValidator(_named)]
Zone = Annotated[str, AfterValidator(_zone)]
Handle = Annotated[str, AfterValidator(_handle)]
Span = Annotated[str, BeforeValidator(_as_hours), AfterValidator(_span)]
Channel = Annotated[str, AfterValidator(_channel)]


class Section(BaseModel):
    """A table of the settings: frozen, and no key it does not know."""

    # Docstrings of fields become the descriptions of the JSON Schema and of the manual's tables.
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _one_is_a_list(cls, values: Any) -> Any:
        return listed(cls, values) if isinstance(values, Mapping) else values

    @field_validator("*", mode="before")
    @classmethod
    def _counts(cls, value: object, info: ValidationInfo) -> object:
        return number(cls, info.field_name or "", value)

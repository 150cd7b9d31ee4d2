"""Duty sheets: what to say, ask, give, keep and declare when a post may be a danger, by its kind.

Ours stand in words/LANGUAGE/sheets, a file a kind. An operator's own lie in the folder that
`sheets` of the brand names (safety.fr.toml); what one leaves out stays ours.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from listener.settings.written import Section, Written

Kind = Literal[
    "safety", "health", "self_harm", "threat", "leak", "discrimination", "hate", "private_data"
]
KINDS: tuple[Kind, ...] = get_args(Kind)


def sheet_kind(name: str | None) -> Kind | None:
    """A kind by its name in a row; None where this release has no such sheet."""
    return next((kind for kind in KINDS if kind == name), None)


Purpose = Literal["emergency", "police", "suicide", "poison", "child"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
Role = Literal["duty", "quality", "it", "dpo", "legal", "hr"]
# The Union's members: 112 answers in all of them, and its rules are theirs.
UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
_BLANKS = {"name", *PURPOSES}
_CHOICE = re.compile(r"<[^<>|]*\|[^<>|]*>")


def blanks(text: str) -> set[str]:
    """What is filled into a sentence: `name`, and purposes; raises ValueError where a brace is left."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _sentence(text: str) -> str:
    if set("<>") & set(_CHOICE.sub("", text)):
        raise ValueError("two forms of address are written <vous|tu>, and < and > for nothing else")
    try:
        named = blanks(text)
    except ValueError:
        named = {""}
    if wrong := sorted(named - _BLANKS):
        known = ", ".join(f"{{{name}}}" for name in sorted(_BLANKS))
        raise ValueError(f"{{{wrong[0]}}} is nothing that can be filled in: there are {known}")
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"\+?\d(?:[ .-]?\d){1,19}", text):
        raise ValueError(f'{text!r} is no telephone number: write it in quotes, as in "3114"')
    return text


Sentence = Annotated[Written, AfterValidator(_sentence)]
Numbers = dict[Annotated[str, AfterValidator(_number)], str]  # each with whose it is


class Clock(Section):
    """By when the law wants whom to know, by where the brand is."""

    EU: tuple[Written, ...] = ()
    GB: tuple[Written, ...] = ()
    CH: tuple[Written, ...] = ()
    CA: tuple[Written, ...] = ()
    US: tuple[Written, ...] = ()
    other: tuple[Written, ...] = ()

    def of(self, country: str) -> tuple[str, ...]:
        """The lines for a country, the shortest time first; the general ones where it has none."""
        region = "EU" if country in UNION else country
        found: tuple[str, ...] = getattr(self, region, ()) if region in _REGIONS else ()
        return found or self.other


_REGIONS = frozenset(Clock.model_fields) - {"other"}


class Sheet(Section):
    """One kind's duty sheet, in one language."""

    reply: tuple[Sentence, ...]
    """The holding reply; a sentence whose number is not known for a country is left out."""
    by_mail: tuple[Sentence, ...] = ()
    """Instead, to who wrote a mail: that is private already."""
    mind: Written
    """What to mind before anything is said."""
    ask: tuple[Written, ...] = Field(max_length=5)
    """The questions to ask first: three."""
    numbers: tuple[Purpose, ...] = ()
    """Which of the numbers belong here."""
    phone: tuple[Role, ...] = ()
    """Whom to phone, by their roles in [brand.people]."""
    keep: tuple[Written, ...] = ()
    clock: Clock = Clock()

    @field_validator("reply", "by_mail")
    @classmethod
    def _says_something(cls, reply: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not reply and info.field_name == "by_mail":
            return reply
        if not any(blanks(text) <= {"name"} for text in reply):
            raise ValueError("one sentence must stand without a number: not every country has each")
        return reply


class Country(Section):
    """A country's numbers, by what they are for; the first of each is the one that a reply names."""

    emergency: Numbers = Field(default_factory=dict)
    police: Numbers = Field(default_factory=dict)
    suicide: Numbers = Field(default_factory=dict)
    poison: Numbers = Field(default_factory=dict)
    child: Numbers = Field(default_factory=dict)

    @field_validator("*", mode="before")
    @classmethod
    def _one_alone(cls, value: object) -> object:
        return {value: ""} if isinstance(value, str) else value

    def of(self, purpose: Purpose) -> Mapping[str, str]:
        """The numbers for a purpose; none where we know none."""
        found: Mapping[str, str] = getattr(self, purpose)
        return found


def raw_sheet(kind: str, language: str) -> dict[str, Any]:
    """Our own sheet, as its file has it."""
    return tomllib.loads(sheet_text(kind, language))


def sheet_text(name: str, language: str) -> str:
    """The file itself, to be copied and edited; `name` is a kind, or "numbers"."""
    return (files("listener.words") / language / "sheets" / f"{name}.toml").read_text("utf-8")


@cache
def our_sheet(kind: Kind, language: str) -> Sheet:
    """The sheet of the product."""
    return Sheet.model_validate(raw_sheet(kind, language))


@cache
def our_numbers(language: str) -> Mapping[str, Country]:
    """The product's numbers by country."""
    table = tomllib.loads(sheet_text("numbers", language))
    return {country: Country.model_validate(told) for country, told in table.items()}

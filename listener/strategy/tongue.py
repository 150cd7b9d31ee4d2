"""In which language and register a reply speaks, and how it words the author's point."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from listener.brand import Brand
from listener.strategy.evidence import Evidence
from listener.strategy.point import Point
from listener.strategy.reading import tokens
from listener.strategy.words import LANGUAGES

FORMAL, FAMILIAR = 0, 1
_TU = frozenset({"tu", "toi", "te", "ta", "tes", "t"})
_VOUS = frozenset({"vous", "votre", "vos"})
# Common words that tell French from English where no language was given.
_FR = frozenset(tokens("le la les un une des du et est je vous que qui pas pour dans ma mon avec"))
_EN = frozenset(tokens("the a an and is i you that not for in this my with of to it was are"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the playbook: its nature and its wordings."""

    part: str  # empathy, fact, action, question
    texts: tuple[str, ...]
    plain: tuple[str, ...] = ()  # instead, where the author's point is not recognised


@dataclass(frozen=True, slots=True)
class Book:
    """The playbook of one language."""

    points: Mapping[str, str]
    lines: Mapping[str, Line]
    terms: Mapping[str, str]  # identity, gap and what a gap may ask for


@cache
def book(language: str) -> Book:
    """The playbook of a language; English where there is none."""
    name = language if language in LANGUAGES else "en"
    source = files("listener.strategy") / "catalogue" / f"playbook.{name}.toml"
    table: dict[str, Any] = tomllib.loads(source.read_text("utf-8"))
    lines = {
        key: Line(entry["part"], tuple(entry["text"]), tuple(entry.get("plain", ())))
        for key, entry in table["line"].items()
    }
    terms = {key: value for key, value in table.items() if isinstance(value, str)}
    return Book(points=table["point"], lines=lines, terms=terms)


def draft_language(evidence: Evidence, brand: Brand) -> str:
    """The author's language where we have a playbook for it, else the brand's."""
    if evidence.lang in LANGUAGES:
        return evidence.lang or brand.language
    if evidence.lang:
        return brand.language
    words = set(tokens(evidence.text))
    french, english = len(words & _FR), len(words & _EN)
    if french == english:
        return brand.language
    return "fr" if french > english else "en"


def register(text: str) -> int:
    """FAMILIAR where a French text says tu and never vous, else FORMAL."""
    words = set(tokens(text))
    return FAMILIAR if words & {"tu", "toi"} and words & _TU and not words & _VOUS else FORMAL


def phrase(language: str, point: Point, register: int) -> str:
    """The words that name a point, as they stand in a sentence."""
    return point.word or spoken(book(language).points[point.id], register)


def spoken(text: str, register: int) -> str:
    """A playbook text in one register: `<vous|tu>` becomes one of the two."""
    parts = text.split("<")
    out = [parts[0]]
    for part in parts[1:]:
        choice, _, rest = part.partition(">")
        out.append(choice.split("|")[register] + rest)
    return "".join(out)

"""Content as JSON, for a notice that keeps its words: a digest's parts agree whatever comes after."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from listener.notices.parts import (
    Content,
    Figure,
    Figures,
    Heading,
    Part,
    Place,
    Post,
    Ready,
    Small,
    Steps,
    Text,
)
from listener.store.outgoing import Json
from listener.words.whose import NOTHING

# The parts that are kept, by the names under which they are.
_KEPT: dict[str, type[Part]] = {
    "text": Text,
    "small": Small,
    "heading": Heading,
    "figures": Figures,
    "post": Post,
    "steps": Steps,
    "place": Place,
}
_NAMES = {kind: name for name, kind in _KEPT.items()}


def to_json(content: Content) -> Json:
    """A content of such parts; KeyError for any other."""
    parts = [
        {"part": (name := _NAMES[type(part)]), **_adapter(name).dump_python(part, mode="json")}
        for part in content.parts
    ]
    return {"title": content.title, "tone": content.tone, "parts": parts}


def from_json(told: Json) -> Content:
    """What `to_json` gave."""
    parts = tuple(
        _adapter(part["part"]).validate_python({k: v for k, v in part.items() if k != "part"})
        for part in told["parts"]
    )
    return Content(parts, told["title"], told["tone"])


def of_slack(told: Json) -> Content:
    """A message that an earlier release made for Slack."""
    return Content((Ready(told["text"], tuple(told["blocks"])),))


def of_terminal(told: Json) -> Content:
    """A week that an earlier release made for the terminal."""
    figures = (Figure(label, ((value, NOTHING),), rest) for label, value, rest in told["figures"])
    parts: list[Part] = [
        *map(Text, told["sentences"]),
        Figures(tuple(figures)),
        Heading(told["heading"]),
        Steps(tuple((text, owner) for text, owner in told["actions"])),
        *map(Small, told["notes"]),
    ]
    if told["page"]:
        parts.append(Place(told["page"]))
    brand, _, title = told["title"].rpartition(" · ")
    return Content(tuple(parts), title or brand, "week")


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_KEPT[name])

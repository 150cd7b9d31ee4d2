"""What the author's main point is, as words a reply can safely name.

Never a quotation: an aspect from a list, or a keyword the operator wrote, or the intent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from listener.brand import Brand
from listener.strategy.evidence import Evidence
from listener.strategy.lexicon import count, found, names
from listener.strategy.reading import fold, has_words, holds

_BY_INTENT: Mapping[str, str] = {
    "complaint": "complaint",
    "praise": "praise",
    "idea": "idea",
    "question": "question",
}


@dataclass(frozen=True, slots=True)
class Point:
    """The main point: a key of `point` in the playbook, or the operator's own word."""

    id: str  # an aspect, an intent, "rating" or "none"
    word: str = ""  # the operator's keyword, where no aspect was found
    is_aspect: bool = False


def aspects(text: str) -> tuple[str, ...]:
    """The aspects a text speaks of, the most named first, ties to the more precise."""
    folded = fold(text)
    counts = {name: count(name, folded) for name in names("aspects")}
    order = sorted((n for n in counts if counts[n]), key=lambda n: -counts[n])
    return tuple(name.removeprefix("aspects.") for name in order)


def main_point(evidence: Evidence, brand: Brand) -> Point:
    """What a reply must name."""
    shown = f"{evidence.title or ''}\n{evidence.text}"
    if not has_words(shown):
        return Point("rating" if evidence.rating is not None else "none")
    if seen := aspects(shown):
        return Point(seen[0], is_aspect=True)
    folded = fold(shown)
    keywords = (word for fact in brand.fact for word in fact.keywords if holds(folded, word))
    if word := next(keywords, ""):
        return Point("keyword", word=word)
    return Point(_BY_INTENT.get(evidence.intent.label, "none"))


def names_point(reply: str, point: Point, phrase: str) -> bool:
    """Whether a reply names the point: its phrase, or any word of its aspect."""
    folded = fold(reply)
    if holds(folded, point.word or phrase):
        return True
    return point.is_aspect and bool(found(f"aspects.{point.id}", folded))

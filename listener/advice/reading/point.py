"""What the author's main point is, as words a reply can safely name.

Never a quotation: an aspect from a list, or a keyword the operator wrote, or the intent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from listener.advice.brief import Brief
from listener.advice.reading.lexicon import count, found, names
from listener.advice.reading.matter import matters
from listener.advice.reading.nouns import is_noun
from listener.advice.reading.text import fold, has_words, holds, tokens
from listener.settings.brand import Brand

# What a message is called where its point is not recognised.
FALLBACKS = ("complaint", "praise", "idea", "question", "none", "work", "article")
_LONG = 5  # letters from which a word says something
_BY_INTENT: Mapping[str, str] = {
    "complaint": "complaint",
    "praise": "praise",
    "idea": "idea",
    "question": "question",
}

# What many suffer from at once, as the point it is.
_BY_MATTER = {"charged": "payment", "outage": "website", "price": "price", "till": "payment"}


@dataclass(frozen=True, slots=True)
class Point:
    """The main point: a key of `point` in the playbook, or the operator's own word."""

    id: str  # an aspect, an intent, "rating" or "none"
    word: str = ""  # the operator's keyword, where no aspect was found
    is_aspect: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the point itself was recognised, and not only what kind of message it is."""
        return self.is_aspect or bool(self.word) or self.id == "rating"


@lru_cache(maxsize=512)
def aspects(text: str) -> tuple[str, ...]:
    """The aspects a text speaks of, the most named first, ties to the more precise."""
    folded = fold(text)
    counts = {name: count(name, folded) for name in names("aspects")}
    order = sorted((n for n in counts if counts[n]), key=lambda n: -counts[n])
    return tuple(name.removeprefix("aspects.") for name in order)


def main_point(brief: Brief, brand: Brand) -> Point:
    """What a reply must name."""
    shown = f"{brief.title or ''}\n{brief.text}"
    if not has_words(shown):
        return Point("rating" if brief.rating is not None else "none")
    if seen := aspects(shown):
        return Point(seen[0], is_aspect=True)
    folded = fold(shown)
    for fact in brand.fact:
        for word in fact.keywords:
            if holds(folded, word) and is_noun(word, fact, folded, brand):
                return Point("keyword", word=word)
    named = (_BY_MATTER[name] for name in sorted(matters(shown)) if name in _BY_MATTER)
    if of := next(named, ""):
        return Point(of, is_aspect=True)
    return Point(_BY_INTENT.get(brief.intent, "none"))


def names_point(reply: str, point: Point, phrases: Iterable[str]) -> bool:
    """Whether a reply names the point: one of its phrases, or any word of its aspect."""
    folded = fold(reply)
    if any(holds(folded, known) for known in (point.word, *phrases)):
        return True
    return point.is_aspect and bool(found(f"aspects.{point.id}", folded))


def shares_a_word(reply: str, text: str) -> bool:
    """Whether a reply takes up a longer word of the text."""
    return any(len(word) >= _LONG for word in set(tokens(reply)) & set(tokens(text)))

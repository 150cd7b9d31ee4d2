"""The aspects of a text: what of a brand it speaks of, by word lists."""

from functools import lru_cache

from listener.advice.reading.lexicon import count, names
from listener.advice.reading.text import fold


@lru_cache(maxsize=512)
def aspects(text: str) -> tuple[str, ...]:
    """The aspects a text speaks of, the most named first, ties to the more precise."""
    folded = fold(text)
    counts = {name: count(name, folded) for name in names("aspects")}
    order = sorted((n for n in counts if counts[n]), key=lambda n: -counts[n])
    return tuple(name.removeprefix("aspects.") for name in order)

"""Which of the brand's shops, sites or branches a mention is about."""

from listener.advice.reading.text import fold
from listener.settings.brand import Brand, Place


def place_of(said: str | None, shown: str, brand: Brand) -> Place | None:
    """The brand's place by the source's word for it, else the one that the words name.

    `said` is a name or an id, as the source has it; `shown` the title and the text. Words that
    name two places tell none.
    """
    if said is not None:
        key = fold(said)
        by_word = (p for p in brand.place if key in map(fold, (p.name, *p.aliases, *p.ids)))
        return next(by_word, None)
    if not brand.place:
        return None
    words = f" {_bare(shown)} "
    named = [p for p in brand.place if any(_stands(a, words) for a in (p.name, *p.aliases))]
    return named[0] if len(named) == 1 else None


def _stands(name: str, words: str) -> bool:
    bare = _bare(name)
    return bool(bare) and f" {bare} " in words


def _bare(text: str) -> str:
    """Folded words with one space between: "Lyon-Part-Dieu," is "lyon part dieu"."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())

"""Which of the brand's shops, sites or branches a mention is about."""

from connectors.kit.reading.folding import names_one, same
from listener.settings.brand import Brand, Place


def place_of(said: str | None, shown: str, brand: Brand) -> Place | None:
    """The brand's place by the source's word for it, else the one that the words name.

    `said` is a name or an id, as the source has it; `shown` the title and the text. Words that
    name two places tell none.
    """
    if said is not None:
        by_word = (p for p in brand.place if any(same(said, word) for word in p.words))
        return next(by_word, None)
    named = [p for p in brand.place if names_one(shown, (p.name, *p.aliases))]
    return named[0] if len(named) == 1 else None

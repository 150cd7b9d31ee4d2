"""Which of the brand's shops, sites or branches a mention is about, by its source or its words."""

import unicodedata
from collections.abc import Iterator

from connectors.kit.reading.folding import signs
from listener.advice.reading.place_names import by_column, place_pattern
from listener.advice.reading.place_signs import Found, is_meant
from listener.settings.brand import Brand
from listener.settings.place import Place

_NEAR = 100  # characters before or after a name in which a sign of it stands


def place_of(said: str | None, shown: str, brand: Brand, *, is_to_us: bool = True) -> Place | None:
    """The brand's place by the source's word for it, else the one that the words name.

    `said` is a name or an id, as the source has it; `shown` the title and the text. Words that
    name two places tell none. `is_to_us`: is it a review, or said to the brand? Among peers
    (False) a town alone is no shop: a word for one or our name stands in its sentence.
    """
    if said is not None:
        return by_column(said, brand)
    named = {
        place.name: place
        for place, found in _names(shown, brand)
        if is_meant(found, brand, is_to_us=is_to_us)
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _names(shown: str, brand: Brand) -> Iterator[tuple[Place, Found]]:
    """Where the names of places stand; of two that overlap, the longer."""
    text = unicodedata.normalize("NFC", shown)
    plain, at = _plain(text)
    spans = [
        (found.start(), found.end(), place, word)
        for place in brand.place
        for word in place.sought
        for found in place_pattern(word).finditer(plain)
    ]
    letters = [char for char in text if char.isalpha()]
    is_cased = any(map(str.islower, letters)) and any(map(str.isupper, letters))
    taken = list[tuple[int, int]]()
    for start, end, place, word in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if any(start < other_end and other < end for other, other_end in taken):
            continue
        taken.append((start, end))
        first, last = at[start], at[end - 1] + 1
        before, after = text[max(0, first - _NEAR) : first], text[last : last + _NEAR]
        yield place, Found(text[first:last], word, before, after, is_cased)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain letters, and where in it each of them stood."""
    parts = [signs(char) for char in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]

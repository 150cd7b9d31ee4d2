"""Which of the brand's shops, sites or branches a mention is about, by its source or its words."""

import re
import unicodedata
from collections.abc import Iterator

from connectors.kit.reading.folding import fold, signs
from listener.advice.reading.place_names import by_column, place_pattern
from listener.advice.reading.place_signs import Found, is_meant, may_be_meant
from listener.settings.brand import Brand
from listener.settings.place import Place

_TAG = re.compile(r"[#@]([\w-]{2,80})")
_NEAR = 100  # characters before or after a name in which a sign of it stands


def place_of(said: str | None, shown: str, brand: Brand, *, is_to_us: bool = True) -> Place | None:
    """The brand's place by the source's word for it, else the one that the words name.

    `said` is a name or an id, as the source has it; `shown` the title and the text. Words that
    name two places tell none. `is_to_us`: is it a review, or said to the brand? Among peers
    (False) a town alone is no shop: a word for one or our name stands in its sentence.
    """
    if said is not None:
        return by_column(said, brand)
    found = list(_names(shown, brand))
    meant = [is_meant(one, brand, is_to_us=is_to_us) for _, one in found]
    named = {place.name: place for (place, _), is_it in zip(found, meant, strict=True) if is_it}
    named |= {place.name: place for place in _tagged(shown, brand)}
    rest = (place.name for (place, one), is_it in zip(found, meant, strict=True)
            if not is_it and may_be_meant(one))  # fmt: skip
    # Of two that are named, not the surer one alone: a wrong place sends a complaint to the wrong shop.
    return next(iter(named.values())) if len({*named, *rest}) == len(named) == 1 else None


def _tagged(shown: str, brand: Brand) -> Iterator[Place]:
    """The places of hashtags and handles that join our name and theirs: "#AcmeTours"."""
    tags = {_together(tag) for tag in _TAG.findall(shown)}
    ours = {_together(name) for name in brand.all_names if tags} - {""}
    for place in brand.place if tags else ():
        keys = {_together(word) for word in place.sought} - {""}
        if any(one in tags for key in keys for name in ours for one in (name + key, key + name)):
            yield place


def _together(words: str) -> str:
    """Letters and figures alone, as tags are written."""
    return "".join(char for char in fold(words) if char.isalnum())


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

"""Which of the brand's shops, sites or branches a mention is about, by its source or its words."""

import re
import unicodedata
from collections.abc import Iterator

from connectors.kit.reading.folding import fold, name_key, signs
from listener.advice.reading.place_names import by_column, place_pattern
from listener.advice.reading.place_signs import Found, is_meant, may_be_meant
from listener.advice.reading.towns import Town, town_by_column, towns
from listener.settings.brand import Brand
from listener.settings.place import Place

_TAG = re.compile(r"[#@]([\w-]{2,80})")
_BRACKETS = str.maketrans("()", "  ")
_NEAR = 100  # characters before or after a name in which a sign of it stands


def place_or_town(
    said: str | None, shown: str, brand: Brand, *, is_to_us: bool = True
) -> Place | Town | None:
    """The brand's place by the source's word for it, else the one that the words name; where only a
    town of several of our places is named, that.

    `said` is a name or an id, as the source has it; `shown` the title and the text. Words that
    name two places tell none. `is_to_us`: is it a review, or said to the brand? Among peers
    (False) a town alone is no shop: a word for one or our name stands in its sentence.
    """
    if said is not None:
        return by_column(said, brand) or town_by_column(said, brand)
    found = list(_names(shown, brand))
    meant = [is_meant(one, brand, is_to_us=is_to_us) for _, one in found]
    named = {place.name: place for (place, _), is_it in zip(found, meant, strict=True) if is_it}
    named |= {place.name: place for place in _tagged(shown, brand)}
    rest = {place.name: place for (place, one), is_it in zip(found, meant, strict=True)
            if not is_it and may_be_meant(one)}  # fmt: skip
    # Of two that are named, not the surer one alone: a wrong place sends a complaint to the wrong shop.
    either = _without_own_towns(named | rest)
    return (
        next(iter(either.values())) if len(either) == 1 and either.keys() <= named.keys() else None
    )


def _without_own_towns(named: dict[str, Place | Town]) -> dict[str, Place | Town]:
    """Without the town of a shop that is named, too: "Acme Rennes Alma, the one in Rennes"."""
    shops = [one for one in named.values() if isinstance(one, Place)]
    return {
        name: one
        for name, one in named.items()
        if isinstance(one, Place) or not any(shop in one.places for shop in shops)
    }


def _tagged(shown: str, brand: Brand) -> Iterator[Place | Town]:
    """The places of hashtags and handles that join our name and theirs: "#AcmeTours"."""
    tags = {_together(tag) for tag in _TAG.findall(shown)}
    ours = {_together(name) for name in brand.all_names if tags} - {""}
    for place, word in _sought(brand) if tags else ():
        keys = {_together(word)} - {""}
        if any(one in tags for key in keys for name in ours for one in (name + key, key + name)):
            yield place


def _together(words: str) -> str:
    """Letters and figures alone, as tags are written."""
    return "".join(char for char in fold(words) if char.isalnum())


def _sought(brand: Brand) -> Iterator[tuple[Place | Town, str]]:
    """Whom each word that is looked for names."""
    shared = towns(brand)
    taken = {name_key(town.name) for town in shared}
    for place in brand.place:
        yield from ((place, word) for word in place.sought if name_key(word) not in taken)
    yield from ((town, town.name) for town in shared)


def _names(shown: str, brand: Brand) -> Iterator[tuple[Place | Town, Found]]:
    """Where the names of places stand; of two that overlap, the longer."""
    text = unicodedata.normalize("NFC", shown)
    plain, at = _plain(text)
    opened = plain.translate(_BRACKETS)  # "Acme Rennes (Alma)" is Rennes Alma
    spans = [
        (found.start(), found.end(), place, word)
        for place, word in _sought(brand)
        for found in place_pattern(word).finditer(plain if "(" in word else opened)
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

"""A name that several of the brand's places share, such as the town of two shops.

Whoever writes "Acme Rennes" says the town, not which of the two: none is claimed, and both are shown.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from connectors.kit.reading.folding import fold, name_key
from listener.advice.reading.lexicon import phrases
from listener.advice.reading.place_names import without_kind
from listener.settings.brand import Brand
from listener.settings.place import Place

# A plain hyphen holds a name together: Saint-Étienne-du-Rouvray is no shop in Saint-Étienne.
_BETWEEN = re.compile(r"\s[-–—]+\s|[\s,;|·•()/]+")
# What begins the names of towns that have nothing else in common: New York and New Haven.
# fmt: off
_BEGIN_MANY = frozenset((
    "saint", "sainte", "st", "ste", "mont", "mount", "port", "porte", "fort", "new", "old", "grand", "grande", "great",
    "petit", "petite", "little", "upper", "lower", "haut", "haute", "bas", "basse", "san", "santa", "santo", "los", "las", "el",
    "le", "la", "les", "l", "the", "de", "du", "des", "d", "of", "and", "et", "villeneuve", "chateau", "castle", "north", "south",
    "east", "west", "nord", "sud", "est", "ouest", "centre", "center", "central", "downtown", "rue", "avenue", "place",
    "boulevard", "quai", "route", "street", "road", "square", "zone", "parc", "park", "palais", "king", "kings", "queen", "queens",
    "boutique", "part", "pont", "val", "cap", "bois", "champs", "tour", "croix", "vieux", "vieille", "neuf", "neuve", "bon", "belle",
))
# fmt: on


@dataclass(frozen=True, slots=True)
class Town:
    """What several places are called by: `name` as the settings write it."""

    name: str
    places: tuple[Place, ...]  # two or more


def towns(brand: Brand) -> tuple[Town, ...]:
    """Every name that begins, ends or is the names of several of the brand's places."""
    if len(brand.place) < 2:
        return ()
    names = tuple((place.name, *place.aliases) for place in brand.place)
    shared = _shared(names, brand.all_names)
    return tuple(Town(name, tuple(brand.place[n] for n in of)) for name, of in shared)


def town_by_column(said: str, brand: Brand) -> Town | None:
    """The town that a source's word names, and none of its shops."""
    key = without_kind(brand.all_names)
    asked = key(said)
    found = [town for town in towns(brand) if key(town.name) == asked]
    return found[0] if asked and len(found) == 1 else None


@lru_cache(maxsize=64)
def _shared(
    names: tuple[tuple[str, ...], ...], ours: tuple[str, ...]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Each shared name, and the numbers of its places."""
    by = defaultdict[str, dict[int, str]](dict)
    begins = set[str]()
    for number, written in ((n, one) for n, some in enumerate(names) for one in some):
        words = _own_words(written, ours)
        for many in range(1, len(words)):
            front, back = (_lettered(part) for part in (words[:many], words[-many:]))
            begins.add(name_key(" ".join(front)))
            for part in (front, back):
                if any(map(_tells, part)):
                    by[name_key(" ".join(part))].setdefault(number, " ".join(part))
    for number, (name, *_) in enumerate(names):
        if name_key(name) in begins:  # "York" is no part of "New York"
            by[name_key(name)].setdefault(number, name)
    # What the brand itself gives to one place as another word for it is that place's.
    given = {name_key(alias) for _, *aliases in names for alias in aliases}
    shared = {key: of for key, of in by.items() if len(of) > 1 and key not in given}
    return tuple(
        (next(iter(of.values())), tuple(sorted(of)))
        for key, of in shared.items()
        if not any(key != other and f" {key} " in f" {other} " and of.keys() == shared[other].keys()
                   for other in shared)
    )  # fmt: skip


def _own_words(written: str, ours: Sequence[str]) -> list[str]:
    """The words of a place's name, without the brand's and the kind of place in front."""
    words = [word for word in _BETWEEN.split(written) if word]
    fronts = [fold(one).split() for one in (*ours, *phrases("places.nouns"))]
    while many := max(
        (len(f) for f in fronts if f == [fold(w) for w in words[: len(f)]]), default=0
    ):
        words = words[many:]
    return words


def _lettered(words: Sequence[str]) -> list[str]:
    """Without numbers: of a department, of a district."""
    return [word for word in words if any(map(str.isalpha, word))]


def _tells(word: str) -> bool:
    """Can this word of a name tell a town?"""
    return sum(map(str.isalpha, word)) > 1 and fold(word) not in _loose()


@cache
def _loose() -> frozenset[str]:
    kinds = (*phrases("places.nouns"), *phrases("places.after"))
    return _BEGIN_MANY | {word for kind in kinds for word in kind.split()}

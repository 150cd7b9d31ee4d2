"""What else bears the brand's name, as people write it: names and titles, without signs and common nouns.

What stands here is looked for in every text: a word that anybody may use would silence them all.
"""

import re
from collections.abc import Collection

from connectors.kit.reading.folding import name_key

_QUOTED = re.compile(r"«([^«»]{1,200})»|“([^“”]{1,200})”|\"([^\"]{1,200})\"")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{0,200})[)\]]")
_SEPARATORS = ",;\n"
_SIGNS = '«»“”"„()[]\u00a0\u202f .'
_A = frozenset(
    [
        "un",
        "une",
        "des",
        "d",
        "a",
        "an",
        "some",
        "any",
        "another",
        "autre",
        "autres",
        "other",
        "others",
        "quelque",
    ]
)
_THE = frozenset(
    ["le", "la", "les", "l", "the", "du", "de", "cet", "cette", "ce", "ces", "this", "that"]
)
# What bears names: alone, each of these is a word of everybody's.
_KINDS = frozenset(
    [
        "roman",
        "livre",
        "film",
        "chanson",
        "groupe",
        "ville",
        "village",
        "commune",
        "rivière",
        "fleuve",
        "rue",
        "quartier",
        "région",
        "pays",
        "marque",
        "maison",
        "entreprise",
        "société",
        "boutique",
        "magasin",
        "restaurant",
        "café",
        "hôtel",
        "association",
        "école",
        "personne",
        "prénom",
        "nom",
        "jeu",
        "série",
        "émission",
        "podcast",
        "plante",
        "fleur",
        "animal",
        "artiste",
        "chanteur",
        "chanteuse",
        "novel",
        "book",
        "movie",
        "song",
        "band",
        "city",
        "town",
        "river",
        "street",
        "place",
        "region",
        "country",
        "brand",
        "house",
        "company",
        "shop",
        "store",
        "hotel",
        "school",
        "person",
        "name",
        "game",
        "series",
        "show",
        "plant",
        "flower",
        "artist",
        "singer",
        "firm",
        "business",
    ]
)


def read_others(said: str) -> tuple[str, ...]:
    """Others of the name, with commas between; what is in quotation marks is taken whole, brackets go."""
    found = (_bare(part) for part in _parts(said))
    return tuple(dict.fromkeys(part for part in found if part))


def too_common(others: Collection[str], names: Collection[str]) -> tuple[str, ...]:
    """Those that are a common noun and no name; with a word of the brand's own each is one."""
    ours = {word for name in names for word in name_key(name).split()}
    return tuple(one for one in others if _is_common(one, ours))


def _is_common(one: str, ours: Collection[str]) -> bool:
    words = re.findall(r"[^\W_]+", one)
    if any(word != word.lower() or word.isdigit() for word in words):
        return False
    key = [word for word in name_key(one).split() if word not in ("le", "la", "the")]
    if set(key) & set(ours):
        return False
    first, rest = (words[0], words[1:]) if words else ("", [])
    while rest and first in _A | _THE and rest[0] in _A:
        rest = rest[1:]
    if first in _A:
        return True
    if first in _THE:
        return len(rest) == 1 and rest[0] in _KINDS
    return words != [] and set(words) <= _KINDS


def _parts(said: str) -> list[str]:
    """What stands between commas, of which those within quotation marks are none."""
    held = [found.span() for found in _QUOTED.finditer(said)]
    cuts = [
        at
        for at, sign in enumerate(said)
        if sign in _SEPARATORS and not any(first < at < last for first, last in held)
    ]
    starts = [0, *(at + 1 for at in cuts)]
    return [said[first:last] for first, last in zip(starts, [*cuts, len(said)], strict=True)]


def _bare(part: str) -> str:
    """The quoted name where one stands in it, of more words than one; else all of it, without signs."""
    quoted = _QUOTED.search(part)
    inside = next(filter(None, quoted.groups()), "").strip() if quoted else ""
    if len(inside.split()) > 1:
        return inside
    outside = _BRACKETS.sub(" ", part)
    told = outside if outside.strip(_SIGNS) else part
    return " ".join("".join(" " if sign in '«»“”"()[]' else sign for sign in told).split()).strip(
        _SIGNS
    )

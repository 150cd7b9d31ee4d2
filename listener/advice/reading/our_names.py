"""Names that can only be ours beside the brand's own: its works and products, and what tells its places apart."""

import re
from functools import lru_cache

from connectors.kit.reading.folding import fold, signs
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import holds, tokens
from listener.settings.brand import Brand

_TELLING = 5  # letters from which a word of a longer name may stand for it
# What stands before a town.
_PLACED = r"(?:in|at|from|near|to|on|a|au|aux|de|du|depuis|vers|sur|entre)"
_SEVERAL = 2  # places of ours that a post must name


def work(shown: str, brand: Brand) -> str | None:
    """The name of a work of ours, or our own without its article, with its capitals, as a text holds it; or None."""
    plain = signs(shown)
    bare = (name.removeprefix("The ") for name in brand.all_names if name.startswith("The "))
    ours = (*filter(_is_name, bare), *_works(brand))
    return next((one for one in ours if _as_written(one).search(plain)), None)


def _works(brand: Brand) -> tuple[str, ...]:
    """Names of several words in `context` that a fact has too: of a town alone a fact says where it is."""
    told = signs("\n".join(part for fact in brand.fact for part in (*fact.texts, *fact.keywords)))
    return _told(brand.context, told)


@lru_cache(maxsize=64)
def _told(context: tuple[str, ...], told: str) -> tuple[str, ...]:
    names = (one for one in context if _is_name(one) and _as_written(one).search(told))
    return tuple(one for one in names if not _stands_placed(one, told))


def _is_name(words: str) -> bool:
    parts = words.split()
    return len(parts) > 1 and all(part[0].isupper() and not part.isupper() for part in parts)


def _stands_placed(name: str, told: str) -> bool:
    return re.search(rf"(?i:\b{_PLACED}) {_as_written(name).pattern}", told) is not None


@lru_cache(maxsize=256)
def _as_written(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(signs(name))}(?!\w)")


def places(folded: str, brand: Brand) -> str | None:
    """Two of our places in one text, by the word that tells each from the others; or None."""
    there = [one for one in _told_apart(brand.all_names) if holds(folded, one)]
    return " + ".join(there[:_SEVERAL]) if len(there) >= _SEVERAL else None


@lru_cache(maxsize=64)
def _told_apart(names: tuple[str, ...]) -> tuple[str, ...]:
    """Of names that share their first words ("piscine des Tanneurs", "piscine Bel-Air"), the rest of each."""
    split = [(fold(head), rest) for head, _, rest in (name.partition(" ") for name in names)]
    shared = [head for head, rest in split if rest]
    kinds = {
        head for head in shared if shared.count(head) >= _SEVERAL and not found("people.firm", head)
    }
    short = {fold(name) for name in names if " " not in name}
    rests = (
        re.sub(r"^(?:de la|des|du|de|d'|the|of) ?", "", rest)
        for head, rest in split
        if head in kinds - short
    )
    return tuple(dict.fromkeys(one for one in rests if len("".join(tokens(one))) >= _TELLING))

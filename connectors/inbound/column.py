"""One column of an export, and the form in which its title is compared."""

import re
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache

from connectors.inbound.cells import plain

EXCERPT = 400  # rank of a text that stands in for another
BY_WORDS = 500  # rank of a column that only the words of its title tell
BY_PROSE = 900
SCALE = re.compile(r"(?:/|\b(?:sur|out of|von)) ?(5|10|20|100)\b")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_CODE = re.compile(
    r"\b(?:codes?|ids?|locationid|identifiant|identifier|number|no|n|num|numero|nr|ref|reference)\b"
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read."""

    number: int  # from 0
    title: str  # as it stands there
    field: str
    rank: int  # the lower is read first
    zone: tzinfo | None = None  # that its title tells
    scale: int = 0  # of ratings, where its title tells it

    @property
    def is_excerpt(self) -> bool:
        """Does it say again, in part, what another column of text says?"""
        return EXCERPT <= self.rank < BY_WORDS


@lru_cache(maxsize=4_096)
def bare(title: str) -> str:
    """A title in small letters without accents, signs as spaces, and without what stands in brackets."""
    spaced = _CAMEL.sub(" ", title.strip("\ufeff"))
    told = SCALE.sub(" ", _ASIDE.sub(" ", plain(spaced)))
    return " ".join(re.sub(r"[\W_]+", " ", told).split())


@lru_cache(maxsize=4_096)
def is_code(title: str) -> bool:
    """Does it say that the cells below are codes or numbers of what it names?"""
    return _CODE.search(bare(title)) is not None

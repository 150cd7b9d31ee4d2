"""One column of an export, and the form in which its title is compared."""

import re
from collections.abc import Mapping
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
    is_told: bool = False  # by the settings
    constant: str | None = None  # the cell of every row, where the settings say it
    words: Mapping[str, str] | None = None  # what words of its cells stand for, by `plain` of them

    def said(self, cell: str) -> str:
        """A cell of it, as it is meant."""
        return self.words.get(plain(cell), cell) if self.words and cell else cell

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

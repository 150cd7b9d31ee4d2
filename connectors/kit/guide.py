"""What a person is told of a kind of source before they set it up: `listener kinds`, `add`, `init`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Tongue = Literal["en", "fr"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A kind in one language, written by ear in each: whole sentences, no code words."""

    title: str  # as a person names it: "App Store reviews", never the kind's own name
    covers: str  # what it hears, in a sentence
    misses: str  # what it does not hear, in a sentence
    needs: str = ""  # the key, login or file it wants; empty: nothing
    steps: tuple[str, ...] = ()  # how to get that, in order, one thing to do each
    minutes: int  # of a person's own time until it listens
    wait: str = ""  # what others take their time for: an approval, and about how long
    cost: str  # what it costs, by whom and for how much: "free" where it is
    terms: str  # what its terms ask of whoever reads it, in a line
    # In French alone: of each sentence that the kind writes in English (what its settings say, its
    # errors, what it tells operators) the French one. {} is a blank, the same in both.
    words: Mapping[str, str] = field(default_factory=dict)


Guides = Mapping[Tongue, Guide]

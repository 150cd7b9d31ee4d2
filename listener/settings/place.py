"""A brand's shops, sites and branches: `[[brand.place]]`."""

import re
from collections.abc import Iterable

from pydantic import Field, field_validator

from connectors.kit.reading.folding import fold, name_key
from listener.guard.plain import plain
from listener.settings.written import Section, Written

# fmt: off
_SMALL_WORDS = frozenset((
    "and", "aux", "avec", "dans", "des", "est", "for", "les", "nos", "par", "pour", "que", "qui", "sous", "sur",
    "the", "une", "vos", "with", "you",
))
# fmt: on


class Place(Section):
    """A shop, site or branch of the brand: which mentions are about it, and who leads it."""

    name: Written = Field(min_length=1)
    """As cards show it."""
    aliases: tuple[Written, ...] = ()
    """Other words that name it, in a mention's text or a source's column."""
    ids: tuple[Written, ...] = ()
    """What sources call it, such as a store code or a listing's number."""
    lead: str = ""
    """Who leads it: a name, as people there say it."""

    @property
    def words(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.name, *self.aliases, *self.ids)

    @property
    def sought(self) -> tuple[str, ...]:
        """The words that are looked for in texts: one of two letters stands in too many of them."""
        return tuple(word for word in (self.name, *self.aliases) if _is_long_enough(word))

    @field_validator("aliases")
    @classmethod
    def _name_something(cls, aliases: tuple[str, ...]) -> tuple[str, ...]:
        for word in aliases:
            if not _is_long_enough(word) or fold(word) in _SMALL_WORDS:
                raise ValueError(
                    f"{word!r:.60} stands in too many texts to name a place: leave it out, or write a"
                    " source's word for it in ids"
                )
        return aliases


def tell_apart(places: Iterable[Place], ours: Iterable[str]) -> None:
    """Each word names one place, and none the brand (`ours`); raises ValueError."""
    taken, own = dict[str, str](), set(map(name_key, ours))
    for place in places:
        for word in dict.fromkeys(map(name_key, place.words)):
            if word in taken:
                raise ValueError(
                    f"place: {word!r:.60} names both {taken[word]!r:.60} and {place.name!r:.60}:"
                    " leave it to one of them"
                )
            taken[word] = place.name
        if alike := next((w for w in (place.name, *place.aliases) if name_key(w) in own), None):
            raise ValueError(
                f"place: {alike!r:.60} is the brand's own name, so every mention would be about"
                " this place: write what tells it from the others, such as its town"
            )


def is_slack_id(lead: str) -> bool:
    """Is it what Slack calls a user? It tells a reader nothing."""
    return bool(re.fullmatch(r"[UW][A-Z0-9]{8,12}", lead))


def _is_long_enough(name: str) -> bool:
    return sum(map(str.isalnum, name_key(plain(name)))) > 2

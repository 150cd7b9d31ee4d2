"""The bank of whole replies, written by hand in each language: `words/<language>/replies/<leaf>.toml`.

A reply says for what it is (leaf, matter, length, place) and holds slots that only what is known may fill.
The operator's own replies, in a folder of Markdown, stand beside it (`voice`).
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, NotRequired, TypedDict, cast

from connectors.kit.genres import genre_facts
from listener.words import LANGUAGES

Length = Literal["short", "full"]
# Matters that a list of words knows, and no line was fitted to: a right over one's own data, a cause that is not
# ours, grief.
LISTED = {
    "privacy": ("danger.privacy",),
    "outside": ("talk.outside", "talk.third_party", "talk.not_ours"),
    "mourning": ("talk.mourning",),
}
ANY = "any"  # the matter of a reply that fits whatever it is about
# What a reply may be about. Their examples taught `topics`; a leaf has only some of them.
MATTERS = (
    *("delivery_late", "delivery_damaged", "order", "refund", "charged", "price", "subscription"),
    *("account", "app", "outage", "product_fault", "product_fit", "repair", "unreachable", "rude"),
    *("waiting", "appointment", "clean", "food", "access", "hours", "stock", "messages"),
    *("environment", "staff", "product", "service", "howto", "choice", "idea", "work", "article"),
    *LISTED,
)
PLACES = ("network", "review", "app", "forum", "tracker", "mail")
# What the author wrote, and what else may be missing.
TAKEN_UP = frozenset(("since", "times", "amount", "date", "quote"))
NEEDED = TAKEN_UP | {"fact", "gesture", "people"}
SLOTS = NEEDED | {"brand", "of_brand", "at_brand", "private", "day", "speaker"}
SLOT = re.compile(r"\{([A-Za-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of the bank, as it was written."""

    leaf: str
    matter: str
    length: Length
    text: str  # with slots, and `<vous|tu>` where the registers differ
    places: frozenset[str] = frozenset()  # none: any
    is_again: bool = False  # only for who has written to us before
    says: tuple[str, ...] = ()  # stems of which the post must hold one: then it may name that thing
    is_own: bool = False  # the operator's

    @property
    def slots(self) -> frozenset[str]:
        """What it needs, in small letters."""
        return frozenset(name.lower() for name in SLOT.findall(self.text))

    @property
    def asks_in_private(self) -> bool:
        """Does it ask for a private way?"""
        return "{private}" in self.text


@cache
def replies(language: str) -> tuple[Reply, ...]:
    """Every reply of a language, in the order of the files; English where there is none."""
    folder = files("listener.words") / (language if language in LANGUAGES else "en") / "replies"
    found: list[Reply] = []
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.name.endswith(".toml"):
            table = tomllib.loads(path.read_text("utf-8"))
            found += (reply_of(cast(Entry, entry)) for entry in table["reply"])
    return tuple(found)


@cache
def replies_for(language: str, leaf: str) -> tuple[Reply, ...]:
    """Those of one leaf."""
    return tuple(one for one in replies(language) if one.leaf == leaf)


class Entry(TypedDict):
    """A reply's table, as a file has it."""

    leaf: str
    matter: str
    length: Length
    text: str
    place: NotRequired[list[str]]
    when: NotRequired[str]
    says: NotRequired[list[str]]
    own: NotRequired[bool]


def reply_of(entry: Entry) -> Reply:
    """A reply of its table; ValueError says what is wrong with it."""
    unknown = {name.lower() for name in SLOT.findall(entry["text"])} - SLOTS
    if unknown:
        raise ValueError(f"unknown slot {{{min(unknown)}}}: there are {', '.join(sorted(SLOTS))}")
    if entry["matter"] not in (*MATTERS, ANY):
        raise ValueError(f"unknown matter {entry['matter']!r:.40}: there are {', '.join(MATTERS)}")
    return Reply(
        leaf=entry["leaf"],
        matter=entry["matter"],
        length=entry["length"],
        text=entry["text"].strip(),
        places=frozenset(entry.get("place", ())),
        is_again=entry.get("when") == "again",
        says=tuple(entry.get("says", ())),
        is_own=bool(entry.get("own")),
    )


def place_of(genre: str) -> str:
    """Which kind of place a genre is, of PLACES."""
    of = genre_facts(genre)
    if of.is_letter or of.is_press:
        return "mail"
    if of.is_social:
        return "network"
    if of.is_review:
        return "app" if genre == "app_review" else "review"
    return "tracker" if genre == "issue" else "forum"

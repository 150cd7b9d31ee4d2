"""What a reply of the bank may say of itself: its leaf, matter, length and place, and the slots it holds.

Ours stand in words/LANGUAGE/replies. An operator's own lie in the folder that `replies` of
[brand.voice] names (see `voice`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NotRequired, TypedDict, get_args

from connectors.kit.genres import Place

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
PLACES: tuple[Place, ...] = get_args(Place)
# The leaves that have a reply; a test holds them against the tree's own record.
ANSWERED = (
    *("ANSWER_PRESS", "CORRECT_PRESS", "ESCALATE_LANE", "REPAIR", "RESUME", "CORRECT"),
    *("ACKNOWLEDGE_AND_REPORT", "ACKNOWLEDGE", "ACKNOWLEDGE_RATING", "ETHICS", "EMPLOYEE"),
    *("ANSWER", "OFFER_HELP", "CORRECT_PEERS", "THANK_AND_TRACK", "CREATOR", "THANK"),
)
# What the author wrote, and what else may be missing.
TAKEN_UP = frozenset(("since", "times", "amount", "date", "quote"))
NEEDED = TAKEN_UP | {"fact", "gesture", "people"}
SLOTS = NEEDED | {"brand", "of_brand", "at_brand", "private", "day", "speaker"}
SLOT = re.compile(r"\{([A-Za-z_]+)\}")


@lru_cache(maxsize=4_096)  # of the whole bank: each is asked of for every draft
def slots_of(text: str) -> frozenset[str]:
    """The slots of a text, in small letters."""
    return frozenset(name.lower() for name in SLOT.findall(text))


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
    lang: str = ""  # an own one's language; ours are kept by theirs
    name: str = ""  # an own one's file

    @property
    def slots(self) -> frozenset[str]:
        """What it needs, in small letters."""
        return slots_of(self.text)


class Entry(TypedDict):
    """A reply's table, as a file has it."""

    leaf: str
    matter: str
    length: Length
    text: str
    place: NotRequired[list[str]]
    when: NotRequired[str]
    says: NotRequired[list[str]]


def reply_of(entry: Entry) -> Reply:
    """A reply of its table; ValueError says what is wrong with it, and what to write."""
    lacking = Entry.__required_keys__ - {name for name, value in entry.items() if value}
    strange = entry.keys() - Entry.__annotations__.keys()
    if lacking or strange:
        raise ValueError(
            f"{'no' if lacking else 'unknown key'} {', '.join(sorted(lacking or strange))}: a reply has leaf, "
            f"matter ({ANY!r} where it fits all), length (short or full) and text, "
            "and may have place, when and says"
        )
    if entry["length"] not in get_args(Length):
        raise ValueError(f"unknown length {entry['length']!r:.40}: there are short and full")
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
    )

"""Item identity: which id an item goes by, the source's own where it tells items apart, else its place or words.

Sources give ids that are none: one constant for all, the address of the page or the site, "0",
another one at each visit. An id that two different items of one reply share is nobody's.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urlsplit

from connectors.kit.reading.folding import fold
from connectors.kit.reading.text import canonical_url, is_tracking

ENOUGH_WORDS = 8  # below this, equal words are chance: two people can both write "great!"
LONGEST = 400  # characters of an id; a longer one is hashed
REPLY = "#reply"  # ends the id of an answer that stands in the row of what it answers
_HOLLOW = frozenset(
    [
        *("", "0", "-1", "#", "/", "-", "?", "null", "none", "nil", "nan", "undefined", "unknown"),
        *("n/a", "na", "false", "true", "id", "guid", "(null)", "[object object]", "about:blank"),
    ]
)
_ANYONE = re.compile(
    r"(?:(?:une?|an?|the|un de nos) )?(?:utilisateur|utilisatrice|clients?|cliente|customer|user|guest"
    r"|visiteur|visiteuse|invite|invitee|anonyme|anonymous|anonymized|internaute|acheteur|acheteuse|buyer"
    r"|membre|member|consumer|consommateur|reviewer|someone|quelqu'un|google user|unknown|inconnue?)"
    r"(?: (?:google|facebook|trustpilot|amazon|apple|verifiee?|verified|anonyme|anonymous|user|customer|inconnue?"
    r"|supprime|deleted|buyer|member|guest|client|cliente|du site))*(?: ?[#\d]{1,12})?"
)

_FINGERPRINT = re.compile(r"(?:\A|#)[0-9a-f]{32}(?:#|\Z)")
# accounts/1/locations/2/reviews/Ab2: how Google names what it holds.
_RESOURCE = re.compile(
    r"(?:[a-z][A-Za-z_]{1,40}/[^/\s]{1,200}/){1,6}[a-z][A-Za-z_]{1,40}/[^/\s]{1,300}"
    r"|(?:reviews|comments)/[^/\s]{1,300}"
)
_DIGITS = re.compile(r"[0-9]")
_MANY = 5  # a year has four
# What is rated or commented on may have an address with an id of its own, but none of these names.
_ONE = re.compile(
    r"[?&#;](?:\w{0,9}_?review|avis|(?:fb_)?comment|reply)[_-]?id=[^&#;\s]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a reply, as far as it is told from the others."""

    id: str | None  # the source's own
    link: str | None
    title: str
    text: str
    author: str | None
    posted_at: datetime | None


def fingerprint(*parts: object) -> str:
    """32 characters that are the same for the same parts, on every machine; None is not ""."""
    told = "\0".join("\1" if part is None else str(part) for part in parts)
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def is_by_words(id_: str) -> bool:
    """Is it a `fingerprint`, or does it hold one, such as that of one of several equal items?"""
    return _FINGERPRINT.search(id_) is not None


def place(link: str | None) -> str | None:
    """The canonical address with what stands behind the #, which tells comments of a page apart."""
    if not link:
        return None
    anchor = link.partition("#")[2]
    told = anchor and not is_tracking(anchor.partition("=")[0]) and not anchor.startswith(":~:")
    return canonical_url(link) + (f"#{anchor}" if told else "")


def names_one(link: str) -> bool:
    """Does the address say by itself that one review or comment stands there?"""
    return _ONE.search(link[:2_000]) is not None


def is_resource(text: str) -> bool:
    """Is it the name of a resource, with the path to it? Nobody is called so."""
    return "/" in text and _RESOURCE.fullmatch(text.strip()) is not None


def own_of(id_: str) -> str:
    """The id; of a review's resource name what it is called beside it, where both are told."""
    above, _, last = id_.rpartition("/")
    return last if above.endswith(("reviews", "comments")) and is_resource(id_) else id_


def is_hollow(id_: str | None) -> bool:
    """Is it no id: nothing, a word for nothing, or the address of a whole site?"""
    if id_ is None or id_.strip().casefold() in _HOLLOW:
        return True
    if not id_.startswith(("http://", "https://")):
        return False
    try:
        parts = urlsplit(id_.strip())
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def is_made_for_one(id_: str) -> bool:
    """Does it hold so many figures that it was made for one thing alone? A place is counted in few."""
    return len(_DIGITS.findall(id_[:LONGEST])) >= _MANY


def is_anyone(name: str | None) -> bool:
    """Is it what a platform calls everybody ("A Google user"), and so nobody's name?"""
    return name is None or _ANYONE.fullmatch(fold(name[:80])) is not None


def is_timed(at: datetime | None) -> bool:
    """Is it a moment? A whole hour may be a day alone: midnight in another zone."""
    return at is not None and bool(at.minute or at.second)


def told_apart(items: Sequence[Item]) -> list[str | None]:
    """An id for each item, no two the same; None for one that only repeats an earlier item."""
    moments = {item.posted_at for item in items}
    seen = [_Seen(item, timed=len(moments) > 1 or len(items) == 1) for item in items]
    own = _trusted(seen) if not _are_positions(items) else dict.fromkeys(range(len(items)))
    standing = {(one.place, one.all if one.is_one else n) for n, one in enumerate(seen)}
    places = Counter(at for at, _ in standing if at)
    places.update({id_ for id_ in own.values() if id_})  # a place may not be another's id
    return [_short(id_) for id_ in _each(seen, own, places)]


class _Seen:
    """An item with what is compared of it."""

    def __init__(self, item: Item, *, timed: bool) -> None:
        self.id = None if is_hollow(item.id) else item.id
        self.place = place(item.link)
        self.is_long = len(f"{item.title} {item.text}".split()) >= ENOUGH_WORDS
        # A time that all share says when the reply was made, not when the item was.
        when = item.posted_at if timed else None
        self.words = fingerprint(item.title, item.text, item.author, when)
        self.all = fingerprint(self.words, self.place)
        is_known = not is_anyone(item.author)
        # Could a second one be another person's? Two can leave the same stars on the same day.
        self.is_one = (
            self.is_long
            or bool(is_known and item.posted_at)
            or (item.author is None and is_timed(item.posted_at))
        )
        self.says = any(map(str.isalnum, f"{item.title} {item.text}"))


def _trusted(seen: Sequence[_Seen]) -> dict[int, str | None]:
    """By number, the own id of each item where it stands for one thing in this reply."""
    sharing: dict[str, list[_Seen]] = {}
    for one in seen:
        if one.id:
            sharing.setdefault(one.id, []).append(one)
    # One id for all may stand for the page that they are on.
    tell = len(sharing) > 1
    kept = {id_ for id_, group in sharing.items() if _are_one(group, ids_tell=tell)}
    return {n: one.id if one.id in kept else None for n, one in enumerate(seen)}


def _are_positions(items: Sequence[Item]) -> bool:
    """Do the ids only count the items of this reply, so that a new one moves the others on?

    An id that a site counts up is highest for the newest item; these are lowest for it.
    """
    ids = [item.id for item in items]
    if not any(ids == [str(n + first) for n in range(len(items))] for first in (0, 1)):
        return False
    times = [item.posted_at for item in items if item.posted_at]
    return len(times) == len(items) > 1 and times != sorted(times) == times[::-1]


def _are_one(group: Sequence[_Seen], *, ids_tell: bool) -> bool:
    """Are all that share an id one item, at most filed under two addresses?

    `ids_tell`: there are other ids. Stars without a word under the only one may be several people's.
    """
    if len(group) == 1:
        return True
    first = group[0]
    same = {one.words if first.is_long else one.all for one in group}
    return len(same) == 1 and (first.is_one or first.says or ids_tell)


def _each(
    seen: Sequence[_Seen], own: dict[int, str | None], places: Counter[str]
) -> Iterator[str | None]:
    given: set[str] = set()
    times: Counter[str] = Counter()
    for number, one in enumerate(seen):
        times[one.all] += 1
        mine = own[number]
        if mine is None and not is_hollow(one.place) and places[one.place or ""] == 1:
            mine = one.place
        if mine is None:
            nth = times[one.all]
            mine = one.all if nth == 1 or one.is_one else f"{one.all}#{nth}"
        yield None if mine in given else mine
        given.add(mine)


def _short(id_: str | None) -> str | None:
    return id_ if id_ is None or len(id_) <= LONGEST else fingerprint(id_)

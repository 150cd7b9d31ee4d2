"""Whether a sentence gives us another owner than a fact does: "bought by", "a subsidiary of", "X owns".

An owner is told by a name, or as one: a group, a fund, its founders. Who was bought belongs to the
buyer today, whatever the tense; who "was owned by" somebody may belong to others since.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from listener.advice.reading.clauses import Word, means, plain, some, stem
from listener.advice.reading.lexicon import found, phrases
from listener.advice.reading.text import fold
from listener.advice.reading.told import Told

_CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][\w&]*")
_BEHIND = 4  # words behind "bought by" that may name the buyer
_NAMED = 3
_GAP = 4  # words between our name and "was bought by"
_BUYS = (
    r"(?P<who>[A-ZÀ-ÖØ-Þ][\w&-]{1,40})\s(?:(?:has|have|had|just|now|a|ont|vient\sde|viennent\sde)\s){0,3}"
    r"(?:bought|acquired|acquires|owns|buys|took\sover|takes\sover|taken\sover|rachet\w{1,4}|rachète"
    r"|possède|détient|absorbe|absorbé|repris)\s(?:out\s|back\s|the\s|la\s|le\s|l['’])?(?:%s)"
    r"(?=\s*(?:[.,;:!?)…]|$|\s(?:for|in|last|this|and|en|pour|et|depuis|since|two|three|now)\b))"
)


def owners_of(parts: Sequence[tuple[Word, ...]], texts: Iterable[str]) -> frozenset[str] | None:
    """The stems of whoever a fact says that we belong to; None where it says nothing of that."""
    folded = plain(" ".join(texts))
    named = frozenset(
        word.stem
        for part in parts
        for phrase in (*phrases("facts.owned_by"), *phrases("facts.bought_by"))
        for at in _places(part, phrase)
        for word in part[at : at + _BEHIND * 2]
        if means(word) and not part[at - 1].is_denied
    )
    if not named and not found("facts.independent", folded):
        return None
    return named


def has_another_owner(told: Told, owners: frozenset[str], *, to_us: bool) -> bool:
    """Whether a sentence says that we belong to somebody who is not among `owners`."""
    if told.has("supposed"):
        return False
    if told.is_named and _is_bought(told, owners):
        return True
    if not told.is_named and not (to_us and told.has("us")):
        return False
    start = next(_owned(told, owners), None)
    return start is not None and (not told.is_named or _is_of_us(told, start))


def _owned(told: Told, owners: frozenset[str]) -> Iterator[int]:
    """Where a sentence begins to say that something belongs to somebody else, or was bought by them."""
    bare = " ".join(word.raw for word in told.said if word.raw not in some("lately"))
    capitals = frozenset(fold(hit[0]) for hit in _CAPITAL.finditer(told.part))
    for name in ("facts.bought_by", "facts.owned_by"):
        for phrase in phrases(name) if found(name, bare) else ():
            for at in _places(told.said, phrase):
                start, behind = at - len(phrase.split()), told.said[at : at + _BEHIND]
                stands = _stands(told, start, is_past_too=name == "facts.bought_by")
                if stands and _is_other(told, behind, owners, capitals):
                    yield start


def _is_other(
    told: Told, behind: Sequence[Word], owners: frozenset[str], capitals: frozenset[str]
) -> bool:
    """Whether the words behind "bought by" name an owner, who is neither a known one nor ourselves."""
    first = behind[:_NAMED]
    is_owner = any(w.raw in capitals or found("facts.owner", w.raw) for w in first)
    is_mine = any(w.raw in some("owned") for w in first[:1])
    known = any(w.stem in owners or found("facts.insiders", w.raw) for w in behind)
    return is_owner and not is_mine and not known and not any(w.raw in told.ours for w in first)


def _stands(told: Told, start: int, *, is_past_too: bool) -> bool:
    first = told.said[start]
    if first.is_denied or (first.is_supposed and not is_past_too):
        return False
    before = {w.raw for w in told.said[max(0, start - 2) : start]}
    return is_past_too or not before & some("past")


def _is_of_us(told: Told, start: int) -> bool:
    """Whether it is we who were bought: not our supplier, nor our walls."""
    at = max((n for n in range(start) if told.said[n].raw in told.ours), default=-1)
    if at < 0:  # "bought by Northmill, Velaro no longer answers"
        return True
    behind = [w.raw for w in told.said[at + 1 : at + 3]]
    of_ours = behind[:1] == ["s"] and behind[1:] not in (["est"], ["sont"])
    first = at
    while first and told.said[first - 1].raw in told.ours:
        first -= 1
    articles = {"la", "le", "les", "l", "the"}
    before = next((w.raw for w in reversed(told.said[:first]) if w.raw not in articles), "")
    is_house = found("facts.house", " ".join(w.raw for w in told.said[max(0, first - 3) : first]))
    is_thing = before in ("de", "d", "du", "of") and not is_house
    return start - at <= _GAP + 1 and not of_ours and not is_thing


def _is_bought(told: Told, owners: frozenset[str]) -> bool:
    """ "Northmill bought Velaro." """
    for hit in _buys(told.names).finditer(told.part):
        buyer = fold(hit["who"])
        if stem(buyer) not in owners and buyer not in told.ours and _means_name(buyer):
            return True
    return False


def _means_name(word: str) -> bool:
    """Whether a word with a capital is a name, and not only the first of its sentence."""
    return word not in some("empty") | some("small") | some("subject") | some("owned")


@lru_cache(maxsize=64)
def _buys(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_BUYS % "|".join(re.escape(name) for name in names))


def _places(words: Sequence[Word], phrase: str) -> list[int]:
    """The places behind each finding of a phrase."""
    asked = [fold(word) for word in phrase.split()]
    said = [(at, w.raw) for at, w in enumerate(words) if w.raw not in some("lately")]
    raws, n = [raw for _, raw in said], len(asked)
    return [
        said[at + n - 1][0] + 1 for at in range(len(raws) - n + 1) if raws[at : at + n] == asked
    ]

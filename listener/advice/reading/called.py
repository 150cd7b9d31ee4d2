"""Whom a comment on our page calls at its head: us, or another person, whose quarrel it then is."""

import re

from listener.advice.evidence import Evidence
from listener.advice.reading.lexicon import found, phrases
from listener.advice.reading.text import fold, holds
from listener.settings.brand import Brand

_LOOKED_AT = 400  # characters: a head, and what is said right after it
_HANDLES = re.compile(r"[\s.\"'«“]{0,9}((?:@\w[\w.-]{0,60}(?:@[\w.-]{1,60})?[,:;]?\s{0,9})++)")
# "Nadia, …", "Hé Nadia, …", "Nadia et Paul, …", "Olivier tu …": as written, for names have a capital.
_NAME = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,20}(?:-[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,20})?"
_NAMED = re.compile(
    rf"\s{{0,9}}(?:(?:H[eéE]|Hey|Oh|Eh|Ben|Bah|Dis|Oi|Mais|Sorry|Désolée?)\s{{1,3}})?({_NAME})"
    rf"(?:\s{{1,3}}(?:et|and|&)\s{{1,3}}{_NAME})?(\s{{0,3}}[,:!]\s{{0,3}}|\s{{1,3}})"
)
_TURNS = re.compile(
    r"\b(?:et|mais|and|but)\s{1,3}(?:vous|you)\s{0,3},?\s{1,3}(?:la|le|les|l'|chez|the|at)\b"
)


def calls_another(evidence: Evidence, brand: Brand) -> bool:
    """Whether it opens with another's handle or first name, and does not turn to us after it."""
    text = evidence.text[:_LOOKED_AT]
    folded = fold(text)
    if any(holds(folded, handle) for handle in brand.handles) or _turns_to_us(folded, brand):
        return False
    return bool(_HANDLES.match(text)) or _names_a_peer(text, brand)


def _turns_to_us(folded: str, brand: Brand) -> bool:
    if _TURNS.search(folded):
        return True
    called = (rf"\b(?:vous|you)\s{{0,3}},\s{{0,3}}{re.escape(fold(n))}\b" for n in brand.all_names)
    return any(re.search(one, folded) for one in called)


def _names_a_peer(text: str, brand: Brand) -> bool:
    """A first name at the head, and words that are said to one person right after it."""
    if not (head := _NAMED.match(text)):
        return False
    name, rest = fold(head[1]), fold(text[head.end() :])
    ours = (*brand.all_names, brand.speaker, *brand.people.staff)
    if any(holds(fold(one), name) for one in ours if one) or found("called.openers", name):
        return False
    said = next(
        (one for one in (_opens(rest, "called.thou"), _opens(rest, "called.do")) if one), ""
    )
    # Without a comma after the name only "tu" tells that it is called.
    return bool(said) and (bool(head[2].strip()) or said in phrases("called.alone"))


def _opens(rest: str, words: str) -> str | None:
    """The words of a list with which it goes on, small words left out."""
    while (small := found("called.small", rest)) and rest.startswith(small):
        rest = rest[len(small) :].lstrip(" ,")
    told = found(words, rest)
    return told if told and rest.startswith(told) else None

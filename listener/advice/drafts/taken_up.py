"""What a reply may take up of the author's own words: how long, how often, how much, which day; or a few
words as they stand.

Sums, days and counts only where one is told: of two nobody knows which one hurts. Of lengths the first that
was waited.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listener.advice.drafts.lasting import OFTEN, lengths
from listener.advice.drafts.quoted import About, quotation
from listener.advice.reading.kept import kept
from listener.advice.reading.text import fold, readable, sentences

_READ = 4_000  # characters
_SUM = re.compile(
    r"(?<![\w.,])(?:[€£$]\s?\d{1,5}(?:[.,]\d{1,2})?|\d{1,5}(?:[.,]\d{1,2})?\s?(?:€|£|euros?\b|francs?\b|CHF\b|pounds?\b|quid\b|dollars?\b))"
    r"(?![\w])",
    re.IGNORECASE,
)
_MONTHS = (
    r"janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
)
_MONTHS_EN = (
    r"January|February|March|April|May|June|July|August|September|October|November|December"
)
_DATE_FR = re.compile(
    rf"\b(?:le (?:1er|\d{{1,2}})(?: (?:{_MONTHS}))|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche))\b",
    re.IGNORECASE,
)
_DATE_EN = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS_EN})|(?:{_MONTHS_EN}) \d{{1,2}}(?:st|nd|rd|th)?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"(?:nous sommes|on est|today is|it is|it'?s|next|this|every|chaque|tous les)\s?(?:now)?$"
)
_PLURAL_DAY = re.compile(r"^s\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TakenUp:
    """Words of the author that a reply may repeat; "" where there are none, or more than one."""

    since: str = ""  # "trois semaines"
    times: str = ""  # "six appels"
    amount: str = ""  # "48 €"
    date: str = ""  # "mardi", "le 12 mars"
    quote: str = ""  # three to fifteen words, without marks


@kept(2_048)
def taken_up(text: str, language: str, about: About = "blame") -> TakenUp:
    """What may be taken up of a text by a reply that is `about` what was blamed, asked or praised in it."""
    shown = readable(text[:_READ])
    parts = sentences(shown)
    return TakenUp(
        since=_inside(next((m for part in parts for m in lengths(part)), "")),
        times=_inside(_alone([found[0] for part in parts for found in OFTEN.finditer(part)])),
        amount=_alone([found[0] for part in parts for found in _SUM.finditer(part)]),
        date=_alone([d for part in parts for d in _dates(part, language)]),
        quote=quotation(parts, about, language),
    )


def _inside(said: str) -> str:
    """As it stands inside a sentence: "Vingt minutes" began one of the author's."""
    first, *others = said.split(" ")
    return " ".join(
        (first.lower(), *(one.lower() if one.isupper() and len(one) > 3 else one for one in others))
    )


def _alone(said: list[str]) -> str:
    """What is said, if all say the same."""
    words = {fold(one) for one in said}
    return " ".join(said[0].split()) if len(words) == 1 else ""


def _dates(part: str, language: str) -> Iterator[str]:
    for hit in (_DATE_FR if language == "fr" else _DATE_EN).finditer(part):
        is_plural = _PLURAL_DAY.match(part[hit.end() : hit.end() + 2])
        after = fold(part[hit.end() : hit.end() + 10]).lstrip()
        before = fold(part[max(0, hit.start() - 14) : hit.start()])
        if is_plural or after.startswith(("prochain", "next")) or _TODAY.search(before):
            yield from ("?", "??")  # a day that comes, or every one: none is told
        else:
            said = hit[0].lower() if language == "fr" else hit[0]
            yield said[:1].upper() + said[1:] if language == "en" else said

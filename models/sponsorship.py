"""Sponsored or not: what a post says itself comes first, the model second; never an accusation.

The words are in disclosures.json. A clear disclosure decides. A weak sign (a gift, a collaboration,
an ambassador) leaves the question open. A promotion code on offer or an affiliate link is `suspected`.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.base import TASKS

WORDS = Path(__file__).with_name("disclosures.json")

CLEAR = 0.96  # what a disclosure in words is worth
LIKELY = 0.8  # a code on offer, an affiliate link
OPEN = 0.5  # a weak sign: under every threshold, so the label is `unsure`

ORGANIC, DISCLOSED, SUSPECTED = range(len(TASKS["sponsorship"]))

_AFFILIATE = re.compile(
    r"https?://\S*(?:[?&](?:tag|aff|aff_id|affid|affiliate|irclickid|awc)=|/aff(?:iliate)?/|amzn\.to/)",
    re.IGNORECASE,
)
# "with my code LEA10", "-20 % avec le code NINA": an offer. "My code does not work" is none.
_OFFER = re.compile(
    r"(?:\b(?:with|use|using|avec|utilise[rz]?|mit|con|com|met)\b(?:\s+\w+){0,2}?|[-–]\s?\d+\s?(?:%|€)|\d+\s?%\s\w+)"
    r"[^.!?\n]{0,25}?\b(?i:promo ?code|code promo|code|codice|código|gutscheincode)\s*:?\s*[\"«“']?\s*[A-Z][A-Z0-9]{3,}\b"
)
_FAILS = re.compile(
    r"\b(?:doesn'?t|does not|didn'?t|not working|won'?t|invalid|expired|refused|marche pas|fonctionne pas"
    r"|n'est pas accepté|refusé|expiré|invalide|impossible)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of disclosures.json."""

    disclosed: re.Pattern[str]
    weak: re.Pattern[str]


def judge(text: str, scores: NDArray[np.float64], *, own: bool) -> NDArray[np.float64]:
    """The model's scores [3] after the rules; `own` is a post of the brand itself, always organic."""
    if own:
        return _at_least(scores, ORGANIC, CLEAR)
    words = _words()
    if words.disclosed.search(text):
        return _at_least(scores, DISCLOSED, CLEAR)
    if _AFFILIATE.search(text) or (_OFFER.search(text) and not _FAILS.search(text)):
        return _at_least(scores, SUSPECTED, LIKELY)
    if words.weak.search(text):
        return _at_least(scores, SUSPECTED, OPEN)
    return scores


def _at_least(scores: NDArray[np.float64], place: int, least: float) -> NDArray[np.float64]:
    if scores[place] >= least:
        return scores
    others = np.delete(scores, place)
    raised = scores * (1 - least) / others.sum()
    raised[place] = least
    return np.asarray(raised)


@cache
def _words() -> Words:
    told = json.loads(WORDS.read_text(encoding="utf-8"))
    clear, weak, negations = told["disclosed"], told["weak"], told["negations"]
    labels = _either(clear["labels"])
    return Words(
        disclosed=re.compile(
            rf"#(?:{_either(clear['hashtags'])})(?!\w)"
            rf"|{_undenied(clear['phrases'], negations)}"
            rf"|[\[(]\s*(?:{labels})\s*[\])]|^\W*(?:{labels})\s*[:|–]\s",
            re.IGNORECASE,
        ),
        weak=re.compile(
            rf"#(?:{_either(weak['hashtags'])})(?!\w)|{_undenied(weak['phrases'], negations)}",
            re.IGNORECASE,
        ),
    )


def _undenied(phrases: list[str], negations: list[str]) -> str:
    # One look-behind a negation: they differ in length.
    denied = "".join(rf"(?<!\b{re.escape(word)}[ -])" for word in negations)
    return rf"(?<![\w#]){denied}(?:{_either(phrases)})(?!\w)"


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

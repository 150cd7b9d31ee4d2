"""Sponsored or not: what a post says itself comes first, the model second; never an accusation.

The words are in disclosures.json, by language. A clear disclosure decides. A weak sign (a gift, a
collaboration, an ambassador, a hashtag at the end of a long row) leaves the question open. A promotion
code on offer or an affiliate link is `suspected`.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import TASKS
from models.pieces import TEXT_CHARACTERS

WORDS = Path(__file__).with_name("disclosures.json")

CLEAR = 0.96  # what a disclosure in words is worth
LIKELY = 0.8  # a code on offer, an affiliate link
OPEN = 0.5  # a weak sign: under every threshold, so the label is `unsure`

BURIED = 5  # hashtags before one: nobody reads as far
NEAR = 40  # characters before a sign that are looked at

ORGANIC, DISCLOSED, SUSPECTED = range(len(TASKS["sponsorship"]))

# In a question it is somebody else's suspicion.
_NOT_ASKED = r"(?![^.!?\n]{0,80}\?)"
_HASHTAG = re.compile(r"#\w")


@dataclass(frozen=True, slots=True)
class Signs:
    """Patterns that find signs, and what around one takes its worth."""

    found: tuple[re.Pattern[str], ...]
    denied: re.Pattern[str]  # ends where a sign begins: not sponsored
    about: re.Pattern[str]  # the same: talk about adverts, or about others
    unless: re.Pattern[str]  # the same: an announcement after all
    after: re.Pattern[str]
    private: re.Pattern[str]  # who gave, right after a gift

    def counted(self, shown: str) -> Iterator[re.Match[str]]:
        """The signs that count, in no order."""
        for found in (match for pattern in self.found for match in pattern.finditer(shown)):
            near = shown[max(0, found.start() - NEAR) : found.start()]
            if self.denied.search(near) or (
                self.about.search(near) and not self.unless.search(near)
            ):
                continue
            if not self.after.match(shown, found.end()):
                yield found


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of disclosures.json. A phrase is read with its own language's words around it."""

    labels: re.Pattern[str]
    openings: Signs
    hashtags: Signs
    phrases: tuple[Signs, ...]
    weak_hashtags: Signs
    weak_phrases: tuple[Signs, ...]
    offer: re.Pattern[str]  # the group `name` is what the code is called
    other: re.Pattern[str]
    fails: re.Pattern[str]
    affiliate: re.Pattern[str]


def judge(text: str, scores: NDArray[np.float64], *, own: bool) -> NDArray[np.float64]:
    """The model's scores [3] after the rules; `own` is a post of the brand itself, always organic."""
    if own:
        return _at_least(scores, ORGANIC, CLEAR)
    words, shown = _words(), plain(text)
    if _is_disclosed(shown, words):
        return _at_least(scores, DISCLOSED, CLEAR)
    if words.affiliate.search(shown) or _offers_a_code(shown, words):
        return _at_least(scores, SUSPECTED, LIKELY)
    if _has_weak_sign(shown, words):
        return _at_least(scores, SUSPECTED, OPEN)
    return scores


def plain(text: str) -> str:
    """The text that the patterns see: cut, so that no text costs more, and in plain letters.

    Instagram's bold and slanted letters are signs of their own, which mean the letters they look like.
    """
    cut = unicodedata.normalize("NFKC", text[:TEXT_CHARACTERS])
    # One character of a script's ligatures may have become eighteen.
    return cut[:TEXT_CHARACTERS].replace("’", "'")


def _is_disclosed(shown: str, words: Words) -> bool:
    if words.labels.search(shown):
        return True
    if any(not _is_buried(shown, found) for found in words.hashtags.counted(shown)):
        return True
    return any(True for signs in (words.openings, *words.phrases) for _ in signs.counted(shown))


def _has_weak_sign(shown: str, words: Words) -> bool:
    # A clear hashtag that comes as far as here is buried.
    if any(True for signs in (words.hashtags, words.weak_hashtags) for _ in signs.counted(shown)):
        return True
    return any(
        not signs.private.match(shown, found.end())
        for signs in words.weak_phrases
        for found in signs.counted(shown)
    )


def _is_buried(shown: str, found: re.Match[str]) -> bool:
    return len(_HASHTAG.findall(shown, 0, found.start())) >= BURIED


def _offers_a_code(shown: str, words: Words) -> bool:
    """Whether "with my code LEA10" stands there; "my code does not work" is a complaint."""
    if words.fails.search(shown):
        return False
    starts = (found.start("name") for found in words.offer.finditer(shown))
    return any(not words.other.search(shown[max(0, start - NEAR) : start]) for start in starts)


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
    languages = list(told["languages"].values())
    every = {
        key: [word for one in languages for word in one[key]]
        for key in languages[0]
        if key not in ("clear", "weak")
    }
    clear = {
        key: [word for one in languages for word in one["clear"][key]]
        for key in ("hashtags", "openings", "labels")
    }
    weak = {
        key: [word for one in languages for word in one["weak"][key]]
        for key in ("hashtags", "endings")
    }
    # "The gifted lamp" is as weak a sign as "gifted".
    no_talk: dict[str, list[str]] = {"about": []}
    labels = _either(clear["labels"])
    return Words(
        # "[AD - press trip]", "Anzeige | ", "WERBUNG I ": whatever stands for a bar.
        labels=_pattern(
            rf"[\[(*]\s*(?:{labels})\s*(?:[-–,:/+&][^\])*]{{0,40}})?[\])*]"
            rf"|\A\W*(?:{labels})(?:\s*[:|/•·]|\s*[–—-]\s|\.\s|\sI\s|\s*\n)"
        ),
        openings=_signs(
            every,
            rf"(?:\A|[\n.!?(\[|])\s*(?:{_either(clear['openings'])})(?!\w){_NOT_ASKED}",
        ),
        hashtags=_signs(every, rf"#(?:{_either(clear['hashtags'])})(?!\w)"),
        phrases=tuple(_signs(one, _phrases(one["clear"]["phrases"])) for one in languages),
        weak_hashtags=_signs(
            every | no_talk,
            rf"#(?:{_either(weak['hashtags'])})(?!\w)",
            rf"#\w{{2,30}}(?:{_either(weak['endings'])})(?!\w)",
            rf"[\[(]\s*(?:{_either(weak['hashtags'])})\s*[\])]",
        ),
        weak_phrases=tuple(
            _signs(one | no_talk, _phrases(one["weak"]["phrases"])) for one in languages
        ),
        offer=_offer(every),
        other=_pattern(rf"(?<!\w)(?:{_either(every['other'])})[\s-]*\Z"),
        fails=_pattern(rf"(?<!\w)(?:{_either(every['fails'])})(?!\w)"),
        affiliate=_affiliate(told["affiliate"]),
    )


def _signs(around: Mapping[str, Any], *patterns: str) -> Signs:
    def ending(words: Sequence[str]) -> re.Pattern[str]:
        # "l'" needs no blank after it.
        return _pattern(rf"(?<!\w)(?:{_either(words)})(?:(?<=')|[\s-]\s*)\Z")

    def beginning(words: list[str]) -> re.Pattern[str]:
        return _pattern(rf"\s+(?:{_either(words)})(?!\w)")

    return Signs(
        tuple(_pattern(one) for one in patterns),
        ending(around["denied"]),
        ending(around["about"]),
        ending(around["unless"]),
        beginning(around["after"]),
        beginning(around["private"]),
    )


def _phrases(phrases: Iterable[str]) -> str:
    return rf"(?<![\w#])(?:{_either(phrases)})(?!\w){_NOT_ASKED}"


def _offer(every: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Words that offer, then a code in capitals; a bare `code` wants a figure in it, or a discount."""
    offering = rf"(?i:(?<!\w)(?:{_either(every['offer'])})(?:\s+\w+){{0,3}}?)\s+"
    cheaper = r"(?:[-–]\s?\d{1,4}\s?[%€£$]|\d{1,4}\s?[%€£$]\s\w)[^.!?\n]{0,40}?(?<!\w)"
    code, promo = _either(every["code"]), _either(every["promo"])
    spelt = r"\s*:?\s*[\"«“']?\s*"
    letters = r"[A-Z][A-Z0-9]{3,}\b"
    sure = rf"(?i:{promo}){spelt}{letters}|(?i:{code}){spelt}(?=[A-Z]*\d){letters}"
    # The names are looked at and not taken, so that both ways have one group.
    return re.compile(
        rf"(?:{offering}(?={sure})|{cheaper}(?=(?i:{promo}|{code}){spelt}{letters}))(?P<name>\w)"
    )


def _affiliate(told: Mapping[str, list[str]]) -> re.Pattern[str]:
    return _pattern(
        rf"https?://(?:\S*[?&](?:{_either(told['parameters'])})=|\S*/(?:{_either(told['paths'])})/"
        rf"|(?:www\.)?(?:{_either(told['hosts'])})/)"
    )


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _either(words: Iterable[str]) -> str:
    longest = sorted(set(words), key=lambda one: (-len(one), one))
    return "|".join(re.escape(word) for word in longest) or r"(?!)"  # no word, nothing found

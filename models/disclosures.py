"""What discloses a deal in words, as patterns: disclosures.json, by language."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from connectors.kit.reading.folding import signs
from models.pieces import TEXT_CHARACTERS

WORDS = Path(__file__).with_name("lists") / "disclosures.json"
NEAR = 40  # characters before a sign that are looked at

# In a question it is somebody else's suspicion.
_NOT_ASKED = r"(?![^.!?\n]{0,80}\?)"
_LINK = r"\S{0,400}"  # bounded: a text may be nothing but beginnings of links
_SPELT = r"\s{0,9}:?\s{0,9}[\"«“']?\s{0,9}"  # between "code" and what it is
_CODE = r"[A-Z][A-Z0-9]{3,}\b"


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
class Phrases:
    """Phrases of every language, each read with its own language's words around it."""

    held: re.Pattern[str]  # any of them, in small letters: most texts hold none, and this is quick
    by_language: tuple[Signs, ...]

    def stand_in(self, shown: str, *, given: bool = False) -> bool:
        """Whether one counts; with `given` not if it is from somebody near."""
        # Some small letters are two characters where the capital is one.
        if not self.held.search(shown.lower()[:TEXT_CHARACTERS]):
            return False
        return any(
            not given or not signs.private.match(shown, found.end())
            for signs in self.by_language
            for found in signs.counted(shown)
        )


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of disclosures.json."""

    labels: re.Pattern[str]
    openings: Signs
    hashtags: Signs
    phrases: Phrases
    weak_hashtags: Signs
    weak_phrases: Phrases
    offer: re.Pattern[str]  # the group `name` is what the code is called
    named: re.Pattern[str]  # the same group
    other: re.Pattern[str]
    fails: re.Pattern[str]
    affiliate: re.Pattern[str]
    referral: re.Pattern[str]
    # over folded texts
    backed: Phrases
    given: Phrases
    unpaid: re.Pattern[str]
    hints: re.Pattern[str]


@cache
def all_words() -> Words:
    """The patterns, read once."""
    told = _bare(json.loads(WORDS.read_text(encoding="utf-8")))
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
            rf"[\[(*]\s{{0,9}}(?:{labels})\s{{0,9}}(?:[-–,:/+&][^\])*]{{0,40}})?[\])*]"
            rf"|\A\W{{0,40}}(?:{labels})(?:\s{{0,9}}[:|/•·]|\s{{0,9}}[–—-]\s|\.\s|\sI\s|\s{{0,9}}\n)"
        ),
        openings=_signs(
            every,
            rf"(?:\A|[\n.!?(\[|])\s{{0,9}}(?:{_either(clear['openings'])})(?!\w){_NOT_ASKED}",
        ),
        hashtags=_signs(every, rf"#(?:{_either(clear['hashtags'])})(?!\w)"),
        phrases=_spoken(languages, lambda one: one["clear"]["phrases"]),
        weak_hashtags=_signs(
            every | no_talk,
            rf"#(?:{_either(weak['hashtags'])})(?!\w)",
            rf"#\w{{2,30}}(?:{_either(weak['endings'])})(?!\w)",
            rf"[\[(]\s{{0,9}}(?:{_either(weak['hashtags'])})\s{{0,9}}[\])]",
        ),
        weak_phrases=_spoken(
            [one | no_talk for one in languages],
            lambda one: one["weak"]["phrases"] + one["weak"]["gifts"],
        ),
        offer=_offer(every),
        named=_named(every),
        other=_pattern(rf"(?<!\w)(?:{_either(every['other'])})[\s-]*\Z"),
        fails=_pattern(rf"(?<!\w)(?:{_either(every['fails'])})(?!\w)"),
        affiliate=_affiliate(told["affiliate"]),
        referral=_pattern(rf"https?://{_LINK}[?&](?:{_either(told['affiliate']['referrals'])})="),
        backed=_spoken(languages, lambda one: one["clear"]["openings"]),
        given=_spoken(
            [one | no_talk for one in languages],
            lambda one: one["weak"]["gifts"] + one["given"],
            before=r"\w",  # "#gifted" too
        ),
        unpaid=_stems(word for one in languages for word in one["unpaid"]),
        hints=_stems(word for one in languages for word in one["hints"] + one["promo"]),
    )


def _signs(around: Mapping[str, Any], *patterns: str) -> Signs:
    def ending(words: Sequence[str]) -> re.Pattern[str]:
        # "l'" needs no blank after it.
        return _pattern(rf"(?<!\w)(?:{_either(words)})(?:(?<=')|[\s-]\s{{0,9}})\Z")

    def beginning(words: list[str]) -> re.Pattern[str]:
        return _pattern(rf"\s{{1,20}}(?:{_either(words)})(?!\w)")

    return Signs(
        tuple(_pattern(one) for one in patterns),
        ending(around["denied"]),
        ending(around["about"]),
        ending(around["unless"]),
        beginning(around["after"]),
        beginning(around["private"]),
    )


def _spoken(
    languages: Sequence[Mapping[str, Any]],
    phrases: Callable[[Mapping[str, Any]], list[str]],
    before: str = r"[\w#]",
) -> Phrases:
    """Phrases that no character of `before` stands before."""
    return Phrases(
        _stems(phrase for one in languages for phrase in phrases(one)),
        tuple(
            _signs(one, rf"(?<!{before})(?:{_either(phrases(one))})(?!\w){_NOT_ASKED}")
            for one in languages
        ),
    )


def _stems(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of many phrases, in small letters; those that begin alike share a branch, which is quick."""
    branches: dict[str, list[str]] = {}
    for phrase in sorted(set(phrases)):
        branches.setdefault(phrase[0], []).append(phrase[1:])
    ways = "|".join(f"{re.escape(one)}(?:{_either(rest)})" for one, rest in branches.items())
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)")


def _bare(told: Any) -> Any:
    """The same words as the texts have them: without accents."""
    if isinstance(told, dict):
        return {key: _bare(one) for key, one in told.items()}
    if isinstance(told, list):
        return [_bare(one) for one in told]
    return signs(str(told))


def _offer(every: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Words that offer, then a code in capitals; a bare `code` wants a figure in it, or a discount."""
    offering = rf"(?i:(?<!\w)(?:{_either(every['offer'])})(?:\s+\w+){{0,3}}?)\s+"
    cheaper = r"(?:[-–]\s?\d{1,4}\s?[%€£$]|\d{1,4}\s?[%€£$]\s\w)[^.!?\n]{0,40}?(?<!\w)"
    code, promo = _either(every["code"]), _either(every["promo"])
    sure = rf"(?i:{promo}){_SPELT}{_CODE}|(?i:{code}){_SPELT}(?=[A-Z]*\d){_CODE}"
    # The names are looked at and not taken, so that both ways have one group.
    return re.compile(
        rf"(?:{offering}(?={sure})|{cheaper}(?=(?i:{promo}|{code}){_SPELT}{_CODE}))(?P<name>\w)"
    )


def _named(every: Mapping[str, list[str]]) -> re.Pattern[str]:
    """A code without words that offer it: in capitals, with a figure at the end or the name of a promotion."""
    code, promo = _either(every["code"]), _either(every["promo"])
    figures = rf"(?:(?=[A-Z]*\d){_CODE}|[A-Z]{{2}}[A-Z0-9]*\d\b)"
    sure = rf"(?i:{promo}){_SPELT}(?:{_CODE}|{figures})|(?i:{code}){_SPELT}{figures}"
    return re.compile(rf"(?<!\w)(?={sure})(?P<name>\w)")


def _affiliate(told: Mapping[str, list[str]]) -> re.Pattern[str]:
    return _pattern(
        rf"https?://(?:{_LINK}[?&](?:{_either(told['parameters'])})=|{_LINK}/(?:{_either(told['paths'])})/"
        rf"|(?:www\.)?(?:{_either(told['hosts'])})/)"
    )


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _either(words: Iterable[str]) -> str:
    longest = sorted(set(words), key=lambda one: (-len(one), one))
    return "|".join(_source(word) for word in longest) or r"(?!)"  # no word, nothing found


def _source(word: str) -> str:
    """`*` ends a stem, `~` stands for up to four words; a hyphen between words is a space."""
    spelt = re.escape(re.sub(r"(?<=\w)-(?=\w)", " ", word)).replace(r"\*", r"\w*")
    return spelt.replace(r"\ \~\ ", r"(?:\W+\w+){0,4}?\W+").replace(r"\ ", r"(?:-|\s+)")

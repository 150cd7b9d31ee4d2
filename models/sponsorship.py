"""Sponsored or not: what a post says itself comes first, the model second; never an accusation.

The words are in disclosures.json, by language. A clear disclosure decides. A weak sign (a gift, a
collaboration, an ambassador, a hashtag at the end of a long row) leaves the question open. A promotion
code on offer or an affiliate link is `suspected`.

A tag reads the start of a text and no brand. A decision reads all of it and knows the brand's names, so
it asks for single signs here, some of them too loose for a tag. They see a text in one of two ways:
`shown`, which is `plain`, or `folded`, in small letters without accents.
"""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from connectors.kit.reading.folding import signs
from models.base import TASKS
from models.disclosures import NEAR, Words, all_words
from models.pieces import TEXT_CHARACTERS

CLEAR = 0.96  # what a disclosure in words is worth
LIKELY = 0.8  # a code on offer, an affiliate link
OPEN = 0.5  # a weak sign: under every threshold, so the label is `unsure`

BURIED = 5  # hashtags before one: nobody reads as far
OVERLAP = 100  # characters that two pages share, so that no words are torn

ORGANIC, DISCLOSED, SUSPECTED = range(len(TASKS["sponsorship"]))

_CODE_START = re.compile(r"[A-Z][A-Z0-9]")
_HASHTAG = re.compile(r"#\w")


def judge(text: str, scores: NDArray[np.float64], *, own: bool) -> NDArray[np.float64]:
    """The model's scores [3] after the rules; `own` is a post of the brand itself, always organic."""
    if own:
        return _at_least(scores, ORGANIC, CLEAR)
    words, shown = all_words(), plain(text)
    if is_disclosed(shown):
        return _at_least(scores, DISCLOSED, CLEAR)
    if words.affiliate.search(shown) or _has_code(words.offer, shown, words):
        return _at_least(scores, SUSPECTED, LIKELY)
    if has_weak_sign(shown):
        return _at_least(scores, SUSPECTED, OPEN)
    return scores


def plain(text: str) -> str:
    """The text that the patterns see: cut, so that no text costs more, and in plain letters.

    Instagram's bold and slanted letters are signs of their own, which mean the letters they look like.
    """
    # One character may have become several.
    return signs(text[:TEXT_CHARACTERS])[:TEXT_CHARACTERS]


def pages(text: str) -> Iterator[str]:
    """All of a text, each page as the patterns see it; one repeats the end of the page before.

    A later page begins with a letter that is in no word, since a label only opens a text.
    """
    yield plain(text)
    for start in range(TEXT_CHARACTERS - OVERLAP, len(text) - OVERLAP, TEXT_CHARACTERS - OVERLAP):
        yield plain(f"_{text[start : start + TEXT_CHARACTERS]}")


def is_disclosed(shown: str) -> bool:
    """Whether it says clearly that it was paid for."""
    words = all_words()
    if words.labels.search(shown):
        return True
    if any(not _is_buried(shown, found) for found in words.hashtags.counted(shown)):
        return True
    return any(True for _ in words.openings.counted(shown)) or words.phrases.stand_in(shown)


def has_weak_sign(shown: str) -> bool:
    """Whether a sign leaves the question open."""
    words = all_words()
    # A clear hashtag that comes as far as here is buried.
    if any(True for signs in (words.hashtags, words.weak_hashtags) for _ in signs.counted(shown)):
        return True
    return words.weak_phrases.stand_in(shown, given=True)


def names_code(shown: str) -> bool:
    """Whether a promotion code is named, on offer or not; not one that fails."""
    words = all_words()
    return _has_code(words.named, shown, words)


def has_affiliate_link(shown: str) -> bool:
    """Whether a link pays its author, or may: one that tells where a reader came from counts too."""
    words = all_words()
    return bool(words.affiliate.search(shown) or words.referral.search(shown))


def is_backed(folded: str) -> bool:
    """Whether "sponsored by" stands anywhere; only in one sentence with the brand it speaks of it."""
    return all_words().backed.stand_in(folded)


def is_given(folded: str) -> bool:
    """Whether something was given or lent, not by somebody near; read loosely, as `is_backed`."""
    return all_words().given.stand_in(folded, given=True)


def is_unpaid(folded: str) -> bool:
    """Whether it says that nobody paid or equipped the author."""
    return bool(all_words().unpaid.search(folded))


def has_hint(folded: str) -> bool:
    """Whether a word stands there that may point to a deal."""
    return bool(all_words().hints.search(folded))


def _is_buried(shown: str, found: re.Match[str]) -> bool:
    return len(_HASHTAG.findall(shown, 0, found.start())) >= BURIED


def _has_code(codes: re.Pattern[str], shown: str, words: Words) -> bool:
    """Whether "with my code LEA10" stands there; "my code does not work" is a complaint."""
    if not _CODE_START.search(shown):  # most texts are done here, and this is quick
        return False
    starts = [found.start("name") for found in codes.finditer(shown)]
    if not starts or words.fails.search(shown):
        return False
    return any(not words.other.search(shown[max(0, start - NEAR) : start]) for start in starts)


def _at_least(scores: NDArray[np.float64], place: int, least: float) -> NDArray[np.float64]:
    if scores[place] >= least:
        return scores
    others = np.delete(scores, place)
    raised = scores * (1 - least) / others.sum()
    raised[place] = least
    return np.asarray(raised)

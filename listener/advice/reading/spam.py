"""Miracles sold under others' posts: money by the day, lost coins found again, a healer who brings him back.

It speaks to nobody and is about nothing of ours, however thankful it sounds. Word lists, said so: of money
and magic, or a sum by the day, beside whom to write to elsewhere; beside a sum also to whom it is owed.
"""

import re

from listener.advice.reading.lexicon import found, spans
from listener.advice.reading.text import fold, holds
from listener.settings.brand import Brand

_SUM = r"(?:[€£$]\s?\d[\d .,]{0,9}k?|\d[\d .,]{0,9}k?\s?(?:€|£|\$|euros?|k|balles|pounds|dollars)?)"
_PER = re.compile(
    rf"{_SUM}\s{{0,2}}(?:par|a|per|every|chaque|en un|in a|/)\s{{0,2}}(?:jour|semaine|mois|day|week|month)\b"
)
_EARNS = re.compile(
    r"\b(?:gagn\w{1,5}|touche|empoche|je fais|earn\w{0,3}|i make|i made|making|profit)\b"
)
_BARGAINS = 2  # from which it is an advert
_TURNED = re.compile(r"[€£$]\s?\d[\d.,]{0,9} (?:into|to) [€£$]\s?\d")


def is_pitch(folded: str, brand: Brand) -> bool:
    """Whether a folded text offers a firm to be found more often: it asks, and blames, only to sell.

    Where that is the brand's own trade its customers speak so.
    """
    is_trade = found("spam.pitch", fold(" ".join(brand.context)))
    return not is_trade and bool(found("spam.pitch", folded) and found("spam.offer", folded))


def is_advert(folded: str, brand: Brand) -> bool:
    """Whether a folded text is somebody's advert: two bargains, or one of money, and how to answer it.

    Where a bargain is a word of the brand's own trade, its customers and its staff speak so.
    """
    if not found("spam.hail", folded):
        return False
    trade = fold(" ".join((*brand.context, *(part for f in brand.fact for part in f.texts))))
    bargains = {folded[start:end] for start, end in spans("spam.bargain", folded)}
    strange = {words for words in bargains if not holds(trade, words)}
    return len(strange) + _earns(folded) >= _BARGAINS


def is_spam(folded: str) -> bool:
    """Whether a folded text sells money or magic, and says whom to write to, or a sum to whom it is owed."""
    money = _earns(folded) or bool(_TURNED.search(folded))
    if not (money or found("spam.money", folded)):
        return False
    return bool(found("spam.reach", folded)) or (money and bool(found("spam.owed", folded)))


def _earns(folded: str) -> bool:
    """Does somebody earn a sum by the day, the week or the month?"""
    return bool(_PER.search(folded) and _EARNS.search(folded))

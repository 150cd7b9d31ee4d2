"""Whether a text is an answer of ours by its signature: who speaks for the brand, beside its name.

What a platform marks as ours needs no such reading. An export brings the answer that a comment replies to
as bare words, and only its first line says who wrote it: "Priya from Tally here". On our own page a greeting by
name above and a first name alone below do: "Bonjour Roland, … Maud".
"""

import re

from listener.advice.reading.text import fold, holds, sentences, tokens
from listener.settings.brand import Brand

_LINES = 2  # of a text's beginning and of its end, where people say who they are
_BETWEEN = 4  # words from the speaker to the brand: "Solène de la piscine Les Nénuphars"
# A first name or two alone, after what was said: "Maud", "— Owen", "Lise & Tom".
_SIGNED = re.compile(
    r"[.!?…\n:)][\s—–-]{1,4}[A-ZÀ-Þ][\w'’-]{1,24}(?:\s(?:[&+]\s)?[A-ZÀ-Þ][\w'’.-]{0,24})?\.?\s*\Z"
)
_GREETED = re.compile(
    r"\A\s{0,4}(?:bonjour|bonsoir|hello|hi|hey|dear|ch[eè]re?|merci|thanks|thank you)\s{1,2}(?!à tous|all\b)[^\W\d_]{2,24}\b",
    re.IGNORECASE,
)


def signed_by_us(text: str, brand: Brand, *, on_our_page: bool = False) -> bool:
    """Whether its first or last sentences name the brand's speaker and the brand side by side, or, where
    we are host, it greets somebody by name and is signed as people at a desk sign.
    """
    if on_our_page and _GREETED.match(text) and _SIGNED.search(text[-80:]):
        return True
    parts = sentences(text)
    some = parts if len(parts) <= 2 * _LINES else [*parts[:_LINES], *parts[-_LINES:]]
    return any(_names_both(part, brand) for part in some)


def _names_both(part: str, brand: Brand) -> bool:
    words, speaker = tokens(part), tokens(brand.speaker)
    if not speaker or speaker[0] not in words:
        return False
    place = words.index(speaker[0])
    beside = " ".join(words[place : place + len(speaker) + _BETWEEN + 3])
    return any(holds(fold(beside), name) for name in brand.all_names)

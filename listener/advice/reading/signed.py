"""Whether a text is an answer of ours by its signature: who speaks for the brand, beside its name.

What a platform marks as ours needs no such reading. An export brings the answer that a comment replies to
as bare words, and only its first line says who wrote it: "Priya from Tally here".
"""

from listener.advice.reading.text import fold, holds, sentences, tokens
from listener.settings.brand import Brand

_LINES = 2  # of a text's beginning and of its end, where people say who they are
_BETWEEN = 4  # words from the speaker to the brand: "Solène de la piscine Les Nénuphars"


def signed_by_us(text: str, brand: Brand) -> bool:
    """Whether its first or last sentences name the brand's speaker and the brand side by side."""
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

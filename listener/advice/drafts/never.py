"""Words that a brand never uses."""

from listener.advice.reading.text import fold, holds
from listener.settings.brand import Brand


def never_said(text: str, brand: Brand) -> str | None:
    """Those of the brand's forbidden words that a text holds, as it has them; None where it has none."""
    if not brand.voice.never:
        return None
    folded = fold(text)
    hits = [word.strip() for word in brand.voice.never if holds(folded, word)]
    return ", ".join(dict.fromkeys(hits)) or None

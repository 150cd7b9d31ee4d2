"""Insults, also where letters are hidden behind signs: "w*nkers", "c*ns", "abr*tis"."""

import re
from functools import cache

from listener.advice.reading.lexicon import found, phrases
from listener.advice.reading.text import fold

_MASKED = re.compile(r"(?<![\w*])[^\W\d_]{1,12}[*#]{1,6}[^\W\d_]{1,12}(?![\w*])")


def insult(folded: str) -> str | None:
    """The first insult of a folded text, as it stands there; or None."""
    if hit := found("talk.abuse", folded):
        return hit
    words = (hit[0] for hit in _MASKED.finditer(folded))
    return next((word for word in words if _unmasks(word)), None)


def _unmasks(word: str) -> bool:
    """Whether a swear word fits what is left of it."""
    left = "".join("." if sign in "*#" else re.escape(sign) for sign in word)
    pattern = re.compile(left + r"s?")
    return any(pattern.fullmatch(swear) for swear in _swears())


@cache
def _swears() -> tuple[str, ...]:
    """Single words of the lists, stems and plurals as they are."""
    words = (
        fold(word).rstrip("*") for name in ("abuse", "swears") for word in phrases(f"talk.{name}")
    )
    return tuple(form for word in words if word.isalpha() for form in (word, f"{word}s"))

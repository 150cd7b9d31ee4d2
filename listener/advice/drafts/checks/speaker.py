"""Who speaks: a reply names its speaker beside the brand, and nobody poses as a customer."""

import re
from collections.abc import Iterator
from itertools import pairwise

from listener.advice.drafts.checks.reply import Reply, listed
from listener.advice.drafts.unfinished import gap
from listener.advice.reading.text import fold, holds
from listener.settings.brand import Brand

_ARTICLE = re.compile(r"^(?:the |les? |la |l')")


def identity(reply: Reply) -> str | None:
    """The brand is named beside the speaker, or beside the gap that a person fills."""
    if posing := listed("ethics.poses", reply.text):
        return posing
    return None if any(_signed(reply)) else ""


def has_gap(reply: Reply) -> bool:
    """Does the signature still lack the first name of who speaks?"""
    return not reply.brand.speaker and any(gap(line) for line in _signed(reply))


def _signed(reply: Reply) -> Iterator[str]:
    """The lines that say who speaks; a letter's signature may stand on two."""
    lines = [line for line in reply.text.splitlines() if line.strip()]
    near = [*lines, *(f"{one} {other}" for one, other in pairwise(lines))]
    return (line for line in near if _says_who(fold(line), reply.brand))


def _says_who(line: str, brand: Brand) -> bool:
    names = (*brand.all_names, *brand.handles)
    # "du Fournil" of "Le Fournil", "at Saltmarsh Inn" of "The Saltmarsh Inn".
    if not any(holds(line, name) or holds(line, _ARTICLE.sub("", fold(name))) for name in names):
        return False
    return holds(line, brand.speaker) if brand.speaker else "[" in line

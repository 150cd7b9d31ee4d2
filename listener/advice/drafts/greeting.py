"""How a reply begins: a greeting where the place wants one or the author gave one, with a first name where one is sure."""

import re

from connectors.kit.genres import genre_facts
from listener.advice.brief import Brief
from listener.advice.drafts.tongue import book
from listener.advice.reading.lexicon import set_of
from listener.advice.reading.text import fold

_BEGINS = 160  # characters in which a post greets
_GREETED = frozenset(("review", "app", "mail", "forum"))
_GREETS = re.compile(r"(?:bonjour|bonsoir|hello|hi|hey|dear|cher|chere|thank you|thanks|merci)\b")
# How a post begins that a greeting answers, after whom it calls.
_GREETED_US = re.compile(
    r"(?:@\S{1,40} ){0,5}(?:bonjour|bonsoir|bjr|salut|coucou|slt|hello|hi|hey|hiya|good (?:morning|afternoon|evening)|dear)\b"
)
# "Lucie", "Lucie M.", "Marie-Claude Petit": no digits, no signs.
_NAMED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?(?: [^\W\d_]+(?:[-'’][^\W\d_]+)?\.?){0,2}")


def is_greeted(genre: str) -> bool:
    """Does an answer to such a post begin with a greeting?"""
    return genre_facts(genre).place in _GREETED


def greeting(brief: Brief, body: str, language: str) -> str:
    """ "Bonjour Lucie,"; "" where none is wanted or the reply greets by itself."""
    wants = is_greeted(brief.genre) or _GREETED_US.match(fold(brief.text[:_BEGINS]).strip())
    if not wants or _GREETS.match(fold(body)):
        return ""
    terms = book(language).terms
    name = first_name(brief.author)
    return terms["hello"].format(name=name) if name else terms["hello_all"]


def first_name(author: str) -> str:
    """The first name of whoever writes under a person's name; "" where it may be none."""
    told = _NAMED.fullmatch(author.strip()[:80])
    if told is None:
        return ""
    first, *others = author.split()
    # "Martin Sophie" is Sophie: of two given names nobody knows which is the first.
    if not is_given(first) or any(fold(o) in set_of("given.names") for o in others):
        return ""
    return "-".join(part.capitalize() for part in first.split("-"))


def is_given(name: str) -> bool:
    """Is it a given name that we know?"""
    return all(part in set_of("given.names") for part in fold(name).split("-"))

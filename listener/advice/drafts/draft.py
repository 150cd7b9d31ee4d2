"""A draft, the sentences that it is made of, and how it begins."""

import re
from dataclasses import dataclass, field

from listener.advice.drafts.precedents import Precedent
from listener.advice.reading.text import sentences, tokens

_QUOTED = re.compile(r"«[^»]{0,120}»|“[^”]{0,120}”")
_OPENING = 4  # words by which two replies begin alike


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft and what it is for."""

    text: str
    part: str  # empathy, fact, action, question
    fact_id: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A text for a person to approve."""

    language: str
    text: str
    sentences: tuple[Sentence, ...]
    takes_up: frozenset[str] = field(default=frozenset(), compare=False)  # slots of the author's
    precedent: Precedent | None = None  # the answer of the team that it tells again
    names_it: bool = field(default=False, compare=False)  # its reply is for posts that say this


def said_in(body: str, fact: str | None, stated: str) -> tuple[Sentence, ...]:
    """The sentences of a body, those that stand in the fact as `stated` with its id."""
    said = []
    for n, text in enumerate(sentences(body)):
        if fact and text in stated:
            said.append(Sentence(text, "fact", fact))
        elif text.endswith("?"):
            said.append(Sentence(text, "question"))
        else:
            said.append(Sentence(text, "action" if n else "empathy"))
    return tuple(said)


def capitals(text: str) -> str:
    """Every sentence with a capital: a slot may stand at its head."""
    for part in sentences(text):
        if part[:1].islower():
            text = text.replace(part, part[:1].upper() + part[1:], 1)
    return text


def body_of(text: str) -> str:
    """A draft without its greeting and who speaks."""
    lines = text.splitlines()
    return max(lines, key=len) if lines else ""


def opening(body: str) -> str:
    """How a draft begins, whatever it quotes."""
    return " ".join(tokens(_QUOTED.sub(" q ", body))[:_OPENING])

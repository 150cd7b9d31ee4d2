"""Brief: what a reply to a mention rests on, its words and the labels it was decided on, no more.

A decision keeps the labels, so that a draft made later, or again, rests on what was decided.
"""

from dataclasses import dataclass
from datetime import date
from typing import Self

from connectors.kit.genres import GenreFacts, genre_facts
from listener.advice.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is told to whoever writes a reply."""

    text: str
    title: str | None = None
    genre: str
    rating: int | None = None
    lang: str | None = None
    form: str  # labels, "unsure" among them: a person's word before the tagger's
    tone: str
    intent: str
    author: str = ""  # the name under which it was written
    # The day by which we can come back with more, in the brand's zone.
    follow_up: date | None = None
    is_again: bool = False  # its author has written to us before, and waits
    vector: bytes | None = None  # the sentence vector, 384 float16; None where there is none

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """The part of the evidence that a reply rests on."""
        return cls(
            text=evidence.text,
            title=evidence.title,
            genre=evidence.genre,
            rating=evidence.rating,
            lang=evidence.lang,
            form=evidence.form.label,
            tone=evidence.tone.label,
            intent=evidence.intent.label,
        )

    @classmethod
    def unlabelled(
        cls, text: str, *, title: str | None, genre: str, vector: bytes | None = None
    ) -> Self:
        """Words alone: what a matter, or a language, is read from; the labels have no part in it."""
        return cls(
            text=text,
            title=title,
            genre=genre,
            form="unsure",
            tone="unsure",
            intent="unsure",
            vector=vector,
        )

    @property
    def shown(self) -> str:
        """Its title and its text."""
        return "\n".join(part for part in (self.title, self.text) if part)

    @property
    def sort(self) -> GenreFacts:
        """What holds for all posts of its genre."""
        return genre_facts(self.genre)

"""A fact as its operator gives it, and until when it holds."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from listener.settings.written import Section, Written


class Fact(Section):
    """A passage a draft may quote; without one a draft makes no factual claim."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    """A name for it, in small letters, such as warranty."""
    text: Written = Field(min_length=1)
    """In the brand's language."""
    text_fr: str | None = None
    """The same in French."""
    text_en: str | None = None
    """The same in English."""
    keywords: tuple[str, ...] = ()
    """Words of a mention that call for this fact."""
    wrong: tuple[str, ...] = ()
    """Known errors about it, in any inflection: `*` ends a stem, `~` is up to four words. What CORRECT looks for."""
    url: str | None = None
    """Where it can be read."""
    valid_until: date | None = None
    """The last day on which it holds; from the next on drafts leave a gap in its place."""
    checked_on: date | None = None
    """When somebody last saw that it is true."""
    owner: str = ""
    """Who knows whether it still is."""
    _is_denied: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until and self.checked_on and self.valid_until < self.checked_on:
            raise ValueError("valid_until: it is before checked_on: write the later day")
        return self

    @property
    def texts(self) -> tuple[str, ...]:
        """The passage in each language that it was given in, the brand's first."""
        return tuple(t for t in (self.text, self.text_fr, self.text_en) if t and t.strip())

    def given_in(self, language: str) -> str | None:
        """The text that was written for a language; None where there is none beside `text`."""
        return {"fr": self.text_fr, "en": self.text_en}.get(language)

    @property
    def is_denied(self) -> bool:
        """Did a lead say that it is true no more?"""
        return self._is_denied

    def denied(self, last: date) -> Self:
        """The same, as a lead saw it: `last` was its last day."""
        told = self.model_copy(update={"valid_until": last, "checked_on": None})
        told._is_denied = True
        return told

    def holds_on(self, day: date) -> bool:
        """Is it not past its date?"""
        return self.valid_until is None or day <= self.valid_until

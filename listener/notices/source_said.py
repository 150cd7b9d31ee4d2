"""What a source's connector says of it: what is amiss, and what is so no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Ops
from listener.notices.matters import line_of, over_line, times
from listener.settings.brand import Brand
from listener.store.matters import Told
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSaid(Ops):
    """Folded: a line stands once, with how often it was said."""

    kind: ClassVar[str] = "source_said"

    source: str
    lines: tuple[Told, ...]
    more: int = 0  # lines that are only counted
    over: tuple[Told, ...] = ()

    def fields(self) -> Json:
        """See Ops."""
        return {
            "source": self.source,
            "about": "said",
            "said": [one.to_json() for one in self.lines],
            "more": self.more,
            "over": [one.to_json() for one in self.over],
        }

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(
            envelope=envelope,
            source=str(told["source"]),
            lines=tuple(Told(**one) for one in told.get("said", ())),
            more=int(told.get("more", 0)),
            over=tuple(Told(**one) for one in told.get("over", ())),
        )

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        return say(lang, "said.title", source=self.source), list(self._told(lang))

    def _told(self, lang: str) -> Iterator[str]:
        for one in self.lines:
            yield times(line_of(one, lang), one.n, lang)
        if self.more:
            yield say(lang, "said.more", n=self.more)
        for one in self.over:
            yield over_line(one, lang)

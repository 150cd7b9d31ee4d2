"""Facts that drafts quote come to their last day, or are past it: somebody is to say whether they still hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from listener.notices.contract import OPS, Json, Notice, Reading, to_ops
from listener.notices.parts import Content, FactAsked, Small
from listener.settings.brand import Brand
from listener.settings.fact import Fact
from listener.settings.vouched import ending
from listener.store.outgoing import Envelope
from listener.words import say

SHOWN = 10  # facts of one message; App Home has the others


@dataclass(frozen=True, slots=True, kw_only=True)
class FactEnds(Notice):
    """All of a day in one message. Told twice of a last day at most: some time before it, and once it is over."""

    kind: ClassVar[str] = "fact_ends"
    classes: ClassVar[tuple[str, ...]] = (OPS,)

    facts: tuple[tuple[str, date], ...]  # their ids, each with its last day

    def to_json(self) -> Json:
        """See Notice."""
        return {"kind": self.kind, "facts": [[id_, last.isoformat()] for id_, last in self.facts]}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        facts = tuple((str(id_), date.fromisoformat(str(last))) for id_, last in told["facts"])
        return cls(envelope=envelope, facts=facts)

    def content(self, at: Reading) -> Content | None:
        """See Notice. What was answered before it was told is not told."""
        lang, today = at.brand.language, at.now.astimezone(at.brand.tz).date()
        asked = [one for one in ending(at.brand, today) if (one.id, one.valid_until) in self.facts]
        if not asked:
            return None
        title = say(lang, "said.fact_title", n=len(asked))
        left = max(0, len(asked) - SHOWN)
        more = [Small(say(lang, "home.left", n=left))] if left else []
        return Content(
            title=title,
            parts=(*(FactAsked(one, today) for one in asked[:SHOWN]), *more),
            tone="ops",
        )


def due(brand: Brand, now: datetime) -> dict[str, Fact]:
    """The facts to be asked about, by the key under which each is told but once."""
    today = now.astimezone(brand.tz).date()
    return {
        f"fact:{brand.name}:{one.id}:{one.valid_until}:{'ends' if one.holds_on(today) else 'over'}": one
        for one in ending(brand, today)
    }


def fact_ends(brand: Brand, facts: Mapping[str, Fact], now: datetime) -> FactEnds:
    """One notice of them all, by their keys; no other will ever hold the first of them."""
    told = tuple((one.id, one.valid_until) for one in facts.values() if one.valid_until)
    return FactEnds(envelope=to_ops(brand, f"ops:{next(iter(facts))}", now), facts=told)

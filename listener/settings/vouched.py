"""What a lead says of a fact with a last day: that it is true until a later one, or true no more."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from listener.settings.added import text
from listener.settings.brand import Brand
from listener.settings.fact import Fact


@dataclass(frozen=True, slots=True)
class Vouched:
    """One fact, as a lead saw it."""

    fact: str  # its id
    until: date  # its last day, from then on
    on: date  # when it was said
    of: date | None  # the last day that the file gave it then
    said: str  # its words then: of others nobody said anything

    def to_json(self) -> str:
        """As a row keeps it."""
        days = {"until": self.until.isoformat(), "on": self.on.isoformat()}
        of = self.of.isoformat() if self.of else ""
        return json.dumps({**days, "of": of, "said": self.said}, ensure_ascii=False)

    @classmethod
    def read(cls, fact: str, kept: str) -> "Vouched | None":
        """From a row; None for what no release wrote."""
        try:
            told = {key: str(value) for key, value in json.loads(kept).items()}
            until, on = (date.fromisoformat(told[key]) for key in ("until", "on"))
            of = date.fromisoformat(told["of"]) if told["of"] else None
            return cls(fact, until, on, of, told["said"])
        except (ValueError, KeyError, AttributeError, TypeError):
            return None


def ending(brand: Brand, today: date) -> tuple[Fact, ...]:
    """The facts that are past their last day or soon will be, the earliest first; not those that a
    lead said are true no more.
    """
    soon = today + timedelta(days=brand.thresholds.fact_notice_days)
    found = [f for f in brand.fact if f.valid_until and f.valid_until <= soon and not f.is_denied]
    return tuple(sorted(found, key=lambda fact: (fact.valid_until or today, fact.id)))


def longer(fact: Fact, brand: Brand, today: date) -> date:
    """Its next last day where it is still true: it holds for as long as it did, as far as that is known."""
    span = timedelta(days=brand.thresholds.fact_days)
    if fact.valid_until and fact.checked_on and fact.checked_on < fact.valid_until:
        span = fact.valid_until - fact.checked_on
    return max(today + span, fact.valid_until or today)


def over_by(today: date) -> date:
    """The last day of a fact that is true no more."""
    return today - timedelta(days=1)


def is_vouched(brand: Brand, row: Vouched) -> bool:
    """Is it in force over the file, which has said nothing new of the fact since?"""
    return any(
        fact.id == row.fact and (fact.valid_until, fact.text) == (row.of, row.said)
        for fact in brand.written.fact
    )


def with_vouched(brand: Brand, rows: Iterable[Vouched]) -> Brand:
    """The brand with these in force."""
    said = {row.fact: row for row in rows if is_vouched(brand, row)}
    if not said:
        return brand
    facts = (_with(fact, said[fact.id]) if fact.id in said else fact for fact in brand.fact)
    return brand.model_copy(update={"fact": tuple(facts)}).over(brand.written)


def toml(brand: Brand, rows: Iterable[Vouched]) -> Iterator[str]:
    """The lines that put them into config.toml, each fact's in the place of those that are there."""
    for row in rows:
        if is_vouched(brand, row):
            fact = _with(Fact(id=row.fact, text=row.said), row)
            yield f"# in [[brand.fact]] id = {text(row.fact)}"
            yield f"valid_until = {row.until.isoformat()}"
            yield from [f"checked_on = {row.on.isoformat()}"] if fact.checked_on else []


def _with(fact: Fact, row: Vouched) -> Fact:
    if row.until < row.on:
        return fact.denied(row.until)
    return fact.model_copy(update={"valid_until": row.until, "checked_on": row.on})

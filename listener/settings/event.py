"""What is planned: a launch, a campaign, an invited stay; it labels what is said meanwhile, and silences nothing."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import model_validator

from listener.settings.written import Section, Written


class Event(Section):
    """Something planned that people will speak of: bursts and the week's page say so; nothing is silenced."""

    text: Written
    """What it is, such as "launch of the new bike"."""
    start: date
    """Its first day."""
    end: date | None = None
    """Its last day; without one it is over in a day."""

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"end: {self.end} is before its start, {self.start}")
        return self

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end or self.start


def between(events: Iterable[Event], first: date, last: date) -> list[Event]:
    """Those that are under way on one of these days, the earliest first."""
    found = (one for one in events if one.start <= last and one.last >= first)
    return sorted(found, key=lambda one: (one.start, one.last, one.text))

"""A source that failed several times in a row."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener import words
from listener.guard.plain import one_line
from listener.notices.contract import Json, Ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDown(Ops):
    """Told once an outage."""

    kind: ClassVar[str] = "source_down"

    source: str
    times: int  # in a row
    why: str
    since: datetime | None  # when it answered last; None: never

    def fields(self) -> Json:
        """See Ops."""
        told: Json = {"source": self.source, "about": "down", "n": self.times, "why": self.why}
        return told if self.since is None else {**told, "since": self.since.isoformat()}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        since = told.get("since")
        return cls(
            envelope=envelope,
            source=str(told["source"]),
            times=int(told["n"]),
            why=str(told["why"]),
            since=datetime.fromisoformat(since) if since else None,
        )

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        lines = [one_line(self.why), say(lang, "said.asked_again")]
        if self.since:
            at = words.date_time(lang, self.since, brand.tz)
            lines.insert(1, say(lang, "said.since", at=at))
        return say(lang, "said.down", source=self.source, n=self.times), lines

"""The day's limit of alerts is reached: what comes on top waits for its bundle."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener import words
from listener.notices.contract import Json, Ops
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Ops):
    """Told once a day for each limit."""

    kind: ClassVar[str] = "limit"

    alerts: int  # of the day, beside danger and the press
    most: int  # that the settings allow
    shown_at: datetime  # what waits

    def fields(self) -> Json:
        """See Ops."""
        return {
            "about": "limit",
            "n": self.alerts,
            "most": self.most,
            "at": self.shown_at.isoformat(),
        }

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        at = datetime.fromisoformat(told["at"])
        n = int(told["n"])  # earlier releases kept the limit as the count
        return cls(envelope=envelope, alerts=n, most=int(told.get("most", n)), shown_at=at)

    def words(self, brand: Brand) -> tuple[str, list[str]]:
        """See Ops."""
        lang = brand.language
        at = words.date_time(lang, self.shown_at, brand.tz)
        line = say(lang, "said.limit", n=self.alerts, most=self.most, at=at)
        return say(lang, "said.limit_title"), [line]

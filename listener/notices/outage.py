"""What waited while Slack could not be reached, in one message instead of a burst."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener.advice.time.bundles import shown_of
from listener.notices.bundle import cards_of, gone
from listener.notices.cards import Card
from listener.notices.contract import Json, Notice, Reading
from listener.notices.parts import Content, Sentence, Stories
from listener.notices.severity import SIGNS
from listener.store.outgoing import Envelope
from listener.words import say
from listener.words.whose import Ours

IN_MESSAGE = 10  # cards that one message shows; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage(Notice):
    """Tells what the alerts that were merged into it would have told."""

    kind: ClassVar[str] = "outage"
    classes: ClassVar[tuple[str, ...]] = ("outage",)

    def to_json(self) -> Json:
        """See Notice."""
        return {"class": "instant"}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:  # noqa: ARG003
        """See Notice."""
        return cls(envelope=envelope)

    def content(self, at: Reading) -> Content | None:
        """See Notice."""
        members = at.store.merged_into(at.row.id or 0)
        cards, _ = cards_of(at, at.telling(members), last=True)
        if not cards:
            return gone(at)
        fit = shown_of(len(cards), IN_MESSAGE)
        since = min(row.made_at for row in members)
        more = len(cards) - fit
        return outage_content(cards[:fit], since, at.now, at.brand.language, more=more)


def outage_content(
    cards: Sequence[Card], since: datetime, until: datetime, lang: str, *, more: int = 0
) -> Content:
    """The worst first; `more` were left out before."""
    live = [card for card in cards if not card.deleted]
    worst_first = sorted(live, key=lambda card: tuple(SIGNS).index(card.level))
    span: dict[str, Ours | int | datetime] = {"n": len(live) + more, "since": since, "until": until}
    return Content(
        title=say(lang, "slack.outage"),
        parts=(
            Sentence("slack.outage_span", span),
            Stories(tuple(worst_first), more, form="severe", has_acts=True),
        ),
    )

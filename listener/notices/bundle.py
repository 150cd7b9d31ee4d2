"""A bundle: what is not urgent, together, at an hour that the team chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from listener.advice.time.bundles import left_of, pick
from listener.notices.apart import apart
from listener.notices.cards import Card
from listener.notices.contract import Json, Notice, Reading
from listener.notices.parts import Content, Stories, Strong
from listener.notices.shown import shown
from listener.store.outgoing import Envelope
from listener.store.tables import NoticeRow
from listener.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle(Notice):
    """Tells what the notices that were merged into it would have told."""

    kind: ClassVar[str] = "bundle"
    classes: ClassVar[tuple[str, ...]] = ("bundle",)

    of: str  # their class: grouped, triage, wins or look

    def to_json(self) -> Json:
        """See Notice."""
        return {"class": self.of}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(envelope=envelope, of=told["class"])

    def content(self, at: Reading) -> Content | None:
        """See Notice."""
        members = at.store.merged_into(at.row.id or 0)
        told, _ = together(at, self.of, members, last=True)
        return told or gone(at)


def together(
    at: Reading, of: str, members: Sequence[NoticeRow], *, last: bool
) -> tuple[Content | None, set[int | None]]:
    """What these notices have to tell in one, and the ids of those that cannot be shown.

    With `last` there is no other try of one that breaks.
    """
    weighed = at.store.weigh(at.telling(members))
    picked = pick(weighed, at.brand.bundles)
    cards, broken = cards_of(at, picked, last=last)
    if not cards:
        return None, broken
    return bundle_content(of, cards, at.brand.language, more=len(weighed) - len(picked)), broken


def gone(at: Reading) -> Content | None:
    """What a message says when all that it told was deleted since; None before it is sent."""
    lang = at.brand.language
    told = Strong(say(lang, "slack.deleted"), hint=say(lang, "slack.deleted_why"))
    return Content((told,)) if at.row.ts else None


def cards_of(
    at: Reading, rows: Sequence[NoticeRow], *, last: bool
) -> tuple[list[Card], set[int | None]]:
    """The cards of notices that are told with others, and the ids of those that break."""
    cards, broken = list[Card](), {row.id for row in rows}
    for row in rows:
        with apart(at.store, at.brand, row, at.now, last=last):
            with at.store.reader():
                found = shown(at.store, at.brand, row, at.now, stands=at.row.ts is not None)
            cards += [found] if found and not found.deleted else []
            broken.discard(row.id)
    return cards, broken


def bundle_content(of: str, cards: Sequence[Card], lang: str, *, more: int = 0) -> Content:
    """What is not urgent, together; `more` were left out before."""
    live = tuple(card for card in cards if not card.deleted)
    # The day's limit, a hold or a quiet kept such from being told at once.
    is_held = of == "grouped" and any(card.is_alert and not card.is_done for card in live)
    title = say(lang, "bundle.held" if is_held else f"bundle.{of}", n=len(live) + more)
    return Content(title=title, parts=(Stories(live, more, left_of(of), has_acts=True),))

"""Mentions in a list, each with what can be done about it: of the brands of whoever asks, and no others."""

from collections.abc import Iterable, Iterator, Mapping

from listener.advice.leaves import facts_of
from listener.channels.slack.look.blocks import small
from listener.channels.slack.look.buttons import buttons
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.story import listed
from listener.channels.slack.presses.admit import Place
from listener.notices.cards import Card, card
from listener.settings.brand import Brand
from listener.store.looking import Record


def cards(
    place: Place, brands: Mapping[str, Brand], mentions: Iterable[int], by: str
) -> Iterator[tuple[Card, Brand]]:
    """The cards of these mentions, those of other brands left out, and what is for one person alone
    but where somebody, who is `by` there, has it.
    """
    now = place.clock()
    for mention in mentions:
        record = place.store.record(mention)
        brand = brands.get(record.mention.brand) if record else None
        if record and brand and is_shown(record, by):
            yield card(record, brand, now), brand


def is_shown(record: Record, by: str) -> bool:
    """May somebody be shown it, who is in the brand's channel?"""
    if record.decision is None:
        return False
    has_it = record.state is not None and record.state.owner_by == by
    return has_it or not facts_of(record.decision.leaf).nameless


def rows(
    place: Place, brands: Mapping[str, Brand], mentions: Iterable[int], by: str
) -> list[list[Block | None]]:
    """The blocks of each."""
    return [
        [*listed(shown, brand), _standing(shown), buttons(shown, brand)]
        for shown, brand in cards(place, brands, mentions, by)
    ]


def _standing(shown: Card) -> Block | None:
    """Who has it, and until when it is quiet."""
    return None if shown.is_done else small(" · ".join(filter(None, (shown.owner, shown.quiet))))

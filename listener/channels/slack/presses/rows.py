"""Mentions in a list, each with what can be done about it: of the brands of whoever asks, and no others."""

from collections.abc import Iterable, Iterator, Mapping

from listener.channels.slack.look.blocks import small
from listener.channels.slack.look.buttons import buttons
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.story import listed
from listener.channels.slack.presses.admit import Place
from listener.notices.cards import Card, card
from listener.settings.brand import Brand


def cards(
    place: Place, brands: Mapping[str, Brand], mentions: Iterable[int]
) -> Iterator[tuple[Card, Brand]]:
    """The cards of these mentions, those of other brands left out."""
    now = place.clock()
    for mention in mentions:
        record = place.store.record(mention)
        if record and record.decision and (brand := brands.get(record.mention.brand)):
            yield card(record, brand, now), brand


def rows(
    place: Place, brands: Mapping[str, Brand], mentions: Iterable[int]
) -> list[list[Block | None]]:
    """The blocks of each."""
    return [
        [*listed(shown, brand), _standing(shown), buttons(shown, brand)]
        for shown, brand in cards(place, brands, mentions)
    ]


def _standing(shown: Card) -> Block | None:
    """Who has it, and until when it is quiet."""
    return None if shown.is_done else small(" · ".join(filter(None, (shown.owner, shown.quiet))))

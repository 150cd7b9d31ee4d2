"""What answers taught, as App Home shows it to leads: what is proposed, and the answers that drafts start from."""

from collections.abc import Sequence

from listener import words
from listener.channels.slack.look import lessons as look
from listener.channels.slack.look.message import Block
from listener.channels.slack.presses.admit import Place
from listener.channels.slack.presses.rows import cards
from listener.desk.lessons import proposed
from listener.settings.brand import Brand
from listener.settings.reply import SLOT
from listener.words import say
from listener.words.whose import Ours, Theirs

SHOWN, ANSWERS = 3, 3  # proposals, and answers that drafts start from, at most


class Learned:
    """Of one brand; the store is asked."""

    def __init__(self, place: Place, brand: Brand, user: str) -> None:
        self.proposals, self.more = _proposals(place, brand, user)
        self.answers = _answers(place, brand)

    @property
    def blocks(self) -> int:
        """How many it takes, with its titles."""
        rows = [*self.proposals, *self.answers]
        return sum(len(row) for row in rows) + 4 * bool(self.proposals) + 2 * bool(self.answers)


def _proposals(place: Place, brand: Brand, user: str) -> tuple[list[Sequence[Block | None]], int]:
    """The blocks of each proposal that is shown, and how many wait besides."""
    found = proposed(place.store, brand, place.clock())
    shown = list[Sequence[Block | None]]()
    for one in found[:SHOWN]:
        [card, *_] = [*(c for c, _ in cards(place, {brand.name: brand}, [one.mention], user)), None]
        words_ = card.quote if card and one.kind in ("fact", "gesture") else Theirs(one.said)
        shown.append(look.proposal(one, words_, card.url if card else None, brand))
    return shown, max(0, len(found) - SHOWN)


def _answers(place: Place, brand: Brand) -> list[list[Block | None]]:
    """The newest answers that drafts build on."""
    lang, now, found = brand.language, place.clock(), list[list[Block | None]]()
    for one in place.store.precedents(brand.name, limit=ANSWERS):
        day = words.date(lang, one.at, brand.tz, now=now)
        key = "lesson.answered" if one.mention else "lesson.answered_gone"
        about = say(lang, key, day=day, mention=Ours(str(one.mention or "")))
        found.append([look.answer(one.id, SLOT.sub("…", " ".join(one.text.split())), about, brand)])
    return found

"""From a notice to its message, as the rows stand at this moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from listener import aside
from listener.brand import Brand
from listener.cards import Card
from listener.firstlook import look_of
from listener.notices import outbox
from listener.notices.alert import Alert
from listener.notices.bundle import Bundle
from listener.notices.contract import Ops
from listener.notices.digest import Digest
from listener.notices.drafts import Drafts
from listener.notices.first_look import FirstLook
from listener.notices.news import News
from listener.notices.outage import Outage
from listener.shown import shown
from listener.slack import blocks
from listener.slack.message import Message
from listener.slack.told import message_of
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.store.telling import head_key
from listener.strategy.bundles import pick, shown_of

IN_MESSAGE = 10  # cards that an outage's message shows; the rest is counted


@dataclass(frozen=True)
class Rendered:
    """The outbox's renderer."""

    store: Store
    brands: Mapping[str, Brand]
    clock: Callable[[], datetime]

    def __call__(self, notice: NoticeRow) -> Message | None:
        """See Renderer."""
        brand = self.brands.get(notice.brand)
        if brand is None:
            return None
        match told := outbox.read(notice):
            case FirstLook():
                return blocks.first_look(look_of(self.store, brand, told, self.clock()), brand)
            case Digest():
                return message_of(told)
            case Ops():
                title, lines = told.words(brand)
                return blocks.ops(title, lines, brand)
            case Bundle():
                members = self.store.merged_into(notice.id or 0)
                return self._bundle(told.of, members, brand)
            case Outage():
                return self._outage(self.store.merged_into(notice.id or 0), brand)
            case Alert() | Drafts():
                return self._one(notice, told, brand)
        return None

    def stands_alone(self, notice: NoticeRow) -> bool:
        """Danger keeps its own message."""
        brand = self.brands.get(notice.brand)
        found = self._card(notice, brand) if brand else None
        return found is not None and found.mark == "danger"

    def _one(self, notice: NoticeRow, told: Alert | Drafts, brand: Brand) -> Message | None:
        found = self._card(notice, brand)
        # Gone before it was told: there is nothing to tell. After that its message says so.
        if found is None or (found.deleted and notice.ts is None):
            return None
        if isinstance(told, Drafts):
            # Under one message that tells many stories, drafts would be a heap.
            alone = notice.thread_ts and not self._is_merged(notice)
            # Drafts that expired stay as they were sent; those of what was deleted may not.
            if not alone or found.answered or not (found.drafts or found.deleted):
                return None
            return blocks.drafts(found, brand, more=self._alike(notice, told))
        if isinstance(told, News) and notice.thread_ts:
            return blocks.news(found, brand)
        return blocks.alert(found, brand)

    def _alike(self, notice: NoticeRow, told: Drafts) -> int:
        """Further posts that want what the last draft of its kind answers; 0 under any other."""
        return self.store.undrafted_like(notice, told.leaf) if told.is_last else 0

    def _is_merged(self, notice: NoticeRow) -> bool:
        told = self.store.notice_of(head_key(notice))
        return told is not None and told.into_id is not None

    def _outage(self, members: Sequence[NoticeRow], brand: Brand) -> Message | None:
        cards = [c for row in members if (c := self._member(row, brand)) and not c.deleted]
        if not cards:
            return None
        fit = shown_of(len(cards), IN_MESSAGE)
        told, more = cards[:fit], len(cards[fit:])
        since = min(row.made_at for row in members)
        return blocks.outage(told, since, self.clock(), brand, more=more)

    def _bundle(self, class_: str, members: Sequence[NoticeRow], brand: Brand) -> Message | None:
        weighed = self.store.weigh(members)
        picked = pick(weighed)
        cards = [c for row in picked if (c := self._member(row, brand)) and not c.deleted]
        more = len(weighed) - len(picked)
        return blocks.bundle(class_, cards, brand, more=more) if cards else None

    def _member(self, row: NoticeRow, brand: Brand) -> Card | None:
        """The card of one that is told with others; one that breaks is told to be missing."""
        with aside.apart(self.store, self.brands, row, self.clock(), last=True):
            return self._card(row, brand)
        return None

    def _card(self, notice: NoticeRow, brand: Brand) -> Card | None:
        """What the notice shows; None when it is gone."""
        return shown(self.store, brand, notice, self.clock())

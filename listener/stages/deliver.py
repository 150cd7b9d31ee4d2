"""Deliver: notices that are due reach people. Those for Slack leave through its outbox."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from listener import aside
from listener.brand import Brand
from listener.cards import Card
from listener.digest.short import Short
from listener.firstlook import Look, look_of
from listener.notices import outbox
from listener.notices.contract import Ops
from listener.notices.digest import Digest
from listener.notices.first_look import FirstLook
from listener.notices.news import News
from listener.shown import shown
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.strategy.bundles import BUNDLED, pick

TERMINAL = "terminal"
AT_ONCE = 50_000  # notices that bundles of one moment take up


class Show(Protocol):
    """Where notices of the target `terminal` go."""

    def alert(self, shown: Card, brand: Brand) -> None:
        """One story that wants a person now."""

    def news(self, shown: Card, brand: Brand) -> None:
        """Something new in a story that was shown before."""

    def bundle(self, class_: str, cards: Sequence[Card], brand: Brand, *, more: int) -> None:
        """What is not urgent, together; `more` were left out."""

    def first_look(self, look: Look, brand: Brand) -> None:
        """What a new brand or source shows at once."""

    def digest(self, told: Short, brand: Brand) -> None:
        """A brand's week in short."""

    def ops(self, title: str, lines: Sequence[str], brand: Brand) -> None:
        """What only the person who runs the bot can mend."""


def deliver(
    store: Store, brands: dict[str, Brand], show: Show, *, clock: Callable[[], datetime]
) -> int:
    """Show every notice that is due; return how many.

    A notice interrupted between its claim and its end is shown again: at least once, always. One
    that cannot be shown is tried again later, and given up alone.
    """
    done, told = 0, set[int | None]()
    while True:
        with store.reading():
            due = store.due_notices(TERMINAL, clock(), but=BUNDLED)
            # One that is due again at once, though it was told, waits for the next run.
            due = [n for n in due if n.id not in told]
            together = (
                [] if due else store.due_notices(TERMINAL, clock(), only=BUNDLED, limit=AT_ONCE)
            )
        if not due:
            break
        told |= {notice.id for notice in due}
        for notice in due:
            store.claim([notice.id or 0], clock())
            with aside.apart(store, brands, notice, clock()):
                _one(store, brands, show, notice, clock())
                store.sent([notice.id or 0], clock())
        done += len(due)
    bundles: dict[tuple[str, str], list[NoticeRow]] = defaultdict(list)
    for notice in together:
        bundles[notice.brand, notice.class_].append(notice)
    for (_, class_), notices in bundles.items():
        store.claim([notice.id or 0 for notice in notices], clock())
        _many(store, brands, show, class_, notices, clock())
        done += len(notices)
    return done


def _one(
    store: Store, brands: dict[str, Brand], show: Show, notice: NoticeRow, now: datetime
) -> None:
    brand = brands.get(notice.brand)
    if brand is None:  # taken out of the settings since
        return
    match told := outbox.read(notice):
        case FirstLook():
            show.first_look(look_of(store, brand, told, now), brand)
        case Digest():
            show.digest(Short.from_json(told.words), brand)
        case Ops():
            show.ops(*told.words(brand), brand)
        case _ if found := _card(store, brand, notice, now):
            (show.news if isinstance(told, News) else show.alert)(found, brand)


def _many(
    store: Store,
    brands: dict[str, Brand],
    show: Show,
    class_: str,
    notices: Sequence[NoticeRow],
    now: datetime,
) -> None:
    brand = brands.get(notices[0].brand)
    weighed = store.weigh(notices)
    picked = pick(weighed) if brand else []
    cards, broken = list[Card](), {notice.id for notice in picked}
    for notice in picked:
        with aside.apart(store, brands, notice, now):
            found = _card(store, brand, notice, now) if brand else None
            cards += [found] if found else []
            broken.discard(notice.id)
    if brand and cards:
        show.bundle(class_, cards, brand, more=len(weighed) - len(picked))
    # What was only counted is told, too: it does not come again.
    store.sent([notice.id or 0 for notice in notices if notice.id not in broken], now)


def _card(store: Store, brand: Brand, notice: NoticeRow, now: datetime) -> Card | None:
    """What the notice shows; None when it is gone."""
    found = shown(store, brand, notice, now)
    return None if found is None or found.deleted else found

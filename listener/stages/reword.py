"""Reword: an endpoint of the operator's says draft B again, beside it; every answer is held against the draft.

It runs in a slot of its own, so that nothing waits for it, and what it cannot do it leaves: the draft stands.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import dumps, loads
from typing import Protocol

import structlog

from connectors.kit.errors import SourceError
from listener.advice.drafts.ethics import check
from listener.advice.drafts.rewording.asked import asked
from listener.advice.drafts.rewording.judged import fault
from listener.advice.drafts.voice import is_alone
from listener.advice.leaves import PRESS, Leaf
from listener.advice.reading.text import sentences
from listener.desk.writing import RECENT, Wanted
from listener.notices.outbox import add
from listener.notices.reword_down import reword_down
from listener.settings.brand import Brand
from listener.settings.reword import Reword
from listener.store.drafting import PRECEDENT, REWORDED, Suggestion, Undrafted
from listener.store.rewording import AGAIN
from listener.store.store import Store
from listener.store.tables import SuggestionRow

log = structlog.get_logger()

FRESH = timedelta(days=2)  # older decisions keep the drafts that they have
BATCH = 50
PURSE = "reword"
FIRST, LONGEST = (
    timedelta(minutes=1),
    timedelta(hours=1),
)  # pauses after a failure, each twice the last
TELLS = 3  # failures in a row of which people are told


class Asks(Protocol):
    """An endpoint."""

    def ask(self, messages: Sequence[dict[str, str]]) -> str:
        """The reply that it answers. Raises SourceError."""


def is_wanted(store: Store, brands: dict[str, Brand], settings: Reword, now: datetime) -> bool:
    """Is an endpoint set, and a draft there that it has not seen?"""
    return settings.is_on and bool(_waiting(store, brands, now, limit=1))


def reworded(
    wanted: Wanted, row: SuggestionRow, brand: Brand, endpoint: Asks, recent: Sequence[str]
) -> Suggestion:
    """Draft B said again; its text is empty where the answer may not stand. Raises SourceError."""
    parts = loads(row.parts)
    ids = {text: of for kind, text, of in parts if of and kind != PRECEDENT}
    facts = list(ids)
    ask = asked(row.text, facts, wanted.brief, brand, language=row.lang)
    said = " ".join(endpoint.ask(ask.messages).split())
    body = ask.said.restored(said)
    text, why = ask.whole(body), fault(said, ask)
    checks = check(text, wanted.brief, brand, recent=recent, leaf=Leaf(wanted.leaf))
    if not why and text == row.text:
        why = "same"
    if not why and not all(one.passed for one in checks):
        why = "lint"
    if not why and brand.voice.we == "we" and is_alone(body, row.lang):
        why = "lint"
    told = [[REWORDED, why, None]]
    if not why:
        stated = {fact for fact in facts if fact in body}
        told += [["fact" if s in stated else "action", s, ids.get(s)] for s in sentences(body)]
    return Suggestion(
        decision_id=row.decision_id,
        n=AGAIN,
        lang=row.lang,
        text="" if why else text,
        parts=dumps(told),
        checks="[]" if why else dumps([[c.label, c.passed, c.why] for c in checks]),
    )


@dataclass
class Rewords:
    """What one process knows of its endpoint: whether it answers, and when to ask again."""

    failures: int = 0
    not_before: datetime | None = None
    _one: threading.Lock = field(default_factory=threading.Lock)

    def run(
        self,
        store: Store,
        brands: dict[str, Brand],
        settings: Reword,
        endpoint: Asks,
        *,
        clock: Callable[[], datetime],
        until: Callable[[], bool] = lambda: False,
    ) -> int:
        """Say again what waits, until the day's number is spent or the endpoint fails; return how many stand."""
        if not settings.is_on or (self.not_before and clock() < self.not_before):
            return 0
        with self._one:
            n = 0
            for (mention, lang, decision), row in _waiting(store, brands, clock(), limit=BATCH):
                now = clock()
                day = now.date().isoformat()
                if until() or not store.spend(PURSE, [day], 1, limit=settings.most_a_day):
                    break
                brand = brands[mention.brand].at(now)
                wanted = Wanted.of(mention, lang, decision, brand)
                recent = store.recent_answers(brand.name, now - RECENT)
                try:
                    made = reworded(wanted, row, brand, endpoint, recent)
                except SourceError as error:
                    self._failed(store, brands, error, now)
                    break
                self.failures, self.not_before = 0, None
                store.add_reworded(made)
                n += bool(made.text)
            return n

    def _failed(
        self, store: Store, brands: dict[str, Brand], error: SourceError, now: datetime
    ) -> None:
        self.failures += 1
        self.not_before = now + min(LONGEST, FIRST * 2 ** min(self.failures - 1, 10))
        log.warning("the drafts' endpoint does not answer", error=type(error).__name__)
        if self.failures == TELLS:
            first = next(iter(brands.values()))
            add(store, reword_down(first, str(error), now))


def _waiting(
    store: Store, brands: dict[str, Brand], now: datetime, *, limit: int
) -> list[tuple[Undrafted, SuggestionRow]]:
    return store.unreworded(brands, now - FRESH, besides=PRESS, limit=limit)

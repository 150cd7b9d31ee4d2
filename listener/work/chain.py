"""The chain of stages after collect: tag, group, decide, suggest, deliver, a batch at a time."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from listener.app import App
from listener.settings.brand import Brand
from listener.stages import decide, deliver, firstlook, group, suggest, tag
from listener.stages.queue import as_it_stands
from listener.stages.tell import limited
from listener.stages.visit import Visit
from listener.store.store import Store
from listener.store.tables import SourceRow
from models.base import Tagger

RETAG_DAYS = 14  # the running and the last digest week


@dataclass
class Tally:
    """What one run did."""

    visits: list[Visit] = field(default_factory=list)
    left_alone: list[SourceRow] = field(default_factory=list)  # not asked, though all were to be
    tagged: int = 0
    grouped: int = 0
    decided: int = 0
    drafted: int = 0
    shown: int = 0
    posted: int = 0  # messages written in Slack

    @property
    def new(self) -> int:
        """Mentions that were stored for the first time."""
        return sum(visit.new for visit in self.visits)


@dataclass(frozen=True)
class Chain:
    """Takes every mention that was stored to its end."""

    app: App
    show: deliver.Show  # how a notice reaches the terminal
    progress: Callable[[str, int], None]
    stop: threading.Event  # set: end soon
    retagged: set[str]  # taggers asked for already by this process

    @property
    def _store(self) -> Store:
        return self.app.store

    @property
    def _brands(self) -> dict[str, Brand]:
        return self.app.config.brands

    def run(
        self, tally: Tally, told: Callable[[], object] = lambda: None, *, once: bool = False
    ) -> Tally:
        """Tag, group, decide, suggest, deliver: a batch at a time, so that none waits for all.

        `told` is called after each batch. `once`: a person reads at its end what waits.
        """
        self._store.try_again()
        seen: group.Read = {}
        is_first, is_more, is_moved = True, True, False
        while is_more:
            is_more = self.tag(tally)
            if self.stop.is_set():
                return tally  # the next start goes on from here
            is_moved = self._after_tag(tally, seen, is_first=is_first, once=once)
            told()
            is_first = False
        # What another process tagged while we held its brand it left to us.
        while is_moved and not self._store.is_sqlite and not self.stop.is_set():
            if is_moved := self._after_tag(tally, seen, is_first=False, once=once):
                told()
        return tally

    def tag(self, tally: Tally) -> bool:
        """Tag one batch; is there more that can be tagged now?"""
        if not (first := self._store.untagged(limit=1)):
            return False
        tagger = self.app.tagger
        self.retag(tagger)
        before = tally.tagged
        tagged = tag.tag(
            tagger,
            self._store,
            self._brands,
            clock=self.app.clock,
            progress=lambda n: self.progress("tag", before + n),
            until=self.stop.is_set,
            most=tag.BATCH,
        )
        tally.tagged += tagged
        # A whole batch that comes back as it was is left to the next turn: this one must end.
        left = [as_it_stands(m) for m in self._store.untagged(limit=1)]
        return bool(left) and (tagged > 0 or left != [as_it_stands(m) for m in first])

    def _after_tag(self, tally: Tally, seen: group.Read, *, is_first: bool, once: bool) -> bool:
        """Take what is tagged to its end; was there any?"""
        brands, clock, days = self._brands, self.app.clock, self.app.config.storage.name_days
        until = self.stop.is_set  # the next start goes on from there
        grouped = group.group(
            self._store, brands, clock=clock, name_days=days, seen=seen, until=until
        )
        tally.grouped += grouped
        decided = decide.decide(self._store, brands, clock=clock, reopen=is_first, until=until)
        tally.decided += decided
        if decided:
            limited(self._store, brands, now=clock(), aloud=not once)
        drafted = suggest.suggest(self._store, brands, clock=clock, until=until)
        tally.drafted += drafted
        if not until():
            firstlook.look(self._store, self.app.config, now=clock())
            tally.shown += deliver.deliver(self._store, brands, self.show, clock=clock)
        return grouped + decided + drafted > 0

    def retag(self, tagger: Tagger) -> int:
        """Queue the last two weeks for a tagger that has not read them."""
        if tagger.name in self.retagged:
            return 0
        self.retagged.add(tagger.name)
        return self._store.retag(tagger.name, since=self.app.clock() - timedelta(days=RETAG_DAYS))

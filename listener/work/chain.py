"""The chain of stages after collect: tag, group, decide, suggest, deliver, a batch at a time."""

import threading
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from listener.advice.leaves import those
from listener.app import App
from listener.settings.brand import Brand
from listener.stages import decide, deliver, firstlook, group, mute, suggest, tag
from listener.stages.learn import unlearned
from listener.stages.queue import as_it_stands
from listener.stages.release import release
from listener.stages.tell import limited
from listener.stages.visit import Visit
from listener.store.store import Store
from listener.store.tables import MentionRow, SourceRow
from listener.work.jobs import ALL, Role
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


@dataclass(frozen=True, slots=True)
class _Head:
    """What stood first in the queue of what is to be tagged, before a batch of it was."""

    stood: Hashable
    is_moved: bool  # was any of the batch tagged?


@dataclass(frozen=True, slots=True)
class Known:
    """What one process has done for the settings that it has, and need not do again."""

    retagged: set[str] = field(default_factory=set)  # taggers that were asked for
    tidied: set[str] = field(default_factory=set)  # days whose files were forgotten
    hidden: set[str] = field(
        default_factory=set
    )  # hours in which words that may not be shown were hidden
    muted: mute.Seen = field(default_factory=dict)

    def hide(self, now: datetime) -> None:
        """In this hour they were."""
        self.hidden.clear()
        self.hidden.add(_hour(now))

    def has_hidden(self, now: datetime) -> bool:
        """Were they hidden in this hour?"""
        return _hour(now) in self.hidden


def _hour(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m-%dT%H}"


@dataclass(frozen=True)
class Chain:
    """Takes every mention that was stored to its end."""

    app: App
    show: deliver.Show  # how a notice reaches the terminal
    progress: Callable[[str, int], None]
    stop: threading.Event  # set: end soon
    known: Known  # by this process
    roles: Collection[Role] = ALL  # which of the stages are this process's

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
        if "decide" in self.roles:
            self._mute()
        with self._store.reading():
            broken = self._store.is_to_try()
            first: Sequence[MentionRow] | None = self._untagged()
            reopen = self._store.is_to_reopen(those(again=True), self.app.clock())
        if broken:
            self._store.try_again()
            first = None  # another one may stand there now
        seen: group.Read = {}
        is_more, is_moved = True, False
        while is_more:
            head = self.tag(tally, first)
            if self.stop.is_set():
                return tally  # the next start goes on from here
            is_moved, is_more = self._after_tag(tally, seen, head, reopen=reopen, once=once)
            told()
            reopen, first = False, None
        # What another process tagged while we held its brand it left to us.
        while is_moved and not self._store.is_sqlite and not self.stop.is_set():
            is_moved, _ = self._after_tag(tally, seen, None, reopen=False, once=once)
            if is_moved:
                told()
        return tally

    def _mute(self) -> None:
        """Hide and show what the queries of the settings say, where they are others than before."""
        now, stops = self.app.clock(), self.stop.is_set
        mute.follow(self._store, self._brands, self.known.muted, now, until=stops)

    def tag(self, tally: Tally, first: Sequence[MentionRow] | None = None) -> _Head | None:
        """Tag one batch; return the head that the queue had, None of an empty one. `first` is that
        head, where it was read just now.
        """
        first = self._untagged() if first is None else first
        if not first or "tag" not in self.roles:
            return None
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
            first=first if self._store.is_sqlite else (),
        )
        tally.tagged += tagged
        return _Head(as_it_stands(first[0]), is_moved=tagged > 0)

    def _untagged(self) -> Sequence[MentionRow]:
        """The head of the queue; all of a batch, where no other process may take it meanwhile."""
        return self._store.untagged(limit=tag.BATCH if self._store.is_sqlite else 1)

    def _is_more(self, head: _Head | None) -> bool:
        """Can more be tagged now? A batch that comes back as it was is left to the next turn."""
        if head is None:
            return False
        left = self._store.untagged(limit=1)
        return bool(left) and (head.is_moved or as_it_stands(left[0]) != head.stood)

    def _after_tag(
        self, tally: Tally, seen: group.Read, head: _Head | None, *, reopen: bool, once: bool
    ) -> tuple[bool, bool]:
        """Take what is tagged to its end; was there any, and can more be tagged now?"""
        if "decide" in self.roles:
            is_moved, is_more = self._decide(tally, seen, head, reopen=reopen, once=once)
        else:
            is_moved, is_more = False, self._is_more(head)
        if "deliver" in self.roles and not self.stop.is_set():
            brands, clock = self._brands, self.app.clock
            tally.shown += deliver.deliver(self._store, brands, self.show, clock=clock)
        return is_moved, is_more

    def _decide(
        self, tally: Tally, seen: group.Read, head: _Head | None, *, reopen: bool, once: bool
    ) -> tuple[bool, bool]:
        """Group, decide and draft what is tagged; see _after_tag."""
        brands, clock, days = self._brands, self.app.clock, self.app.config.storage.name_days
        until = self.stop.is_set  # the next start goes on from there
        grouped = group.group(
            self._store, brands, clock=clock, name_days=days, seen=seen, until=until
        )
        tally.grouped += grouped
        release(self._store, brands, clock())  # before what is new takes the day's room
        decided = decide.decide(self._store, brands, clock=clock, reopen=reopen, until=until)
        tally.decided += decided
        now = clock()
        with self._store.reading():
            held = self._store.held_back(now) if decided else {}
            is_owed = firstlook.is_owed(self._store, self.app.config)
            is_more = self._is_more(head)
            answered = unlearned(self._store, brands)
        limited(self._store, brands, held, now=now, aloud=not once)
        drafted = suggest.suggest(self._store, brands, clock=clock, answered=answered, until=until)
        tally.drafted += drafted
        if is_owed and not until():
            firstlook.look(self._store, self.app.config, now=clock())
        return grouped + decided + drafted > 0, is_more

    def retag(self, tagger: Tagger) -> int:
        """Queue the last two weeks for a tagger that has not read them."""
        if tagger.name in self.known.retagged:
            return 0
        self.known.retagged.add(tagger.name)
        return self._store.retag(tagger.name, since=self.app.clock() - timedelta(days=RETAG_DAYS))

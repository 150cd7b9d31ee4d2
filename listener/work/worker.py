"""Worker: what each kind of job does. Each finds its own work in the tables, so any may be run again."""

import threading
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from socket import gethostname
from typing import Self

from listener.app import App
from listener.channels.slack.post.outbox import Outbox
from listener.settings.brand import Brand
from listener.stages import deliver, expire
from listener.stages.again import hide_left
from listener.stages.ask_facts import ask_facts
from listener.stages.digest import Digests
from listener.stages.endpoint import Endpoint
from listener.stages.expire_files import expire_files
from listener.stages.overflow import Rest
from listener.stages.queue import as_it_stands
from listener.stages.reword import Rewords
from listener.stages.visit import Visit
from listener.store.store import Store
from listener.work.chain import Chain, Known, Tally
from listener.work.ending import Ending
from listener.work.jobs import (
    ALL,
    DIGEST,
    EXPIRE,
    HIDE,
    STAGES,
    Dispatcher,
    Job,
    Role,
    due,
    in_order,
    is_left,
)
from listener.work.jobs import deliver as deliver_to
from listener.work.local import Local
from listener.work.outage import Outage
from listener.work.posting import post_once
from listener.work.visits import Visits
from models.base import Tagger


@dataclass(frozen=True)
class Worker:
    """Does the jobs of one installation, and knows what this process may forget."""

    app: App
    show: deliver.Show  # how a notice reaches the terminal
    progress: Callable[[str, int], None] = lambda *_: None
    outbox: Outbox | None = None  # where notices for Slack leave; without it they wait
    polled: Callable[[Visit], None] = lambda _: None  # told of every poll: the metrics page
    stop: threading.Event = field(default_factory=threading.Event)  # set: end soon
    outage: Outage = field(default_factory=Outage)
    ending: Ending = field(default_factory=Ending)
    roles: Collection[Role] = ALL  # of this process; others may have the rest
    _known: Known = field(default_factory=Known)
    _digests: Digests = field(default_factory=Digests)
    _rewords: Rewords = field(default_factory=Rewords)
    _rests: dict[str, Rest] = field(default_factory=dict)  # by source: what waits of its last reply

    @classmethod
    def of(
        cls,
        app: App,
        show: deliver.Show,
        progress: Callable[[str, int], None] = lambda *_: None,
        stop: threading.Event | None = None,
        roles: Collection[Role] = ALL,
    ) -> Self:
        """One over an installation, with its ways out; `stop` also ends the waits of its outbox."""
        stop = stop or threading.Event()
        outbox = app.outbox(stop) if "deliver" in roles else None
        return cls(app, show, progress, outbox, stop=stop, roles=roles)

    @property
    def _store(self) -> Store:
        return self.app.store

    @property
    def _brands(self) -> dict[str, Brand]:
        return self.app.config.brands

    def prepare(self) -> None:
        """Bring the tables up to date, and see when we were last at work; before anything is polled."""
        self._store.come(f"{gethostname()} {','.join(in_order(self.roles))}")
        self.app.ready()
        alive = self._store.last_alive()
        self._digests.alive = min(alive, self.app.clock()) if alive else None

    def followed_by(self, other: "Worker") -> "Worker":
        """Another one over the same database, that knows what this one knows of itself."""
        return replace(
            other,
            polled=self.polled,
            stop=self.stop,
            outage=self.outage,
            ending=self.ending,
            _known=self._known,
            _digests=self._digests,
            _rewords=self._rewords,
            _rests=self._rests,
        )

    def once(self) -> Tally:
        """Poll every source that may be asked now, and take every mention to its end."""
        tally = Tally()
        local = Local(self.app.config.http.parallel)
        every = [source.name for source in self.app.config.source]
        with self._store.reading():
            tally.left_alone = self._store.left_alone(every, self.app.clock())
            names = self._willing({row.name for row in tally.left_alone})
        while names:
            self.poll(local, names, tally, once=True)
            local.wait()
            names = sorted(self._rests)  # who runs it once wants all of it
        local.stop(0)
        self.after_collect(tally, once=True)
        self.digest(once=True)
        if self.outbox:
            tally.posted += post_once(self.outbox)
        # The digest, and what Slack refused.
        tally.shown += deliver.deliver(self._store, self._brands, self.show, clock=self.app.clock)
        return tally

    def tick(self, local: Dispatcher) -> bool:
        """Start what is due; nothing here waits for it. False while the database is away."""
        return (
            self.goes_on(local)
            and self.outage.is_over(self._store.check_writable)
            and self.outage.outlive(self._store.come)
            and self.outage.outlive(self.app.check_clock)
            and self.outage.outlive(partial(self._start, local))
        )

    def goes_on(self, local: Dispatcher) -> bool:
        """Is the database there, and the one that this process knows? Another one ends the run."""
        look = partial(self.ending.look, self.app, partial(self.begin, local), self.stop)
        return self.outage.outlive(look) and self.ending.why is None

    def heads(self) -> dict[str, Hashable]:
        """What is first in the queue of each stage that has one, as it stands."""
        with self._store.reading():
            first = {
                "tag": self._store.untagged(limit=1),
                "group": self._store.ungrouped(limit=1),
                "decide": [one.mention for one in self._store.undecided(self._brands, limit=1)],
            }
        return {stage: as_it_stands(rows[0]) for stage, rows in first.items() if rows}

    def _start(self, local: Dispatcher) -> None:
        now = self.app.clock()
        with self._store.reading():
            is_ahead = self._store.is_ahead(now)
            found = self._due(now) if not is_ahead else []
        if is_ahead:
            self.app.heal()
            self._digests.alive = None
            found = self._due(now)
        if DIGEST not in found:
            self._digests.alive = now
        for job in found:
            self.begin(local, job)

    def _due(self, now: datetime) -> list[Job]:
        found = list(due(self._store, self.app.config, self._digests, now, self.roles))
        found += [EXPIRE] if self._is_untidy(expire.period(now)) else []
        return found if self._known.has_hidden(now) else [*found, HIDE]  # in the slot of EXPIRE

    def look(self, local: Dispatcher) -> None:
        """Begin what other processes left for this one since the last tick."""
        if not self.app.shares:
            return
        with self._store.reading():
            is_left_to_us = is_left(self._store, self.app.config, self.app.clock(), self.roles)
            waiting = self._store.slack_targets() if self.outbox else set()
        for job in [*([STAGES] if is_left_to_us else []), *map(deliver_to, sorted(waiting))]:
            self.begin(local, job)

    def begin(self, local: Dispatcher, job: Job, *, again: bool = False) -> None:
        """Have a job run in its slot."""
        if job.kind == "collect":
            # The stages' turn that runs now may have looked too early.
            stored = partial(self.begin, local, STAGES, again=True)
            self.poll(local, job.args, Tally(), stored=stored, if_due=True, again=again)
        else:
            work = partial(self.outage.outlive, partial(self._do, local, job))
            local.submit(job.slot, work, again=again)

    def _do(self, local: Dispatcher, job: Job) -> None:
        match job.kind:
            case "deliver":
                if self.outbox:
                    self.outbox.deliver(*job.args)
            case "stages":
                self.after_collect(told=partial(self._post, local))
            case "digest":
                self.digest()
                self._post(local)
            case "expire":
                self.expire()
            case "hide":
                now = self.app.clock()
                hide_left(self._store, {s.name for s in self.app.config.source}, now=now)
                self._known.hide(now)
            case "reword":
                self.reword()

    def hurry(self, local: Dispatcher) -> None:
        """A person acted: decide anew what they corrected, and tell it now."""
        self.begin(local, STAGES, again=True)
        self._post(local)

    def _post(self, local: Dispatcher) -> None:
        """Have what was just written for Slack leave, also where a target's turn runs already."""
        for target in self.outbox.targets() if self.outbox else ():
            self.begin(local, deliver_to(target), again=True)

    def digest(self, *, once: bool = False) -> int:
        """Make the weekly digests that are due; return how many."""
        return self._digests.make(self._store, self.app.config, clock=self.app.clock, once=once)

    def expire(self) -> None:
        """Forget texts and names whose time is over, once a day."""
        forget = partial(expire_files, self._store, self.app.config)
        storage, clock = self.app.config.storage, self.app.clock
        day = expire.period(clock())
        for brand in self.app.config.brands.values():
            ask_facts(self._store, brand, clock())
        if expire.expire_daily(self._store, storage, clock=clock, files=forget):
            self._known.tidied.add(day)
            if self.app.shares:
                self._store.forget_hosts()
        elif self._is_untidy(day):  # another process did what lies in the tables
            forget(clock())
            self._known.tidied.add(day)

    def _is_untidy(self, day: str) -> bool:
        """Are files of this machine still to be forgotten, though the tables were seen to?"""
        return self.app.shares and day not in self._known.tidied and self._store.happened(day)

    def reword(self) -> int:
        """Have drafts said again by the endpoint of the settings; return how many stand."""
        config = self.app.config
        asks, clock = Endpoint(config.reword), self.app.clock
        return self._rewords.run(
            self._store, config.brands, config.reword, asks, clock=clock, until=self.stop.is_set
        )

    def poll(
        self,
        local: Dispatcher,
        names: Sequence[str],
        tally: Tally,
        stored: Callable[[], object] = lambda: None,
        once: bool = False,
        if_due: bool = False,
        again: bool = False,
    ) -> None:
        """Poll sources, each in its own slot; `stored` is called after each that brought something.

        `once`: a person waits, who reads what each poll refused; nobody polls again soon. One that
        another process visits is left to it; with `if_due` one that it has visited meanwhile, too.
        """
        self.visits.poll(local, names, tally, stored, once=once, if_due=if_due, again=again)

    @property
    def visits(self) -> Visits:
        """Polls of the sources."""
        return Visits(self.app, self.outage, self._rests, self.polled, self.progress)

    @property
    def chain(self) -> Chain:
        """The stages after collect."""
        return Chain(self.app, self.show, self.progress, self.stop, self._known, self.roles)

    def after_collect(
        self,
        tally: Tally | None = None,
        told: Callable[[], object] = lambda: None,
        *,
        once: bool = False,
    ) -> Tally:
        """Take what was stored through all stages; see Chain.run."""
        return self.chain.run(tally or Tally(), told, once=once)

    def retag(self, tagger: Tagger) -> int:
        """Queue the last two weeks for a tagger that has not read them; return how many mentions."""
        return self.chain.retag(tagger)

    def _willing(self, alone: Collection[str]) -> list[str]:
        """Sources to ask in a single run: all but those to be left alone."""
        names = {source.name for source in self.app.config.source}.difference(alone)
        return [row.name for row in self._store.sources() if row.name in names]

"""The stages in their order. Each finds its own work in the tables, so any may be run again."""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import httpx
import structlog

from connectors.kit.guard import USER_AGENT, guarded_client
from connectors.kit.spacing import HostSpacing
from connectors.kit.state import HttpState
from listener.config import Config, Source
from listener.dispatch.local import Local
from listener.notices.outbox import add
from listener.notices.renamed import renamed
from listener.outage import Outage
from listener.secret import mark
from listener.slack.outbox import Outbox
from listener.stages import decide, deliver, expire, firstlook, group, suggest, tag
from listener.stages.collect import Collector, Visit
from listener.stages.digest import Digests
from listener.stages.expire_files import expire_files
from listener.stages.overflow import Rest
from listener.stages.queue import as_it_stands
from listener.stages.tell import limited
from listener.store.collecting import SourceSpec
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.strategy.periods import bounds
from models.base import Tagger

log = structlog.get_logger()

DIGEST = "digest"  # the slot of the weekly digests: a long one delays nothing else
EXPIRE = "expire"  # the slot of what is done once a day
STAGES = "stages"  # the slot of everything after collect: one at a time
RETAG_DAYS = 14  # the running and the last digest week


@dataclass
class Tally:
    """What one run did."""

    visits: list[Visit] = field(default_factory=list)
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
class Pipeline:
    """The stages over one database."""

    config: Config
    store: Store
    tagger: Callable[[], Tagger]  # loaded when the first text needs it
    key: bytes
    clock: Callable[[], datetime]
    show: deliver.Show  # how a notice reaches the terminal
    progress: Callable[[str, int], None] = lambda *_: None
    outbox: Outbox | None = None  # where notices for Slack leave; without it they wait
    polled: Callable[[Visit], None] = lambda _: None  # told of every poll: the metrics page
    stop: threading.Event = field(default_factory=threading.Event)  # set: end soon
    outage: Outage = field(default_factory=Outage)
    _retagged: set[str] = field(default_factory=set)  # taggers asked for already by this process
    _digests: Digests = field(default_factory=Digests)
    _rests: dict[str, Rest] = field(default_factory=dict)  # by source: what waits of its last reply

    def prepare(self) -> None:
        """Bring the tables up to date with the release and the settings."""
        self.store.upgrade()
        if self.store.key_mark() is None:
            self.store.set_key_mark(mark(self.key), self.clock())
        self.heal()
        # First: other settings make a source due, and it would not be known for how long it was.
        self.store.note_standstill([s.name for s in self.config.source], self.clock())
        self.sync()
        alive = self.store.last_alive()
        self._digests.alive = (
            min(alive, self.clock()) if alive else None
        )  # before anything is polled

    def followed_by(self, other: "Pipeline") -> "Pipeline":
        """Another one over the same database, that knows what this one knows of itself."""
        return replace(
            other,
            polled=self.polled,
            stop=self.stop,
            outage=self.outage,
            _retagged=self._retagged,
            _digests=self._digests,
            _rests=self._rests,
        )

    def sync(self) -> None:
        """Let the tables know the sources of the settings."""
        self.store.sync_sources(
            [SourceSpec(s.brand, s.name, s.kind, s.settings_hash) for s in self.config.source]
        )
        for old, new in self.store.renamed(self.config.owners):
            add(self.store, renamed(self.config.brands[new], old, self.clock()))

    def heal(self) -> None:
        """Where the clock ran ahead and was put back, put right what it wrote."""
        now = self.clock()
        if not self.store.is_ahead(now):
            return

        def is_over(brand: str, week: str) -> bool:
            known = self.config.brands.get(brand)
            return bounds(week, known.tz if known else ZoneInfo("UTC"))[1] <= now

        days = self.config.storage.name_days
        rows = self.store.heal(now, name_days=days, is_over=is_over)
        self._digests.alive = None
        log.warning("the clock was put back", rows=rows)

    def once(self) -> Tally:
        """Poll every source that may be asked now, and take every mention to its end."""
        tally = Tally()
        local = Local(self.config.http.parallel)
        names = self._willing()
        while names:
            self.poll(local, names, tally, once=True)
            local.wait()
            names = sorted(self._rests)  # who runs it once wants all of it
        local.stop(0)
        self.after_collect(tally, once=True)
        self.digest(once=True)
        brands = self.config.brands
        tally.shown += deliver.deliver(self.store, brands, self.show, clock=self.clock)
        self._post_once(tally)
        return tally

    def tick(self, local: Local) -> bool:
        """Start what is due; nothing here waits for it. False while the database is away.

        A database whose file was replaced ends the run: what is written now would be lost.
        """
        if self.store.is_replaced():
            log.error("the database file was replaced", place=self.store.place)
            self.stop.set()
            return False
        return self.outage.is_over(self.store.check_writable) and self.outage.outlive(
            partial(self._start, local)
        )

    def heads(self) -> dict[str, Hashable]:
        """What is first in the queue of each stage that has one, as it stands."""
        first = {
            "tag": self.store.untagged(limit=1),
            "group": self.store.ungrouped(limit=1),
            "decide": [one.mention for one in self.store.undecided(self.config.brands, limit=1)],
        }
        return {stage: as_it_stands(rows[0]) for stage, rows in first.items() if rows}

    def _start(self, local: Local) -> None:
        self.heal()
        names = [source.name for source in self.config.source]
        stages = partial(self._stages, local)
        self.poll(
            local,
            self.store.due_sources(names, self.clock()),
            Tally(),
            # The tick's turn of the stages may be over, or may have looked too early.
            stored=partial(self._submit, local, STAGES, stages, again=True),
        )
        self.post(local)
        self._submit(local, STAGES, stages)
        self._submit(local, DIGEST, self.digest)
        self._submit(local, EXPIRE, self.expire)

    def _submit(
        self, local: Local, slot: str, work: Callable[[], object], *, again: bool = False
    ) -> None:
        local.submit(slot, partial(self.outage.outlive, work), again=again)

    def digest(self, *, once: bool = False) -> int:
        """Make the weekly digests that are due; return how many."""
        return self._digests.make(self.store, self.config, clock=self.clock, once=once)

    def expire(self) -> None:
        """Forget texts and names whose time is over, once a day."""
        expire.expire_daily(
            self.store,
            self.config.storage,
            clock=self.clock,
            files=partial(expire_files, self.store, self.config),
        )

    def post(self, local: Local, *, again: bool = False) -> None:
        """Start every Slack target's turn, each in its own slot."""
        if self.outbox:
            for target in self.outbox.targets():
                self._submit(local, target, partial(self.outbox.deliver, target), again=again)

    def _stages(self, local: Local) -> None:
        self.after_collect(told=partial(self.post, local, again=True))

    def _post_once(self, tally: Tally) -> None:
        if self.outbox is None:
            return
        outbox, lock = self.outbox, threading.Lock()

        def post(target: str) -> None:
            written = outbox.deliver(target)
            with lock:
                tally.posted += written

        targets = outbox.targets()
        local = Local(max(1, len(targets)))
        for target in targets:
            local.submit(target, partial(post, target))
        local.wait()
        local.stop(0)
        # What Slack refused is told here.
        brands = self.config.brands
        tally.shown += deliver.deliver(self.store, brands, self.show, clock=self.clock)

    def poll(
        self,
        local: Local,
        names: Sequence[str],
        tally: Tally,
        stored: Callable[[], object] = lambda: None,
        once: bool = False,
    ) -> None:
        """Poll sources, each in its own slot; `stored` is called after each that brought something.

        `once`: a person waits, who reads what each poll refused; nobody polls again soon.
        """
        collector = Collector(
            self.store,
            self.client,
            self.key,
            self.clock,
            aloud=not once,
            most=self.config.http.most_a_poll,
            rests=self._rests,
        )
        lock = threading.Lock()

        def visit(source: Source) -> None:
            made = Visit(source.name)
            try:
                made = collector.collect(source, self.config.brands[source.brand])
            except StoreError as error:
                made = Visit(source.name, error=str(error))
                raise
            finally:
                self.polled(made)
                with lock:
                    tally.visits.append(made)
                    self.progress("collect", len(tally.visits))
            if made.is_news:
                stored()

        by_name = {
            source.name: source.for_one_visit() if once else source for source in self.config.source
        }
        for name in names:
            work = partial(visit, by_name[name])
            local.submit(f"source:{name}", partial(self.outage.outlive, work), shared=True)

    def after_collect(
        self,
        tally: Tally | None = None,
        told: Callable[[], object] = lambda: None,
        *,
        once: bool = False,
    ) -> Tally:
        """Tag, group, decide, suggest, deliver: a batch at a time, so that none waits for all.

        `told` is called after each batch. `once`: a person reads at its end what waits.
        """
        tally = tally or Tally()
        self.store.try_again()
        seen: group.Read = {}
        is_first, is_more = True, True
        while is_more:
            is_more = self._tag(tally)
            if self.stop.is_set():
                break  # the next start goes on from here
            self._after_tag(tally, seen, is_first=is_first, once=once)
            told()
            is_first = False
        return tally

    def _tag(self, tally: Tally) -> bool:
        """Tag one batch; is there more that can be tagged now?"""
        if not (first := self.store.untagged(limit=1)):
            return False
        tagger = self.tagger()
        self.retag(tagger)
        before = tally.tagged
        tagged = tag.tag(
            tagger,
            self.store,
            self.config.brands,
            clock=self.clock,
            progress=lambda n: self.progress("tag", before + n),
            until=self.stop.is_set,
            most=tag.BATCH,
        )
        tally.tagged += tagged
        # A whole batch that comes back as it was is left to the next turn: this one must end.
        left = [as_it_stands(m) for m in self.store.untagged(limit=1)]
        return bool(left) and (tagged > 0 or left != [as_it_stands(m) for m in first])

    def _after_tag(self, tally: Tally, seen: group.Read, *, is_first: bool, once: bool) -> None:
        brands, clock, days = self.config.brands, self.clock, self.config.storage.name_days
        until = self.stop.is_set  # the next start goes on from there
        tally.grouped += group.group(
            self.store, brands, clock=clock, name_days=days, seen=seen, until=until
        )
        decided = decide.decide(self.store, brands, clock=clock, reopen=is_first, until=until)
        tally.decided += decided
        if decided:
            limited(self.store, brands, now=clock(), aloud=not once)
        tally.drafted += suggest.suggest(self.store, brands, clock=clock, until=until)
        if until():
            return
        firstlook.look(self.store, self.config, now=clock())
        tally.shown += deliver.deliver(self.store, brands, self.show, clock=clock)

    def retag(self, tagger: Tagger) -> int:
        """Queue the last two weeks for a tagger that has not read them."""
        if tagger.name in self._retagged:
            return 0
        self._retagged.add(tagger.name)
        return self.store.retag(tagger.name, since=self.clock() - timedelta(days=RETAG_DAYS))

    def _willing(self) -> list[str]:
        """Sources to ask in a single run: all but those that failed and asked for patience."""
        names = {source.name for source in self.config.source}
        with self.store.reading():
            due = set(self.store.due_sources(list(names), self.clock()))
            rows = self.store.sources()
        return [
            row.name
            for row in rows
            if row.name in names and not (row.failures and row.name not in due)
        ]

    def client(self, source: Source, state: HttpState) -> httpx.Client:
        """The guarded client that one visit of a source uses."""
        contact = self.config.http.contact
        return guarded_client(
            allow_private=source.connector.allow_private,
            state=state,
            spacing=self._spacing,
            user_agent=f"{USER_AGENT} {contact}".strip(),
        )

    @property
    def _spacing(self) -> HostSpacing:
        return _spacing(self.config.http.host_spacing)


_SPACINGS: dict[float, HostSpacing] = {}


def _spacing(seconds: float) -> HostSpacing:
    """One for the whole process, so that sources on one host share its turns."""
    return _SPACINGS.setdefault(seconds, HostSpacing(seconds))

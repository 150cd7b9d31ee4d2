"""The stages in their order. Each finds its own work in the tables, so any may be run again."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import httpx

from connectors.kit.guard import USER_AGENT, guarded_client
from connectors.kit.spacing import HostSpacing
from connectors.kit.state import HttpState
from listener.config import Config, Source
from listener.dispatch.local import Local
from listener.slack.outbox import Outbox
from listener.stages import decide, deliver, expire, firstlook, group, suggest, tag
from listener.stages.collect import Collector, Visit
from listener.store.collecting import SourceSpec
from listener.store.store import Store
from models.base import Tagger

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
    _retagged: set[str] = field(default_factory=set)  # taggers asked for already by this process

    def prepare(self) -> None:
        """Bring the tables up to date with the release and the settings."""
        self.store.upgrade()
        self.store.sync_sources(
            [SourceSpec(s.brand, s.name, s.kind, s.settings_hash) for s in self.config.source]
        )

    def once(self) -> Tally:
        """Poll every source that may be asked now, and take every mention to its end."""
        tally = Tally()
        local = Local(self.config.http.parallel)
        self.poll(local, self._willing(), tally)
        local.wait()
        local.stop(0)
        self.after_collect(tally)
        self._post_once(tally)
        return tally

    def tick(self, local: Local) -> None:
        """Start what is due; nothing here waits."""
        names = [source.name for source in self.config.source]
        self.poll(local, self.store.due_sources(names, self.clock()), Tally())
        self.post(local)
        local.submit(STAGES, partial(self._stages, local))
        local.submit(EXPIRE, self.expire)

    def expire(self) -> None:
        """Forget texts and names whose time is over, once a day."""
        expire.expire_daily(self.store, self.config.storage, clock=self.clock)

    def post(self, local: Local) -> None:
        """Start every Slack target's turn, each in its own slot."""
        if self.outbox:
            for target in self.outbox.targets():
                local.submit(target, partial(self.outbox.deliver, target))

    def _stages(self, local: Local) -> None:
        self.after_collect()
        self.post(local)

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

    def poll(self, local: Local, names: Sequence[str], tally: Tally) -> None:
        """Poll sources, each in its own slot."""
        collector = Collector(self.store, self.client, self.key, self.clock)
        lock = threading.Lock()

        def visit(source: Source) -> None:
            made = collector.collect(source, self.config.brands[source.brand])
            self.polled(made)
            with lock:
                tally.visits.append(made)
                self.progress("collect", len(tally.visits))

        by_name = {source.name: source for source in self.config.source}
        for name in names:
            local.submit(f"source:{name}", partial(visit, by_name[name]))

    def after_collect(self, tally: Tally | None = None) -> Tally:
        """Tag, group, decide, suggest, deliver."""
        tally = tally or Tally()
        brands = self.config.brands
        if self.store.untagged(limit=1):
            tagger = self.tagger()
            self.retag(tagger)
            tally.tagged = tag.tag(
                tagger,
                self.store,
                brands,
                clock=self.clock,
                progress=lambda n: self.progress("tag", n),
            )
        days = self.config.storage.name_days
        tally.grouped = group.group(self.store, now=self.clock(), name_days=days)
        tally.decided = decide.decide(self.store, brands, clock=self.clock)
        tally.drafted = suggest.suggest(self.store, brands, clock=self.clock)
        firstlook.look(self.store, self.config, now=self.clock())
        tally.shown = deliver.deliver(self.store, brands, self.show, clock=self.clock)
        return tally

    def retag(self, tagger: Tagger) -> int:
        """Queue the last two weeks for a tagger that has not read them."""
        if tagger.name in self._retagged:
            return 0
        self._retagged.add(tagger.name)
        return self.store.retag(tagger.name, since=self.clock() - timedelta(days=RETAG_DAYS))

    def _willing(self) -> list[str]:
        """Sources to ask in a single run: all but those that failed and asked for patience."""
        now = self.clock()
        names = {source.name for source in self.config.source}
        return [
            row.name
            for row in self.store.sources()
            if row.name in names
            and row.off_reason is None
            and not (row.failures and row.next_poll_at and row.next_poll_at > now)
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

"""App: the settings, and all that they open: database, key, model, ways out. Commands and daemon stand on it."""

import copy
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import httpx
import structlog

from connectors.kit.budget import Spender
from connectors.kit.contract import Connector
from connectors.kit.http.guard import USER_AGENT, guarded_client
from connectors.kit.http.spacing import HostSpacing
from connectors.kit.http.state import HttpState
from listener.advice.time.periods import bounds
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.desk.acts.describe import said_over
from listener.desk.acts.propose import LETTERS
from listener.desk.acts.propose import OF as PROPOSED
from listener.desk.acts.setting import in_force
from listener.desk.acts.vouch import said_of_facts
from listener.desk.api import Api
from listener.guard import lock, secret
from listener.guard.modes import FOLDER, tighten
from listener.guard.tokens import Tokens
from listener.notices.brand_gone import brand_gone
from listener.notices.outbox import add
from listener.notices.renamed import renamed
from listener.notices.targets import targets
from listener.settings.beside import Beside
from listener.settings.brand import Brand
from listener.settings.config import Config, ConfigError, Source
from listener.settings.load import find, load, placed
from listener.stages import mute
from listener.stages.purse import paid
from listener.store.store import Store
from listener.store.syncing import SourceSpec
from models.base import Tagger

log = structlog.get_logger()
AT_WORK = (
    "mend what stands above; until then a listener that is at work goes on with its last good "
    "settings"
)


def utcnow() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)


@dataclass
class App:
    """One installation: its settings, and what they lead to, opened when it is first needed."""

    config: Config
    clock: Callable[[], datetime] = utcnow
    file: Path | None = None  # where the settings were read
    shares: bool = False  # its tables are there, and other processes may be at them

    @classmethod
    def read(cls, path: Path | None, *, asks: bool = False) -> Self:
        """Read the settings; raises ConfigError with every problem.

        To one who only asks (`asks`) it also says what a broken file means for a listener at work.
        """
        file = find(path)
        try:
            return cls(load(file), file=file)
        except ConfigError as error:
            if not asks:
                raise
            raise ConfigError(f"{error}\n{AT_WORK}") from None

    @classmethod
    def over(
        cls,
        config: Config,
        clock: Callable[[], datetime],
        *,
        store: Store,
        key: bytes,
        tagger: Tagger | None = None,
    ) -> Self:
        """The same over a database that is open already, with its key, and a tagger."""
        made = cls(config, clock)
        made.__dict__.update({"store": store, "key": key} | ({"tagger": tagger} if tagger else {}))
        return made

    def following(self, config: Config) -> Self:
        """The same installation under other settings; what runs ends with those it began with."""
        other = copy.copy(self)
        other.config = config
        other.config = other.with_added()
        return other

    def added(self) -> dict[str, Beside]:
        """By brand, what leads added beside the file, and said in its place."""
        orders = self.store.orders(self.config.brands, self.clock())
        beside, over, facts = in_force(orders), said_over(orders), said_of_facts(orders)
        return {
            name: Beside(over.get(name, ()), beside.get(name, ()), facts.get(name, ()))
            for name in {*beside, *over, *facts}
        }

    def proposed(self, brand: Brand) -> dict[str, str]:
        """Addresses that people would have us listen to, with who proposed them; not those of the settings."""
        known = json.dumps(
            [
                s.connector.model_dump(mode="json")
                for s in self.config.source
                if s.brand == brand.name
            ]
        )
        orders = self.store.orders([brand.name], self.clock())
        return {
            one.key: one.value
            for one in orders
            if one.what == PROPOSED
            and json.dumps(one.key.removeprefix(LETTERS).rstrip("/"))[1:-1] not in known
        }

    def with_added(self) -> Config:
        """The settings with these in force."""
        found = self.added()
        brands = tuple(found.get(one.name, Beside()).on(one.written) for one in self.config.brand)
        made = self.config.model_copy(update={"brand": brands})
        return made.model_copy(update={"source": tuple(placed(s, made) for s in made.source)})

    @property
    def brand(self) -> Brand:
        """The first brand: whose language the commands speak."""
        return self.config.brand[0]

    @cached_property
    def store(self) -> Store:
        """The database; the storage folder is made, for this user alone."""
        self.config.storage.dir.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        if count := tighten(self.config.storage.dir):
            log.warning("other users could read what is stored: no more", files=count)
        return Store.open(self.config.database_url)

    @cached_property
    def tagger(self) -> Tagger:
        """The model: takes seconds to load, so only what tags a text asks for it."""
        from models.tagger import load_tagger

        settings = self.config.tagger
        shipped = load_tagger(threads=settings.threads)
        if settings.tone_model is None:
            return shipped
        from models.hub import ToneModel, load_hub_tagger

        wanted = ToneModel(
            model=settings.tone_model,
            revision=settings.tone_revision,
            labels=settings.tone_labels,
            threshold=settings.tone_threshold,
        )
        return load_hub_tagger(shipped, wanted, threads=settings.threads)

    @cached_property
    def key(self) -> bytes:
        """The installation's key; raises KeyFileError where it is not that of the database."""
        known, authors = self.store.key_fingerprint(), self.store.has_authors()
        shared, folder = not self.store.is_sqlite, self.config.storage.dir
        return secret.belonging(folder, known, has_authors=authors, is_shared=shared)

    def ready(self) -> None:
        """Bring the tables up to date with the release, the clock and the settings.

        Raises KeyFileError before anything is written, and ClockError.
        """
        fingerprint = secret.fingerprint(self.key)
        self.store.upgrade()
        self.shares = not self.store.is_sqlite
        self.check_clock()
        if self.store.claim_key(fingerprint, self.clock()) != fingerprint:  # another machine's
            raise secret.foreign(self.config.storage.dir, is_shared=self.shares)
        self.heal()
        # First: other settings make a source due, and it would not be known for how long it was.
        self.store.note_standstill([s.name for s in self.config.source], self.clock())
        self.sync()
        self.config = self.with_added()
        mute.follow(self.store, self.config.brands, {}, self.clock())

    def check_clock(self) -> None:
        """Raises ClockError where this machine's clock is far from that of the database, if others share it."""
        if self.shares and self.clock is utcnow:  # one that was given is no machine's
            self.store.check_clock(self.clock)

    def sync(self) -> None:
        """Let the tables know the sources of the settings."""
        self.store.sync_sources(
            [SourceSpec(s.brand, s.name, s.kind, s.settings_hash) for s in self.config.source]
        )
        for old, new in self.store.renamed(self.config.owners):
            add(self.store, renamed(self.config.brands[new], old, self.clock()))
        for name, (n, first) in self.kept_of_others().items():
            add(self.store, brand_gone(self.brand, name, n=n, first=first, now=self.clock()))

    def kept_of_others(self) -> dict[str, tuple[int, int]]:
        """What waits of brands that the settings no longer have and whose past has no other name:
        how many messages each, and the id of the first.
        """
        if self.config.faults:  # it may be there, and cannot be read
            return {}
        held = self.store.held_of_others(self.config.brands)
        renamed_since = {old for old, _ in self.store.renamed(self.config.owners)} if held else ()
        return {name: of for name, of in held.items() if name not in renamed_since}

    def heal(self) -> bool:
        """Where the clock ran ahead and was put back, put right what it wrote; was there any?"""
        now = self.clock()
        if not self.store.is_ahead(now):
            return False

        def is_over(brand: str, week: str) -> bool:
            known = self.config.brands.get(brand)
            return bounds(week, known.tz if known else ZoneInfo("UTC"))[1] <= now

        days = self.config.storage.name_days
        rows = self.store.heal(now, name_days=days, is_over=is_over)
        log.warning("the clock was put back", rows=rows)
        return True

    @contextmanager
    def alone(self, *, everywhere: bool = False) -> Iterator[None]:
        """Be the only listener on SQLite; on PostgreSQL one of many, or the only one `everywhere`.

        Raises HeldError where another one is at work.
        """
        others = self.store.by_itself() if everywhere else nullcontext()
        with lock.held(self.config.storage.dir) if self.store.is_sqlite else others:
            yield

    def client(self, source: Source, state: HttpState) -> httpx.Client:
        """The guarded client that one visit of a source uses."""
        contact = self.config.http.contact
        return guarded_client(
            allow_private=source.connector.allow_private,
            state=state,
            spacing=self._spacing(),
            user_agent=f"{USER_AGENT} {contact}".strip(),
        )

    def _spacing(self) -> HostSpacing:
        """One for the whole process, so that sources on one host share its turns; on PostgreSQL,
        once the tables are there, one for all processes.
        """
        seconds = self.config.http.host_spacing
        if self.shares:
            return HostSpacing(seconds, book=self.store.book)
        return _SPACINGS.setdefault(seconds, HostSpacing(seconds))

    def paid(self, connector: Connector) -> Connector:
        """A source that a person tries: what it spends counts like what the listener does."""
        if not isinstance(connector, Spender):
            return connector
        self.store.upgrade()
        return paid(connector, self.store, self.clock)

    def api(self) -> Api:
        """The web's door to the acts, for whoever has a token of ours."""
        tokens = Tokens(self.config.storage.dir)
        return Api(self.store, tokens, self.clock, self.config.brand)

    def outbox(self, stop: threading.Event) -> Outbox | None:
        """What leaves for Slack; None where no brand has a way there. `stop` ends its waits."""
        if not any(targets(brand) for brand in self.config.brand):
            return None
        from listener.channels.slack.door.doors import door

        brands = self.config.brands
        return Outbox(
            Gear(
                store=self.store,
                brands=brands,
                door=lambda brand, target: door(brand, target, self.clock),
                render=Rendered(self.store, brands, self.clock),
                key=self.key,
                clock=self.clock,
                pause=stop.wait,
            )
        )


_SPACINGS: dict[float, HostSpacing] = {}

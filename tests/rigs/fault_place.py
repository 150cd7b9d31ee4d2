"""One installation of the fault bench: the real stages and connectors, a stub for the model."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from acme import BRAND, Clock, CueTagger, Kept
from rigs.fault_site import SlackDouble, now
from rigs.slack_outbox import KEY, brand, outbox, simulated

from connectors.kit.contract import Connector
from connectors.rss.source import Rss
from listener.app import App
from listener.channels.slack.door.times import Times
from listener.channels.slack.look.render import Rendered
from listener.settings.config import Config, Http, Source, Storage
from listener.store.store import Store
from listener.work.chain import Tally
from listener.work.worker import Worker

ALERTS = 50  # a day, so that the budget bundles none of them
STEP = 61  # minutes between two runs: the sources are due again

WORDS = [
    "charger",
    "saddle",
    "brake",
    "lamp",
    "pedal",
    "chain",
    "wheel",
    "lock",
    "bell",
    "basket",
    "screen",
    "motor",
    "frame",
    "fork",
    "tyre",
    "mirror",
    "harbour",
    "market",
    "bridge",
    "garden",
    "station",
    "river",
    "tower",
    "corner",
    "school",
    "bakery",
    "museum",
    "forest",
    "monday",
    "tuesday",
    "winter",
    "summer",
    "morning",
    "evening",
    "yesterday",
    "twice",
    "again",
    "already",
    "still",
    "finally",
]


def angry(number: int) -> str:
    """A complaint to us that is a story of its own: no two share more than a few words."""
    rest = " ".join(Random(number).sample(WORDS, 16))
    return f"I hate it, my Acme is broken: {rest}, w{number} x{number} y{number}. Any help?"


def rss(url: str, name: str = "blog") -> Rss:
    """A feed on our own site: what is written there is said to us."""
    return Rss(name=name, url=url, genre="blog_comment", venue="own", allow_private=True)


class Place:
    """Sources, a database and a Slack, on a clock that is moved by hand."""

    def __init__(
        self, folder: Path, *connectors: Connector, slack: SlackDouble | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.clock, self.show = folder, Clock(now()), Kept()
        self.store = Store.open(f"sqlite:///{folder}/listener.db")
        self.store.upgrade()
        shown = (brand("C0ALERTS") if slack else BRAND).model_copy(
            update={"thresholds": BRAND.thresholds.model_copy(update={"alerts_a_day": ALERTS})}
        )
        kinds = {c: type(c).__module__.rpartition(".")[2] for c in connectors}
        sources = tuple(Source(brand=shown.name, kind=kinds[c], connector=c) for c in connectors)
        config = Config(
            brand=(shown,),
            source=sources,
            storage=Storage(dir=folder),
            http=Http(host_spacing=0),
        )
        out = None
        if slack:
            out = outbox(
                self.store, slack.api, shown, clock=self.clock, limits=Times(),
                pause=simulated(self.clock), render=Rendered(self.store, config.brands, self.clock),  # type: ignore[arg-type]
            )  # fmt: skip
        tagger = CueTagger()
        self.made = Worker(
            App.over(config, self.clock, store=self.store, key=KEY, tagger=tagger),
            self.show,
            outbox=out,
        )
        self.made.prepare()

    def run(self, times: int = 1) -> Tally:
        """One run, an hour after the last; the last tally."""
        for _ in range(times):
            tally = self.made.once()
            self.clock.pass_(minutes=STEP)
        return tally

    def stored(self) -> int:
        """Mentions in the database."""
        return int(self.store.counts()["mentions"])

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows as they lie on disk."""
        with closing(sqlite3.connect(self.folder / "listener.db")) as database:
            return database.execute(query).fetchall()

    def next_poll(self, source: str) -> datetime | None:
        """When a source is asked again."""
        return self.store.source(source).next_poll_at

    def close(self) -> None:
        """Leave the database."""
        self.store.close()

"""Fairness: how long an alarm of one source waits while another brings 25,000 posts a poll.

python benchmarks/fairness.py [--rows 25000] [--minutes 3] [--stub]

The real store, model, stages and tick. One source brings so many new posts at every poll; a second
one shows an alarming post at every poll. Told are the seconds from that poll to the alert: its turn,
its tag, its decision. `--stub` leaves the model out. Exit 1 when one waits longer than a minute, or
is never told.
"""

import argparse
import io
import json
import os
import platform
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from pydantic import Field
from rich.console import Console

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from acme import CueTagger  # noqa: E402

from connectors.kit.contract import Author, Connector, Mention, Page  # noqa: E402
from listener.app import App, utcnow  # noqa: E402
from listener.channels.terminal import Terminal  # noqa: E402
from listener.guard import log  # noqa: E402
from listener.notices.cards import Card  # noqa: E402
from listener.notices.contract import Notice  # noqa: E402
from listener.notices.parts import Content, Story  # noqa: E402
from listener.settings.brand import Brand  # noqa: E402
from listener.settings.config import Config, Source, Storage  # noqa: E402
from listener.store.store import Store  # noqa: E402
from listener.work import clock as daemon  # noqa: E402
from listener.work.worker import Worker  # noqa: E402
from models.base import Tagger  # noqa: E402
from models.tagger import load_tagger  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "fairness.json"
MOST = 60.0  # seconds from the poll


def post(name: str, text: str, **fields: Any) -> Mention:
    """A post of now."""
    return Mention(
        external_id=name,
        text=text,
        genre="social_post",
        author=Author(id=f"author of {name}"),
        posted_at=datetime.now(UTC),
        **fields,
    )


class Flood(Connector):
    """So many new posts at every poll."""

    rows: int = 25_000
    polls: list[float] = Field(default_factory=list, exclude=True)

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        """Nobody keeps a reply of it."""
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        """See Connector; the first poll, which makes no alerts, is empty."""
        n = len(self.polls)
        self.polls.append(time.monotonic())
        told = "they say number {} of the new paint looks nice in the sun, see {}"
        yield Page(
            tuple(
                post(f"f{n}-{i}", told.format(i, n), venue="public")
                for i in range(self.rows * (n > 0))
            )
        )


class Small(Connector):
    """An alarming post at every poll, from its second on."""

    shown: dict[str, float] = Field(default_factory=dict, exclude=True)  # when it was polled

    @classmethod
    def mentions_in(cls, reply: bytes) -> Page:  # noqa: ARG003
        """Nobody keeps a reply of it."""
        return Page()

    def pages(self, http: httpx.Client, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002
        """See Connector; the first poll, which makes no alerts, is empty."""
        name = f"alarm {len(self.shown)}"
        self.shown[name] = time.monotonic()
        text = f"@acme I hate it: your battery caught fire, {name}, answer me now."
        yield Page((post(name, text, venue="public"),) if len(self.shown) > 1 else ())


class Watched(Terminal):
    """Notes when an alarm is told."""

    def __init__(self, small: Small) -> None:
        super().__init__(Console(file=io.StringIO(), width=100))
        self.small, self.waits = small, dict[str, float]()

    def _note(self, shown: Card) -> None:
        for name, polled in self.small.shown.items():
            if f"{name}," in shown.quote:
                self.waits.setdefault(name, time.monotonic() - polled)

    def show(self, notice: Notice, content: Content, brand: Brand) -> None:
        """See Terminal."""
        for part in content.parts:
            if isinstance(part, Story):
                self._note(part.card)
        super().show(notice, content, brand)


def main() -> None:
    """Run, print, keep; 1 when something is wrong."""
    parser = argparse.ArgumentParser(description="An alarm beside a flood.")
    parser.add_argument("--rows", type=int, default=25_000)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--stub", action="store_true")
    asked = parser.parse_args()
    log.start(level=50)
    tagger: Tagger = CueTagger() if asked.stub else load_tagger(threads=2)
    small = Small(name="small", poll_minutes=1)
    flood = Flood(name="flood", poll_minutes=1, rows=asked.rows)
    show, stop = Watched(small), threading.Event()
    with tempfile.TemporaryDirectory(prefix="fairness-") as name:
        settings = Config(
            brand=(Brand(name="Acme", handles=("@acme",), language="en", speaker="Camille"),),
            source=tuple(Source(brand="Acme", kind="rss", connector=one) for one in (flood, small)),
            storage=Storage(dir=Path(name)),
        )
        store = Store.open(settings.database_url)
        made = Worker(
            App.over(settings, utcnow, store=store, key=b"k" * 32, tagger=tagger), show, stop=stop
        )
        made.prepare()
        threading.Timer(60 * asked.minutes, stop.set).start()
        daemon.run(made.tick, places=2, stop=stop)
        counts, waiting = store.counts(), store.queue()
        store.close()
    ended = time.monotonic()
    owed = [
        n for n, at in list(small.shown.items())[1:] if ended - at > MOST and n not in show.waits
    ]
    wrong = [f"{n} was not told" for n in owed]
    wrong += [f"{n} after {s:.0f} s" for n, s in show.waits.items() if s > MOST]
    found = {
        "command": "python benchmarks/" + " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "load average": [round(load, 2) for load in os.getloadavg()],
        "polls of the flood": len(flood.polls),
        "mentions stored": counts["mentions"],
        "still waiting": waiting,
        "seconds from poll to alert": [round(s, 1) for s in show.waits.values()],
        "wrong": wrong,
    }
    for key, value in found.items():
        print(f"{key:<28} {value}")
    RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    sys.exit(bool(wrong or not show.waits))


if __name__ == "__main__":
    main()

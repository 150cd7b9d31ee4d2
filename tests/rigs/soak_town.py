"""What the soaked daemon listens to: two Mastodon servers, Isso, a folder, and their writers.

Everything written is noted, so that the end of the run can say what must have been stored.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rigs import isso as isso_rig
from rigs import mastodon as mastodon_rig
from rigs.faults import LATE, MIX, Faults, Plan, Seen, mix
from rigs.isso import Isso
from rigs.mastodon import MastodonServer

CANARY = "zqcanary"  # in every text: it may stand in the database and in Slack, and nowhere else
PAGE = "/soak"
EVERY = 2.0  # seconds between two things written, on average
FAULT_EVERY = 75.0  # seconds between two faults of a Mastodon server, on average
OUTAGE_EVERY = 150.0  # seconds between two outages of Slack, on average
OUTAGE = (10.0, 40.0)
FORGETFUL = 120  # seconds: what is edited or deleted was written less long ago
POSTS = {**MIX, "late": 0.04, "dead": 0.04}
HISTORY = {"429": 0.05, "500 before": 0.05, "truncated": 0.05}

THINGS = [
    "battery",
    "charger",
    "saddle",
    "brake",
    "lock",
    "app",
    "display",
    "motor",
    "wheel",
    "chain",
    "light",
    "pedal",
]
PLACES = [
    "Lyon",
    "Nantes",
    "Paris",
    "Lille",
    "Ghent",
    "Brussels",
    "Rennes",
    "Tours",
    "Metz",
    "Nice",
    "Brest",
    "Namur",
]
_ANGRY = (
    "@acme my {thing} broke again in {place} and your support never answers. I want my money back!",
    "I hate it: the {thing} of my Acme bike died after {n} days, and nobody in {place} helps me.",
    "@acme when does the {place} shop open? My {thing} is there since {n} days, please answer me.",
    "The {thing} of my Acme caught fire in {place}, smoke everywhere, {n} euros of damage.",
    "@acme {n} weeks without a bike because of a {thing}. This is a shame, the {place} shop lies.",
)
_CALM = (
    "Riding my Acme along the river in {place} today, {n} km and the {thing} purrs.",
    "They all have an Acme in {place} now, I count {n} of them each morning.",
    "Is the {thing} of the Acme the same as last year's? Asking in {place} for {n} friends.",
    "Thank you Acme, the {place} team changed my {thing} in {n} minutes.",
    "Tutorial: how I mounted a new {thing} on my Acme in {place}, in {n} steps.",
)


@dataclass
class Written:
    """What was written into one source, by the id that the store must know it by."""

    ids: dict[str, str] = field(default_factory=dict)  # id -> its last text
    edited: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)


class Town:
    """The servers, and threads that write to them and break them until `hush`."""

    def __init__(
        self,
        folder: Path,
        servers: tuple[MastodonServer, ...],
        isso: Isso,
        faults: Faults,
        seed: int,
    ) -> None:
        self.inbox = folder / "data" / "inbox"
        self.inbox.mkdir(parents=True)
        self.servers = {f"mastodon-{n}": server for n, server in enumerate(servers, start=1)}
        self.tags = {name: server.tag() for name, server in self.servers.items()}
        self.isso, self.faults = isso, faults
        self.written = {name: Written() for name in (*self.servers, "blog", "inbox")}
        self.errors: list[str] = []
        self.broken: dict[str, int] = {}  # faults asked of the Mastodon servers, outages of Slack
        self._posts: list[tuple[str, str, str, float]] = []  # source, server's id, our id, when
        self._chance, self._seed = random.Random(seed), seed
        self._end, self._numbers = threading.Event(), 0
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Some posts that were there before, then a steady stream, and faults."""
        for name in self.servers:
            for _ in range(3):
                self._toot(name)
        self._comment()
        self._drop()
        self.faults.plan = slack_faults(self._seed)
        for work in (self._write, self._break_mastodon, self._break_slack):
            thread = threading.Thread(target=self._safely, args=(work,))
            self._threads.append(thread)
            thread.start()

    def hush(self) -> None:
        """Write no more, and break nothing any more."""
        self._end.set()
        for thread in self._threads:
            thread.join()
        for server in self.servers.values():
            server.heal()
        self.faults.plan = lambda _: "ok"

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # told at the end: a thread's error would be lost
            self.errors.append(f"{work}: {error!r}")

    def _write(self) -> None:
        while not self._end.wait(self._chance.uniform(0.3, 1.7) * EVERY):
            match self._chance.choices(
                ("toot", "comment", "drop", "edit", "delete"), (50, 18, 8, 12, 6)
            )[0]:
                case "toot":
                    self._toot(self._chance.choice(list(self.servers)))
                case "comment":
                    self._comment()
                case "drop":
                    self._drop()
                case "edit":
                    self._edit()
                case _:
                    self._delete()

    def _text(self) -> str:
        chance, self._numbers = self._chance, self._numbers + 1
        said = chance.choice(_ANGRY if chance.random() < 0.45 else _CALM)
        told = said.format(
            thing=chance.choice(THINGS), place=chance.choice(PLACES), n=chance.randint(3, 400)
        )
        return f"{told} {CANARY}{self._numbers}"

    def _toot(self, name: str) -> None:
        text = self._text()
        posted = self.servers[name].post(
            f"{text} #{self.tags[name]}", by=self._chance.choice(("ada", "bob"))
        )
        self.written[name].ids[posted["uri"]] = text
        by = posted["account"]["username"]
        self._posts.append((name, f"{by}/{posted['id']}", posted["uri"], time.monotonic()))

    def _recent(self) -> tuple[str, str, str, str] | None:
        """A post of late that still stands: its source, author, server's id and our id."""
        since = time.monotonic() - FORGETFUL
        recent = [p for p in self._posts if p[3] > since and p[2] not in self.written[p[0]].gone]
        if not recent:
            return None
        name, place, uri, _ = self._chance.choice(recent)
        by, _, id_ = place.partition("/")
        return name, by, id_, uri

    def _edit(self) -> None:
        if found := self._recent():
            name, by, id_, uri = found
            text = self._text()
            self.servers[name].edit(id_, f"{text} #{self.tags[name]}", by=by)
            self.written[name].ids[uri] = text
            self.written[name].edited.add(uri)

    def _delete(self) -> None:
        if found := self._recent():
            name, by, id_, uri = found
            self.servers[name].delete(id_, by=by)
            self.written[name].gone.add(uri)

    def _comment(self) -> None:
        text = self._text()
        number = self.isso.post(PAGE, text, author=f"guest{self._chance.randint(1, 9)}")
        self.written["blog"].ids[f"#isso-{number}"] = text

    def _drop(self) -> None:
        """A file of five rows, some of which were in an earlier file already."""
        known = self.written["inbox"].ids
        rows = {f"row-{len(known) + n}": self._text() for n in range(4)}
        if known:
            again = self._chance.choice(list(known))
            rows[again] = known[again]
        lines = [
            {
                "external_id": id_,
                "text": text,
                "author": {"id": f"writer{self._chance.randint(1, 30)}"},
                "posted_at": datetime.now(UTC).isoformat(),
                "url": f"https://reviews.example/{id_}",
            }
            for id_, text in rows.items()
        ]
        part = self.inbox / f"rows{len(known):06}.part"
        part.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        part.rename(part.with_suffix(".jsonl"))
        known.update(rows)

    def _break_mastodon(self) -> None:
        chance = random.Random(self._seed + 1)
        while not self._end.wait(chance.expovariate(1 / FAULT_EVERY)):
            server = chance.choice(list(self.servers.values()))
            kind, more = chance.choice(
                (
                    ("status", {"status": 503}),
                    ("status", {"status": 500}),
                    ("ratelimit", {"headers": {"Retry-After": "20"}}),
                    ("latency", {"delay_ms": 3000}),
                    ("malformed", {}),
                )
            )
            self._count(kind)
            server.fault(kind, count=1, **more)

    def _break_slack(self) -> None:
        chance = random.Random(self._seed + 2)
        while not self._end.wait(chance.expovariate(1 / OUTAGE_EVERY)):
            self._count("slack outage")
            self.faults.down()
            self._end.wait(chance.uniform(*OUTAGE))
            self.faults.up()

    def _count(self, what: str) -> None:
        self.broken[what] = self.broken.get(what, 0) + 1


def slack_faults(seed: int) -> Plan:
    """Posts broken in every way, and now and then a reading of the history."""
    post, chance, lock = mix(seed, POSTS), random.Random(seed + 3), threading.Lock()

    def plan(seen: Seen) -> str:
        if not seen.method.startswith("conversations."):
            return post(seen)
        with lock:
            found = chance.choices((*HISTORY, "ok"), (*HISTORY.values(), 1 - sum(HISTORY.values())))
        return found[0]

    return plan


@contextmanager
def town(folder: Path, faults: Faults, seed: int) -> Iterator[Town]:
    """Running servers, and nothing written yet."""
    places = [folder / name for name in ("one", "two", "isso")]
    for place in places:
        place.mkdir()
    with (
        closing(mastodon_rig._running(places[0])) as one,
        closing(mastodon_rig._running(places[1])) as two,
        contextmanager(isso_rig._running)(places[2], guard=False) as isso,
    ):
        made = Town(folder, (next(one), next(two)), isso, faults, seed)
        try:
            yield made
        finally:
            made._end.set()
            for thread in made._threads:
                thread.join(LATE + OUTAGE[1])

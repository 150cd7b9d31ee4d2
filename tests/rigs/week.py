"""A week of one installation with twenty kinds of source, on a clock that is moved by hand: what they do, and what is left.

The connectors, the guard, the store and the stages are the product's; each kind asks a stand-in on
loopback that fails in every way that a site does.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import time_machine
from acme import BRAND, Clock, CueTagger, Kept
from rigs.slack_outbox import KEY
from rigs.week_faults import FAULTS, Front
from rigs.week_kinds import BEGAN, Kind, all_kinds, dropped

from connectors.kit.http.guard import Limits, guarded_client
from listener.app import App
from listener.guard.secret import FILE
from listener.settings.config import Config, Http, Source, Storage
from listener.store.store import Store
from listener.store.watching import Watching
from listener.watch.health import Health, Pulse, Watch
from listener.work.worker import Worker

HOUR, DAY = 3_600, 86_400
QUIET = 32  # hours without faults at the end: longer than a day's deep reading and what follows it
_REFUSED = ("401", "403", "410", "429 absurd")  # a person sees to these, or a day is waited
_NEWEST = (
    10  # posts of a kind that are edited or taken down: some kinds watch their newest twenty alone
)
_TAIL = 3  # last hours, in which nobody writes: a visit that fails then is made up for
_SHORT = 5.0  # seconds for a request, where the product gives 30: a site that drips is waited for so often
_LATE = 20  # hours by which a late post is late
_OUTAGE = 7  # hours


@dataclass
class Post:
    """What somebody wrote, and what became of it."""

    kind: Kind
    n: int
    row: Any
    at: int  # hour
    words: str  # that it, and nothing else, has now
    is_gone: bool = False
    before: str = ""  # what it had before it was edited


@dataclass
class Outcome:
    """What a week left."""

    figures: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class Wired(Store, Watching):
    """The store with what the page of health asks of it."""


class Week:
    """One installation, and the world around it."""

    def __init__(self, folder: Path, fronts: list[Front], kinds: list[Kind], seed: int) -> None:
        self.clock = Clock(datetime.fromtimestamp(BEGAN, UTC))
        self.kinds, self.fronts, self.chance = kinds, fronts, random.Random(seed)
        self.posts: list[Post] = []
        self.health: Counter[str] = Counter()
        self._n = 0
        self.store = Wired.open(f"sqlite:///{folder}/listener.db")
        self.store.upgrade()
        (folder / FILE).write_text(KEY.hex(), "ascii")
        urls = {front.kind.name: front.url for front in fronts}
        self.connectors = {
            kind.name: kind.made(urls.get(kind.name, ""), folder).placed_in(folder)
            for kind in kinds
        }
        sources = tuple(
            Source(brand=BRAND.name, kind=name, connector=one)
            for name, one in self.connectors.items()
        )
        config = Config(
            brand=(BRAND,), source=sources, storage=Storage(dir=folder), http=Http(host_spacing=0)
        )
        app = App.over(config, self.clock, store=self.store, key=KEY, tagger=CueTagger())
        self.worker, self.folder = Worker(app, Kept()), folder
        self.worker.prepare()

    def hour(self, number: int, *, faults: bool, is_busy: bool = True) -> None:
        """People write, sites fail, and every source that may be asked is asked."""
        for place, kind in enumerate(self.kinds):
            if is_busy:
                self._people(number, kind, place, may_change=faults)
        with time_machine.travel(self.clock(), tick=False):
            self.worker.once()
        self.clock.pass_(hours=1)

    def _people(self, number: int, kind: Kind, place: int, *, may_change: bool) -> None:
        now = self.clock().timestamp()
        with time_machine.travel(self.clock(), tick=False):
            for _ in range(self.chance.choice((0, 0, 0, 1, 1, 2))):
                self._write(number, kind, now - self.chance.randrange(1, HOUR))
            if kind.late and may_change and number > _LATE and number % 11 == place % 11:
                self._write(number, kind, now - _LATE * HOUR)
        if not may_change:
            return
        of_kind = [p for p in self.posts if p.kind is kind and not p.is_gone][-_NEWEST:]
        if kind.take and of_kind and number % 13 == place % 13:
            one = self.chance.choice(of_kind)
            kind.take(one.row)
            one.is_gone = True
            of_kind.remove(one)
        recent = [p for p in of_kind if number - p.at < 20]
        if kind.edit and recent and number % 17 == place % 17:
            one = self.chance.choice(recent)
            one.before, one.words = one.words, f"x{self._next()}x"
            kind.edit(one.row, f"Zephyr Acme, c'est autre chose : {one.words}.")

    def _next(self) -> int:
        self._n += 1
        return self._n

    def _write(self, number: int, kind: Kind, second: float) -> None:
        n = self._next()
        words = f"x{n}x"
        row = kind.add(n, second, f"Mon Zephyr de chez Acme grince : {words}.")
        self.posts.append(Post(kind, n, row, number, words))

    def look(self) -> Health:
        """What /healthz says now."""
        every = {name: timedelta(minutes=one.poll_minutes) for name, one in self._named()}
        return Watch(store=self.store, sources=every, folder=self.folder, clock=self.clock,
                     pulse=Pulse(lambda: 0.0))()  # fmt: skip

    def _named(self) -> Iterator[tuple[str, Any]]:
        return ((one.name, one) for one in self.connectors.values())

    def see_to(self, name: str) -> None:
        """A person sees to a source that refused."""
        self.store.retry(self.connectors[name].name)

    def spoil(self, name: str, cursor: str | None) -> None:
        """Its cursor is not what it was."""
        with self.store.writing() as session:
            session.connection().exec_driver_sql(
                "UPDATE sources SET cursor = ? WHERE name = ?", (cursor, self.connectors[name].name)
            )

    def rows(self, query: str) -> list[Any]:
        """Rows of the database."""
        with self.store.reading() as session:
            return list(session.connection().exec_driver_sql(query))


@contextmanager
def _place(folder: Path, seed: int) -> Iterator[Week]:
    with ExitStack() as stack:
        kinds = all_kinds()
        fronts = [stack.enter_context(Front(kind)) for kind in kinds]
        week = Week(folder, fronts, [*kinds, dropped(folder)], seed)
        stack.callback(week.store.close)
        yield week


def play(
    folder: Path, hours: int, seed: int, say: Callable[[str], None], *, quiet: int = QUIET
) -> Outcome:
    """So many hours with faults, and then quiet ones; what is wrong at the end."""
    client = partial(guarded_client, limits=Limits(connect=_SHORT, read=_SHORT, total=_SHORT))
    with _place(folder, seed) as week, patch("listener.app.guarded_client", client):
        every = max(hours // (len(FAULTS) + 2), 2)  # hours between two faults of a kind
        for number in range(hours):
            for place, front in enumerate(week.fronts):
                _fault(week, front, number, every, place)
            if number % 24 == 0:
                say(f"hour {number}: {len(week.posts)} posts")
            week.hour(number, faults=True)
            week.health["green" if _is_green(week.look()) else "red"] += 1
        for front in week.fronts:
            front.fault = ""
            week.see_to(front.kind.name)
        for number in range(hours, hours + quiet):
            week.hour(number, faults=False, is_busy=number < hours + quiet - _TAIL)
        return judge(week)


def _fault(week: Week, front: Front, number: int, every: int, place: int) -> None:
    """What is wrong with a site in this hour; every kind meets each fault, no two the same at once."""
    turn, rest = divmod(number + place, every)
    name = FAULTS[(turn + place) % len(FAULTS)] if turn else ""
    lasts = min(_OUTAGE, every - 1) if name == "500" else 1
    was, front.fault = front.fault, name if rest < lasts else ""
    if was in _REFUSED and not front.fault:
        week.see_to(front.kind.name)
    # Where what was taken down is known by the cursor, a lost one puts that off until the weekly asking.
    if name and rest == every - 1 and front.kind.take is None:  # between two faults
        week.spoil(front.kind.name, (None, '{"upto": 1', '{"upto": 99999999999}')[turn % 3])


def _is_green(health: Health) -> bool:
    return not [line for line in health.reasons if not line.startswith("disk")]


def _is_unwatched(week: Week, post: Post) -> bool:
    """Were so many posts written after it that its kind, by its own word, does not look at it?"""
    newer = sum(p.kind is post.kind and p.n > post.n for p in week.posts)
    return post.kind.watches is not None and newer >= post.kind.watches


def judge(week: Week) -> Outcome:
    """Nothing lost, nothing doubled, gaps named, /healthz true."""
    out = Outcome()
    rows = week.rows(
        "SELECT s.name, m.text, m.deleted_at IS NOT NULL FROM mentions m JOIN sources s ON s.id = m.source_id"
    )
    living: Counter[tuple[str, str]] = Counter()
    for name, text, is_gone in rows:
        if not is_gone:
            living[name, "x" + text.partition(": x")[2].partition("x.")[0] + "x"] += 1
    expected = {
        (week.connectors[p.kind.name].name, p.words): p for p in week.posts if not p.is_gone
    }
    lost = [key for key in expected if not living[key]]
    doubled = [key for key, count in living.items() if count > 1]
    unwatched = {(week.connectors[p.kind.name].name, words) for p in week.posts
                 for words in (p.words, p.before) if _is_unwatched(week, p)}  # fmt: skip
    ghosts = [key for key in living if key not in expected and key not in unwatched]
    late = [key for key in living if key not in expected and key in unwatched]
    out.wrong += [f"lost: {key}, of hour {expected[key].at}" for key in lost]
    out.wrong += [f"doubled: {key}" for key in doubled]
    out.wrong += [f"gone or edited, and shown: {key}" for key in ghosts]
    gaps = dict(week.rows("SELECT s.name, count(*) FROM gaps g JOIN sources s ON s.id = g.source_id"
                          " GROUP BY s.name"))  # fmt: skip
    for front in week.fronts:
        name = week.connectors[front.kind.name].name
        if front.met["500"] > 2 and not gaps.get(name):
            out.wrong.append(f"an outage of {name} is named nowhere")
    is_open = week.rows("SELECT count(*) FROM gaps WHERE to_at IS NULL")[0][0]
    if is_open:
        out.wrong.append(f"{is_open} gaps are open at the end")
    health = week.look()
    if not _is_green(health):
        out.wrong += [f"/healthz: {line}" for line in health.reasons]
    met = {fault: sum(front.met[fault] > 0 for front in week.fronts) for fault in FAULTS}
    out.wrong += [f"{fault}: no kind met it" for fault, kinds in met.items() if not kinds]
    out.figures = {
        "kinds": len(week.kinds),
        "hours simulated": round((week.clock().timestamp() - BEGAN) / HOUR),
        "posts": len(week.posts),
        "stored": len(rows),
        "lost": len(lost),
        "doubled": len(doubled),
        "gone or edited and still shown": len(ghosts),
        "the same, of a kind that says it watches its newest twenty alone": len(late),
        "taken down there": sum(p.is_gone for p in week.posts),
        "requests": sum(front.requests for front in week.fronts),
        "kinds that met each fault": met,
        "gaps named": sum(gaps.values()),
        "hours of /healthz by colour": dict(week.health),
    }
    return out

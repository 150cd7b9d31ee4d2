"""Daemons over one PostgreSQL database that are killed (kill -9), and a site and a Slack that watch them.

The site counts visits of a source that overlap, the Slack keeps every message that it took. Both
live in the process of the test, which nobody kills.
"""

import json
import logging
import math
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path
from secrets import token_hex
from urllib.parse import parse_qsl, urlsplit

import httpx
import structlog
from acme import CueTagger, Kept, Listed, config, mention
from rigs.effort import PATIENCE
from rigs.forks import forks
from rigs.ports import free_port
from rigs.slack_outbox import KEY, brand
from sqlmodel import col, func, select

from connectors.kit.contract import Mention, Page
from listener.app import App
from listener.channels.slack.door.stamps import Stamp
from listener.channels.slack.door.times import Times
from listener.channels.slack.look.message import Message
from listener.channels.slack.look.render import Rendered
from listener.channels.slack.post.outbox import Outbox
from listener.channels.slack.post.slot import Gear
from listener.notices.digest_page import Page as File
from listener.settings.config import Config
from listener.store.store import Store
from listener.store.tables import DecisionRow, MentionRow, NoticeRow
from listener.work.clock import run
from listener.work.jobs import ALL, Role
from listener.work.local import Local
from listener.work.worker import Worker

CHANNEL = "C0123456789"
TARGET = f"slack:{CHANNEL}"
PAGES, A_PAGE = 2, 3  # of one visit, and posts on each
# The product's times with their seconds made short.
TIMES = Times(
    spacing=timedelta(seconds=0.05), grace=timedelta(seconds=1), linger=timedelta(seconds=0.5)
)
STALE = 60.0  # seconds after the server stopped in which a visit may be of before
_WORDS = ("saddle", "brake", "frame", "wheel", "pedal", "chain", "lamp", "bell", "tyre", "fork")


class Site:
    """Sources whose posts can be read in pages, and a Slack; both see who does what."""

    def __init__(self, posts: int, seconds: float = 0.0) -> None:
        self.posts = posts  # of each source, written one after the other in so many seconds
        self._seconds, self._began = seconds, time.monotonic()
        self.port = free_port()
        self.messages: list[tuple[str, str]] = []  # stamp and text, as they came
        self.overlaps = 0  # visits that began while another one of their source went on
        self.stale = 0  # the same, after the server was gone: what the first brings is refused
        self.visits = 0
        self._forgiven = -math.inf  # time.monotonic()
        self._open: dict[str, tuple[str, int]] = {}  # by source: visit and process
        self._dead: set[int] = set()
        self._lock = threading.Lock()

    def died(self, pid: int) -> None:
        """A process is killed: its visits are over, and what it still sent counts no more."""
        with self._lock:
            self._dead.add(pid)
            self._open = {name: of for name, of in self._open.items() if of[1] != pid}

    def forgive(self) -> None:
        """The server of the database is gone, and with it what tells who visits."""
        with self._lock:
            self._open.clear()
            self._forgiven = time.monotonic()

    def answer(self, path: str, asked: dict[str, str]) -> object:
        """What is told to one request."""
        with self._lock:
            if path == "/post":
                self.messages.append((asked["stamp"], asked["text"]))
                return len(self.messages)
            if path == "/find":
                return {stamp: f"{n}.0" for n, (stamp, _) in enumerate(self.messages, 1)}
            return self._visited(path.strip("/"), asked)

    def _visited(self, source: str, asked: dict[str, str]) -> list[int]:
        visit, pid, step = asked["visit"], int(asked["pid"]), asked["step"]
        if pid in self._dead:
            return []
        if step == "begin":
            self.visits += 1
            if source in self._open:
                is_stale = time.monotonic() < self._forgiven + STALE
                self.stale, self.overlaps = self.stale + is_stale, self.overlaps + (not is_stale)
            self._open[source] = (visit, pid)
        if step == "end":
            if self._open.get(source, ("", 0))[0] == visit:
                del self._open[source]
            return []
        first = int(asked["after"]) + 1
        passed = time.monotonic() - self._began
        written = (
            int(self.posts * min(1.0, passed / self._seconds)) if self._seconds else self.posts
        )
        return list(range(first, min(first + A_PAGE, written + 1)))

    @contextmanager
    def open(self) -> Iterator["Site"]:
        """Answer on loopback."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told = urlsplit(self.path)
                body = json.dumps(site.answer(told.path, dict(parse_qsl(told.query)))).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None: ...  # whoever asked was killed

        server = Server(("127.0.0.1", self.port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()


class Paged(Listed):
    """One source of the site, in pages whose cursor is the last post."""

    port: int
    wait: float  # seconds between two requests of a visit
    poll_minutes: float = 0.01  # type: ignore[assignment]  # its visits follow each other

    def pages(self, http: httpx.Client, cursor: str | None) -> Generator[Page, None, None]:
        visit, at = token_hex(8), int(cursor or 0)

        def ask(by: httpx.Client, step: str) -> list[int]:
            asked = {"visit": visit, "pid": str(os.getpid()), "step": step, "after": str(at)}
            url = f"http://127.0.0.1:{self.port}/{self.name}"
            return [int(n) for n in by.get(url, params=asked).json()]

        try:
            for number in range(PAGES):
                found = ask(http, "begin" if number == 0 else "page")
                time.sleep(self.wait)
                at = max(found, default=at)
                yield Page(tuple(_post(self.name, n) for n in found), cursor=str(at))
        finally:
            # Also of one that is left: while the database is away the product's client asks nobody.
            with httpx.Client(timeout=PATIENCE, trust_env=False) as own:
                ask(own, "end")


def _post(source: str, n: int) -> Mention:
    """Of which no two are alike."""
    told = " ".join(f"{word}{source}{n}" for word in _WORDS)
    fields = {"posted_at": datetime.now(UTC) - timedelta(minutes=1)}
    return mention(
        n, f"I hate this: {told} all broken", url=f"https://acme.example/{source}/{n}", **fields
    )


class Door:
    """The way into the site's Slack."""

    looks = True

    def __init__(self, port: int) -> None:
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, trust_env=False
        )

    def post(self, channel: str, message: Message, stamp: Stamp, thread: str | None) -> str:  # noqa: ARG002
        told = {"stamp": stamp.seal, "text": message.text}
        return f"{self._client.get('/post', params=told).json()}.0"

    def update(self, channel: str, ts: str, message: Message, stamp: Stamp) -> None: ...

    def find(
        self,
        channel: str,  # noqa: ARG002
        wanted: Collection[Stamp],
        since: datetime,  # noqa: ARG002
        thread: str | None,  # noqa: ARG002
    ) -> dict[Stamp, str]:
        found = self._client.get("/find").json()
        return {stamp: found[stamp.seal] for stamp in wanted if stamp.seal in found}

    def upload(self, page: File) -> str:
        raise AssertionError(f"no file is sent here: {page}")

    def share(self, channel: str, file: str, page: File, thread: str | None) -> None: ...

    def find_file(self, channel: str, name: str, since: datetime, thread: str | None) -> None: ...


@dataclass(frozen=True)
class Plan:
    """What a run is made of."""

    sources: int
    port: int
    wait: float = 0.05
    tick: float = 1.0  # seconds

    def config(self, folder: Path) -> Config:
        """The settings of a process."""
        names = [f"s{n}" for n in range(self.sources)]
        made = [
            Paged(name=name, port=self.port, wait=self.wait, allow_private=True) for name in names
        ]
        found = config(folder, *made, brand=brand(CHANNEL))
        http = found.http.model_copy(update={"host_spacing": 0.01})
        return found.model_copy(update={"http": http})


def listen(url: str, folder: Path, plan: Plan, roles: Sequence[Role]) -> None:
    """One daemon, until it is killed or told to stop."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    settings, stop = plan.config(folder), threading.Event()
    store = Store.open(url)
    app = App.over(settings, _now, store=store, key=KEY, tagger=CueTagger())
    door = Door(plan.port)
    gear = Gear(
        store=store,
        brands=settings.brands,
        door=lambda _brand, _target: door,
        render=Rendered(store, settings.brands, _now),
        key=KEY,
        clock=_now,
        pause=stop.wait,
        limits=TIMES,
    )
    made = Worker(app, Kept(), outbox=Outbox(gear), stop=stop, roles=roles)
    while not made.outage.outlive(made.prepare):
        time.sleep(1)
    locals_ = list[Local]()

    def tick(local: Local) -> bool:
        locals_[:] = [local]
        return made.tick(local)

    def glance() -> None:
        if locals_:
            made.outage.outlive(lambda: made.look(locals_[0]))

    run(tick, places=4, stop=stop, glance=glance, every=plan.tick, between=plan.tick / 3)
    os._exit(0)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Machines:
    """The processes of a run: started, killed, started again."""

    url: str
    folder: Path
    plan: Plan
    site: Site
    parts: Sequence[Sequence[Role]] = (tuple(ALL), tuple(ALL))
    kills: int = 0
    _running: dict[int, BaseProcess] = field(default_factory=dict)

    def start(self, number: int) -> None:
        """Start the process of a number."""
        folder = self.folder / str(number)
        folder.mkdir(exist_ok=True)
        url = f"{self.url}&application_name={_name(number)}"
        args = (url, folder, self.plan, self.parts[number])
        process = forks().Process(target=listen, args=args, daemon=True)
        process.start()
        self._running[number] = process

    def kill(self, number: int) -> None:
        """Kill it with -9."""
        process = self._running.pop(number)
        self.site.died(process.pid or 0)  # before: what it held is free at once
        process.kill()
        process.join(PATIENCE)
        self.kills += 1

    def stop(self) -> None:
        """Kill all."""
        for number in list(self._running):
            self.kill(number)

    @property
    def running(self) -> list[int]:
        """The numbers of those that were started and not killed."""
        return sorted(self._running)

    def ended(self) -> list[int]:
        """Those of them that ended by themselves."""
        return [number for number, one in sorted(self._running.items()) if not one.is_alive()]


@dataclass(frozen=True)
class Found:
    """What a run left."""

    mentions: int
    twice: int  # stored more than once
    decisions: int
    waiting: int  # for a stage
    notices: dict[str, int]  # of the channel, by state
    messages: int  # in Slack
    posted_twice: int

    @property
    def is_done(self) -> bool:
        return not self.waiting and set(self.notices) <= {"sent"} and self.messages > 0


def found(store: Store, site: Site) -> Found:
    """What there is now."""
    now = _now()
    with store.reading() as session:
        keys = session.exec(select(MentionRow.source_id, MentionRow.external_id)).all()
        decided = select(func.count(func.distinct(col(DecisionRow.mention_id))))
        due = (col(NoticeRow.target) == TARGET, col(NoticeRow.next_at) <= now)
        states = Counter(session.exec(select(NoticeRow.state).where(*due)).all())
        decisions = session.exec(decided).one()
    with site._lock:
        stamps = Counter(stamp for stamp, _ in site.messages)
    return Found(
        mentions=len(keys),
        twice=len(keys) - len(set(keys)),
        decisions=decisions,
        waiting=sum(store.queue().values()),
        notices=dict(states),
        messages=stamps.total(),
        posted_twice=stamps.total() - len(stamps),
    )


def held(store: Store) -> int:
    """Leases whose holder is there."""
    alive = "SELECT count(*) FROM leases WHERE session IN (SELECT pid FROM pg_stat_activity)"
    with store.reading() as session:
        return int(session.connection().exec_driver_sql(alive).scalar_one())


def until(condition: Callable[[], bool], seconds: float = PATIENCE, every: float = 0.2) -> bool:
    """Wait for it; False where it does not come."""
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(every)
    return True


def is_there(store: Store, number: int) -> bool:
    """Does the server know a session of this process, whose leases would hold?"""
    with store.reading() as session:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %(name)s"
        told = session.connection().exec_driver_sql(asked, {"name": _name(number)})
        return bool(told.scalar_one())


def _name(number: int) -> str:
    return f"machine-{number}"

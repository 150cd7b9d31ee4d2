"""The soak: the real daemon as a process, killed again and again, and what it leaves behind.

It is given what it listens to by soak_town, and a Slack behind the fault proxy. It is killed with
kill -9 every 20 to 60 seconds, sometimes asked to stop instead. At the end the faults stop, the
daemon is let come to rest, and its database is compared with what was written and with Slack.
"""

import json
import os
import random
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from rigs.faults import Faults, faults_before
from rigs.ports import free_port
from rigs.press_line import PressLine, press_line
from rigs.slack_server import BOT, Slack, slack_server
from rigs.soak_team import Team, check_acts, stale, too_fast
from rigs.soak_town import CANARY, Town, town

ROOT = Path(__file__).parents[2]
CHANNELS = ("alerts", "triage", "wins", "ops", "digest")
LIFE = (20.0, 60.0)  # seconds until a kill
ASKED = 0.15  # share of ends that are SIGTERM instead of kill -9
STOP = 10.0  # seconds that a clean stop may take
SAMPLE = 3.0  # seconds between two readings of /metrics
DRAIN = 420.0  # seconds to come to rest, at most
APP = "xapp-soak"
WARM = 15.0  # seconds of a life after which its figures count: the model is loaded
# What "flat" means: the median of the last third is not above that of an earlier one by more than
# this. Of lives, the highest figure of each, against the first third; in the last and longest
# life, against the middle third, for the model takes its memory with its first large batches.
RSS_GROWTH, RSS_SLACK = 0.10, 20.0  # share, MB
FDS_GROWTH = 4
ENOUGH_LIVES, ENOUGH_SAMPLES = 6, 60  # fewer say nothing of growth, and only the most is judged
RSS_MOST, FDS_MOST = 800.0, 64.0
CLOCKS = 1  # minutes between the hours of grouped alerts

_SETTINGS = """
[web]
port = {port}
[http]
host_spacing = 0.1
[[brand]]
name = "Acme"
handles = ["@acme"]
language = "en"
speaker = "Camille"
zone = "UTC"
[brand.slack.channels]
{channels}
[brand.digest]
weekday = "mon"
at = 00:00:00
[brand.thresholds]
alerts_a_day = 100000
instant_confidence = 0.3
[brand.people]
leads = ["U0ZOE"]
[brand.bundles]
grouped = {grouped}
triage = "{soon}"
wins = "{soon}"
[[source]]
kind = "inbound"
name = "inbox"
poll_minutes = 1
[[source]]
kind = "rss"
name = "blog"
url = "{feed}"
genre = "blog_comment"
venue = "own"
allow_private = true
poll_minutes = 1
"""
_MASTODON = """
[[source]]
kind = "mastodon"
name = "{name}"
instances = ["{url}"]
tags = ["{tag}"]
indexable_only = false
allow_private = true
poll_minutes = 1
"""


@dataclass
class Life:
    """One process of the daemon."""

    seconds: float = 0.0
    end: str = ""  # killed, asked, or how it died by itself
    code: int | None = None
    stopped_in: float | None = None
    rss: list[float] = field(default_factory=list)  # MB, once it is warm
    fds: list[int] = field(default_factory=list)
    unanswered: int = 0  # readings of /metrics that failed once it was warm


@dataclass
class Outcome:
    """What the run found; `wrong` is empty when all is well."""

    wrong: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def check(self, what: str, found: object) -> None:
        """Anything found is wrong."""
        if found:
            self.wrong.append(f"{what}: {str(found)[:400]}")


class Daemon:
    """The daemon, one process after the other in one folder."""

    def __init__(self, folder: Path, port: int, api: str, line: str) -> None:
        self.folder, self.port, self._api, self._line = folder, port, api, line
        self.lives: list[Life] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._born = 0.0
        self._over = threading.Event()
        self._sampler = threading.Thread(target=self._watch)
        self._sampler.start()

    def start(self) -> None:
        """A new process; its output goes behind that of those before."""
        shim = Path(__file__).parent / "soak_daemon.py"
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": BOT,
            "SLACK_APP_TOKEN": APP,
            "LISTENER_CONFIG": "config.toml",
        }
        with (self.folder / "out").open("ab") as out, (self.folder / "err").open("ab") as err:
            self._process = subprocess.Popen(
                [sys.executable, str(shim), self._api, self._line, "run"],
                cwd=self.folder,
                stdout=out,
                stderr=err,
                env=environment,
            )
        self._born = time.monotonic()
        self.lives.append(Life())

    def live(self, seconds: float) -> bool:
        """Let it live; False when it died by itself."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self._process
            if self._process.poll() is not None:
                life = self.lives[-1]
                life.code = self._process.returncode
                life.end, life.seconds = "died by itself", time.monotonic() - self._born
                return False
            time.sleep(0.1)
        return True

    def end(self, how: str) -> Life:
        """End it: `killed` or `asked`."""
        process, life, began = self._process, self.lives[-1], time.monotonic()
        assert process
        self._process = None
        life.end, life.seconds = how, began - self._born
        process.send_signal(signal.SIGKILL if how == "killed" else signal.SIGTERM)
        try:
            life.code = process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            life.code = process.wait()
        life.stopped_in = round(time.monotonic() - began, 2)
        return life

    def close(self) -> None:
        """Leave no process and no thread behind."""
        self._over.set()
        self._sampler.join()
        if self._process:
            self._process.kill()
            self._process.wait()

    def page(self, path: str) -> tuple[int, str]:
        """A page of its web server."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=9) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE):
            process, born = self._process, self._born
            life = self.lives[-1] if self.lives else None
            if process is None or life is None or time.monotonic() - born < WARM:
                continue
            try:
                status, page = self.page("/metrics")
                found = {
                    name: float(match[1])
                    for name in ("process_resident_memory_bytes", "process_open_fds")
                    if (match := re.search(rf"^{name} (\S+)$", page, re.MULTILINE))
                }
                if status != 200 or len(found) != 2:
                    raise OSError(status)
            except (OSError, ValueError):
                life.unanswered += self._process is process and process.poll() is None
            else:
                life.rss.append(round(found["process_resident_memory_bytes"] / 1e6, 1))
                life.fds.append(int(found["process_open_fds"]))


@dataclass(frozen=True)
class Plan:
    """How long, and how often it is killed."""

    minutes: float
    seed: int
    life: tuple[float, float] = LIFE  # seconds until a kill, at least and at most


def soak(folder: Path, plan: Plan, say: Callable[[str], None]) -> Outcome:
    """One run: the load with kills, a last long life, rest, and the comparison."""
    with (
        slack_server() as slack,
        faults_before(slack.url) as faults,
        town(folder, faults, plan.seed) as place,
        press_line() as line,
    ):
        channels = {name: slack.channel() for name in CHANNELS}
        port = free_port()
        _settle_in(folder, place, channels, port, plan.minutes)
        daemon = Daemon(folder, port, faults.api, line.api)
        team = Team(slack, line, channels, plan.seed)
        try:
            return _soak(daemon, place, slack, faults, channels, team, plan, say)
        finally:
            team.hush()
            daemon.close()


def _soak(
    daemon: Daemon,
    place: Town,
    slack: Slack,
    faults: Faults,
    channels: dict[str, str],
    team: Team,
    plan: Plan,
    say: Callable[[str], None],
) -> Outcome:
    outcome, began = Outcome(), time.monotonic()
    place.start()
    team.start()
    _kill_again_and_again(daemon, plan, say)
    # The last one lives on under the load: only a long life shows what leaks slowly.
    daemon.start()
    left = max(plan.minutes * 60 - (time.monotonic() - began), 30.0)
    if not daemon.live(left):
        daemon.start()
    team.hush()
    place.hush()
    loaded = time.monotonic() - began
    say(f"load over after {loaded:.0f} s; coming to rest")
    rested = _rest(
        daemon, place, datetime.now(UTC), partial(_unshown, daemon, slack, channels, team.line)
    )
    outcome.check("it did not come to rest", rested[1])
    status, health = _health(daemon)
    stopped = daemon.end("asked")
    faults.settle()
    outcome.figures |= {
        "seconds_of_load": round(loaded),
        "seconds_to_rest": round(rested[0]),
        "healthz_at_rest": [status, health],
    }
    outcome.check("/healthz is not green at rest", status != 200 and health)
    outcome.check("the writers or breakers failed", [*place.errors, *team.errors])
    _compare(outcome, daemon.folder, place, slack, channels)
    _acts(outcome, daemon.folder, team, faults)
    _lives(outcome, daemon.lives, stopped)
    _logs(outcome, daemon.folder)
    outcome.figures["slack_calls"] = dict(faults.done.most_common())
    outcome.figures["mastodon_faults_and_outages"] = place.broken
    return outcome


def _kill_again_and_again(daemon: Daemon, plan: Plan, say: Callable[[str], None]) -> None:
    """All but the last fifth of the time."""
    chance, end = random.Random(plan.seed + 7), time.monotonic() + plan.minutes * 48
    while time.monotonic() < end:
        daemon.start()
        if daemon.live(chance.uniform(*plan.life)):
            life = daemon.end("asked" if chance.random() < ASKED else "killed")
            _age(daemon.folder)
            say(f"life {len(daemon.lives)}: {life.end} after {life.seconds:.0f} s")


def _age(folder: Path) -> None:
    """Let the listening have begun a week ago, once it has: the week before this one is owed then."""
    path = folder / "data" / "listener.db"
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=30)) as database, database:
        database.execute(
            "UPDATE sources SET first_look_at = ? || substr(first_look_at, 11)"
            " WHERE first_look_at IS NOT NULL",
            (f"{datetime.now(UTC) - timedelta(days=7):%Y-%m-%d}",),
        )


def _settle_in(
    folder: Path, place: Town, channels: dict[str, str], port: int, minutes: float
) -> None:
    grouped = [f"{h:02}:{m:02}" for h in range(24) for m in range(0, 60, CLOCKS)]
    soon = datetime.now(UTC) + timedelta(minutes=max(minutes / 2, 1))
    settings = _SETTINGS.format(
        port=port,
        channels="\n".join(f'{name} = "{id_}"' for name, id_ in channels.items()),
        grouped=json.dumps(grouped),
        soon=f"{soon:%H:%M}",
        feed=place.isso.feed("/soak"),
    )
    for name, server in place.servers.items():
        settings += _MASTODON.format(name=name, url=server.url, tag=place.tags[name])
    (folder / "config.toml").write_text(settings, "utf-8")


def _health(daemon: Daemon) -> tuple[int, Any]:
    with suppress(OSError, ValueError):
        status, body = daemon.page("/healthz")
        return status, json.loads(body)
    return 0, "no answer"


@contextmanager
def _database(folder: Path) -> Iterator[sqlite3.Connection]:
    """Read only, and without the product: a fault of its own reading must not hide one."""
    path = folder / "data" / "listener.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as database:
        database.row_factory = sqlite3.Row
        yield database


def _unshown(daemon: Daemon, slack: Slack, channels: dict[str, str], line: PressLine) -> list[str]:
    """Presses that nobody heard yet, and cards that do not show what came of them."""
    if unheard := [one.event for one in line.unheard()]:
        return [f"not heard: {unheard}"]
    with _database(daemon.folder) as database:
        return stale(database, slack, channels)


def _acts(outcome: Outcome, folder: Path, team: Team, faults: Faults) -> None:
    """What people pressed is done once, and nothing is told faster than Slack wants."""
    with _database(folder) as database:
        wrong, figures = check_acts(database, team.line)
    outcome.check("acts", wrong)
    outcome.check("more than a message a second", too_fast(faults))
    outcome.figures["desk"] = figures | {"pressed": dict(team.pressed.most_common())}


def _rest(
    daemon: Daemon, place: Town, since: datetime, unshown: Callable[[], list[str]]
) -> tuple[float, list[str]]:
    """Wait until every source was read since, and nothing is due; the seconds, and what is left."""
    began, calm, left = time.monotonic(), 0, ["not looked at"]
    while calm < 3 and time.monotonic() - began < DRAIN:
        if not daemon.live(2.0):
            daemon.start()
        left = _owed(daemon.folder, place, since) or unshown()
        calm = 0 if left else calm + 1
    return time.monotonic() - began, left


def _owed(folder: Path, place: Town, since: datetime) -> list[str]:
    now = datetime.now(UTC) + timedelta(minutes=CLOCKS)  # with the last bundle of grouped alerts
    left = [f"{p.name} in the inbox" for p in place.inbox.glob("*.jsonl")]
    notices = "SELECT id, state, next_at, error FROM notices WHERE state IN ('pending', 'sending')"
    with _database(folder) as database:
        left += [
            f"{row['name']} not read since"
            for row in database.execute("SELECT name, last_ok_at FROM sources")
            if row["last_ok_at"] is None or _time(row["last_ok_at"]) <= since
        ]
        left += [
            f"mention {row['id']} waits for {row['stage']}"
            for row in database.execute("SELECT id, stage FROM mentions WHERE stage <> ''")
        ]
        left += [
            f"notice {row['id']} {row['state']} {row['error'] or ''}"
            for row in database.execute(notices)
            if row["state"] == "sending" or _time(row["next_at"]) <= now
        ]
    return left


def _time(told: str) -> datetime:
    found = datetime.fromisoformat(told)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _compare(
    outcome: Outcome, folder: Path, place: Town, slack: Slack, channels: dict[str, str]
) -> None:
    with _database(folder) as database:
        outcome.check(
            "the database is damaged",
            [r[0] for r in database.execute("PRAGMA integrity_check") if r[0] != "ok"],
        )
        _mentions(outcome, database, place)
        _cursors(outcome, database, place)
        _notices(outcome, database)
        _alerts(outcome, database, slack, channels)


def _mentions(outcome: Outcome, database: sqlite3.Connection, place: Town) -> None:
    """Every mention once, with its last text; what was deleted is known to be."""
    figures = outcome.figures.setdefault("mentions", {})
    for name, written in place.written.items():
        rows = database.execute(
            "SELECT m.* FROM mentions m JOIN sources s ON s.id = m.source_id WHERE s.name = ?",
            (name,),
        ).fetchall()
        stored: dict[str, list[sqlite3.Row]] = {}
        for row in rows:
            stored.setdefault(_known_as(name, row), []).append(row)
        owed = written.ids.keys() - written.gone
        once = {id_: found[0] for id_, found in stored.items() if len(found) == 1}
        outcome.check(f"{name}: stored twice", [i for i, found in stored.items() if len(found) > 1])
        outcome.check(f"{name}: never stored", sorted(owed - stored.keys()))
        outcome.check(f"{name}: never written", sorted(stored.keys() - written.ids.keys()))
        outcome.check(
            f"{name}: an old text",
            [i for i in owed if i in once and written.ids[i] not in once[i]["text"]],
        )
        outcome.check(
            f"{name}: deleted there, not here",
            [i for i in written.gone if i in once and once[i]["deleted_at"] is None],
        )
        outcome.check(
            f"{name}: deleted here, not there",
            [i for i in owed if i in once and once[i]["deleted_at"]],
        )
        figures[name] = {
            "written": len(written.ids),
            "stored": len(rows),
            "edited": len(written.edited - written.gone),
            "deleted": len(written.gone),
            "deleted_before_a_poll": len(written.gone - stored.keys()),
        }
    for table in ("tags", "vectors", "decisions", "notices"):
        figures[table] = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    twice = (
        "SELECT mention_id FROM decisions WHERE ended_at IS NULL GROUP BY mention_id"
        " HAVING count(*) > 1"
    )
    outcome.check("two open decisions", [row[0] for row in database.execute(twice)])
    bare = (
        "SELECT id FROM mentions WHERE deleted_at IS NULL AND id NOT IN"
        " (SELECT mention_id FROM decisions WHERE ended_at IS NULL)"
    )
    outcome.check("mentions without a decision", [row[0] for row in database.execute(bare)])


def _known_as(source: str, row: sqlite3.Row) -> str:
    if source != "blog":
        return str(row["external_id"])
    return "#" + str(row["url"]).partition("#")[2]


def _cursors(outcome: Outcome, database: sqlite3.Connection, place: Town) -> None:
    """The window of each Mastodon feed ends at or above the last post that still stands."""
    for row in database.execute("SELECT * FROM sources"):
        outcome.check(f"{row['name']}: off", row["off_reason"])
        outcome.check(f"{row['name']}: fails at rest", row["failures"] and row["last_error"])
        if row["name"] not in place.servers:
            continue
        told = json.loads(row["cursor"] or "{}")
        seen = [s for feed in told.get("feeds", {}).values() for s in feed["seen"]]
        last = max(int(p[1].partition("/")[2]) for p in place._posts if p[0] == row["name"])
        written = place.written[row["name"]]
        stand = [
            int(p[1].partition("/")[2])
            for p in place._posts
            if p[0] == row["name"] and p[2] not in written.gone
        ]
        top = max((int(s[0]) for s in seen), default=0)
        if not max(stand) <= top <= last:
            outcome.wrong.append(f"{row['name']}: cursor at {top}, posts up to {max(stand)}")
    gaps = "SELECT s.name, g.why FROM gaps g JOIN sources s ON s.id = g.source_id"
    outcome.check(
        "a gap still open", [tuple(r) for r in database.execute(f"{gaps} WHERE g.to_at IS NULL")]
    )
    outcome.figures["gaps"] = dict(Counter(r["name"] for r in database.execute(gaps)))


def _notices(outcome: Outcome, database: sqlite3.Connection) -> None:
    """Each mention that is to be told at once has its story's notice, or its burst's, and no notice is lost."""
    silent = (
        "SELECT m.id FROM mentions m JOIN decisions d ON d.mention_id = m.id AND d.ended_at IS NULL"
        " JOIN tags t ON t.mention_id = m.id AND t.revision = m.revision AND NOT t.quiet"
        " WHERE NOT m.silent AND NOT m.by_owner AND d.alert = 'instant' AND m.deleted_at IS NULL"
        " AND NOT EXISTS"
        " (SELECT 1 FROM notices n WHERE n.story_id = m.story_id OR n.key = d.burst)"
    )
    outcome.check("to be told at once, no notice", [r[0] for r in database.execute(silent)])
    outcome.figures["notices"] = {
        f"{r['class']} {r['state']}": r["n"]
        for r in database.execute(
            "SELECT class, state, count(*) n FROM notices GROUP BY class, state ORDER BY 1, 2"
        )
    }
    outcome.check(
        "notices not for Slack",
        [tuple(r) for r in database.execute(
            "SELECT id, class, key FROM notices WHERE target NOT LIKE 'slack:%' AND class <> 'ops'"
        )],
    )  # fmt: skip


def _alerts(
    outcome: Outcome, database: sqlite3.Connection, slack: Slack, channels: dict[str, str]
) -> None:
    """Every notice for Slack is there once; a merged one is told by the one it went into."""
    posted: Counter[str] = Counter()
    pages: list[str] = []
    where: dict[str, tuple[str, str]] = {}
    for channel in channels.values():
        ids = slack.ours(channel)
        everything = slack.history(channel)
        attached = [f["name"] for message in everything for f in message.get("files") or ()]
        pages += attached
        outcome.check("messages without our mark", len(everything) - len(ids) - len(attached))
        posted.update(ids)
        for message in everything:
            told = (message.get("metadata") or {}).get("event_payload", {}).get("o", "")
            where[told] = (f"slack:{channel}", message["ts"])
    rows = {str(r["id"]): r for r in database.execute("SELECT * FROM notices")}
    mine = {id_: r for id_, r in rows.items() if r["target"].startswith("slack:")}
    spoken = {id_ for id_, r in mine.items() if r["state"] == "sent" and r["ts"]}
    outcome.check("posted twice", {i: n for i, n in posted.items() if n > 1})
    outcome.check("sent, but not in Slack", sorted(spoken - posted.keys()))
    outcome.check("in Slack, but not sent", sorted(posted.keys() - spoken))
    outcome.check(
        "another message than we think",
        [i for i in spoken if i in where and where[i] != (mine[i]["target"], mine[i]["ts"])],
    )
    outcome.check("failed", [(i, r["error"]) for i, r in mine.items() if r["state"] == "failed"])
    heads = {i: str(r["into_id"]) for i, r in mine.items() if r["state"] == "merged"}
    outcome.check("merged into nothing that was posted", [
        i for i, head in heads.items() if head not in posted and rows[head]["state"] != "pending"
    ])  # fmt: skip
    _digest(outcome, database, pages)
    outcome.figures["slack"] = {
        "posted": sum(posted.values()),
        "merged": len(heads),
        "nothing_to_say": sum(
            r["state"] == "sent" and r["error"] == "nothing to say" for r in mine.values()
        ),
        "wait_for_their_hour": sum(r["state"] == "pending" for r in mine.values()),
        "tried_again": sum(max(r["attempts"] - 1, 0) for r in mine.values()),
    }


def _digest(outcome: Outcome, database: sqlite3.Connection, pages: list[str]) -> None:
    """Last week's digest is there once: one period, one parent, its parts, one page."""
    weeks = [
        row["key"] for row in database.execute("SELECT key FROM periods WHERE key LIKE 'digest:%'")
    ]
    made = Counter(
        row["class"]
        for row in database.execute("SELECT class FROM notices WHERE class LIKE 'digest%'")
    )
    now = datetime.now(UTC)
    year, week, _ = (now - timedelta(days=7)).isocalendar()
    wanted = f"digest:Acme:{year}-W{week:02}"
    outcome.figures["digest"] = {"periods": weeks, "notices": dict(made), "pages": pages}
    if weeks.count(wanted) != 1 or len(weeks) > 1 + (now.isoweekday() == 1):
        outcome.wrong.append(f"digest: made for {weeks}, owed {wanted}")
    outcome.check("not one parent a week", made["digest"] != len(weeks) and made)
    outcome.check("too many parts", made["digest_part"] > 4 * len(weeks) and made)
    outcome.check("not one page a week", len(set(pages)) != len(pages) or len(pages) != len(weeks))


def _lives(outcome: Outcome, lives: list[Life], last: Life) -> None:
    """Clean stops are clean, nothing died by itself, memory and open files are flat."""
    outcome.check("died by itself", [life.code for life in lives if life.end == "died by itself"])
    asked = [life for life in lives if life.end == "asked"]
    unclean = [
        (life.code, life.stopped_in)
        for life in asked
        if life.code != 0 or (life.stopped_in or 0.0) > STOP
    ]
    outcome.check("no clean stop (code, seconds)", unclean)
    outcome.figures["lives"] = {
        "all": len(lives),
        "killed": sum(life.end == "killed" for life in lives),
        "asked_to_stop": len(asked),
        "slowest_stop": max(life.stopped_in or 0.0 for life in asked),
        "metrics_unanswered": sum(life.unanswered for life in lives),
    }
    measured = [life for life in lives if life.rss and life is not last]
    flat = len(measured) >= ENOUGH_LIVES
    long = len(last.rss) >= ENOUGH_SAMPLES
    settled = len(last.rss) // 3
    for what, values, growth, slack, judged in (
        ("memory of the lives, MB", [max(v.rss) for v in measured], RSS_GROWTH, RSS_SLACK, flat),
        ("open files of the lives", [max(v.fds) for v in measured], 0.0, FDS_GROWTH, flat),
        ("memory in the last life, MB", last.rss[settled:], RSS_GROWTH, RSS_SLACK, long),
        ("open files in the last life", last.fds[settled:], 0.0, FDS_GROWTH, long),
    ):
        first, end = _ends(values)
        outcome.figures[what] = [first, end]
        if judged and end > first * (1 + growth) + slack:
            outcome.wrong.append(f"{what}: {first} at first, {end} at last")
    most = max(max(v.rss, default=0) for v in lives), max(max(v.fds, default=0) for v in lives)
    outcome.figures["most memory, MB, and open files"] = list(most)
    if most[0] > RSS_MOST or most[1] > FDS_MOST:
        outcome.wrong.append(f"memory or open files: {most} at most")
    outcome.figures["each_life"] = [
        asdict(life) | {"rss": life.rss[-3:], "fds": life.fds[-3:]} for life in lives
    ]
    outcome.figures["last_life_rss"] = last.rss


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """The medians of the first third and of the last."""
    if not values:
        return 0.0, 0.0
    third = max(len(values) // 3, 1)
    return round(statistics.median(values[:third]), 1), round(statistics.median(values[-third:]), 1)


def _logs(outcome: Outcome, folder: Path) -> None:
    """No text and no token in what it wrote; and which events it logged as faults."""
    for name in ("out", "err"):
        told = (folder / name).read_text("utf-8", "replace")
        for secret in (CANARY, BOT, APP):
            if secret in told:
                at = told.index(secret)
                outcome.wrong.append(f"{secret} stands in std{name}: {told[max(at - 200, 0) : at]}")
    events: Counter[str] = Counter()
    for line in (folder / "err").read_text("utf-8", "replace").splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            events[f"no event: {line[:80]}"] += 1
            continue
        if told["level"] in ("error", "warning", "critical"):
            cause = told.get("error") or told.get("cause") or told.get("why") or ""
            events[f"{told['level']}: {told['event']} {cause}".strip()] += 1
    outcome.figures["logged"] = dict(events.most_common(30))
    broke = (
        "tick failed",
        "glance failed",
        "slot failed",
        "page failed",
        "connector broke",
        "no event",
    )
    outcome.check(
        "faults of the program", {e: n for e, n in events.items() if any(b in e for b in broke)}
    )

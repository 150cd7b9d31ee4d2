"""Several daemons on one PostgreSQL, each killed with -9 again and again, and the server stopped at once.

python benchmarks/many.py --minutes 15 --processes 4 --sources 50 --posts 400 [--seed N]

Sources and Slack stand on loopback and see who does what (tests/rigs/machines.py); the model is one that
reads cue words, all else is the product's. Exit 1 when anything is wrong: a mention, decision or message lost
or doubled, visits of one source that overlap while the server lives, a slot that is not free 30 s after a kill.
"""

import argparse
import json
import logging
import os
import platform
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import structlog

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from rigs import machines  # noqa: E402
from rigs.machines import Found, Machines, Plan, Site  # noqa: E402
from rigs.postgres import Postgres, postgres_server  # noqa: E402

from listener.store.errors import StoreError  # noqa: E402
from listener.store.store import Store  # noqa: E402
from listener.work.jobs import ALL  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "many.json"
KILLS = (5.0, 20.0)  # seconds between two
STOPS, AWAY = (
    (60.0, 90.0),
    10.0,
)  # seconds between two stops of the server, and for which it is away
FREE = 30.0  # seconds after a kill in which every slot must be free
LAST = 300.0  # seconds for what is left, once nobody is killed any more


@dataclass
class Seen:
    """What was seen on the way."""

    kills: int = 0
    stops: int = 0  # of the server
    ended_by_themselves: int = 0
    slowest_to_be_free: float = 0.0  # seconds from a kill until the server knows no session of it
    overlaps: int = 0
    stale: int = 0  # visits that overlap one of before a stop of the server, which stores nothing
    visits: int = 0
    left: Found | None = None
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    """Run, print, keep."""
    parser = argparse.ArgumentParser(description="Kill daemons that share a database.")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--sources", type=int, default=50)
    parser.add_argument("--posts", type=int, default=400, help="of each source")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--result", type=Path, default=RESULT)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    began, load = time.monotonic(), round(os.getloadavg()[0], 2)
    with postgres_server(durable=True) as server, tempfile.TemporaryDirectory() as folder:
        seen = run(server, Path(folder), given)
    for line in seen.wrong or ["nothing wrong"]:
        print(line)
    told = {
        **{
            name: getattr(given, name)
            for name in ("minutes", "processes", "sources", "posts", "seed")
        },
        "seconds": round(time.monotonic() - began),
        "machine": {
            "cpus": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "load average": [load, round(os.getloadavg()[0], 2)],
        },
        **asdict(seen),
    }
    print(json.dumps(told, indent=2))
    given.result.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    sys.exit(bool(seen.wrong))


def run(server: Postgres, folder: Path, given: argparse.Namespace) -> Seen:
    """Kill and stop for so many minutes, then let what is left come to its end."""
    url, chance, seen = server.fresh(), random.Random(given.seed), Seen()
    store, seconds = Store.open(url), given.minutes * 60
    with Site(given.posts, seconds * 0.8).open() as site:
        plan = Plan(given.sources, site.port)
        all_ = Machines(url, folder, plan, site, [tuple(ALL)] * given.processes)
        try:
            for number in range(given.processes):
                all_.start(number)
            _break(server, store, all_, seconds, chance, seen)
            wanted = given.sources * given.posts

            def is_done() -> bool:
                found = machines.found(store, site)
                return found.mentions >= wanted and found.is_done

            if not machines.until(is_done, LAST, every=1.0):
                seen.wrong.append("it did not come to its end")
        finally:
            all_.stop()
        seen.left = left = machines.found(store, site)
        seen.overlaps, seen.stale, seen.visits = site.overlaps, site.stale, site.visits
    for what, n, right in (
        ("mentions", left.mentions, wanted),
        ("mentions twice", left.twice, 0),
        ("decisions", left.decisions, wanted),
        ("messages twice", left.posted_twice, 0),
        ("messages", left.messages, left.notices.get("sent", 0)),
        ("overlapping visits", seen.overlaps, 0),
    ):
        if n != right:
            seen.wrong.append(f"{what}: {n}, not {right}")
    store.close()
    return seen


def _break(
    server: Postgres,
    store: Store,
    all_: Machines,
    seconds: float,
    chance: random.Random,
    seen: Seen,
) -> None:
    now = time.monotonic()
    end, kill_at, stop_at = (
        now + seconds,
        now + chance.uniform(*KILLS),
        now + chance.uniform(*STOPS),
    )
    while (now := time.monotonic()) < end:
        time.sleep(max(0.0, min(kill_at, stop_at, end) - now))
        for number in all_.ended():
            seen.ended_by_themselves += 1
            all_.kill(number)
            all_.start(number)
        if time.monotonic() >= stop_at:
            server.stop_at_once()
            all_.site.forgive()
            time.sleep(AWAY)
            server.start_again()
            seen.stops += 1
            stop_at = time.monotonic() + chance.uniform(*STOPS)
        elif time.monotonic() >= kill_at:
            _kill(store, all_, chance.choice(all_.running), seen)
            kill_at = time.monotonic() + chance.uniform(*KILLS)


def _kill(store: Store, all_: Machines, number: int, seen: Seen) -> None:
    all_.kill(number)
    seen.kills += 1
    began = time.monotonic()
    if not machines.until(lambda: not _is_there(store, number), FREE, every=0.05):
        seen.wrong.append(f"what process {number} held was not free after {FREE:.0f} s")
    seen.slowest_to_be_free = max(seen.slowest_to_be_free, round(time.monotonic() - began, 2))
    all_.start(number)


def _is_there(store: Store, number: int) -> bool:
    try:
        return machines.is_there(store, number)
    except StoreError:  # it is just back
        return True


if __name__ == "__main__":
    main()

"""How much sources that hang delay the polls of the others: 200 feeds, each on a host of its own.

python benchmarks/hanging.py [--sources 200] [--hanging 0 1 8 20] [--seconds 160] [--fixed 8]

The real clock, dispatcher, guard, store and model read real feeds from a server on loopback, one
a minute each, with a new item every time. The sources that hang have their connection taken and
are never answered. A delay runs from the moment a source is due until its request reaches the
server, so up to 15 s of it are the wait for the tick; only sources that answer count. The runs
follow each other in one process. `--fixed` repeats one of them with places that are never given up,
to show what that would cost. Linux only: the hosts are addresses of 127.0.0.0/8.
"""

import argparse
import io
import json
import multiprocessing
import os
import platform
import selectors
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rich.console import Console

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from connectors.rss.source import Rss  # noqa: E402
from listener.app import App, utcnow  # noqa: E402
from listener.channels.terminal import Terminal  # noqa: E402
from listener.guard import log  # noqa: E402
from listener.settings.brand import Brand  # noqa: E402
from listener.settings.config import Config, Source, Storage  # noqa: E402
from listener.store.store import Store  # noqa: E402
from listener.work import clock as daemon  # noqa: E402
from listener.work import local  # noqa: E402
from listener.work.worker import Worker  # noqa: E402
from models.base import Tagger  # noqa: E402
from models.tagger import load_tagger  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "hanging.json"
FEED = """HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n\r
<rss version="2.0"><channel><title>Feed {host}</title>{items}</channel></rss>"""
ITEM = "<item><guid>{host}-{n}</guid><description>Post {n} on {host}: my Acme bike is fine</description></item>"
SHOWN = 20  # items of a feed


def address(number: int) -> str:
    """A host of its own for each source."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


class Feeds:
    """The servers, in a process of their own so that they take no turn from what is measured."""

    def __init__(self, sources: int, hanging: int) -> None:
        self._end, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(sources, hanging, theirs), daemon=True
        )
        self._process.start()
        self.port: int = self._end.recv()

    def stop(self) -> list[tuple[int, float]]:
        """Every request: the number of its source, and when it came."""
        self._end.send("stop")
        asked: list[tuple[int, float]] = self._end.recv()
        self._process.join(10)
        return asked


def _serve(sources: int, hanging: int, theirs: Connection) -> None:
    asked: list[tuple[int, float]] = []
    ready, port, held = selectors.DefaultSelector(), 0, list[socket.socket]()
    for number in range(sources):
        listening = socket.create_server((address(number), port), backlog=64)
        port = port or listening.getsockname()[1]
        ready.register(listening, selectors.EVENT_READ, number)
    ready.register(theirs, selectors.EVENT_READ, None)
    theirs.send(port)
    numbers = count()
    while True:
        for key, _ in ready.select():
            if key.data is None:
                theirs.send(asked)
                return
            taken, _ = key.fileobj.accept()  # type: ignore[union-attr]
            asked.append((key.data, time.time()))
            if key.data < hanging:
                held.append(taken)
            else:
                threading.Thread(
                    target=_answer, args=(taken, key.data, next(numbers)), daemon=True
                ).start()


def _answer(taken: socket.socket, host: int, n: int) -> None:
    with taken:
        taken.recv(9_999)
        items = "".join(ITEM.format(host=host, n=number) for number in range(n, n + SHOWN))
        taken.sendall(FEED.format(host=host, items=items).encode())


def run(sources: int, hanging: int, seconds: float, tagger: Tagger) -> dict[str, Any]:
    """One run; the delays of the polls of the sources that answer."""
    feeds, due = Feeds(sources, hanging), list[tuple[int, float]]()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="hanging-") as name:
        settings = _settings(Path(name), sources, feeds.port)
        store = Store.open(settings.database_url)
        shown = Terminal(Console(file=io.StringIO()))
        made = Worker(App.over(settings, utcnow, store=store, key=b"k" * 32, tagger=tagger), shown)
        made.prepare()
        began, stop, known = time.time(), threading.Event(), set[tuple[int, float]]()

        def tick(at: local.Local) -> bool:
            for row in store.sources():
                when = row.next_poll_at.timestamp() if row.next_poll_at else began
                if when <= time.time() and (int(row.name), when) not in known:
                    known.add((int(row.name), when))
                    due.append((int(row.name), when))
            return made.tick(at)

        threading.Timer(seconds, stop.set).start()
        daemon.run(tick, places=settings.http.parallel, stop=stop)
        failures = sum(row.failures > 0 for row in store.sources())
        store.close()
    asked = feeds.stop()
    return {
        "hanging": hanging,
        "sources that failed": failures,
        **_figures(_delays(due, asked, hanging, began + seconds - daemon.TICK)),
        "load average": [round(before, 2), round(os.getloadavg()[0], 2)],
    }


def _settings(folder: Path, sources: int, port: int) -> Config:
    brand = Brand(name="Acme", handles=("@acme",), language="en", speaker="Camille")
    made = (
        Rss(
            name=str(number),
            url=f"http://{address(number)}:{port}/feed",
            poll_minutes=1,
            allow_private=True,
            genre="blog_comment",
            venue="public",
        )
        for number in range(sources)
    )
    listed = tuple(Source(brand="Acme", kind="rss", connector=one) for one in made)
    return Config(brand=(brand,), source=listed, storage=Storage(dir=folder))


def _delays(
    due: Sequence[tuple[int, float]],
    asked: Sequence[tuple[int, float]],
    hanging: int,
    until: float,
) -> list[float]:
    """Of what came due before `until`; what was never asked has waited till now."""
    found = []
    for number, when in due:
        if number >= hanging and when < until:
            came = min((at for n, at in asked if n == number and at >= when), default=time.time())
            found.append(came - when)
    return found


def _figures(delays: list[float]) -> dict[str, float]:
    steps = statistics.quantiles(delays, n=100)
    return {
        "polls": len(delays),
        "p50": round(steps[49], 2),
        "p95": round(steps[94], 2),
        "max": round(max(delays), 2),
    }


def main() -> None:
    """Run each, print a table, write results/hanging.json."""
    parser = argparse.ArgumentParser(description="Delay of polls beside sources that hang.")
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--hanging", type=int, nargs="+", default=[0, 1, 8, 20])
    parser.add_argument("--seconds", type=float, default=160)
    parser.add_argument("--fixed", type=int, help="once more, with places that are never given up")
    asked = parser.parse_args()
    log.start(level=50)
    tagger = load_tagger(threads=2)
    tagger.tag([])
    runs = []
    print(f"{'hanging':>14}{'polls':>8}{'p50 s':>8}{'p95 s':>8}{'max s':>8}   load")
    plan = [(number, local.PATIENCE) for number in asked.hanging]
    plan += [(asked.fixed, float("inf"))] if asked.fixed else []
    for number, patience in plan:
        made: Any = local.Local.__init__.__kwdefaults__
        made["patience"] = patience
        told = run(asked.sources, number, asked.seconds, tagger) | {
            "places are given up": patience == local.PATIENCE
        }
        runs.append(told)
        sign = "" if told["places are given up"] else " fixed"
        figures = "".join(f"{told[name]:>8}" for name in ("polls", "p50", "p95", "max"))
        print(f"{f'{number}{sign}':>14}{figures}   {told['load average']}", flush=True)
    found = {
        "command": "python benchmarks/" + " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "sources": asked.sources,
        "seconds a run": asked.seconds,
        "seconds between ticks": daemon.TICK,
        "runs": runs,
    }
    RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    os._exit(0)  # as the daemon does: Python would break into the threads that still hang


if __name__ == "__main__":
    main()

"""A spike: 50,000 mentions of one event in one poll, through a dropped file, to their one alert.

python benchmarks/spike.py [--rows 50000] [--distinct] [--stub]

The real connector, store, model and stages, each step timed, with the memory at its highest. The
posts are near-copies of one complaint; with `--distinct` each is a complaint of its own, and the
budget of alerts a day applies. `--stub` leaves the model out. Exit 1 when a row is lost or stored
twice, when memory reaches 1 GB, or when near-copies make more than one alert.
"""

import argparse
import io
import json
import os
import platform
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from acme import CueTagger  # noqa: E402
from rigs.soak_town import PLACES, THINGS  # noqa: E402

from connectors.inbound.source import Inbound  # noqa: E402
from listener.app import App, utcnow  # noqa: E402
from listener.channels.terminal import Terminal  # noqa: E402
from listener.guard import log  # noqa: E402
from listener.settings.brand import Brand  # noqa: E402
from listener.settings.config import Config, Source, Storage  # noqa: E402
from listener.store.store import Store  # noqa: E402
from listener.work.chain import Tally  # noqa: E402
from listener.work.local import Local  # noqa: E402
from listener.work.worker import Worker  # noqa: E402
from models.base import Tagger  # noqa: E402
from models.tagger import load_tagger  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "spike.json"
MOST = 1_000  # MB
# Long enough that a place and a number are a small difference to the stub's bags of words, too.
EVENT = (
    "@acme the battery of my Acme bike caught fire in {place} this morning and nobody of your "
    "support answers, what do you do? We were lucky that it stood in the street and not inside "
    "the house, where both children were still asleep. {n}"
)


def memory() -> int:
    """MB of this process that lie in memory now."""
    told = Path("/proc/self/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", told)
    assert found
    return int(found[1]) // 1000


class Highest:
    """The highest memory seen, looked at ten times a second."""

    def __init__(self) -> None:
        self.mb, self._over = memory(), threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.mb = max(self.mb, memory())

    def stop(self) -> None:
        """Look no more."""
        self._over.set()


def write(inbox: Path, rows: int, *, distinct: bool) -> None:
    """One file of JSON Lines, as a person drops it."""
    chance, now = random.Random(1), datetime.now(UTC)
    inbox.mkdir(parents=True, exist_ok=True)
    with (inbox / "spike.jsonl").open("w", encoding="utf-8") as out:
        for n in range(rows):
            words = " ".join(chance.choices([*THINGS, *PLACES], k=12))
            text = f"@acme I hate that my {words} broke, {n}, please answer me" if distinct else ""
            row = {
                "external_id": f"spike-{n}",
                "url": f"https://forum.example/t/{n}",
                "text": text or EVENT.format(place=PLACES[n % 3], n=n % 7),
                "author": {"id": f"author{n}"},
                "posted_at": (now - timedelta(seconds=n % 3_000)).isoformat(),
                "genre": "social_post",
                "venue": "public",
            }
            out.write(json.dumps(row) + "\n")


def run(folder: Path, rows: int, tagger: Tagger, *, distinct: bool) -> dict[str, Any]:
    """Poll it, take it to the end, and look at what is there."""
    inbox = folder / "inbox"
    source = Inbound(name="inbox", folder=inbox)
    settings = Config(
        brand=(Brand(name="Acme", handles=("@acme",), language="en", speaker="Camille"),),
        source=(Source(brand="Acme", kind="inbound", connector=source),),
        storage=Storage(dir=folder),
    )
    store = Store.open(settings.database_url)
    shown = io.StringIO()
    show = Terminal(Console(file=shown, width=100))
    made = Worker(App.over(settings, utcnow, store=store, key=b"k" * 32, tagger=tagger), show)
    made.prepare()
    local = Local(1)

    def poll() -> None:
        made.poll(local, ["inbox"], Tally())
        local.wait()

    poll()  # the first look, empty: what comes now makes alerts
    made.after_collect()
    write(inbox, rows, distinct=distinct)
    highest, figures = Highest(), dict[str, Any]()

    def timed(name: str, work: Callable[[], object]) -> None:
        began = time.monotonic()
        work()
        figures[f"seconds to {name}"] = round(time.monotonic() - began, 1)
        figures[f"MB at most, to {name}"] = highest.mb
        print(f"{name:<10}{figures[f'seconds to {name}']:>9} s{highest.mb:>7} MB", flush=True)

    timed("collect", poll)
    timed("tell", made.after_collect)
    poll()  # and again: nothing may change
    made.after_collect()
    highest.stop()
    with store.reading() as session:
        sql = session.connection().exec_driver_sql
        figures |= {
            "rows": sql("select count(*) from mentions").scalar_one(),
            "rows of their own": sql(
                "select count(distinct external_id) from mentions"
            ).scalar_one(),
            "tagged": sql("select count(distinct mention_id) from tags").scalar_one(),
            "stories": sql("select count(*) from stories").scalar_one(),
            "notices": dict(
                [*row]
                for row in sql("select class || ' ' || state, count(*) from notices group by 1")
            ),
        }
    figures["alerts shown"] = len(re.findall(r"╭", shown.getvalue()))
    figures["counts told"] = re.findall(r"\+[\d,]+ near-identical[^│\n]*\b", shown.getvalue())[:2]
    store.close()
    (folder / "shown.txt").write_text(shown.getvalue(), "utf-8")
    return figures


def main() -> None:
    """Run, print, keep; 1 when something is wrong."""
    parser = argparse.ArgumentParser(description="A spike through a dropped file.")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--distinct", action="store_true")
    parser.add_argument("--stub", action="store_true")
    parser.add_argument("--keep", type=Path, help="where the database is kept")
    asked = parser.parse_args()
    log.start(level=50)
    tagger: Tagger = CueTagger() if asked.stub else load_tagger(threads=2)
    with tempfile.TemporaryDirectory(prefix="spike-") as name:
        folder = asked.keep or Path(name)
        folder.mkdir(exist_ok=True)
        found = run(folder, asked.rows, tagger, distinct=asked.distinct)
    wrong = [f"{n} of {asked.rows} rows" for n in [found["rows"]] if n != asked.rows]
    wrong += ["rows stored twice"] if found["rows of their own"] != found["rows"] else []
    wrong += [f"{found['MB at most, to tell']} MB"] if found["MB at most, to tell"] > MOST else []
    wrong += ["more than one story"] if not asked.distinct and found["stories"] != 1 else []
    for key, value in (found | {"wrong": wrong}).items():
        print(f"{key:<28} {value}")
    told = {
        "command": "python benchmarks/" + " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "load average": [round(load, 2) for load in os.getloadavg()],
        **found,
        "wrong": wrong,
    }
    RESULT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

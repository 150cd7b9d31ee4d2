"""Rows a second through the real ingest path: Mention, its columns, a page of 1,000, the store.

python benchmarks/ingest.py [--rows 100000] [--runs 3]

The best of the runs counts, for whatever else the machine does only takes away; all are kept.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from rigs.postgres import postgres_server  # noqa: E402

from connectors.kit.contract import Author, Mention  # noqa: E402
from listener.store.ingest_row import Arrival, mention_values  # noqa: E402
from listener.store.store import Store  # noqa: E402
from listener.store.syncing import SourceSpec  # noqa: E402

PAGE = 1000
WHAT = ("new", "duplicates")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SENTENCE = "the delivery of my order was late again but support answered très vite, merci"
WORDS = tuple(SENTENCE.split())


def mentions(rows: int) -> Iterator[list[Mention]]:
    """Pages of mentions with about 190 characters of text each."""
    for start in range(0, rows, PAGE):
        yield [_mention(n) for n in range(start, min(start + PAGE, rows))]


def _mention(n: int) -> Mention:
    return Mention(
        external_id=f"t3_{n:09}",
        text=" ".join(WORDS[(n + i * i) % len(WORDS)] for i in range(32)) + f" {n}",
        genre="forum_post",
        url=f"https://forum.example/t/{n}",
        author=Author(id=f"user{n % 5000}", name=f"User {n % 5000}", followers=n % 1000),
        title=f"A title of an ordinary length, number {n}",
        posted_at=NOW - timedelta(seconds=n),
        venue="public",
        likes=n % 50,
        replies=n % 7,
        thread_key=f"thread-{n // 8}",
    )


def measure(url: str, rows: int) -> dict[str, float]:
    """Rows a second for rows that are new, then for the same ones again."""
    store = Store.open(url)
    store.upgrade()
    store.sync_sources([SourceSpec(brand="Acme", name="forum", kind="rss", settings_hash="1")])
    source_id = store.source("forum").id or 0
    arrival = Arrival(source_id=source_id, brand="Acme", now=NOW)
    pages = list(mentions(rows))
    speed: dict[str, float] = {}
    for what in WHAT:
        start = time.perf_counter()
        for number, page in enumerate(pages):
            values = [
                mention_values(
                    m, arrival, author_key=f"{n % 5000:032x}", addressed=None, url_key=m.url
                )
                for n, m in enumerate(page)
            ]
            store.add_page(source_id, values, f"{number}")
        speed[what] = round(rows / (time.perf_counter() - start))
    assert store.counts()["mentions"] == rows
    store.close()
    return speed


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """A fresh database of each sort, with the settings that lose nothing in a power cut."""
    with tempfile.TemporaryDirectory() as folder, postgres_server(durable=True) as server:
        yield {"SQLite": f"sqlite:///{folder}/listener.db", "PostgreSQL": server.empty()}


def main() -> None:
    """Measure both databases, print a table, write results/ingest.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    rows, runs = asked.rows, asked.runs
    result: dict[str, Any] = {
        "command": f"python benchmarks/ingest.py --rows {rows} --runs {runs}",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_before": [round(load, 2) for load in os.getloadavg()],
        "rows": rows,
        "rows_a_second": {},
        "runs": [],
    }
    print(
        f"{rows} mentions, pages of {PAGE}, load {result['load_before'][0]} on {os.cpu_count()} cores"
    )
    print(f"{'':12}{'new rows/s':>14}{'duplicates/s':>14}")
    for _ in range(runs):
        run: dict[str, Any] = {"load": [round(load, 2) for load in os.getloadavg()]}
        with databases() as urls:
            run |= {name: measure(url, rows) for name, url in urls.items()}
        result["runs"].append(run)
    for name in (name for name in result["runs"][0] if name != "load"):
        best = {what: max(run[name][what] for run in result["runs"]) for what in WHAT}
        result["rows_a_second"][name] = best
        print(f"{name:12}{best['new']:>14,}{best['duplicates']:>14,}")
    result["load_after"] = [round(load, 2) for load in os.getloadavg()]
    (ROOT / "benchmarks/results").mkdir(exist_ok=True)
    file = ROOT / "benchmarks/results/ingest.json"
    file.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()

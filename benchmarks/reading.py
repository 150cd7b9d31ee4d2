"""What it costs to read feeds in a child (connectors/kit/apart) instead of in this process.

python benchmarks/reading.py [--items 1 20 100 1000] [--rounds 7]

Both ways take turns in one run, on the same bytes; the best of the rounds counts, by the clock.
The child is warm: what the first one costs is told apart.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from connectors.kit import apart  # noqa: E402
from connectors.kit.reading.feeds import read_feed  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "reading.json"
KIND, BASE = "application/rss+xml", "https://feeds.example/"
ITEM = (
    "<item><guid>{0}</guid><title>Late again, part {0}</title><link>https://feeds.example/{0}</link>"
    "<author>Jo</author><pubDate>Thu, 26 Nov 2026 12:{1:02}:00 +0000</pubDate>"
    "<description>&lt;p&gt;{2} {0}&lt;/p&gt;</description></item>"
)
WORDS = "My Acme bike came two weeks late and the bell is broken; who can tell me what to do? " * 4


def body(items: int) -> bytes:
    """An RSS feed of that many comments of 350 letters."""
    made = "".join(ITEM.format(n, n % 60, WORDS) for n in range(items))
    return f"<rss version='2.0'><channel><title>T</title>{made}</channel></rss>".encode()


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Measure, print a table, write results/reading.json."""
    parser = argparse.ArgumentParser(description="Reading feeds apart beside reading them here.")
    parser.add_argument("--items", type=int, nargs="+", default=[1, 20, 100, 1_000])
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    before = os.getloadavg()[0]
    first = seconds(lambda: apart.run(read_feed, body(1), KIND, BASE))
    rows = []
    print(
        f"the first child: {first:.2f} s\n{'items':>8}{'kB':>8}{'here ms':>10}{'apart ms':>10}{'ratio':>8}"
    )
    for items in asked.items:
        made = body(items)
        here = there = float("inf")
        for _ in range(asked.rounds):
            here = min(here, seconds(lambda made=made: read_feed(made, KIND, BASE)))  # type: ignore[misc]
            there = min(there, seconds(lambda made=made: apart.run(read_feed, made, KIND, BASE)))  # type: ignore[misc]
        row = {
            "items": items,
            "kB": round(len(made) / 1_000, 1),
            "here ms": round(here * 1_000, 1),
            "apart ms": round(there * 1_000, 1),
            "ratio": round(there / here, 2),
        }
        rows.append(row)
        print(f"{items:>8}{row['kB']:>8}{row['here ms']:>10}{row['apart ms']:>10}{row['ratio']:>8}")
    found = {
        "command": "python benchmarks/" + " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "load average": [round(before, 2), round(os.getloadavg()[0], 2)],
        "first child s": round(first, 2),
        "rounds": asked.rounds,
        "sizes": rows,
    }
    RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""A large SQLite database copied into PostgreSQL, killed with -9 on the way, and compared at the end.

python benchmarks/copying.py --mentions 1000000 --kills 2

With every mention go its source, story, author, tag, vector and decision, so seven rows; the copy is `listener db copy` in a
process of its own, the comparison here is another one than its own: a hash over all rows of each table.
Exit 1 where the two differ. Needs some 3 KB of disk a mention for each database.
"""

import argparse
import hashlib
import json
import os
import platform
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from rigs.full_tables import fill  # noqa: E402
from rigs.postgres import postgres_server  # noqa: E402
from sqlalchemy import Table, select  # noqa: E402
from sqlmodel import SQLModel  # noqa: E402

from listener.store.store import Store  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "copying.json"
NAMES = ("sources", "authors", "stories", "mentions", "tags", "vectors", "decisions")
PAGE = 10_000  # rows read at once for the hash


def main() -> None:
    """Make one, copy it, compare both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=2)
    asked = parser.parse_args()
    chance = random.Random(17)
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        settings = Path(folder) / "config.toml"
        settings.write_text(f'[storage]\ndir = "{folder}/data"\n[[brand]]\nname = "Acme"\n')
        source = Store.open(f"sqlite:///{folder}/data/listener.db")
        began = time.monotonic()
        fill(source, asked.mentions, only=NAMES)
        print(f"made in {time.monotonic() - began:.0f} s", flush=True)
        to = server.empty()
        command = [sys.executable, "-m", "listener.cli", "--config", str(settings), "db", "copy", "--to", to]  # fmt: skip
        tries = []
        for left in range(asked.kills, -1, -1):
            began = time.monotonic()
            run = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
            if left:
                time.sleep(chance.uniform(0.3, 0.7) * asked.mentions / 15_000)
                run.send_signal(signal.SIGKILL)
            ended = run.wait()
            tries.append({"seconds": round(time.monotonic() - began, 1), "ended": ended})
            print(tries[-1], flush=True)
        target = Store.open(to)
        differ = [name for name in NAMES if _hash(source, name) != _hash(target, name)]
        found = {
            "mentions": asked.mentions,
            "rows": len(NAMES) * asked.mentions,
            "tries": tries,
            "killed": sum(one["ended"] == -signal.SIGKILL for one in tries),
            "bytes_of_sqlite": Path(folder, "data", "listener.db").stat().st_size,
            "peak_mb_of_a_copy": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
            "differ": differ,
            "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        }
        source.close()
        target.close()
    print(json.dumps(found, indent=1))
    RESULT.write_text(json.dumps(found, indent=1) + "\n")
    sys.exit(bool(differ) or tries[-1]["ended"] != 0)


def _hash(store: Store, name: str) -> tuple[int, str]:
    """How many rows a table has, and a hash of all that is in them."""
    table: Table = SQLModel.metadata.tables[name]
    found, count, last = hashlib.sha256(), 0, 0
    while True:
        with store.reading() as session:
            page = select(table).where(table.c.id > last).order_by(table.c.id).limit(PAGE)
            rows = list(session.connection().execute(page))
        if not rows:
            return count, found.hexdigest()
        for row in rows:
            said = [str(one) if isinstance(one, datetime) else one for one in row]
            found.update(repr(said).encode())
        count, last = count + len(rows), rows[-1].id


if __name__ == "__main__":
    main()

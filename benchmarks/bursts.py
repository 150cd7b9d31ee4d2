"""Bursts: of groups of posts written within an hour, which are told in one message, and which must not be.

python benchmarks/bursts.py [--nearness 0.45] [--only fresh]

`bursts.json` has groups of invented posts: `same` are of several people who say in words of their own that
the same is wrong; `apart` are of simultaneous complaints about different things. Each goes through the real
model and stages, a post every four minutes, to a brand that hears nothing else. It formed, or merged, where
one burst takes in at least four. The groups of `developed` were looked at while the way was made. Those of
`fresh` were written when it was done: at their first run 4 of 8 formed and 0 of 8 merged; then the words of
their misses joined the lists. `--nearness 2` shows what the word lists and the likeness of words alone do.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from acme import BRAND, NOON, Clock, Kept, Listed, config, mention, pipeline  # noqa: E402
from sqlmodel import col, select  # noqa: E402

from listener.guard import log  # noqa: E402
from listener.settings.numbers import Thresholds  # noqa: E402
from listener.store.store import Store  # noqa: E402
from listener.store.tables import DecisionRow  # noqa: E402
from listener.work.chain import Tally  # noqa: E402
from listener.work.local import Local  # noqa: E402
from models.base import Tagger  # noqa: E402
from models.tagger import load_tagger  # noqa: E402

ROWS = ROOT / "benchmarks" / "bursts.json"
RESULT = ROOT / "benchmarks" / "results" / "bursts.json"
EVERY = timedelta(minutes=4)
LEAST = 4  # of one burst


def largest(texts: list[str], folder: Path, tagger: Tagger, limits: Thresholds) -> int:
    """How many of these posts the largest burst takes in; 0 where there is none."""
    store, clock, show = Store.open(f"sqlite:///{folder / 'listener.db'}"), Clock(), Kept()
    brand = BRAND.model_copy(update={"thresholds": limits})
    posts = [
        mention(n, text, thread_key=f"t{n}", posted_at=NOON + n * EVERY)
        for n, text in enumerate(texts, 1)
    ]
    for until in range(len(posts) + 1):
        clock.now = NOON + until * EVERY + timedelta(seconds=30)
        source = Listed(name="list", mentions=tuple(posts[:until]))
        made, local = pipeline(config(folder, source, brand=brand), store, show, clock, tagger), Local(1)  # type: ignore[arg-type]  # fmt: skip
        made.poll(local, ["list"], Tally())
        local.wait(60)
        local.stop(1)
        made.after_collect()
    query = select(DecisionRow.burst).where(col(DecisionRow.ended_at).is_(None))
    with store.reading() as session:
        of = Counter(key for key in session.exec(query) if key)
    store.close()
    return max(of.values(), default=0)


def main() -> None:
    """Run every group, print and keep what became of it."""
    parser = argparse.ArgumentParser(description="Which groups of posts are one burst.")
    parser.add_argument("--nearness", type=float, default=Thresholds().burst_nearness)
    parser.add_argument(
        "--only", choices=("fresh", "developed"), help="these groups; nothing is kept"
    )
    asked = parser.parse_args()
    limits = Thresholds(burst_nearness=asked.nearness)
    log.start(level=50)
    tagger = load_tagger(threads=1)
    found: dict[str, dict[str, dict[str, str]]] = {}
    for of, kinds in json.loads(ROWS.read_text("utf-8")).items():
        if asked.only not in (None, of):
            continue
        for kind, groups in kinds.items():
            for name, texts in groups.items():
                with tempfile.TemporaryDirectory(prefix="bursts-") as folder:
                    n = largest(texts, Path(folder), tagger, limits)
                found.setdefault(of, {}).setdefault(kind, {})[name] = f"{n} of {len(texts)}"
                print(f"{of:<10}{kind:<6}{name:<22}{n} of {len(texts)}", flush=True)
    counted = {
        of: {
            kind: f"{sum(int(n.split()[0]) >= LEAST for n in groups.values())} of {len(groups)}"
            for kind, groups in kinds.items()
        }
        for of, kinds in found.items()
    }
    print(counted)
    told = {
        "command": "python benchmarks/" + " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "one burst": counted,
        "groups": found,
    }
    if asked.only is None and asked.nearness == Thresholds().burst_nearness:
        RESULT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""The daemon under load, faults and kill -9 for half an hour, on loopback, and what it leaves.

python benchmarks/soak.py --minutes 30 [--seed N] [--keep FOLDER]

Everything is the product's but the sources' and Slack's addresses. Exit 1 when anything is wrong:
a mention lost or stored twice, an alert lost or posted twice, memory or open files that grow.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from rigs.soak import FDS_GROWTH, RSS_GROWTH, RSS_SLACK, Outcome, Plan, soak  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "soak.json"
NOT_SHOWN = ("each_life", "last_life_rss", "logged")


def main() -> None:
    """Run, print, keep."""
    parser = argparse.ArgumentParser(description="Soak the daemon.")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where database and logs are kept after a fault")
    parser.add_argument("--result", type=Path, default=RESULT)
    given = parser.parse_args()
    began, began_load = time.monotonic(), round(os.getloadavg()[0], 2)

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True)

    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        outcome = soak(folder, Plan(given.minutes, given.seed), say)
        if given.keep:
            shutil.copytree(folder, given.keep, dirs_exist_ok=True)
    show(outcome)
    told = {
        "minutes": given.minutes,
        "seed": given.seed,
        "machine": {
            "cpus": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "load average": [began_load, round(os.getloadavg()[0], 2)],
        },
        "tolerances": {
            "rss": f"+{RSS_GROWTH:.0%} + {RSS_SLACK:.0f} MB",
            "open files": f"+{FDS_GROWTH}",
        },
        "wrong": outcome.wrong,
        **outcome.figures,
    }
    given.result.parent.mkdir(exist_ok=True)
    given.result.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    sys.exit(bool(outcome.wrong))


def show(outcome: Outcome) -> None:
    """A table of the figures, then what is wrong."""
    for name, value in outcome.figures.items():
        if name in NOT_SHOWN:
            continue
        if isinstance(value, dict):
            print(f"\n{name}")
            for key, each in value.items():
                print(f"  {key:<34} {_plain(each)}")
        else:
            print(f"\n{name:<36} {_plain(value)}")
    print()
    for line in outcome.wrong or ["all is well"]:
        print(line)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{each} {key}" for key, each in value.items())
    return " → ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


if __name__ == "__main__":
    main()

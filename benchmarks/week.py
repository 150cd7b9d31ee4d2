"""Twenty kinds of source on one installation for a simulated week, with every fault of a site, on loopback.

python benchmarks/week.py [--hours 168] [--seed N]

Exit 1 when anything is wrong: a post lost or stored twice, one that is gone and still shown, an outage
that is named nowhere, /healthz red at the end.
"""

import argparse
import json
import logging
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from rigs.week import play  # noqa: E402

from listener.guard import log  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "week.json"


def main() -> int:
    """Play, print, keep; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description="Twenty kinds for a simulated week of faults.")
    parser.add_argument("--hours", type=int, default=168, help="with faults; quiet ones follow")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--result", type=Path, default=RESULT)
    given = parser.parse_args()
    log.start(level=logging.CRITICAL)
    began, load = time.monotonic(), round(os.getloadavg()[0], 2)

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True)

    with tempfile.TemporaryDirectory(prefix="week-") as name:
        outcome = play(Path(name), given.hours, given.seed, say)
    for key, value in outcome.figures.items():
        print(f"{key:<34} {value}")
    for line in outcome.wrong or ["all is well"]:
        print(line)
    machine = {
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "load average": [load, round(os.getloadavg()[0], 2)],
    }
    told = {
        "seed": given.seed,
        "seconds": round(time.monotonic() - began),
        "machine": machine,
        "wrong": outcome.wrong,
        **outcome.figures,
    }
    given.result.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return int(bool(outcome.wrong))


if __name__ == "__main__":
    sys.exit(main())

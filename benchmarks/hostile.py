"""How long /healthz and healthy feeds wait while a daemon reads hostile bodies beside them.

python benchmarks/hostile.py [--bodies 200] [--at-once 20] [--size 1500000] [--seconds 480]

Generated bodies (tests/rigs/hostile_bodies.py) are read by real daemons, so many at once, each
from a host of its own on loopback, with four healthy feeds among them. The baselines, before and
after, are the same with healthy feeds in their place. What a body adds is the longest answer of
/healthz in the 12 s from its request on, less the longest of the baselines: others are read at the
same time, so it is an upper bound. No wave is begun after `--seconds`; those left out are counted.
Linux only: the hosts are addresses of 127.0.0.0/8.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from rigs.hostile_bodies import Reply, hostile_body  # noqa: E402
from rigs.hostile_wave import Wave, healthy_body, wave  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "hostile.json"
BOUND = 2.0  # seconds that no body may add


def _wave(bodies: list[Reply]) -> Wave:
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        return wave(Path(folder), bodies)


def _told(seen: Wave) -> dict[str, float]:
    return {
        "longest /healthz s": round(seen.health, 2),
        "healthy feeds stored after s": round(seen.stored, 2),
        "SIGTERM s": round(seen.stop, 2),
    }


def main() -> None:
    """Run the waves, print a line each, write results/hostile.json."""
    parser = argparse.ArgumentParser(description="Delays beside hostile bodies.")
    parser.add_argument("--bodies", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=20)
    parser.add_argument("--size", type=int, default=1_500_000)
    parser.add_argument("--seconds", type=float, default=480)
    asked = parser.parse_args()
    before, until = os.getloadavg()[0], time.monotonic() + asked.seconds
    healthy = [healthy_body(f"well{n}") for n in range(asked.at_once)]
    baselines = [_wave(healthy)]
    print("healthy", _told(baselines[0]), flush=True)
    rows, waves = list[tuple[str, float]](), list[Wave]()
    for start in range(0, asked.bodies, asked.at_once):
        if time.monotonic() > until:
            break
        numbers = range(start, min(start + asked.at_once, asked.bodies))
        made = [hostile_body(number, asked.size) for number in numbers]
        waves.append(seen := _wave([reply for _, reply in made]))
        rows += [
            (f"{n}: {what}", s) for n, (what, _), s in zip(numbers, made, seen.by_body, strict=True)
        ]
        print(f"{start}+", _told(seen), flush=True)
    baselines.append(_wave(healthy))
    print("healthy", _told(baselines[1]), flush=True)
    found: dict[str, Any] = {
        "command": "python benchmarks/" + " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "load average": [round(before, 2), round(os.getloadavg()[0], 2)],
        "bodies asked for": asked.bodies,
        "bodies read": len(rows),
        "baselines": [_told(one) for one in baselines],
        "waves": [_told(one) for one in waves],
        **_figures(rows, waves, baselines),
    }
    RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def _figures(
    rows: list[tuple[str, float]], waves: list[Wave], baselines: list[Wave]
) -> dict[str, Any]:
    health = max(one.health for one in baselines)
    stored = max(one.stored for one in baselines)
    added = {what: round(took - health, 2) for what, took in rows}
    return {
        f"bodies that add more than {BOUND:g} s to /healthz": sum(
            s > BOUND for s in added.values()
        ),
        f"waves that add more than {BOUND:g} s to the healthy feeds": sum(
            one.stored - stored > BOUND for one in waves
        ),
        "most added to /healthz s": max(added.values()),
        "most added to the healthy feeds s": round(max(w.stored for w in waves) - stored, 2),
        "longest SIGTERM s": round(max(one.stop for one in waves), 2),
        "added to /healthz s": added,
    }


if __name__ == "__main__":
    main()

"""Language figures: how often the detector is right on real posts, and the memory it takes.

python -m models.training.language --data DIR
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from models.language import detect
from models.training.data import read_rows

FEWEST = 20  # characters of a post that is counted
LEFT_OUT = "ar"  # written in Latin letters and figures as often as in its own script

# In a process of its own: here the detector may be loaded already, and training holds much more.
# The system's own count of the peak; getrusage would tell the parent's where that is higher.
_MEMORY = """
import re, pathlib
from models.language import detect
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[1])
before = peak()
detect("Bonjour tout le monde, comment allez-vous ?")
print((peak() - before) * 1024 / 1e6)
"""


def language_figures(data: Path) -> dict[str, Any]:
    """Share of real_dev's posts whose language is told rightly; one that is left open is wrong.

    `memory` is in MB, what the first detection adds to a fresh process, None where the system does
    not tell (it is read from /proc); `ms` a post, on this machine.
    """
    rows = [
        row
        for row in read_rows(data / "engagement" / "real_dev.jsonl")
        if row["lang"] != LEFT_OUT and len(row["text"]) >= FEWEST
    ]
    detect("Bonjour tout le monde")  # loads, outside of the clock
    started = time.perf_counter()
    found = [detect(row["text"]) for row in rows]
    spent = time.perf_counter() - started
    n = Counter(str(row["lang"]) for row in rows)
    right = Counter(
        str(row["lang"]) for row, lang in zip(rows, found, strict=True) if lang == row["lang"]
    )
    return {
        "n": len(rows),
        "right": round(right.total() / len(rows), 4),
        "left open": round(sum(lang is None for lang in found) / len(rows), 4),
        "by language": {
            lang: {"n": count, "right": round(right[lang] / count, 4)}
            for lang, count in sorted(n.items())
        },
        "memory": _memory(),
        "ms": round(1000 * spent / len(rows), 3),
    }


def _memory() -> float | None:
    if not Path("/proc/self/status").exists():
        return None
    command = [sys.executable, "-c", _MEMORY]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return round(float(done.stdout), 1)


def main() -> None:
    """Parse the command line, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m models.training.language", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    json.dump(language_figures(parser.parse_args().data), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()

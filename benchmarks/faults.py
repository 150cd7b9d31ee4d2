"""Eighteen faults that were seen in an open peer, each to be shown absent here.

python benchmarks/faults.py [--rows 1 4 18] [--markdown]

Each row is a script of our own against servers on loopback: the real connectors, guard, store and
stages; a stub for the model, and a clock that is moved by hand. The peer's column is quoted as it was
measured there (version and date in the result); where a row is not its feature, or does not apply
to us, the row says so. Exit 1 when a row does not hold.
"""

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import fault_rows as rows  # noqa: E402
import fault_rows_later as later  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from rigs.fault_site import Site, SlackDouble, site_and_slack  # noqa: E402

from listener.guard import log  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "faults.json"
PEER = {"name": "obsei", "version": "1.1.1", "measured": "2026-11"}
Script = Callable[[Path, Site, SlackDouble], tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class Case:
    """One row: what is done, what must hold, and what the peer did."""

    case: str
    holds: str
    peer: str
    script: Script


@dataclass(frozen=True, slots=True)
class Found:
    """One row as it was seen."""

    row: int
    case: str
    holds: str
    passed: bool
    seen: str
    peer: str


CASES = (
    Case("1,200 unseen hits behind a page cap", "none lost; the source's own wall is told",
         "500 stored, 700 lost for good", rows.backlog),
    Case("two items in one second, one indexed late", "both stored", "lost", rows.same_second),
    Case("one item of 2099, then five of today", "all stored",
         "0 of 5 stored; mute until 2099", rows.future),
    Case("three items without dates, four polls", "three messages", "12 messages", rows.undated),
    Case("published late with an older date", "stored and told", "lost", rows.published_late),
    Case("Slack answers 429 to every fourth post", "all stored, each told once",
         "0 stored, 15 messages of which 3 distinct", rows.refusing),
    Case("kill -9 while posting 12 records", "12 messages", "21 messages", rows.killed),
    Case("the first of two sources answers 500", "the second is read; the first is named",
         "the second is not polled", rows.one_broken),
    Case("503 with Retry-After", "one request, then the header is obeyed",
         "one attempt, header ignored", rows.patience),
    Case("a feed with a bare &, and a broken one", "read; the broken one neither hammered nor hidden",
         "fetched on every tick, later pipelines never run, no health alert", rows.ampersand),
    Case("first run on 90 items of six years ago", "no flood", "21 messages (batches of 10: 90)",
         rows.old_items),
    Case("one entry through two feeds, then an edit", "one message", "2 messages, then 4", rows.twice),
    Case("conditional requests", "both validators sent back, 304 taken", "not used", rows.conditional),
    Case("like posts among 1,000, then 4,000", "no time a record that grows with the records",
         "30 s, then (5,000) 380 s", later.themes),
    Case("the weekly digest's time", "Monday 08:30, every week",
         "09:00, 09:46, 10:32, 11:18: drifts; no weekday, hour or zone can be set", later.on_time),
    Case("the weekly digest's content", "n, change, quotes, links; an empty week reads 0",
         "a count and five keyword themes; none of these", later.content),
    Case("personal data among other numbers", "caught, and nothing else",
         "caught; dates, versions, orders and ISBNs become <PHONE>", later.redaction),
    Case("a newcomer without a network", "check, once, status, digest, demo exit 0",
         "run fails until encryption is switched off", later.newcomer),
)  # fmt: skip


def main() -> int:
    """Run, print, keep; 1 when a row does not hold."""
    parser = argparse.ArgumentParser(description="Eighteen faults of an open peer, shown absent.")
    parser.add_argument("--rows", type=int, nargs="+", default=list(range(1, len(CASES) + 1)))
    parser.add_argument("--result", type=Path, default=RESULT)
    parser.add_argument("--markdown", action="store_true", help="print the table of the last run")
    given = parser.parse_args()
    if given.markdown:
        rows_of = json.loads(given.result.read_text("utf-8"))["rows"]
        print(markdown([Found(**one) for one in rows_of]))
        return 0
    log.start(level=logging.CRITICAL)
    found = []
    for number in given.rows:
        found.append(look(number))
        sign = "holds" if found[-1].passed else "DOES NOT HOLD"
        print(f"{number:>2}  {sign}: {found[-1].case}: {found[-1].seen}", flush=True)
    show(found)
    keep(found, given.result)
    return int(not all(one.passed for one in found))


def keep(found: Sequence[Found], result: Path) -> None:
    """Record what was seen; a row that was not run keeps what was seen the last time."""
    known = json.loads(result.read_text("utf-8"))["rows"] if result.exists() else []
    rows_of = {row["row"]: row for row in (*known, *map(asdict, found))}
    told = {
        "peer": PEER,
        "passed": sum(row["passed"] for row in rows_of.values()),
        "rows": [rows_of[number] for number in sorted(rows_of)],
    }
    result.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


def look(number: int) -> Found:
    """Run one row on servers and a folder of its own."""
    case = CASES[number - 1]
    with tempfile.TemporaryDirectory(prefix="faults-") as name, site_and_slack() as (site, slack):
        passed, seen = case.script(Path(name), site, slack)
    return Found(number, case.case, case.holds, passed, seen, case.peer)


def show(found: Sequence[Found]) -> None:
    """The table, for a terminal."""
    table = Table("#", "case", "what must hold", "seen here", f"{PEER['name']} {PEER['version']}")
    for one in found:
        sign = "✓ " if one.passed else "✗ "
        table.add_row(str(one.row), one.case, one.holds, sign + one.seen, one.peer)
    Console(width=160).print(table)


def markdown(found: Sequence[Found]) -> str:
    """The table, for docs/en/measured.md."""
    lines = [
        f"| # | Case | Must hold | Here | {PEER['name']} {PEER['version']} |",
        "|---|---|---|---|---|",
    ]
    for one in found:
        sign = "✓" if one.passed else "✗"
        cells = (one.case, one.holds, f"{sign} {one.seen}", one.peer)
        lines.append(" | ".join((f"| {one.row}", *(c.replace("|", r"\|") for c in cells))) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

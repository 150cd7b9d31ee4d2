"""Fit the weights of listener/advice/reading/beliefs.toml, and say how right they are on other brands.

python benchmarks/beliefs.py FOLDER… [--write]

Each folder is one that `listener judge` reads: brands and labelled rows. Every row goes through the real
pipeline; what the tree was told is turned into signs, and a logistic regression is fitted to whether the
labels blame, and whether they speak to the brand. The figures are crosswise over five parts of the brands, so
no brand is judged by weights that have seen it. --write puts the weights of all rows into the file.

Blame and danger are fitted a second time with the sentence vector beside the signs (beliefs.npz, for the weights
that are shipped): fit again when those change.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from listener.advice.evidence import Evidence
from listener.advice.leaves import CAPPED
from listener.advice.reading import beliefs, risk
from listener.advice.reading.case import Case
from listener.advice.reading.own_words import BLAME
from listener.advice.signals import doubts
from listener.advice.tree import ask_all
from listener.app import App
from listener.commands.judging import ANYONE
from listener.judge.bench import Bench
from listener.judge.brands import read_brands
from listener.judge.rows import Row, read_risks, read_rows
from listener.settings.brand import Brand
from listener.settings.config import Config
from listener.stages import decide, gather
from models.tagger import WEIGHTS, tagger_name

FILE = Path(beliefs.__file__).with_name("beliefs.toml")
LINES = FILE.with_suffix(".npz")
PARTS = 5
HOLD = 4.0  # how firmly a weight is held where it began; more firmly
FIRM = 80.0  # what ordinary posts say more surely than these rows, most of which were written to be hard
FIRMLY = (
    "form", "discussion", "ironic_praise", "calm_complaint", "complaint", "reserve", "mixed",
    "stars_1", "stars_2", "stars_4", "stars_5",
)  # fmt: skip
FIRM_SEEN = 300.0  # the same of the vector, each of its numbers taken by its own spread
WITH_VECTOR = ("danger", "blame")
STEPS = 60
# Where the weights begin, and stay where no row says otherwise: what each sign ought to say.
BEGIN: Mapping[str, Mapping[str, float]] = {
    "blame": {
        "tone": 0.8, "complaint": 0.3, "calm_complaint": 6.0, "ironic_praise": 6.0, "reserve": -3.6, "waited": 0.3,
        "stars_1": 1.8, "stars_2": 3.0, "stars_3": 0.5, "stars_4": -1.5, "stars_5": -2.5,
    },
    "danger": {"read": 1.0, "words": 3.0, "laughs": -2.0},
    "right": {"rests": 0.6, "risk": -4.0},
    "to_us": {"form": 1.0, "head": 2.5, "addressed": 0.5, "not_addressed": -0.5, "own_page": 0.3, "discussion": -2.0,
              "public": -0.5, "answers_us": 1.0, "reply": -0.5, "reply_on_page": -0.5, "others_head": -2.5},
}  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Told:
    """A row as the tree was told of it."""

    row: Row
    evidence: Evidence
    brand: Brand


def told(folder: Path) -> Iterator[Told]:
    """Every row of a folder with what the tree was told."""
    brands, model = read_brands(folder, None)
    rows = read_rows(folder / "rows.jsonl", brands)
    if (lines := folder / "risk.jsonl").exists():
        rows = (*rows, *read_risks(lines, brands, ANYONE))
    walk, seen = vars(decide)["walk"], list[Evidence]()

    def listening(evidence: Evidence, brand: Brand) -> object:
        seen.append(evidence)
        return walk(evidence, brand)  # what the tree says goes its way

    tagger = App(Config(brand=tuple(brands.values())[:1], tagger=model)).tagger
    vars(gather)["read_by"] = lambda: tagger.name  # the vectors are those that are fitted to
    with tempfile.TemporaryDirectory(prefix="beliefs-") as place:
        bench = Bench(Path(place), tagger)
        vars(decide)["walk"] = listening
        try:
            for row in rows:
                seen.clear()
                brand = brands.get(row.brand, ANYONE)
                bench.judge(row, brand)
                mine = [one for one in seen if one.text[:40] == row.mention.text.strip()[:40]]
                if mine:
                    yield Told(row, mine[-1], brand)
        finally:
            vars(decide)["walk"] = walk
            bench.close()


def blames(row: Row) -> float | None:
    """Does its label blame? In between where the labeller would take either."""
    return _share(row.labels.get("tone"), lambda label: label in BLAME)


def speaks(row: Row) -> float | None:
    """Does its label speak to the brand?"""
    labels = row.labels.get("form")
    return None if labels and labels[0] == "off" else _share(labels, lambda one: one == "critique")


def _share(labels: Sequence[str] | None, is_it: Callable[[str], bool]) -> float | None:
    return float(np.mean([is_it(label) for label in labels])) if labels else None


ASKED: Mapping[str, Callable[[Row], float | None]] = {"blame": blames, "to_us": speaks}
_DANGER = ("ESCALATE_NOW", "MODERATE")
_UNASKED = ("WORKPLACE", "NOT_US", "OURS")  # leaves that say nothing of danger
CUTS = (0.1, 0.3, 0.5, 0.7, 0.85, 0.9)  # at which it is told how many are said, and right


@dataclass(slots=True)
class Table:
    """What one belief is fitted on, a line a row."""

    signs: list[Mapping[str, float]] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    brands: list[str] = field(default_factory=list)  # whose weights may not have seen it
    vectors: list[bytes | None] = field(default_factory=list)

    def add(self, signs: Mapping[str, float], right: float, brand: str, one: Told) -> None:
        """One row more."""
        self.signs.append({"always": 1.0, **signs})
        self.right.append(right)
        self.brands.append(brand)
        self.vectors.append(one.evidence.vector)

    def numbers(self) -> tuple[list[str], Floats]:
        """The signs that any row has, and each row's [rows, signs]."""
        names = sorted({name for row in self.signs for name in row})
        return names, np.array([[row.get(name, 0.0) for name in names] for row in self.signs])


def table(some: Sequence[Told], belief: str) -> Table:
    """Rows by their labels."""
    made = Table()
    for one in some:
        case, wanted = Case(one.evidence, one.brand), ASKED[belief](one.row)
        if wanted is None or not one.row.leaf or not case.has_words or one.evidence.by_owner:
            continue
        signs = getattr(beliefs, belief)(one.evidence, case.around)
        made.add(signs, wanted, one.brand.name, one)
    return made


def dangers(some: Sequence[Told]) -> Table:
    """The same for whether somebody must see it now: lines of risk.jsonl, and rows by their leaf."""
    made = Table()
    for one in some:
        case = Case(one.evidence, one.brand)
        if one.evidence.by_owner or not case.has_words or one.row.leaf in _UNASKED:
            continue
        words = case.danger[1] if case.danger and not case.is_passed_on else None
        signs = risk.signs(one.evidence, case.folded, risk.counted(one.evidence), words=words)
        right = one.row.leaf in _DANGER if one.row.leaf else one.row.risk != "none"
        made.add(signs, float(right), one.brand.name if one.row.leaf else one.row.id, one)
    return made


def rightness(some: Sequence[Told]) -> Table:
    """The same for whether the advice is one that the labeller accepts."""
    made = Table()
    for one in some:
        if not one.row.leaf:
            continue
        case = Case(one.evidence, one.brand)
        answer, _ = ask_all(case)
        leaf = answer.leaf or CAPPED
        right = leaf == one.row.leaf or leaf in one.row.leaf_ok
        made.add(doubts(case, answer), float(right), one.brand.name, one)
    return made


def fit(x: Floats, y: Floats, begin: Floats, hold: Floats) -> Floats:
    """A logistic regression that is held near where it begins, by Newton's steps."""
    weights = begin.copy()
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + hold * (weights - begin)
        curve = (x.T * (p * (1 - p))) @ x + np.diag(hold)
        weights -= np.linalg.solve(curve, slope)
    return weights


def crosswise(x: Floats, y: Floats, brands: Sequence[str], begin: Floats, hold: Floats) -> Floats:
    """Each row's probability by weights that have not seen its brand."""
    part = np.array([crc32(name.encode()) % PARTS for name in brands])
    found = np.zeros(len(y))
    for number in range(PARTS):
        weights = fit(x[part != number], y[part != number], begin, hold)
        found[part == number] = 1 / (1 + np.exp(-x[part == number] @ weights))
    return found


def main() -> None:
    """Judge, fit, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    some = [one for folder in given.folder for one in told(folder)]
    told_so_far = ["# Weights of the signs of beliefs.py, as benchmarks/beliefs.py fitted them.\n"]
    kept, kept_lines = FILE.read_text(encoding="utf-8"), LINES.read_bytes()
    try:
        for belief in ("danger", "blame", "to_us", "right"):  # each rests on those before it
            told_so_far += fitted(some, belief)
            FILE.write_text("\n".join([*told_so_far, _rest(kept, told_so_far)]), encoding="utf-8")
            forget()
    finally:
        if not given.write:
            FILE.write_text(kept, encoding="utf-8")
            LINES.write_bytes(kept_lines)


def forget() -> None:
    """What was read of the two files is read again."""
    for read in (beliefs.weights_of, beliefs.lines_of, beliefs.read_by, vars(beliefs)["_arrays"]):
        read.cache_clear()


def fitted(some: Sequence[Told], belief: str) -> list[str]:
    """The weights of one belief as lines of the file; how right they are is printed."""
    made = {"danger": dangers, "right": rightness}.get(belief)
    rows = made(some) if made else table(some, belief)
    names, x = rows.numbers()
    begin = np.array([BEGIN[belief].get(name, 0.0) for name in names])
    hold = np.array([_hold(name) for name in names])
    said = _said(belief, names, _judged(belief, x, rows, begin, hold))
    if belief not in WITH_VECTOR:
        return said
    vectors = np.array([np.frombuffer(v or bytes(768), np.float16) for v in rows.vectors])
    vectors = vectors.astype(np.float64)
    middle, spread = vectors.mean(axis=0), vectors.var(axis=0)
    weights = _judged(
        f"{belief} with the vector",
        np.hstack([x, vectors - middle]),
        rows,
        np.append(begin, np.zeros(len(middle))),
        np.append(hold, FIRM_SEEN * spread),
    )
    signs, line = weights[: x.shape[1]], weights[x.shape[1] :]
    signs[names.index("always")] -= middle @ line
    lines: dict[str, NDArray[Any]] = {**beliefs.lines_of(), belief: line}
    arrays: dict[str, Any] = {name: one.astype(np.float16) for name, one in lines.items()}
    arrays[beliefs.READ_BY] = np.array(tagger_name(WEIGHTS))
    np.savez(LINES, **arrays)
    return said + _said(f"{belief}{beliefs.SEEN}", names, signs)


def _judged(what: str, x: Floats, rows: Table, begin: Floats, hold: Floats) -> Floats:
    """The weights of all rows; how right they are on brands that they have not seen is printed."""
    y = np.array(rows.right)
    p = crosswise(x, y, rows.brands, begin, hold)
    loss = -np.mean(y * np.log(p + 1e-3) + (1 - y) * np.log(1 - p + 1e-3))
    sys.stdout.write(
        f"{what}: {len(y)} rows, {np.mean(y):.2f} of them yes; on other brands"
        f" {np.mean((p > 0.5) == (y > 0.5)):.3f} right, log loss {loss:.3f}\n"
    )
    for cut in CUTS:
        if (sure := p >= cut).any():
            sys.stdout.write(f"  from {cut}: {sure.mean():.2f} of all, {y[sure].mean():.3f} yes\n")
    return fit(x, y, begin, hold)


def _said(table: str, names: Sequence[str], weights: Floats) -> list[str]:
    return [f"[{table}]", *(f"{n} = {w:.2f}" for n, w in zip(names, weights, strict=True)), ""]


def _hold(name: str) -> float:
    return 0.02 if name == "always" else FIRM if name in FIRMLY else HOLD


def _rest(kept: str, so_far: Sequence[str]) -> str:
    """The tables that are not fitted yet, as they stood."""
    done = {line for line in so_far if line.startswith("[")}
    tables = [f"[{part}" for part in kept.split("\n[")[1:]]
    return "\n".join(part for part in tables if part.splitlines()[0] not in done)


if __name__ == "__main__":
    main()

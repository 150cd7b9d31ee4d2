"""The head `know_now`: must somebody at the brand know of a post within the hour?

It learns from lines that several hands wrote for it (`written/now/`), half of them near misses, and from the labelled
rows of `benchmarks/rows`, whose label says who must know and when. Lines stand nowhere, and rows do: so each line is
given the place of a row, drawn by chance, or the head would learn which of the two a text came from.

    python -m models.training.pressing [--out models/weights] [--rows benchmarks/rows]
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import LEARNT, Post
from models.heads import Head, Heads, load_heads, save_heads
from models.tagger import WEIGHTS, ready
from models.training.data import Example, read_rows
from models.training.figures import Tagged
from models.training.fit import fit_head, warmed
from models.training.judged import is_kept, now_lines
from models.training.metrics import area_figure, calibration_figure, share_figure
from models.training.vectors import Vectors

TASK = "know_now"
ROWS = Path(__file__).parents[2] / "benchmarks" / "rows"
STRENGTH = (
    0.004  # inverse, of the penalty: of 0.002 to 0.008 as good as any on sets that were left out
)
LINES = 0.3  # weight of a line beside a row
HELD = Path(__file__).with_name("held") / "judgement" / "rows.jsonl"
CUT = 0.44  # the listener tells at once from there on, by its default costs; a test holds them together
FOLDS = 4  # of the sets of rows, for the temperature
SEED = 0


def now_rows(folder: Path = ROWS) -> dict[str, list[Example]]:
    """The labelled rows, by the set that a hand wrote."""
    return {path.parent.name: list(rows_of(path)) for path in sorted(folder.glob("*/rows.jsonl"))}


def rows_of(path: Path) -> Iterator[Example]:
    """The rows of a file that says of each who must know it, and when."""
    for row in read_rows(path):
        if row.get("who_must_know") is None:
            continue
        title = row.get("title") or ""
        post = Post(
            text=f"{title}\n{row['text']}".strip(),
            source_kind=row.get("source_kind", "social_comment"),
            venue=row.get("venue"),
            thread=row.get("thread") or row.get("parent"),
            brand=row["brand"],
            lang=row.get("lang"),
            rating=row.get("rating"),
        )
        label = "yes" if row["who_must_know"] == "now" else "no"
        yield Example(ready(post), {TASK: label}, 1.0, "rows", str(row.get("id", "")))


def placed(lines: Sequence[Example], rows: Sequence[Example]) -> list[Example]:
    """The lines, each where a row stands, by chance."""
    chance = np.random.default_rng(SEED)
    found = []
    for one in lines:
        where = rows[int(chance.integers(len(rows)))].post
        post = replace(one.post, source_kind=where.source_kind, venue=where.venue)
        found.append(replace(one, post=ready(post), weight=LINES))
    return found


def pressing(heads: Heads, encoder: Vectors, folder: Path = ROWS) -> Heads:
    """The same heads with `know_now` fitted over all features; its temperature from sets left out."""
    sets = now_rows(folder)
    every = [one for rows in sets.values() for one in rows]
    lines = placed([one for one in now_lines() if not is_kept(one)], every)
    some = [*every, *lines]
    posts = [one.post for one in some]
    seen = heads.features(encoder.encode(posts, TASK), posts)
    part = np.array([n % FOLDS for n, rows in enumerate(sets.values()) for _ in rows])
    part = np.concatenate([part, np.full(len(lines), FOLDS)])
    warmths = []
    for number in range(FOLDS):
        out = part == number
        head = _fit(seen[~out], [one for one, left in zip(some, out, strict=True) if not left])
        labels = [one.labels[TASK] for one, left in zip(some, out, strict=True) if left]
        warmths.append(warmed(head, seen[out], labels, TASK).temperature)
    whole = replace(_fit(seen, some), temperature=float(np.mean(warmths)))
    return replace(heads, by_task={**heads.by_task, TASK: whole})


def now_figures(folder: Path) -> dict[str, Any]:
    """What the head is worth on what no row of it came from: the kept lines, and posts of another hand."""
    sets = {
        "lines written for it, the eighth kept from training": placed(
            [one for one in now_lines() if is_kept(one)], list(rows_of(HELD))
        ),
        "posts by another hand, never looked at": list(rows_of(HELD)),
    }
    tagged = Tagged(folder, sets)
    return {"cut": CUT, "sets": {name: _figures(tagged, name) for name in sets}}


def _figures(tagged: Tagged, name: str) -> Mapping[str, Any]:
    true = tagged.truth(TASK, name) == "yes"
    yes = tagged.heads.scores(tagged.rows[name])[TASK][:, LEARNT[TASK].index("yes")]
    right = (yes >= 0.5) == true
    return {
        "n": len(true),
        "yes": int(true.sum()),
        "area under the curve": area_figure(yes, true).as_json(),
        "found": share_figure(yes[true] >= CUT).as_json(),
        "flagged for nothing": share_figure(yes[~true] >= CUT).as_json(),
        "calibration error": calibration_figure(right, np.maximum(yes, 1 - yes)).as_json(),
    }


def _fit(seen: NDArray[np.float32], some: Sequence[Example]) -> Head:
    return fit_head(seen, some, TASK, strength=STRENGTH)


def main() -> None:
    """Fit the head anew beside those of shipped weights."""
    parser = argparse.ArgumentParser(prog="python -m models.training.pressing", description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder of the weights")
    parser.add_argument("--rows", type=Path, default=ROWS, help="folders of labelled rows")
    told = parser.parse_args()
    name = json.loads((told.out / "heads.json").read_text(encoding="utf-8"))["name"]
    heads = pressing(load_heads(told.out), Vectors(told.out), told.rows)
    save_heads(heads, told.out, name=name)


if __name__ == "__main__":
    main()

"""The baseline: linear heads on the base model as it is.

python -m models.training.linear --data DIR --base DIR --out DIR

Its encoder saw "query: " before every text and still does. What it scores is told beside the tuned one's
by `python -m models.training.evaluate --frozen DIR`.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.base import TASKS, Post
from models.heads import Heads, features, save_heads
from models.marks import NAMES
from models.training.base import QUERY
from models.training.data import Example, alone, engagement, training_examples, withhold
from models.training.export import export
from models.training.fit import STRENGTH, calibrate, fit_head
from models.training.vectors import Vectors

NAME = "e5s-linear-1"
MOST = {"polarity": 9_000, "intent": 6_000, "irony": 5_000}
COPIES = 1  # of every engagement row with context withheld, beside the one that has it all
THIN = 0.5  # weight of such a copy
READ = ("text", "context", "marks")
BARE = 0.75  # of one more without any context: 0.03 of macro-F1 for text alone, at no cost with context


def train(data: Path, out: Path, *, most: dict[str, int], kept: Path | None = None) -> Heads:
    """Fit, calibrate and save the heads for the encoder that lies in `out`."""
    vectors = Vectors(out, kept=kept, prefix=QUERY)
    groups = widened(training_examples(data, most=most))
    rows = np.vstack([_rows(vectors, some, name) for name, some in groups.items() if some])
    examples = [one for some in groups.values() for one in some]
    dev = engagement(data / "engagement" / "real_dev.jsonl")
    dev_rows = _rows(vectors, dev, "real_dev")
    by_task = {}
    for task in TASKS:
        print(f"fitting {task}", file=sys.stderr)
        head = fit_head(rows, examples, task, strength=STRENGTH[task])
        by_task[task] = calibrate(head, dev_rows, [one.labels[task] for one in dev], task)
    heads = Heads(READ, NAMES, by_task)
    save_heads(heads, out, name=NAME)
    return heads


def widened(examples: Sequence[Example]) -> dict[str, list[Example]]:
    """Rows with every tag whole, with context withheld, and bare; the others once, withheld."""
    whole = [one for one in examples if len(one.labels) == len(TASKS)]
    rest = [one for one in examples if len(one.labels) < len(TASKS)]
    thin = [replace(one, weight=one.weight * THIN) for one in whole]
    copies = {f"copy {n}": withhold(thin, seed=n) for n in range(1, COPIES + 1)}
    bare = [replace(alone(one), weight=one.weight * BARE) for one in whole]
    return {"whole": whole, **copies, "bare": bare, "one task": withhold(rest, seed=COPIES + 1)}


def _rows(vectors: Vectors, examples: Sequence[Example], name: str) -> NDArray[np.float32]:
    posts: list[Post] = [one.post for one in examples]
    return features(vectors.encode(posts, name), posts, parts=READ)


def main() -> None:
    """Parse the command line and do it all."""
    parser = argparse.ArgumentParser(prog="python -m models.training.linear", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the four data sets")
    parser.add_argument("--base", type=Path, required=True, help="blocks or a Hugging Face folder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kept", type=Path, help="where encoded vectors are kept between runs")
    parser.add_argument("--most", type=int, help="rows of each folder of one task, at most")
    told = parser.parse_args()
    export(told.base, told.out)
    most = {folder: min(limit, told.most or limit) for folder, limit in MOST.items()}
    train(told.data, told.out, most=most, kept=told.kept)


if __name__ == "__main__":
    main()

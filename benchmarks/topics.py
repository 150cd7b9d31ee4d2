"""Fit the line that says what a reply is about, and say how right it is on posts of other hands.

    python benchmarks/topics.py [--write]

The posts of `models/training/written/matters/` (one file a hand) go through the shipped encoder; a multinomial
logistic regression over their vectors and the word lists of `aspects` is fitted. The figures are crosswise:
each hand's posts are read by a line that saw the other hands' alone. --write puts the line of all
into `listener/advice/drafts/`. It needs the training environment (`make train-env`).
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from listener.advice.drafts.topics import signs_of
from models.base import Post
from models.heads import softmax
from models.tagger import WEIGHTS, load_tagger

ROOT = Path(__file__).parent.parent
POSTS = ROOT / "models" / "training" / "written" / "matters"
OUT = ROOT / "listener" / "advice" / "drafts"
STRENGTH = 3.0  # inverse, of the penalty
WEIGHTY = 4.0  # a unit vector's cells are small beside a list's yes or no
LIGHT = 0.5  # and the lists were written beside these very posts
Floats = NDArray[np.float32]


class Set(NamedTuple):
    """Posts with their features."""

    hands: NDArray[np.str_]
    matters: NDArray[np.str_]
    vectors: Floats
    signs: Floats


class Fitted(NamedTuple):
    """A line: a row a matter."""

    matters: Sequence[str]
    weight: Floats
    bias: Floats


def read(weights: Path) -> Set:
    """Every post of a matter, with its vector."""
    rows = [
        json.loads(line) | {"hand": path.stem}
        for path in sorted(POSTS.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    rows = [row for row in rows if row["matter"] != "any"]
    tags = load_tagger(weights).tag([Post(text=row["text"], lang=row["lang"]) for row in rows])
    return Set(
        np.array([row["hand"] for row in rows]),
        np.array([row["matter"] for row in rows]),
        np.stack([tag.vector.astype(np.float32) for tag in tags]),
        np.array([signs_of("\n" + row["text"]) for row in rows], np.float32),
    )


def fit(features: Floats, matters: NDArray[np.str_]) -> Fitted:
    """A line over features."""
    model = LogisticRegression(C=STRENGTH, max_iter=2_000)
    model.fit(features, matters)
    return Fitted(list(model.classes_), model.coef_, model.intercept_)


def wide(some: Set) -> Floats:
    """The features of a line that sees the vector."""
    return np.hstack([some.vectors * WEIGHTY, some.signs * LIGHT])


def crosswise(some: Set, features: Floats) -> None:
    """Print how often the best matter is right, of all and where it is believed."""
    right, sure = np.zeros(len(features), bool), np.zeros(len(features))
    for hand in np.unique(some.hands):
        kept = some.hands == hand
        fitted = fit(features[~kept], some.matters[~kept])
        said = features[kept] @ fitted.weight.T + fitted.bias
        shares = softmax(said)
        best = np.array(fitted.matters)[shares.argmax(axis=1)]
        right[kept], sure[kept] = best == some.matters[kept], shares.max(axis=1)
        print(f"  {hand:8} {right[kept].mean():.3f} of {kept.sum()}")
    for cut in (0.0, 0.3, 0.4, 0.5, 0.6, 0.7):
        over = sure >= cut
        print(f"  from {cut:.1f}: {over.mean():.2f} said, {right[over].mean():.3f} right")


def main() -> None:
    """Fit, say, and write if asked."""
    parser = argparse.ArgumentParser(prog="python benchmarks/topics.py", description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--write", action="store_true")
    told = parser.parse_args()
    some = read(told.weights)
    print(f"{len(some.hands)} posts, {len(np.unique(some.matters))} matters")
    print("vector and lists, each hand's by the others':")
    crosswise(some, wide(some))
    print("lists alone:")
    crosswise(some, some.signs)
    if told.write:
        write(some)


def write(some: Set) -> None:
    """The line of all posts, where the listener reads it."""
    full, bare = fit(wide(some), some.matters), fit(some.signs, some.matters)
    weight = full.weight.copy()
    weight[:, : some.vectors.shape[1]] *= WEIGHTY
    weight[:, some.vectors.shape[1] :] *= LIGHT
    np.savez_compressed(
        OUT / "topics.npz",
        weight=weight.astype(np.float16),
        bare=bare.weight.astype(np.float16),
        bias=full.bias.astype(np.float16),
        bare_bias=bare.bias.astype(np.float16),
    )
    told = {"matters": list(full.matters)}
    (OUT / "topics.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

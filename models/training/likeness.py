"""Likeness: what the sentence vector is worth to the listener, beside the base model's own.

python -m models.training.likeness --out DIR --frozen DIR --data DIR

The listener compares posts by the cosine of their vectors: copies of a post (listener/stages/group.py,
before word pairs decide) and a question that was asked before (listener/stages/gather.py, alone). Its two
thresholds were chosen for the base model. Here is where they stand for the tuned vectors, which are centred
and so lie further apart: where as many pairs of different posts pass; and what is found and kept there.
"""

import argparse
import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import Post
from models.heads import Heads, load_heads
from models.pieces import clean
from models.tagger import WEIGHTS
from models.training.base import QUERY
from models.training.data import read_rows
from models.training.metrics import pair_figure, share_figure
from models.training.vectors import Vectors

POSTS = 700  # of real_dev: a quarter of a million pairs
THRESHOLDS = (0.94, 0.93)  # of the base model's vectors: copy_likeness, question_likeness
# The rows of banking77's test file lie in blocks of one intent each; an id ends with the row's number.
QUESTIONS, BLOCK = "banking77:test-", 40

Floats = NDArray[np.float32]
Read = Callable[[list[str], str], Floats]  # sentence vectors of texts; the name is for progress

EDITS: dict[str, Callable[[str], str]] = {
    "lower case, no full stops, an exclamation mark": lambda text: text.lower().replace(".", "") + " !",
    "five characters lost, three words gained": lambda text: text[5:] + " via un ami",
}  # fmt: skip


def likeness(data: Path, out: Path, frozen: Path) -> dict[str, Any]:
    """For each threshold of the base model: ours, and what both find and let through."""
    ours, base = _reader(out, load_heads(out)), _reader(frozen, prefix=QUERY)
    real = [clean(row["text"]) for row in read_rows(data / "engagement" / "real_dev.jsonl")]
    texts = list(dict.fromkeys(text for text in real if text))[:POSTS]
    asked, intents = _questions(data / "intent" / "test.jsonl")
    mine, theirs = _seen(ours, texts, "ours"), _seen(base, texts, "base model")
    asked_ours, asked_base = ours(asked, "questions, ours"), base(asked, "questions, base model")
    alike = _Alike(asked_ours @ asked_ours.T, asked_base @ asked_base.T, intents)
    shown: dict[str, Any] = {
        "posts": len(texts),
        "pairs": len(texts) * (len(texts) - 1) // 2,
        "questions": {"posts": len(asked), "like pairs": int(np.triu(alike.same, 1).sum())},
    }
    for bar in THRESHOLDS:
        passing = theirs.passing(bar)
        passed = mine.threshold(passing)
        shown[f"at {bar}"] = {
            "pairs that pass": passing,
            "threshold": passed,
            "the base model's pairs that pass ours": pair_figure(
                mine.near >= passed, theirs.near >= bar
            ).as_json(),
            "edited posts found": mine.found(passed),
            "edited posts found by the base model": theirs.found(bar),
            **alike.told(bar, passed),
        }
    return shown


@dataclass(frozen=True)
class _Alike:
    """Questions by cosine in the vectors of both models, and which of them ask the same."""

    ours: Floats
    base: Floats
    intents: NDArray[np.int64]

    @property
    def same(self) -> NDArray[np.bool_]:
        return np.asarray(self.intents[:, None] == self.intents[None, :])

    def told(self, bar: float, passed: float) -> dict[str, Any]:
        """The base model at `bar`, ours at `passed`, and ours where as many questions pass."""
        pairs = np.triu_indices(len(self.intents), 1)
        many = int((self.base[pairs] >= bar).sum())
        level = _threshold(np.sort(self.ours[pairs]), many)
        return {
            "questions": self._at(self.ours, passed),
            "questions, as many pairs": {"threshold": level} | self._at(self.ours, level),
            "questions, base model": self._at(self.base, bar),
        }

    def _at(self, near: Floats, bar: float) -> dict[str, Any]:
        """Of the pairs that pass, how many ask the same; of those that ask the same, how many pass."""
        return {
            "right": pair_figure(self.same, near >= bar).as_json(),
            "found": pair_figure(near >= bar, self.same).as_json(),
        }


class _Seen:
    """Posts and their edited copies in the vectors of one model."""

    def __init__(self, plain: Floats, edited: dict[str, Floats]) -> None:
        self.near = plain @ plain.T
        self._edited = {name: (plain * some).sum(axis=1) for name, some in edited.items()}
        self._pairs = np.sort(self.near[np.triu_indices(len(plain), 1)])

    def passing(self, bar: float) -> int:
        """How many pairs of different posts are that near."""
        return int((self._pairs >= bar).sum())

    def threshold(self, passing: int) -> float:
        """Where so many pairs pass."""
        return _threshold(self._pairs, passing)

    def found(self, bar: float) -> dict[str, Any]:
        """The share of posts whose edited copy is that near."""
        return {name: share_figure(near >= bar).as_json() for name, near in self._edited.items()}


def _threshold(ascending: Floats, passing: int) -> float:
    """The cosine that so many pairs reach, cut to four places."""
    return math.floor(float(ascending[-max(1, passing)]) * 10_000) / 10_000


def _seen(read: Read, texts: list[str], name: str) -> _Seen:
    edited = {
        edit: read([clean(change(text)) for text in texts], f"{name}, {edit}")
        for edit, change in EDITS.items()
    }
    return _Seen(read(texts, name), edited)


def _reader(folder: Path, heads: Heads | None = None, *, prefix: str = "") -> Read:
    vectors = Vectors(folder, prefix=prefix)

    def read(texts: list[str], name: str) -> Floats:
        encoded = vectors.encode([Post(text=text) for text in texts], name)
        found = heads.vectors(encoded) if heads else encoded.text
        return found.astype(np.float16).astype(np.float32)  # as the listener stores them

    return read


def _questions(path: Path) -> tuple[list[str], NDArray[np.int64]]:
    """Questions to one bank, and which of them ask the same. A test file of the intents: it says nothing of tags here."""
    kept: dict[str, int] = {}
    for row in read_rows(path):
        if row["id"].startswith(QUESTIONS):
            kept.setdefault(clean(row["text"]), int(row["id"].removeprefix(QUESTIONS)) // BLOCK)
    return list(kept), np.array(list(kept.values()))


def main() -> None:
    """Parse the command line, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m models.training.likeness", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder of the weights")
    parser.add_argument("--frozen", type=Path, required=True, help="folder of the base encoder")
    told = parser.parse_args()
    json.dump(likeness(told.data, told.out, told.frozen), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()

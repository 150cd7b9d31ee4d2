"""Linear heads: from features to calibrated scores, one head a task.

`heads.json` says what the features are, in order, and per task the classes, the temperature and the
threshold below which the label is `unsure`; `heads.safetensors` holds `<task>.weight` [classes,
features] and `<task>.bias` [classes], and `vector.weight` [size, inner + size] and `vector.bias` [size],
which lead from a tuned encoder's lower layers and its last to a sentence vector that knows what a text
says, and not only how it would be tagged.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import LEARNT, TASKS, UNSURE, Post, Score
from models.encoder import Encoded, unit
from models.marks import NAMES, mark_rows

PARTS = ("text", "context", "marks", "inner")


@dataclass(frozen=True)
class Head:
    """One task's weights and what its scores mean."""

    weight: NDArray[np.float32]  # [classes, features]
    bias: NDArray[np.float32]  # [classes]
    temperature: float = 1.0  # logits are divided by it; fitted on the development set
    threshold: float = 0.0  # a likeliest class below it is `unsure`


@dataclass(frozen=True)
class Heads:
    """Every task's head over the same features."""

    parts: tuple[str, ...]  # of PARTS, in order
    marks: tuple[str, ...]  # names of the marks, where `parts` has them
    by_task: Mapping[str, Head]
    # [size, inner + size] and [size]: from the means of a text to its sentence vector, where layers
    # were tuned.
    vector: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None

    def features(self, encoded: Encoded, posts: Sequence[Post]) -> NDArray[np.float32]:
        """The features of posts, [posts, features]; their texts are cleaned already."""
        return features(encoded, posts, parts=self.parts, marks=self.marks)

    def scores(self, rows: NDArray[np.float32]) -> dict[str, NDArray[np.float64]]:
        """Calibrated probabilities by task, [posts, classes] in the order of LEARNT."""
        return {
            task: softmax(logits(head, rows) / head.temperature)
            for task, head in self.by_task.items()
        }

    def vectors(self, encoded: Encoded) -> NDArray[np.float32]:
        """Sentence vectors, [posts, size], unit length: near for texts that say the same."""
        if self.vector is None:
            return encoded.text
        # As in logits: each cell alone.
        weight, bias = self.vector
        return unit(np.einsum("ni,oi->no", means(encoded), weight) + bias)

    def score(self, task: str, probabilities: Sequence[float]) -> Score:
        """One post's score of a task, with `unsure` below the threshold."""
        scores = dict(zip(LEARNT[task], map(float, probabilities), strict=True))
        best = max(scores, key=scores.__getitem__)
        sure = scores[best] >= self.by_task[task].threshold
        return Score(best if sure else UNSURE, scores)


def means(encoded: Encoded) -> NDArray[np.float32]:
    """What a tuned encoder's sentence vectors are made from, [posts, inner + size]."""
    return np.hstack([encoded.inner, encoded.text])


def features(
    encoded: Encoded, posts: Sequence[Post], *, parts: Sequence[str], marks: Sequence[str] = NAMES
) -> NDArray[np.float32]:
    """The named parts side by side."""
    made: dict[str, Callable[[], NDArray[np.float32]]] = {
        "text": lambda: encoded.text,
        "context": lambda: encoded.context,
        "marks": lambda: mark_rows(posts, marks),
        "inner": lambda: encoded.inner,
    }
    return np.hstack([made[part]() for part in parts])


def logits(head: Head, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Unscaled scores, [rows, classes]."""
    # einsum without optimisation sums each cell alone and in one order: a matrix product would round
    # one row otherwise than the same row among many, and a tag may not depend on its neighbours.
    product = np.einsum("nf,cf->nc", rows.astype(np.float64), head.weight.astype(np.float64))
    return np.asarray(product + head.bias)


def softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Over the last axis."""
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def load_heads(folder: Path) -> Heads:
    """Read heads.json and heads.safetensors; raises OSError, ValueError or KeyError where they are off."""
    from safetensors.numpy import load_file

    told = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    arrays = load_file(folder / "heads.safetensors")
    parts, names = tuple(told["features"]), tuple(told["marks"])
    if unknown := set(parts) - set(PARTS):
        raise ValueError(f"heads.json asks for features this version lacks: {sorted(unknown)}")
    missing = TASKS.keys() - told["tasks"].keys()
    if missing:
        raise KeyError(f"heads.json has no {sorted(missing)}")
    by_task = {
        task: _head(task, told["tasks"][task], arrays) for task in LEARNT if task in told["tasks"]
    }
    vector = (arrays["vector.weight"], arrays["vector.bias"]) if "vector.weight" in arrays else None
    return Heads(parts, names, by_task, vector)


def _head(task: str, told: Mapping[str, Any], arrays: Mapping[str, NDArray[np.float32]]) -> Head:
    if tuple(told["classes"]) != LEARNT[task]:
        raise ValueError(
            f"heads.json: {task} has the classes {told['classes']}, not {LEARNT[task]}"
        )
    return Head(
        arrays[f"{task}.weight"],
        arrays[f"{task}.bias"],
        float(told["temperature"]),
        float(told["threshold"]),
    )


def save_heads(heads: Heads, folder: Path, *, name: str) -> None:
    """Write the two files; `name` is the family that the tagger's name begins with."""
    from safetensors.numpy import save_file

    arrays = {}
    if heads.vector is not None:
        arrays["vector.weight"], arrays["vector.bias"] = heads.vector
    for task, head in heads.by_task.items():
        arrays[f"{task}.weight"], arrays[f"{task}.bias"] = head.weight, head.bias
    # A turned array would be written in the order of its memory, not of its rows.
    straight = {name: np.ascontiguousarray(value) for name, value in arrays.items()}
    save_file(straight, folder / "heads.safetensors")
    (folder / "heads.safetensors").chmod(0o644)  # safetensors writes for the owner alone
    told = {
        "name": name,
        "features": list(heads.parts),
        "marks": list(heads.marks),
        "tasks": {
            task: {
                "classes": list(LEARNT[task]),
                "temperature": round(head.temperature, 4),
                "threshold": round(head.threshold, 4),
            }
            for task, head in heads.by_task.items()
        },
    }
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (folder / "heads.json").write_text(text, encoding="utf-8")

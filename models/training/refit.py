"""Heads fitted once more when the encoder is done.

`risk` and `outside_hands` are read from the text's means after lower layers, too: the last layer keeps of a
long post what it is about, and a danger told in one clause of it lies below. `risk` sees the text alone:
lines written for it stand nowhere, on no page, with no brand, no stars; real posts do, and hardly one of
them is a risk. A head that sees where a text stands learns which of the two it came from: of lines put on a brand's page
it held a fifth of the risks for harmless at a cut where, bare, it missed none (TRIED.md).

Form, tone and intent are read once more from what all heads say: blame shows in intent, and irony in
tone. A line over lines is a line, so the listener computes what it did before.

    python -m models.training.refit --data FOLDER [--out models/weights] [--stacked]
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.heads import Head, Heads, load_heads, logits, save_heads
from models.tagger import WEIGHTS
from models.training.data import Example, engagement, one_task
from models.training.fit import calibrate, fit_head, warmed
from models.training.judged import (
    PUBLIC,
    QUESTIONS,
    asked_lines,
    is_kept,
    public_risks,
    risk_lines,
    with_answers,
)
from models.training.vectors import Vectors

STRENGTH = (
    0.003  # inverse, of the penalty: of 0.001 to 0.03 as good as any on lines of two other hands
)
PUBLIC_WEIGHT = 0.5  # of its rows beside what was written for it
# Real posts of two other collections, presumed harmless: about one in a hundred is not. Without them, a rough
# complaint in few words is too often held for a danger.
ORDINARY = 2_500  # of each
STACKED = ("form", "tone", "intent")
STACK_STRENGTH = 0.02  # as above: of 0.006 to 0.2 as good as any for all three
SHARE = 0.5  # of what is read from all heads, beside the task's own
SEED = 0

Floats = NDArray[np.float32]


def rows(data: Path) -> list[Example]:
    """Written lines but the kept eighth, public sets as an epoch has them, real posts of no risk."""
    chance = np.random.default_rng(SEED)
    found = [one for one in risk_lines() if not is_kept(one)]
    for name, (_, most) in PUBLIC.items():
        if (data / "risk" / f"{name}.jsonl").exists():
            some = public_risks(data, name)
            for place in chance.permutation(len(some))[:most]:
                one = some[int(place)]
                found.append(replace(one, weight=one.weight * PUBLIC_WEIGHT))
    real = engagement(data / "engagement" / "real_train.jsonl")
    for name in ("intent", "polarity"):
        some = one_task(data / name / "train.jsonl", name)
        real += [some[int(place)] for place in chance.permutation(len(some))[:ORDINARY]]
    return [*found, *(replace(one, labels={"risk": "none"}, weight=1.0) for one in real)]


def refitted(heads: Heads, encoder: Vectors, data: Path) -> Heads:
    """The same heads with `risk` and `outside_hands` fitted over lower layers, too; calibrated."""
    heads = with_inner(heads, encoder)
    some, kept = rows(data), [one for one in risk_lines() if is_kept(one)]
    risk = _fitted(heads, encoder, some, kept, "risk", alone=True)
    real = with_answers(engagement(data / "engagement" / "real_train.jsonl"))
    asked = [*asked_lines(), *(one for one in real if QUESTIONS[0] in one.labels)]
    some, kept = [one for one in asked if not is_kept(one)], [one for one in asked if is_kept(one)]
    outside = _fitted(heads, encoder, some, kept, "outside_hands", alone=False)
    return replace(heads, by_task={**heads.by_task, "risk": risk, "outside_hands": outside})


def stacked(heads: Heads, encoder: Vectors, data: Path) -> Heads:
    """The same heads with each of STACKED read halfway from what all of them say; calibrated.

    Not to be done twice to the same heads.
    """
    folder = data / "engagement"
    train, dev = (engagement(folder / f"real_{name}.jsonl") for name in ("train", "dev"))
    seen, seen_dev = (
        heads.features(encoder.encode([one.post for one in some], name), [o.post for o in some])
        for some, name in ((train, "real_train"), (dev, "real_dev"))
    )
    said = np.hstack([_said(head, seen) for head in heads.by_task.values()]).astype(np.float32)
    found = {}
    for task in STACKED:
        over = fit_head(said, _balanced(train, task), task, strength=STACK_STRENGTH)
        head = _folded(heads, task, over)
        found[task] = calibrate(head, seen_dev, [one.labels[task] for one in dev], task)
    return replace(heads, by_task={**heads.by_task, **found})


def with_inner(heads: Heads, encoder: Vectors) -> Heads:
    """Heads that may read the lower layers, and count nothing of them yet."""
    if "inner" in heads.parts:
        return heads
    wide = encoder.inner
    by_task = {
        task: replace(head, weight=np.pad(head.weight, ((0, 0), (0, wide))))
        for task, head in heads.by_task.items()
    }
    return replace(heads, parts=(*heads.parts, "inner"), by_task=by_task)


def _fitted(
    heads: Heads, encoder: Vectors, some: Sequence[Example], kept: Sequence[Example], task: str,
    *, alone: bool,
) -> Head:  # fmt: skip
    seen, seen_kept = (_features(heads, encoder, ones, task, alone=alone) for ones in (some, kept))
    head = fit_head(seen, some, task, strength=STRENGTH)
    head.weight[:, seen.any(axis=0) == 0] = 0.0  # what is not the text counts nothing
    return warmed(head, seen_kept, [one.labels[task] for one in kept], task)


def _features(
    heads: Heads, encoder: Vectors, some: Sequence[Example], name: str, *, alone: bool
) -> Floats:
    """The features of posts; `alone`: what is not the text's own is zero."""
    posts = [one.post for one in some]
    encoded = encoder.encode(posts, name)
    found = heads.features(encoded, posts).copy()
    if alone:
        found[:, encoded.text.shape[1] : found.shape[1] - encoded.inner.shape[1]] = 0.0
    return found


def _said(head: Head, seen: Floats) -> NDArray[np.float64]:
    return logits(head, seen) / head.temperature


def _balanced(some: Sequence[Example], task: str) -> list[Example]:
    """The rows with this label alone, a rare one weighing more: by the root of its share."""
    labels = [one.labels[task] for one in some]
    return [
        replace(one, labels={task: label}, weight=(len(labels) / labels.count(label)) ** 0.5)
        for one, label in zip(some, labels, strict=True)
    ]


def _folded(heads: Heads, task: str, over: Head) -> Head:
    """One head over features, of a task's own and of `over`, which reads all heads' logits."""
    all_of = [(head.weight, head.bias, head.temperature) for head in heads.by_task.values()]
    weight = np.vstack([weight / warmth for weight, _, warmth in all_of])
    bias = np.concatenate([bias / warmth for _, bias, warmth in all_of])
    own = heads.by_task[task]
    mine, others = (1 - SHARE) / own.temperature, SHARE
    return Head(
        (own.weight * mine + over.weight @ weight * others).astype(np.float32),
        (own.bias * mine + (over.weight @ bias + over.bias) * others).astype(np.float32),
    )


def main() -> None:
    """Fit the heads of shipped weights again, in their place."""
    parser = argparse.ArgumentParser(prog="python -m models.training.refit", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder of the weights")
    parser.add_argument("--stacked", action="store_true", help="form, tone and intent, too: once")
    told = parser.parse_args()
    heads, encoder = load_heads(told.out), Vectors(told.out)
    if told.stacked:
        heads = stacked(heads, encoder, told.data)
    name = json.loads((told.out / "heads.json").read_text(encoding="utf-8"))["name"]
    save_heads(refitted(heads, encoder, told.data), told.out, name=name)


if __name__ == "__main__":
    main()

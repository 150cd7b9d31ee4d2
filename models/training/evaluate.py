"""Evaluate: what the shipped weights score on posts they were not trained on, and against what.

python -m models.training.evaluate --data DIR [--base DIR] [--out DIR]

Writes scores.json and CARD.md beside the weights. Without --base the 8-bit encoder is not compared
with the 32-bit one.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import TASKS, Post
from models.heads import Head, Heads, load_heads, logits, softmax
from models.tagger import WEIGHTS, load_tagger, tagger_name
from models.training.card import write_card
from models.training.data import Example, alone, engagement, one_task
from models.training.export import export
from models.training.fit import calibrate
from models.training.metrics import (
    calibration_error,
    f1,
    macro_figure,
    with_interval,
)
from models.training.vectors import Vectors

FORMS = ("share", "discussion", "critique", "creation")
TONES = ("negative", "neutral", "positive")
FEWEST = 25  # rows of a slice; under it a figure says nothing
ALONE = 200  # posts tagged one by one, to compare with the same posts among others

Labels = NDArray[np.str_]


@dataclass(frozen=True)
class Measured:
    """A set of examples with the features that the shipped encoder gives them."""

    examples: list[Example]
    rows: NDArray[np.float32]

    def truth(self, task: str) -> Labels:
        """The true labels."""
        return np.array([one.labels[task] for one in self.examples])

    def part(self, kept: NDArray[np.bool_]) -> "Measured":
        """Some of the rows."""
        some = [one for one, keep in zip(self.examples, kept, strict=True) if keep]
        return Measured(some, self.rows[kept])


def measure(vectors: Vectors, heads: Heads, examples: list[Example], name: str) -> Measured:
    """Encode a set once for every figure."""
    posts = [one.post for one in examples]
    return Measured(examples, heads.features(vectors.encode(posts, name), posts))


def said(heads: Heads, task: str, rows: NDArray[np.float32]) -> Labels:
    """The likeliest class of each row, `unsure` or not."""
    return np.asarray(np.array(TASKS[task])[logits(heads.by_task[task], rows).argmax(axis=1)])


def form_figures(heads: Heads, dev: Measured, bare: Measured, data: Path) -> dict[str, Any]:
    """Form with and without context, by language and source kind, beside two baselines."""
    truth, found = dev.truth("form"), said(heads, "form", dev.rows)
    known = _trained(data)
    kinds = [one.post.source_kind or "" for one in dev.examples]
    most = Counter(one.labels["form"] for one in known).most_common(1)[0][0]
    by_kind = _commonest_by_kind(known)
    guess = np.array([by_kind.get(kind, most) for kind in kinds])
    majority = np.full(len(truth), Counter(truth.tolist()).most_common(1)[0][0])
    return {
        "with context": macro_figure(truth, found, FORMS).as_json(),
        "text alone": macro_figure(truth, said(heads, "form", bare.rows), FORMS).as_json(),
        "baseline: always the commonest": macro_figure(truth, majority, FORMS).as_json(),
        "baseline: commonest of the source kind": macro_figure(truth, guess, FORMS).as_json(),
        "classes": {form: _class_figure(truth, found, form) for form in TASKS["form"]},
        "critique and discussion by language": _pair_by_language(dev, truth, found),
        "critique and discussion by source kind": _pair_by_kind(kinds, truth, found),
    }


def _trained(data: Path) -> list[Example]:
    folder = data / "engagement"
    return engagement(folder / "synthetic_train.jsonl") + engagement(folder / "real_train.jsonl")


def _commonest_by_kind(known: Sequence[Example]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = {}
    for one in known:
        counts.setdefault(one.post.source_kind or "", Counter())[one.labels["form"]] += 1
    return {kind: count.most_common(1)[0][0] for kind, count in counts.items()}


def _class_figure(truth: Labels, found: Labels, label: str) -> dict[str, float]:
    return {"value": round(f1(truth, found, label), 3), "n": int((truth == label).sum())}


def _pair(truth: Labels, found: Labels, kept: NDArray[np.bool_]) -> dict[str, float]:
    return macro_figure(truth[kept], found[kept], ("critique", "discussion")).as_json()


def _pair_by_language(dev: Measured, truth: Labels, found: Labels) -> dict[str, Any]:
    langs = np.array([one.post.lang for one in dev.examples])
    # On all rows of the language, so that a share called a critique counts against it.
    return {lang: _pair_all(truth[langs == lang], found[langs == lang]) for lang in ("en", "fr")}


def _pair_all(truth: Labels, found: Labels) -> dict[str, float]:
    kept = np.isin(truth, FORMS)
    mine, theirs = truth[kept], found[kept]

    def value(rows: NDArray[np.int64]) -> float:
        return float(np.mean([f1(mine[rows], theirs[rows], c) for c in ("critique", "discussion")]))

    return with_interval(value, len(mine)).as_json()


def _pair_by_kind(kinds: Sequence[str], truth: Labels, found: Labels) -> dict[str, Any]:
    shown = {}
    for kind, _ in Counter(kinds).most_common():
        kept = np.array([one == kind for one in kinds]) & np.isin(truth, ("critique", "discussion"))
        if len(set(truth[kept])) == 2 and kept.sum() >= FEWEST:
            shown[kind] = _pair(truth, found, kept)
    return shown


def sliced(heads: Heads, task: str, dev: Measured, labels: Sequence[str]) -> dict[str, Any]:
    """Macro-F1 of a task in all, by language and by source kind."""
    truth, found = dev.truth(task), said(heads, task, dev.rows)
    majority = np.full(len(truth), Counter(truth.tolist()).most_common(1)[0][0])
    shown: dict[str, Any] = {
        "all": macro_figure(truth, found, labels).as_json(),
        "baseline: always the commonest": macro_figure(truth, majority, labels).as_json(),
    }
    for what in ("lang", "source_kind"):
        values = np.array([str(getattr(one.post, what)) for one in dev.examples])
        shown[what] = {
            str(value): macro_figure(
                truth[values == value], found[values == value], labels
            ).as_json()
            for value in sorted(set(values.tolist()))
            if np.isin(truth[values == value], labels).sum() >= FEWEST
        }
    return shown


def ranked(heads: Heads, irony: Measured) -> dict[str, float]:
    """How often an ironic text scores above one that is not (area under the ROC curve)."""
    place = TASKS["irony"].index("irony")
    scores = heads.scores(irony.rows)["irony"][:, place]
    truth = irony.truth("irony") == "irony"

    def value(rows: NDArray[np.int64]) -> float:
        order = scores[rows].argsort().argsort() + 1
        ironic = truth[rows]
        ours = int(ironic.sum())
        return float((order[ironic].sum() - ours * (ours + 1) / 2) / (ours * (len(rows) - ours)))

    return with_interval(value, len(truth)).as_json()


def sureness(heads: Heads, dev: Measured) -> dict[str, Any]:
    """Calibration and `unsure`, each half of the rows measured with what the other half set."""
    shown = {}
    halves = np.arange(len(dev.examples)) % 2 == 0
    for task in TASKS:
        right, sure, kept = [], [], []
        for mine in (halves, ~halves):
            rows, others = dev.part(mine), dev.part(~mine)
            head = calibrate(heads.by_task[task], others.rows, others.truth(task).tolist(), task)
            scores = _scores(head, rows.rows)
            right.append(np.array(TASKS[task])[scores.argmax(axis=1)] == rows.truth(task))
            sure.append(scores.max(axis=1))
            kept.append(scores.max(axis=1) >= head.threshold)
        shown[task] = _sureness(*(np.concatenate(part) for part in (right, sure, kept)))
        shown[task]["threshold"] = round(heads.by_task[task].threshold, 2)
    return shown


def _scores(head: Head, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    return softmax(logits(head, rows) / head.temperature)


def _sureness(
    right: NDArray[np.bool_], sure: NDArray[np.float64], kept: NDArray[np.bool_]
) -> dict[str, float]:
    return {
        "n": len(right),
        "calibration error": round(calibration_error(right, sure), 3),
        "accuracy": round(float(right.mean()), 3),
        "accuracy where sure": round(float(right[kept].mean()), 3),
        "share that is sure": round(float(kept.mean()), 3),
    }


def same_as_reference(heads: Heads, dev: Measured, base: Path) -> dict[str, float]:
    """Share of real_dev's labels that the 32-bit encoder gives too."""
    with tempfile.TemporaryDirectory() as folder:
        export(base, Path(folder), bits=32)
        reference = measure(Vectors(Path(folder)), heads, dev.examples, "real_dev in 32 bits")
    return {
        task: round(
            float(np.mean(said(heads, task, dev.rows) == said(heads, task, reference.rows))), 4
        )
        for task in TASKS
    }


def same_alone(folder: Path, posts: Sequence[Post]) -> dict[str, float]:
    """Posts tagged one by one and in one list: equal labels, and the largest difference of a score."""
    tagger = load_tagger(folder)
    together = tagger.tag(posts)
    alone = [tagger.tag([post])[0] for post in posts]
    equal, apart = 0, 0.0
    for one, other in zip(together, alone, strict=True):
        pairs = [(getattr(one, task), getattr(other, task)) for task in TASKS]
        equal += all(a.label == b.label for a, b in pairs)
        apart = max(apart, *(abs(a.scores[k] - b.scores[k]) for a, b in pairs for k in a.scores))
    return {"n": len(posts), "equal labels": equal / len(posts), "largest difference": apart}


def evaluate(data: Path, base: Path | None, out: Path) -> dict[str, Any]:
    """Measure everything and write scores.json and CARD.md into `out`."""
    heads, vectors = load_heads(out), Vectors(out)
    dev = measure(vectors, heads, engagement(data / "engagement" / "real_dev.jsonl"), "real_dev")
    bare = measure(vectors, heads, [alone(one) for one in dev.examples], "real_dev, text alone")
    single = {
        folder: measure(
            vectors, heads, one_task(data / folder / "dev.jsonl", folder), f"{folder} dev"
        )
        for folder in ("polarity", "intent", "irony")
    }
    scores: dict[str, Any] = {
        "tagger": tagger_name(out),
        "form": form_figures(heads, dev, bare, data),
        "tone": sliced(heads, "tone", dev, TONES),
        "tone, text alone": sliced(heads, "tone", bare, TONES)["all"],
        "tone on UMSAB dev": _umsab(heads, single["polarity"]),
        "intent": sliced(heads, "intent", dev, TASKS["intent"]),
        "intent, text alone": sliced(heads, "intent", bare, TASKS["intent"])["all"],
        "intent on its own dev": sliced(heads, "intent", single["intent"], TASKS["intent"])["lang"],
        "irony, area under the curve": ranked(heads, single["irony"]),
        "sureness": sureness(heads, dev),
        "one by one": same_alone(out, [one.post for one in dev.examples[:ALONE]]),
    }
    if base:
        scores["as in 32 bits"] = same_as_reference(heads, dev, base)
    text = json.dumps(scores, indent=1, ensure_ascii=False) + "\n"
    (out / "scores.json").write_text(text, encoding="utf-8")
    write_card(out)
    return scores


def _umsab(heads: Heads, polarity: Measured) -> Mapping[str, Any]:
    tweets = polarity.part(np.array([one.origin == "umsab_xlmt" for one in polarity.examples]))
    return dict(sliced(heads, "tone", tweets, TONES)["lang"])


def main() -> None:
    """Parse the command line, measure, and print the main figures."""
    parser = argparse.ArgumentParser(prog="python -m models.training.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, help="to compare with the 32-bit encoder")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder of the weights")
    told = parser.parse_args()
    scores = evaluate(told.data, told.base, told.out)
    json.dump(scores, sys.stdout, indent=1)


if __name__ == "__main__":
    main()

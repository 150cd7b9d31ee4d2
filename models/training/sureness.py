"""How sure the tagger is and how steady: calibration, `unsure`, 8 bits against 32, neighbours."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import LEARNT, TASKS, UNSURE, Post, Tag, Tagger
from models.heads import Head, logits, softmax
from models.tagger import load_tagger
from models.training.data import Example, fully_tagged
from models.training.figures import FORMS, REAL, Tagged, truth
from models.training.fit import calibrate
from models.training.metrics import Labels, calibration_figure, macro_figure, share_figure
from models.training.pool import FOLDERS
from models.training.written import HELD, written_rows

AT_ONCE = 32  # posts of a list, to compare with the same posts one by one
STEPS = np.arange(0.3, 0.95, 0.05)  # thresholds of the curve
ONE_TASK = {"polarity": "tone", "intent": "intent", "irony": "irony"}


class _Told:
    """Rows as they were answered: right or not, how sure, and sure enough or not."""

    def __init__(self, true: Labels, said: Labels, sure: NDArray[np.float64], bar: float) -> None:
        self.true, self.right, self.sure = true, said == true, sure
        self.kept = sure >= bar

    def part(self, mine: NDArray[np.bool_]) -> "_Told":
        """Some of the rows."""
        return _joined([self], mine)

    def as_json(self) -> dict[str, Any]:
        return {
            "n": len(self.right),
            "calibration error": calibration_figure(self.right, self.sure).as_json(),
            "accuracy": share_figure(self.right).as_json(),
            "accuracy where sure": share_figure(self.right[self.kept]).as_json(),
            "share that is sure": share_figure(self.kept).as_json(),
        }


def _joined(parts: Sequence[_Told], mine: NDArray[np.bool_] | None = None) -> _Told:
    whole = _Told.__new__(_Told)
    for name in ("true", "right", "sure", "kept"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        setattr(whole, name, joined if mine is None else joined[mine])
    return whole


def _told(head: Head, task: str, rows: NDArray[np.float32], true: Labels) -> _Told:
    return _Told(true, *_answers(head, task, rows), head.threshold)


def _answers(
    head: Head, task: str, rows: NDArray[np.float32]
) -> tuple[Labels, NDArray[np.float64]]:
    """The likeliest class of each row, and how likely it is."""
    scores = softmax(logits(head, rows) / head.temperature)
    return np.array(LEARNT[task])[scores.argmax(axis=1)], scores.max(axis=1)


def crosswise(tagged: Tagged) -> dict[str, Any]:
    """real_dev with context: each half measured with temperature and threshold from the other half.

    They are set as those that are shipped: on rows with context, which every source tells.
    """
    shown = {}
    for task in TASKS:
        true = tagged.truth(task, REAL)
        halves = np.arange(len(true)) % 2 == 0
        parts = []
        for mine in (halves, ~halves):
            others, labels = tagged.rows[REAL][~mine], true[~mine].tolist()
            head = calibrate(tagged.heads.by_task[task], others, labels, task)
            parts.append(_told(head, task, tagged.rows[REAL][mine], true[mine]))
        whole = _joined(parts)
        threshold = {"threshold": round(tagged.heads.by_task[task].threshold, 2)}
        shown[task] = whole.as_json() | threshold
        if task == "form":
            named = whole.part(np.isin(whole.true, FORMS))
            shown["form, true label one of the named four"] = named.as_json() | threshold
    return shown


def as_it_stands(tagged: Tagged) -> dict[str, Any]:
    """The sets of one task with the shipped temperature and threshold, as the tag and by their guide.

    Threshold and temperature of a tag were set on none of them; a head of their guide has no threshold,
    and its temperature is from `dev`.
    """
    shown = {}
    for folder in FOLDERS:
        task = ONE_TASK[folder]
        for name in (f"{folder} dev", f"{folder} test"):
            true = tagged.truth(task, name)
            for head in dict.fromkeys((task, tagged.head(task, name))):
                told = _told(tagged.heads.by_task[head], head, tagged.rows[name], true)
                shown[f"{head} on {name}"] = told.as_json()
    return shown


def curve(tagged: Tagged, task: str) -> list[dict[str, Any]]:
    """What a higher threshold would buy: precision of what is not `unsure`, and how much is left."""
    true = tagged.truth(task, REAL)
    told = _told(tagged.heads.by_task[task], task, tagged.rows[REAL], true)
    shown = []
    for threshold in STEPS:
        kept = told.sure >= threshold
        if kept.any():
            shown.append(
                {
                    "threshold": round(float(threshold), 2),
                    "precision": share_figure(told.right[kept]).as_json(),
                    "coverage": share_figure(kept).as_json(),
                }
            )
    return shown


def same_labels(shipped: Tagged, exact: Tagged) -> dict[str, Any]:
    """The share of labels that the encoder in 32 bits gives too, with and without context.

    `likeliest class` leaves thresholds out; `label` has `unsure` as a label of its own.
    """
    shown = {}
    for task in TASKS:
        pairs = [(_labels(shipped, task, name), _labels(exact, task, name)) for name in exact.sets]
        best = np.concatenate([ours[0] == theirs[0] for ours, theirs in pairs])
        label = np.concatenate([ours[1] == theirs[1] for ours, theirs in pairs])
        shown[task] = {
            "likeliest class": share_figure(best).as_json(),
            "label": share_figure(label).as_json(),
        }
    return shown


def _labels(tagged: Tagged, task: str, name: str) -> tuple[Labels, Labels]:
    head = tagged.heads.by_task[task]
    said, sure = _answers(head, task, tagged.rows[name])
    return said, np.where(sure >= head.threshold, said, UNSURE)


def as_it_runs(folder: Path, examples: Sequence[Example], alone: int) -> dict[str, Any]:
    """Whole tags, rules and all: the first `alone` posts one by one and 32 at a time; sponsorship."""
    tagger = load_tagger(folder)
    posts = [one.post for one in examples]
    tags: list[Tag] = []
    for start in range(0, len(posts), AT_ONCE):
        tags += tagger.tag(posts[start : start + AT_ONCE])
    single = [tagger.tag([post])[0] for post in posts[:alone]]
    return {
        "one by one": _same(posts[:alone], single, tags),
        "sponsorship on real_dev": _sponsorship(examples, tags),
        "sponsorship on posts held out": _held_out(folder, tagger),
    }


def _same(posts: Sequence[Post], single: Sequence[Tag], tags: Sequence[Tag]) -> dict[str, float]:
    equal, vectors, apart = 0, 0, 0.0
    for one, other in zip(single, tags, strict=False):
        pairs = [(getattr(one, task), getattr(other, task)) for task in TASKS]
        equal += all(a.label == b.label for a, b in pairs)
        vectors += bool((one.vector == other.vector).all())
        apart = max(apart, *(abs(a.scores[k] - b.scores[k]) for a, b in pairs for k in a.scores))
    n = len(posts)
    return {
        "n": n,
        "at once": AT_ONCE,
        "equal labels": equal / n,
        "equal vectors": vectors / n,
        "largest difference": apart,
    }


def _sponsorship(examples: Sequence[Example], tags: Sequence[Tag]) -> dict[str, Any]:
    """What posts are called, by their true label, and how many ordinary ones are called sponsored.

    The sponsored ones are too few in real_dev for a figure of what is found.
    """
    true = truth(examples, "sponsorship")
    said = np.array([tag.sponsorship.label for tag in tags])
    organic = said[true == "organic"]
    labels = (*TASKS["sponsorship"], UNSURE)
    return {
        "called": {
            label: {other: int(((true == label) & (said == other)).sum()) for other in labels}
            for label in TASKS["sponsorship"]
            if (true == label).any()
        },
        "ordinary posts called sponsored": share_figure(
            np.isin(organic, ("disclosed", "suspected"))
        ).as_json(),
    }


def _held_out(folder: Path, tagger: Tagger) -> dict[str, Any]:
    """The head alone, and rules and head, on posts written by us that training never reads.

    `label` has `unsure` as a label of its own: it never hits. Precision and recall are of `label`.
    """
    examples = fully_tagged(written_rows(HELD))
    alone = Tagged(folder, {"held": examples})
    tags = tagger.tag([one.post for one in examples])
    true = alone.truth("sponsorship", "held")
    said = np.array([tag.sponsorship.label for tag in tags])
    answers = {
        "head alone": _labels(alone, "sponsorship", "held"),
        "rules and head": (np.array([tag.sponsorship.best for tag in tags]), said),
    }
    classes = TASKS["sponsorship"]
    return {
        **{
            name: {
                what: macro_figure(true, some, classes).as_json()
                for what, some in zip(("likeliest class", "label"), both, strict=True)
            }
            for name, both in answers.items()
        },
        "classes": {
            label: {
                "precision": share_figure(true[said == label] == label).as_json(),
                "recall": share_figure(said[true == label] == label).as_json(),
            }
            for label in classes
        },
        **_sponsorship(examples, tags),
    }

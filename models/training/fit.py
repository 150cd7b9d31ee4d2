"""Fitting linear heads: a logistic regression a task, its temperature and its threshold."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.base import LEARNT
from models.heads import Head, logits, softmax
from models.training.data import Example
from models.training.metrics import threshold_for

# Inverse strength of the penalty, by task: the best on real_dev of 0.0003 to 0.01.
STRENGTH = {"form": 0.0015, "tone": 0.0005, "intent": 0.001, "irony": 0.001, "sponsorship": 0.003}
STEPS = 200

PRECISION = {"form": 0.93, "tone": 0.85, "intent": 0.85, "irony": 0.95, "sponsorship": 0.95}
COVERAGE = 0.85  # a tagger that answers less is no help, whatever its precision
LOWEST = {"irony": 0.6, "sponsorship": 0.6}  # above the 0.5 of a weak sign, see sponsorship.py


def fit_head(
    rows: NDArray[np.float32],
    examples: Sequence[Example],
    task: str,
    *,
    strength: float,
) -> Head:
    """Fit one task on the examples that know it; rows [examples, features]."""
    from sklearn.linear_model import LogisticRegression

    known = np.array([task in one.labels for one in examples])
    labels = np.array([one.labels[task] for one in examples if task in one.labels])
    weights = np.array([one.weight for one in examples if task in one.labels])
    mean, spread = rows[known].mean(axis=0), rows[known].std(axis=0)
    # A mark that is always or hardly ever set would otherwise be blown up to noise.
    spread = np.maximum(spread, 0.01)
    model = LogisticRegression(C=strength, max_iter=STEPS)
    model.fit((rows[known] - mean) / spread, labels, weights)
    return _unscaled(model, task, mean, spread)


def _unscaled(
    model: Any, task: str, mean: NDArray[np.float32], spread: NDArray[np.float32]
) -> Head:
    """Fold the scaling into the weights; a class without a row in training is all but impossible."""
    size = len(LEARNT[task])
    weight, bias = np.zeros((size, len(mean))), np.full(size, -12.0)
    found, intercepts = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row of weights, for the second class
        found, intercepts = np.vstack([-found, found]) / 2, np.array([-1, 1]) * intercepts / 2
    for place, label in enumerate(model.classes_):
        row = LEARNT[task].index(str(label))
        weight[row] = found[place] / spread
        bias[row] = intercepts[place] - weight[row] @ mean
    return Head(weight.astype(np.float32), bias.astype(np.float32))


def calibrate(head: Head, rows: NDArray[np.float32], labels: Sequence[str], task: str) -> Head:
    """Set temperature and threshold from rows that were not trained on."""
    truth = np.array([LEARNT[task].index(label) for label in labels])
    raw = logits(head, rows)
    temperature = _temperature(raw, truth)
    scores = softmax(raw / temperature)
    right, sure = scores.argmax(axis=1) == truth, scores.max(axis=1)
    threshold = threshold_for(right, sure, precision=PRECISION[task], coverage=COVERAGE)
    threshold = max(threshold, LOWEST.get(task, 0.0))
    return replace(head, temperature=temperature, threshold=threshold)


def warmed(head: Head, rows: NDArray[np.float32], labels: Sequence[str], task: str) -> Head:
    """Set the temperature alone: what is asked beside the tags has no `unsure`, only probabilities."""
    truth = np.array([LEARNT[task].index(label) for label in labels])
    return replace(head, temperature=_temperature(logits(head, rows), truth))


def _temperature(raw: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The one of a grid that makes the true labels likeliest."""
    grid = np.exp(np.linspace(np.log(0.4), np.log(4), 93))
    rows = np.arange(len(truth))
    losses = [-np.log(softmax(raw / t)[rows, truth] + 1e-12).mean() for t in grid]
    return float(grid[int(np.argmin(losses))])

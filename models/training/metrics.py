"""Figures: macro-F1 with its interval, calibration, and what `unsure` buys."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
BINS = 10

Labels = NDArray[np.str_]
Floats = NDArray[np.float64]
Pair = tuple[Labels, Labels]  # true labels and found ones, row by row
Triple = tuple[Labels, Labels, Labels]  # and what another found


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its n and the 95 % interval of a bootstrap over the rows."""

    value: float
    n: int
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        """Rounded to three places."""
        return {
            "value": round(self.value, 3),
            "n": self.n,
            "low": round(self.low, 3),
            "high": round(self.high, 3),
        }


def f1(truth: Labels, said: Labels, label: str) -> float:
    """Of one class; 0 where it was never said and never true."""
    both = float(np.sum((truth == label) & (said == label)))
    either = float(np.sum(truth == label) + np.sum(said == label))
    return 2 * both / either if either else 0.0


def macro_f1(truth: Labels, said: Labels, labels: Sequence[str]) -> float:
    """The mean F1 of `labels`, over the rows whose true label is one of them."""
    kept = np.isin(truth, labels)
    return float(np.mean([f1(truth[kept], said[kept], label) for label in labels]))


def with_interval(figure: Callable[[NDArray[np.int64]], float], n: int, *, seed: int = 0) -> Figure:
    """`figure` of all rows, and the middle 95 % of it over resampled rows."""
    chance = np.random.default_rng(seed)
    values = [figure(chance.integers(0, n, n)) for _ in range(RESAMPLES)]
    return _figure(figure(np.arange(n)), n, np.array(values))


def macro_figure(
    truth: Labels, said: Labels, labels: Sequence[str], *, among: Sequence[str] | None = None
) -> Figure:
    """The mean F1 of `labels` with its interval, over the rows whose true label is in `among`.

    `among` is `labels` where it is not given; n counts those rows.
    """
    return mean_figure([(truth, said)], labels, among=among)


def mean_figure(
    parts: Sequence[Pair], labels: Sequence[str], *, among: Sequence[str] | None = None
) -> Figure:
    """macro_figure of each part, and their mean, whatever the parts' sizes."""
    chance = np.random.default_rng(0)
    values, drawn, n = [], [], 0
    for truth, said in parts:
        kept = np.isin(truth, among or labels)
        counts = _tally(truth[kept], said[kept], labels)
        # To draw rows anew is to draw how often each pair of labels occurs.
        size = int(counts.sum())
        again = chance.multinomial(size, counts.ravel() / size, RESAMPLES)
        values.append(_macro(counts, len(labels)))
        drawn.append(_macro(again.reshape(-1, *counts.shape), len(labels)))
        n += size
    return _figure(float(np.mean(values)), n, np.mean(drawn, axis=0))


def gain_figure(
    parts: Sequence[Triple], labels: Sequence[str], *, among: Sequence[str] | None = None
) -> Figure:
    """How much higher mean_figure is for the first answers than for the second, on the same rows."""
    chance = np.random.default_rng(0)
    values, drawn, n = [], [], 0
    for truth, ours, theirs in parts:
        kept = np.isin(truth, among or labels)
        kinds, counts = np.unique(
            np.stack([truth[kept], ours[kept], theirs[kept]], axis=1), axis=0, return_counts=True
        )
        size = int(counts.sum())
        times = np.vstack([counts, chance.multinomial(size, counts / size, RESAMPLES)])
        one, other = (_by_kind(kinds[:, [0, place]], times, labels) for place in (1, 2))
        values.append(one[0] - other[0])
        drawn.append(one[1:] - other[1:])
        n += size
    return _figure(float(np.mean(values)), n, np.mean(drawn, axis=0))


def area(scores: Floats, mine: NDArray[np.bool_]) -> float:
    """How often a row that is `mine` scores above one that is not (area under the ROC curve).

    Equal scores count half; NaN where all rows are the one or all are the other.
    """
    ours = int(mine.sum())
    if not 0 < ours < len(mine):
        return math.nan
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (counts.cumsum() - (counts - 1) / 2)[places]
    return float((ranks[mine].sum() - ours * (ours + 1) / 2) / (ours * (len(mine) - ours)))


def area_figure(scores: Floats, mine: NDArray[np.bool_]) -> Figure:
    """area with its interval; rows of either kind are drawn from their own kind, so both always occur."""
    chance = np.random.default_rng(0)
    kinds = [np.flatnonzero(mine), np.flatnonzero(~mine)]
    drawn = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([chance.choice(kind, len(kind)) for kind in kinds])
        drawn.append(area(scores[rows], mine[rows]))
    return _figure(area(scores, mine), len(mine), np.array(drawn))


def kappa(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Cohen's: how far two agree beyond what chance gives them; 0 where both say one thing only."""
    agreed = float((truth == said).mean())
    yes, no = truth.mean() * said.mean(), (1 - truth.mean()) * (1 - said.mean())
    by_chance = float(yes + no)
    return (agreed - by_chance) / (1 - by_chance) if by_chance < 1 else 0.0


def share_figure(hits: NDArray[np.bool_]) -> Figure:
    """The share of rows that hit, with its interval; 0 of no rows."""
    n = len(hits)
    if not n:
        return Figure(0.0, 0, 0.0, 0.0)
    share = float(hits.mean())
    return _figure(share, n, np.random.default_rng(0).binomial(n, share, RESAMPLES) / n)


def pair_figure(hits: NDArray[np.bool_], of: NDArray[np.bool_]) -> Figure:
    """The share of the pairs in `of` that are in `hits` too, both [rows, rows]; 0 of no pairs.

    n counts pairs; the interval resamples rows and not pairs, since pairs of one row are not independent.
    """
    rows, pairs = len(of), np.triu(of, 1).astype(np.float32)
    if not pairs.any():
        return Figure(0.0, 0, 0.0, 0.0)
    both = pairs * hits
    drawn = np.random.default_rng(0).multinomial(rows, np.full(rows, 1 / rows), RESAMPLES)
    times = drawn.astype(np.float32)
    found, counted = ((times @ some * times).sum(axis=1) for some in (both, pairs))
    n = int(pairs.sum())
    return _figure(float(both.sum()) / n, n, found[counted > 0] / counted[counted > 0])


def calibration_error(right: NDArray[np.bool_], sure: Floats) -> float:
    """Expected calibration error of the likeliest class, in ten bins of equal width."""
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    apart = np.bincount(places, weights=right - sure, minlength=BINS)
    return float(np.abs(apart).sum() / len(sure))


def calibration_figure(right: NDArray[np.bool_], sure: Floats) -> Figure:
    """calibration_error with its interval."""
    return with_interval(lambda rows: calibration_error(right[rows], sure[rows]), len(right))


def threshold_for(
    right: NDArray[np.bool_], sure: Floats, *, precision: float, coverage: float
) -> float:
    """The lowest threshold that reaches `precision`, or the one that keeps `coverage` of the rows."""
    for threshold in np.arange(0.3, 0.96, 0.01):
        kept = sure >= threshold
        if kept.mean() < coverage:
            return round(float(threshold) - 0.01, 2)
        if right[kept].mean() >= precision:
            return round(float(threshold), 2)
    return 0.95


def _tally(
    truth: Labels, said: Labels, labels: Sequence[str], *, also: Labels | None = None
) -> NDArray[np.int64]:
    """How often each true label was called what, [true, said]; `labels` stand first."""
    others = np.concatenate([truth, said] if also is None else [also.ravel()])
    classes = [*labels, *sorted(set(others.tolist()) - set(labels))]
    place = {label: i for i, label in enumerate(classes)}
    counts = np.zeros((len(classes), len(classes)), np.int64)
    true, found = ([place[label] for label in some.tolist()] for some in (truth, said))
    np.add.at(counts, (true, found), 1)
    return counts


def _by_kind(kinds: Labels, times: NDArray[np.int64], labels: Sequence[str]) -> Floats:
    """The mean F1 for each row of `times`: how often each kind, a true and a found label, occurs."""
    whole = np.array([_tally(one[:1], one[1:], labels, also=kinds) for one in kinds])
    return _macro(np.tensordot(times, whole, axes=1), len(labels))


def _macro(counts: NDArray[np.int64], labels: int) -> Floats:
    """The mean F1 of the first `labels` classes, of [..., true, said]."""
    both = np.diagonal(counts, axis1=-2, axis2=-1)[..., :labels]
    either = (counts.sum(axis=-1) + counts.sum(axis=-2))[..., :labels]
    return np.asarray((2 * both / np.maximum(either, 1)).mean(axis=-1))


def _figure(value: float, n: int, drawn: Floats) -> Figure:
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(value, n, float(low), float(high))

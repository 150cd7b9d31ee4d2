"""Figures: macro-F1 with its interval, calibration, and what `unsure` buys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
BINS = 10

Labels = NDArray[np.str_]
Floats = NDArray[np.float64]


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
    low, high = np.percentile(values, [2.5, 97.5])
    return Figure(figure(np.arange(n)), n, float(low), float(high))


def macro_figure(truth: Labels, said: Labels, labels: Sequence[str]) -> Figure:
    """macro_f1 with its interval; n counts the rows whose true label is one of `labels`."""
    kept = np.isin(truth, labels)
    mine, theirs = truth[kept], said[kept]
    return with_interval(lambda rows: macro_f1(mine[rows], theirs[rows], labels), int(kept.sum()))


def calibration_error(right: NDArray[np.bool_], sure: Floats) -> float:
    """Expected calibration error of the likeliest class, in ten bins of equal width."""
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    error = 0.0
    for place in range(BINS):
        inside = places == place
        if inside.any():
            error += abs(float(right[inside].mean() - sure[inside].mean())) * float(inside.mean())
    return error


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

"""Scales eased before products in 8 bits (SmoothQuant): far-reaching channels move into the weights."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Weights = Mapping[str, NDArray[np.float32]]

TINY = 1e-9  # a row of zeros still has a scale
PARTS = ("query", "key", "value")


@dataclass(frozen=True)
class Span:
    """How far each channel of a normalisation's output reaches over many texts, [size] each."""

    low: NDArray[np.float32]
    high: NDArray[np.float32]


@dataclass(frozen=True)
class Ease:
    """A change of scale that takes the far-reaching channels from x and gives them to the weights.

    One channel twenty times as large as the rest leaves the rest few of a row's 255 levels. What is moved
    in x is moved back in the weights: the product is the same (SmoothQuant, Xiao et al. 2023).
    """

    middle: NDArray[np.float32]  # [size], subtracted
    size: NDArray[np.float32]  # [size], divided by

    @classmethod
    def between(cls, span: Span, *weights: NDArray[np.float32]) -> "Ease":
        """Half of the way, in logarithms, between a span and the weights [out, size] it meets."""
        reach = np.maximum((span.high - span.low) / 2, TINY)
        columns = np.max([np.abs(weight).max(axis=0) for weight in weights], axis=0)
        size = np.sqrt(reach / np.maximum(columns, TINY))
        middle = ((span.low + span.high) / 2).astype(np.float32)
        return cls(middle, (size / size.mean()).astype(np.float32))

    def back(
        self, weight: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The weights that the eased x asks for."""
        return weight * self.size, bias + weight @ self.middle


Spans = Mapping[str, Span]  # by the name of the normalisation


def eases_of(
    layer: Weights, spans: Spans | None, first: str, second: str
) -> tuple[Ease | None, Ease | None]:
    """The changes before a layer's attention and before its middle; `first` and `second` name the
    normalisations in front of them. None without spans.
    """
    if not spans:
        return None, None
    parts = [layer[f"attention.self.{part}.weight"] for part in PARTS]
    return (
        Ease.between(spans[first], *parts),
        Ease.between(spans[second], layer["intermediate.dense.weight"]),
    )

"""The sentence vector of a tuned encoder: fitted to the base model's when the tuning is done.

Tuning teaches the upper layers how a text would be tagged, and they forget what else it says. Lower
layers still know its words, the last its subject: a linear map from both comes nearer to the base model's
vectors than one from either (TRIED.md).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PENALTY = 1 / 300  # of a row, on each weight of a feature of spread 1


def fitted(rows: Floats, teachers: Floats) -> tuple[Floats, Floats]:
    """Ridge regression from rows [n, features] to unit vectors [n, size]: weight [size, features], bias.

    Raises ValueError where a map cannot be told from so few rows.
    """
    if len(rows) < 2:
        raise ValueError(
            f"{len(rows)} texts with a vector of the base model: too few to learn from"
        )
    wide, wanted = rows.astype(np.float64), teachers.astype(np.float64)
    middle, spread, mean = wide.mean(axis=0), wide.std(axis=0) + 1e-6, wanted.mean(axis=0)
    scaled = (wide - middle) / spread
    within = scaled.T @ scaled + len(rows) * PENALTY * np.eye(scaled.shape[1])
    turn = np.linalg.solve(within, scaled.T @ (wanted - mean)) / spread[:, None]
    return turn.T.astype(np.float32), (mean - middle @ turn).astype(np.float32)

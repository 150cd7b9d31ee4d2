"""The stored sentence vectors of a few hundred mentions, and how alike two of them are in meaning."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


class Vectors:
    """Vectors by mention, float16 and of unit length as the tagger made them."""

    def __init__(self, stored: Mapping[int, bytes]) -> None:
        self._row = {mention: n for n, mention in enumerate(stored)}
        flat = np.frombuffer(b"".join(stored.values()), np.float16)
        self._table: NDArray[np.float32] = flat.reshape(len(stored) or 1, -1).astype(np.float32)
        self._likeness: dict[int, NDArray[np.float32]] = {}  # of one with all, once it is asked

    def likeness(self, one: int, other: int) -> float | None:
        """The cosine of two mentions' vectors, -1 to 1; None where one of them has none."""
        a, b = self._row.get(one), self._row.get(other)
        if a is None or b is None:
            return None
        if one not in self._likeness:
            self._likeness[one] = self._table @ self._table[a]
        return float(self._likeness[one][b])

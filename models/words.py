"""The word table: 250,037 vectors kept in 4 bits on disk and widened only for the pieces of a batch.

The file holds `codes` U8 [rows, n/2] and `scales` F16 [rows, n/32], in blocks of 32 columns: byte j of
a block holds column j in its low half and column j+16 in its high half; value = (half - 8) * scale.
"""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
DTYPES = {"U8": np.uint8, "F16": np.float16}


def map_safetensors(path: Path) -> dict[str, NDArray[np.generic]]:
    """Every tensor of a safetensors file as a read-only memory map; nothing is read yet.

    Raises ValueError or KeyError on a file that is not one, or is shorter than it says.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 0 < length < path.stat().st_size:
            raise ValueError("not a safetensors file")
        header = json.loads(file.read(length))
    mapped: dict[str, NDArray[np.generic]] = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        mapped[name] = np.memmap(
            path,
            dtype=DTYPES[entry["dtype"]],
            mode="r",
            offset=8 + length + entry["data_offsets"][0],
            shape=tuple(entry["shape"]),
        )
    return mapped


def widen(codes: NDArray[np.uint8], scales: NDArray[np.float16]) -> NDArray[np.float32]:
    """Rows of 4-bit blocks as float32: [rows, n/2] and [rows, n/32] give [rows, n]."""
    rows, blocks = scales.shape
    packed = codes.reshape(rows, blocks, BLOCK // 2)
    levels = np.concatenate([packed & 15, packed >> 4], axis=2).astype(np.float32) - 8
    wide = levels * scales.astype(np.float32)[:, :, None]
    return wide.reshape(rows, blocks * BLOCK)


class WordTable:
    """Looks up piece ids without ever holding the whole table in memory."""

    def __init__(self, path: Path) -> None:
        """Map the file; raises ValueError or KeyError when it is not a word table."""
        mapped = map_safetensors(path)
        self._codes = mapped["codes"].view(np.uint8)
        self._scales = mapped["scales"].view(np.float16)
        if len(self._codes) != len(self._scales) or self.size != 2 * self._codes.shape[1]:
            raise ValueError("codes and scales do not belong together")

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def size(self) -> int:
        """Dimensions of one vector."""
        return int(self._scales.shape[1]) * BLOCK

    def look_up(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Vectors of piece ids: shape [...] gives [..., size]."""
        # A batch repeats its pieces (and its padding): widen each distinct one once.
        distinct, places = np.unique(ids, return_inverse=True)
        wide = widen(np.asarray(self._codes[distinct]), np.asarray(self._scales[distinct]))
        return wide[places.reshape(ids.shape)]

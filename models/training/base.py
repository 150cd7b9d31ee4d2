"""The base model: read from its 4-bit blocks or from an ordinary Hugging Face folder."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from models.words import BLOCK, widen

QUERY = "query: "  # what the base model was trained to see before a text
TABLE = "embeddings.word_embeddings.weight"


@dataclass(frozen=True)
class Base:
    """An encoder's weights apart from its word table, which stays in 4 bits."""

    config: dict[str, float]
    weights: dict[str, NDArray[np.float32]]  # names of a Hugging Face BertModel
    codes: NDArray[np.uint8]  # the word table's, see models/words.py
    scales: NDArray[np.float16]
    tokenizer: Path


def read_base(folder: Path) -> Base:
    """Read `blocks.safetensors` or `model.safetensors`; raises FileNotFoundError where neither is."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    blocks = folder / "blocks.safetensors"
    raw = load_file(blocks if blocks.exists() else folder / "model.safetensors")
    if f"{TABLE}.codes" not in raw:
        raw[f"{TABLE}.codes"], raw[f"{TABLE}.scales"] = narrow(raw.pop(TABLE).astype(np.float32))
    codes, scales = raw.pop(f"{TABLE}.codes"), raw.pop(f"{TABLE}.scales")
    weights = {}
    for name, value in raw.items():
        if name.endswith(".codes"):
            stem = name.removesuffix(".codes")
            weights[stem] = widen(value, raw[f"{stem}.scales"])
        elif not name.endswith(".scales"):
            weights[name] = value.astype(np.float32)
    return Base(config, weights, codes, scales, folder / "tokenizer.json")


def narrow(wide: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """A dense table in 4-bit blocks: scale = the value of largest magnitude / -8, levels -8 to 7."""
    rows, columns = wide.shape
    blocks = wide.reshape(rows, columns // BLOCK, BLOCK)
    peaks = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[:, :, None], axis=2)
    scales = (peaks[:, :, 0] / -8).astype(np.float16)
    safe = np.where(scales == 0, 1, scales).astype(np.float32)[:, :, None]
    levels = (np.clip(np.rint(blocks / safe), -8, 7) + 8).astype(np.uint8)
    half = BLOCK // 2
    codes = levels[:, :, :half] | levels[:, :, half:] << 4
    return codes.reshape(rows, columns // 2), scales

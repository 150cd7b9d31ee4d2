"""Export: from a base model to the files of the encoder that we ship."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors.numpy import save_file

from models.training.base import read_base
from models.training.eases import Spans, Weights
from models.training.graph import build


def export(
    base: Path,
    out: Path,
    *,
    bits: int = 8,
    weights: Weights | None = None,
    config: Mapping[str, Any] | None = None,
    spans: Spans | None = None,
) -> None:
    """Write words.safetensors, encoder.onnx and tokenizer.json into `out`.

    `weights`, `config` and `spans` are what tuning made of the base model's; without them it is as it was.
    The word table is copied as it lies in its 4-bit blocks; bits=32 writes the reference encoder that
    the 8-bit one is measured against.
    """
    out.mkdir(parents=True, exist_ok=True)
    found = read_base(base)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        made = Path(folder)
        save_file({"codes": found.codes, "scales": found.scales}, made / "words.safetensors")
        told = {**found.config, **(config or {})}
        build(weights or found.weights, told, made / "encoder.onnx", bits=bits, spans=spans)
        shutil.copyfile(found.tokenizer, made / "tokenizer.json")
        for path in made.iterdir():
            path.chmod(0o644)  # safetensors writes for the owner alone
            # Replaced, never written over: a running tagger has the old file mapped.
            path.replace(out / path.name)

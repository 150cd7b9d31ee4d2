"""The encoder that is written: its blocks are exact, its mask keeps the text to itself."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models.training.base import narrow
from models.words import widen

pytest.importorskip("onnx", reason="writing a graph needs the extra train")

from models.training.graph import build, to_codes

CONFIG = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "layer_norm_eps": 1e-12,
}


def tiny_weights() -> dict[str, NDArray[np.float32]]:
    """A BertModel of two narrow layers with random weights."""
    chance = np.random.default_rng(3)

    def some(*shape: int) -> NDArray[np.float32]:
        return chance.normal(scale=0.3, size=shape).astype(np.float32)

    weights = {
        "embeddings.position_embeddings.weight": some(16, 64),
        "embeddings.token_type_embeddings.weight": some(2, 64),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in (f"encoder.layer.{n}." for n in range(2)):
        norms += [f"{layer}attention.output.LayerNorm", f"{layer}output.LayerNorm"]
        shapes = {
            **{f"attention.self.{part}": (64, 64) for part in ("query", "key", "value")},
            "attention.output.dense": (64, 64),
            "intermediate.dense": (128, 64),
            "output.dense": (64, 128),
        }
        for name, shape in shapes.items():
            weights[f"{layer}{name}.weight"] = some(*shape)
            weights[f"{layer}{name}.bias"] = some(shape[0])
    for name in norms:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = 1 + some(64), some(64)
    return weights


def run(path: Path, embeds: NDArray[np.float32], segments: list[list[int]]) -> list[Any]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feed = {"inputs_embeds": embeds, "segments": np.array(segments, np.int64)}
    return list(session.run(["text", "context"], feed))


@pytest.mark.parametrize("bits", [8, 32])
def test_the_text_sees_neither_context_nor_padding(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "encoder.onnx"
    build(tiny_weights(), CONFIG, path, bits=bits)
    chance = np.random.default_rng(4)
    embeds = chance.normal(size=(3, 6, 64)).astype(np.float32)
    embeds[1:, :3] = embeds[0, :3]  # one text three times, what follows differs
    text, context = run(path, embeds, [[1, 1, 1, 0, 0, 0], [1, 1, 1, 2, 2, 0], [1, 1, 1, 2, 2, 2]])
    assert np.abs(text - text[0]).max() < 1e-5
    assert (context[0] == 0).all()  # no context, no vector
    assert np.abs(context[1] - context[2]).max() > 1e-3


def test_the_context_sees_the_text(tmp_path: Path) -> None:
    path = tmp_path / "encoder.onnx"
    build(tiny_weights(), CONFIG, path)
    chance = np.random.default_rng(4)
    embeds = chance.normal(size=(2, 4, 64)).astype(np.float32)
    embeds[1, 2:] = embeds[0, 2:]  # the same context after another text
    _, context = run(path, embeds, [[1, 1, 2, 2], [1, 1, 2, 2]])
    assert np.abs(context[0] - context[1]).max() > 1e-3


def test_eight_bits_lose_at_most_half_a_step() -> None:
    weight = np.random.default_rng(0).normal(size=(5, 64)).astype(np.float32)
    weight[0] = 0  # a row of zeros still has a scale
    codes, scales = to_codes(weight)
    again = codes.astype(np.float32) * scales[:, None]
    assert (np.abs(again - weight) <= scales[:, None] / 2 + 1e-7).all()


def test_eight_bits_are_near_32_and_a_row_does_not_feel_its_neighbours(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    embeds = chance.normal(size=(3, 6, 64)).astype(np.float32)
    embeds[1:] *= 40  # a scale for the whole batch would drown the first row
    segments = [[1, 1, 1, 1, 2, 2]] * 3
    for bits in (8, 32):
        build(tiny_weights(), CONFIG, tmp_path / f"{bits}.onnx", bits=bits)
    together, exact = (run(tmp_path / f"{bits}.onnx", embeds, segments)[0] for bits in (8, 32))
    alone = run(tmp_path / "8.onnx", embeds[:1], segments[:1])[0]
    assert (alone[0] == together[0]).all()
    lengths = np.linalg.norm(together, axis=1) * np.linalg.norm(exact, axis=1)
    assert ((together * exact).sum(axis=1) / lengths > 0.999).all()


def test_four_bit_blocks_survive_being_narrowed_again() -> None:
    wide = np.random.default_rng(0).normal(size=(9, 64)).astype(np.float32)
    once = widen(*narrow(wide))
    assert (widen(*narrow(once)) == once).all()

"""The encoder that is written: its blocks are exact, its mask keeps the text to itself.

That it computes what torch's net does is in test_training_narrow.py.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from rigs.processor import can_sum_8_bits

from models.base import Post
from models.encoder import OUTPUTS, Encoder, unit
from models.tagger import WEIGHTS
from models.training.base import narrow
from models.training.vectors import Vectors
from models.words import WordTable, widen

pytest.importorskip("onnx", reason="writing a graph needs the extra train")

from models.training.eases import Span
from models.training.graph import build, to_codes

CONFIG = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "inner_layers": (1,),
    "num_attention_heads": 2,
    "layer_norm_eps": 1e-12,
}
WIDTHS = (192, 64)  # of the layers' middles


def tiny_weights() -> dict[str, NDArray[np.float32]]:
    """A BertModel of two narrow layers of unequal width with random weights."""
    chance = np.random.default_rng(3)

    def some(*shape: int) -> NDArray[np.float32]:
        return chance.normal(scale=0.3, size=shape).astype(np.float32)

    weights = {
        "embeddings.position_embeddings.weight": some(16, 64),
        "embeddings.token_type_embeddings.weight": some(2, 64),
    }
    norms = ["embeddings.LayerNorm"]
    for layer, wide in ((f"encoder.layer.{n}.", wide) for n, wide in enumerate(WIDTHS)):
        norms += [f"{layer}attention.output.LayerNorm", f"{layer}output.LayerNorm"]
        shapes = {
            **{f"attention.self.{part}": (64, 64) for part in ("query", "key", "value")},
            "attention.output.dense": (64, 64),
            "intermediate.dense": (wide, 64),
            "output.dense": (64, wide),
        }
        for name, shape in shapes.items():
            weights[f"{layer}{name}.weight"] = some(*shape)
            weights[f"{layer}{name}.bias"] = some(shape[0])
    for name in norms:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = 1 + some(64), some(64)
    return weights


def run(path: Path, embeds: NDArray[np.float32], segments: list[list[int]]) -> dict[str, Any]:
    """The means by their names."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feed = {"inputs_embeds": embeds, "segments": np.array(segments, np.int64)}
    return dict(zip(OUTPUTS, session.run(OUTPUTS, feed), strict=True))


def far_reaching() -> tuple[dict[str, NDArray[np.float32]], dict[str, Span]]:
    """Weights whose normalisations have a few channels thirty times the rest, and the spans of all."""
    weights, spans = tiny_weights(), {}
    for name in [name for name in weights if name.endswith("LayerNorm.weight")]:
        stem = name.removesuffix(".weight")
        weights[name][:3] *= 100
        weights[f"{stem}.bias"][3] += 20
        scale, shift = np.abs(weights[name]) * 3, weights[f"{stem}.bias"]
        spans[stem] = Span(shift - scale, shift + scale)
    return weights, spans


@can_sum_8_bits
def test_an_eased_graph_computes_the_same_and_loses_less_in_8_bits(tmp_path: Path) -> None:
    weights, spans = far_reaching()
    chance = np.random.default_rng(3)
    embeds = chance.normal(size=(6, 9, 64)).astype(np.float32)
    segments = [[1] * 6 + [2] * 3] * 6
    found = {}
    for name, bits, told in (
        ("plain", 32, None), ("eased", 32, spans), ("plain 8", 8, None), ("eased 8", 8, spans),
    ):  # fmt: skip
        build(weights, CONFIG, tmp_path / f"{name}.onnx", bits=bits, spans=told)
        found[name] = run(tmp_path / f"{name}.onnx", embeds, segments)
    for output in OUTPUTS:
        exact = found["plain"][output]
        largest = np.abs(exact).max()
        assert np.abs(found["eased"][output] - exact).max() < 1e-4 * largest
    lost = {name: np.abs(found[name]["text"] - found["plain"]["text"]).mean() for name in found}
    assert lost["eased 8"] < 0.9 * lost["plain 8"]


@pytest.mark.parametrize("bits", [8, 32])
def test_the_text_sees_neither_context_nor_padding(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "encoder.onnx"
    build(tiny_weights(), CONFIG, path, bits=bits)
    chance = np.random.default_rng(4)
    embeds = chance.normal(size=(3, 6, 64)).astype(np.float32)
    embeds[1:, :3] = embeds[0, :3]  # one text three times, what follows differs
    found = run(path, embeds, [[1, 1, 1, 0, 0, 0], [1, 1, 1, 2, 2, 0], [1, 1, 1, 2, 2, 2]])
    for name in ("text", "inner"):
        assert np.abs(found[name] - found[name][0]).max() < 1e-5
    context = found["context"]
    assert (context[0] == 0).all()  # no context, no vector
    assert np.abs(context[1] - context[2]).max() > 1e-3


def test_the_context_sees_the_text(tmp_path: Path) -> None:
    path = tmp_path / "encoder.onnx"
    build(tiny_weights(), CONFIG, path)
    chance = np.random.default_rng(4)
    embeds = chance.normal(size=(2, 4, 64)).astype(np.float32)
    embeds[1, 2:] = embeds[0, 2:]  # the same context after another text
    context = run(path, embeds, [[1, 1, 2, 2], [1, 1, 2, 2]])["context"]
    assert np.abs(context[0] - context[1]).max() > 1e-3


def test_the_inner_mean_is_made_by_its_layers_alone(tmp_path: Path) -> None:
    embeds = np.random.default_rng(4).normal(size=(2, 4, 64)).astype(np.float32)
    segments = [[1, 1, 1, 2], [1, 1, 0, 0]]
    weights = tiny_weights()
    build(weights, CONFIG, tmp_path / "both.onnx")
    build(weights, {**CONFIG, "num_hidden_layers": 1}, tmp_path / "one.onnx")
    last = {name: value for name, value in CONFIG.items() if name != "inner_layers"}
    build(weights, last, tmp_path / "last.onnx")
    both, one, top = (
        run(tmp_path / f"{n}.onnx", embeds, segments) for n in ("both", "one", "last")
    )
    assert (both["inner"] == one["text"]).all()
    assert (top["inner"] == both["text"]).all()  # where no layer is named
    assert np.abs(both["inner"] - both["text"]).max() > 1e-2


def test_eight_bits_lose_at_most_half_a_step() -> None:
    weight = np.random.default_rng(0).normal(size=(5, 64)).astype(np.float32)
    weight[0] = 0  # a row of zeros still has a scale
    codes, scales = to_codes(weight)
    again = codes.astype(np.float32) * scales[:, None]
    assert (np.abs(again - weight) <= scales[:, None] / 2 + 1e-7).all()


@can_sum_8_bits
def test_eight_bits_are_near_32_and_a_row_does_not_feel_its_neighbours(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    embeds = chance.normal(size=(7, 6, 64)).astype(np.float32)
    embeds[1:] *= 40  # a scale for the whole batch would drown the first row
    segments = [[1, 1, 1, 1, 2, 2], [1, 1, 2, 2, 0, 0], [1, 0, 0, 0, 0, 0], *[[1] * 5 + [2]] * 4]
    for bits in (8, 32):
        build(tiny_weights(), CONFIG, tmp_path / f"{bits}.onnx", bits=bits)
    together, exact = (run(tmp_path / f"{bits}.onnx", embeds, segments) for bits in (8, 32))
    for row in range(len(segments)):
        alone = run(tmp_path / "8.onnx", embeds[row : row + 1], segments[row : row + 1])
        assert all((alone[name][0] == together[name][row]).all() for name in OUTPUTS)
    for name, least in (("text", 0.998), ("inner", 0.998), ("context", 0.98)):  # of one piece
        known = np.abs(exact[name]).max(axis=1) > 0  # the third has no context
        near = (unit(together[name]) * unit(exact[name])).sum(axis=1)
        assert (near[known] > least).all(), (name, near)
        assert (together[name][~known] == 0).all()


def test_four_bit_blocks_survive_being_narrowed_again() -> None:
    wide = np.random.default_rng(0).normal(size=(9, 64)).astype(np.float32)
    once = widen(*narrow(wide))
    assert (widen(*narrow(once)) == once).all()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder of random weights over our own tokenizer."""
    from safetensors.numpy import save_file

    made, chance = tmp_path_factory.mktemp("encoder"), np.random.default_rng(6)
    pieces = len(WordTable(WEIGHTS / "words.safetensors"))
    codes = chance.integers(0, 256, (pieces, 32), np.uint8)
    scales = chance.uniform(0.1, 0.2, (pieces, 2)).astype(np.float16)
    save_file({"codes": codes, "scales": scales}, made / "words.safetensors")
    weights = tiny_weights()
    name = "embeddings.position_embeddings.weight"
    weights[name] = chance.normal(scale=0.3, size=(512, 64)).astype(np.float32)
    build(weights, CONFIG, made / "encoder.onnx")
    (made / "tokenizer.json").symlink_to(WEIGHTS / "tokenizer.json")
    return made


TEXTS = [f"the lamp {'is broken again ' * n}" for n in (0, 3, 90, 1, 40, 2, 90, 90, 90, 5)]


def test_what_a_text_is_does_not_hang_on_its_place_its_batch_or_the_threads(folder: Path) -> None:
    contexts = ["on the lamp" if n % 2 else "" for n in range(len(TEXTS))]
    heard: list[int] = []
    whole = Encoder(folder, threads=3).encode(TEXTS, contexts, progress=heard.append)
    assert len(heard) > 1
    assert heard == sorted(heard)
    assert heard[-1] == len(TEXTS)
    one_thread = Encoder(folder, threads=1)
    for place, (text, context) in enumerate(zip(TEXTS, contexts, strict=True)):
        alone = one_thread.encode([text], [context])
        for name in OUTPUTS:
            assert (getattr(alone, name)[0] == getattr(whole, name)[place]).all(), (name, place)
    assert np.linalg.norm(whole.text, axis=1) == pytest.approx(1)
    assert (np.abs(whole.context).max(axis=1) > 0).tolist() == [bool(one) for one in contexts]
    assert np.linalg.norm(whole.inner, axis=1).max() > 1.5  # as it is, for the heads to turn


def test_a_prefix_is_read_before_the_text_and_not_before_the_context(folder: Path) -> None:
    contexts = ["on the lamp"] * 3
    with_prefix = Encoder(folder, prefix="query: ").encode(TEXTS[:3], contexts)
    written = Encoder(folder).encode([f"query: {text}" for text in TEXTS[:3]], contexts)
    bare = Encoder(folder).encode(TEXTS[:3], contexts)
    for name in OUTPUTS:
        assert (getattr(with_prefix, name) == getattr(written, name)).all()
    assert np.abs(with_prefix.inner - bare.inner).max() > 1e-3


def test_vectors_are_kept_by_text_context_and_prefix(folder: Path, tmp_path: Path) -> None:
    posts = [Post(text=text, brand="Acme") for text in TEXTS[:3]]
    first = Vectors(folder, kept=tmp_path).encode(posts, "posts")
    assert len(list(tmp_path.iterdir())) == 1
    again = Vectors(folder, kept=tmp_path).encode(posts, "posts")
    assert len(list(tmp_path.iterdir())) == 1
    Vectors(folder, kept=tmp_path, prefix="query: ").encode(posts, "posts")
    Vectors(folder, kept=tmp_path).encode([Post(text=one.text) for one in posts], "posts")
    assert len(list(tmp_path.iterdir())) == 3
    direct = Encoder(folder).encode([one.text for one in posts], ["brand Acme"] * 3)
    for name in OUTPUTS:
        assert (getattr(first, name) == getattr(direct, name)).all()
        assert (getattr(again, name) == getattr(direct, name)).all()

"""The baseline: linear heads on an encoder that still reads its prefix."""

from pathlib import Path

import pytest
from rigs.tiny_weights import SIZE, write_data, write_weights

from models.base import TASKS, Post
from models.heads import load_heads
from models.marks import NAMES
from models.tagger import load_tagger

pytest.importorskip("onnx", reason="writing a graph needs the extra train")

from models.training.base import QUERY
from models.training.data import engagement
from models.training.linear import train
from models.training.vectors import Vectors


def test_heads_are_fitted_to_what_the_encoder_says_with_its_prefix(tmp_path: Path) -> None:
    out, kept = tmp_path / "out", tmp_path / "kept"
    write_weights(out)
    write_data(tmp_path / "data")
    train(tmp_path / "data", out, most={"polarity": 30, "intent": 30, "irony": 30}, kept=kept)

    heads = load_heads(out)
    assert heads.vector is None  # the sentence vector is the encoder's own
    assert set(heads.by_task) == set(TASKS)
    assert heads.by_task["form"].weight.shape == (6, 2 * SIZE + len(NAMES))
    assert load_tagger(out).tag([Post(text="La lampe clignote")])[0].vector.shape == (SIZE,)

    before = sorted(path.name for path in kept.iterdir())
    dev = engagement(tmp_path / "data" / "engagement" / "real_dev.jsonl")
    Vectors(out, kept=kept, prefix=QUERY).encode([one.post for one in dev], "again")
    assert sorted(path.name for path in kept.iterdir()) == before  # they were read like this

"""The map from a tuned encoder's means to sentence vectors."""

import numpy as np
import pytest

from models.encoder import unit
from models.training.sentence import fitted


def test_what_the_means_still_know_is_found_whatever_their_spread() -> None:
    chance = np.random.default_rng(1)
    told = chance.normal(size=(2_000, 6)).astype(np.float32)
    turn = chance.normal(size=(6, 4))
    teachers = unit((told @ turn).astype(np.float32))
    # Two features more that say nothing, and scales far apart.
    rows = np.hstack([told, chance.normal(size=(2_000, 2))]) * [1, 100, 0.01, 1, 5, 1, 50, 1] + 3
    weight, bias = fitted(rows[:1_500].astype(np.float32), teachers[:1_500])
    assert weight.shape == (4, 8)
    found = unit((rows[1_500:] @ weight.T + bias).astype(np.float32))
    assert (found * teachers[1_500:]).sum(axis=1).mean() > 0.97


def test_a_feature_that_never_moves_does_no_harm() -> None:
    rows = np.hstack([np.eye(3), np.ones((3, 1))]).astype(np.float32)
    weight, bias = fitted(rows, np.eye(3, dtype=np.float32))
    assert np.isfinite(weight).all()
    assert ((rows @ weight.T + bias).argmax(axis=1) == [0, 1, 2]).all()


def test_one_text_is_too_few() -> None:
    with pytest.raises(ValueError, match="1 texts"):
        fitted(np.ones((1, 3), np.float32), np.ones((1, 3), np.float32))

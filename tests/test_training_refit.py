"""Heads fitted once more when the encoder is done: what is read, what is not, and what stays as it was."""

from pathlib import Path

import numpy as np
import pytest

from models.base import LEARNT, TASKS, Post
from models.heads import Head, Heads, features, load_heads, logits, save_heads
from models.marks import NAMES
from models.tagger import WEIGHTS
from models.training.data import Example
from models.training.refit import SHARE, STACKED, _balanced, _folded, with_inner
from models.training.vectors import Vectors

CHANCE = np.random.default_rng(3)
SEEN = CHANCE.normal(size=(40, 12)).astype(np.float32)


def head(task: str, *, wide: int = 12, temperature: float = 1.0) -> Head:
    """A head of chance."""
    size = len(LEARNT[task])
    weight = CHANCE.normal(size=(size, wide)).astype(np.float32)
    return Head(weight, CHANCE.normal(size=size).astype(np.float32), temperature, 0.5)


def heads() -> Heads:
    """One a task, each as warm as another."""
    by_task = {task: head(task, temperature=0.5 + n / 4) for n, task in enumerate(LEARNT)}
    return Heads(("text",), (), by_task)


def test_a_line_over_all_lines_is_one_line_over_what_they_read() -> None:
    some, task = heads(), "intent"
    all_say = [logits(one, SEEN) / one.temperature for one in some.by_task.values()]
    said = np.hstack(all_say).astype(np.float32)
    over = head(task, wide=said.shape[1])
    own = some.by_task[task]
    wanted = np.average(
        [logits(own, SEEN) / own.temperature, logits(over, said)],
        axis=0,
        weights=[1 - SHARE, SHARE],
    )
    assert logits(_folded(some, task, over), SEEN) == pytest.approx(wanted, abs=1e-3)


def test_a_rare_label_weighs_more_and_no_other_task_is_fitted() -> None:
    labels = ["praise"] * 16 + ["question"] * 4
    rows = [
        Example(Post(text="x"), {"intent": one, "tone": "neutral"}, 1.0, "own") for one in labels
    ]
    found = _balanced(rows, "intent")
    assert [one.labels for one in found] == [{"intent": one} for one in labels]
    assert found[-1].weight == pytest.approx(2 * found[0].weight)


def test_the_heads_that_ship_read_danger_in_the_text_alone_and_few_look_below_the_last_layer(
    tmp_path: Path,
) -> None:
    shipped, encoder = load_heads(WEIGHTS), Vectors(WEIGHTS, kept=tmp_path)
    assert shipped.parts == ("text", "context", "marks", "inner")
    size = (shipped.by_task["form"].weight.shape[1] - len(NAMES) - encoder.inner) // 2
    text, around, inner = (
        np.s_[:, :size],
        np.s_[:, size : -encoder.inner],
        np.s_[:, -encoder.inner :],
    )
    for task, one in shipped.by_task.items():
        # What is read from all heads reads what those two say, and so what they look at.
        assert one.weight[inner].any() == (
            task in ("risk", "outside_hands", "know_now", *STACKED)
        ), task
        assert one.weight[text].any()
    assert not shipped.by_task["risk"].weight[around].any()
    assert shipped.by_task["outside_hands"].weight[around].any()

    on_a_page = Post(text="the lid came off", venue="own", brand="Tisserin", rating=1)
    posts = [on_a_page, Post(text=on_a_page.text)]
    seen = features(encoder.encode(posts, "two"), posts, parts=shipped.parts, marks=shipped.marks)
    scores = shipped.scores(seen)
    assert scores["risk"][0] == pytest.approx(scores["risk"][1], abs=1e-6)
    assert scores["form"][0] != pytest.approx(scores["form"][1], abs=1e-3)


def test_heads_that_may_read_the_lower_layers_say_what_they_said(tmp_path: Path) -> None:
    encoder = Vectors(WEIGHTS, kept=tmp_path)
    before = Heads(("text",), (), {task: head(task, wide=384) for task in TASKS})
    after = with_inner(before, encoder)
    posts = [Post(text=text) for text in ("ça sent le gaz", "lovely buns")]
    encoded = encoder.encode(posts, "two")
    was, now = (one.scores(one.features(encoded, posts)) for one in (before, after))
    for task in TASKS:
        assert now[task] == pytest.approx(was[task], abs=1e-9)
    assert with_inner(after, encoder) is after

    save_heads(after, tmp_path, name="x")
    assert load_heads(tmp_path).parts == ("text", "inner")

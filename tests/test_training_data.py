"""Training: rows become posts as the runtime sees them, and heads learn from them. All rows are ours."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.base import TASKS, Post
from models.encoder import Encoded
from models.heads import Heads, features, load_heads, logits, save_heads, softmax
from models.marks import NAMES
from models.training.data import (
    Example,
    engagement,
    one_task,
    training_examples,
    venue_of,
    withhold,
)
from models.training.metrics import (
    calibration_error,
    f1,
    macro_f1,
    macro_figure,
    threshold_for,
)

ROW = {
    "id": "own:1",
    "text": "@acme la lampe clignote, un remède svp ?",
    "lang": "fr",
    "source_kind": "tweet",
    "brand": "Acme",
    "channel_owner": "third_party",
    "form": "critique",
    "tone": "negative",
    "intent": "question",
    "sponsored": "organic",
    "irony": 0,
}


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_row_becomes_the_post_that_the_runtime_would_see(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", ROW, {**ROW, "irony": 1, "sure": 0, "stars": 4.0})
    first, second = engagement(path)
    assert first.post == Post(
        text=str(ROW["text"]),
        source_kind="tweet",
        venue="public",
        addressed=True,  # worked out: the handle at the head is like the brand's name
        brand="Acme",
        lang="fr",
    )
    assert first.labels["irony"] == "none"
    assert second.labels["irony"] == "irony"
    assert second.post.rating == 4
    assert second.weight < first.weight  # its labeller doubted


@pytest.mark.parametrize(
    ("row", "venue"),
    [
        ({"source_kind": "app_review", "channel_owner": "third_party"}, "review"),
        ({"source_kind": "tweet", "channel_owner": "brand"}, "own"),
        ({"source_kind": "tweet", "channel_owner": "third_party"}, "public"),
        ({"source_kind": "support_tweet", "channel_owner": "brand"}, None),  # on nobody's page
        ({"source_kind": "tweet"}, None),
    ],
)
def test_venue_of_a_row(row: dict[str, str], venue: str | None) -> None:
    assert venue_of(row) == venue


def test_rows_of_one_task_mask_the_others_and_weak_ones_weigh_less(tmp_path: Path) -> None:
    row = {"id": "1", "text": "I want to buy a lamp", "lang": "en", "dataset": "d", "weak": False}
    path = write(
        tmp_path / "intent.jsonl",
        {**row, "label": "purchase"},
        {**row, "label": "idea", "weak": True},
    )
    first, second = one_task(path, "intent")
    assert first.labels == {"intent": "none"}
    assert second.labels == {"intent": "idea"}
    assert second.weight < first.weight


def test_an_unknown_label_is_refused_with_its_row(tmp_path: Path) -> None:
    row = {"id": "x:9", "text": "a", "label": "furious", "dataset": "d", "weak": False}
    with pytest.raises(ValueError, match=r"x:9 has the label 'furious'"):
        one_task(write(tmp_path / "polarity.jsonl", row), "polarity")


def test_a_broken_line_is_refused_with_its_number(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", ROW)
    path.write_text(path.read_text(encoding="utf-8") + "{oops\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"rows\.jsonl: line 2 is not JSON"):
        engagement(path)


def test_no_row_of_a_dev_file_is_trained_on(tmp_path: Path) -> None:
    for name in ("synthetic_train", "real_train", "real_dev"):
        write(tmp_path / "engagement" / f"{name}.jsonl", {**ROW, "id": name})
    found = training_examples(tmp_path, most={})
    assert [one.key for one in found] == ["synthetic_train", "real_train"]


def test_each_field_of_context_is_withheld_in_a_third_and_all_in_a_fifth() -> None:
    post = Post(
        text="a", source_kind="tweet", venue="own", addressed=True, thread="t", brand="b", rating=1
    )
    copies = withhold([Example(post, {}, 1.0, "own")] * 4000, seed=1)
    fields = ("source_kind", "venue", "addressed", "thread", "brand", "rating")
    lacking = {
        name: np.array([getattr(one.post, name) is None for one in copies]) for name in fields
    }
    for lost in lacking.values():
        assert 0.3 < lost.mean() < 0.5
    assert np.all(list(lacking.values()), axis=0).mean() > 0.18
    assert all(one.post.text == "a" for one in copies)


def test_macro_f1_counts_rows_whose_true_label_is_asked_for() -> None:
    truth = np.array(["share", "share", "critique", "off"])
    said = np.array(["share", "critique", "critique", "share"])
    assert f1(truth[:3], said[:3], "share") == pytest.approx(2 / 3)
    assert macro_f1(truth, said, ("share", "critique")) == pytest.approx(2 / 3)


def test_an_interval_holds_its_value_and_counts_its_rows() -> None:
    truth = np.array(["share", "critique", "off"] * 40)
    said = np.where(np.arange(120) % 5 == 0, "critique", truth)
    figure = macro_figure(truth, said, ("share", "critique"))
    assert figure.low < figure.value < figure.high
    assert figure.n == 80


def test_a_tagger_that_is_as_right_as_it_is_sure_has_no_calibration_error() -> None:
    sure = np.full(10, 0.85)
    right = np.arange(10) < 8
    assert calibration_error(right, sure) == pytest.approx(0.05)


def test_the_threshold_is_the_lowest_that_is_precise_and_keeps_enough() -> None:
    sure = np.linspace(0.3, 0.99, 500)
    right = sure > 0.5
    assert threshold_for(right, sure, precision=1.0, coverage=0.5) == pytest.approx(0.51, abs=0.02)
    kept = threshold_for(right, sure, precision=1.0, coverage=0.9)
    assert (sure >= kept).mean() >= 0.9


def examples_of_two_sorts(count: int) -> list[Example]:
    made = []
    for number in range(count):
        critique = number % 2 == 0
        labels = {
            "form": "critique" if critique else "discussion",
            "tone": "negative" if critique else "positive",
            "intent": "complaint" if critique else "praise",
            "irony": "irony" if number % 8 == 0 else "none",
            "sponsorship": "organic" if number % 5 else "disclosed",
        }
        text = "@acme réparez-la svp" if critique else "J'aime bien ma lampe"
        post = Post(text=text, addressed=critique, venue="public")
        made.append(Example(post, labels, 1.0, "own"))
    return made


def test_heads_learn_are_calibrated_and_come_back_from_their_files(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="fitting needs the extra train")
    from models.training.fit import calibrate, fit_head

    examples = examples_of_two_sorts(80)
    posts = [one.post for one in examples]
    noise = np.random.default_rng(1).normal(size=(80, 8)).astype(np.float32)
    rows = features(Encoded(text=noise, inner=noise, context=noise), posts, parts=("text", "marks"))
    by_task = {}
    for task in TASKS:
        labels = [one.labels[task] for one in examples]
        head = fit_head(rows, examples, task, strength=0.1)
        by_task[task] = calibrate(head, rows, labels, task)
    said = logits(by_task["form"], rows).argmax(axis=1)
    truth = [TASKS["form"].index(one.labels["form"]) for one in examples]
    assert (said == truth).mean() > 0.95
    scores = softmax(logits(by_task["irony"], rows))
    assert 0.08 < scores[:, TASKS["irony"].index("irony")].mean() < 0.17  # one in eight

    heads = Heads(("text", "marks"), NAMES, by_task)
    save_heads(heads, tmp_path, name="own-1")
    again = load_heads(tmp_path)
    assert again.parts == heads.parts
    assert (logits(again.by_task["form"], rows) == logits(by_task["form"], rows)).all()


def test_heads_that_ask_for_unknown_features_are_refused(tmp_path: Path) -> None:
    empty = {task: {"classes": list(classes)} for task, classes in TASKS.items()}
    head = np.zeros((1, 1), np.float32)
    from safetensors.numpy import save_file

    save_file({"form.weight": head}, tmp_path / "heads.safetensors")
    told = {"name": "x", "features": ["text", "smell"], "marks": [], "tasks": empty}
    (tmp_path / "heads.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ValueError, match=r"features this version lacks: \['smell'\]"):
        load_heads(tmp_path)

"""The command that measures weights: every figure is there, and each answerer is measured as it is."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rigs.tiny_weights import INNER, LAYERS, MIDDLE, SIZE, write_data, write_weights

from models.base import LEARNT
from models.heads import logits
from models.tagger import load_tagger
from models.training.asked import CUTS, not_learnt
from models.training.card import card
from models.training.data import fully_tagged
from models.training.figures import REAL, SIX, TABLE, Tagged, read_sets
from models.training.judged import public_risks
from models.training.tables import figure, short
from models.training.written import HELD, written_rows

pytest.importorskip("onnx", reason="writing a graph needs the extra train")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two-layer random weights in `out`, after a whole evaluation; `frozen` is the same encoder.

    Weights of an older release, `frozen` among them, have no heads beside the tags.
    """
    made = tmp_path_factory.mktemp("evaluate")
    write_data(made / "data")
    write_weights(made / "out", tasks=LEARNT)
    write_weights(made / "frozen")
    write_weights(made / "exact", bits=32)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "models.training.evaluate", "--data", "data", "--out", "out"),
            *("--exact", "exact", "--frozen", "frozen", "--tier-a", "out"),
        ],
        cwd=made,
        # What is encoded is kept in the temporary folder.
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(made)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return made


@pytest.fixture(scope="module")
def scores(folder: Path) -> Any:
    return json.loads((folder / "out" / "scores.json").read_text(encoding="utf-8"))


def figures(told: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every figure in a tree of them."""
    if isinstance(told, list):
        told = {str(i): one for i, one in enumerate(told)}
    if isinstance(told, dict) and "value" in told:
        yield path, told
    elif isinstance(told, dict):
        for name, one in told.items():
            yield from figures(one, f"{path}/{name}")


def test_every_figure_has_an_interval_around_it_and_an_n(scores: Any) -> None:
    found = dict(figures(scores))
    assert len(found) > 200
    for path, told in found.items():
        assert told["low"] <= told["high"], path
        assert told["n"] >= 0, path
        if "calibration error" not in path:  # resampling can only raise it
            assert told["low"] <= told["value"] <= told["high"], path


def test_every_answerer_stands_in_one_table_on_the_same_rows(scores: Any) -> None:
    table = scores["table"]
    names = [row.name for row in TABLE]
    for column in (
        "shipped",
        "trained on tier A only",
        "linear heads on the frozen encoder",
        "words alone",
        "always the commonest",
    ):
        assert list(table[column]) == names, column
    assert set(table["in 32 bits"]) == {
        row.name for row in TABLE if row.rows.startswith("real_dev")
    }
    assert set(table["commonest of the source kind"]) == {
        row.name for row in TABLE if row.task == "form" and "alone" not in row.name
    }
    for name in names:
        assert len({one[name]["n"] for one in table.values() if name in one}) == 1, name


def test_the_frozen_encoder_reads_its_prefix_and_weights_of_another_tier_do_not(
    scores: Any,
) -> None:
    table = scores["table"]
    assert table["trained on tier A only"] == table["shipped"]  # the same files
    form = table["linear heads on the frozen encoder"]["form"]
    assert form != table["shipped"]["form"]  # the same encoder and head, too


def test_sets_of_another_guide_are_told_by_its_head_where_there_is_one(
    folder: Path, scores: Any
) -> None:
    assert scores["heads of others' guides"] == {
        "shipped": ["polarity", "request"],
        "trained on tier A only": ["polarity", "request"],
        "linear heads on the frozen encoder": [],
    }
    sets = {name: read_sets(folder / "data")[name] for name in ("polarity test", REAL)}
    newer, older = (Tagged(folder / name, sets) for name in ("out", "frozen"))
    for task, head, name in (("tone", "polarity", "polarity test"), ("tone", "tone", REAL)):
        best = logits(newer.heads.by_task[head], newer.rows[name]).argmax(axis=1)
        assert newer.said(task, name).tolist() == [LEARNT[head][place] for place in best]
    ours = newer.said("tone", "polarity test", ours=True).tolist()
    assert older.said("tone", "polarity test").tolist() == ours
    assert newer.said("tone", "polarity test").tolist() != ours
    # What a person is shown is measured in six languages all the same.
    assert set(scores["tone on UMSAB dev, by the tag itself"]["lang"]) <= set(SIX)
    assert "tone on polarity test" in scores["sureness on sets of one task"]
    assert "polarity on polarity test" in scores["sureness on sets of one task"]


def test_risk_is_measured_as_the_tagger_tells_it(folder: Path, scores: Any) -> None:
    told = scores["risk"]
    assert (told["cuts"]["possible"], told["cuts"]["likely"]) == (CUTS["possible"], CUTS["likely"])
    assert told["real_dev flagged"]["1 in 100"]["value"] == pytest.approx(1 / 60, abs=0.001)
    assert {"written, kept", "another hand, never looked at", "hatecheck_en"} <= set(told["sets"])
    assert (told["real_dev flagged"]["likely"]["n"], told["real_dev left out"]) == (60, 0)
    tagger = load_tagger(folder / "out")
    for name, kind in (("hatecheck_en", "hate"), ("words_fr", "health")):
        one, examples = told["sets"][name], public_risks(folder / "data", name)
        tags = tagger.tag([example.post for example in examples])
        risky = [1 - tag.judged["risk"]["none"] for tag in tags]
        for what, is_risk in (("found", True), ("flagged for nothing", False)):
            mine = [
                p
                for p, example in zip(risky, examples, strict=True)
                if is_risk == (example.labels["risk"] != "none")
            ]
            for cut in ("possible", "likely"):
                share = sum(p >= told["cuts"][cut] for p in mine) / len(mine)
                assert one[what][cut]["value"] == pytest.approx(share, abs=0.001)
        assert (one["n"], one["risks"]) == (30, 10)
        assert list(one["kind"]) == [kind]
        assert ("trained on" in one) == (name == "words_fr")


def test_what_a_public_set_has_of_real_dev_says_nothing_of_false_alarms(folder: Path) -> None:
    sets = {name: public_risks(folder / "data", name) for name in ("words_fr", "hatecheck_en")}
    learnt, measured = (rows[0] for rows in sets.values())
    real = read_sets(folder / "data")[REAL]
    broken = replace(learnt.post, text=learnt.post.text.replace(" ", "\n"))
    some = [*real, learnt, replace(learnt, post=broken), measured]
    assert not_learnt(some, sets) == [*real, measured]


def test_the_four_questions_are_measured_on_what_was_kept(scores: Any) -> None:
    told = scores["questions"]
    assert set(told) == {"written for it, kept", "kept, en", "kept, fr"}
    for task in ("needs_answer", "asks_us", "outside_hands", "from_press"):
        assert (
            sum(told[f"kept, {lang}"][task]["n"] for lang in ("en", "fr"))
            == (told["written for it, kept"][task]["n"])
        )


def test_gains_are_what_lies_between_two_columns(scores: Any) -> None:
    ours, theirs = (
        scores["table"][name] for name in ("shipped", "linear heads on the frozen encoder")
    )
    for name, gain in scores["gain over the frozen encoder"].items():
        assert gain["value"] == pytest.approx(
            ours[name]["value"] - theirs[name]["value"], abs=0.0011
        )


def test_the_shape_is_counted_in_the_encoder(scores: Any) -> None:
    made = scores["made of"]
    assert (made["layers"], made["inner"]) == (LAYERS, [INNER])
    assert made["middles"] == [MIDDLE] * LAYERS
    assert made["share"] == MIDDLE / (4 * SIZE)


def test_rows_are_counted_by_set_and_tier(scores: Any) -> None:
    made = scores["made of"]
    assert made["synthetic"] == 0  # these say where they come from
    assert made["real"] == {"A": 16, "B": 4}
    assert made["sets"]["polarity"] == {"A": {}, "B": {"umsab_xlmt": 90}}
    assert made["sets"]["intent"] == {"A": {"banking77": 90}, "B": {}}
    measured = made["real to measure"]
    assert (measured["posts"], measured["ironic"], measured["sponsored"]) == (60, 2, 1)


def test_tags_do_not_hang_on_neighbours_and_hardly_on_bits(scores: Any) -> None:
    alone = scores["one by one"]
    assert (alone["n"], alone["equal labels"], alone["equal vectors"]) == (60, 1, 1)
    assert alone["largest difference"] == 0
    for task, told in scores["as in 32 bits"].items():
        assert told["likeliest class"]["n"] == 120, task
        assert told["likeliest class"]["value"] > 0.8, task


def test_confusions_count_every_row_once(scores: Any) -> None:
    told = scores["confusion"]["form on real_dev"]
    assert sum(n for row in told.values() for n in row.values()) == 60
    called = scores["sponsorship on real_dev"]["called"]
    assert sum(called["organic"].values()) == 59
    assert sum(called["suspected"].values()) == 1


def test_sponsorship_is_measured_on_what_is_held_out_head_and_rules_apart(
    folder: Path, scores: Any
) -> None:
    told = scores["sponsorship on posts held out"]
    rows = list(written_rows(HELD))
    counts = Counter(row["sponsored"] for row in rows)
    assert {label: sum(row.values()) for label, row in told["called"].items()} == counts
    for label, one in told["classes"].items():
        row = told["called"][label]
        found = sum(other[label] for other in told["called"].values())
        assert (one["recall"]["n"], one["precision"]["n"]) == (counts[label], found)
        assert one["recall"]["value"] == pytest.approx(row[label] / counts[label], abs=0.001)
        assert one["precision"]["value"] == pytest.approx(
            row[label] / found if found else 0, abs=0.001
        )
    tags = load_tagger(folder / "out").tag([one.post for one in fully_tagged(rows)])
    said = Counter(tag.sponsorship.label for tag in tags)
    assert said == sum(map(Counter, told["called"].values()), Counter())
    both = [told[name]["label"] for name in ("head alone", "rules and head")]
    assert {one["n"] for one in both} == {len(rows)}
    assert both[0] != both[1]  # some of them disclose in words that the rules know


def test_the_vectors_of_the_same_encoder_let_as_many_pairs_pass(scores: Any) -> None:
    for name in ("at 0.94", "at 0.93"):
        told = scores["sentence vectors"][name]
        assert 0 < told["threshold"] <= 1
        assert told["questions, base model"]["found"]["n"] == 2 * (40 * 39 // 2) + 10 * 9 // 2
        assert (
            told["questions, as many pairs"]["right"]["n"]
            >= told["questions, base model"]["right"]["n"]
        )


def test_the_card_is_written_beside_the_scores(folder: Path, scores: Any) -> None:
    text = (folder / "out" / "CARD.md").read_text(encoding="utf-8")
    assert text == card(scores)
    for words in ("2 of the 12 layers", "50% of their cells", "after layer 1 of 2"):
        assert words in text
    for heading in (
        "Data",
        "Scores",
        "In detail",
        "How sure",
        "Sponsored or not",
        "Risk",
        "Four questions",
        "Sentence vectors",
        "Limits",
    ):
        assert f"\n## {heading}\n" in text


def test_the_card_says_what_the_heads_beside_the_tags_are_worth_and_what_not(scores: Any) -> None:
    shown = card(scores)
    risk = scores["risk"]
    for words in (
        f"possible {short(risk['real_dev flagged']['possible'])}",
        figure(risk["sets"]["hatecheck_en"]["area under the curve"]).partition(",")[0],
        "| words_fr, **trained on** | 30 | 10 |",
        "| words_fr | 30 | 30 | 1 | B |",
        "needs an answer 97.9 % (kappa 0.94)",
        "taught and measured in French and English alone",
        "heads that learnt these tell them (`polarity`, `request`): Shipped, Tier A only.",
    ):
        assert words in shown, words


def test_a_card_of_older_weights_says_nothing_of_heads_that_they_lack(scores: Any) -> None:
    gone = ("risk", "questions", "rows beside", "heads of others' guides")
    shown = card({name: told for name, told in scores.items() if name not in gone})
    for words in ("## Risk", "## Four questions", "heads that learnt these"):
        assert words not in shown


def test_a_card_without_comparisons_leaves_their_columns_out(scores: Any) -> None:
    left_out = ("as in 32 bits", "sentence vectors", "gain over the frozen encoder")
    bare = {name: told for name, told in scores.items() if name not in left_out}
    bare["table"] = {"shipped": scores["table"]["shipped"]}
    shown = card(bare)
    assert "Frozen encoder" not in shown
    assert "Sentence vectors" not in shown
    assert "32 bits" not in shown

"""The pool: what may be trained on, and the part of it that an epoch reads. All rows are ours."""

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from models.training.augment import damaged, without_handles
from models.training.data import WEAK
from models.training.judged import asked_lines, is_kept, now_lines, risk_lines
from models.training.pool import TWEETS, WEIGHTS, Pool, read_pool
from models.training.written import written_rows

ROW = {
    "id": "own:1", "text": "@acme la lampe clignote", "lang": "fr", "source_kind": "tweet",
    "form": "critique", "tone": "negative", "intent": "complaint", "sponsored": "organic", "irony": 0,
}  # fmt: skip


def _write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    _write(tmp_path / "engagement" / "synthetic_train.jsonl", [ROW])
    _write(tmp_path / "engagement" / "real_train.jsonl", [ROW | {"id": "r", "origin": "apple_dfe"}])
    for folder, label in (("polarity", "negative"), ("intent", "praise"), ("irony", "irony")):
        rows = [
            {
                "id": f"{folder}:{n}", "text": f"text {n}", "lang": "en", "label": label,
                "dataset": "umsab_xlmt" if n < 5 else "goemotions", "weak": n % 2 == 0,
            }
            for n in range(40)
        ]  # fmt: skip
        _write(tmp_path / folder / "train.jsonl", rows)
    return read_pool(tmp_path)


SIZES = {"polarity": 10, "intent": 3, "irony": 100}


def test_an_epoch_reads_all_that_is_whole_and_a_part_of_the_rest(pool: Pool) -> None:
    rows = pool.epoch(0, SIZES, seed=0)
    whole = 2 + len(list(written_rows()))
    beside = [one for one in (*risk_lines(), *asked_lines(), *now_lines()) if not is_kept(one)]
    assert len(rows) == whole + 10 + 3 + 40 + len(beside)
    tweets = [one for one in rows if one.origin == "umsab_xlmt" and "polarity" in one.labels]
    assert len(tweets) == 5  # always all of them


def test_rows_of_other_guides_weigh_less_but_tweets_that_people_labelled_do_not(pool: Pool) -> None:
    assert all(one.weight == 1 for one in pool.whole if one.origin == "synthetic")
    for folder, rows in pool.single.items():
        weights = {one.key: one.weight for one in rows}
        assert {weights[f"{folder}:{n}"] for n in range(5)} == {TWEETS}  # of umsab_xlmt
        assert weights[f"{folder}:7"] == WEIGHTS[folder] < TWEETS
        assert weights[f"{folder}:6"] == WEIGHTS[folder] * WEAK


def test_epochs_differ_and_a_seed_gives_the_same_again(pool: Pool) -> None:
    keys = [[one.key for one in pool.epoch(n, SIZES, seed=0)] for n in (0, 0, 1)]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.usefixtures("pool")
def test_tier_a_holds_permissive_rows_only(tmp_path: Path) -> None:
    permissive = read_pool(tmp_path, tier="A")
    assert {one.origin for one in permissive.whole} == {"synthetic", "written"}
    assert {one.origin for one in permissive.single["polarity"]} == {"goemotions"}


def test_damage_is_small_and_given_by_the_seed() -> None:
    text = "@acme pourquoi l'été est-il cassé ? #panne https://x.example/a, merci !"
    first = [damaged(text, random.Random(n)) for n in range(300)]
    assert first == [damaged(text, random.Random(n)) for n in range(300)]
    assert 0.2 < sum(one != text for one in first) / 300 < 0.5
    assert all(one and len(one) > len(text) / 2 for one in first)
    assert damaged("", random.Random(0)) == ""


def test_damage_keeps_who_is_spoken_to() -> None:
    changed = {damaged("@acme répondez", random.Random(n)) for n in range(400)}
    assert all(one.startswith("@") for one in changed)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("@acme you must answer", "you must answer"),
        ("@acme, @bob: you must answer", "you must answer"),
        ("you must answer @acme", "you must answer"),
        ("mail@acme.example is yours", "mail@acme.example is yours"),  # no handle
        ("@acme", "@acme"),  # nothing would be left
        ("", ""),
    ],
)
def test_a_text_without_its_handles(text: str, bare: str) -> None:
    assert without_handles(text) == bare

"""Our own posts for training: a form that is quick to write, and read without mercy."""

from pathlib import Path

import pytest

from models.base import TASKS
from models.training.data import fully_tagged
from models.training.pool import FOLDERS, read_pool
from models.training.written import FOLDER, HELD, read_labels, read_written, written_rows

HEAD = '# kind=tweet lang=fr page=third_party brand="Acme & Fils" thread="la lampe"\n'


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_post_knows_its_block_its_labels_and_its_line_breaks(tmp_path: Path) -> None:
    path = _file(tmp_path, HEAD + "c neg com iu2 | @acme bravo\\nencore | merci\n")
    (row,) = read_written(path)
    assert row["text"] == "@acme bravo\nencore | merci"
    assert (row["brand"], row["thread"]) == ("Acme & Fils", "la lampe")
    (one,) = fully_tagged([row])
    assert one.labels == {
        "form": "critique",
        "tone": "negative",
        "intent": "complaint",
        "irony": "irony",
        "sponsorship": "organic",
    }
    assert (one.post.venue, one.post.rating, one.post.source_kind) == ("public", 2, "tweet")
    assert one.weight < 1  # its label is doubted


@pytest.mark.parametrize(
    "text",
    [
        "c neg com - | no block before it\n",
        HEAD + "x neg com - | no such form\n",
        HEAD + "c bad com - | no such tone\n",
        HEAD + "c neg com | no flags\n",
        "# kind=tweet lang=fr colour=red\nd neu non - | x\n",
        "# kind=tweet\nd neu non - | no language\n",
        "# kind=tweet lang=fr page=ours\nd neu non - | x\n",
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"a\.txt:\d"):
        list(read_written(_file(tmp_path, text)))


def test_labels_of_rows_that_are_not_ours_hold_no_text(tmp_path: Path) -> None:
    path = tmp_path / "l.tsv"
    path.write_text("set:1\td neu non a\n", encoding="utf-8")
    ((key, told),) = read_labels(path)
    assert key == "set:1"
    assert (told["form"], told["sponsored"], told["sure"]) == ("discussion", "disclosed", 1)
    for shipped in (FOLDER.parent / "labels").glob("*.tsv"):
        for line in shipped.read_text(encoding="utf-8").splitlines():
            assert len(line.split("\t")[1].split()) == 4


def test_what_we_wrote_is_whole_and_said_once() -> None:
    rows = list(written_rows())
    assert len(rows) > 6_000
    texts = [row["text"] for row in rows]
    assert len(set(texts)) > 0.995 * len(texts)
    for one in fully_tagged(rows):
        assert all(one.labels[task] in classes for task, classes in TASKS.items())
    assert {row["form"] for row in rows} == set(TASKS["form"])


def test_what_is_held_out_is_said_nowhere_in_what_is_trained_on() -> None:
    held = list(written_rows(HELD))
    keys, texts = ({row[name] for row in held} for name in ("id", "text"))
    assert len(keys) == len(texts) == len(held) > 150
    assert {row["sponsored"] for row in held} == set(TASKS["sponsorship"])
    assert all(one.labels[task] in TASKS[task] for one in fully_tagged(held) for task in TASKS)
    for row in written_rows():
        assert row["id"] not in keys
        assert row["text"] not in texts, row["id"]


def test_the_pool_holds_no_row_that_is_held_out(tmp_path: Path) -> None:
    for name in ("synthetic_train", "real_train"):
        _empty(tmp_path / "engagement" / f"{name}.jsonl")
    for name in FOLDERS:
        _empty(tmp_path / name / "train.jsonl")
    pool = read_pool(tmp_path)
    held = fully_tagged(written_rows(HELD))
    assert {one.origin for one in pool.whole} == {"written"}
    assert not {one.key for one in pool.whole} & {one.key for one in held}
    assert not {one.post.text for one in pool.whole} & {one.post.text for one in held}


def _empty(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.touch()

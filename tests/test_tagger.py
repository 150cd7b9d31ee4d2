"""The shipped tagger: sensible, steady, bounded, offline, and honest about its weights."""

import importlib.util
import io
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.base import JUDGED, MEASURED, TASKS, UNSURE, Post, Tag, Tagger
from models.stream import tag_lines
from models.tagger import WEIGHTS, WeightsError, load_tagger

MB = 1_000_000

POSTS = [
    Post(text="@acme votre appli plante à chaque paiement, corrigez ça svp", brand="Acme"),
    Post(text="Anyone here using Acme? Is the cheap plan enough?", source_kind="reddit_post"),
    Post(text="Super service, livraison rapide", source_kind="review", venue="review", rating=5),
    Post(text="Acme opens a second factory in Lyon https://news.example/acme", source_kind="news"),
    Post(text="ok"),
    Post(text="   "),
    Post(text="Der Kundendienst von Acme ist leider nicht zu erreichen.", thread="Acme Störung"),
    Post(text="My new video: how to build a lamp from an Acme box, full tutorial", venue="public"),
    Post(text="Je l'ai depuis un an, rien à dire " * 40, source_kind="forum_comment", brand="Acme"),
    Post(text="🔥🔥🔥", source_kind="youtube_comment", venue="own"),
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger()


def assert_whole(tag: Tag) -> None:
    for task, classes in TASKS.items():
        score = getattr(tag, task)
        assert tuple(score.scores) == classes
        assert sum(score.scores.values()) == pytest.approx(1)
        assert all(0 <= value <= 1 for value in score.scores.values())
        assert score.label in (score.best, UNSURE)
    assert tag.vector.shape == (384,)
    assert tag.vector.dtype == np.float16
    assert np.linalg.norm(tag.vector.astype(np.float32)) == pytest.approx(1, abs=1e-2)


@pytest.mark.parametrize(
    ("post", "task", "label"),
    [
        # Speaks to the brand, and asks for something.
        (POSTS[0], "form", "critique"),
        (POSTS[0], "tone", "negative"),
        (POSTS[0], "intent", "complaint"),
        # Peers asking peers.
        (POSTS[1], "form", "discussion"),
        (POSTS[1], "intent", "question"),
        # A review is a critique, good or bad.
        (POSTS[2], "form", "critique"),
        (POSTS[2], "tone", "positive"),
        (POSTS[2], "intent", "praise"),
        # A bare headline with its link.
        (POSTS[3], "form", "share"),
        # Work the author made with the brand.
        (POSTS[7], "form", "creation"),
    ],
)
def test_a_plain_post_gets_the_label_a_reader_would_give(
    tagger: Tagger, post: Post, task: str, label: str
) -> None:
    assert getattr(tagger.tag([post])[0], task).best == label


def test_context_tells_peers_from_customers_in_the_same_words(tagger: Tagger) -> None:
    text = "La batterie ne tient pas deux heures"
    review = Post(text=text, source_kind="app_review", venue="review", rating=1)
    peer = Post(text=text, source_kind="forum_comment", venue="public", addressed=False)
    first, second = tagger.tag([review, peer])
    assert (first.form.best, second.form.best) == ("critique", "discussion")


def test_the_sentence_vector_is_the_same_whatever_is_known_about_the_post(tagger: Tagger) -> None:
    bare = Post(text="La batterie ne tient pas deux heures")
    known = Post(text=bare.text, source_kind="review", venue="review", brand="Acme", rating=1)
    first, second = tagger.tag([bare, known])
    # Not bit for bit: another length of the row is another order of the same sums.
    assert first.vector.astype(float) @ second.vector.astype(float) > 0.9999


def test_every_tag_is_whole(tagger: Tagger) -> None:
    for tag in tagger.tag(POSTS):
        assert_whole(tag)


def test_a_tag_is_the_same_bit_for_bit_alone_and_in_any_company(tagger: Tagger) -> None:
    posts = POSTS * 4
    together = tagger.tag(posts)
    order = list(range(len(posts)))
    random.Random(7).shuffle(order)
    for place, tag in zip(order, tagger.tag([posts[i] for i in order]), strict=True):
        assert same(tag, together[place])
    for post, tag in zip(POSTS, together, strict=False):
        assert same(tagger.tag([post])[0], tag)


def same(one: Tag, other: Tag) -> bool:
    scores = all(getattr(one, task) == getattr(other, task) for task in TASKS)
    return scores and one.lang == other.lang and bool((one.vector == other.vector).all())


@pytest.mark.parametrize("text", ["", "   \n\t ", "\0\0", "\u200b\u202e", "\x1b\x07"])
def test_a_text_without_a_word_is_off(tagger: Tagger, text: str) -> None:
    tag = tagger.tag([Post(text=text, source_kind="review", rating=1)])[0]
    assert_whole(tag)
    assert [getattr(tag, task).label for task in TASKS] == [
        *("off", "neutral", "none", "none", "organic")
    ]
    assert tag.lang is None


HOSTILE = {
    "a million characters without a space": "a" * 1_000_000,
    "a hundred kilobytes of spaces and a word": " " * 100_000 + "bonjour",
    "a hundred kilobytes of handles": "@a" * 50_000,
    "a hundred kilobytes of brackets": "[(" * 50_000,
    "lone surrogates": "je \ud800\udfff\ud800 suis",
    "NUL and controls": "bon\0jour\x01\x02\x1b[31m tout le monde",
    "right-to-left overrides": "\u202eemca\u202c est nul",
    "combining marks": "e" + "\u0301" * 5_000,
    "special tokens in words": "</s><s><pad><mask> query: hello",
    "line separators": "un\u2028deux\u2029trois",
    "the widest character": "\U0010ffff" * 3_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_tagged_within_bounds(tagger: Tagger, name: str) -> None:
    """512 pieces and no more, whatever is sent: it costs a few times an ordinary text."""
    ordinary = min(tagged_in(tagger, "L'appli marche bien. " * 100)[0] for _ in range(3))
    seconds, tag = tagged_in(tagger, HOSTILE[name])
    assert_whole(tag)
    assert seconds < 20 * ordinary


def tagged_in(tagger: Tagger, text: str) -> tuple[float, Tag]:
    started = time.process_time()
    tag = tagger.tag([Post(text=text, thread=text, brand=text, source_kind=text, lang=text)])[0]
    return time.process_time() - started, tag


def test_text_beyond_two_thousand_characters_changes_nothing(tagger: Tagger) -> None:
    start = ("L'appli marche bien. " * 100)[:2000]
    first, second = tagger.tag([Post(text=start), Post(text=start + "Nul, à fuir ! " * 9)])
    assert same(first, second)


def test_a_language_the_source_gives_is_kept_and_another_is_found(tagger: Tagger) -> None:
    said, found, short = tagger.tag(
        [
            Post(text="La livraison a pris trois semaines", lang="fr-CA"),
            Post(text="La livraison a pris trois semaines"),
            Post(text="ok"),
        ]
    )
    assert (said.lang, found.lang, short.lang) == ("fr", "fr", None)


def labels(tag: Tag) -> dict[str, str]:
    return {task: getattr(tag, task).label for task in TASKS}


@pytest.mark.parametrize(
    ("lang", "unmeasured"),
    [
        ("fr", ()),
        ("en", ()),
        (None, ()),  # too short to tell, or its letters are no words
        ("de-AT", ("form", "intent", "irony")),
        ("pl", ("form", "tone", "intent", "irony")),
        ("ar", ("form", "tone", "intent", "irony")),
    ],
)
def test_in_a_language_that_was_not_measured_a_label_is_unsure_and_its_scores_stay(
    tagger: Tagger, lang: str | None, unmeasured: tuple[str, ...]
) -> None:
    text = "ok, 5 x merci" if lang else "👍👍"
    tag, plain = tagger.tag([Post(text=text, lang=lang), Post(text=text, lang="en")])
    for task in TASKS:
        score, other = getattr(tag, task), getattr(plain, task)
        assert score.scores == other.scores
        assert score.label == (UNSURE if task in unmeasured else other.label)
    assert tag.judged == plain.judged


def test_a_language_that_nobody_told_is_found_and_counts_the_same(tagger: Tagger) -> None:
    told, found = tagger.tag(
        [replace(POSTS[6], lang="de"), POSTS[6]]  # German
    )
    assert found.lang == "de"
    assert labels(found) == labels(told)
    assert found.form.label == UNSURE


def test_an_empty_text_is_off_in_every_language(tagger: Tagger) -> None:
    assert tagger.tag([Post(text=" ", lang="pl")])[0].form.label == "off"


def test_what_is_called_measured_has_its_figure_in_the_card() -> None:
    scores = json.loads((WEIGHTS / "scores.json").read_text(encoding="utf-8"))
    for task, told in (("form", "form"), ("intent", "intent"), ("tone", "tone on UMSAB dev")):
        assert set(scores[told]["lang"]) == MEASURED[task]


def test_a_disclosure_in_words_decides_and_the_brand_itself_is_organic(tagger: Tagger) -> None:
    paid, staff = tagger.tag(
        [
            Post(text="Mon avis sur la nouvelle Acme, collaboration commerciale"),
            Post(
                text="Bonjour, nous sommes désolés, envoyez-nous votre numéro en DM ^LEA #ad",
                source_kind="support_tweet",
            ),
        ]
    )
    assert paid.sponsorship.label == "disclosed"
    assert (staff.form.best, staff.sponsorship.label) == ("own", "organic")


def test_no_posts_give_no_tags(tagger: Tagger) -> None:
    assert tagger.tag([]) == []


def lines_of(tagger: Tagger, *lines: str, batch: int = 64) -> tuple[bool, list[dict[str, object]]]:
    out = io.StringIO()
    good = tag_lines(lines, tagger, out, batch=batch)
    return good, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_in_gives_a_line_out_in_the_promised_shape(tagger: Tagger) -> None:
    line = {"text": "Bonjour, où est mon colis ?", "venue": None, "rating": None, "other": [1]}
    good, (out,) = lines_of(tagger, json.dumps(line))
    assert good
    assert list(out) == [*TASKS, *JUDGED, "lang"]
    assert out["lang"] == "fr"
    for task, classes in TASKS.items():
        score = out[task]
        assert isinstance(score, dict)
        assert list(score) == ["label", "scores"]
        assert tuple(score["scores"]) == classes
        assert abs(sum(score["scores"].values()) - 1) < 1e-9


class Judging:
    """The shipped tags, and what newer weights know beside them."""

    name = "judging-1"

    def __init__(self, inner: Tagger) -> None:
        self._inner = inner

    def tag(self, posts: Sequence[Post]) -> list[Tag]:
        judged = {task: {c: 1 / len(all_) for c in all_} for task, all_ in JUDGED.items()}
        return [replace(tag, judged=judged) for tag in self._inner.tag(posts)]


def test_a_line_out_says_how_likely_a_risk_is_and_what_the_four_questions_answer(
    tagger: Tagger,
) -> None:
    _, (out,) = lines_of(Judging(tagger), '{"text": "Ma fille est à l\'hôpital"}')
    assert list(out) == [*TASKS, *JUDGED, "lang"]
    assert out["risk"] == dict.fromkeys(JUDGED["risk"], pytest.approx(1 / 9, abs=1e-6))
    assert out["from_press"] == {"yes": 0.5, "no": 0.5}


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('{"lang": "fr"}', "no text"),
        ('{"text": null}', "no text"),
        ('{"text": 5}', "text is not a string"),
        ("", "not JSON"),
        ("nope", "not JSON"),
        ('{"text": "a"', "not JSON"),
        ("[" * 100_000, "not JSON"),  # deeper than Python's stack
        ('["text"]', "not a JSON object"),
        ('{"text": "a", "rating": 6}', "rating is not a number from 1 to 5"),
        ('{"text": "a", "rating": true}', "rating is not a number from 1 to 5"),
        ('{"text": "a", "rating": NaN}', "rating is not a number from 1 to 5"),
        ('{"text": "a", "venue": "pub"}', "venue is none of own, review, public"),
        ('{"text": "a", "addressed": "yes"}', "addressed is neither true nor false"),
        ('{"text": "a", "brand": 3}', "brand is not a string"),
    ],
)
def test_a_bad_line_gives_its_error_in_its_place(tagger: Tagger, line: str, error: str) -> None:
    good, (before, bad, after) = lines_of(tagger, '{"text": "a"}', line, '{"text": "b"}')
    assert not good
    assert bad == {"error": f"line 2: {error}"}
    assert "form" in before
    assert "form" in after


def test_an_empty_text_in_a_line_is_off_and_no_error(tagger: Tagger) -> None:
    good, (out,) = lines_of(tagger, '{"text": ""}')
    assert good
    form = out["form"]
    assert isinstance(form, dict)
    assert form["label"] == "off"


def test_lines_are_written_a_batch_at_a_time(tagger: Tagger) -> None:
    out = io.StringIO()
    seen: list[int] = []

    def watched() -> Iterator[str]:
        for _ in range(5):
            seen.append(out.getvalue().count("\n"))
            yield '{"text": "a"}'

    assert tag_lines(watched(), tagger, out, batch=2)
    assert seen == [0, 0, 2, 2, 4]  # what was out when each line was asked for


def test_separators_in_a_text_do_not_break_its_line(tagger: Tagger) -> None:
    out = io.StringIO()
    tag_lines([json.dumps({"text": "a\u2028b\u0085c\n\rd", "lang": "\u2028"})], tagger, out)
    assert len(out.getvalue().splitlines()) == 1


def test_the_same_lines_give_the_same_tags_in_batches_of_any_size(tagger: Tagger) -> None:
    lines = [json.dumps({"text": post.text, "brand": post.brand}) for post in POSTS]
    assert lines_of(tagger, *lines, batch=1) == lines_of(tagger, *lines, batch=32)


def test_the_default_environment_cannot_import_torch() -> None:
    if ".venv-train" in sys.prefix:
        pytest.skip("the training environment holds torch by design")
    assert importlib.util.find_spec("torch") is None


def test_importing_the_tagger_loads_no_runtime() -> None:
    code = "import sys, models.tagger, models.stream; print('onnxruntime' in sys.modules, 'tokenizers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_loading_says_nothing_and_waits_for_no_import_of_transformers() -> None:
    code = "import sys; from models.tagger import load_tagger; load_tagger(); print('transformers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_the_weights_are_small_enough_for_a_wheel_and_a_forge() -> None:
    sizes = {path.name: path.stat().st_size for path in WEIGHTS.iterdir()}
    assert sum(sizes.values()) <= 100 * MB
    assert max(sizes.values()) <= 60 * MB
    assert {name.rpartition(".")[2] for name in sizes} == {"safetensors", "onnx", "json", "md"}


def test_the_scores_beside_the_weights_are_those_of_these_weights(tagger: Tagger) -> None:
    scores = json.loads((WEIGHTS / "scores.json").read_text(encoding="utf-8"))
    assert scores["tagger"] == tagger.name
    assert scores["one by one"]["equal labels"] == 1
    assert scores["one by one"]["largest difference"] == 0


def linked(folder: Path) -> Path:
    """The weights again, as links: nothing of 96 MB is copied."""
    for path in WEIGHTS.iterdir():
        (folder / path.name).symlink_to(path)
    return folder


@pytest.mark.parametrize(
    "name",
    ["words.safetensors", "encoder.onnx", "tokenizer.json", "heads.json", "heads.safetensors"],
)
def test_a_missing_or_damaged_file_is_refused_in_one_clear_error(tmp_path: Path, name: str) -> None:
    folder = linked(tmp_path)
    (folder / name).unlink()
    with pytest.raises(WeightsError, match=rf"{name}: missing; install brand-listener again"):
        load_tagger(folder)
    shutil.copyfile(WEIGHTS / name, folder / name)
    with (folder / name).open("r+b") as file:
        file.truncate((WEIGHTS / name).stat().st_size // 2)
    with pytest.raises(WeightsError, match=r"cannot be read .*; install brand-listener again"):
        load_tagger(folder)

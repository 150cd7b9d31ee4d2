"""The parts of the tagger that need no weights: words, pieces, context, language, rules."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models import language, sponsorship
from models.base import TASKS, Post
from models.context import context_words
from models.encoder import Encoded, cut, unit
from models.heads import Head, Heads, load_heads, means, save_heads
from models.marks import NAMES, mark_rows, marks
from models.pieces import (
    BATCH_PIECES,
    CONTEXT_PIECES,
    TEXT_PIECES,
    Pieces,
    Row,
    batches,
    clean,
    load_tokenizer,
    pad,
)
from models.tagger import WEIGHTS
from models.words import WordTable, map_safetensors, widen

Floats = NDArray[np.float32]


def test_widening_reads_the_low_half_first() -> None:
    codes = np.full((1, 16), 0x80, np.uint8)  # low half 0 is level -8, high half 8 is level 0
    wide = widen(codes, np.array([[0.5]], np.float16))
    assert wide.tolist() == [[-4.0] * 16 + [0.0] * 16]


def test_looking_up_gives_what_restoring_the_whole_table_gives() -> None:
    mapped = map_safetensors(WEIGHTS / "words.safetensors")
    codes, scales = mapped["codes"].view(np.uint8), mapped["scales"].view(np.float16)
    ids = np.random.default_rng(5).integers(0, len(codes), (7, 31))
    ids[0, :3] = [0, len(codes) - 1, ids[0, 3]]  # both ends, and one twice
    found = WordTable(WEIGHTS / "words.safetensors").look_up(ids)
    assert found.shape == (7, 31, 384)
    for place in np.ndindex(ids.shape):
        # The layout as the base model's README words it, one value at a time.
        row = ids[place]
        for column in (0, 15, 16, 31, 32, 383):
            block, within = divmod(column, 32)
            byte = int(codes[row, block * 16 + within % 16])
            half = byte & 15 if within < 16 else byte >> 4
            assert found[place][column] == np.float32(half - 8) * np.float32(scales[row, block])


def test_the_word_table_is_mapped_and_not_read() -> None:
    assert isinstance(map_safetensors(WEIGHTS / "words.safetensors")["codes"], np.memmap)


def test_a_file_that_is_no_safetensors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.safetensors"
    path.write_bytes(b"\xff" * 64)
    with pytest.raises(ValueError, match="not a safetensors file"):
        WordTable(path)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a\0b  ", "a b"),
        ("a\ud800b", "a?b"),
        ("a\u0085b\x1bc", "a b c"),
        ("deux\nlignes", "deux\nlignes"),
        ("\u200b\u2060", ""),  # nothing to be seen
        (" " * 5000 + "b", "b"),  # what is cut is what comes after, not the blanks before
    ],
)
def test_cleaning(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
    assert clean(cleaned) == cleaned


def test_a_batch_never_holds_more_than_its_pieces_with_padding() -> None:
    lengths = [3, 512, 40, 41, 500, 12, 12, 300] * 20
    rows = [Row([0] * length, length) for length in lengths]
    seen = []
    for batch in batches(rows):
        ids, segments = pad([rows[i] for i in batch])
        assert ids.size <= BATCH_PIECES
        assert (segments > 0).sum() == sum(lengths[i] for i in batch)
        seen += batch
    assert sorted(seen) == list(range(len(rows)))


def test_few_texts_are_shared_out_over_the_threads_and_many_fill_batches() -> None:
    few = [Row([0] * 30, 30) for _ in range(4)]
    assert [len(batch) for batch in cut(few, 2)] == [2, 2]
    assert [len(batch) for batch in cut(few, 1)] == [4]
    assert max(len(batch) for batch in cut(few * 50, 2)) == BATCH_PIECES // 30
    assert cut([], 2) == []


def test_segments_say_text_context_padding() -> None:
    _, segments = pad([Row([0, 5, 2, 7, 2], 3), Row([0, 2], 2)])
    assert segments.tolist() == [[1, 1, 1, 2, 2], [1, 1, 0, 0, 0]]


@pytest.mark.slow
def test_a_prefix_stands_before_the_text_alone_and_takes_of_its_places() -> None:
    tokenizer = load_tokenizer(WEIGHTS / "tokenizer.json")
    texts, contexts = ["the lamp", "", "lamp " * 2000], ["on a table", "", "table " * 2000]
    found = Pieces(tokenizer, prefix="query: ").rows(texts, contexts)
    bare = Pieces(tokenizer)
    assert found == bare.rows([f"query: {text}" for text in texts], contexts)
    assert found != bare.rows(texts, contexts)
    assert found[2].text_length == TEXT_PIECES
    assert len(found[2].ids) == TEXT_PIECES + CONTEXT_PIECES


def test_a_row_of_zeros_has_no_direction_and_the_others_length_one() -> None:
    rows = np.array([[3, 4], [0, 0], [-1e-9, 0]], np.float32)
    assert unit(rows).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 0], [-1, 0]]
    assert unit(rows).dtype == np.float32


def heads_of(size: int, *, turned: bool) -> Heads:
    chance = np.random.default_rng(2)

    def some(*shape: int) -> Floats:
        return chance.normal(size=shape).astype(np.float32)

    by_task = {task: Head(some(len(c), size), some(len(c)), 1.5, 0.4) for task, c in TASKS.items()}
    # Turned on its side in memory, as a solver leaves it.
    vector = (some(2 * size, size).T, some(size)) if turned else None
    return Heads(("text",), (), by_task, vector)


def encoded_of(count: int, size: int) -> Encoded:
    chance = np.random.default_rng(7)
    text, inner, context = (chance.normal(size=(count, size)).astype(np.float32) for _ in range(3))
    return Encoded(unit(text), inner, unit(context))


def test_heads_come_back_from_their_files_with_what_turns_to_a_sentence_vector(
    tmp_path: Path,
) -> None:
    heads, encoded = heads_of(8, turned=True), encoded_of(5, 8)
    save_heads(heads, tmp_path, name="own-1")
    again = load_heads(tmp_path)
    assert heads.vector is not None
    assert again.vector is not None
    for before, after in zip(heads.vector, again.vector, strict=True):
        assert (before == after).all()
    for task, head in heads.by_task.items():
        assert (again.by_task[task].weight == head.weight).all()
        assert (again.by_task[task].bias == head.bias).all()
        assert (again.by_task[task].temperature, again.by_task[task].threshold) == (1.5, 0.4)
    weight, bias = heads.vector
    expected = means(encoded).astype(np.float64) @ weight.T.astype(np.float64) + bias
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert again.vectors(encoded) == pytest.approx(expected, abs=1e-5)


def test_a_sentence_vector_does_not_hang_on_its_neighbours() -> None:
    heads, encoded = heads_of(96, turned=True), encoded_of(64, 96)
    whole = heads.vectors(encoded)
    for row in range(64):
        one = slice(row, row + 1)
        alone = Encoded(encoded.text[one], encoded.inner[one], encoded.context[one])
        assert (heads.vectors(alone)[0] == whole[row]).all()


def test_heads_without_it_load_and_give_the_texts_mean(tmp_path: Path) -> None:
    save_heads(heads_of(8, turned=False), tmp_path, name="own-1")
    encoded = encoded_of(5, 8)
    assert (load_heads(tmp_path).vectors(encoded) == encoded.text).all()


def test_what_is_not_known_is_not_said() -> None:
    assert context_words(Post(text="a")) == ""
    post = Post(text="a", source_kind="hn_comment", venue="public", addressed=False, rating=2)
    assert context_words(post) == "hacker news comment; public page; 2/5; not to brand"


def test_all_that_is_known_is_said() -> None:
    post = Post(
        text="a", source_kind="forum_post", venue="own", addressed=True, rating=5,
        brand="Acme", thread="the lamp",
    )  # fmt: skip
    assert context_words(post) == ("forum post; brand page; 5/5; to brand; brand Acme; on the lamp")


def test_a_huge_thread_gives_a_short_context() -> None:
    post = Post(text="a", thread="x" * 100_000, brand="y" * 100_000, source_kind="z" * 100_000)
    assert len(context_words(post)) < 300


def test_marks_are_named_numbers_between_minus_one_and_two() -> None:
    post = Post(text="@bob RT 20% https://x.example WOW!!! 🔥" * 60, rating=5, brand="Acme")
    assert set(marks(post)) <= set(NAMES)
    assert np.abs(mark_rows([post])).max() < 2
    assert mark_rows([post], ("rating", "never heard of")).tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Le colis est arrivé cassé, je suis très déçu", "fr"),
        ("The parcel arrived broken and nobody answers", "en"),
        ("Das Paket ist leider kaputt angekommen", "de"),
        ("配送がとても遅いです", "ja"),
        ("@acme #fail https://acme.example/bonjour", None),  # neither is in a language
        ("ok", None),
        ("12345 !!!", None),
        ("", None),
        ("\ud800\0", None),
    ],
)
def test_language(text: str, lang: str | None) -> None:
    assert language.detect(text) == lang


@pytest.mark.parametrize(
    ("said", "lang"), [("fr-FR", "fr"), ("EN", "en"), ("und", None), ("", None), (None, None)]
)
def test_a_sources_word_for_a_language(said: str | None, lang: str | None) -> None:
    assert language.normalise(said) == lang


MODEL = np.array([0.9, 0.05, 0.05])


@pytest.mark.parametrize(
    ("text", "label", "why"),
    [
        ("Love this lamp #ad", "disclosed", "a clear hashtag"),
        ("Love this lamp #adventure", "organic", "another word that begins with it"),
        ("Vidéo en partenariat avec Acme", "disclosed", "an equivalent wording"),
        ("[Publicité] Découvrez la lampe", "disclosed", "a label in brackets"),
        ("Trop de publicité dans cette appli", "organic", "a complaint about adverts"),
        ("Not sponsored by anyone, I just like it", "organic", "denied"),
        ("Ce post est non sponsorisé par Acme", "organic", "denied in French"),
        ("-20% avec mon code LEA20", "suspected", "a code on offer"),
        (
            "mon code LEA20 ne marche pas, avec le code NINA non plus",
            "organic",
            "a code that fails",
        ),
        ("https://shop.example/p?tag=lea-21", "suspected", "an affiliate link"),
        ("Lampe offerte par Acme", "unsure", "a gift is a sign, not a disclosure"),
        ("What a nice #collab", "unsure", "an ambiguous hashtag"),
        ("Thanks @acme for the quick answer", "organic", "thanks alone say nothing"),
    ],
)
def test_sponsorship(text: str, label: str, why: str) -> None:
    scores = sponsorship.judge(text, MODEL, own=False)
    assert scores.sum() == pytest.approx(1)
    names = ("organic", "disclosed", "suspected")
    found = names[int(scores.argmax())] if scores.max() >= 0.6 else "unsure"
    assert found == label, why


def test_a_post_of_the_brand_itself_is_organic() -> None:
    assert sponsorship.judge("Our new lamp #ad", MODEL, own=True).argmax() == 0

"""The parts of the tagger that need no weights: words, pieces, context, language, rules."""

from pathlib import Path

import numpy as np
import pytest

from models import language, sponsorship
from models.base import Post
from models.context import context_words
from models.marks import NAMES, mark_rows, marks
from models.pieces import BATCH_PIECES, Row, batches, clean, pad
from models.tagger import WEIGHTS
from models.words import WordTable, map_safetensors, widen


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


def test_segments_say_text_context_padding() -> None:
    _, segments = pad([Row([0, 5, 2, 7, 2], 3), Row([0, 2], 2)])
    assert segments.tolist() == [[1, 1, 1, 2, 2], [1, 1, 0, 0, 0]]


def test_what_is_not_known_is_not_said() -> None:
    assert context_words(Post(text="a")) == ""
    post = Post(text="a", source_kind="hn_comment", venue="public", addressed=False, rating=2)
    assert context_words(post) == (
        "comment on hacker news; in public, not on the brand's page; 2 of 5 stars;"
        " does not speak to the brand"
    )


def test_a_huge_thread_gives_a_short_context() -> None:
    post = Post(text="a", thread="x" * 100_000, brand="y" * 100_000, source_kind="z" * 100_000)
    assert len(context_words(post)) < 500


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

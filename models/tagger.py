"""The shipped tagger: one forward pass of an 8-bit encoder, five linear heads, a few rules.

The encoder reads the text and its known context in words, in one pass in which the text does not see
the context: so the sentence vector is the text's own, whatever is known about where it stands, and
the heads still get a reading of both. A post's tag is the same bit for bit whatever stands beside it.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models import language, sponsorship
from models.addressed import fill_addressed
from models.base import JUDGED, TASKS, UNSURE, Post, Score, Tag, Tagger, is_measured
from models.context import BRAND_CHARACTERS, THREAD_CHARACTERS, context_words
from models.encoder import Encoded, Encoder
from models.heads import Heads, load_heads
from models.pieces import clean

WEIGHTS = Path(__file__).with_name("weights")
THREADS = 2
POSTS_AT_ONCE = 1024  # bounds memory, whatever the length of the list

# An empty text is about nothing. Certain, but no score is ever 0 or 1.
BLANK = {
    "form": "off",
    "tone": "neutral",
    "intent": "none",
    "irony": "none",
    "sponsorship": "organic",
}
BLANK_SCORE = 0.96

Part = TypeVar("Part")
Scores = dict[str, NDArray[np.float64]]
Vector = NDArray[np.float16]


class WeightsError(Exception):
    """The tagger's files are missing or damaged; nothing can be tagged before they are restored."""


class ShippedTagger:
    """Tags posts with the weights of one folder."""

    def __init__(self, encoder: Encoder, heads: Heads, name: str) -> None:
        """Use `load_tagger` instead, which reads the folder."""
        self.name = name
        self._encoder = encoder
        self._heads = heads

    def tag(self, posts: Sequence[Post]) -> list[Tag]:
        """One tag for each post, in order; a post's tag does not depend on its neighbours."""
        tags: list[Tag] = []
        for start in range(0, len(posts), POSTS_AT_ONCE):
            tags += self._tag_some([ready(post) for post in posts[start : start + POSTS_AT_ONCE]])
        return tags

    def _tag_some(self, posts: Sequence[Post]) -> list[Tag]:
        def judge(places: list[int], encoded: Encoded) -> list[Tag]:
            return self._judge([posts[i] for i in places], encoded)

        tags: dict[int, Tag] = {}
        texts, contexts = [post.text for post in posts], [context_words(post) for post in posts]
        for places, some in self._encoder.each(texts, contexts, judge):
            tags.update(zip(places, some, strict=True))
        return [tags[i] for i in range(len(posts))]

    def _judge(self, posts: Sequence[Post], encoded: Encoded) -> list[Tag]:
        scores = self._heads.scores(self._heads.features(encoded, posts))
        vectors = self._heads.vectors(encoded).astype(np.float16)
        return [self._tag_of(post, scores, vectors[i], i) for i, post in enumerate(posts)]

    def _score(self, task: str, row: NDArray[np.float64], lang: str | None) -> Score:
        score = self._heads.score(task, row.tolist())
        return score if is_measured(task, lang) else replace(score, label=UNSURE)

    def _tag_of(self, post: Post, scores: Scores, vector: Vector, place: int) -> Tag:
        if post.text:
            row = with_rules(post, {task: scores[task][place] for task in TASKS})
            found = {task: self._score(task, row[task], post.lang) for task in TASKS}
        else:
            found = {task: blank_score(task) for task in TASKS}
        judged = {
            task: dict(zip(JUDGED[task], map(float, scores[task][place]), strict=True))
            for task in JUDGED
            if task in scores and post.text
        }
        return Tag(**found, lang=post.lang, vector=vector, judged=judged)


def ready(post: Post) -> Post:
    """The post as the model reads it: text cut and cleaned, language and `addressed` worked out."""
    text = clean(post.text)
    known = replace(
        post,
        text=text,
        lang=language.normalise(post.lang) or language.detect(text),
        brand=clean(post.brand or "", characters=BRAND_CHARACTERS) or None,
        thread=clean(post.thread or "", characters=THREAD_CHARACTERS) or None,
    )
    return fill_addressed(known)


def with_rules(post: Post, scores: Scores) -> Scores:
    """One post's scores by task after the rules on sponsorship."""
    own = TASKS["form"][int(scores["form"].argmax())] == "own"
    return scores | {"sponsorship": sponsorship.judge(post.text, scores["sponsorship"], own=own)}


def blank_score(task: str) -> Score:
    """What is said of an empty text."""
    classes = TASKS[task]
    rest = (1 - BLANK_SCORE) / (len(classes) - 1)
    chosen = BLANK[task]
    return Score(chosen, {name: BLANK_SCORE if name == chosen else rest for name in classes})


def load_tagger(folder: Path = WEIGHTS, *, threads: int = THREADS) -> Tagger:
    """Load the weights of a folder; raises WeightsError naming the file that is missing or damaged."""
    encoder = _read(folder, lambda: Encoder(folder, threads=threads), "the encoder")
    heads = _read(folder, lambda: load_heads(folder), "the heads")
    return ShippedTagger(encoder, heads, _read(folder, lambda: tagger_name(folder), "the name"))


def tagger_name(folder: Path) -> str:
    """The family's name and eight characters that change with the encoder or the heads."""
    told = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    hashed = hashlib.sha256()
    for file in ("heads.json", "heads.safetensors", "encoder.onnx"):
        hashed.update((folder / file).read_bytes())
    return f"{told['name']}-{hashed.hexdigest()[:8]}"


FILES = ("words.safetensors", "encoder.onnx", "tokenizer.json", "heads.json", "heads.safetensors")


def _read(folder: Path, load: Callable[[], Part], what: str) -> Part:
    remedy = (
        "install brand-listener again, or build the weights with python -m models.training.train"
    )
    for name in FILES:
        if not (folder / name).is_file():
            raise WeightsError(f"{folder / name}: missing; {remedy}")
    try:
        return load()
    # The runtime and the tokenizer raise classes of their own, some of them bare Exception.
    except Exception as error:
        raise WeightsError(f"{folder}: {what} cannot be read ({error}); {remedy}") from error

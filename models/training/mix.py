"""What an epoch reads: posts with context withheld and texts damaged anew, in batches of like length."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.addressed import fill_addressed, speaks
from models.base import LEARNT
from models.context import context_words
from models.marks import mark_rows
from models.pieces import Pieces, Row, batches, pad
from models.training.augment import damaged, without_handles
from models.training.data import Example, withhold
from models.words import WordTable

PIECES = 1_600  # of a batch with its padding: 32 posts of 50
SORTED = 1_600  # posts sorted by length together: batches stay mixed, padding stays small
UNHANDLED = 0.3  # of critique with a handle loses it in an epoch
UNKNOWN = -100  # what torch leaves out of a loss

Teachers = Mapping[str, NDArray[np.float32]]
Part = tuple[list[Example], list[Row]]


@dataclass(frozen=True)
class Batch:
    """Some posts as the network reads them."""

    words: Tensor  # [posts, pieces, size]
    segments: Tensor  # [posts, pieces]
    marks: Tensor  # [posts, marks]
    labels: Mapping[str, Tensor]  # [posts], UNKNOWN where a post does not know the task
    weights: Mapping[str, Tensor]  # [posts], by task
    teachers: Tensor  # [posts, size], the base model's sentence vectors; zeros where not known


@dataclass(frozen=True)
class Reader:
    """Turns examples into batches."""

    pieces: Pieces
    words: WordTable

    def parts(self, examples: Sequence[Example], *, seed: int) -> list[Part]:
        """Every example once, in the order, with the losses of context and the damage of a seed."""
        chance = random.Random(seed)  # noqa: S311 (no secret hangs on it)
        shuffled = withhold(chance.sample(list(examples), len(examples)), seed=seed)
        found = []
        for start in range(0, len(shuffled), SORTED):
            some = [_damaged(one, chance) for one in shuffled[start : start + SORTED]]
            rows = self.rows(some)
            found += [
                ([some[i] for i in part], [rows[i] for i in part])
                for part in batches(rows, pieces=PIECES)
            ]
        chance.shuffle(found)
        return found

    def rows(self, examples: Sequence[Example]) -> list[Row]:
        """Piece ids of posts with their context in words."""
        texts = [one.post.text for one in examples]
        return self.pieces.rows(texts, [context_words(one.post) for one in examples])

    def plain(self, examples: Sequence[Example]) -> Iterator[tuple[list[int], Batch]]:
        """Every example as it is, with its place, for measuring."""
        rows = self.rows(examples)
        for part in batches(rows, pieces=PIECES):
            yield part, self.batch([examples[i] for i in part], [rows[i] for i in part], {})

    def batch(
        self,
        some: Sequence[Example],
        rows: Sequence[Row],
        teachers: Teachers,
    ) -> Batch:
        """Examples and their rows as tensors."""
        ids, segments = pad(rows)
        size = self.words.size
        none = np.zeros(size, np.float32)
        known = [teachers.get(one.key, none) for one in some]
        return Batch(
            torch.from_numpy(self.words.look_up(ids)),
            torch.from_numpy(segments),
            torch.from_numpy(mark_rows([one.post for one in some])),
            {task: torch.tensor([_label(one, task) for one in some]) for task in LEARNT},
            {
                task: torch.tensor([one.weight_of(task) for one in some], dtype=torch.float32)
                for task in LEARNT
            },
            torch.from_numpy(np.stack(known)),
        )


def _damaged(one: Example, chance: random.Random) -> Example:
    post = one.post
    if one.labels.get("form") == "critique" and "@" in post.text and chance.random() < UNHANDLED:
        bare = replace(post, text=without_handles(post.text), addressed=None)
        # Only where the words still speak to somebody: else the label would not be true any more.
        if speaks(bare.text):
            post = fill_addressed(bare) if post.addressed is not None else bare
    return replace(one, post=replace(post, text=damaged(post.text, chance)))


def _label(one: Example, task: str) -> int:
    return LEARNT[task].index(one.labels[task]) if task in one.labels else UNKNOWN

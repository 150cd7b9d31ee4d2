"""From a hostile text to a bounded row of word pieces."""

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TEXT_CHARACTERS = 2000  # cut before tokenising: a million characters without a space cost seconds
TEXT_PIECES = 416  # with the context's 96: the 512 places the encoder has
CONTEXT_PIECES = 96
# Padding included: the longest row. More than a processor's cache holds is slower, and takes memory.
BATCH_PIECES = 512

PAD_SEGMENT, TEXT_SEGMENT, CONTEXT_SEGMENT = 0, 1, 2
START, PAD, END = 0, 1, 2  # piece ids, fixed by tokenizer.json

# Control characters but tab and newline; they mean nothing and some tokenise one by one.
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)], " ")


@dataclass(frozen=True, slots=True)
class Row:
    """One post's piece ids: text first, then context, with how many belong to the text."""

    ids: list[int]
    text_length: int


def clean(text: str, *, characters: int = TEXT_CHARACTERS) -> str:
    """Cut, and replace what no tokenizer takes: lone surrogates, NUL and other controls.

    Empty where nothing is left that a person could see.
    """
    cut = text.strip()[:characters]
    whole = cut.encode("utf-8", "replace").decode("utf-8").translate(_CONTROLS).strip()
    # Separators and others (zero-width, bidi, unassigned) show nothing by themselves.
    return whole if any(unicodedata.category(one)[0] not in "ZC" for one in whole) else ""


def load_tokenizer(path: Path) -> Any:
    """The tokenizer of a tokenizer.json."""
    # Heavy, and wanted by those alone who tag. Not by way of transformers, whose import takes longer
    # than all the rest.
    from tokenizers import Tokenizer

    # Our batches are small, and its threads would warn about every later fork.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True  # a post that spells </s> says those four characters
    return tokenizer


class Pieces:
    """Turns texts with their context in words into rows of piece ids."""

    def __init__(self, tokenizer: Any, *, prefix: str = "") -> None:
        self._tokenizer, self._prefix = tokenizer, prefix

    def rows(self, texts: Sequence[str], contexts: Sequence[str]) -> list[Row]:
        """One row for each text; an empty context adds nothing."""
        split = self._tokenizer.encode_batch_fast  # ids alone, without places in the text
        written = split([self._prefix + text for text in texts], add_special_tokens=False)
        around = split(list(contexts), add_special_tokens=False)
        return [_row(a.ids, b.ids) for a, b in zip(written, around, strict=True)]


def _row(text: list[int], context: list[int]) -> Row:
    ids = [START, *text[: TEXT_PIECES - 2], END]
    length = len(ids)
    if context:
        ids += [*context[: CONTEXT_PIECES - 1], END]
    return Row(ids, length)


def batches(rows: Sequence[Row], *, pieces: int = BATCH_PIECES) -> Iterator[list[int]]:
    """Indexes of rows of like length, at most `pieces` a batch with their padding."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    batch: list[int] = []
    for index in order:
        # Sorted: the newest row is the longest, and the whole batch is padded to it.
        if batch and (len(batch) + 1) * len(rows[index].ids) > pieces:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def pad(rows: Sequence[Row]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Piece ids and segments of a batch, [rows, longest] each."""
    longest = max(len(row.ids) for row in rows)
    ids = np.full((len(rows), longest), PAD, np.int64)
    segments = np.full((len(rows), longest), PAD_SEGMENT, np.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row.ids)] = row.ids
        segments[place, : len(row.ids)] = CONTEXT_SEGMENT
        segments[place, : row.text_length] = TEXT_SEGMENT
    return ids, segments

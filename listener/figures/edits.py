"""How far two texts differ, as whoever reads them would say: word by word. Pure.

Spaces, typographic signs and a handle at the head ("@marie ") are no difference: an editor, a
platform's box or a reply's first line puts them there by itself.
"""

import re
from collections.abc import Sequence

import numpy as np

MOST = 2_000  # words that are compared: the time grows with their square
_HEAD = re.compile(r"(?:@[\w.@-]{1,200}\s{1,9})+")
_PIECE = re.compile(r"\w+|[^\w\s]")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-"})  # fmt: skip


def is_verbatim(one: str, other: str) -> bool:
    """Are they the same, word for word?"""
    return _pieces(one) == _pieces(other)


def distance(one: str, other: str) -> float:
    """The normalised edit distance (Levenshtein 1966), 0 to 1: words and signs to take out, put in or
    replace, by the number of those of the longer text.
    """
    a, b = _pieces(one)[:MOST], _pieces(other)[:MOST]
    longest = max(len(a), len(b))
    return _edits(a, b) / longest if longest else 0.0


def _pieces(text: str) -> list[str]:
    told = text.translate(_SIGNS).strip()
    head = _HEAD.match(told)
    return _PIECE.findall(told[head.end() :] if head else told)


def _edits(a: Sequence[str], b: Sequence[str]) -> int:
    """Row by row; difflib's time grows with the cube of what is said again and again."""
    known = {piece: n for n, piece in enumerate({*a, *b})}
    columns = np.array([known[piece] for piece in b], dtype=np.int64)
    steps = np.arange(len(b) + 1)
    row = steps.copy()
    for piece in a:
        best = row + 1  # taken out
        best[1:] = np.minimum(best[1:], row[:-1] + (columns != known[piece]))  # kept, or replaced
        row = np.minimum.accumulate(best - steps) + steps  # put in
    return int(row[-1])

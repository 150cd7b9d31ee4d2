"""What a reply is to be about: the matter of a mention, of some thirty, read from its vector and from words.

A line over the sentence vector and the word lists of `aspects` and `topics`, fitted by `benchmarks/topics.py` on posts
that were written beside the replies. Where it is not sure, no matter is named: a reply that fits
whatever it is does less harm than one about something else.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from listener.advice.brief import Brief
from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found, names
from listener.advice.reading.text import fold
from listener.settings.reply import ANY, LISTED

# Probabilities from which a matter is believed: alone, and where its own list has words of the text. Of 210 posts
# of a fresh hand a matter was named for 45 in 100 from 0.85 and 0.4 on, 85 in 100 of them rightly; readers of drafts
# asked for more, and nobody has counted anew since.
_SURE, _BORNE = 0.95, 0.7
# "Died laughing".
_LAUGHS = re.compile(r"\b(?:laugh\w*|lol|haha\w*|rire\w*|rigol\w*|mdr|ptdr|giggl\w*)")
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Line:
    """The fitted line."""

    matters: tuple[str, ...]
    weight: Floats  # one row a matter: of the vector, of each list
    bare: Floats  # the same where there is no vector
    bias: Floats
    bare_bias: Floats


@cache
def line() -> Line:
    """The line that is shipped."""
    folder = files("listener.advice.drafts")
    told = json.loads((folder / "topics.json").read_text("utf-8"))
    with (folder / "topics.npz").open("rb") as opened:
        arrays = np.load(opened, allow_pickle=False)
        fitted = {name: arrays[name].astype(np.float32) for name in arrays.files}
    return Line(matters=tuple(told["matters"]), **fitted)


def topic_of(brief: Brief, of: Collection[str]) -> str:
    """The matter of a mention among `of`; ANY where none of them is sure."""
    folded = fold(brief.shown)
    for matter, lists in LISTED.items():
        is_told = matter in of and any(found(name, folded) for name in lists)
        if is_told and not (matter == "mourning" and _LAUGHS.search(folded)):
            return matter
    told = {matter: share for matter, share in shares_of(brief).items() if matter in of}
    total = sum(told.values())
    if not total:
        return ANY
    best = max(told, key=told.__getitem__)
    is_borne = found(f"topics.{best}", folded) is not None
    # Praise of another thing than was praised is worse than praise of none.
    sure = 1.0 if brief.intent == "praise" else _SURE
    return best if told[best] / total >= (_BORNE if is_borne else sure) else ANY


def shares_of(brief: Brief) -> dict[str, float]:
    """The probability of every matter."""
    fitted = line()
    signs = np.array(signs_of(brief.shown), np.float32)
    if brief.vector:
        vector = np.frombuffer(brief.vector, np.float16).astype(np.float32)
        said = fitted.weight @ np.hstack([vector, signs]) + fitted.bias
    else:
        said = fitted.bare @ signs + fitted.bare_bias
    shares = np.exp(said - said.max())
    return dict(zip(fitted.matters, (shares / shares.sum()).tolist(), strict=True))


@kept(1_024)
def signs_of(text: str) -> tuple[float, ...]:
    """Which lists of `aspects` and `topics` a text holds words of, in their order."""
    folded = fold(text)
    lists = (*names("aspects"), *names("topics"))
    return tuple(float(found(name, folded) is not None) for name in lists)

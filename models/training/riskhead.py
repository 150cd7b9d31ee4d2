"""The head for `risk`, fitted once more on the text alone, when the encoder is done.

Lines written for it stand nowhere: no page, no brand, no stars. Real posts do, and hardly one of them is
a risk. A head that sees where a text stands learns which of the two it came from: of lines put on a brand's page
it held a fifth of the risks for harmless at a cut where, bare, it missed none (TRIED.md). The text's own mean does not see the
context, so what is read from it alone does not hang on the place.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.heads import Head, Heads
from models.training.data import Example, engagement
from models.training.fit import fit_head, warmed
from models.training.judged import PUBLIC, is_kept, public_risks, risk_lines
from models.training.vectors import Vectors

STRENGTH = (
    0.003  # inverse, of the penalty: of 0.001 to 0.03 as good as any on lines of two other hands
)
PUBLIC_WEIGHT = 0.5  # of its rows beside what was written for it
SEED = 0

Floats = NDArray[np.float32]


def rows(data: Path) -> list[Example]:
    """Written lines without the kept eighth, public sets as an epoch has them, and real posts of no risk."""
    chance = np.random.default_rng(SEED)
    found = [one for one in risk_lines() if not is_kept(one)]
    for name, (_, most) in PUBLIC.items():
        if (data / "risk" / f"{name}.jsonl").exists():
            some = public_risks(data, name)
            for place in chance.permutation(len(some))[:most]:
                one = some[int(place)]
                found.append(replace(one, weight=one.weight * PUBLIC_WEIGHT))
    real = engagement(data / "engagement" / "real_train.jsonl")
    return [*found, *(replace(one, labels={"risk": "none"}, weight=1.0) for one in real)]


def refitted(heads: Heads, encoder: Vectors, data: Path) -> Head:
    """The head over the text's mean, its temperature set on the kept eighth of the written lines."""
    some, kept = rows(data), [one for one in risk_lines() if is_kept(one)]
    texts = _text_alone(heads, encoder, some, "risk")
    head = fit_head(texts, some, "risk", strength=STRENGTH)
    head.weight[:, texts.any(axis=0) == 0] = 0.0  # what is not the text counts nothing
    told = [one.labels["risk"] for one in kept]
    return warmed(head, _text_alone(heads, encoder, kept, "risk, kept"), told, "risk")


def _text_alone(heads: Heads, encoder: Vectors, some: Sequence[Example], name: str) -> Floats:
    posts = [one.post for one in some]
    encoded = encoder.encode(posts, name)
    found = heads.features(encoded, posts).copy()
    found[:, encoded.text.shape[1] :] = 0.0
    return found

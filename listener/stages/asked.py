"""How often a question was asked of late, told by the vectors of those that ask."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from listener.settings.brand import Brand
from listener.store.deciding import Undecided
from listener.store.store import Store

DAYS = 30
QUESTIONS = 2_000  # compared with at most


class Asked:
    """A brand's questions of the last weeks, compared by their vectors with those of a batch."""

    def __init__(self, store: Store, brand: Brand, asking: Sequence[Undecided]) -> None:
        self._times = dict[int, int]()
        if not asking:
            return
        since = min(one.mention.at for one in asking) - timedelta(days=DAYS)
        found = store.questions_since(brand.name, since, limit=QUESTIONS)
        vectors = store.vectors(i for i, _ in found)
        kept = [(i, at.timestamp()) for i, at in found if i in vectors]
        row = {i: n for n, (i, _) in enumerate(kept)}
        ours = {i: row[i] for one in asking if (i := one.mention.id or 0) in row}
        if not ours:
            return
        flat = np.frombuffer(b"".join(vectors[i] for i, _ in kept), np.float16)
        table = flat.reshape(len(kept), -1).astype(np.float32)
        at = np.array([stamp for _, stamp in kept])
        rows = list(ours.values())
        # In one product: one at a time costs more than all else that is decided.
        near = table[rows] @ table.T >= brand.thresholds.question_likeness
        age = at[rows, np.newaxis] - at
        times = (near & (age >= 0) & (age <= DAYS * 86_400)).sum(axis=1)
        self._times = dict(zip(ours, times.tolist(), strict=True))

    def times(self, one: Undecided) -> int:
        """How often this was asked in 30 days, itself included; 0 where it asks nothing."""
        return max(1, self._times.get(one.mention.id or 0, 1)) if asks(one) else 0


def asks(one: Undecided) -> bool:
    """Does it ask, as a person or the tagger says?"""
    return one.corrections.get("intent", one.tag.intent) == "question"

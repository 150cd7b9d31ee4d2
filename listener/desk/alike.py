"""Who waits on the same matter: copies, the same story or burst, and what means the same."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from listener.store.store import Store

DAYS = timedelta(days=90)
MOST = 200


def alike(store: Store, mention: int, at: datetime, likeness: float) -> tuple[int, ...]:
    """The mention, and all who wait on its matter, the oldest of them first; at most 200."""
    with store.reading():
        m, waiting = store.waiting_on(mention, at - DAYS)
        if m is None:
            return ()
        near = _near(store, mention, [one.mention for one in waiting], likeness)
    first = m.copy_of or m.mention
    told = [
        one.mention
        for one in waiting
        if one.mention != mention
        and (
            one.mention in near
            or (one.story is not None and one.story == m.story)
            or (one.burst is not None and one.burst == m.burst)
            or first in (one.mention, one.copy_of)
        )
    ]
    return (mention, *told[: MOST - 1])


def _near(store: Store, mention: int, ids: Sequence[int], likeness: float) -> set[int]:
    vectors = store.vectors({mention, *ids})
    if mention not in vectors:
        return set()
    known = [i for i in ids if i in vectors]
    if not known:
        return set()
    mine = np.frombuffer(vectors[mention], np.float16).astype(np.float32)
    flat = np.frombuffer(b"".join(vectors[i] for i in known), np.float16)
    table = flat.reshape(len(known), -1).astype(np.float32)
    return {i for i, one in zip(known, table @ mine >= likeness, strict=True) if one}

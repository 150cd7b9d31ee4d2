"""Who waits on the same matter: copies, the same story, and what means the same."""

from datetime import timedelta

import numpy as np

from listener.store.room import Room

DAYS = timedelta(days=90)
MOST = 200


def alike(room: Room, likeness: float) -> tuple[int, ...]:
    """The mention, and all who wait on its matter, the oldest of them first; at most 200."""
    m = room.mention
    if m is None:
        return ()
    waited = {row.id or 0: row for row in room.waited(room.at - DAYS)}
    near = _near(room, m.id or 0, [*waited], likeness)
    first = m.copy_of or m.id
    told = [
        id_
        for id_, row in waited.items()
        if id_ != m.id
        and (id_ in near or row.story_id == m.story_id or first in (row.id, row.copy_of))
    ]
    return (m.id or 0, *told[: MOST - 1])


def _near(room: Room, mention: int, ids: list[int], likeness: float) -> set[int]:
    vectors = room.vectors({mention, *ids})
    if mention not in vectors:
        return set()
    known = [i for i in ids if i in vectors]
    if not known:
        return set()
    mine = np.frombuffer(vectors[mention], np.float16).astype(np.float32)
    flat = np.frombuffer(b"".join(vectors[i] for i in known), np.float16)
    table = flat.reshape(len(known), -1).astype(np.float32)
    return {i for i, one in zip(known, table @ mine >= likeness, strict=True) if one}

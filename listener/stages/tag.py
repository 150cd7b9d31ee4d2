"""Tag: what the model says of every mention it has not read."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from listener.brand import Brand
from listener.stages.queue import Stumbles, work_off
from listener.store.store import Store
from listener.store.tables import MentionRow
from listener.store.tagging import scores_json
from models.base import TASKS, Post, Tag, Tagger

BATCH = 256


def tag(
    tagger: Tagger,
    store: Store,
    brands: dict[str, Brand],
    *,
    clock: Callable[[], datetime],
    progress: Callable[[int], None] = lambda _: None,
    until: Callable[[], bool] = lambda: False,
    most: int | None = None,
) -> int:
    """Tag untagged mentions, in turns, `until` it says so or so many are; return how many."""
    done = 0

    def read(limit: int) -> list[MentionRow]:
        left = limit if most is None else min(limit, most - done)
        return [] if until() or left <= 0 else store.untagged(limit=left)

    def work(mentions: Sequence[MentionRow]) -> int:
        nonlocal done
        tags = tagger.tag([post(m, brands.get(m.brand)) for m in mentions])
        rows = [(m, _values(t)) for m, t in zip(mentions, tags, strict=True)]
        store.add_tags(tagger.name, rows, now=clock())
        done += len(mentions)
        progress(done)
        return len(mentions)

    return work_off(read, work, Stumbles(store, brands, clock), size=BATCH)


def post(mention: MentionRow, brand: Brand | None) -> Post:
    """A mention as the tagger reads it: its words, and where it stands."""
    text = mention.text
    if mention.title and mention.title.casefold() not in text.casefold():
        text = f"{mention.title}\n{text}".strip()
    return Post(
        text=text,
        source_kind=mention.genre,
        venue=mention.venue,
        addressed=mention.addressed,
        thread=mention.thread_title or mention.parent_text,
        brand=brand.name if brand else mention.brand,
        lang=mention.lang,
        rating=mention.rating,
    )


def _values(tag: Tag) -> dict[str, Any]:
    values: dict[str, Any] = {"lang": tag.lang, "v": tag.vector.tobytes()}
    scores = {}
    for task in TASKS:
        score = getattr(tag, task)
        values[task], values[f"{task}_p"] = score.label, round(score.probability, 4)
        scores[task] = dict(score.scores)
    return values | {"scores": scores_json(scores)}

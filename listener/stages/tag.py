"""Tag: what the model says of every mention it has not read: take mentions, read them, put tags."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from listener.settings.brand import Brand
from listener.stages.queue import Stumbles, Taken, as_it_stands, work_off
from listener.store.store import Store
from listener.store.tables import MentionRow
from listener.store.taking import Kind
from models.base import Post, Tagger

BATCH = 256
# A batch that is begun is worked to its end: what may not wait would wait for minutes behind 256
# long texts. Short posts come to less.
CHARACTERS = 64_000
READ = 2_000  # of one text: the tagger reads no more


def tag(
    tagger: Tagger,
    store: Store,
    brands: dict[str, Brand],
    *,
    clock: Callable[[], datetime],
    progress: Callable[[int], None] = lambda _: None,
    until: Callable[[], bool] = lambda: False,
    most: int | None = None,
    first: Sequence[MentionRow] = (),
) -> int:
    """Tag untagged mentions, in turns, `until` it says so or so many are; return how many.

    Long texts count for more: `most` also ends after CHARACTERS. `first` are the first BATCH of the
    queue, where they were read just now and no other process takes any.
    """
    done = spent = 0

    def read(limit: int, others: Collection[str]) -> Sequence[MentionRow]:
        nonlocal first
        left = limit if most is None else min(limit, most - done)
        if left <= 0 or (most is not None and spent >= CHARACTERS):
            return []
        known, first = first[:left], ()
        return _first(known or store.untagged(limit=left, without=others))

    def work(mentions: Sequence[MentionRow]) -> int:
        nonlocal done, spent
        tags = tagger.tag([post(m, brands.get(m.brand)) for m in mentions])
        rows = list(zip(mentions, tags, strict=True))
        left = store.add_tags(tagger.name, rows, now=clock())
        done += len(mentions)
        spent += sum(map(_length, mentions))
        progress(done)
        return left

    stumbles = Stumbles(store, brands, clock)
    # With `most`, a batch that long texts cut short is the last one.
    queue = Taken(store, Kind.MENTION, read, lambda mention: mention.id, is_filled=most is not None)
    return work_off(queue, work, stumbles, size=BATCH, as_is=as_it_stands, until=until)


def _first(mentions: Sequence[MentionRow]) -> Sequence[MentionRow]:
    """As many of them as make one batch, at least one."""
    total = 0
    for n, mention in enumerate(mentions):
        if total >= CHARACTERS:
            return mentions[:n]
        total += _length(mention)
    return mentions


def _length(mention: MentionRow) -> int:
    around = mention.thread_title or mention.parent_text or ""
    return sum(min(len(t), READ) for t in (mention.text, mention.title or "", around))


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

"""counts: what sources count themselves, in the lines of `status` and `sources`."""

from collections.abc import Iterator
from datetime import timedelta

from listener import words
from listener.app import App
from listener.words import say
from listener.words.whose import Ours

SHOWN = timedelta(days=7)  # what was counted last before that is no news of any source


def count_lines(app: App) -> Iterator[Ours]:
    """For each source that counts: the posts of the last 24 hours that it counted, and what is missing."""
    lang, now = app.brand.language, app.clock()
    ids = {row.name: row.id or 0 for row in app.store.sources()}
    for source in app.config.source:
        found = app.store.counted_lately(ids.get(source.name, 0), now - SHOWN)
        if found is None:
            continue
        until = words.date_time(lang, found.until, app.brand.tz)
        told = say(lang, "status.counted", source=Ours(source.name), n=found.n, at=until)
        if found.missing:
            told = Ours(f"{told} {say(lang, 'status.uncounted', n=found.missing)}")
        yield told

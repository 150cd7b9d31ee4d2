"""First look: one notice when a brand's new sources were read for the first time."""

from datetime import datetime

from listener.notices import targets
from listener.notices.first_look import FirstLook
from listener.settings.config import Config
from listener.store.outgoing import Envelope
from listener.store.store import Store


def is_owed(store: Store, config: Config) -> bool:
    """Was a source read for the first time of which no first look has told?"""
    names = {source.name for source in config.source}
    keys = {_key(r.id) for r in store.sources() if r.first_look_at and r.name in names}
    return not keys <= store.periods_made(keys)


def look(store: Store, config: Config, *, now: datetime) -> int:
    """Make the first-look notice of each brand that has newly read sources; return how many.

    It waits until no mention of these sources is between two stages, and until every source of
    the brand that can be read was read once, so that a new brand has one first look.
    """
    made = 0
    names = {source.name for source in config.source}
    for brand in config.brand:
        with store.reading():
            every = [r for r in store.sources() if r.brand == brand.name]
            done = store.periods_made(_key(r.id) for r in every)
        rows = [r for r in every if r.name in names]
        fresh = [r for r in rows if r.first_look_at and _key(r.id) not in done]
        never_asked = [r for r in rows if not (r.first_look_at or r.last_error)]
        if not fresh or never_asked or store.unfinished([r.id or 0 for r in fresh]):
            continue
        # Each is named in one look: where many heal one after the other, each has a look.
        failing = {_key(r.id, "failing"): r.name for r in rows if r.last_error}
        named = store.periods_made(failing)
        for told in named:
            del failing[told]
        keys = [*(_key(r.id) for r in fresh), *failing]
        to = targets.target(brand, "first-look")
        notice = FirstLook(
            envelope=Envelope(
                brand=brand.name,
                key=f"first-look:{brand.name}:{min(r.id or 0 for r in fresh)}",
                target=to,
                class_="first-look",
                made_at=now,
                due_at=now,
            ),
            sources=tuple(r.name for r in fresh),
            failing=tuple(failing.values()),
            still_failing=len(named),
            left_out=config.left_out_of(brand.name),
            is_later=bool(done),
        )
        made += store.add_notice_once(keys, notice, now=now)
    return made


def _key(source_id: int | None, about: str = "source") -> str:
    return f"first-look:{about}:{source_id}"

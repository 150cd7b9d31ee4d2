"""How it stands with one brand, in a few lines: what is heard, what waits, what is late."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from listener import words
from listener.channels.slack.presses.admit import Place
from listener.desk.acts.propose import shown
from listener.notices.held import OVER, remedy, where
from listener.notices.targets import channel, targets
from listener.settings.brand import Brand
from listener.store.tables import SourceRow
from listener.words import say

RECENT = timedelta(days=90)  # what is older is nobody's next task
_NAMED = 3  # silent sources by name


def standing(place: Place, brand: Brand, by: str) -> list[str]:
    """The lines for somebody who is `by` there."""
    return [*_shut(place, brand), *_heard(place, brand), *_waits(place, brand, by)]


def heard(place: Place, brand: Brand) -> list[str]:
    """Each source, and when it was last listened to."""
    now = place.clock()
    told = [_source(row, brand.language, now) for row in _rows(place, brand)]
    proposed = place.errands.proposed(brand).items()
    return told + [
        say(brand.language, "ask.proposed", url=shown(url), who=who) for url, who in proposed
    ]


def _shut(place: Place, brand: Brand) -> Iterator[str]:
    """Each of its channels in which Slack does not take our messages, and what to do."""
    for target in sorted(targets(brand)):
        last = place.store.last_told(target, brand.name)
        if last is not None and last[0] not in OVER:
            at = where(channel(target))
            why = remedy(last[0], at, brand.language)
            yield say(brand.language, "ask.shut", channel=at, why=why)


def _rows(place: Place, brand: Brand) -> list[SourceRow]:
    """The sources that the settings have: an import's row is none of them."""
    known = place.errands.sources(brand)
    return [row for row in place.store.sources_of(brand.name) if row.name in known]


def _heard(place: Place, brand: Brand) -> Iterator[str]:
    lang, found = brand.language, _rows(place, brand)
    last = max((row.last_ok_at for row in found if row.last_ok_at), default=None)
    down = [row.name for row in found if row.failures]
    if not found:
        yield say(lang, "ask.no_source")
    elif last is None:
        yield say(lang, "ask.sources.none")
    else:
        ago = words.ago(lang, last, place.clock())
        told = say(lang, "ask.heard", n=len(found) - len(down), ago=ago)
        yield say(lang, "ask.sources.fine", heard=told) if not down else f"{told}."
    if down:
        names = ", ".join(down[:_NAMED]) + ("…" if len(down) > _NAMED else "")
        yield f"{say(lang, 'ask.down', n=len(down), names=names)}."


def _waits(place: Place, brand: Brand, by: str) -> Iterator[str]:
    lang, now, store = brand.language, place.clock(), place.store
    n, _ = store.waiting_for_us([brand.name], now - RECENT, limit=0)
    late, _ = store.waiting_for_us([brand.name], now - RECENT, limit=0, late=now)
    mine = len(store.mine([brand.name], by, place.clock()))
    told = [say(lang, "ask.waits", n=n)]
    told += [say(lang, "ask.overdue", n=late)] if late else []
    told += [say(lang, "ask.yours", n=mine)] if mine else []
    yield " ".join(told)
    order = next((o for o in store.orders([brand.name], now) if o.what == "hold"), None)
    if (order.value == "on") if order else brand.hold:
        yield say(lang, "ask.held")


def _source(row: SourceRow, lang: str, now: datetime) -> str:
    if row.last_ok_at is None:
        return say(lang, "ask.source.shut" if row.failures else "ask.source.never", name=row.name)
    state = ("off" if row.off_reason else "down") if row.failures else "fine"
    ago = words.ago(lang, row.last_ok_at, now)
    return say(lang, f"ask.source.{state}", name=row.name, ago=ago)

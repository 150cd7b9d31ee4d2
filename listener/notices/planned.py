"""Days as people say them: what was planned meanwhile, a label and never a reason to be quiet; settings that are days."""

from datetime import datetime

from listener import words
from listener.settings.added import Added, Kind, added, day_of, event_of, said
from listener.settings.brand import Brand
from listener.settings.event import Event, between
from listener.words import say
from listener.words.whose import Ours

_DAYS: tuple[Kind, ...] = ("closed", "event")


def planned(brand: Brand, first: datetime, last: datetime) -> list[Ours]:
    """A sentence for each event that was under way between two moments, the earliest first."""
    zone = brand.tz
    days = first.astimezone(zone).date(), last.astimezone(zone).date()
    return [_sentence(one, brand) for one in between(brand.event, *days)]


def setting_words(row: Added, brand: Brand, now: datetime) -> str:
    """A setting that a lead added, as people read it."""
    lang, today = brand.language, now.astimezone(brand.tz).date()
    if row.kind == "closed" and (closed := day_of(row.key)):
        return words.day(lang, closed, today=today)
    if row.kind == "event" and (event := event_of(row)):
        days = dict.fromkeys((event.start, event.last))
        return f"{event.text} ({' – '.join(words.day(lang, day, today=today) for day in days)})"
    return said(row)


def written_words(kind: str, written: str, brand: Brand, now: datetime) -> str:
    """The same of what somebody wrote; of all that is no day, it itself."""
    if kind not in _DAYS:
        return written
    try:
        return setting_words(added(kind, written), brand, now)
    except ValueError:
        return written


def _sentence(event: Event, brand: Brand) -> Ours:
    lang, what = brand.language, Ours(event.text)
    first = words.day(lang, event.start)
    if event.last == event.start:
        return say(lang, "planned.day", what=what, day=first)
    return say(lang, "planned.days", what=what, first=first, last=words.day(lang, event.last))

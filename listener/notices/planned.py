"""What was planned meanwhile: a label beside what is told, never a reason to be quiet."""

from datetime import date, datetime, time

from listener import words
from listener.settings.brand import Brand
from listener.settings.event import Event, between
from listener.words import say
from listener.words.whose import Ours


def planned(brand: Brand, first: datetime, last: datetime) -> list[Ours]:
    """A sentence for each event that was under way between two moments, the earliest first."""
    zone = brand.tz
    days = first.astimezone(zone).date(), last.astimezone(zone).date()
    return [_sentence(one, brand) for one in between(brand.event, *days)]


def _sentence(event: Event, brand: Brand) -> Ours:
    lang, what = brand.language, Ours(event.text)
    first = _day(event.start, brand)
    if event.last == event.start:
        return say(lang, "planned.day", what=what, day=first)
    return say(lang, "planned.days", what=what, first=first, last=_day(event.last, brand))


def _day(day: date, brand: Brand) -> Ours:
    return words.date(brand.language, datetime.combine(day, time(12), brand.tz), brand.tz)

"""Odd settings: what may be meant and is seldom; check tells it, in the brand's language."""

import re
from collections.abc import Iterator
from datetime import datetime

from listener.advice.drafts.ethics import admission
from listener.advice.leaves import DANGER, PRESS
from listener.advice.reading.tongues import unread_of
from listener.settings.brand import Brand
from listener.settings.place import is_slack_id
from listener.settings.vouched import ending
from listener.settings.zones import has_several
from listener.words import day as said_day
from listener.words import named, number, say

_LATE = 24  # hours: danger and the press wait no longer
_BARE = re.compile(r"[^\W\d_]+")  # a first name says nobody
_PEOPLE = ("journalists", "vips", "partners", "staff")


def odd(brand: Brand) -> Iterator[str]:
    """A line for each: where it stands, what it does, what to write."""
    lang = brand.language
    yield from unread_languages(brand)
    yield from _clock(brand)
    for leaf in sorted(DANGER | PRESS):
        hours = getattr(brand.due, leaf.lower(), None)
        if hours is not None and hours > _LATE:
            where = f"brand ({brand.name}).due.{leaf.lower()}"
            yield say(lang, "odd.late", where=where, hours=number(lang, hours), most=_LATE)
    if not brand.bundles.grouped:
        yield say(lang, "odd.no_hour", where=f"brand ({brand.name}).bundles.grouped")
    for place in brand.place:
        if place.name not in place.sought:
            yield say(lang, "odd.short_place", where=f"brand ({brand.name}).place", name=place.name)
        if is_slack_id(place.lead):
            where = f"brand ({brand.name}).place ({place.name}).lead"
            yield say(lang, "odd.slack_id", where=where, lead=place.lead)
    yield from _admissions(brand)
    for key in _PEOPLE:
        where = f"brand ({brand.name}).people.{key}"
        for name in getattr(brand.people, key):
            if _BARE.fullmatch(name):
                yield say(lang, "odd.bare_name", where=where, name=name)


def facts_due(brand: Brand, now: datetime) -> Iterator[str]:
    """A line for each fact that is past its date, or soon will be."""
    day = now.astimezone(brand.tz).date()
    for fact in ending(brand, day):
        key = "odd.fact_ends" if fact.holds_on(day) else "odd.fact_over"
        where = f"brand ({brand.name}).fact ({fact.id})"
        until = said_day(brand.language, fact.valid_until or day, today=day)
        who = say(brand.language, "odd.fact_owner", owner=fact.owner) if fact.owner else ""
        yield f"{say(brand.language, key, where=where, day=until)}{who}"


def unread_languages(brand: Brand) -> Iterator[str]:
    """A line where the team has languages in which no danger is read."""
    if codes := unread_of(brand.languages):
        lang = brand.language
        tongues = ", ".join(named(lang, "tongue_as", code) for code in codes)
        where = f"brand ({brand.name}).languages"
        yield say(lang, "odd.unread", where=where, tongues=tongues)


def _clock(brand: Brand) -> Iterator[str]:
    """Which clock is taken where none is written and those of the country differ."""
    if "zone" not in brand.model_fields_set and has_several(brand.country):
        where = f"brand ({brand.name}).zone"
        yield say(brand.language, "odd.zone", where=where, zone=brand.zone)


def _admissions(brand: Brand) -> Iterator[str]:
    """Holding replies of the brand that admit a fault."""
    for (kind, language), sheet in brand.own.sheets.items():
        if words := admission(" ".join(sheet.reply)):
            where = f"brand ({brand.name}).sheets: {kind}.{language}.toml: reply"
            yield say(brand.language, "odd.admits", where=where, words=words)

"""Where a mention is from, in words: the brand's place and who leads it, the country, the version."""

import re
from collections.abc import Iterator

from listener import words
from listener.advice.reading.places import place_or_town
from listener.advice.reading.towns import Town
from listener.guard.plain import one_line, shortened
from listener.settings.brand import Brand
from listener.settings.place import is_slack_id
from listener.store.tables import MentionRow
from listener.words import say

_FEW = 4  # shops that are named
SHOWN = 90  # characters of a title, or of the post that is replied to


def where_from(m: MentionRow, brand: Brand) -> Iterator[str]:
    """The brand's place and who leads it, a country that is not the brand's, the version."""
    lang, shown = brand.language, f"{m.title or ''}\n{m.text}"
    place = None if m.deleted_at else place_or_town(m.place, shown, brand, is_to_us=m.is_to_us)
    if isinstance(place, Town):
        yield say(lang, "card.place_open", town=place.name, places=_either(place, lang))
    elif place and place.lead and not is_slack_id(place.lead):
        yield say(lang, "card.place_led", place=place.name, lead=place.lead)
    elif place or m.place:
        yield place.name if place else shortened(one_line(m.place or ""), SHOWN)
    if m.country and m.country != brand.country:
        yield words.named(lang, "country", m.country)
    if version := _version(m.product_version or ""):
        yield say(lang, "card.version", version=version)


def _either(town: Town, lang: str) -> str:
    """ "Rennes Alma or Rennes Centre"; of many, how many there are."""
    names = [place.name for place in town.places]
    if len(names) > _FEW:
        return say(lang, "card.place_many", n=len(names))
    return say(lang, "card.place_either", places=", ".join(names[:-1]), last=names[-1])


def _version(written: str) -> str:
    """As it is said after the word: of "Version 4" and "(3.1)" the figure."""
    bare = re.sub(
        r"^(?:version|vers\.?|ver\.?|v(?=[ .]?\d))[ .:]*",
        "",
        shortened(one_line(written), SHOWN),
        flags=re.IGNORECASE,
    )
    inside = re.fullmatch(r"\(([^()]*)\)", bare)
    return inside[1].strip() if inside else bare

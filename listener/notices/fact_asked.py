"""How a fact stands whose last day is near or over, in sentences."""

from datetime import date

from listener.settings.brand import Brand
from listener.settings.fact import Fact
from listener.settings.vouched import longer
from listener.words import day as said_day
from listener.words import say
from listener.words.whose import Ours


def by_shell(fact: Fact, brand: Brand, today: date) -> Ours:
    """How it is answered where no button is."""
    until = longer(fact, brand, today).isoformat()
    return say(brand.language, "fact.shell", fact=Ours(fact.id), day=Ours(until))


def stands(fact: Fact, lang: str, today: date) -> Ours:
    """Until when drafts state it, or since when they do not."""
    which = "ends" if fact.holds_on(today) else "over"
    return say(lang, f"fact.{which}", day=said_day(lang, fact.valid_until or today, today=today))

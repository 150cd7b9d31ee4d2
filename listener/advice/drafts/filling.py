"""A reply of the bank as it will be sent: its slots filled, between a greeting and who speaks."""

from listener.advice.drafts.draft import Draft, capitals, said_in
from listener.advice.drafts.greeting import greeting
from listener.advice.drafts.occasion import Occasion
from listener.advice.drafts.tongue import grammatical, signature, spoken
from listener.advice.leaves import facts_of
from listener.settings.reply import SLOT, TAKEN_UP, Reply


def filled(reply: Reply, occasion: Occasion, *, is_bare: bool = False) -> Draft:
    """The draft; `is_bare` leaves out what asks for a private way."""
    way = occasion.slots["private"] if not is_bare else ""
    known = occasion.slots | {"private": way}

    def fill(slot: str) -> str:
        words = known.get(slot.lower(), "")
        return words[:1].upper() + words[1:] if slot[:1].isupper() else words

    told = SLOT.sub(lambda hit: fill(hit[1]), reply.text)
    said = grammatical(spoken(" ".join(told.split()), occasion.register), occasion.language)
    body = capitals(said)
    text = around(body, occasion)
    fact = occasion.fact.id if occasion.fact and "fact" in reply.slots else None
    return Draft(
        language=occasion.language,
        text=text,
        sentences=said_in(body, fact, known["fact"]),
        takes_up=reply.slots & TAKEN_UP,
        names_it=bool(reply.says),
    )


def around(body: str, occasion: Occasion) -> str:
    """A reply with its greeting and who speaks."""
    who = signature(occasion.brand, occasion.language)
    if facts_of(occasion.leaf).introduces:
        return f"{who.rstrip('.!')}.\n{body}"
    hello = greeting(occasion.brief, body, occasion.language)
    return "\n".join(part for part in (hello, body, who) if part)

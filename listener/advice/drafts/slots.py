"""What a reply's slots may hold: only what the operator gave, the author wrote, or the calendar says."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from listener.advice.brief import Brief
from listener.advice.drafts.greeting import first_name
from listener.advice.drafts.replies import place_of
from listener.advice.drafts.taken_up import taken_up
from listener.advice.drafts.tongue import at_name, book, of_name
from listener.advice.leaves import Leaf
from listener.advice.reading.pith import BLAMED
from listener.advice.reading.text import fold
from listener.settings.brand import Brand

# What a quotation is about, by what the leaf answers, where it is not what is blamed. Of what is put right
# nothing is quoted: nobody knows which clause is the wrong one.
_PRAISED = ("talk.delight", "talk.warmth", "talk.satisfied")
_ASKED = ("talk.asking", "talk.asks_which")
_ABOUT: Mapping[str, tuple[str, ...]] = {
    Leaf.THANK: _PRAISED,
    Leaf.CREATOR: _PRAISED,
    Leaf.ANSWER: _ASKED,
    Leaf.OFFER_HELP: (*_ASKED, *BLAMED),
    Leaf.THANK_AND_TRACK: ("talk.idea",),
    Leaf.CORRECT: (),
    Leaf.CORRECT_PEERS: (),
    Leaf.CORRECT_PRESS: (),
    Leaf.ANSWER_PRESS: _ASKED,
}
# Matters, by what helps to find the author's case.
_FOUND_BY = {
    "order": ("delivery_late", "delivery_damaged", "order", "refund", "charged", "stock"),
    "account": ("account", "app", "subscription"),
    "visit": ("waiting", "rude", "clean", "food", "hours", "access", "staff", "appointment"),
}
_READ = 4_000  # characters
_NAME = re.compile(r"\b[A-ZÉÈÀÂÎÔÇ][a-zà-ÿ]{2,14}\b")
# Whom somebody thanks: "merci à Karim", "thanks to Dev and Priya". A child or a dog is told of otherwise.
_THANKED = re.compile(
    r"(?i:merci|bravo|chapeau|thanks|thank you|kudos|shout-?out|cheers|grâce|credit|hats off)\b"
    r"(?P<whom>[^.!?\n]{0,60})"
)
_KIN = re.compile(
    r"(?i:(?:mon|ma|mes|notre|nos|my|our|his|her) (?:\w{1,12} ){0,2}?)(?=[A-ZÉÈ])[A-ZÉÈÀÂÎÔÇ][a-zà-ÿ]{2,14}"
)
_WROTE_IN_PRIVATE = re.compile(
    r"\b(?:dms?|mp|message prive|messages prives|en prive|inbox|private messages?|privately)\b"
)
_TALKS = frozenset(
    ("reddit_post", "reddit_post_title", "reddit_comment")
)  # they have messages, too
_NO_MESSAGES = frozenset(("youtube_comment",))


def known_slots(brief: Brief, brand: Brand, leaf: Leaf, language: str) -> dict[str, str]:
    """Every slot that can be filled without a fact or a gesture, by its name in small letters."""
    lists = _ABOUT.get(leaf, BLAMED)
    author = taken_up(_shown(brief), language, lists, counts=leaf not in _ABOUT)
    marks = book(language).terms["quotation"]
    is_blame = leaf not in _ABOUT
    filled = {
        # "9 ans" of a child is no loyalty, and no wait.
        "since": author.since if is_blame else "",
        "people": _people(_shown(brief), (brief.author, brand.speaker), language),
        "times": author.times,
        "amount": author.amount,
        "date": author.date,
        "quote": marks.format(words=author.quote) if author.quote else "",
    }
    return {name: words for name, words in filled.items() if words} | {
        "brand": brand.name,
        "of_brand": of_name(brand.name, language),
        "at_brand": at_name(brand.name, language),
        "day": _day(brief.follow_up, language),
    }


def private_way(brief: Brief, brand: Brand, matter: str, language: str, seed: int) -> str:
    """The sentence that asks to go on in private, by the way that this place has; "" where it has none, where
    the author has tried it already, or where nothing of theirs has to be looked up, as far as one can tell.
    """
    kind = next((kind for kind, matters in _FOUND_BY.items() if matter in matters), "")
    if not kind or _WROTE_IN_PRIVATE.search(fold(_shown(brief))):
        return ""
    if kind == "visit" and taken_up(_shown(brief), language).date:
        return ""  # the day is told
    of, place = book(language), place_of(brief.genre)
    way = {"network": "message", "mail": "mail", "tracker": ""}.get(place, "address")
    if brief.genre in _NO_MESSAGES:
        way = "address"
    if brief.genre in _TALKS:
        way = "message"
    if not way or (way == "address" and not brand.contact):
        return ""
    texts = of.ways[f"{way}_we" if brand.voice.we == "we" else way]
    return texts[seed % len(texts)].format(what=of.asked[kind], contact=brand.contact)


def _people(text: str, others: Iterable[str], language: str) -> str:
    """First names of whom the author thanks, one or two; "" where there is none, or a crowd. `others`: the
    author, who thanks nobody of that name, and who signs, who would praise themselves.
    """
    own = {fold(other.split()[0]) for other in others if other.strip()}
    named = [
        name
        for hit in _THANKED.finditer(text[:_READ])
        for name in _NAME.findall(_KIN.sub(" ", hit["whom"]))
        if first_name(name) and fold(name) not in own
    ]
    told = list(dict.fromkeys(named))
    joint = book(language).terms["and"]
    return (
        joint.format(one=told[0], other=told[1])
        if len(told) == 2
        else (told[0] if len(told) == 1 else "")
    )


def _day(day: date | None, language: str) -> str:
    terms = book(language).terms
    return terms["by_day"].format(day=book(language).days[day.weekday()]) if day else terms["soon"]


def _shown(brief: Brief) -> str:
    return "\n".join(part for part in (brief.title, brief.text) if part)

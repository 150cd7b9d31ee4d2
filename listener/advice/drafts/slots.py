"""What a reply's slots may hold: only what the operator gave, the author wrote, or the calendar says."""

import re
from collections.abc import Iterable, Mapping

from listener.advice.brief import Brief
from listener.advice.drafts.greeting import first_name
from listener.advice.drafts.promised import promised
from listener.advice.drafts.quoted import About
from listener.advice.drafts.taken_up import TakenUp, taken_up
from listener.advice.drafts.tongue import at_name, book, of_name
from listener.advice.leaves import Leaf
from listener.advice.reading.text import fold
from listener.settings.brand import Brand
from listener.settings.reply import ANY, TAKEN_UP

CORRECTING = (Leaf.CORRECT, Leaf.CORRECT_PEERS, Leaf.CORRECT_PRESS)
# What a quotation is about, by what the leaf answers, where it is not what is blamed. Of what is put right
# nothing is quoted: nobody knows which clause is the wrong one.
_ABOUT: Mapping[str, About] = {
    Leaf.THANK: "praise",
    Leaf.CREATOR: "work",
    Leaf.EMPLOYEE: "praise",
    Leaf.ETHICS: "praise",
    Leaf.ANSWER: "ask",
    Leaf.OFFER_HELP: "help",
    Leaf.THANK_AND_TRACK: "idea",
    Leaf.ANSWER_PRESS: "press",
    **dict.fromkeys(CORRECTING, "none"),
}
_OF_MONEY = ("charged", "refund")
# Matters, by what helps to find the author's case.
_FOUND_BY = {
    "order": ("delivery_late", "delivery_damaged", "order", "refund", "charged", "stock"),
    "account": ("account", "app", "subscription"),
    "visit": ("waiting", "rude", "clean", "food", "hours", "access", "staff", "appointment"),
}
_READ = 4_000  # characters
_NAME = re.compile(r"(?<![\w-])[A-ZÉÈÀÂÎÔÇ][a-zà-ÿ]{2,14}\b")
# Whom somebody thanks: "merci à Karim", "thanks to Dev and Priya". A child or a dog is told of otherwise.
_THANKED = re.compile(
    r"(?i:merci|bravo|chapeau|thanks|thank you|remerci(?:er?|ements?)|kudos|shout-?out|cheers|grâce|credit|hats off)\b"
    r"(?P<whom>[^.!?\n]{0,60})"
)
# And by what they do: "your foreman, Des", "a chap called Wes", "shout-out to Dev in Leeds who fixed it". So told,
# a name needs not be one that we know.
_ROLES = (
    r"foreman|lad|lady|girl|chap|driver|waiter|waitress|nurse|technician|engineer|assistant|receptionist|manager|colleague|adviser|agent|barista"
    r"|chef|steward|fitter|serveure?|serveuse|vendeu[rs]e?|conseill[eè]re?|technicien(?:ne)?|livreu[rs]e?|h[oô]tesse|r[ée]ceptionniste"
    r"|coll[eè]gue|caissi[eè]re?|infirmi[eè]re?|moniteur|monitrice|ma[iî]tre-nageur|guide|chauffeur|conducteur|conductrice"
)
_DOES = re.compile(
    rf"(?i:\b(?:{_ROLES}) )(?P<role>[A-ZÉÈÀÂÎÔÇ][a-zà-ÿ]{{2,14}})\b(?! [A-ZÉÈ])"
    rf"|(?i:\b(?:{_ROLES}), |\b(?:une? certaine?|called|named|pr[ée]nomm[ée]e?) )(?P<name>[A-ZÉÈÀÂÎÔÇ][a-zà-ÿ]{{2,14}})\b(?! [A-ZÉÈ])"
    r"|(?i:\b(?:merci|bravo|thanks|shout-?out|kudos|chapeau|hats off) (?:à|to) )(?P<told>[A-ZÉÈÀÂÎÔÇ][a-zà-ÿ]{2,14})"
    r"(?= (?i:(?:in|de|du|from|à) [A-ZÉÈÀÂÎÔÇ][\wà-ÿ-]{1,20} )?(?i:who|qui)\b)"
)
_KIN = re.compile(
    r"(?i:(?:mon|ma|mes|notre|nos|my|our|his|her) (?:\w{1,12} ){0,2}?)(?=[A-ZÉÈ])[A-ZÉÈÀÂÎÔÇ][a-zà-ÿ]{2,14}"
)
_WROTE_IN_PRIVATE = re.compile(
    r"\b(?:dms?|mp|message prive|messages prives|en prive|inbox|private messages?|privately)\b"
)


def known_slots(brief: Brief, brand: Brand, leaf: Leaf, language: str) -> dict[str, str]:
    """Every slot that can be filled without a fact or a gesture, by its name in small letters."""
    author = taken_up(brief.shown, language, _ABOUT.get(leaf, "blame"))
    marks = book(language).terms["quotation"]
    filled = {
        "since": author.since if _blames(leaf) else "",
        "people": _people(brief.shown, (brief.author, brand.speaker, brand.name), language),
        "times": author.times,
        "amount": author.amount,
        "date": author.date,
        "quote": marks.format(words=author.quote) if _says_more(author) else "",
    }
    return {name: words for name, words in filled.items() if words} | {
        "brand": brand.name,
        "of_brand": of_name(brand.name, language),
        "at_brand": at_name(brand.name, language),
        "day": promised(brief, brand, language),
    }


def _says_more(author: TakenUp) -> bool:
    """Does the quotation say more than the length and the count that stand in it?"""
    told = max(len(author.since.split()), len(author.times.split()))
    return len(author.quote.split()) > (told + 1 if told else 0)


def may_take_up(leaf: str, matter: str) -> frozenset[str]:
    """Which of the author's words a reply may say again, of TAKEN_UP.

    What puts one thing right says none: nobody knows which number is the wrong one. "9 ans" of a child is
    no loyalty, and no wait. A sum is said where a bill is at stake, else it may be the price of one
    thing of many; a day may be one to come, so none is.
    """
    if leaf in CORRECTING:
        return frozenset()
    said = {"times", "quote"}
    if _blames(leaf):
        said.add("since")
    if matter in _OF_MONEY:
        said.add("amount")
    return frozenset(said)


def never_filled(slots: Iterable[str], leaf: str, matter: str) -> tuple[str, ...]:
    """Those of a reply's slots that hold the author's words and are filled for no post of its advice and matter."""
    matters = _OF_MONEY if matter == ANY else (matter,)
    filled = frozenset[str]().union(*(may_take_up(leaf, of) for of in matters))
    return tuple(sorted((TAKEN_UP - filled).intersection(slots)))


def _blames(leaf: str) -> bool:
    """Does it answer what somebody put up with? Elsewhere a length is no wait."""
    return leaf == Leaf.EMPLOYEE or _ABOUT.get(leaf, "blame") in ("blame", "help")


def private_way(brief: Brief, brand: Brand, matter: str, language: str, seed: int) -> str:
    """The sentence that asks to go on in private, by the way that this place has; "" where it has none, where
    the author has tried it already, or where nothing of theirs has to be looked up, as far as one can tell.
    """
    kind = next((kind for kind, matters in _FOUND_BY.items() if matter in matters), "")
    if not kind or _WROTE_IN_PRIVATE.search(fold(brief.shown)):
        return ""
    if kind == "visit" and taken_up(brief.shown, language).date:
        return ""  # the day is told
    way = _way(brief, brand)
    if not way:
        return ""
    of = book(language)
    texts = of.ways[f"{way}_we" if brand.voice.we == "we" else way]
    return texts[seed % len(texts)].format(what=of.asked[kind], contact=brand.contact)


def _way(brief: Brief, brand: Brand) -> str:
    """By what the author may be asked: a message, a mail, or the address that the brand gives."""
    if brief.sort.has_messages:
        return "message"
    if brief.sort.place == "mail":
        return "mail"
    return "address" if brand.contact and brief.sort.place != "tracker" else ""


def _people(text: str, others: Iterable[str], language: str) -> str:
    """First names of whom the author thanks, one or two; "" where there is none, or a crowd. `others`: the
    author, who thanks nobody of that name, and who signs, who would praise themselves, and the brand.
    """
    own = {fold(other.split()[0]) for other in others if other.strip()}
    named: list[str] = [
        name
        for hit in _THANKED.finditer(text[:_READ])
        for name in _NAME.findall(_KIN.sub(" ", hit["whom"]))
        if first_name(name) and fold(name) not in own
    ]
    for hit in _DOES.finditer(text[:_READ]):
        name = hit["name"] or hit["told"] or first_name(hit["role"])
        named += [name] if name and fold(name) not in own else []
    match list(dict.fromkeys(named)):
        case [one]:
            return one
        case [one, other]:
            return book(language).terms["and"].format(one=one, other=other)
        case _:
            return ""

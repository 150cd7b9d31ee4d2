"""The holding reply: what is said at once where a post may be a danger, before anybody knows more.

It thanks, gives the number that helps, and offers to talk; it admits and promises nothing.
"""

from typing import TypeGuard

from connectors.kit.genres import genre_facts
from listener.advice.brief import Brief
from listener.advice.drafts.checks.demands import private_where_none
from listener.advice.drafts.checks.reply import Reply
from listener.advice.drafts.draft import Draft, Sentence
from listener.advice.drafts.tongue import FORMAL, book, draft_language, signature, spoken
from listener.advice.drafts.voice import brands_register
from listener.advice.leaves import PRESS
from listener.settings.brand import Brand
from listener.settings.sheet import PURPOSES, UNION, Country, Kind, blanks


def holds(kind: Kind | None, leaf: str, genre: str) -> TypeGuard[Kind]:
    """Is a holding reply the draft? A newsroom is answered by the press desk."""
    return kind is not None and leaf not in PRESS and not genre_facts(genre).is_press


def numbers_of(brand: Brand, country: str | None, language: str) -> Country:
    """The numbers of where the author is, of the brand's country where nobody knows that."""
    code = country or brand.country
    found = brand.own.country(code, language)
    if found is None and code in UNION:
        found = brand.own.country("EU", language)
    return found or Country()


def holding(kind: Kind, brief: Brief, brand: Brand, *, country: str | None) -> Draft:
    """The sheet's reply, in the author's language and register, with the numbers of their country."""
    language = draft_language(brief, brand)
    numbers = numbers_of(brand, country, language)
    known = {purpose: next(iter(numbers.of(purpose)), "") for purpose in PURPOSES}
    to = brands_register(brief.shown, brand) if language == "fr" else FORMAL
    sheet, said = brand.own.sheet(kind, language), []
    for text in (brief.genre == "mail" and sheet.by_mail) or sheet.reply:
        if any(not known[purpose] for purpose in known.keys() & blanks(text)):
            continue
        told = spoken(text, to).format(name=brand.name, **known)
        if private_where_none(Reply(told, brief, brand)) is not None:
            told = _way(brand, language)
        said.append(told)
    return Draft(
        language=language,
        text=f"{' '.join(said)}\n{signature(brand, language)}",
        sentences=tuple(Sentence(text, _part(n, text)) for n, text in enumerate(said)),
    )


def _way(brand: Brand, language: str) -> str:
    """Where to reach us, for who cannot write to us unseen: the brand's contact, or a gap for it."""
    terms = book(language).terms
    contact = brand.contact or terms["gap"].format(what=terms["contact_gap"])
    return terms["reach_us"].format(contact=contact)


def _part(n: int, text: str) -> str:
    if n == 0:
        return "empathy"
    return "question" if "?" in text else "action"

"""What a reply may take up of the author's own words: how long, how often, how much, which day; or a few
words as they stand.

Sums, days and counts only where one is told: of two nobody knows which one hurts. Of lengths the first that
was waited.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found
from listener.advice.reading.pith import BLAMED
from listener.advice.reading.private import private_data
from listener.advice.reading.text import fold, readable, sentences

_READ = 4_000  # characters
_LEAST, _MOST, _LONGEST = 3, 12, 80  # words of a quotation, and characters
_ONES = (
    r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente"
    r"|quarante|two|three|four|five|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty"
)
_NUMBER = rf"(?:\d{{1,3}}|{_ONES}|une quinzaine de|une dizaine de|une vingtaine de)"
_LENGTH = re.compile(
    rf"\b(?:{_NUMBER}|une?|an?|one)\s(?:(?:bonnes?|longues?|long|full|whole)\s)?"
    r"(?:jours?|semaines?|mois|ans?|heures?|minutes?|mins?|days?|weeks?|wks?|months?|years?|hours?|hrs?)\b"
    r"(?:\set\sdemie?\b|\sand\sa\shalf\b)?",
    re.IGNORECASE,
)
# Words beside a length that make it one that was waited or suffered, and those that make it another.
_WAITED = re.compile(
    r"\b(?:depuis|ca fait|cela fait|voila|attend\w*|attente|poireaut\w*|sans (?:nouvelles?|reponse|retour|internet|rien|aucun\w*)"
    r"|toujours (?:rien|pas|aucun\w*)|aucune? (?:reponse|nouvelle|retour)|au bout de|bientot|pas un mot|de retard|de queue"
    r"|(?:ces|these|those) \w{1,14} (?:jours?|heures?|days?|hours?)|en panne|coupure|down|outage|refuse\w*|stuck|locked"
    r"|wait\w*|still|since|silence|no (?:reply|answer|news|word|response|refund|sign)|without|nothing|later|late|after|for the (?:last|past)"
    r"|stood|queue\w*|on hold|been|took|it'?s)\b"
)
_OTHER = re.compile(
    r"\b(?:clients?|clientes?|fideles?|abonnee?s?|customers?|members?|subscribers?|fans?|habitu\w*|adher\w*"
    r"|garanti\w*|warrant\w*|il y a|ago|dans (?:une?|deux|trois|\d+)|in (?:a|an|two|three|\d+) (?:day|week|month|year)s?"
    r"|ans d'|years old|year-old|age|toutes les|every)\b"
)
# "Trois semaines avant", "45 minutes early" were not waited; of years only "depuis deux ans" was.
_AHEAD = re.compile(
    r"\s?(?:avant|before|early|earlier|plus tot|en avance|a l'avance|d'avance|notice|de preavis|old|ahead|plus tard|prior)\b"
)
_FOR = re.compile(
    r"\b(?:depuis|for|since|ca fait|cela fait|voila|it's been)\s?(?:plus de |over |nearly |presque )?$"
)
_OFTEN = re.compile(
    rf"\b{_NUMBER}\s(?:appels?|mails?|e-mails?|emails?|messages?|courriers?|lettres?|relances?|coups de fil|rendez-vous"
    r"|calls?|phone calls?|letters?|texts?|attempts?|visits?|reminders?|appointments?|conseillers?|techniciens?"
    r"|agents?|technicians?|engineers?|chats?|tickets?|no-shows?|tentatives?|passages?|visites?)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:deuxieme|seconde|troisieme|quatrieme|cinquieme|sixieme|\d{1,2}e|second|third|fourth|fifth|sixth|\d{1,2}(?:nd|rd|th))\s"
    r"(?:fois|mails?|messages?|courriels?|courriers?|appels?|relances?|rendez-vous|semaine|mois|jour|passage|visite"
    r"|time|emails?|calls?|letters?|visits?|week|month|day|attempt|appointment|reminder)\b"
    r"|\b(?:deux|trois|quatre|cinq|six|\d{1,2}) fois\b|\b(?:twice|three times|four times|five times|\d{1,2} times)\b"
)
# Thanks, mockery, and what its author did or asks for: repeated, it reads as scorn.
_NO_MATTER = re.compile(
    r"\b(?:merci|remerci\w*|bravo|thanks?|cheers|well done|felicitations|j'ai|je (?:l'|les |vous |te )?[a-z]|i'?ve|i'm|i|my|mon|ma|mes"
    r"|deces|decede\w*|funerail\w*|obseques|funeral|died|dead|mort\w*)\b"
)
_SUM = re.compile(
    r"(?<![\w.,])(?:[€£$]\s?\d{1,5}(?:[.,]\d{1,2})?|\d{1,5}(?:[.,]\d{1,2})?\s?(?:€|£|euros?\b|francs?\b|CHF\b|pounds?\b|quid\b|dollars?\b))"
    r"(?![\w])",
    re.IGNORECASE,
)
_MONTHS = (
    r"janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
)
_MONTHS_EN = (
    r"January|February|March|April|May|June|July|August|September|October|November|December"
)
_DATE_FR = re.compile(
    rf"\b(?:le (?:1er|\d{{1,2}})(?: (?:{_MONTHS}))|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche))\b",
    re.IGNORECASE,
)
_DATE_EN = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS_EN})|(?:{_MONTHS_EN}) \d{{1,2}}(?:st|nd|rd|th)?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"(?:nous sommes|on est|today is|it is|it'?s|next|this|every|chaque|tous les)\s?(?:now)?$"
)
_PLURAL_DAY = re.compile(r"^s\b", re.IGNORECASE)
_JOINTS = re.compile(
    r"(?<=[,;:.!?…)])\s|\s[-–—]\s|\s(?=(?:mais|but|car|alors que|parce qu|because|whereas)\b)"
    r"|,?\s(?=(?:et|and) (?:je|on|il|elle|ils|i|it|they|then|puis|now)\b)",
    re.IGNORECASE,
)
_EDGES = " \t\n,;:.!?…\"'«»“”()[]-–—*_"
_HEADS = re.compile(
    r"^(?:et|and|mais|but|so|alors|donc|puis|then|because|car|que|qui|bref|well|or|yet|du coup)\b[\s,]*",
    re.IGNORECASE,
)
_NO_QUOTE = re.compile(
    r"\b(?:code|promo|dot)\b|\b[A-Z]{3,}\d|\w\.(?:com|fr|net|org|shop|example)\b|[«»“”]|https?:|www\.|[@#<>{}\[\]|\\`*_~^=]|\d{5,}"
)
# Nobody repeats these in a firm's name.
_RUDE = re.compile(
    r"\b(?:merd\w*|put(?:ain|e)\w*|conn?(?:ard|asse|s|e)?\w{0,3}|foutre|foutu\w*|foutage|chi(?:ant|er|ee)\w*|encul\w*|salop\w*|bordel"
    r"|gueule|idiot\w*|imbecile\w*|debile\w*|abruti\w*|voleur\w*|escroc\w*|arnaqu\w*|honte\w*|nul\w{0,4}|minable\w*|incompeten\w*|pire\w*"
    r"|menteur\w*|degueu\w*|fuck\w*|shit\w*|crap\w*|damn|bloody|arse\w*|ass|asshole\w*|bitch\w*|bastard\w*|stupid|moron\w*|clown\w*|scam\w*|thie(?:f|ves)"
    r"|liar\w*|lying|joke|shame\w*|disgrace\w*|pathetic|useless|garbage|trash|rubbish|worst|hell|suck\w*|crook\w*|wtf|lol|mdr|ptdr)\b"
)


@dataclass(frozen=True, slots=True)
class TakenUp:
    """Words of the author that a reply may repeat; "" where there are none, or more than one."""

    since: str = ""  # "trois semaines"
    times: str = ""  # "six appels"
    amount: str = ""  # "48 €"
    date: str = ""  # "mardi", "le 12 mars"
    quote: str = ""  # three to twelve words, without marks


@kept(2_048)
def taken_up(
    text: str, language: str, lists: tuple[str, ...] = BLAMED, *, counts: bool = True
) -> TakenUp:
    """What may be taken up of a text; `lists` name what a quotation is to be about. `counts`: only a clause
    that says how long or how often is quoted.
    """
    shown = readable(text[:_READ])
    parts = sentences(shown)
    return TakenUp(
        since=next((m for part in parts for m in _lengths(part)), ""),
        times=_alone([found[0] for part in parts for found in _OFTEN.finditer(part)]),
        amount=_alone([found[0] for part in parts for found in _SUM.finditer(part)]),
        date=_alone([d for part in parts for d in _dates(part, language)]),
        quote=_quote(parts, lists, counts=counts),
    )


def _alone(said: list[str]) -> str:
    """What is said, if all say the same."""
    words = {fold(one) for one in said}
    return " ".join(said[0].split()) if len(words) == 1 else ""


def _lengths(part: str) -> Iterator[str]:
    for hit in _LENGTH.finditer(part):
        before, after = fold(part[max(0, hit.start() - 16) : hit.start()]), fold(part[hit.end() :])
        is_years = "an" in hit[0].lower().split()[-1] or "year" in hit[0].lower()
        if _AHEAD.match(after) or (is_years and not _FOR.search(before)):
            continue
        near = fold(part[max(0, hit.start() - 60) : hit.end() + 40])
        if _WAITED.search(near) and not _OTHER.search(near):
            yield hit[0]


def _dates(part: str, language: str) -> Iterator[str]:
    for hit in (_DATE_FR if language == "fr" else _DATE_EN).finditer(part):
        is_plural = _PLURAL_DAY.match(part[hit.end() : hit.end() + 2])
        after = fold(part[hit.end() : hit.end() + 10]).lstrip()
        before = fold(part[max(0, hit.start() - 14) : hit.start()])
        if is_plural or after.startswith(("prochain", "next")) or _TODAY.search(before):
            yield from ("?", "??")  # a day that comes, or every one: none is told
        else:
            said = hit[0].lower() if language == "fr" else hit[0]
            yield said[:1].upper() + said[1:] if language == "en" else said


def _quote(parts: tuple[str, ...], lists: tuple[str, ...], *, counts: bool) -> str:
    """The clause that says most: words of the lists, then a number; "" where none is fit to be repeated."""
    best, most = "", 0
    for part in parts[:40]:
        for clause in _clauses(part):
            score = _telling(clause, lists, counts=counts)
            if score > most:
                best, most = clause, score
    return best


def _clauses(part: str) -> Iterator[str]:
    for piece in _JOINTS.split(part):
        clause = _HEADS.sub("", piece.strip(_EDGES)).strip(_EDGES)
        if not _LEAST <= len(clause.split()) <= _MOST or len(clause) > _LONGEST:
            continue
        folded = fold(clause)
        shouts = clause.isupper()
        if shouts or _NO_QUOTE.search(clause) or _RUDE.search(folded) or private_data(clause):
            continue
        yield clause


def _telling(clause: str, lists: tuple[str, ...], *, counts: bool) -> int:
    """How well a clause says what it is about; 0 for one that would sound like a machine's."""
    folded = fold(clause)
    if _NO_MATTER.search(folded):
        return 0
    names = any(found(name, folded) for name in lists)
    numbers = any(_lengths(clause)) or bool(_OFTEN.search(clause) or _AGAIN.search(folded))
    if counts and not numbers:
        return 0  # of a complaint without a length or a count the wrong clause is quoted too often
    return 4 * names + 3 * (counts and numbers)

"""The clause of a post that a reply may quote: whole, in its author's words, with the number that stands in it.

A person approves each draft, so a quotation is confirmed by one. What was praised is never quoted as a matter,
nor an age, a rating or what somebody asks for; where no clause can be trusted nothing is quoted.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Literal

from listener.advice.drafts.lasting import AGAIN, OFTEN, lengths
from listener.advice.reading.lexicon import found
from listener.advice.reading.pith import BLAMED
from listener.advice.reading.private import private_data
from listener.advice.reading.text import fold

# What a quotation is to be about. "help": a trouble or a question; "work": what somebody made; "press": a question
# of the press, whose figures are not ours to repeat; "none": nobody knows which clause is the wrong one.
About = Literal["blame", "praise", "ask", "help", "idea", "work", "press", "none"]
_PRAISED = ("talk.delight", "talk.warmth", "talk.satisfied")
_ASKED = ("talk.asking", "talk.asks_which")
_WRONG = (
    *BLAMED,
    *("incidents.lacks", "incidents.cannot", "talk.waiting", "talk.unheard", "talk.untold"),
    *("talk.failed_too", "talk.lacking"),
)
_LISTS: Mapping[About, tuple[str, ...]] = {
    "blame": _WRONG,
    "praise": _PRAISED,
    "ask": _ASKED,
    "help": (*_WRONG, *_ASKED),
    "idea": ("talk.idea",),
    "work": _PRAISED,
    "press": _ASKED,
    "none": (),
}
_SENTENCES = 40
_LEAST, _MOST, _LONGEST = 3, 16, 96  # words of a quotation, and characters
_FEW = 4  # words under which a clause says little beside its number
_PIECES = 3  # neighbouring clauses that are quoted as one
_SHORT = 25  # words of a post that is about one thing
_TALKED = re.compile(
    r"^(?:(?:[@#][\w.]{1,40}|bonjour|bonsoir|hello|hi|hey|salut|coucou)[\s,;:!.]{1,4}){1,4}",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r"(?<=[,;:!?…)])\s|(?<=[.!?…])\s|\s[-–—]\s|\s\((?=\S)|\s(?=(?:mais|but|car|alors que|parce qu|because|whereas|while)\b)"
    r"|,?\s(?=(?:et|and) (?:je|on|il|elle|ils|personne|i|it|they|we|he|she|then|puis|now|nobody)\b)"
    r"|\s(?=(?:so|pour que|afin) (?:i|my|we|je|on|mon|ma)\b)"
    r"|\s(?:(?:avec|chez|with|by|from|at|out of|of|to|de|par|via) )?[@#]\w{1,40}(?=[,.;:!?]|\s(?:pour|to)\b|$)\W?",
    re.IGNORECASE,
)
_EDGES = " \t\n,;:.!?…\"'«»“”()[]-–—*_"
_HEADS = re.compile(
    r"^(?:(?:et|and|mais|but|so|alors|donc|puis|then|because|car|que|qui|bref|well|or|yet|du coup|là|sinon|apparently|par contre"
    r"|pour info|fyi|(?:pour|for)(?= (?:ces|these|those)\b)"
    r"|(?:je|i) (?:constate|note|signale|précise|vois|see|notice|note) (?:que|that))\b[\s,]*){1,3}",
    re.IGNORECASE,
)
_NO_QUOTE = re.compile(
    r"\b(?:code|promo|dot)\b|\b[A-Z]{3,}\d|\w\.(?:com|fr|net|org|shop|example)\b|[«»“”\"]|https?:|www\.|[@#<>{}\[\]|\\`*_~^=]|\d{5,}"
)
# Nobody repeats these in a firm's name.
_RUDE = re.compile(
    r"\b(?:merd\w*|put(?:ain|e)\w*|conn?(?:ard|asse|s|e)?\w{0,3}|foutre|foutu\w*|foutage|chi(?:ant|er|ee)\w*|encul\w*|salop\w*|bordel"
    r"|gueule|idiot\w*|imbecile\w*|debile\w*|abruti\w*|voleur\w*|escroc\w*|arnaqu\w*|honte\w*|nul\w{0,4}|minable\w*|incompeten\w*|pire\w*"
    r"|menteur\w*|degueu\w*|fuck\w*|shit\w*|crap\w*|damn|bloody|arse\w*|ass|asshole\w*|bitch\w*|bastard\w*|stupid|moron\w*|clown\w*|scam\w*|thie(?:f|ves)"
    r"|liar\w*|lying|joke|shame\w*|disgrace\w*|pathetic|useless|garbage|trash|rubbish|worst|hell|suck\w*|crook\w*|wtf|lol|mdr|ptdr)\b"
)
# Thanks, mockery, grief: repeated, they read as scorn.
_NO_MATTER = re.compile(
    r"\b(?:merci|remerci\w*|bravo|thanks?|cheers|well done|felicitations|chapeau|deces|decede\w*|funerail\w*|obseques|funeral|died|dead"
    r"|mort\w*|hopital|hospital|cancer|stroke|avc|shout-?out|kudos|suggestion|question)\b"
)
# What its author is, wants or will do is no matter; what they had to do is told in the past.
_SELF = re.compile(r"\b(?:j'|je|i|i'm|i've|i'd|i'll|nous|we|we're|we've|we'd|we'll)\b|\bj'")
_WANTS = re.compile(
    r"\b(?:je (?:me |vous |te |l'|les |n')?(?:veux|voudrais|souhaite|demande|compte|vais|suis|pense|sais|viens|pars|crois|comprends|doute)"
    r"|j'(?:aimerais|exerce|attends de|espere|y|en)|i'?(?:m|d|ll)|i (?:want|need|would|will|know|think|like|love|guess|suppose|am|don't)|we'(?:re|d|ll)|we (?:want|need|would)"
    r"|please|svp|s'il vous plait|if you)\b"
)
_NOT = re.compile(
    r"\b(?:pas|plus|jamais|rien|aucune?|sans|zero|personne|manqu\w*|ferme\w*|casse\w*|perdu\w*|froid\w*|toujours|encore|au lieu d\w*|seulement|retard"
    r"|deja|a la main|tout seul|toute seule|debout|a nos frais|a mes frais|by hand|on my own|by myself|by torchlight|at my expense"
    r"|non|no|not|never|nothing|nobody|none|without|missing|instead of|late|lost|broken?|broke|still|only|closed|cold|dead|wrong|again|failed|gone"
    r"|crash\w*|wait\w*|chas\w*|ignored|refused|unanswered|no-shows?)\b|n't\b"
)
_INSTEAD = re.compile(r"\d.{0,40}\b(?:au lieu de|instead of|contre|rather than)\s\S{0,12}\d")
_ONES = (
    r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante|soixante|cent"
    r"|une? \w{0,8}taine|two|three|four|five|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|twice"
    r"|(?:deuxi|troisi|quatri|cinqui|sixi|septi)eme|third|fourth|fifth|sixth|seventh"
)
_DAYS = (
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?! prochain)"
    r"|janvier|fevrier|avril|juin|juillet|aout|septembre|octobre|novembre|decembre"
    r"|january|february|april|june|july|august|september|october|november|december"
)
_NUMBERED = re.compile(
    rf"(?<![\w.,/])[€£$]?(?:\d{{1,2}}[.,]?)?\d{{1,3}}(?:[.,]\d{{1,2}})?(?:st|nd|rd|th|e|er|h|h\d\d|am|pm)?(?![\w/])|\b(?:{_ONES}|{_DAYS})\b"
)
_UNCOUNTED = re.compile(
    r"\b(?:\d{1,2}|[a-z]{2,12})[ -](?:ans? et demie?\b|ans\b|years? old|year-old|yo\b|mois et demi\b)|\b(?:aged?|year|article|line|ligne|android|ios|windows|version|art)\s?\d{1,3}"
    r"|\b\w{1,6} (?:etoiles?|stars?)\b|\b\d{1,2} ?(?:/|sur) ?(?:5|10|20)\b|\b(?:une? sur|one of|l'un des)\b"
)


_PAID = re.compile(
    r"\b(?:pay(?:e|er|ons)|paid|pays?|charged|charge|quoted|billed|bill|invoice|fee|facture\w*|preleve\w*|debite\w*|devis|caution)\b"
)
_ASKED_US = re.compile(
    r"\b(?:appel\w*|ecrit|envoye\w*|relance\w*|messag\w*|mail\w*|email\w*|call\w*|rang|rung|phoned|ring|wrote|written|sent|chased|asked|demande\w*)\b"
)
_SUM = re.compile(r"[€£$] ?\d[\d.,]{0,8}|\d[\d.,]{0,8} ?(?:€|£|euros?|pounds?|quid|dollars?)")


def quotation(parts: tuple[str, ...], about: About) -> str:
    """The clause that says most of what a reply is `about`; empty where none is fit to be repeated."""
    best, most = "", 0
    if not _LISTS[about]:
        return best
    folded = tuple(fold(part) for part in parts)
    is_plain = not any(found(name, part) for part in folded for name in _PRAISED)
    beside = 5 if about in ("blame", "help") else 1  # what stands beside what hurts says less
    is_short = sum(len(part.split()) for part in parts) <= _SHORT
    for part in parts[:_SENTENCES]:
        for clause, many in _clauses(part, is_asked=about == "ask"):
            said = fold(clause)
            is_counted = counted(said)
            score = _worth(clause, said, about, is_counted, is_plain=is_plain, is_short=is_short)
            score -= beside * (many - 1)
            if score > most and not _RUDE.search(said) and not private_data(clause):
                best, most = clause, score
    return best


def counted(folded: str) -> bool:
    """Does a number, a day or a month stand in it, that is no age and no rating?"""
    return bool(_NUMBERED.search(_UNCOUNTED.sub(" ", folded)))


def _clauses(part: str, *, is_asked: bool) -> Iterator[tuple[str, int]]:
    """Clauses, then neighbours as they stand side by side, each with how many it is; of a question with its mark."""
    part = _TALKED.sub("", part)
    joints = [(0, 0), *((hit.start(), hit.end()) for hit in _JOINTS.finditer(part))]
    edges = [*joints, (len(part), len(part))]
    pieces = [(begin, end) for (_, begin), (end, _) in pairwise(edges)]
    for many in range(1, _PIECES + 1):
        for first in range(len(pieces) - many + 1):
            said = part[pieces[first][0] : pieces[first + many - 1][1]].strip()
            clause = _HEADS.sub("", said.strip(_EDGES)).strip(_EDGES)
            if not _LEAST <= len(clause.split()) <= _MOST or len(clause) > _LONGEST:
                continue
            if (
                clause.isupper()
                or _NO_QUOTE.search(clause)
                or clause.count("(") != clause.count(")")
            ):
                continue
            if is_asked and said.endswith("?"):
                clause += "\u202f?" if said[:-1].endswith((" ", "\u00a0", "\u202f")) else "?"
            yield clause, many


def _worth(
    clause: str, folded: str, about: About, is_counted: bool, *, is_plain: bool, is_short: bool
) -> int:
    """How well a clause says what it is about; 0 for one that would sound like a machine's."""
    if _NO_MATTER.search(folded) or (about != "ask" and _WANTS.search(folded)):
        return 0
    is_self = bool(_SELF.search(folded))
    is_named = any(found(name, folded) for name in _LISTS[about])
    is_praise = any(found(name, folded) for name in _PRAISED)
    is_not = bool(_NOT.search(folded))
    few = len(folded.split()) < _FEW
    match about:
        case "blame" | "help":
            if is_praise or not is_counted:
                return 0  # of a complaint without a count the wrong clause is quoted too often
            if is_self and not counted(_SUM.sub(" ", folded)):
                return 0  # their purse is theirs
            bears = _bears(clause, folded)
            is_told = is_plain and (bears or is_short or bool(_PAID.search(folded)))
            if not (is_named or is_not or is_told or _tried(clause, folded)):
                return 0
            return max(1, 4 * is_named + 4 * bears + 2 * is_not + 2 - 2 * is_self - 2 * few)
        case "ask" | "press":
            if about == "press":
                return 4 * (is_named and not is_self)
            return 4 * (folded.endswith("?") and is_counted and not few)
        case "idea":
            return 0 if is_self or is_praise or few else 4 * is_named + 3 * is_counted
        case _:
            if is_not or (is_self and about == "praise"):
                return 0
            return 4 * is_praise + 3 * (is_counted and not few and (is_praise or is_short))


def _tried(clause: str, folded: str) -> bool:
    """Does it say how often somebody had to ask?"""
    return bool(OFTEN.search(clause) or (AGAIN.search(folded) and _ASKED_US.search(folded)))


def _bears(clause: str, folded: str) -> bool:
    """Does its number say how long, how often, or how far from what was said?"""
    is_told = OFTEN.search(clause) or AGAIN.search(folded) or _INSTEAD.search(folded)
    return bool(is_told) or any(lengths(clause))

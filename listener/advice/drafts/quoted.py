"""The clause of a post that a reply may quote: whole, in its author's words, with the number that stands in it.

A person approves each draft, so a quotation is confirmed by one. What was praised is never quoted as a matter,
nor an age, a rating or what somebody asks for; where no clause can be trusted nothing is quoted.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from listener.advice.drafts.cutting import clauses
from listener.advice.drafts.lasting import AGAIN, OFTEN, lengths
from listener.advice.reading.lexicon import found
from listener.advice.reading.pith import BLAMED
from listener.advice.reading.private import private_data
from listener.advice.reading.text import fold

# What a quotation is to be about. "help": a trouble or a question; "work": what somebody made; "press": a question
# of the press, whose figures are not ours to repeat; "none": nobody knows which clause is the wrong one.
About = Literal["blame", "praise", "ask", "help", "idea", "work", "press", "none"]
_PRAISED = ("talk.delight", "talk.warmth", "talk.satisfied")
_SPARED = (*_PRAISED, "talk.did_well")
_ASKED = ("talk.asking", "talk.asks_which")
_WRONG = (
    *BLAMED,
    *("incidents.lacks", "incidents.cannot", "talk.waiting", "talk.unheard", "talk.untold"),
    *("talk.failed_too", "talk.lacking"),
)
_FAILED = (
    *("incidents.charged", "incidents.network", "incidents.outage", "incidents.fails"),
    *("incidents.cannot", "talk.unheard", "talk.untold", "talk.waiting", "talk.failed_too"),
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
_FEW = 4  # words under which a clause says little beside its number
_SHORT = 30  # words of a post that is about one thing
# Nobody repeats these in a firm's name.
_RUDE = re.compile(
    r"\b(?:merd\w*|put(?:ain|e)\w*|conn?(?:ard|asse|s|e)?\w{0,3}|foutre|foutu\w*|foutage|chi(?:ant|er|ee)\w*|encul\w*|salop\w*|bordel"
    r"|gueule|idiot\w*|imbecile\w*|debile\w*|abruti\w*|voleur\w*|escroc\w*|arnaqu\w*|honte\w*|nul\w{0,4}|minable\w*|incompeten\w*|pire\w*"
    r"|menteur\w*|degueu\w*|fuck\w*|shit\w*|crap\w*|damn|bloody|arse\w*|ass|asshole\w*|bitch\w*|bastard\w*|stupid|moron\w*|clown\w*|scam\w*|thie(?:f|ves)"
    r"|liar\w*|lying|joke|shame\w*|disgrace\w*|pathetic|useless|garbage|trash|rubbish|worst|hell|suck\w*|crook\w*|wtf|lol|mdr|ptdr)\b"
)
# Thanks, mockery, grief: repeated, they read as scorn.
_NO_MATTER = re.compile(
    r"\b(?:merci|remerci\w*|bravo|thanks?|cheers|well done|felicitations|chapeau|deces|decede\w*|funerail\w*|obseques|funeral|died|(?:is|was|are) dead"
    r"|mort\w*|hopital|hospital|cancer|stroke|avc|shout-?out|kudos|suggestion|question|idee (?:au|en|comme)|petite idee|just an idea)\b"
)
# In a post of thanks from somebody who mourns nothing is quoted.
_GRIEF = re.compile(
    r"\b(?:deces|decede\w*|funerail\w*|obseques|enterr\w*|quittes? (?:dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi|ce|cette|le|en)|nous a quittes?"
    r"|fini ses jours|mort|morte|mourir|deuil|funeral|died|passed away|goodbye|put to sleep|widow\w*|grie\w*|chemo\w*|cancer|hospice|stroke|avc|miss (?:him|her)"
    r"|papa est parti|maman est partie|soins palliatifs|aurait adore|would have loved)\b"
)
# What its author is, wants or will do is no matter; what they had to do is told in the past.
_SELF = re.compile(r"\b(?:j'|je|i|i'm|i've|i'd|i'll|nous|we|we're|we've|we'd|we'll)\b|\bj'")
_WANTS = re.compile(
    r"\b(?:je (?:me |vous |te |l'|les |n')?(?:veux|voudrais|souhaite|demande|compte|vais|suis|pense|sais|viens|pars|crois|comprends|doute)"
    r"|j'(?:aimerais|exerce|attends de|espere|y|en)|i'?(?:m|d|ll)|i (?:want|need|would|will|know|think|like|love|guess|suppose|am|don't)|we'(?:re|d|ll)|we (?:want|need|would)"
    r"|please|should i|am i|can (?:i|you)|could (?:i|you|somebody|someone)|(?:you|vous) (?:have|avez) \d{1,3}|puis-je|pouvez|pourriez|svp|s'il vous plait|if you)\b"
)
_NOT = re.compile(
    r"\b(?:pas|plus|jamais|rien|aucune?|sans|zero|personne|manqu\w*|ferme\w*|casse\w*|dommage|introuvable|trop|perdu\w*|froid\w*|toujours|encore|au lieu d\w*|seulement|retard"
    r"|deja|a la main|tout seul|toute seule|debout|a nos frais|a mes frais|by hand|on my own|by myself|by torchlight|at my expense"
    r"|non|no|not|too|shame|pity|never|nothing|nobody|none|without|missing|instead of|late|lost|broken?|broke|still|only|closed|cold|dead|wrong|again|failed|gone"
    r"|crash\w*|wait\w*|chas\w*|ignored|refused|unanswered|no-shows?)\b|n't\b"
)
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
# "9 days instead of 3", "two of the three", "neuf leçons dont six": two numbers that speak against each other.
_CONTENT = re.compile(
    r"\b(?:never a problem|never had a|jamais (?:un |eu de |eu un )?(?:souci|probleme)|no complaints?|zero souci|sans souci"
    r"|(?:you|they|he|she|vous|ils?|elles?)\b.{0,30}\b(?:even|meme)\b)"
)
_SLIPS = re.compile(r"\b(?:betises?|mistakes?|erreurs?)\b")
_YEARS = re.compile(r"\b(?:years?|yrs?|ans)\b")
_AGAINST = re.compile(
    rf"\b(?:\d{{1,4}}|{_ONES})\b.{{0,40}}\b(?:au lieu d[eu']|instead of|rather than|out of|of(?: the| my| our| your)?|dont|sur|des)\s"
    rf"(?:\S{{1,12}} )?(?:\d{{1,4}}|{_ONES}|twenty|vingt)\b"
)
_AGO = re.compile(
    r"\bil y a (?:\S{1,9} ){1,2}(?:jours?|semaines?|mois)\b|\b(?:days?|weeks?|months?) ago\b"
)
_UNCOUNTED = re.compile(
    r"\b(?:\d{1,2}|[a-z]{2,12})[ -](?:ans? et demie?\b|ans\b|years? old|year-old|yo\b|mois et demi\b)|\b(?:aged?|year|article|line|ligne|android|ios|windows|version|art)\s?\d{1,3}"
    r"|\b\w{1,6} (?:etoiles?|stars?)\b|\b(?:ten|five|\d{1,2}) out of (?:ten|five|\d{1,2})(?= for\b|$)|\b\d{1,2} ?(?:/|sur) ?(?:5|10|20)\b|\b(?:une? sur|one of|l'un des)\b"
)


_PAID = re.compile(
    r"\b(?:pay(?:e|er|ons)|paid|pays?|charged|charge|billed|bill|invoice|fee|facture\w*|preleve\w*|debite\w*|caution)\b"
)
_ASKED_US = re.compile(
    r"\b(?:appel\w*|ecrit|envoye\w*|relance\w*|messag\w*|mail\w*|email\w*|call\w*|rang|rung|phoned|ring|wrote|written|sent|chased|asked|demande\w*|reinstall\w*|restart\w*|redemarr\w*|essay\w*|tried|try|signale\w*|report(?:ed)?)\b"
)
_SUM = re.compile(r"[€£$] ?\d[\d.,]{0,8}|\d[\d.,]{0,8} ?(?:€|£|euros?|pounds?|quid|dollars?)")
# Praise of how fast it went, or of the time that somebody gave.
_QUICK = re.compile(
    rf"\b(?:in|en|within|sous|inside) (?:(?:moins de|under|less than) )?(?:\d{{1,3}}|{_ONES}|une?|an?) (?:minutes?|mins?|mn|heures?|hours?|jours?|days?|clics?|clicks?)\b"
    r"|\b(?:minutes?|hours?|days?) later\b|\b(?:passe|pris|consacre|spent|took|gave|waited) .{0,20}\b(?:minutes?|mn|heures?|hours?)\b"
    r"|\b(?:ordered|commande\w*|in by|done by|arrived|recu\w*|livre\w*) "
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A clause as the rules see it."""

    words: str
    folded: str
    is_plain: bool  # in the whole post nothing is praised
    is_apart: bool  # nor in its sentence
    is_short: bool  # the post is
    is_alone: bool  # it is the post's only sentence

    def is_of(self, *lists: str) -> bool:
        return any(found(name, self.folded) for name in lists)

    @property
    def is_self(self) -> bool:
        return bool(_SELF.search(self.folded))

    @property
    def is_not(self) -> bool:
        return bool(_NOT.search(self.folded) or _AGAINST.search(self.folded))

    @property
    def many(self) -> int:
        return len(self.folded.split())


def quotation(parts: tuple[str, ...], about: About, language: str) -> str:
    """The clause that says most of what a reply is `about`; empty where none is fit to be repeated."""
    folded = tuple(fold(part) for part in parts)
    if about == "none" or (about in _GLAD and any(_GRIEF.search(part) for part in folded)):
        return ""
    praised = [any(found(name, part) for name in _SPARED) for part in folded]
    beside = 7 if about in ("blame", "help") else 1  # what stands beside what hurts says less
    is_short = sum(len(part.split()) for part in parts) <= _SHORT
    best, most = "", 0
    for part, has_praise in zip(parts[:_SENTENCES], praised, strict=False):
        for clause in clauses(part, language, is_asked=about in ("ask", "help")):
            said = fold(clause.words)
            if _NO_MATTER.search(said) or found("ethics.threat", said):
                continue
            one = _Read(
                clause.words, said, not any(praised), not has_praise, is_short, len(parts) == 1
            )
            score = _RULES[about](one) - beside * (clause.of - 1)
            if score > most and not _RUDE.search(said) and not private_data(clause.words):
                best, most = clause.words, score
    return best


def counted(folded: str) -> bool:
    """Does a number, a day or a month stand in it, that is no age and no rating?"""
    return bool(_NUMBERED.search(_UNCOUNTED.sub(" ", folded)))


def _blamed(one: _Read, lists: tuple[str, ...] = _LISTS["blame"]) -> int:
    """A trouble with its number. Of a complaint without one the wrong clause is quoted too often: only what
    surely says what failed, where nothing was praised.
    """
    few = one.many < _FEW
    if one.is_of(*_SPARED) or _WANTS.search(one.folded) or _CONTENT.search(one.folded):
        return 0
    if not counted(one.folded):
        is_sure = one.is_plain and not (one.is_self or few)
        return int(is_sure and one.is_of(*_FAILED))
    if _YEARS.search(one.folded) and not any(lengths(one.words)):
        return 0  # a loyalty, or an age
    is_named, is_not, bears = one.is_of(*lists), one.is_not, _bears(one)
    is_sum = not counted(_SUM.sub(" ", one.folded))
    if is_sum and (one.is_self or not (is_named or is_not or _PAID.search(one.folded))):
        return 0  # their purse is theirs, and a price is no trouble
    is_told = one.is_plain and not (few or one.is_self) and one.is_short
    is_told |= one.is_plain and one.many > _FEW and bool(_PAID.search(one.folded))
    if not (is_named or is_not or is_told or (bears and one.is_apart) or _tried(one)):
        return 0
    return max(1, 4 * is_named + 4 * bears + 2 * is_not + 2 - 2 * one.is_self - 2 * few)


def _helped(one: _Read) -> int:
    """A trouble, or a question, with its number."""
    if one.folded.endswith("?"):
        return 3 * counted(one.folded)
    is_theirs = one.is_self and not (_bears(one) or _tried(one) or one.is_of(*_WRONG))
    return _blamed(one, _LISTS["help"]) if counted(one.folded) and not is_theirs else 0


def _asked(one: _Read) -> int:
    """A question with a number in it: who asks for a child says how old it is."""
    is_question = one.folded.endswith("?") and one.many >= _FEW
    return 4 * (is_question and bool(_NUMBERED.search(one.folded)))


def _asked_by_press(one: _Read) -> int:
    return 4 * (one.is_of(*_LISTS["press"]) and not one.is_self)


def _thought(one: _Read) -> int:
    """An idea, or the number that speaks for it."""
    if one.is_of(*_PRAISED) or one.many < _FEW or _WANTS.search(one.folded) or one.is_self:
        return 0
    return 4 * one.is_of(*_LISTS["idea"]) + 3 * counted(one.folded)


def _praised(one: _Read) -> int:
    """Praise; a number only in praise, or where it says how fast it went."""
    if one.is_not or one.is_self:
        return 0
    is_praise, is_counted = one.is_of(*_PRAISED), counted(one.folded)
    is_quick = is_counted and (one.is_alone or bool(_QUICK.search(one.folded)))
    return 4 * is_praise + 3 * (is_counted and is_praise) + 3 * is_quick


def _made(one: _Read) -> int:
    """What somebody made, and how much went into it."""
    if one.is_not or _WANTS.search(one.folded) or _SLIPS.search(one.folded):
        return 0
    is_counted = counted(one.folded) and one.many >= _FEW
    return 4 * one.is_of(*_PRAISED) + 3 * is_counted + (is_counted and not one.is_self)


_GLAD = ("praise", "work", "idea")
_RULES: Mapping[About, Callable[[_Read], int]] = {
    "blame": _blamed,
    "help": _helped,
    "ask": _asked,
    "press": _asked_by_press,
    "idea": _thought,
    "praise": _praised,
    "work": _made,
}


def _tried(one: _Read) -> bool:
    """Does it say how often somebody had to ask?"""
    is_again = AGAIN.search(one.folded) or _AGO.search(one.folded)
    return bool(OFTEN.search(one.words) or (is_again and _ASKED_US.search(one.folded)))


def _bears(one: _Read) -> bool:
    """Does its number say how long, how often, or how far from what was said?"""
    folded = one.folded
    is_told = OFTEN.search(one.words) or AGAIN.search(folded) or _AGAINST.search(folded)
    return bool(is_told) or any(lengths(one.words))

"""By when a reply may promise more: the day by which we can, or today where the post names an end before it."""

import re

from listener.advice.brief import Brief
from listener.advice.drafts.tongue import book
from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import fold, sentences
from listener.settings.brand import Brand

_WEEK = 7
# Days that a promise must leave to whoever has something on: an answer on Friday evening is none for a
# wedding on Saturday. As far ahead of the promise one is told of as an end, it is this week's.
_LEFT, _AHEAD = 2, 2
_DAYS = (
    *("lundi|monday", "mardi|tuesday", "mercredi|wednesday", "jeudi|thursday"),
    *("vendredi|friday", "samedi|saturday", "dimanche|sunday"),
)
# "by Thursday", "the signing is Friday", "pour samedi"; never "since Thursday", "last Friday".
_ENDS = re.compile(
    r"\b(?:by|before|until|for|is|are|have|on|this|due|need|needs|wants?|them|deadline|want it|leaving|leave|fly|flying"
    r"|avant|pour|est|c'est|livrer|d'ici|part|partons|partez|ai|concours|spectacle|mariage|echeance|bouclage|ce)"
    r" (?:(?:on|a|an|the|le|un|une|this|ce|exam|wedding|noon) ){0,2}"
    rf"(?P<day>{'|'.join(_DAYS)})\b(?! (?:dernier|derniere|passe|evening i|i was|we were|last))"
)
_TO_COME = re.compile(
    r"\b(?:deadline|before|by|need|needs|want|wants|have a|is|are|got a|due|must|leave|leaving|flying|moving|signing"
    r"|avant|d'ici|pour|est|dois|doit|devons|part|partons|passe un|j'ai un|echeance|bouclage|livrer|signature|concours"
    r"|mariage|spectacle)\b"
)
_PAST = re.compile(
    r"\b(?:was|were|had|since|depuis|etait|avait|went|came|arrived|last|dernier|on est|nous sommes)\b"
)
# "before 5 pm", "avant 17 h", "by noon", "avant midi".
_HOUR = re.compile(
    r"\b(?:avant|before|by|d'ici|boucle a|pour|at)"
    r" (?:midi|noon|(?:\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)|\d{1,2} ?h(?: ?\d\d)?)\b)"
)
_ASKED_BY = re.compile(
    r"\b(?:need|answer|reach|call|joign\w+|repon\w+|confirm\w*|boucl\w*|deadline|back|comment (?:by|before))"
)

_ANSWERS = re.compile(
    r"\b(?:repon\w+|reponse\w*|answer\w*|repl(?:y|ies|ied|ying)|respon[ds]\w*|get back)\b"
)
_SAME_DAY = re.compile(
    r"\b(?:dans la journee|(?:le )?jour meme|avant ce soir|same day|within the day|the day it|before the day is out|by the end of the day"
    r"|(?:en|sous|within|in|under|moins de|less than) (?:une?|an?|one|deux|two|trois|three|quatre|four|\d|1[0-2]) ?(?:h|heures?|hours?|hrs?))\b"
)
_IN_A_DAY = re.compile(
    r"\b(?:(?:en|sous|within|in|under|moins de|less than) (?:24 ?(?:h|heures?|hours?|hrs?)|un jour|une journee|a day|one day)|le lendemain|(?:the )?next day)\b"
)


def promised(brief: Brief, brand: Brand, language: str) -> str:
    """The words for it: "by Friday evening", or "before the day is out"; never later than the brand's
    objective says that it answers.
    """
    terms = book(language).terms
    aim = _aim("\n".join(one.text for one in brand.objective))
    if aim == "today" or _presses(brief):
        return terms["today"]
    if aim:
        return terms[aim]
    if brief.follow_up is None:
        return terms["soon"]
    return terms["by_day"].format(day=book(language).days[brief.follow_up.weekday()])


@kept(256)
def _aim(objectives: str) -> str:
    """By when an objective says that people are answered: "today", "in_a_day", or "" where none does."""
    parts = [fold(part) for part in sentences(objectives)]
    answering = [part for part in parts if _ANSWERS.search(part)]
    if any(_SAME_DAY.search(part) for part in answering):
        return "today"
    return "in_a_day" if any(_IN_A_DAY.search(part) for part in answering) else ""


def _presses(brief: Brief) -> bool:
    """Does the post name an end that comes before our answer would?"""
    parts = [fold(part) for part in sentences(brief.shown)]
    return any(
        found("talk.pressing", part)
        or (_HOUR.search(part) and _ASKED_BY.search(part))
        or _ends_first(part, brief)
        for part in parts
    )


def _ends_first(part: str, brief: Brief) -> bool:
    """Is a day named as an end, and it comes before ours, or so soon after it that ours leaves no time?"""
    hit = _ENDS.search(part)
    if hit is None or _PAST.search(part) or not _TO_COME.search(part):
        return False
    if brief.follow_up is None:
        return True
    at = next(n for n, names in enumerate(_DAYS) if hit["day"] in names)
    behind = (at - brief.follow_up.weekday()) % _WEEK
    return behind < _LEFT or behind >= _WEEK - _AHEAD

"""What an endpoint answered, held against what it was to say again. It is a stranger's text: what adds a fact, a
link, a promise, a number, a name, or any word that our replies do not know is thrown away whole.
"""

import re
from collections import Counter
from functools import cache

from listener.advice.drafts.redaction.people import date_words
from listener.advice.drafts.redaction.redacted import MARK
from listener.advice.drafts.replies import replies
from listener.advice.drafts.rewording.asked import Asked
from listener.advice.drafts.stripped import numbers, stems_of
from listener.advice.reading.lexicon import found, names
from listener.advice.reading.text import fold, sentences, tokens
from listener.settings.reply import SLOT

# Letters of both languages, figures, and the signs of plain prose: nothing that a channel, a mail or a terminal
# could read as a command.
_PLAIN = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœ0-9 \u00a0\u202f.,;:!?…'’«»“”\"()–—%€$£°-]*")
_ADDRESS = re.compile(r"\w[.:/]\w")
_OURS = re.compile(r"\d[.:,]\d")  # 9:30, 4.5
_NO = re.compile(
    r"\b(?:not|never|no|nothing|none|nobody|without|cannot|jamais|rien|aucune?|sans|personne)\b|n't\b"
    r"|\bne\b|\bn'|\bpas\b"
)
# What is to come, and what is given: such a sentence may say what the draft said, no word more.
_TO_COME = re.compile(
    r"\b(?:will|shall|going to|gonna|promise\w*|guarantee\w*|commit\w*|get|gets|receive\w*|have|owe\w*|admit\w*|accept\w*"
    r"|vais|allons|allez|aurez|auras|recev\w+|garanti\w*|promet\w*|engage\w*|assur\w+|accord\w+|avou\w+|reconna\w+|dev\w+)\b"
    r"|'ll\b|\b\w{2,20}(?:rai|ras|rons|rez|ront)\b|\b(?:sera|aura|fera|pourra|viendra|recevra)\b"
)
_SHORTEST, _LONGEST, _MORE = 0.4, 1.5, 1  # shares of the draft's length; sentences beyond its own
_NEW = 0.5  # the share of its words that may be others than the draft's


def fault(said: str, asked: Asked) -> str:
    """Why an answer is thrown away, as the key of a word for it: "" where it may stand, lint aside."""
    body = MARK.sub(" ", said)
    if Counter(MARK.findall(said)) != Counter(MARK.findall(asked.said.text)):
        return "mark"
    if not _PLAIN.fullmatch(body):
        return "sign"
    if any(not _OURS.match(hit[0]) for hit in _ADDRESS.finditer(body)):
        return "link"
    draft = MARK.sub(" ", asked.said.text)
    if not numbers(body) <= numbers(draft) or _dates(body) - _dates(draft):
        return "number"
    if any(fold(fact) not in fold(said) for fact in asked.facts):
        return "fact"
    if strange := _strange(body, draft, asked.language):
        return "name" if strange[:1].isupper() else "word"
    if Counter(map(_sense, _NO.findall(fold(body)))) != Counter(
        map(_sense, _NO.findall(fold(draft)))
    ):
        return "no"
    if _promises(body, draft):
        return "promise"
    return "" if _is_alike(body, draft) else "far"


def _sense(word: str) -> str:
    """ "ne … pas" and "n'… pas" say the same."""
    return {"n'": "ne"}.get(word, word)


def _dates(text: str) -> frozenset[str]:
    return date_words() & frozenset(tokens(text))


def _strange(body: str, draft: str, language: str) -> str:
    """The first word that neither the draft nor any reply of ours has; "" for none."""
    usual = _vocabulary(language) | frozenset(tokens(draft))
    words: list[str] = re.findall(r"[^\W_]+", body)
    return next((word for word in words if fold(word) not in usual and not word.isdecimal()), "")


def _promises(body: str, draft: str) -> bool:
    """Does it say of what is to come, or given, anything that the draft did not?"""
    known = stems_of(draft)
    return any(
        not stems_of(part) <= known
        for part in sentences(body)
        if _TO_COME.search(fold(part)) or any(found(name, fold(part)) for name in _gifts())
    )


def _is_alike(body: str, draft: str) -> bool:
    """As long, and mostly of the same words."""
    share = len(body.strip()) / max(1, len(draft.strip()))
    if not _SHORTEST <= share <= _LONGEST or len(sentences(body)) > len(sentences(draft)) + _MORE:
        return False
    said = stems_of(body)
    return len(said - stems_of(draft)) <= _NEW * len(said)


@cache
def _gifts() -> tuple[str, ...]:
    return (*names("gestures"), "ethics.promise", "ethics.incentive", "ethics.admission")


@cache
def _vocabulary(language: str) -> frozenset[str]:
    """Every word of the bank."""
    return frozenset(word for one in replies(language) for word in tokens(SLOT.sub(" ", one.text)))

"""What a reply offers: a gesture that the operator allows, and nothing for a kind review."""

import re
from collections.abc import Iterator
from itertools import pairwise

from listener.advice.drafts.checks.reply import (
    Reply,
    content,
    is_denied,
    listed,
    said_in,
    shares,
    together,
    undenied,
    unless_denied,
)
from listener.advice.drafts.checks.tongues import language_of
from listener.advice.reading.lexicon import found, without
from listener.advice.reading.quantities import in_sentence
from listener.advice.reading.text import fold, sentences, tokens

_KINDS = ("refund", "replace", "free", "discount", "compensate", "upgrade")
_HELD = 0.6  # share of a gesture's words that a promise must hold to be that gesture
_OF_A_THING = ("free", "discount")  # allowed of one thing, they are not allowed of another
# "Feel free", "sugar-free": nothing is given.
_FREE = re.compile(
    r"(?<![\w-])(?<!feel )(?<!hands )free(?!-)(?! (?:to|from|of|time|up|range|text)\b)(?!\w)"
)
_ON_US = re.compile(r"(?<!that)(?<!this)(?<!it)(?:'s| is| are| will be|'ll be|, entirely) on us\b")
_PERCENT = re.compile(
    r"\b(?:get|have|see|receive) (?:your |the |back )?[£$€] ?\d[\d.,]{0,9} (?:back|again|returned)\b"
    r"|(?:tak|knock)\w{0,4} (?:[£$€] ?\d|\d|half|a third|something|some money)[^.;]{0,20} off\b"
    r"|(?:rend|restitu|retir|dedui|enlev|rembours)\w{0,8}[^.;,]{0,20} \d{1,6} ?€"
    r"|\d ?% (?:off|sur|de (?:moins|remise|reduction|rabais)|discount)|\bbons? (?:de|d'une valeur de) \d"
)
_MORE = {"free": (_FREE, _ON_US), "discount": (_PERCENT,)}
_BY_OTHER = re.compile(r"\s(?:par|by)\b")  # "is replaced by an a"
# "Thanks for five stars", "you posted it online": asked of nobody.
_DONE = re.compile(
    r"\b(?:merci|thank\w*|pour|for|avez|as|you've|you have|posted|wrote|lu|read|vu|saw|seen)\W[^.!?,;:]{0,24}$"
)
# It is only looked into.
_OPEN = re.compile(
    r"\?|\b(?:voir si|demand\w{1,4} si|ask\w{0,3} (?:if|whether)|savoir si|verifi\w+ si|see if|see whether|whether|check if)\b"
)


def gesture_not_allowed(reply: Reply) -> str | None:
    """The words that promise what neither a gesture nor a fact of the operator holds."""
    for sentence in sentences(reply.unquoted):
        if any(_is_held(sentence, gesture) for gesture in reply.brand.allowed_gestures):
            continue
        said = fold(sentence)
        for kind in _KINDS:
            words = _promised(kind, said)
            if words and not _OPEN.search(said) and not _allowed(kind, sentence, reply):
                return said_in(sentence, words)
        promise = listed("ethics.promise", sentence)
        if promise and not any(fold(promise) in fold(own) for own in reply.own_words):
            return promise
    return None


def incentive(reply: Reply) -> str | None:
    """A reward for what is said of us, or for silence. Where people rate us anything of value is one, but
    what makes a fault good."""
    if words := listed("ethics.incentive", reply.text):
        return words
    if reply.brief.sort.is_review:
        for part in reply.parts:
            if words := unless_denied("ethics.incentive_in_reviews", part):
                return words
    for near in _neighbours(reply.parts):
        for asked in ("ethics.asks_for_reviews", "ethics.asks_for_silence"):
            if (words := _asked(asked, near)) and _rewards(fold(near)):
                return words
    return None


def _rewards(said: str) -> bool:
    return bool(found("ethics.rewards", said)) or any(_promised(kind, said) for kind in _KINDS)


def _asked(name: str, text: str) -> str | None:
    """What is asked of the author: thanks for five stars ask nothing."""
    folded = fold(text)
    for start, end in undenied(name, folded):
        if not _DONE.search(folded[max(0, start - 24) : start]):
            return said_in(text, folded[start:end])
    return None


def _neighbours(parts: tuple[str, ...]) -> Iterator[str]:
    """Every sentence, then every two that follow each other."""
    yield from parts
    yield from (f"{one} {other}" for one, other in pairwise(parts))


def _promised(kind: str, said: str) -> str | None:
    for start, end in undenied(f"gestures.{kind}", said):
        if not _BY_OTHER.match(said[end:]):
            return said[start:end]
    if kind == "free" and (words := together("gestures.gives", "gestures.given", said)):
        return words
    for pattern in _MORE.get(kind, ()):
        for hit in pattern.finditer(said):
            if not is_denied(said, hit.start()):
                return hit[0]
    return None


def _is_held(sentence: str, gesture: str) -> bool:
    words = set(tokens(gesture))
    return bool(words) and len(words & set(tokens(sentence))) / len(words) >= _HELD


def _allowed(kind: str, sentence: str, reply: Reply) -> bool:
    """Whether something that the operator wrote is of this kind, of this thing, and as much."""
    said = content(_bare(kind, fold(sentence)))
    for own in reply.own_words:
        for part in sentences(own):
            if not _is_of_kind(kind, fold(part)):
                continue
            thing = content(_bare(kind, fold(part)))
            of_it = (
                kind not in _OF_A_THING or _in_other_words(sentence, part) or shares(thing, said)
            )
            if of_it and not _is_more(sentence, part, reply.post):
                return True
    return False


def _bare(kind: str, folded: str) -> str:
    """Without the words for the kind itself: what is left says of which thing."""
    return without(f"gestures.{kind}_allowed", folded)


def _in_other_words(sentence: str, own: str) -> bool:
    """Whether they are of two languages: then nothing tells that the things differ."""
    return language_of(sentence) != language_of(own)


def _is_of_kind(kind: str, own: str) -> bool:
    return bool(found(f"gestures.{kind}_allowed", own)) or (kind == "discount" and "%" in own)


def _is_more(sentence: str, own: str, post: str) -> bool:
    """Whether more of the same is promised: two months where one is allowed."""
    told = {(q.unit, q.high) for q in in_sentence(post)}
    ours = {q.unit: q.high for q in in_sentence(own)}
    return any(
        q.unit in ours and q.high > ours[q.unit] and (q.unit, q.high) not in told
        for q in in_sentence(sentence)
    )

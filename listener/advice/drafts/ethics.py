"""The lint of a reply: its checks, passed or failed, in the brand's language.

Facts that the operator wrote are quoted, not promised, so the promise check leaves them out.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from listener.advice.brief import Brief
from listener.advice.drafts.never import never_said
from listener.advice.drafts.unfinished import amount, gap
from listener.advice.reading.lexicon import found
from listener.advice.reading.private import private_data
from listener.advice.reading.text import as_written, fold, holds, sentences, tokens
from listener.settings.brand import Brand
from listener.words import say

ALIKE = 0.9  # cosine from which a reply is a near copy
_HELD = 0.6  # share of a gesture's words that a promise must hold to be that gesture
# An order, case or customer number: a word for it, then digits.
_NUMBER = re.compile(
    r"(?:commande|order|dossier|case|ticket|client|customer|contrat|contract|facture|invoice)"
    r"\s*(?:n[°ºo]?\.?|number|num[eé]ro|no\.?|#|:)*\s*#?(?=[a-z-]*\d)[a-z\d-]{4,}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a draft."""

    id: str
    passed: bool
    label: str  # what is checked, in the brand's language
    why: str  # what was found, in the brand's language


@dataclass(frozen=True)
class _Reply:
    text: str
    brief: Brief
    brand: Brand
    recent: Sequence[str]

    @property
    def unquoted(self) -> str:
        """The reply without the operator's own passages."""
        text = self.text
        for fact in self.brand.fact:
            for passage in (fact.text, fact.text_fr, fact.text_en):
                for part in (passage.strip(), *sentences(passage)) if passage else ():
                    text = text.replace(part, " ")
        return text


def check(
    draft_text: str,
    brief: Brief,
    brand: Brand,
    *,
    recent: Sequence[str] = (),
    is_holding: bool = False,
    is_last: bool = False,
) -> tuple[Check, ...]:
    """Every check of a reply; `recent` holds the replies of the last 30 days.

    A holding reply says the same to all and takes up nothing; but it may admit no fault. One that a
    person is about to approve (`is_last`) has no gap left, and no amount that nobody told us.
    """
    reply = _Reply(draft_text, brief, brand, recent)
    asked = (_OF_HOLDING if is_holding else _CHECKS) + (_AT_LAST if is_last else ())
    asked += _OF_VOICE if brand.voice.never else ()
    return tuple(_checked(reply, name, ask(reply)) for name, ask in asked)


def admission(text: str) -> str | None:
    """The words by which a text admits a fault, or None."""
    return _listed("ethics.admission", text)


def _checked(reply: _Reply, name: str, fault: str | None) -> Check:
    """A fault is the words found; None is a pass."""
    language = reply.brand.language
    key = "ok" if fault is None else name
    why = say(language, f"check_why.{key}", words=fault or "", name=reply.brand.name)
    return Check(name, fault is None, say(language, f"check.{name}"), why)


def _identity(reply: _Reply) -> str | None:
    """The brand is named, beside the speaker or the gap that a person fills."""
    for line in reply.text.splitlines():
        read = fold(line)
        if not holds(read, reply.brand.name):
            continue
        speaker = reply.brand.speaker
        if (speaker and holds(read, speaker)) or (not speaker and "[" in read):
            return None
    return ""


def _personal_data(reply: _Reply) -> str | None:
    """An address or number; what stands at the brand's own sites is the brand's."""
    text = reply.unquoted
    for site in reply.brand.own_sites:
        text = re.sub(rf"[\w.+-]+@{re.escape(site)}", " ", text, flags=re.IGNORECASE)
    number = _NUMBER.search(text)
    return private_data(text) or (number.group(0) if number else None)


def _promise(reply: _Reply) -> str | None:
    for sentence in sentences(reply.unquoted):
        words = _listed("ethics.promise", sentence)
        if words and not any(_is_held(sentence, g) for g in reply.brand.allowed_gestures):
            return words
    return None


def _is_held(sentence: str, gesture: str) -> bool:
    words = set(tokens(gesture))
    return bool(words) and len(words & set(tokens(sentence))) / len(words) >= _HELD


def _sales(reply: _Reply) -> str | None:
    """Only a talk among peers is closed to sales."""
    is_talk = reply.brief.form == "discussion"
    return _listed("ethics.sales", reply.text) if is_talk else None


def _near_copy(reply: _Reply) -> str | None:
    return "" if any(alike(reply.text, other) > ALIKE for other in reply.recent) else None


def _gap(reply: _Reply) -> str | None:
    return gap(reply.text)


def _amount(reply: _Reply) -> str | None:
    """What the author wrote, the operator's passages and the allowed gestures hold is known."""
    told = (reply.brief.title or "", reply.brief.text, *reply.brand.allowed_gestures)
    return amount(reply.unquoted, told)


def _never(reply: _Reply) -> str | None:
    return never_said(reply.text, reply.brand)


def _listed(name: str, text: str) -> str | None:
    hit = found(name, fold(text))
    return as_written(text, hit) if hit else None


def _lists(name: str) -> Callable[[_Reply], str | None]:
    return lambda reply: _listed(f"ethics.{name}", reply.text)


def alike(one: str, other: str) -> float:
    """Cosine of two texts' word counts, 0 to 1."""
    a, b = Counter(tokens(one)), Counter(tokens(other))
    length = sqrt(sum(n * n for n in a.values())) * sqrt(sum(n * n for n in b.values()))
    return sum(a[word] * b[word] for word in a) / length if length else 0.0


_CHECKS: tuple[tuple[str, Callable[[_Reply], str | None]], ...] = (
    ("identity", _identity),
    ("personal_data", _personal_data),
    ("promise", _promise),
    ("change_review", _lists("change_review")),
    ("incentive", _lists("incentive")),
    ("blame", _lists("blame")),
    ("legal_threat", _lists("legal_threat")),
    ("sales", _sales),
    ("near_copy", _near_copy),
)
_OF_HOLDING = (
    *(one for one in _CHECKS if one[0] != "near_copy"),
    ("admission", _lists("admission")),
)
_AT_LAST = (("gap", _gap), ("amount", _amount))
_OF_VOICE = (("never", _never),)

"""Which passage of the operator's facts a draft may quote. No passage, no claim.

A fact is quoted where it answers: what was asked, or what was stated wrongly. To somebody who
is hurt or in danger nothing is recited.
"""

import re
from dataclasses import dataclass

from listener.advice.brief import Brief
from listener.advice.drafts.answering import Said, answers
from listener.advice.reading.contradictions import doubted
from listener.advice.reading.danger import danger
from listener.advice.reading.errors import is_asked, touched
from listener.advice.reading.lexicon import found
from listener.advice.reading.private import private_data
from listener.advice.reading.text import fold, holds, sentences, tokens
from listener.settings.brand import Brand, Fact

_LONG = 5  # letters from which a shared word says something
_SURELY = 2  # keywords, or long words, that point at a fact by themselves
_ADDRESS = re.compile(r"https?://\S+|(?<!\w)@[\w.@-]+")
CUT_FROM = 160  # characters from which a passage is cut to the sentence that answers


@dataclass(frozen=True, slots=True)
class Passage:
    """A fact as a draft quotes it: whole, or one whole sentence of it."""

    id: str
    text: str
    url: str | None = None


def is_grave(brief: Brief) -> bool:
    """Whether somebody may be hurt or in danger; then no fact helps.

    A word of harm ("brûler") tells of some where it is stated, and of none where it is in what is asked.
    """
    parts = sentences(brief.shown)
    if danger(tuple(fold(part) for part in parts)) is not None:
        return True
    return any(found("danger.harm", fold(part)) for part in parts if not is_asked(part))


def asked(brief: Brief) -> str:
    """The sentences that ask, each with the one before it; empty where nothing is asked."""
    parts = sentences(brief.shown)
    hits = [i for i, part in enumerate(parts) if is_asked(part)]
    near = sorted({near for i in hits for near in (i - 1, i) if near >= 0})
    return " ".join(parts[i] for i in near)


def best_fact(
    brief: Brief, brand: Brand, *, is_asked: bool, is_denied: bool = False
) -> Fact | None:
    """The fact that a mention calls for, or None: rather none than one that is beside the point.

    First one it has wrong; then the one that answers, where a reply must state a fact or somebody asks for
    one (`is_asked`); where it has one wrong (`is_denied`), the likeliest. Where somebody complains, a fact of which the question itself names two keywords
    answers; any other is recited past the matter.
    """
    if is_grave(brief) or not brand.fact:
        return None
    for fact in brand.fact:
        if any(touched(part, fact) for part in sentences(brief.shown)):
            return fact
    if not is_asked:
        questions = (part for part in sentences(brief.shown) if part.rstrip().endswith("?"))
        return _most(brand.fact, _plain(" ".join(questions), brand), _SURELY)
    doubt = doubted(brief.shown, brand, to_us=True)
    return answers(
        brand.fact,
        brief,
        said_of(brief, brand),
        doubted=doubt.fact if doubt else None,
        is_denied=is_denied,
    )


def said_of(brief: Brief, brand: Brand) -> Said:
    """What a post says and asks, as facts are held against it."""
    return Said(_plain(brief.shown, brand), _plain(asked(brief), brand))


def _most(facts: tuple[Fact, ...], said: str, enough: int) -> Fact | None:
    """The fact of which a text names most keywords; where none were given, longer words shared."""
    words = {word for word in tokens(said) if len(word) >= _LONG}
    scored = [(_named(fact, said, words, enough), fact) for fact in facts]
    score, fact = max(scored, key=lambda pair: pair[0])
    return fact if score else None


def _named(fact: Fact, said: str, words: set[str], enough: int) -> int:
    texts = " ".join(fact.texts)
    shared = len(words & set(tokens(texts)))
    if not fact.keywords:
        return shared if shared >= _SURELY else 0
    keywords = sum(holds(said, word) for word in fact.keywords)
    return 10 * keywords + shared if keywords >= enough else 0


def passage(
    fact: Fact, brief: Brief, brand: Brand, language: str, *, is_asked: bool = False
) -> Passage | None:
    """The fact in a language; None where the operator gave none in it, or none of it helps.

    A long one is cut to the whole sentence nearest to what was asked. Numbers and addresses are
    only recited to somebody who wants to reach us, or who asks (`is_asked`) what nothing else of the fact answers.
    """
    given = fact.given_in(language)
    text = (given or (fact.text if language == brand.language else "")).strip()
    whole = sentences(text)
    may_reach = _reaches(brief)
    parts = [part for part in whole if may_reach or not private_data(part)]
    if is_asked and not parts:  # where nothing else answers, a number does
        parts = list(whole)
    is_cut = len(parts) < len(whole)
    if is_cut or len(text) > CUT_FROM:
        said = (_plain(asked(brief), brand), _plain(brief.shown, brand))
        near = _nearest(parts, fact, said[0]) or _nearest(parts, fact, said[1])
        text = near or ("" if is_cut else text)
    return Passage(fact.id, text, fact.url) if text else None


def has_text(fact: Fact, brand: Brand, language: str) -> bool:
    """Whether the operator gave a fact in a language."""
    given = fact.given_in(language)
    return bool(given or language == brand.language)


def _nearest(parts: list[str], fact: Fact, about: str) -> str:
    """The sentence that shares most with what was said; empty where none shares anything."""
    words = {word for word in tokens(about) if len(word) >= _LONG}
    keywords = [word for word in fact.keywords if holds(about, word)]
    scores = [
        2 * sum(holds(fold(part), word) for word in keywords) + len(words & set(tokens(part)))
        for part in parts
    ]
    best = max(scores, default=0)
    return parts[scores.index(best)] if best else ""


def _reaches(brief: Brief) -> bool:
    """Whether the author wants to reach somebody, or claims a right that has its own address."""
    folded = fold(brief.shown)
    return bool(found("talk.reach", folded) or found("danger.privacy", folded))


def _plain(text: str, brand: Brand) -> str:
    """A text folded, without addresses and without our own names, which say nothing of a point."""
    folded = _ADDRESS.sub(" ", fold(text))
    for name in brand.all_names:
        folded = folded.replace(fold(name), " ")
    return folded

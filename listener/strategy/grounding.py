"""Which passage of the operator's facts a draft may quote. No passage, no claim.

A fact is quoted where it answers: what was asked, or what was stated wrongly. To somebody who
is hurt or in danger nothing is recited.
"""

from dataclasses import dataclass

from listener.brand import Brand, Fact
from listener.strategy.danger import danger
from listener.strategy.evidence import Evidence
from listener.strategy.lexicon import found
from listener.strategy.reading import fold, fold_numbers, holds, sentences, tokens

_LONG = 5  # letters from which a shared word says something
_ENOUGH = 2  # one keyword, or two long words shared
_WRONG = 100
CUT_FROM = 160  # characters from which a passage is cut to the sentence that answers


@dataclass(frozen=True, slots=True)
class Passage:
    """A fact as a draft quotes it: whole, or one whole sentence of it."""

    id: str
    text: str
    url: str | None = None


def is_grave(evidence: Evidence) -> bool:
    """Whether somebody may be hurt or in danger; then no fact helps."""
    shown = tuple(fold(part) for part in sentences(_shown(evidence)))
    return danger(shown) is not None or any(found("danger.harm", part) for part in shown)


def asked(evidence: Evidence) -> str:
    """The sentences that ask, each with the one before it; empty where nothing is asked."""
    parts = sentences(_shown(evidence))
    hits = [i for i, part in enumerate(parts) if _asks(part)]
    near = sorted({near for i in hits for near in (i - 1, i) if near >= 0})
    return " ".join(parts[i] for i in near)


def _asks(sentence: str) -> bool:
    return "?" in sentence or bool(found("talk.asking", fold(sentence)))


def best_fact(evidence: Evidence, brand: Brand, *, is_asked: bool) -> Fact | None:
    """The fact that a mention calls for: one it has wrong, else the one it shares most with.

    `is_asked` where a reply must state a fact: then all that was said counts if no sentence
    asks. Elsewhere a fact is only quoted to a sentence that asks.
    """
    if is_grave(evidence):
        return None
    shown = _shown(evidence)
    about = asked(evidence) or (shown if is_asked else "")
    read, folded, words = fold_numbers(shown), fold(about), set(tokens(about))
    scored = [(_score(fact, read, folded, words), fact) for fact in brand.fact]
    score, fact = max(scored, key=lambda pair: pair[0], default=(0, None))
    return fact if score >= _ENOUGH else None


def _score(fact: Fact, read: str, folded: str, words: set[str]) -> int:
    wrong = any(fold(error) and fold_numbers(error) in read for error in fact.wrong)
    keywords = sum(holds(folded, word) for word in fact.keywords)
    texts = " ".join(text for text in (fact.text, fact.text_fr, fact.text_en) if text)
    shared = {word for word in tokens(texts) if len(word) >= _LONG} & words
    return _WRONG * wrong + 2 * keywords + len(shared)


def passage(fact: Fact, brand: Brand, language: str, *, about: str) -> Passage | None:
    """The fact in a language; None where the operator gave none in it.

    A long one is cut to the whole sentence nearest to `about`, if one is.
    """
    given = {"fr": fact.text_fr, "en": fact.text_en}.get(language)
    text = (given or (fact.text if language == brand.language else "")).strip()
    if len(text) > CUT_FROM:
        text = _nearest(text, fact, about)
    return Passage(fact.id, text, fact.url) if text else None


def _nearest(text: str, fact: Fact, about: str) -> str:
    """The sentence that shares most with `about`; the whole text where two share as much."""
    parts, said = sentences(text), fold(about)
    words = {word for word in tokens(about) if len(word) >= _LONG}
    keywords = [word for word in fact.keywords if holds(said, word)]
    scored = [
        (2 * sum(holds(fold(part), word) for word in keywords) + len(words & set(tokens(part))), i)
        for i, part in enumerate(parts)
    ]
    best = max(score for score, _ in scored)
    nearest = [i for score, i in scored if score == best]
    return parts[nearest[0]] if best and len(nearest) == 1 else text


def _shown(evidence: Evidence) -> str:
    return "\n".join(part for part in (evidence.title, evidence.text) if part)

"""Which passage of the operator's facts a draft may quote. No passage, no claim."""

from dataclasses import dataclass

from listener.brand import Brand, Fact
from listener.strategy.evidence import Evidence
from listener.strategy.reading import fold, fold_numbers, holds, tokens

_LONG = 5  # letters from which a shared word says something
_ENOUGH = 2  # one keyword, or two long words shared


@dataclass(frozen=True, slots=True)
class Passage:
    """A fact as a draft quotes it."""

    id: str
    text: str
    url: str | None = None


def best_fact(evidence: Evidence, brand: Brand) -> Fact | None:
    """The fact that a mention calls for: one it has wrong, else the one it shares most with."""
    shown = f"{evidence.title or ''}\n{evidence.text}"
    read, folded, words = fold_numbers(shown), fold(shown), set(tokens(shown))
    scored = [(_score(fact, read, folded, words), fact) for fact in brand.fact]
    score, fact = max(scored, key=lambda pair: pair[0], default=(0, None))
    return fact if score >= _ENOUGH else None


def _score(fact: Fact, read: str, folded: str, words: set[str]) -> int:
    wrong = any(fold(error) and fold_numbers(error) in read for error in fact.wrong)
    keywords = sum(holds(folded, word) for word in fact.keywords)
    texts = " ".join(text for text in (fact.text, fact.text_fr, fact.text_en) if text)
    shared = {word for word in tokens(texts) if len(word) >= _LONG} & words
    return 100 * wrong + 2 * keywords + len(shared)


def passage(fact: Fact, brand: Brand, language: str) -> Passage | None:
    """The fact in a language; None where the operator gave none in it."""
    given = {"fr": fact.text_fr, "en": fact.text_en}.get(language)
    text = given or (fact.text if language == brand.language else None)
    return Passage(fact.id, text.strip(), fact.url) if text else None

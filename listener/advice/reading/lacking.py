"""Texts that say in other words that the same is not there, or does not do what it should.

The sentence vectors alone do not tell one matter from another (see `matter`): they carry language
and tone, and all who complain of one house sound alike. Three things beside them do: that each says
that something fails or is missing, the words that two share, and that French is nearer to French
than English to English. Measured on groups of invented posts (benchmarks/bursts.py).
"""

from listener.advice.reading.clauses import means, words_of
from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found
from listener.advice.reading.matter import AT_LENGTH, is_over
from listener.advice.reading.text import fold, sentences, tokens
from listener.advice.reading.told import short

SHARED = 0.3  # what words that two texts share add to how near they are
FRENCH = 0.1  # by so much two French texts are nearer than two English ones
_LEAST = 4  # letters of a word that says what it is about
_SAID = 2  # small words from which a text is French
# fmt: off
_FR = frozenset(("le", "la", "les", "de", "des", "du", "est", "ne", "pas", "je", "j", "vous", "votre", "vos", "et", "un", "une", "l", "d", "on", "qui", "ce", "mon", "ma", "en", "au", "aux", "ca"))
# fmt: on


@kept(4_096)
def lacks(text: str) -> bool:
    """Does it say that something is not there, or does not do what it should, now?"""
    if len(text) > AT_LENGTH or is_over(text):
        return False
    return bool(found("incidents.lacks", fold(text)))


def nearer(one: str, other: str, *, words: int) -> float:
    """What is added to the likeness of two texts' vectors by their language, and where they share so many words."""
    shared = SHARED if len(things(one) & things(other)) >= words else 0.0
    return shared - FRENCH * (_is_french(one) and _is_french(other))


@kept(4_096)
def things(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, cut so that their forms are one."""
    words = (word for part in sentences(text) for word in words_of(part))
    return frozenset(short(w.stem) for w in words if len(w.raw) >= _LEAST and means(w))


@kept(4_096)
def _is_french(text: str) -> bool:
    return len(_FR.intersection(tokens(text))) >= _SAID

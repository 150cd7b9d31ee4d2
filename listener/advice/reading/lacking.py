"""Texts that say in other words that the same is not there, or does not do what it should.

The sentence vectors do not tell one matter from another (see `matter`): they carry language and tone,
and all who complain of one house sound alike. Nor do one or two words that they share: those are of
the trade. By three, and by saying that something fails, few bursts are found, and strangers who share
three words may still be merged: it is looked for where a brand's settings ask for it alone.
"""

from listener.advice.reading.clauses import means, words_of
from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found
from listener.advice.reading.matter import AT_LENGTH, is_over
from listener.advice.reading.text import fold, sentences, tokens
from listener.advice.reading.told import short

SHARED = 3  # words: two are the trade's, and strangers of one hour share them (parcel and order)
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


def share_words(one: str, other: str) -> bool:
    """Are two texts of one language, and have they words enough in common to be on one matter?"""
    return _is_french(one) == _is_french(other) and len(things(one) & things(other)) >= SHARED


@kept(4_096)
def things(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, cut so that their forms are one."""
    words = (word for part in sentences(text) for word in words_of(part))
    return frozenset(short(w.stem) for w in words if len(w.raw) >= _LEAST and means(w))


@kept(4_096)
def _is_french(text: str) -> bool:
    return len(_FR.intersection(tokens(text))) >= _SAID

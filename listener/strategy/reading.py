"""How the rules look at a text: folded letters, whole words, sentences. No meaning here."""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_GROUPED = re.compile(r"(?<=\d)[ .,'](?=\d{3}(?!\d))")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@[\w.-]+(?:@[\w.-]+)?")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\"'»)]+(?=[^\s])|\n+")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "œ": "oe", "Œ": "oe", "æ": "ae", "ß": "ss"})


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes and single spaces; for comparing, never for show."""
    plain = unicodedata.normalize("NFKD", text.translate(_SIGNS))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare.casefold()).strip()


def fold_numbers(text: str) -> str:
    """Folded, and "20 000", "20,000" and "20.000" all read as 20000."""
    return _GROUPED.sub("", fold(text))


def has_words(text: str) -> bool:
    """Whether anything is said beside links, handles, stars and pictures."""
    return bool(_LETTER.search(_ADDRESS.sub(" ", text)))


def sentences(text: str) -> list[str]:
    """The sentences in their original words, in order."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part and part.strip()]


@lru_cache(maxsize=1024)
def any_phrase(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A whole-word pattern for folded text: `*` ends a stem, `~` stands for up to four words.

    Alternatives share their first letter's branch: several times faster on long lists. An
    empty list never matches.
    """
    branches: dict[str, list[str]] = {}
    for source in map(_source, phrases):
        branches.setdefault(source[:1], []).append(source)
    if not branches:
        return re.compile(r"(?!)")
    ways = (
        f"{first}(?:{'|'.join(source[1:] for source in sources)})"
        if first.isalnum()
        else "|".join(sources)
        for first, sources in branches.items()
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


def _source(words: str) -> str:
    pieces = re.escape(fold(words)).replace(r"\*", r"\w*").replace(r"\~", "~")
    return pieces.replace(r"\ ~\ ", r"(?:\W+\w+){0,4}?\W+").replace(r"\ ", r"\s+")


def holds(folded: str, words: str) -> bool:
    """Whether a folded text holds these words as whole words; a part where no spaces are written."""
    plain = fold(words)
    if any("\u2e80" <= letter <= "\uffdc" for letter in plain):
        return plain in folded
    return bool(plain) and bool(any_phrase((words,)).search(folded))


def tokens(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return re.findall(r"\w+", fold(text))


def as_written(text: str, folded_words: str) -> str:
    """The original words of a text behind words found in its folded form."""
    words = text.split()
    count = len(folded_words.split())
    for start in range(len(words) - count + 1):
        window = " ".join(words[start : start + count])
        if folded_words in fold(window):
            return window.strip(' .,;:!?…"«»()[]')
    return folded_words

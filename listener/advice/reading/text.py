"""How the rules look at a text: folded letters, whole words, sentences. No meaning here."""

import re
from functools import lru_cache

from connectors.kit.reading.folding import fold as fold
from connectors.kit.reading.folding import is_unspaced, stands_in
from listener.advice.reading.kept import kept

_GROUPED = re.compile(r"(?<=\d)[ .,'](?=\d{3}(?!\d))")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@[\w.-]+(?:@[\w.-]+)?")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w+")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_RUN = re.compile(r"[\w*]+")  # a word of a list's phrase
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\"'»)]+(?=[^\s])|\n+")


READ = 20_000  # characters that rules look at: ten pages
_LONGEST_WORD = 100  # letters
_LONGEST_UNSPACED = 1_000  # of a script that puts no spaces between words
_LONG_WORD = re.compile(rf"\w{{{_LONGEST_WORD + 1},}}+")
_SIGNS = re.compile(r"([^\w\s])\1{20,}+")
_BLANKS = re.compile(r"\s{3,}+")
_BENDS = 4  # letters from which a word has more forms than several
_ENDS = ("", "s", "x", "e", "es", "ee", "ees", "er", "ers", "ed", "ing", "ez", "ent")
_ACCENTS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{8})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]++"
)


@kept(1_024)
def readable(text: str) -> str:
    """A text of others as rules take it: what no language needs is cut, so that none costs more.

    Every word of up to 100 letters stays. What is stored and shown is the whole text.
    """
    text = _ACCENTS.sub(r"\1", text[:READ])
    text = _LONG_WORD.sub(_shorter, text)
    text = _SIGNS.sub(lambda run: run[1] * 20, text)
    return _BLANKS.sub(lambda run: "\n\n" if "\n" in run[0] else " ", text)


def _shorter(word: re.Match[str]) -> str:
    is_spaced = word[0][:_LONGEST_WORD].isascii() or not is_unspaced(word[0][:_LONGEST_WORD])
    return word[0][: _LONGEST_WORD if is_spaced else _LONGEST_UNSPACED]


@kept(2_048)
def fold_numbers(text: str) -> str:
    """Folded, and "20 000", "20,000" and "20.000" all read as 20000."""
    return _GROUPED.sub("", fold(text))


def without_addresses(text: str) -> str:
    """A text with a blank where it has a link or an account."""
    return _ADDRESS.sub(" ", text)


@kept(1_024)
def has_words(text: str) -> bool:
    """Whether anything is said beside links, handles, stars and pictures."""
    return bool(_LETTER.search(without_addresses(text)))


@kept(1_024)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences in their original words, in order."""
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if part and part.strip())


@kept(512)
def folded_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, folded."""
    return tuple(fold(part) for part in sentences(text))


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


@lru_cache(maxsize=256)
def any_form(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for folded text: these words, the last letters of each as French and English bend them."""
    return any_phrase(tuple(dict.fromkeys(form for one in words for form in _forms(one))))


def _forms(words: str) -> tuple[str, ...]:
    """Several of a short word; of a longer one whatever ends its verb or its doer, too."""
    plain = fold(words)
    *_, last = re.findall(r"\w+", plain) or [""]
    if not plain.endswith(last) or len(last) < _BENDS:
        return (words, f"{plain}s") if last else (words,)
    stem = re.sub(r"(?:e|es|s)$", "", plain)
    return (words, *(f"{stem}{end}" for end in _ENDS))


def _spaced(words: str) -> str:
    # A hyphen between words is a space, in the list as in the text.
    return _HYPHEN.sub(" ", fold(words))


def borne_by(phrase: str) -> tuple[str, bool]:
    """The longest word without which a phrase of `any_phrase` stands in no text: folded, and whether it is
    whole, or only how one begins; "" where there is none.
    """
    runs = _RUN.findall(_spaced(phrase))
    told = [(run.partition("*")[0], "*" not in run) for run in runs]
    return max(told, key=lambda one: (len(one[0]), one[1]), default=("", False))


def _source(words: str) -> str:
    pieces = re.escape(_spaced(words)).replace(r"\*", r"\w*").replace(r"\~", "~")
    return pieces.replace(r"\ ~\ ", r"(?:\W+\w+){0,4}?\W+").replace(r"\ ", r"(?:-|\s+)")


def holds(folded: str, words: str) -> bool:
    """Whether a folded text holds these words as whole words, in any spelling of a name.

    A part of a word is enough in scripts without spaces; `*` and `~` are those of `any_phrase`.
    """
    if "*" not in words and "~" not in words:
        return stands_in(folded, words)
    return bool(any_phrase((words,)).search(folded))


def tokens(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


def words(folded: str) -> frozenset[str]:
    """The words of a text that is folded."""
    return frozenset(_WORD.findall(folded))


@kept(4_096)
def as_written(text: str, folded_words: str) -> str:
    """The original words of a text behind words found in its folded form."""
    words = text.split()
    count = len(folded_words.split())
    for start in range(len(words) - count + 1):
        window = " ".join(words[start : start + count])
        if folded_words in fold(window):
            return window.strip(' .,;:!?…"«»()[]')
    return folded_words

"""An answer of the team without the person it was given to: what may be said again to somebody else.

Sentence by sentence: what the author wrote becomes a slot where there is one for it; a sentence that
still names anybody or anything of that one case is left out. Rather nothing than somebody's name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from listener.advice.drafts.greeting import is_given
from listener.advice.drafts.replies import replies
from listener.advice.reading.clauses import means, words_of
from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found
from listener.advice.reading.numerals import number
from listener.advice.reading.private import private_data
from listener.advice.reading.text import fold, readable, sentences, tokens
from listener.settings.brand import Brand
from listener.settings.reply import ANY, SLOT
from listener.words import LANGUAGES

PRIVATE = "{private}"  # stands where the answer asked to go on in private
# What the author wrote, and an answer repeats. A day or a sum in an answer is what was promised in that case.
SLOTTED = ("since", "times")
LEAST = 10  # words that make a reply
HALF = 0.5  # the share of an answer that has to be left, for it to be that answer still
_READ = 4_000  # characters
_SHORT = 8  # words of a line that may be a signature
_ACRONYM = 4  # letters
_GREETING = re.compile(
    r"(?:bonjour|bonsoir|hello|hi|hey|dear|cher|chère|good (?:morning|afternoon|evening))\b"
    r"(?: (?:à vous|madame|monsieur|mme|mr|ms|mrs|there|again))?\.?"
    r"(?: [^\s,!.:]{1,30}){0,2}\s?[,!.:\n]\s*",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"«[^«»]{0,200}»|“[^“”]{0,200}”|\"[^\"\n]{0,200}\"")
# Addresses, handles, marks of other programs, gaps: and "acme.example/returns".
_SIGNS = re.compile(r"[@#<>\[\]|\\`*_~^=\"«»“”/]|https?:|www\.|\w\.\w")
_BRACES = re.compile(r"[{}]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Case:
    """Whose answer it was, and to what: all that is not to be said to anybody else."""

    said: str  # the author's title and text
    names: tuple[str, ...]  # the author's name and handle, and who signed the answer
    slots: Mapping[str, str]  # what of the text a slot can hold, by its name


@dataclass(frozen=True, slots=True)
class Stripped:
    """What is left of an answer."""

    text: str  # its sentences, a line each, with slots
    needs: frozenset[str]  # stems that it took of the author's words: of what it speaks


def stripped(answer: str, case: Case, brand: Brand, language: str) -> Stripped | None:
    """The answer without its person; None where too little is left of it, or anything personal."""
    body = unframed(readable(answer[:_READ]), case, brand)
    theirs = strange_words(case, brand)
    left, is_cut = list[str](), False
    whole = len(tokens(body))
    for sentence in sentences(body):
        said = _slotted(sentence, case)
        if _asks_in_private(sentence, brand):
            said = "" if PRIVATE in left else PRIVATE
        elif (
            _BRACES.search(sentence)  # whoever wrote them meant no slot of ours
            or (is_cut and leans(said))
            or personal(said, brand, language, theirs)
        ):
            is_cut = True
            continue
        is_cut = False
        left += [said] if said else []
    text = "\n".join(left)
    if len(_bare(text)) < max(LEAST, HALF * whole) or private_data(text):
        return None
    return Stripped(text, taken(text, case.said, brand, language))


def personal(
    sentence: str, brand: Brand, language: str, theirs: frozenset[str] = frozenset()
) -> str | None:
    """The first words of a sentence, slots aside, that are of one person or one case; None of none.

    `theirs` are folded words that are nobody else's. Numbers stand where a fact of the brand has them.
    """
    bare = SLOT.sub(" ", sentence)
    folded = fold(bare)
    for name in ("days", "counts"):
        if words := found(f"precedents.{name}", folded):
            return words
    if strange := next(iter(numbers(bare) - numbers_of(brand)), None):
        return strange
    return of_a_person(bare, brand, language, theirs)


def of_a_person(
    text: str, brand: Brand, language: str, theirs: frozenset[str] = frozenset()
) -> str | None:
    """The same, whatever days and numbers it holds: an address, what was done for somebody, a name."""
    if hit := _SIGNS.search(text):
        return hit[0]
    folded = fold(text)
    if found("precedents.has", folded) and (words := found("precedents.deed", folded)):
        return words
    said = next((word for word in tokens(text) if word in theirs), None)
    return said or _name(text, brand, language)


def leans(sentence: str) -> bool:
    """Does it begin so that the sentence before it is missed?"""
    folded = fold(sentence).lstrip()
    words = found("precedents.leans", folded)
    return words is not None and folded.startswith(words)


@kept(2_048)
def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, in figures or spelt, each in one form."""
    return frozenset(told for word in tokens(text) if (told := _number(word)))


def _number(word: str) -> str:
    """The one form of a number; "" of a word that is none."""
    if any(sign.isnumeric() for sign in word):
        return str(float(word)) if word.isdecimal() else word
    value = number(word)
    return "" if value is None else str(value)


def numbers_of(brand: Brand) -> frozenset[str]:
    """The numbers that the brand tells everybody: its facts, and what it may offer."""
    return frozenset().union(*map(numbers, _told_by(brand)))


def taken(text: str, said: str, brand: Brand, language: str) -> frozenset[str]:
    """The stems that a text shares with what an author said, but those that any reply may have."""
    own = stems_of(" ".join(brand.all_names)) | _any_stems(language)
    return (stems_of(SLOT.sub(" ", text)) & stems_of(said)) - own


@kept(2_048)
def stems_of(text: str) -> frozenset[str]:
    """The stems of what means something in a text."""
    return frozenset(w.stem for part in sentences(text) for w in words_of(part) if means(w))


def unframed(answer: str, case: Case, brand: Brand) -> str:
    """An answer without greeting and signature, which the next reply has of its own."""
    lines = [" ".join(line.split()) for line in answer.strip().splitlines() if line.strip()]
    known = [fold(name) for name in (*brand.all_names, brand.speaker, *case.names) if name.strip()]
    while len(lines) > 1 and _signs(lines[-1], known):
        lines.pop()
    if len(lines) > 1 and len(lines[0].split()) <= _SHORT and _signs(lines[0], known):
        lines.pop(0)  # "Camille, from Acme." introduces
    text = "\n".join(lines)
    greeted = _GREETING.match(f"{text}\n")
    if greeted and greeted.end() < len(text):
        text = text[greeted.end() :]
        text = text[:1].upper() + text[1:]
    return text


def _asks_in_private(sentence: str, brand: Brand) -> bool:
    has_contact = bool(brand.contact) and brand.contact in sentence
    return has_contact or found("precedents.private", fold(sentence)) is not None


def _signs(line: str, known: list[str]) -> bool:
    folded = fold(line)
    if len(line.split()) > _SHORT:
        return False
    is_open = line[-1:] not in ".!?…"
    return is_open or bool(found("precedents.closing", folded)) or any(n in folded for n in known)


def strange_words(case: Case, brand: Brand) -> frozenset[str]:
    """Words that are this author's alone: names, what is written large in the midst, numbers."""
    own = set(tokens(" ".join(brand.all_names)))
    large = {
        fold(word)
        for part in sentences(case.said)
        for n, word in enumerate(_WORD.findall(part))
        if n and word[:1].isupper() and len(word) > 1
    }
    names = {word for name in case.names for word in tokens(name) if len(word) > 1}
    figures = {word for word in tokens(case.said) if _number(word)}
    return frozenset(((large - _common()) | names | figures) - own)


def _slotted(sentence: str, case: Case) -> str:
    """What the author wrote, as slots: a quotation of it, then how long and how often."""
    said = fold(case.said)

    def quoted(hit: re.Match[str]) -> str:
        inner = fold(hit[0].strip('«»“”" \u00a0\u202f'))
        return "{quote}" if inner and inner in said else hit[0]

    text = _QUOTED.sub(quoted, sentence) if "quote" in case.slots else sentence
    for name in SLOTTED:
        if words := case.slots.get(name):
            literal = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
            text = literal.sub(f"{{{name}}}", text)
    return text


def _name(text: str, brand: Brand, language: str) -> str | None:
    """A word that may be somebody's name, or that of a thing that the brand's facts do not name."""
    own = set(tokens(" ".join((*brand.all_names, *_told_by(brand)))))
    usual = _vocabulary(language)
    words: list[str] = _WORD.findall(text)
    for n, word in enumerate(words):
        folded = fold(word)
        is_usual = folded in usual or folded in own
        is_large = word[:1].isupper() and word != "I"
        if is_given(word) and (is_large or not is_usual):
            return word
        is_acronym = word.isupper() and len(word) <= _ACRONYM
        # A sentence begins large; in its midst a usual word does not.
        is_strange = folded not in own and not is_acronym if n else not is_usual
        if is_large and is_strange:
            return word
    return None


def _told_by(brand: Brand) -> tuple[str, ...]:
    return (*(text for fact in brand.fact for text in fact.texts), *brand.allowed_gestures)


def _bare(text: str) -> list[str]:
    return tokens(SLOT.sub(" ", text))


@cache
def _any_stems(language: str) -> frozenset[str]:
    """Of what stands in replies that fit whatever it is about."""
    return stems_of("\n".join(one.text for one in replies(language) if one.matter == ANY))


@cache
def _vocabulary(language: str) -> frozenset[str]:
    """Every word of the bank: none of them is a name."""
    return frozenset(word for one in replies(language) for word in _bare(one.text))


@cache
def _common() -> frozenset[str]:
    return frozenset().union(*(_vocabulary(language) for language in LANGUAGES))

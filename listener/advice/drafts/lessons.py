"""Lessons: what a team's own answers say that its drafts did not. Each is proposed to a person, and counts
for nothing before somebody accepts it. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Literal

from listener.advice.brief import Brief
from listener.advice.drafts.checks.gestures import gesture_not_allowed
from listener.advice.drafts.checks.reply import Reply
from listener.advice.drafts.stripped import (
    HALF,
    Case,
    numbers,
    of_a_person,
    strange_words,
    unframed,
)
from listener.advice.reading.clauses import means, stem, words_of
from listener.advice.reading.lexicon import found, set_of
from listener.advice.reading.private import private_data
from listener.advice.reading.text import fold, readable, sentences, tokens
from listener.settings.brand import Brand
from listener.settings.written import FULL_DAYS

Kind = Literal["fact", "gesture", "never", "journalist"]
LEAST, MOST = 4, 40  # words of a sentence that can be kept
LONGEST = 300  # characters of it
OFTEN = 3  # drafts out of which a word was taken, before that is a preference
SAME = 0.7  # the share of a sentence's words from which it says what another one says
KEYWORDS = 4
_LETTERS = 4  # of a word that calls for a fact, or is never to be said
_DAY = re.compile(rf"\b(?:{'|'.join(name for names in FULL_DAYS for name in names)})s?\b", re.IGNORECASE)  # fmt: skip
_READ = 4_000  # characters of an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer as it was sent, or approved last, with the draft that it came from."""

    mention: int
    brief: Brief  # of what was answered
    names: tuple[str, ...]  # the author's, and who signed
    draft: str  # "" where it came from none
    said: str
    edited: float  # how far from the draft, 0 to 1
    lang: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One of them, with what it rests on."""

    kind: Kind
    text: str  # a fact, a promise, a word, a name
    mention: int  # the newest post that it comes from
    mentions: int = 1  # how many there are
    keywords: tuple[str, ...] = ()  # of a fact: what calls for it
    said: str = ""  # the sentence of the answer, or of the post, that shows it

    @property
    def key(self) -> str:
        """The same for the same lesson, whenever it is drawn: what an answer to it is kept by."""
        whole = f"{self.kind}\n{' '.join(tokens(self.text))}"
        return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def lessons(given: Sequence[Given], brand: Brand) -> list[Lesson]:
    """What these answers teach, the newest first; the same sentence of two answers once."""
    found_: dict[str, Lesson] = {}
    for one in sorted(given, key=lambda one: one.at, reverse=True):
        for lesson in _told(one, brand):
            found_.setdefault(lesson.key, lesson)
    return [*found_.values(), *_never(given, brand)]


def _told(one: Given, brand: Brand) -> Iterator[Lesson]:
    """Facts and promises of one answer that its draft did not hold, nor the settings."""
    case = Case(one.brief.shown, one.names, {})
    strange, before = strange_words(case, brand), sentences(one.draft)
    known = [text for fact in brand.fact for text in fact.texts]
    for sentence in sentences(unframed(readable(one.said[:_READ]), case, brand)):
        text = " ".join(sentence.split())
        if not _may_be_kept(text, brand, one.lang, strange) or _is_said(text, before):
            continue
        if gesture_not_allowed(Reply(text, one.brief, brand)):
            yield Lesson(kind="gesture", text=text, mention=one.mention, said=text)
        elif _states(text) and not _is_said(text, (*known, *brand.allowed_gestures)):
            keywords = _keywords(text, one.brief.shown, brand)
            if keywords:
                yield Lesson(kind="fact", text=text, mention=one.mention, keywords=keywords, said=text)  # fmt: skip


def _may_be_kept(text: str, brand: Brand, lang: str, strange: frozenset[str]) -> bool:
    """Is it of nobody's own case, and of no moment?"""
    folded = fold(text)
    if not LEAST <= len(tokens(text)) <= MOST or len(text) > LONGEST or text.endswith("?"):
        return False
    lists = ("courtesy", "moment", "case")
    if any(found(f"lessons.{name}", folded) for name in lists):
        return False
    bare = _DAY.sub(" ", text)  # English writes them large, as names
    return not of_a_person(bare, brand, lang, strange) and not private_data(text)


def _states(text: str) -> bool:
    return bool(numbers(text)) or found("lessons.states", fold(text)) is not None


def _is_said(text: str, others: Iterable[str]) -> bool:
    """Does another one say it, whatever it says besides? A number that is new is news."""
    words = set(tokens(text))
    return any(
        len(words & set(tokens(other))) >= SAME * len(words) and numbers(text) <= numbers(other)
        for other in others
    )


def _keywords(text: str, post: str, brand: Brand) -> tuple[str, ...]:
    """What calls for a fact: the words that it shares with what was asked, else its own longest ones."""
    own = {word for name in brand.all_names for word in tokens(name)}
    words = [w for w in words_of(fold(text)) if means(w) and len(w.raw) >= _LETTERS and w.raw.isalpha()]  # fmt: skip
    asked = {w.stem for part in sentences(post) for w in words_of(part) if means(w)}
    told = dict.fromkeys(w.raw for w in words if w.raw not in own)
    shared = [word for word in told if stem(word) in asked]
    return tuple((shared or sorted(told, key=len, reverse=True))[:KEYWORDS])


def _words(text: str) -> set[str]:
    """Those that mean something."""
    common = set_of("lessons.common")
    return {
        w.raw
        for part in sentences(text)
        for w in words_of(part)
        if means(w) and len(w.raw) >= _LETTERS and w.raw.isalpha() and w.raw not in common
    }


def _never(given: Sequence[Given], brand: Brand) -> Iterator[Lesson]:
    """Words that were taken out of every draft that held them, out of several, where most of the draft stayed."""
    held, out = Counter[str](), Counter[str]()
    newest: dict[str, Given] = {}
    for one in sorted(given, key=lambda one: one.at):
        if one.edited > HALF:
            continue
        said = set(tokens(one.said))
        for word in _words(one.draft):
            held[word] += 1
            if word not in said:
                out[word] += 1
                newest[word] = one
    own = set(tokens(" ".join((*brand.all_names, brand.speaker, *brand.voice.never))))
    for word, n in out.most_common():
        if n >= OFTEN and n == held[word] and word not in own:
            one = newest[word]
            shown = next((s for s in sentences(one.draft) if word in tokens(s)), "")
            yield Lesson(kind="never", text=word, mention=one.mention, mentions=n, said=shown)

"""A reply as its checks read it: beside the post it answers, its place, and what the brand said itself."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from listener.advice.brief import Brief
from listener.advice.leaves import Leaf, facts_of
from listener.advice.reading.clauses import stem, without_meaning
from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found, spans
from listener.advice.reading.text import fold, sentences, tokens
from listener.settings.brand import Brand

_SHARED = 5  # letters that two words begin with alike to be kin
_NEAR = 46  # characters, some eight words
# A "not" reaches to the end of its clause.
_DENIES = re.compile(
    r"(?:pas|plus|sans|ne|n'|no|not|don't|didn't|can't|couldn't|won't)\b|isn't|without"
)
_JOINTS = re.compile(r"[.!?;:,\n]|\s(?:et|and|mais|but)\s")
_TURNED = re.compile(
    r"\b(?:sans|without)\s(?:\w+\s)?$|\b(?:pas|plus|jamais|inutile|aucune?|ne|n|not|never|no|don't|doesn't|didn't|cannot|can't"
    r"|won't|isn't|nobody|personne|nor|ni)\b(?:(?!\b(?:et|and|mais|but|car|donc|so|que|that)\b)[^.!?,;:]){0,30}$"
)


@dataclass(frozen=True)
class Reply:
    """What a check is told."""

    text: str
    brief: Brief
    brand: Brand
    recent: Sequence[str] = ()
    leaf: Leaf | None = None  # what the reply is for; None where nobody knows

    @cached_property
    def post(self) -> str:
        """What was written to us, with its title."""
        return self.brief.shown

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The operator's facts, in all languages."""
        return tuple(text for fact in self.brand.fact for text in fact.texts)

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """What the operator said: facts in all languages, allowed gestures, the contact."""
        said = (*self.facts, *self.brand.allowed_gestures, self.brand.contact)
        return tuple(text for text in said if text)

    @property
    def place(self) -> str:
        """Which kind of place it stands in, of `settings.reply.PLACES`."""
        return self.brief.sort.place

    @property
    def is_public(self) -> bool:
        """Can anybody read it?"""
        is_private = self.leaf is not None and facts_of(self.leaf).reply == "private"
        return not self.brief.sort.is_letter and not is_private

    @property
    def among_peers(self) -> bool:
        """Do people there talk with each other, and not with us?"""
        return self.brief.form == "discussion" or self.place == "forum"

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its sentences, without the names of who speaks."""
        return sentences(nameless(self.text, self.brand))

    @cached_property
    def unquoted(self) -> str:
        """The reply without the operator's own passages."""
        text = self.text
        for fact in self.brand.fact:
            for passage in fact.texts:
                for part in (passage.strip(), *sentences(passage)):
                    text = text.replace(part, " ")
        return text


def nameless(text: str, brand: Brand) -> str:
    """A text without the brand's names, handles and speaker."""
    return _without(text, (*brand.all_names, *brand.handles, brand.speaker))


@kept(2_048)  # the replies of 30 days come again beside each candidate
def _without(text: str, names: tuple[str, ...]) -> str:
    for pattern in _of_names(names):
        text = pattern.sub(" ", text)
    return text


@lru_cache(maxsize=256)
def _of_names(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The longest first: it may hold another."""
    told = (name.strip() for name in sorted(names, key=len, reverse=True))
    return tuple(
        re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE) for name in told if name
    )


def listed(name: str, text: str) -> str | None:
    """The first words of a list in a text, as they are written there."""
    hit = found(name, fold(text))
    return said_in(text, hit) if hit else None


def unless_denied(name: str, text: str) -> str | None:
    """The first words of a list that no "not" stands before."""
    folded = fold(text)
    hit = next(undenied(name, folded), None)
    return said_in(text, folded[slice(*hit)]) if hit else None


def undenied(name: str, folded: str) -> Iterator[tuple[int, int]]:
    """Where words of a list stand in a folded text, and no "not" before them."""
    return (span for span in spans(name, folded) if not is_denied(folded, span[0]))


def is_denied(folded: str, at: int) -> bool:
    """Whether a "not" stands shortly before a place; never before words that deny by themselves."""
    before = folded[max(0, at - _NEAR) : at]
    return bool(_TURNED.search(before)) and not _DENIES.match(folded[at : at + 12])


def together(first: str, second: str, text: str) -> str | None:
    """From words of one list to words of another behind them, of one clause, as they are written."""
    folded = fold(text)
    others = spans(second, folded)
    for start, end in spans(first, folded):
        for begins, ends in others:
            is_near = end <= begins < end + _NEAR and not _JOINTS.search(folded[end:begins])
            if is_near and not is_denied(folded, start):
                return said_in(text, folded[start:ends])
    return None


@kept(4_096)
def said_in(text: str, folded_words: str) -> str:
    """The original words behind words found in the folded text: whole ones."""
    words = text.split()
    count = len(folded_words.split())
    whole = re.compile(rf"(?<!\w){re.escape(folded_words)}(?!\w)")
    for start in range(len(words) - count + 1):
        window = " ".join(words[start : start + count])
        if whole.search(fold(window)):
            return window.strip(' .,;:!?…"«»()[]')
    return folded_words


@kept(2_048)
def content(text: str) -> frozenset[str]:
    """The stems of the words that say something by themselves."""
    common = without_meaning()
    return frozenset(stem(word) for word in tokens(text) if len(word) > 2 and word not in common)


def kin(one: str, others: Iterable[str]) -> bool:
    """Whether a stem is one of others, or begins like one."""
    return any(
        one == other or (len(one) >= _SHARED <= len(other) and one[:_SHARED] == other[:_SHARED])
        for other in others
    )


def shares(one: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two texts' contents have anything in common."""
    return any(kin(word, others) for word in one)


Ask = Callable[[Reply], str | None]  # the offending words; "" where none can be shown; None: passed

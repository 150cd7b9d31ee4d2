"""Which of the brand's shops, sites or branches a mention is about.

A town's letters are not yet its name: Tours, Sens, Bath and Reading are words, Florence is a
person. A wrong place sends a complaint to the wrong shop; of what is not sure nothing is said.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from connectors.kit.reading.folding import fold, name_key, name_pattern, same, signs
from listener.advice.reading.lexicon import phrases
from listener.settings.brand import Brand
from listener.settings.place import Place

# Written small within a name.
# fmt: off
_SMALL = frozenset((
    "a", "and", "au", "aux", "d", "de", "del", "des", "du", "en", "et", "in", "l", "la", "le", "les", "lez", "of",
    "on", "s", "sous", "sur", "the", "upon", "y",
))
# fmt: on
_ARTICLE = re.compile(r"(?:le|la|les|l|the) ")
_NEAR = 100  # characters before or after a name in which a sign of it stands
_TITLED = re.compile(
    r"\b(?:m|mr|mrs|ms|mme|mlle|mmes|mm|dr|pr|monsieur|madame|mademoiselle|miss|mister|sir"
    r"|nomm[eé]e?|pr[eé]nomm[eé]e?|s['’]appelle|appel[eé]e?|named|called)\b\.?\s+"
    r"(?:(?-i:[A-ZÀ-Þ])[\w'’-]*\.?\s+)?[«\"“]?\s?$",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"(?<![\w'’-])([^\W\d_][\w'’-]{0,40})\s{1,20}$")
_TO = re.compile(r"(?:^|[\s(«\"“])(?:à|in|at|near)\s+[«\"“]?\s?$", re.IGNORECASE)
_OF = re.compile(
    r"(?:^|[\s(«\"“])(?:à|au|aux|in|at|near|from|vers|depuis|de|d['’])\s*[«\"“]?\s?$", re.IGNORECASE
)
# "Merci à Florence": said to a person.
_TOLD = re.compile(
    r"\b(?:merci|bravo|gr[aâ]ce|parl[eé]r?|dit|demand[eé]r?|[eé]crit|t[eé]l[eé]phon[eé]|mention|f[eé]licitations"
    r"|chapeau|confiance|affaire|remerciements?|sp[eé]cial|beaucoup|encore|surtout)\s+[àa]\s+$",
    re.IGNORECASE,
)
# "Florence m'a aidée": what people do, and shops seldom.
_SERVES = re.compile(
    r"^[\s,»\"”]{0,3}(?:m['’]|nous\b|vous\b|a\b|qui\b|est\b|était\b|s['’]est\b|was\b|is\b|has\b|who\b|helped\b|told\b"
    r"|said\b|sold\b|served\b|took\b|answered\b|replied\b|refused\b)",
    re.IGNORECASE,
)
_SURNAME = re.compile(r"^\s[A-ZÀ-Þ][\w'’-]*")
_ENDS = re.compile(r"^\s*(?:[.,;:!?)»\"”]|$|\n)")
_DEPARTMENT = re.compile(r"^\s?\(\d{2,5}\)")


@dataclass(frozen=True, slots=True)
class _Found:
    """A name where it stands, in the words of its author."""

    name: str
    ours: str  # as the settings write it
    before: str
    after: str
    is_cased: bool  # does the text tell names by their capitals?

    @property
    def is_tag(self) -> bool:
        return self.before.endswith(("#", "@"))

    @property
    def is_written_as_one(self) -> bool:
        """A capital begins each word of it, but for the small ones and for what the settings write small.

        "Rue de Béthune" is written "rue de Béthune"; "gare", without any capital, stays a word.
        """
        words, ours = (re.findall(r"[^\W_]+", name) for name in (self.name, self.ours))
        if len(words) != len(ours) or self.ours == self.ours.lower():
            ours = ["A"] * len(words)
        return not any(
            word[0].islower() and not our[0].islower() and fold(word) not in _SMALL
            for word, our in zip(words, ours, strict=True)
        )


def place_of(said: str | None, shown: str, brand: Brand) -> Place | None:
    """The brand's place by the source's word for it, else the one that the words name.

    `said` is a name or an id, as the source has it; `shown` the title and the text. Words that
    name two places tell none.
    """
    if said is not None:
        by_word = (p for p in brand.place if any(same(said, word) for word in p.words))
        return next(by_word, None)
    named = {place.name: place for place, found in _names(shown, brand) if _is_meant(found, brand)}
    return next(iter(named.values())) if len(named) == 1 else None


def _names(shown: str, brand: Brand) -> Iterator[tuple[Place, _Found]]:
    """Where the names of places stand; of two that overlap, the longer."""
    text = unicodedata.normalize("NFC", shown)
    plain, at = _plain(text)
    spans = [
        (found.start(), found.end(), place, word)
        for place in brand.place
        for word in place.sought
        for found in _pattern(word).finditer(plain)
    ]
    letters = [char for char in text if char.isalpha()]
    is_cased = any(map(str.islower, letters)) and any(map(str.isupper, letters))
    taken = list[tuple[int, int]]()
    for start, end, place, word in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if any(start < other_end and other < end for other, other_end in taken):
            continue
        taken.append((start, end))
        first, last = at[start], at[end - 1] + 1
        before, after = text[max(0, first - _NEAR) : first], text[last : last + _NEAR]
        yield place, _Found(text[first:last], word, before, after, is_cased)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain letters, and where in it each of them stood."""
    parts = [signs(char) for char in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


@lru_cache(maxsize=1_024)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(name_pattern(name).pattern, re.IGNORECASE)


def _is_meant(found: _Found, brand: Brand) -> bool:
    """Is it the place, and not a word or a person that is called the same?"""
    if found.is_cased and not found.is_tag and not found.is_written_as_one:
        return False
    if _is_person(found):
        return False
    key = _ARTICLE.sub("", name_key(found.name), count=1)
    if _stands_at_a_shop(found, brand):
        return True
    has_brand = found.is_cased and _ends_with(_names_of(brand), found.before) is not None
    if key in _first_names():
        is_told = _TOLD.search(found.before) is not None
        is_there = has_brand or (_TO.search(found.before) is not None and not is_told)
        return is_there and not _SERVES.match(found.after) and not _SURNAME.match(found.after)
    if key not in _words():
        return True
    if not found.is_cased or _is_shouted(found):
        return bool(_TO.search(found.before) and _ENDS.match(found.after))
    return has_brand or _OF.search(found.before) is not None


def _is_person(found: _Found) -> bool:
    if _TITLED.search(found.before):
        return True
    word = _WORD_BEFORE.search(found.before)
    return bool(word and word[1][0].isupper() and fold(word[1]) in _first_names())


def _is_shouted(found: _Found) -> bool:
    """Among words in capitals: "un SENS UNIQUE" names nothing."""
    beside = (re.match(r"\W{0,20}([^\W\d_]{2,})", found.after), _WORD_BEFORE.search(found.before))
    return found.name.isupper() and any(word and word[1].isupper() for word in beside)


def _stands_at_a_shop(found: _Found, brand: Brand) -> bool:
    """Says a word beside it that it is a place? "La boutique Acme de Sens", "the Bath store"."""
    if _DEPARTMENT.match(found.after) or _after().match(fold(found.after)):
        return True
    before = fold(found.before)
    small = re.sub(r"(?:(?<=\W)(?:de|du|des|a|au|aux|of|in|at|d') ?)?[\s:,«\"“'(/-]*$", "", before)
    ours = _ends_with(_names_of(brand), small)
    return _ends_with(_nouns(), small[: ours.start()] if ours else small) is not None


def _ends_with(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.search(fold(text).rstrip(" ,:/-"))


@lru_cache(maxsize=64)
def _ending(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(fold(word)) for word in words)})$")


def _names_of(brand: Brand) -> re.Pattern[str]:
    return _ending(brand.all_names)


@cache
def _nouns() -> re.Pattern[str]:
    return _ending(tuple(_with_plural(phrases("places.nouns"))))


@cache
def _after() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in phrases("places.after"))
    return re.compile(rf"(?:'s)?\W{{0,2}}(?:{words})\b")


def _with_plural(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from (word, f"{word}s")


@cache
def _words() -> frozenset[str]:
    return frozenset(map(name_key, phrases("places.words")))


@cache
def _first_names() -> frozenset[str]:
    return frozenset(map(name_key, phrases("places.first_names")))

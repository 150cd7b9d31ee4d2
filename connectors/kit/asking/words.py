"""What a query is asked of: the words of one mention, with where, by whom and in which language."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from connectors.kit.query.terms import Span
from connectors.kit.reading.folding import fold, name_pattern, one_slip, same

_WORD = re.compile(r"\w+")
_LEAST = 5  # letters of what one slip may be made in
_SEEN = 20_000  # characters of a part that slips are looked for in


@dataclass(frozen=True)
class Words:
    """One mention as a query sees it; what is not known is empty."""

    text: str
    title: str = ""
    thread: str = ""  # the title of its thread
    url: str = ""
    author: tuple[str, ...] = ()  # its name, id and address
    lang: str = ""  # ISO 639-1

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Title, text and thread title, folded; nothing is found across their borders."""
        return tuple(filter(None, map(fold, (self.title, self.text, self.thread))))

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The same as they were written."""
        told = (self.title, self.text, self.thread)
        return tuple(unicodedata.normalize("NFC", part) for part in told if part)

    @cached_property
    def starts(self) -> tuple[list[int], ...]:
        """Of each folded part where its words begin."""
        return tuple([found.start() for found in _WORD.finditer(part)] for part in self.parts)

    def has(self, phrase: str) -> bool:
        """Do they hold a phrase, in any spelling?"""
        return any(name_pattern(phrase).search(part) for part in self.parts)

    def has_raw(self, said: str) -> bool:
        """Do they hold these very letters and signs, as whole words?"""
        said = unicodedata.normalize("NFC", said)
        return any(_stands_alone(said, part) for part in self.written)

    def is_by(self, name: str) -> bool:
        """Did somebody of that name, id, handle or address write them?"""
        return any(same(one, name) for one in self.author)

    def spans(self, phrase: str, part: int) -> Iterator[Span]:
        """Where a phrase stands in one of the parts."""
        for found in name_pattern(phrase).finditer(self.parts[part]):
            starts = self.starts[part]
            first = max(bisect_right(starts, found.start()) - 1, 0)
            yield first, max(bisect_left(starts, found.end()) - 1, first)

    def slip(self, phrase: str) -> str | None:
        """What stands there that is one letter away from a phrase; None for nothing."""
        sought = _WORD.findall(fold(phrase))
        joined = "".join(sought)
        if len(joined) < _LEAST:
            return None
        for part in self.parts:
            there = _WORD.findall(part[:_SEEN])
            for many in {max(len(sought) - 1, 1), len(sought), len(sought) + 1}:
                for n in range(len(there) - many + 1):
                    word = "".join(there[n : n + many])
                    if word == joined or one_slip(word, joined):
                        return " ".join(there[n : n + many])
        return None

    @property
    def alone(self) -> Self:
        """Without what its thread says."""
        return replace(self, thread="")


def _stands_alone(said: str, text: str) -> bool:
    at = text.find(said)
    while at >= 0:
        end = at + len(said)
        is_cut = said[0].isalnum() and at > 0 and text[at - 1].isalnum()
        goes_on = said[-1].isalnum() and end < len(text) and text[end].isalnum()
        if not (is_cut or goes_on):
            return True
        at = text.find(said, at + 1)
    return False

"""What queries are made of. Each answers yes, no, or None where the source does not say.

Whatever is unknown never decides alone: a mention without a language is kept by `lang:fr`, and
is not thrown out by it. Every answer takes time in step with the text.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import urlsplit

# How much is let pass, to find what a query only just misses: another way to write it, one letter
# wrong, words that stand a little too far apart.
Slack = Literal["", "spelling", "slip", "far"]
SLACKS: tuple[Slack, ...] = ("spelling", "far", "slip")
Span = tuple[int, int]  # the first and the last word of what was found, counted


class Words(Protocol):
    """What a query is asked of: connectors/kit/asking/words.py."""

    @property
    def url(self) -> str:
        """Where it stands; empty where unknown."""

    @property
    def lang(self) -> str:
        """Its language, ISO 639-1; empty where unknown."""

    @property
    def parts(self) -> Sequence[str]:
        """Title, text and thread title."""

    def has(self, phrase: str) -> bool:
        """Do they hold a phrase, in any spelling?"""

    def has_raw(self, said: str) -> bool:
        """Do they hold these very letters?"""

    def is_by(self, name: str) -> bool:
        """Did somebody of that name write them?"""

    def spans(self, phrase: str, part: int) -> Iterator[Span]:
        """Where a phrase stands in one of the parts."""

    def slip(self, phrase: str) -> str | None:
        """What is one letter away from a phrase."""


class Term(ABC):
    """One part of a query, or all of it."""

    @abstractmethod
    def holds(self, words: Words, slack: Slack = "") -> bool | None:
        """Is it so of these words? None where it cannot be known."""

    @property
    def parts(self) -> tuple["Term", ...]:
        """The terms that it is made of."""
        return ()

    def all(self) -> Iterator["Term"]:
        """It, and all that is in it."""
        yield self
        for part in self.parts:
            yield from part.all()


class Sought(Term):
    """Words that stand somewhere in a text: what NEAR can join."""

    @abstractmethod
    def spans(self, words: Words, part: int) -> Iterator[Span]:
        """Where they stand in that part of what was said."""


@dataclass(frozen=True)
class Phrase(Sought):
    """Words one after the other, in any spelling of theirs."""

    said: str

    def holds(self, words: Words, slack: Slack = "") -> bool | None:
        """See Term."""
        return words.has(self.said) or (slack == "slip" and words.slip(self.said) is not None)

    def spans(self, words: Words, part: int) -> Iterator[Span]:
        """See Sought."""
        return words.spans(self.said, part)


@dataclass(frozen=True)
class Raw(Term):
    """The very letters, signs and case, as whole words."""

    said: str

    def holds(self, words: Words, slack: Slack = "") -> bool | None:
        """See Term."""
        return words.has_raw(self.said) or (slack == "spelling" and words.has(self.said))


@dataclass(frozen=True)
class Site(Term):
    """Posted at this host, or below it, or under this path of it."""

    host: str
    path: str = ""

    def holds(self, words: Words, slack: Slack = "") -> bool | None:  # noqa: ARG002
        """See Term."""
        try:
            parts = urlsplit(words.url)
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:
            return False
        if host != self.host and not host.endswith(f".{self.host}"):
            return False
        return not self.path or f"{parts.path}/".startswith(f"{self.path}/")


@dataclass(frozen=True)
class By(Term):
    """Written by somebody: by name, id, handle or profile address."""

    name: str

    def holds(self, words: Words, slack: Slack = "") -> bool | None:  # noqa: ARG002
        """See Term."""
        return words.is_by(self.name)


@dataclass(frozen=True)
class Lang(Term):
    """In a language; None where nobody can tell it."""

    code: str

    def holds(self, words: Words, slack: Slack = "") -> bool | None:  # noqa: ARG002
        """See Term."""
        return words.lang == self.code if words.lang else None


@dataclass(frozen=True)
class Near(Term):
    """Two things with at most so many words between them, whichever comes first."""

    most: int
    one: Sought
    other: Sought

    @property
    def parts(self) -> tuple[Term, ...]:
        """See Term."""
        return (self.one, self.other)

    def holds(self, words: Words, slack: Slack = "") -> bool | None:
        """See Term."""
        most = 2 * self.most + 2 if slack == "far" else self.most
        for part in range(len(words.parts)):
            ones, others = list(self.one.spans(words, part)), list(self.other.spans(words, part))
            if _follows(ones, others, most) or _follows(others, ones, most):
                return True
        return False


def _follows(ones: list[Span], others: list[Span], most: int) -> bool:
    """Does one of the others come after one of these, that close, without a word in common?"""
    ends = sorted(last for _, last in ones)
    for first, _ in others:
        before = bisect_left(ends, first) - 1
        if before >= 0 and first - ends[before] - 1 <= most:
            return True
    return False


@dataclass(frozen=True)
class Not(Term):
    """The contrary."""

    what: Term

    @property
    def parts(self) -> tuple[Term, ...]:
        """See Term."""
        return (self.what,)

    def holds(self, words: Words, slack: Slack = "") -> bool | None:  # noqa: ARG002
        """See Term. What is only almost there is not there."""
        found = self.what.holds(words)
        return None if found is None else not found


@dataclass(frozen=True)
class All(Term):
    """All of several."""

    of: tuple[Term, ...]

    @property
    def parts(self) -> tuple[Term, ...]:
        """See Term."""
        return self.of

    def holds(self, words: Words, slack: Slack = "") -> bool | None:
        """See Term."""
        is_open = False
        for term in self.of:
            found = term.holds(words, slack)
            if found is False:
                return False
            is_open = is_open or found is None
        return None if is_open else True


@dataclass(frozen=True)
class Some(Sought):
    """One of several at least; where all are sought words, NEAR can join them."""

    of: tuple[Term, ...]

    @property
    def parts(self) -> tuple[Term, ...]:
        """See Term."""
        return self.of

    def holds(self, words: Words, slack: Slack = "") -> bool | None:
        """See Term."""
        is_open = False
        for term in self.of:
            found = term.holds(words, slack)
            if found:
                return True
            is_open = is_open or found is None
        return None if is_open else False

    def spans(self, words: Words, part: int) -> Iterator[Span]:
        """See Sought."""
        for term in self.of:
            if isinstance(term, Sought):
                yield from term.spans(words, part)

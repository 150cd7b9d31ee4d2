"""A text without people: each that is hidden leaves a mark, and comes back in its place.

Order numbers, dates, sums and what is wrong stay: that is what an answer is about.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from listener.advice.drafts.redaction.figures import figures
from listener.advice.drafts.redaction.people import people
from listener.advice.drafts.redaction.spans import Span, merged
from listener.advice.reading.text import fold, tokens

MARK = re.compile(r"\[(?:NAME|HANDLE|MAIL|PHONE|ADDRESS|ACCOUNT|CARD|LINK|NUMBER) \d{1,3}\]")


@dataclass(frozen=True, slots=True)
class Redacted:
    """What others may see, and what each mark of it stands for."""

    text: str
    held: Mapping[str, str]

    def restored(self, text: str) -> str:
        """A text with these marks, each with what it stands for."""
        return MARK.sub(lambda hit: self.held.get(hit[0], hit[0]), text)


def hidden(text: str, *, known: Iterable[str] = (), public: Iterable[str] = ()) -> list[Span]:
    """What is hidden of a text. `known`: names of people who are spoken of; `public`: what the operator tells
    everybody, which stays.
    """
    shown = " ".join(map(fold, public))
    words = frozenset(tokens(shown))

    def is_public(span: Span) -> bool:
        said = text[span.start : span.end]
        if span.kind in ("name", "handle"):
            return words.issuperset(tokens(said))
        return re.search(rf"(?<!\w){re.escape(fold(said).strip())}(?!\w)", shown) is not None

    return merged(one for one in (*figures(text), *people(text, known)) if not is_public(one))


def redacted(text: str, *, known: Iterable[str] = (), public: Iterable[str] = ()) -> Redacted:
    """The text with a mark in each of these places; the same words have the same mark.

    Marks that the text brings itself are hidden, too: nobody else puts one in.
    """
    text = MARK.sub("", text)
    parts, held, marks, end = list[str](), dict[str, str](), dict[str, str](), 0
    for span in hidden(text, known=known, public=public):
        said = text[span.start : span.end]
        mark = marks.setdefault(said, f"[{span.kind.upper()} {len(marks) + 1}]")
        held[mark] = said
        parts += [text[end : span.start], mark]
        end = span.end
    return Redacted("".join((*parts, text[end:])), held)

"""What a connector tells the people who run the listener: a line, and how other languages say it.

It is an ordinary text, in English, wherever nobody asks for more. With a `code` the listener says
it in the brand's language, from its catalogue: `said.<code>` with the `values` filled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

Value = str | int


class Said(str):
    """One line for operators, such as a row that was refused or a search that has stalled."""

    __slots__ = ("code", "ends", "hides", "state", "values")

    code: str  # of the catalogue's entry; "" where there is only the text
    values: Mapping[str, Value]  # what fills its blanks: names and figures, never a text of people
    ends: bool  # once it is not said any more, that is told too
    hides: bool  # for as long as it is so, something of the source is not read: looks and digests say it
    state: str  # of the thing it is about, as it lies there; "" where it is about no such thing

    def __new__(
        cls, text: str, code: str = "", *, ends: bool = False, hides: bool = False, **values: Value
    ) -> Self:
        """The text in English; `code` and `values` for the catalogue."""
        made = super().__new__(cls, text)
        made.code, made.values, made.ends, made.state = code, values, ends, ""
        made.hides = hides
        return made

    def of(self, state: str) -> Self:
        """The same about a thing in this state: in another one it is news again."""
        self.state = state
        return self


@dataclass(frozen=True, slots=True)
class Offer:
    """A setting that what was read suggests: a person who sets the source up is asked once."""

    key: str
    value: str
    asked: str  # the whole question, to be answered by yes or no
    otherwise: bool = (
        False  # what Enter means: yes only where a stranger's text cannot have led to it
    )

"""What a connector tells the people who run the listener: a line, and how other languages say it.

It is an ordinary text, in English, wherever nobody asks for more. With a `code` the listener says
it in the brand's language, from its catalogue: `said.<code>` with the `values` filled in.
"""

from collections.abc import Mapping
from typing import Self

Value = str | int


class Said(str):
    """One line for operators, such as a row that was refused or a search that has stalled."""

    __slots__ = ("code", "ends", "state", "values")

    code: str  # of the catalogue's entry; "" where there is only the text
    values: Mapping[str, Value]  # what fills its blanks: names and figures, never a text of people
    ends: bool  # once it is not said any more, that is told too
    state: str  # of the thing it is about, as it lies there; "" where it is about no such thing

    def __new__(cls, text: str, code: str = "", *, ends: bool = False, **values: Value) -> Self:
        """The text in English; `code` and `values` for the catalogue."""
        made = super().__new__(cls, text)
        made.code, made.values, made.ends, made.state = code, values, ends, ""
        return made

    def of(self, state: str) -> Self:
        """The same about a thing in this state: in another one it is news again."""
        self.state = state
        return self

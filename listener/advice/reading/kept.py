"""What a text was read as, kept: rules ask the same of one text again and again, and its copies follow.

Only what depends on nothing but its arguments may be kept so.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LONGEST = 2_000  # characters: longer texts are few, and would fill the memory


def kept(
    most: int,
) -> Callable[
    [Callable[Concatenate[str, P], T]],
    Callable[Concatenate[str, P], T],
]:
    """Keeps the `most` newest results of a pure function whose first argument is a text."""

    def keep(read: Callable[Concatenate[str, P], T]) -> Callable[Concatenate[str, P], T]:
        short: Callable[Concatenate[str, P], T] = lru_cache(maxsize=most)(read)  # type: ignore[assignment]

        @wraps(read)
        def asked(text: str, /, *more: P.args, **named: P.kwargs) -> T:
            return (short if len(text) <= LONGEST else read)(text, *more, **named)

        return asked

    return keep

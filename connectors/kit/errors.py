"""What can go wrong with a source, named by what the listener does next.

SourceError
├── SourceBusyError      poll again later, not before retry_after
├── SourceRefusedError   back off; a person may have to change the settings
└── SourceChangedError   the reply is not what we know: back off, a person should look
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager


class SourceError(Exception):
    """A poll failed; pages already stored stay stored."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status  # of the reply, where there was one


class SourceBusyError(SourceError):
    """The source is down, slow or rate limiting us."""

    def __init__(
        self, message: str, *, retry_after: float | None = None, status: int | None = None
    ) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after  # seconds from now, where the source told us


class SourceRefusedError(SourceError):
    """The source does not let us read this, or the address is not allowed."""

    def __init__(self, message: str, *, status: int | None = None, of_login: bool = False) -> None:
        super().__init__(message, status=status)
        self.of_login = of_login or status in _SHUT  # another key or password may open it


class SourceChangedError(SourceError):
    """The reply does not have the shape this connector knows."""


class UnreadError(ValueError):
    """One item of which nothing can be made; its text says why, in words for people."""


UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError)
"""What an item may raise that is built otherwise than we know."""

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_NOT_THERE = 404  # a status
_SHUT = (401, 403)  # statuses
_OTHERWISE = "it is built in another way than we know"


def why_unread(error: Exception) -> str:
    """Why an item could not be read, for people: of errors that are not ours none of their words."""
    if isinstance(error, UnreadError):
        return str(error)
    key = str(error.args[0]) if isinstance(error, KeyError) and error.args else ""
    return f"{key} is missing in it" if _KEY.fullmatch(key) else _OTHERWISE


@contextmanager
def naming(place: str) -> Iterator[None]:
    """Whatever in here is not what we know is told with its place in front."""
    try:
        yield
    except SourceChangedError as error:
        raise SourceChangedError(f"{place}: {error}") from error


@contextmanager
def doubting(doubt: str) -> Iterator[None]:
    """What a site of another make would answer is told with a doubt, such as "is this Discourse?"."""
    try:
        yield
    except SourceChangedError as error:
        if error.status not in (None, _NOT_THERE) or doubt in str(error):
            raise
        raise SourceChangedError(f"{error}; {doubt}", status=error.status) from error

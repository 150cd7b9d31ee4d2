"""The slot for asking again: what is stored of a source is asked for by its ids, the longest unseen first.

Who stores what others wrote has to see within days that it was changed or taken down, and no list shows
that. When a mention was last seen at its source the listener knows; a kind says how often its platform
wants it, and how it is asked for. One that is missing is asked for once more an hour later, before it
counts as gone: a service may be ill.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import httpx

from connectors.kit.contract import Connector, Page
from connectors.kit.walk.paging import DAY

ONCE_MORE = timedelta(hours=1)  # after which a missing one is asked for again


def is_due(now: int, seen: int, lost: int) -> bool:
    """Is one to be asked for that was last seen then, or is missing since `lost` (0: it is not)?

    All in seconds since 1970: once a day. A clock that was set back does not put it off.
    """
    since, wait = (lost, ONCE_MORE.total_seconds()) if lost else (seen, DAY)
    return not 0 <= now - since < wait


@dataclass(frozen=True, slots=True)
class Stored:
    """A mention to ask for, as it is stored."""

    id: str
    url: str = ""  # where it lies; "" where that is not known
    thread: str = ""  # its thread_key; "" where it has none


@dataclass(frozen=True, slots=True)
class Again:
    """What came of asking for some mentions again."""

    page: Page  # as they are now; its cursor is None
    asked: tuple[str, ...]  # the ids that it answers for
    missing: tuple[str, ...] = ()  # those of them that are not there


class Rechecked(Connector):
    """A kind whose mentions can be asked for by their ids."""

    # Each of its mentions is asked for when unseen for so long: a day less than its platform's duty.
    recheck_after: ClassVar[timedelta] = timedelta(days=6)
    recheck_most: ClassVar[int]  # mentions asked for by one visit
    recheck_waiting: ClassVar[bool] = False  # those alone that wait for an answer of the brand's
    # Words that were not seen there for so long are shown no more, until they are; None: as long as kept.
    words_for: ClassVar[timedelta | None] = None

    @property
    def again_after(self) -> timedelta:
        """Unseen for so long, one is due."""
        return self.recheck_after

    @abstractmethod
    def asked_again(self, http: httpx.Client, known: Sequence[Stored]) -> Iterator[Again]:
        """Ask for these of its mentions, some at a time. Raises as `pages` does."""

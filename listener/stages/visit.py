"""A visit: what one poll of a source brought, and how far back it reached."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.kit.contract import Connector, Page
from listener.stages.tell import news
from listener.store.matters import Heard
from listener.store.pages import Added

EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Visit:
    """What one poll brought."""

    source: str
    new: int = 0
    revised: int = 0
    deleted: int = 0
    refused: tuple[str, ...] = ()  # items that could not be read: where and why
    error: str | None = None  # what, where, what to do; None after a success
    first: bool = False  # it was the first complete poll
    told: tuple[str, ...] = ()  # what else its pages said, and is not known already
    unasked: int = 0  # items that it read, where none has the words that its settings ask for

    @property
    def is_news(self) -> bool:
        """Is there something for the stages after it?"""
        return bool(self.new or self.revised or self.deleted or self.first)


@dataclass
class PollRead:
    """What the pages of one poll tell of how far back it reached."""

    has_cursor: bool
    behind: bool = False  # older items remain for later polls
    is_empty: bool = True  # no page came
    is_cut: bool = False  # it brought more than a poll may
    is_rest: bool = False  # the last part of a page that an earlier poll read
    pages: int = 0
    oldest: datetime | None = None
    rests: float = 0.0  # seconds for which the source is not to be asked

    def add(self, page: Page) -> None:
        """One more page."""
        self.behind, self.is_empty = page.behind, False
        self.pages += 1
        self.rests = max(self.rests, page.rests)
        self.has_cursor = self.has_cursor or page.cursor is not None
        dates = [m.posted_at for m in page.mentions if m.posted_at]
        dates += [page.reaches] if page.reaches else []
        self.oldest = min([*dates, *([self.oldest] if self.oldest else [])], default=None)

    def reached(self, connector: Connector) -> datetime | None:
        """Since when nothing can have been missed; None where the poll does not tell.

        A cursor is a promise, and no page means that nothing changed. A feed shows its newest
        items: where one is older than a gap, those of the gap were still among them.
        """
        if self.behind or self.is_rest:
            return None
        if connector.keeps_all or self._is_promised(connector) or self.is_empty:
            return EVER
        return self.oldest

    def _is_promised(self, connector: Connector) -> bool:
        return self.has_cursor and connector.cursor_promises


class Counts:
    """What the pages of one poll add up to."""

    def __init__(self, known: Collection[str], *, has_matters: bool) -> None:
        self._known = known  # keys of what was told before
        self.has_matters = has_matters  # was anything of its source said before, and kept?
        self.added = Added()
        self.refused: list[str] = []
        self.told: list[str] = []
        self.said: list[Heard] = []
        self.unasked, self.has_some = 0, False

    def add(self, added: Added, page: Page, said: list[Heard]) -> None:
        """One more page, what became of it, and what operators are to know of it."""
        self.added += added
        self.refused += page.refused
        self.told += (*page.unclear, *page.said)
        self.said += said
        self.unasked += page.unasked
        self.has_some = self.has_some or bool(page.mentions)

    @property
    def many(self) -> int:
        """Mentions that were new, or new in what they say."""
        return self.added.new + self.added.revised

    def visit(self, source: str, *, error: str | None = None, first: bool = False) -> Visit:
        """The poll as a whole."""
        a = self.added
        refused, told = tuple(self.refused), tuple(news(self.told, self._known))
        unasked = 0 if self.has_some else self.unasked
        return Visit(source, a.new, a.revised, a.deleted, refused, error, first, told, unasked)

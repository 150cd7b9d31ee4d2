"""From a notice to its message, as the rows stand at this moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from listener.channels.slack.look import parts
from listener.channels.slack.look.message import Message
from listener.notices import outbox
from listener.notices.contract import Reading
from listener.notices.parts import Content, Story
from listener.settings.brand import Brand
from listener.store.store import Store
from listener.store.tables import NoticeRow


@dataclass(frozen=True)
class Rendered:
    """The outbox's renderer."""

    store: Store
    brands: Mapping[str, Brand]
    clock: Callable[[], datetime]

    def __call__(self, notice: NoticeRow) -> Message | None:
        """See Renderer."""
        brand = self.brands.get(notice.brand)
        content = self._content(notice, brand) if brand else None
        return parts.message(content, brand) if brand and content else None

    def stands_alone(self, notice: NoticeRow) -> bool:
        """Danger keeps its own message."""
        brand = self.brands.get(notice.brand)
        content = self._content(notice, brand) if brand else None
        told = content.parts if content else ()
        return any(isinstance(part, Story) and part.card.level == "danger" for part in told)

    def _content(self, notice: NoticeRow, brand: Brand) -> Content | None:
        at = Reading(store=self.store, brand=brand, row=notice, now=self.clock())
        return outbox.read(notice).content(at)

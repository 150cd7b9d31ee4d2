"""What is new in a story that has its message: a reply in its thread."""

from dataclasses import dataclass
from typing import ClassVar

from listener.notices.alert import Alert
from listener.notices.contract import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class News(Alert):
    """Further mentions of a story."""

    kind: ClassVar[str] = "news"
    classes: ClassVar[tuple[str, ...]] = ("news",)

    def is_reply(self, at: Reading) -> bool:
        """See Alert."""
        return at.is_threaded

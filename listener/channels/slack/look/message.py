"""One Slack message, ready to send: what blocks renders and the outbox posts."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """Escaped, within every limit; `text` is what notifications and screen readers get."""

    text: str
    blocks: tuple[Block, ...] = ()
    plainer: tuple[
        Block, ...
    ] = ()  # the same where a workspace refuses the newest blocks; (): it has none

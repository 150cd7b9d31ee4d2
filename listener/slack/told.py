"""What a digest's notices keep until they are posted: its messages as they were made."""

from collections.abc import Mapping
from typing import Any

from listener.notices.digest import Digest
from listener.slack.message import Message


def kept(message: Message) -> Mapping[str, Any]:
    """A message for its notice to keep."""
    return {"text": message.text, "blocks": message.blocks}


def message_of(notice: Digest) -> Message | None:
    """The message a notice was made with; None once it was emptied."""
    told = notice.words
    return Message(told["text"], tuple(told["blocks"])) if "text" in told else None

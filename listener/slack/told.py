"""What a digest's notices keep until they are posted: its messages and its page, as they were made.

They are not rendered again, so that its parts agree whatever comes in between. The store empties
them once they are told: they quote people, and quotes expire.
"""

import base64
import json
import zlib
from dataclasses import dataclass

from listener.slack.message import Message
from listener.store.tables import NoticeRow


@dataclass(frozen=True, slots=True)
class Page:
    """A file for a thread; its name tells it from every other file there."""

    name: str  # acme-2026-W46.html
    title: str
    comment: str  # what is written above it
    content: bytes


def message_payload(message: Message) -> str:
    """A message for a notice's payload."""
    return json.dumps({"text": message.text, "blocks": message.blocks}, ensure_ascii=False)


def message_of(notice: NoticeRow) -> Message | None:
    """The message a notice was made with; None once it was emptied."""
    told = json.loads(notice.payload)
    return Message(told["text"], tuple(told["blocks"])) if "text" in told else None


def page_payload(page: Page) -> str:
    """A file for a notice's payload: a tenth of its size."""
    packed = base64.b64encode(zlib.compress(page.content, 9)).decode("ascii")
    told = {"name": page.name, "title": page.title, "comment": page.comment, "page": packed}
    return json.dumps(told, ensure_ascii=False)


def page_of(notice: NoticeRow) -> Page | None:
    """The file a notice was made with; None once it was emptied."""
    told = json.loads(notice.payload)
    if "page" not in told:
        return None
    content = zlib.decompress(base64.b64decode(told["page"]))
    return Page(told["name"], told["title"], told["comment"], content)

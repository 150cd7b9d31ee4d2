"""The page of a brand's week, as a file in the thread of its first message."""

import base64
import zlib
from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.contract import Json, Notice, Reading
from listener.notices.parts import Content
from listener.store.outgoing import Envelope


@dataclass(frozen=True, slots=True)
class Page:
    """A file for a thread; its name tells it from every other file there."""

    name: str  # acme-2026-W46.html
    title: str
    comment: str  # what is written above it
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPage(Notice):
    """The page as it was made; the store empties it once it is told."""

    kind: ClassVar[str] = "digest_page"
    classes: ClassVar[tuple[str, ...]] = ("digest_page",)

    page: Page | None  # None once it was emptied

    @property
    def under(self) -> str | None:
        """See Notice."""
        return self.envelope.key.rpartition(":")[0]

    def to_json(self) -> Json:
        """A tenth of the page's size."""
        if self.page is None:
            return {}
        packed = base64.b64encode(zlib.compress(self.page.content, 9)).decode("ascii")
        told = {"name": self.page.name, "title": self.page.title, "comment": self.page.comment}
        return {**told, "page": packed}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice. Raises KeyError, TypeError, ValueError or zlib.error for a broken one."""
        if "page" not in told:
            return cls(envelope=envelope, page=None)
        content = zlib.decompress(base64.b64decode(told["page"]))
        page = Page(told["name"], told["title"], told["comment"], content)
        return cls(envelope=envelope, page=page)

    def content(self, at: Reading) -> Content | None:  # noqa: ARG002
        """A file, not a message: see slack/attach.py."""
        return None

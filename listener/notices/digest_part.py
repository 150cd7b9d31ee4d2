"""A part of a brand's week, in the thread of its first message."""

from dataclasses import dataclass
from typing import ClassVar

from listener.notices.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPart(Digest):
    """Its key begins with that of the message it hangs under."""

    kind: ClassVar[str] = "digest_part"
    classes: ClassVar[tuple[str, ...]] = ("digest_part",)

    @property
    def under(self) -> str | None:
        """See Notice."""
        return self.envelope.key.rpartition(":")[0]

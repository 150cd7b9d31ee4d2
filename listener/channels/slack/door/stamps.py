"""The stamp (message metadata) that a message of ours carries: what we know it by, and nobody can forge.

Metadata can be read by every app and person of the workspace, so it holds an id and no words.
"""

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from listener.store.tables import NoticeRow

EVENT = "listening_alert"
_USE = b"slack message metadata\0"  # the installation's key has other uses


@dataclass(frozen=True, slots=True)
class Stamp:
    """One notice's stamp in one channel."""

    notice: str  # the row's id
    seal: str  # 32 hex digits

    @property
    def metadata(self) -> dict[str, Any]:
        """As Slack's `metadata` argument."""
        return {"event_type": EVENT, "event_payload": {"o": self.notice, "s": self.seal}}

    @property
    def client_msg_id(self) -> str:
        """Slack may know a repeated message by it; nothing relies on that."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, self.seal))


def stamp(key: bytes, target: str, notice: NoticeRow) -> Stamp:
    """The stamp of a notice.

    It seals the key and the time of making, too: after a restored backup an id may come again.
    """
    made = round(notice.made_at.timestamp() * 1000)
    told = "\0".join((target, str(notice.id), notice.key, str(made)))
    seal = hmac.new(key, _USE + told.encode("utf-8"), hashlib.sha256).hexdigest()[:32]
    return Stamp(str(notice.id), seal)


def read(message: Mapping[str, Any]) -> Stamp | None:
    """The stamp (message metadata) that a message of the history carries, if it looks like one."""
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT:
        return None
    payload = metadata.get("event_payload")
    if not isinstance(payload, dict):
        return None
    return Stamp(str(payload.get("o")), str(payload.get("s")))

"""The door of an incoming webhook: it posts, and that is all.

It tells no ts and reads no history: no thread, no update, and after a doubtful answer the same
alert is posted again. The address is itself a secret.
"""

import re
from collections.abc import Callable, Collection
from datetime import datetime

from slack_sdk.webhook import WebhookClient

from listener.channels.slack.door.client import SHUT, TIMEOUT, explained
from listener.channels.slack.door.errors import (
    SlackBusyError,
    SlackDoubtError,
    SlackRefusedError,
    retry_after,
)
from listener.channels.slack.door.stamps import Stamp
from listener.channels.slack.look.message import Message
from listener.notices.digest_page import Page


class Hook:
    """One incoming webhook."""

    looks = False

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self._hook = WebhookClient(url, timeout=TIMEOUT, retry_handlers=[], logger=SHUT)
        self._clock = clock

    def post(self, channel: str, message: Message, stamp: Stamp, thread: str | None) -> str | None:  # noqa: ARG002
        """Post once; there is no ts to tell."""
        with explained(self._clock):
            answer = self._hook.send(
                text=message.text,
                blocks=list(message.blocks) or None,
                unfurl_links=False,
                unfurl_media=False,
            )
        if answer.status_code == 429:
            headers = {k.lower(): v for k, v in dict(answer.headers or {}).items()}
            raise SlackBusyError(retry_after(headers.get("retry-after"), self._clock()))
        if answer.status_code >= 500:
            raise SlackDoubtError(f"http_{answer.status_code}")
        if answer.status_code != 200 or answer.body.strip() != "ok":
            raise SlackRefusedError(_code(answer.body, answer.status_code))
        return None

    def update(self, channel: str, ts: str, message: Message, stamp: Stamp) -> None:
        """A webhook cannot; nobody asks, since it tells no ts."""

    def find(
        self,
        channel: str,  # noqa: ARG002
        wanted: Collection[Stamp],  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        thread: str | None,  # noqa: ARG002
    ) -> dict[Stamp, str]:
        """A webhook reads nothing."""
        return {}

    def upload(self, page: Page) -> str:  # noqa: ARG002
        """A webhook takes no file; none is made for it."""
        raise SlackRefusedError("no_files")

    def share(self, channel: str, file: str, page: Page, thread: str | None) -> None:  # noqa: ARG002
        """See upload."""
        raise SlackRefusedError("no_files")

    def find_file(
        self,
        channel: str,  # noqa: ARG002
        name: str,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
        thread: str | None,  # noqa: ARG002
    ) -> str | None:
        """A webhook reads nothing."""
        return None


def _code(body: str, status: int) -> str:
    """Slack answers with one word; anything longer is not repeated."""
    word = body.strip()
    return word if re.fullmatch(r"[a-z0-9_]{1,60}", word) else f"http_{status}"

"""The door of a Slack app: post, update, and look for what we posted before."""

import logging
import socket
import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from listener.channels.slack.door import stamps
from listener.channels.slack.door.errors import (
    SlackBusyError,
    SlackDoubtError,
    SlackDownError,
    SlackRefusedError,
    of_code,
    retry_after,
)
from listener.channels.slack.door.stamps import Stamp
from listener.channels.slack.look.message import Message
from listener.notices.digest_page import Page

TIMEOUT = 10  # seconds a call
PAGE = 200  # messages a page of history
API = "https://slack.com/api/"

# slack_sdk logs what it sends and the addresses of failed calls: it gets a logger that is shut.
SHUT = logging.getLogger("listener.channels.slack.sdk")
SHUT.setLevel(logging.CRITICAL + 1)


class Door(Protocol):
    """A way into a workspace; every method raises a SlackError and nothing else."""

    looks: bool  # can it read the history, update, and hang under a message?

    def post(self, channel: str, message: Message, stamp: Stamp, thread: str | None) -> str | None:
        """Post once, without any retry; the message's ts where Slack tells it."""

    def update(self, channel: str, ts: str, message: Message, stamp: Stamp) -> None:
        """Put other words in the place of a message's; it may be repeated."""

    def find(
        self, channel: str, wanted: Collection[Stamp], since: datetime, thread: str | None
    ) -> dict[Stamp, str]:
        """Which of these stamps our own messages carry, with their ts; read to the last page."""

    def upload(self, page: Page) -> str:
        """Give Slack a file that nobody sees yet; its id. It may be repeated."""

    def share(self, channel: str, file: str, page: Page, thread: str | None) -> None:
        """Show an uploaded file, once."""

    def find_file(self, channel: str, name: str, since: datetime, thread: str | None) -> str | None:
        """The ts of our own message that shows a file of this name; None where there is none."""


class Bot:
    """The app's token."""

    looks = True

    def __init__(
        self,
        token: str,
        clock: Callable[[], datetime],
        *,
        api: str = API,
        timeout: int = TIMEOUT,
    ) -> None:
        # No retry handlers: the default one posts again after a dropped connection.
        self._web = WebClient(token, base_url=api, timeout=timeout, retry_handlers=[], logger=SHUT)
        self._clock, self._timeout = clock, timeout
        self._me: Mapping[str, str] | None = None

    def post(self, channel: str, message: Message, stamp: Stamp, thread: str | None) -> str | None:
        """See Door."""
        with explained(self._clock):
            answer = self._web.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=list(message.blocks) or None,
                thread_ts=thread,
                metadata=stamp.metadata,
                client_msg_id=stamp.client_msg_id,
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
            )
            return str(answer["ts"])

    def update(self, channel: str, ts: str, message: Message, stamp: Stamp) -> None:
        """See Door."""
        with explained(self._clock):
            self._web.chat_update(
                channel=channel,
                ts=ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata=stamp.metadata,
                parse="none",  # an update would parse names and addresses otherwise
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
            )

    def find(
        self, channel: str, wanted: Collection[Stamp], since: datetime, thread: str | None
    ) -> dict[Stamp, str]:
        """See Door."""
        found: dict[Stamp, str] = {}
        for page in self._mine(channel, since, thread):
            for message in page:
                stamp = stamps.read(message)
                if stamp is not None and stamp in wanted:
                    found[stamp] = str(message["ts"])
            if len(found) == len(wanted):
                break
        return found

    def upload(self, page: Page) -> str:
        """See Door. A doubt here is none: nothing can be seen of the file before it is shared."""
        try:
            with explained(self._clock):
                length = len(page.content)
                answer = self._web.files_getUploadURLExternal(filename=page.name, length=length)
                place = str(answer["upload_url"])
                # Only the address just given by Slack; urllib obeys the environment's proxies.
                to = Request(place, page.content, method="POST")  # noqa: S310
                with urlopen(to, timeout=self._timeout) as reply:  # noqa: S310
                    reply.read()
                return str(answer["file_id"])
        except SlackDoubtError as error:
            raise SlackDownError(error.code) from None

    def share(self, channel: str, file: str, page: Page, thread: str | None) -> None:
        """See Door."""
        with explained(self._clock):
            self._web.files_completeUploadExternal(
                files=[{"id": file, "title": page.title}],
                channel_id=channel,
                thread_ts=thread,
                initial_comment=page.comment,
            )

    def find_file(self, channel: str, name: str, since: datetime, thread: str | None) -> str | None:
        """See Door."""
        for page in self._mine(channel, since, thread):
            for message in page:
                if any(file.get("name") == name for file in message.get("files") or ()):
                    return str(message["ts"])
        return None

    def greet(self) -> tuple[dict[str, str], frozenset[str] | None]:
        """What `auth.test` tells: names of team and user, and the token's scopes if it says."""
        with explained(self._clock):
            told = self._web.auth_test()
            headers = {k.lower(): v for k, v in dict(told.headers or {}).items()}
            scopes = headers.get("x-oauth-scopes")
            names = {name: str(told.get(name) or "?") for name in ("team", "user")}
            return names, None if scopes is None else frozenset(scopes.replace(" ", "").split(","))

    def validate(self, message: Message) -> None:
        """Ask Slack whether it would take a message; nothing is posted."""
        told = {"text": message.text, "blocks": list(message.blocks)}
        with explained(self._clock):
            self._web.blocks_validate(message=told)

    def validate_view(self, view: Mapping[str, Any]) -> None:
        """The same of App Home or a window; nobody is shown it."""
        with explained(self._clock):
            self._web.blocks_validate(view=dict(view))

    def peek(self, channel: str) -> None:
        """Read one message of a channel, to see whether we may."""
        with explained(self._clock):
            self._web.conversations_history(channel=channel, limit=1)

    def stand(self, channel: str, scopes: Collection[str] | None) -> None:
        """Are we in a channel, and is it open? Raises SlackRefusedError with the code that a message
        would get there; `scopes` are the token's, where they are known.
        """
        try:
            with explained(self._clock):
                told = dict(self._web.conversations_info(channel=channel)["channel"] or {})
        except SlackRefusedError as error:
            if error.code != "channel_not_found":
                raise
            self.peek(channel)  # a private one that we may read, and not ask about
            return
        if told.get("is_archived"):
            raise SlackRefusedError("is_archived")
        is_free = "chat:write.public" in (scopes or ()) and not told.get("is_private")
        if told.get("is_member") is False and not is_free:
            raise SlackRefusedError("not_in_channel")

    def can_hear(self, app_token: str) -> None:
        """Would Slack open a line on which presses come? None is opened."""
        with explained(self._clock):
            self._web.apps_connections_open(app_token=app_token)

    def who(self) -> Mapping[str, str]:
        """Who we are in this workspace, asked once: user_id, bot_id, and app_id where it is told."""
        if self._me is None:
            told = self._web.auth_test()
            names = ("user_id", "bot_id", "app_id")
            self._me = {name: str(told[name]) for name in names if told.get(name)}
        return self._me

    def _mine(
        self, channel: str, since: datetime, thread: str | None
    ) -> Iterator[list[Mapping[str, Any]]]:
        """Our own messages of a channel or of a thread, page by page to the last."""
        with explained(self._clock):
            mine = self.who()
            cursor: str | None = None
            while True:
                page = self._page(channel, since, thread, cursor)
                yield [message for message in page["messages"] if _is_mine(message, mine)]
                before, cursor = cursor, _next(page)
                if not cursor:
                    return
                if cursor == before:
                    raise SlackDoubtError("history_repeats")

    def _page(
        self, channel: str, since: datetime, thread: str | None, cursor: str | None
    ) -> SlackResponse:
        asked: dict[str, Any] = {
            "channel": channel,
            "include_all_metadata": True,
            "limit": PAGE,
            "oldest": f"{since.timestamp():.6f}",
        }
        if cursor:
            asked["cursor"] = cursor
        if thread is None:
            return self._web.conversations_history(**asked)
        return self._web.conversations_replies(ts=thread, **asked)


def _next(page: SlackResponse) -> str | None:
    told = page.get("response_metadata") or {}
    return str(told.get("next_cursor") or "") or None


def _is_mine(message: Mapping[str, Any], mine: Mapping[str, str]) -> bool:
    """Did our own app post it? Another app can copy a seal out of a message that it reads."""
    pairs = (("user", "user_id"), ("bot_id", "bot_id"), ("app_id", "app_id"))
    told = [(message.get(f), mine.get(n)) for f, n in pairs]
    both = [theirs == ours for theirs, ours in told if theirs and ours]
    return bool(both) and all(both)


@contextmanager
def explained(clock: Callable[[], datetime]) -> Iterator[None]:
    """Turn whatever a call raises into a SlackError without its text, which may hold a secret."""
    try:
        yield
    except SlackApiError as error:
        raise _answered(error.response, clock()) from None
    except HTTPError as error:  # of an upload's address
        code = f"http_{error.code}"
        raise (SlackDoubtError if error.code >= 500 else SlackRefusedError)(code) from None
    except URLError as error:  # before the request went out, as far as its reason says so
        raise _unreached(error.reason) from None
    except (OSError, HTTPException, ValueError, KeyError, SlackClientError) as error:
        raise SlackDoubtError(type(error).__name__) from None


def _answered(response: Any, now: datetime) -> Exception:
    status = getattr(response, "status_code", 0)
    body = response.data if isinstance(getattr(response, "data", None), dict) else {}
    if status == 429:
        headers = {k.lower(): v for k, v in dict(response.headers or {}).items()}
        return SlackBusyError(retry_after(headers.get("retry-after"), now))
    code = body.get("error")
    if status >= 500 or not isinstance(code, str):
        return SlackDoubtError(f"http_{status}")
    return of_code(code)


def _unreached(reason: object) -> Exception:
    # Refused, unknown host, or a handshake that failed: no request was sent.
    if isinstance(reason, ConnectionRefusedError | socket.gaierror | ssl.SSLCertVerificationError):
        return SlackDownError(type(reason).__name__)
    return SlackDoubtError(type(reason).__name__)

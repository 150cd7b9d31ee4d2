"""Who presses: Slack is asked, for a press does not say whether somebody is a guest."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from listener.channels.slack.door.client import API, SHUT, TIMEOUT, explained
from listener.channels.slack.door.errors import SlackRefusedError
from listener.channels.slack.door.files import HOST, fetch
from listener.channels.slack.look.message import Block, Message

KEPT = timedelta(minutes=15)  # that Slack's word on somebody is believed
MOST = 2_000
MEMBERS = timedelta(minutes=5)  # that Slack's word on who is in a channel is believed
_PAGE, _PAGES = 1_000, 20  # members at once, and how often we ask for more

_LOOKS, _LOOK = (
    15,
    0.2,
)  # how often a window is asked for that Slack does not know yet, and the seconds between
_UNKNOWN = "not_found"

_GONE = frozenset({"channel_not_found", "not_in_channel", "is_archived"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a workspace."""

    id: str
    name: str  # as colleagues call them
    is_member: bool  # of this workspace: no guest, no program, nobody of another company


@dataclass(frozen=True, slots=True)
class Shared:
    """A file that somebody shared, as Slack tells of it."""

    id: str
    name: str
    size: int  # bytes
    url: str
    seen_in: Mapping[str, str]  # channel -> the message in whose thread it is spoken of

    @property
    def suffix(self) -> str:
        """How its name ends."""
        return Path(self.name).suffix.lower()


class Workspace:
    """One workspace, by the token of our app in it; every question raises a SlackError or answers."""

    def __init__(
        self,
        token: str,
        clock: Callable[[], datetime],
        *,
        api: str = API,
        timeout: int = TIMEOUT,
    ) -> None:
        self._token, self._host = token, HOST if api == API else api
        self.web = WebClient(token, base_url=api, timeout=timeout, retry_handlers=[], logger=SHUT)
        self._clock = clock
        self._me: tuple[str, str] | None = None  # the workspace, and who we are there
        self._people: dict[str, tuple[datetime, Person]] = {}
        self._members: dict[str, tuple[datetime, frozenset[str]]] = {}

    @property
    def team(self) -> str:
        """Its id, asked once."""
        return self._known()[0]

    @property
    def me(self) -> str:
        """Who our app is there."""
        return self._known()[1]

    def _known(self) -> tuple[str, str]:
        if self._me is None:
            with explained(self._clock):
                told = self.web.auth_test()
                self._me = str(told["team_id"]), str(told.get("user_id") or "")
        return self._me

    def person(self, user: str) -> Person:
        """Who somebody is; asked again every quarter of an hour, for a guest may become a member."""
        now = self._clock()
        known = self._people.get(user)
        if known and timedelta() <= now - known[0] < KEPT:
            return known[1]
        with explained(self._clock):
            found = _person(user, self.web.users_info(user=user)["user"], self.team)
        if len(self._people) >= MOST:
            self._people.clear()
        self._people[user] = now, found
        return found

    def is_in(self, user: str, channel: str) -> bool:
        """Is somebody in a channel? In one that does not exist for us nobody is."""
        return user in self._members_of(channel)

    def is_empty(self, channel: str) -> bool:
        """Is nobody in a channel that we know of? It is archived, say, or we were put out."""
        return not self._members_of(channel)

    def _members_of(self, channel: str) -> frozenset[str]:
        now = self._clock()
        known = self._members.get(channel)
        if known is None or not timedelta() <= now - known[0] < MEMBERS:
            known = self._members[channel] = now, frozenset(self._in(channel))
        return known[1]

    def _in(self, channel: str) -> Iterator[str]:
        cursor = ""
        for _ in range(_PAGES):
            try:
                with explained(self._clock):
                    page = self.web.conversations_members(
                        channel=channel, limit=_PAGE, cursor=cursor or None
                    )
                    yield from map(str, page["members"])
                    cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            except SlackRefusedError as error:
                if error.code in _GONE:
                    return
                raise
            if not cursor:
                return

    def publish(self, user: str, view: Block) -> None:
        """Show somebody their App Home."""
        with explained(self._clock):
            self.web.views_publish(user_id=user, view=view)

    def file(self, file: str) -> Shared:
        """A file that was shared."""
        with explained(self._clock):
            return _shared(self.web.files_info(file=file)["file"])

    def fetch(self, shared: Shared, to: Path) -> None:
        """Write its bytes to a path; see door/files.py."""
        with explained(self._clock):
            fetch(shared.url, self._token, to, host=self._host)

    def named(self, channel: str) -> str:
        """A channel as people call it."""
        with explained(self._clock):
            return str(self.web.conversations_info(channel=channel)["channel"]["name"])

    def post(self, channel: str, told: Message, thread: str | None) -> str:
        """Say something to all; which message it is."""
        with explained(self._clock):
            answer = self.web.chat_postMessage(
                channel=channel,
                text=told.text,
                blocks=list(told.blocks),
                thread_ts=thread,
                unfurl_links=False,
                unfurl_media=False,
            )
            return str(answer["ts"])

    def edit(self, channel: str, at: str, told: Message) -> None:
        """Put something else in the place of what we said."""
        with explained(self._clock):
            self.web.chat_update(channel=channel, ts=at, text=told.text, blocks=list(told.blocks))

    def tell(
        self, channel: str, user: str, text: str, blocks: list[Block], thread: str | None
    ) -> None:
        """Say something that only this person sees."""
        with explained(self._clock):
            self.web.chat_postEphemeral(
                channel=channel, user=user, text=text, blocks=blocks, thread_ts=thread
            )

    def open(self, trigger: str, view: Block) -> None:
        """Show a window to whoever pressed, within the three seconds that a press is good for."""
        with explained(self._clock):
            self.web.views_open(trigger_id=trigger, view=view)

    def change(self, view_id: str, view: Block, *, mark: str = "") -> None:
        """Show another window in the place of one that stands open.

        Where Slack was just answered with one that is marked, it comes first: it is waited for, a while.
        """
        for _ in range(_LOOKS if mark else 0):
            try:
                with explained(self._clock):
                    self.web.views_update(external_id=mark, view=view)
            except SlackRefusedError as error:
                if error.code != _UNKNOWN:
                    raise
                time.sleep(_LOOK)
            else:
                return
        with explained(self._clock):
            self.web.views_update(view_id=view_id, view=view)


def _person(user: str, told: Mapping[str, Any], team: str) -> Person:
    profile = told.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), told.get("real_name"))
    teams = {told.get("team_id"), *((told.get("enterprise_user") or {}).get("teams") or ())}
    shut = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    is_member = team in teams and not any(told.get(key) for key in shut)
    name = next((str(name) for name in names if name), str(told.get("name") or user))
    return Person(user, name[:80], is_member)


def _shared(told: Mapping[str, Any]) -> Shared:
    shares = told.get("shares") or {}
    seen = {
        str(channel): str(messages[0].get("thread_ts") or messages[0]["ts"])
        for kind in ("public", "private")
        for channel, messages in (shares.get(kind) or {}).items()
        if messages
    }
    name, size = str(told.get("name") or ""), int(told.get("size") or 0)
    return Shared(str(told["id"]), name, size, str(told.get("url_private_download") or ""), seen)

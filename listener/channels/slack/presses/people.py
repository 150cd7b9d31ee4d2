"""Who presses: Slack is asked, for a press does not say whether somebody is a guest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient

from listener.channels.slack.door.client import API, SHUT, TIMEOUT, explained
from listener.channels.slack.look.message import Block

KEPT = timedelta(minutes=15)  # that Slack's word on somebody is believed
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a workspace."""

    id: str
    name: str  # as colleagues call them
    is_member: bool  # of this workspace: no guest, no program, nobody of another company


class Workspace:
    """One workspace, by the token of our app in it; every question raises a SlackError or answers."""

    def __init__(
        self, token: str, clock: Callable[[], datetime], *, api: str = API, timeout: int = TIMEOUT
    ) -> None:
        self.web = WebClient(token, base_url=api, timeout=timeout, retry_handlers=[], logger=SHUT)
        self._clock = clock
        self._team: str | None = None
        self._people: dict[str, tuple[datetime, Person]] = {}

    @property
    def team(self) -> str:
        """Its id, asked once."""
        if self._team is None:
            with explained(self._clock):
                self._team = str(self.web.auth_test()["team_id"])
        return self._team

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

    def change(self, view_id: str, view: Block) -> None:
        """Show another window in the place of one that stands open."""
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

"""Who may press: members of our own workspace, in a channel of ours; all else changes nothing.

Where there is no channel, as in App Home, who is in one of a brand's channels sees that brand. What we
posted to a channel before the settings named another one can be pressed there on.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from listener.channels.slack.door.errors import SlackError
from listener.channels.slack.look.windows import NAME
from listener.channels.slack.presses.errands import Errands
from listener.channels.slack.presses.heard import Heard
from listener.channels.slack.presses.people import Workspace
from listener.desk.contract import Desk, Who
from listener.notices.targets import HOOK, SLACK, channel, targets
from listener.settings.brand import Brand
from listener.store.store import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Place:
    """Our app in one workspace: whose alerts it shows there, and where they are kept."""

    workspace: Workspace
    brands: Mapping[str, Brand]  # of this token: another brand's rows do not exist here
    store: Store
    clock: Callable[[], datetime]
    pressed: Callable[[], object]  # called when something was done
    errands: Errands  # what is no act
    at_home: set[str] = field(default_factory=set)  # who opened App Home: it follows what they do
    imported: set[tuple[str, str]] = field(default_factory=set)  # messages that say so of a file
    # Called when Slack says that a token or a channel may be open to us no more, or again.
    look: Callable[[], object] = lambda: None
    # What is read and then shown is shown in that order: else somebody is left with what was before.
    showing: threading.Lock = field(default_factory=threading.Lock, compare=False)

    @property
    def lang(self) -> str:
        """Of who is told something before it is known which brand it is about."""
        return next(iter(self.brands.values())).language

    def of(self, channel_id: str) -> dict[str, Brand]:
        """The brands whose alerts come to a channel."""
        return {
            name: brand for name, brand in self.brands.items() if channel_id in _channels(brand)
        }

    def of_past(self, told: Heard) -> dict[str, Brand]:
        """The brands that once posted what was pressed to its channel: this message, or what led to
        this window or to this answer that only they see.
        """
        if not told.channel:
            return {}
        ts = None if told.is_for_one or told.carried else told.at  # "" of a command: of no message
        posted = self.store.told_in(f"{SLACK}{told.channel}", self.brands, ts=ts)
        return {name: brand for name, brand in self.brands.items() if name in posted}

    def of_member(self, user: str) -> dict[str, Brand]:
        """The brands of whose channels somebody is in one; where all of them are shut to us, those that
        they lead. Raises SlackError where Slack does not say.
        """
        return {name: brand for name, brand in self.brands.items() if self._is_of(user, brand)}

    def _is_of(self, user: str, brand: Brand) -> bool:
        channels = sorted(_channels(brand))
        if any(self.workspace.is_in(user, one) for one in channels):
            return True
        # Else nobody would see why nothing comes any more.
        leads = Who(user, "", "slack").leads(brand)
        return leads and all(self.workspace.is_empty(one) for one in channels)


@dataclass(frozen=True, slots=True)
class Presser:
    """A member of the workspace, who may act on what stands in this channel."""

    place: Place
    who: Who
    told: Heard
    brands: Mapping[str, Brand]

    @property
    def desk(self) -> Desk:
        """What their acts work on: the rows of this channel's brands, and no others."""
        return Desk(self.place.store, self.brands)

    @property
    def is_at_home(self) -> bool:
        """Do they press in App Home, where no channel is?"""
        return not self.told.channel

    @property
    def brand(self) -> Brand:
        """Whose words they are told in."""
        return next(iter(self.brands.values()))

    def brand_said(self, name: str) -> Brand | None:
        """The brand that a button or a choice says, which has room for the beginning of its name."""
        return next((one for one in self.brands.values() if one.name[:NAME] == name), None)


def admitted(told: Heard, places: list[Place], app_id: str | None) -> tuple[Presser | None, str]:
    """Who pressed, else why not, as a key of words; "" where there is nobody to be told."""
    if app_id and told.app not in ("", app_id):
        return _refused("app", team=told.team)
    place = place_of_team(told.team, places)
    if place is None:
        return _refused("team", team=told.team)
    if told.user_team not in ("", told.team):
        return _refused("stranger", team=told.team)
    brands = place.of(told.channel) or place.of_past(told)
    if not (brands or told.is_anywhere):
        return _refused("channel", team=told.team, channel=told.channel)
    try:
        person = place.workspace.person(told.user)
        if person.is_member and not brands:
            brands = place.of_member(person.id)
    except SlackError as error:
        return _refused("unknown", team=told.team, error=error.code)
    if not person.is_member:
        return _refused("guest", team=told.team)
    if not brands:
        return _refused("nowhere", team=told.team)
    who = Who(by=person.id, name=person.name, door="slack")
    return Presser(place=place, who=who, told=told, brands=brands), ""


def place_of_team(team: str, places: list[Place]) -> Place | None:
    """Our app in that workspace."""
    return next((one for one in places if _is_of(one, team)), None)


def _is_of(place: Place, team: str) -> bool:
    try:
        return bool(team) and place.workspace.team == team
    except SlackError as error:
        log.warning("slack does not say whose workspace it is", error=error.code)
        return False


def _refused(why: str, **fields: str) -> tuple[None, str]:
    log.warning("a press was refused", why=why, **fields)
    return None, why if why in ("guest", "unknown", "channel", "nowhere") else ""


def _channels(brand: Brand) -> set[str]:
    """The channels to which its alerts come."""
    return {channel(one) for one in targets(brand) if not one.startswith(HOOK)}

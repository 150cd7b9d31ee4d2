"""A brand as its operator describes it: the `[[brand]]` table of config.toml."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import (
    BeforeValidator,
    Field,
    model_validator,
)

from connectors.kit.query.setting import Queries
from listener.settings.event import Event
from listener.settings.fact import Fact as Fact
from listener.settings.figure import Hour
from listener.settings.numbers import Costs, DigestNumbers, Due, Thresholds
from listener.settings.people import People as People
from listener.settings.place import Place, tell_apart
from listener.settings.posted import Channels as Channels
from listener.settings.posted import Slack as Slack
from listener.settings.sheets import Own
from listener.settings.voice import Voice
from listener.settings.written import (
    DAYS,
    Day,
    Handle,
    Name,
    Section,
    Span,
    Written,
    Zone,
    day_of,
)
from listener.settings.zones import HOME, zone_of

Language = Literal["fr", "en"]
Lane = Literal["press", "influencers", "customers"]
LANES: tuple[Lane, ...] = get_args(Lane)


class Objective(Section):
    """What listening is for (the O of POST): people first, then a figure to move."""

    text: Written = Field(min_length=1)
    """What listening is to change, in a sentence."""
    people: str = ""
    """Whom it is about."""
    metric: str = ""
    """The figure of the weekly digest that shows it, such as response rate."""
    target: float | None = None
    """What that figure is to reach; a share as 0.9."""


class Community(Section):
    """A place of peers: may we speak there, and who would?"""

    where: Written = Field(min_length=1)
    """A host, a host with path, or a thread's beginning."""
    policy: Literal["closed", "if asked", "welcome"] = "if asked"
    """May we speak there? closed: no; if asked: where somebody asks us; welcome: yes."""
    account: str | None = None
    """The identified account that speaks there; none: no entry."""


class DigestTime(DigestNumbers):
    """When the weekly digest is due, in the brand's zone, and how far it looks back."""

    weekday: Annotated[Day, BeforeValidator(day_of)] = "mon"
    """The day of the weekly digest, such as mon or lundi."""
    at: Hour = time(8, 30)
    """The hour of the weekly digest."""


class Hours(Section):
    """Opening hours; a day that is left out is closed."""

    mon: tuple[Span, ...] = ()
    """Mondays, such as ["09:00-12:30", "14:00-18:00"]."""
    tue: tuple[Span, ...] = ()
    """Tuesdays."""
    wed: tuple[Span, ...] = ()
    """Wednesdays."""
    thu: tuple[Span, ...] = ()
    """Thursdays."""
    fri: tuple[Span, ...] = ()
    """Fridays."""
    sat: tuple[Span, ...] = ()
    """Saturdays."""
    sun: tuple[Span, ...] = ()
    """Sundays."""

    @model_validator(mode="before")
    @classmethod
    def _days_are_named(cls, values: Any) -> Any:
        if not isinstance(values, Mapping):
            return values
        days = {key: day_of(key) for key in values}
        if len(set(days.values())) < len(days):
            raise ValueError("a day stands twice, under two of its names: keep one of them")
        return {days[key]: value for key, value in values.items()}


_OFFICE: tuple[str, ...] = ("09:00-18:00",)
OFFICE_HOURS = Hours(mon=_OFFICE, tue=_OFFICE, wed=_OFFICE, thu=_OFFICE, fri=_OFFICE)


class Team(Section):
    """When someone is there to answer."""

    hours: Hours = OFFICE_HOURS
    public_holidays: bool = True
    """Of the brand's country."""
    closed: tuple[date, ...] = ()
    """Further closed days."""

    @model_validator(mode="after")
    def _opens(self) -> Self:
        if not any(getattr(self.hours, day) for day in DAYS):
            raise ValueError(
                'hours: at least one day must have opening hours, such as mon = ["09:00-18:00"]'
            )
        return self


class Bundles(Section):
    """Hours at which what is not urgent is shown together, in the brand's zone."""

    grouped: tuple[Hour, ...] = (time(9, 30), time(15, 0))
    """Hours at which what can wait is shown together."""
    triage: Hour = time(9, 30)
    """The hour of what the bot cannot tell."""
    wins: Hour = time(15, 0)
    """The hour of kind words."""
    shows: int = Field(default=10, ge=1)
    """Stories that a bundle shows; what hurts is shown beyond that."""
    most: int = Field(default=50, ge=1)
    """Of what hurts, at most so many: the gravest."""

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.most < self.shows:
            raise ValueError(
                f"most {self.most} is below shows {self.shows}: what hurts would give its place to"
                " what does not; raise most, or lower shows"
            )
        return self


class Brand(Section):
    """One brand: its names, its people, its facts, its hours."""

    name: Name = Field(min_length=1)
    """How people write the brand."""
    names: tuple[Name, ...] = ()
    """Other ways it is written."""
    handles: tuple[Handle, ...] = ()
    """Its accounts on the networks, such as @acme."""
    own_sites: tuple[str, ...] = ()
    """Hosts; a mail from an address there is yours, too."""
    context: tuple[str, ...] = ()
    """Words that make a doubtful mention ours."""
    not_us: tuple[str, ...] = ()
    """Words or example texts about something else of the same name."""
    exclude: Queries = ()
    """Queries, or words: what one of them finds is never stored, save on your own pages and in reviews of you."""
    mute: Queries = ()
    """Queries: what one of them finds is stored, and told and counted nowhere while the query stands here; danger, a claimed right and the press always are."""
    country: str = Field(default=HOME, pattern=r"^[A-Z]{2}$")
    """Its country, in two letters (ISO 3166-1): public holidays, app stores, emergency numbers."""
    languages: tuple[str, ...] = ("fr", "en")
    """What the team reads, ISO 639-1."""
    language: Language = "en"
    """Of alerts and digests."""
    zone: Zone = zone_of(HOME)
    """The time zone of its hours and days; without it, its country's."""
    speaker: str = ""
    """First name that signs drafts: "Camille, from Acme"."""
    contact: str = Field(default="", max_length=120)
    """How people reach you in private where a place has no messages: an address, a number or a page."""
    sheets: str = ""
    """Folder of your own duty sheets, such as safety.fr.toml; relative to config.toml."""
    allowed_gestures: tuple[str, ...] = ()
    """What a draft may promise."""
    hold: bool = False
    """A crisis: routine advice stops."""
    team: Team = Team()
    people: People = People()
    fact: tuple[Fact, ...] = ()
    objective: tuple[Objective, ...] = ()
    community: tuple[Community, ...] = ()
    event: tuple[Event, ...] = ()
    place: tuple[Place, ...] = ()
    slack: Slack = Slack()
    digest: DigestTime = DigestTime()
    bundles: Bundles = Bundles()
    thresholds: Thresholds = Thresholds()
    costs: Costs = Costs()
    due: Due = Due()
    voice: Voice = Voice()
    _own: Own = Own()
    _expired: tuple[Fact, ...] = ()
    _file: "Brand | None" = None

    @property
    def own(self) -> Own:
        """The duty sheets in force, the brand's own before ours, and its own replies."""
        return self._own

    @property
    def expired(self) -> tuple[Fact, ...]:
        """Facts past their date, where `at` took them out of those that hold."""
        return self._expired

    def at(self, now: datetime) -> "Brand":
        """The same brand with the facts that hold on this day in its zone."""
        day = now.astimezone(self.tz).date()
        if all(one.holds_on(day) for one in self.fact):
            return self
        holds = tuple(one for one in self.fact if one.holds_on(day))
        told = self.model_copy(update={"fact": holds})
        told._expired = tuple(one for one in self.fact if not one.holds_on(day))
        return told

    @property
    def written(self) -> "Brand":
        """The brand as the file has it, without what leads said in Slack."""
        return self._file or self

    def over(self, file: "Brand") -> "Brand":
        """The same brand, which in the file is another."""
        told = self.model_copy()
        told._file = file
        return told

    def with_own(self, own: Own) -> "Brand":
        """The same brand with the duty sheets and the replies of its folders."""
        told = self.model_copy()
        told._own = own
        return told

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every way the brand is written, its name first."""
        return (self.name, *self.names)

    @property
    def tz(self) -> ZoneInfo:
        """The brand's time zone."""
        return ZoneInfo(self.zone)

    @model_validator(mode="after")
    def _clock_is_the_countrys(self) -> Self:
        if "zone" not in self.model_fields_set:
            self.__dict__["zone"] = zone_of(
                self.country
            )  # frozen; it stays a key that is not written
        return self

    @model_validator(mode="after")
    def _places_are_told_apart(self) -> Self:
        tell_apart(self.place, self.all_names)
        return self

    @model_validator(mode="after")
    def _facts_have_their_own_ids(self) -> Self:
        ids = [fact.id for fact in self.fact]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"fact: the id {', '.join(twice)} is used twice")
        return self

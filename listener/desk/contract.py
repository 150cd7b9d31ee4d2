"""The contract of an act: a frozen model of what a person does, and one way to do it.

An act is a file of acts/ with one class whose `name` is the file's; found.py finds it. Doors (the
command line, Slack) build the model, say who presses it, and tell what came of it; all else is here:

    model = act("take")(mention=12, seen="1.REPAIR.0", event="Ev0123")
    done = model.apply(desk, Who(by="U012AB", name="Léa", door="slack"), now)
    done.said(lang, zone)     # one sentence for the one who pressed
    act("take").offered(state)   # does it stand on this card now?
"""

import json
from abc import ABC
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from listener import words
from listener.desk.lines import lines
from listener.guard.plain import one_line, plain
from listener.settings.brand import Brand
from listener.store.room import Entry, Room
from listener.store.states import State
from listener.store.store import Store
from listener.store.tables import ActRow
from listener.words import say
from listener.words.whose import Theirs

Door = Literal["shell", "slack", "web"]
Outcome = Literal[
    "done",  # it is written
    "already",  # the same was done before: by the same person, or the very same event
    "taken",  # somebody else was faster: `by` says who
    "old",  # the card that was pressed shows what is not so any more
    "not_now",  # it does not stand on this card
    "leads",  # only those of [brand.people] leads may
    "warned",  # not yet: `doubts` say what speaks against it; it is done when asked for anyway
    "missing",  # there is no such mention, or act
    "cannot",  # `why` says in words what stands in its way
]
OK = frozenset({"done", "already"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What acts work on: the rows, and whose they are."""

    store: Store
    brands: Mapping[str, Brand]


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody at a door."""

    by: str  # who that is there: an id of Slack, a name of the shell; what `leads` lists
    name: str  # as people call them
    door: Door

    def __post_init__(self) -> None:
        """A name is of others' making: nothing in it turns or hides what stands beside it."""
        object.__setattr__(self, "name", one_line(self.name) or self.by)

    def leads(self, brand: Brand) -> bool:
        """May they do what only leads may? With no lead listed whoever has the shell may, and nobody else."""
        listed = {one.casefold() for one in brand.people.leads}
        if not listed:
            return self.door == "shell"
        return self.by.casefold() in listed


@dataclass(frozen=True, slots=True)
class Here:
    """What an act finds: the room it writes in, how the mention stands, who does it, and whose it is."""

    room: Room
    state: State | None  # None: it is of no mention, or of one that is not decided
    who: Who
    brand: Brand
    ahead: tuple[int, ...] = ()  # what Act.ahead found; meanwhile it may be so no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of an act."""

    outcome: Outcome
    name: str  # of the act
    act: int | None = None  # its row: for undo, within 24 h; of `missing` the one that is not there
    who: str = ""  # who did it first: of `already` and `taken`
    at: datetime | None = None  # and when
    why: str = ""  # a key of words: of `cannot`, of `leads`; of `done` which way, of `taken` how
    doubts: tuple[str, ...] = ()  # of `warned`, in the brand's language; they quote others' words
    leads: tuple[str, ...] = ()  # who may, of `leads`: as the settings list them
    mentions: tuple[int, ...] = ()  # that it lists, of `fixed`
    state: State | None = None  # how the mention stands after it, with the version to show
    before: State | None = None  # how it stood, of `done`

    @property
    def is_ok(self) -> bool:
        """Is it as the person wants it?"""
        return self.outcome in OK

    def said(self, lang: str, zone: tzinfo, called: Mapping[str, str] | None = None) -> Theirs:
        """One sentence for whoever did it; names are others' words.

        `called` says how people call those whom the settings list by an id.
        """
        at = words.date_time(lang, self.at, zone) if self.at else ""
        match self.outcome:
            case "leads":
                return Theirs(self._said_of_leads(lang, called or {}))
            case "already" if self.name == "undo" and at:
                return Theirs(say(lang, "act.undone_already", who=self.who, at=at))
            case "missing" if self.act:
                return Theirs(say(lang, "act.no_act", act=str(self.act)))
            case "taken" if self.why:
                return Theirs(say(lang, f"act.taken_{self.why}", at=at))
            case "cannot":
                return Theirs(say(lang, f"act.cannot.{self.why}", who=self.who))
            case "warned":
                return Theirs(say(lang, "act.warned", what=" · ".join(self.doubts)))
            case "done":
                way = f"{self.name}_{self.why}" if self.why else self.name
                return Theirs(say(lang, f"act.done.{way}", n=len(self.mentions)))
            case "already" | "taken" if not at:
                return Theirs(say(lang, "act.so_already"))
            case "taken" if self.name in ("take", "hand_over"):
                return Theirs(say(lang, "act.has_it", who=self.who, at=at))
            case other:
                return Theirs(say(lang, f"act.{other}", who=self.who, at=at))

    def _said_of_leads(self, lang: str, called: Mapping[str, str]) -> str:
        """Why only a lead may, and who they are."""
        why = say(lang, f"act.lead.{self.why}")
        if not self.leads:
            return say(lang, "act.no_lead", why=why)
        who = ", ".join(called.get(one, one) for one in self.leads)
        return say(lang, "act.leads", why=why, who=who)


class Act(BaseModel, ABC):
    """Something a person does; safe to receive twice."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: ClassVar[str]  # the file's
    is_button: ClassVar[bool] = True  # does it stand on a card? Else it is asked for elsewhere
    is_early: ClassVar[bool] = False  # may it be done on what is not decided yet?
    has_line: ClassVar[bool] = True  # does its thread say that it was done?
    needs: ClassVar[tuple[str, ...]] = ()  # fields that a person is asked for first
    of_leads: ClassVar[tuple[str, ...]] = ()  # fields that nobody else is asked for

    mention: int = Field(default=0, ge=0, lt=2**31)  # that the card shows; 0: all of a brand
    seen: str | None = Field(default=None, max_length=80)  # State.version of the card; None: any
    event: str | None = Field(default=None, min_length=1, max_length=200)  # id of what came in

    @field_validator("*", mode="before")
    @classmethod
    def _is_plain(cls, value: object) -> object:
        """Whatever the door, no words with control characters are kept; PostgreSQL refuses some."""
        return plain(value) if isinstance(value, str) else value

    @classmethod
    def offered(cls, state: State) -> bool:
        """Does it stand on this card now?"""
        return state.is_open

    def for_leads(self, state: State | None) -> str:  # noqa: ARG002
        """Why only a listed lead may do it, as a key of words under act.lead; "": anybody may."""
        return ""

    @classmethod
    def back_for_leads(cls, here: Here, row: ActRow) -> str:  # noqa: ARG003
        """The same of taking it back where somebody else did it; `row` is what was done."""
        return ""

    def fits(self, state: State) -> bool:
        """May it be done now? Some may where no card offers them."""
        return self.offered(state)

    def lost(self) -> Done:
        """What is told where there is nothing to do it on."""
        return self.told("missing")

    def ahead(self, desk: Desk, at: datetime) -> tuple[int, ...]:  # noqa: ARG002
        """Mentions that it takes long to find: they are found before the transaction."""
        return ()

    def before(self, here: Here) -> Done | None:  # noqa: ARG002
        """What keeps it from being done: it was already, or somebody else did. Asked before the version."""
        return None

    def at_last(self, here: Here) -> Done | None:  # noqa: ARG002
        """What keeps it from being done though this person may do it now: asked after all else."""
        return None

    def way(self, here: Here) -> str:  # noqa: ARG002
        """Of an act that may end in several ways: which it was, as the end of the key of its words."""
        return ""

    def change(self, here: Here) -> tuple[int, ...]:  # noqa: ARG002
        """Do it, through the room alone; the mentions that it lists."""
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """What its line in the thread is filled with, beside who; kept in its row. No text of an answer."""
        return {}

    def apply(self, desk: Desk, who: Who, at: datetime) -> Done:
        """Do it in one transaction with its row, or say why not. Raises StoreError."""
        ahead = self.ahead(desk, at)
        with self._room(desk, at) as room:
            if known := room.known(self.event):
                return self.told("already", row=known)
            state = room.state()
            brand = desk.brands.get(room.brand)
            is_there = state is not None or (self.is_early and room.mention is not None)
            if brand is None or (self.mention and not is_there):
                return self.lost()
            here = Here(room, state, who, brand, ahead)
            if kept := self.before(here):
                return kept
            if state and self.seen not in (None, state.version):
                return self.told("old", state=state)
            if state and not self.fits(state):
                return self.told("not_now", state=state)
            if kept := self.kept_for_leads(here, self.for_leads(state)) or self.at_last(here):
                return kept
            act = room.begin(
                Entry(
                    name=self.name,
                    who=who.name,
                    by=who.by,
                    door=who.door,
                    event_id=self.event,
                    said=json.dumps(self.values(here), ensure_ascii=False),
                )
            )
            listed = self.change(here)
            for line in lines(room, brand, act, until=self.until()):
                if self.is_told(here):
                    room.add_notice(line)
            way = self.way(here)
            done = self.told("done", act=act, why=way, mentions=listed, state=room.state())
            return replace(done, before=state)

    def kept_for_leads(self, here: Here, why: str) -> Done | None:
        """The refusal of what only a lead may do, with its reason and who they are; None: go on."""
        if not why or here.who.leads(here.brand):
            return None
        return self.told("leads", why=why, leads=here.brand.people.leads, state=here.state)

    def is_told(self, here: Here) -> bool:  # noqa: ARG002
        """Does its thread, or the channel, say that it was done?"""
        return self.has_line

    def until(self) -> datetime | None:
        """When what it began is over by itself, which is then told."""
        return None

    def told(
        self,
        outcome: Outcome,
        *,
        act: int | None = None,
        row: ActRow | None = None,
        who: str | None = None,
        at: datetime | None = None,
        why: str = "",
        leads: tuple[str, ...] = (),
        mentions: tuple[int, ...] = (),
        state: State | None = None,
    ) -> Done:
        """What came of it; `row` is the act that was first."""
        return Done(
            outcome=outcome,
            name=self.name,
            act=act if row is None else row.id,
            who=who or (row.who if row else ""),
            at=at or (row.at if row else None),
            why=why,
            leads=leads,
            mentions=mentions,
            state=state,
        )

    def was(self, row: ActRow | None, here: Here) -> Done:
        """It was done before, by the same person or by somebody else."""
        is_same = row is not None and row.by == here.who.by
        return self.told("already" if is_same else "taken", row=row, state=here.state)

    @contextmanager
    def _room(self, desk: Desk, at: datetime) -> Iterator[Room]:
        with desk.store.acting(self.mention, at) as room:
            yield room

"""That's wrong: a person's word on what the bot read."""

import json
from typing import ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from listener.desk.contract import Act, Done, Here, Outcome
from listener.store.states import State
from listener.store.tables import ActRow
from models.base import JUDGED, TASKS

Tag = Literal["form", "tone", "intent", "sponsorship", "risk", "not_us", "spam"]
ABOUT = "about"  # the task whose labels are not_us and spam: it is about no brand of ours
OFF = ("not_us", "spam")
RAISE = ("risk", "form")  # tags that can make a danger of what was none
TAGS = tuple(tag for tag in get_args(Tag) if tag not in OFF)  # that have labels


def labels(tag: str) -> tuple[str, ...]:
    """What a person may say it is; nothing where the tag says it all."""
    return () if tag in OFF else tuple({**TASKS, **JUDGED}[tag])


def _is_down(tag: str, label: str) -> bool:
    """Does it say that there is no danger to us?"""
    return tag in OFF or (tag, label) in (("risk", "none"), ("form", "off"))


class Correct(Act):
    """It counts at once: the mention is decided anew. What is not us may teach an author or a phrase."""

    name: ClassVar[str] = "correct"
    needs: ClassVar[tuple[str, ...]] = ("tag", "label")
    of_leads: ClassVar[tuple[str, ...]] = ("author", "phrase")

    tag: Tag
    label: str = Field(default="", max_length=40)  # of the tag's labels; "" of not_us and spam
    author: bool = False  # of not_us and spam: so is all that this author writes
    phrase: str = Field(default="", max_length=200)  # of not_us: so is all that says this

    @model_validator(mode="after")
    def _fits(self) -> Self:
        allowed = labels(self.tag)
        if self.label not in (allowed or ("",)):
            told = ", ".join(allowed) if allowed else "none"
            raise ValueError(f"label: of {self.tag} it is one of: {told}")
        if (self.author or self.phrase) and self.tag not in OFF:
            raise ValueError("author and phrase go with not_us and spam alone")
        return self

    @classmethod
    def offered(cls, state: State) -> bool:  # noqa: ARG003
        """See Act. What is closed may be wrong, too."""
        return True

    def for_leads(self, state: State | None) -> str:
        """See Act. It may stand a danger down."""
        if state and state.is_danger and _is_down(self.tag, self.label):
            return "danger"
        return "silence" if self.author or self.phrase else ""

    @classmethod
    def back_for_leads(cls, here: Here, row: ActRow) -> str:
        """See Act. Without a word that raised a danger it is none; who takes back that it is none raises it."""
        said = json.loads(row.said)
        if any(was["kind"] == "order" for was in json.loads(row.changed)):
            return "silence"
        if said["tag"] not in RAISE or _is_down(said["tag"], said["label"]):
            return ""
        m = here.room.mention
        is_unread = m is not None and m.stage != ""  # what comes of that word is not known yet
        is_danger = here.state is not None and here.state.is_danger
        return "danger" if said["tag"] == "risk" or is_danger or is_unread else ""

    def before(self, here: Here) -> Done | None:
        """See Act."""
        known = here.room.corrected(self._task)
        if known is None or known.label != self._label or self.author or self.phrase:
            if self.author and not (here.state and here.state.has_author):
                return self.told("cannot", why="no_author", state=here.state)
            return None
        outcome: Outcome = "already" if known.who == here.who.name else "taken"
        return self.told(outcome, who=known.who, at=known.at, state=here.state)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        here.room.correct(self._task, self._label, here.who.name)
        if self.author and here.room.mention:
            here.room.set_order("not_us_author", here.room.mention.author_id, value=self.tag)
        if self.phrase:
            here.room.set_order("not_us_phrase", " ".join(self.phrase.split()), value=self.tag)
        return ()

    def values(self, here: Here) -> dict[str, str]:  # noqa: ARG002
        """See Act."""
        return {"tag": self.tag, "label": self.label}

    @property
    def _task(self) -> str:
        return ABOUT if self.tag in OFF else self.tag

    @property
    def _label(self) -> str:
        return self.label or self.tag

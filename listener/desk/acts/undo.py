"""Undo: what an act of the last day changed is as it was before."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import Field

from listener.desk.contract import Act, Desk, Done, Here
from listener.desk.found import acts
from listener.store.room import Room
from listener.store.states import State
from listener.store.undoing import newer, put_back, undone_by

FOR = timedelta(hours=24)
# What cannot be taken back, with the words why.
_FOR_GOOD = {"undo": "undo_undo", "draft": "undo_draft"}


def goes_back(name: str) -> bool:
    """Is an act of this name one that can be undone?"""
    return name not in _FOR_GOOD


class Undo(Act):
    """For 24 hours, and only where nothing was done since that stands on it."""

    name: ClassVar[str] = "undo"
    is_button: ClassVar[bool] = False

    act: int = Field(ge=1, lt=2**31)

    @classmethod
    def offered(cls, state: State) -> bool:  # noqa: ARG003
        """See Act."""
        return True

    def before(self, here: Here) -> Done | None:
        """See Act."""
        row = here.room.row(self.act)
        if row is None:
            return self.lost()
        if row.undone_at is not None:
            return self.told(
                "already", row=undone_by(here.room, self.act), at=row.undone_at, state=here.state
            )
        if row.name in _FOR_GOOD:
            return self.told("cannot", why=_FOR_GOOD[row.name], state=here.state)
        if here.room.at - row.at > FOR:
            return self.told("cannot", why="too_late", state=here.state)
        if since := newer(here.room, row):
            return self.told("cannot", why="done_since", row=since, state=here.state)
        if row.by.casefold() == here.who.by.casefold():
            return None
        kind = acts().get(row.name)  # None: of another release
        return self.kept_for_leads(here, kind.back_for_leads(here, row)) if kind else None

    def lost(self) -> Done:
        """See Act."""
        return self.told("missing", act=self.act)

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        if row := here.room.row(self.act):
            put_back(here.room, row)
        return ()

    def is_told(self, here: Here) -> bool:
        """See Act. Where nobody was told of what was done, nobody is told that it is taken back."""
        row = here.room.row(self.act)
        kind = acts().get(row.name) if row else None  # None: of another release
        return kind is None or kind.has_line

    def values(self, here: Here) -> dict[str, str]:
        """See Act."""
        row = here.room.row(self.act)
        return {"act": str(self.act), "undone": row.name if row else ""}

    @contextmanager
    def _room(self, desk: Desk, at: datetime) -> Iterator[Room]:
        row = desk.store.act(self.act)
        is_of_brand = row is not None and row.mention_id is None
        with (
            desk.store.acting_on(row.brand, at)
            if row and is_of_brand
            else desk.store.acting((row.mention_id if row else 0) or 0, at)
        ) as room:
            yield room

"""This is what we answer."""

from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from connectors.kit.genres import genre_facts
from listener.advice.leaves import PRESS, facts_of
from listener.desk.closing import closed_before
from listener.desk.contract import Act, Done, Here, Who
from listener.desk.lines import in_threads
from listener.desk.writing import RECENT, Wanted, doubts
from listener.figures.edits import distance
from listener.notices.approved import Approved
from listener.settings.brand import Brand
from listener.store import approving
from listener.store.approved import is_same
from listener.store.drafting import NAMES
from listener.store.states import State
from listener.store.tables import ActRow, DecisionRow, MentionRow

MOST = 9_000  # characters: one message of Slack holds them whole
_HARD = "personal_data"  # the check that nobody passes in public


class ApproveDraft(Act):
    """A text is approved as the answer: it stands alone in the thread, for whoever sends it. Nothing is
    sent, and nothing closed.
    """

    name: ClassVar[str] = "approve_draft"
    is_button: ClassVar[bool] = False  # it is asked for in the draft's window
    needs: ClassVar[tuple[str, ...]] = ("text",)

    text: str = Field(default="", max_length=MOST)  # "": the draft as it stands
    # That it came from; "": none, or the first where no text is told.
    draft: Literal["", "A", "B", "C"] = ""
    anyway: bool = False  # whatever speaks against it

    def for_leads(self, state: State | None) -> str:
        """See Act. What the press or a crisis is told."""
        return _for_leads(state)

    def kept_for_leads(self, here: Here, why: str) -> Done | None:
        """See Act. Where one lead alone is listed, who else could give the second word?"""
        if here.state and self._goes_on(here) and is_second(here.state, here.who, here.brand):
            return None
        return super().kept_for_leads(here, why)

    @classmethod
    def back_for_leads(cls, here: Here, row: ActRow) -> str:  # noqa: ARG003
        """See Act."""
        return _for_leads(here.state)

    def before(self, here: Here) -> Done | None:
        """See Act."""
        if closed := closed_before(self, here):
            return closed
        said, known = self._said(here), here.state.approved if here.state else None
        if not said:
            return self.told("cannot", why="no_draft", state=here.state)
        if known is None or not is_same(known.text, said):
            return None
        if here.who.by in known.by:
            return self.told("already", who=here.who.name, at=known.at, state=here.state)
        if known.is_last:
            return self.told("taken", who=known.who[-1], at=known.at, state=here.state)
        return None

    def at_last(self, here: Here) -> Done | None:
        """See Act: what the text promises, whom it names, whether it is finished."""
        found = approving.decided(here.room)
        if found is None:
            return None
        recent = approving.recent(here.room, RECENT)
        told = doubts(
            self._said(here),
            Wanted.of(*found, here.brand, approving.vector(here.room)),
            here.brand.at(here.room.at),
            recent,
        )
        if _is_public(*found) and any(one.id == _HARD for one in told):
            return self.told("cannot", why="private_data", state=here.state)
        if self.anyway or not told:
            return None
        warned = self.told("warned", state=here.state)
        return replace(warned, doubts=tuple(one.why for one in told))

    def way(self, here: Here) -> str:
        """See Act."""
        state = here.room.state()
        is_last = state is None or state.approved is None or state.approved.is_last
        if is_last:
            return ""
        return "waits_anyone" if _is_anyones(here) else "waits"

    def change(self, here: Here) -> tuple[int, ...]:
        """See Act."""
        if here.state is None:
            return ()
        said, is_last = self._said(here), self._left(here) == 0
        approving.approve(
            here.room,
            approving.Approval(
                leaf=here.state.leaf,
                n=self._n(here),
                text=said,
                edited=self._edited(here),
                who=here.who.name,
                by=here.who.by,
                is_last=is_last,
            ),
        )
        act = here.room.act_id
        hung = in_threads(here.room, here.brand, key=f"approved:{act}", class_="approved")
        for envelope, under in hung if is_last else ():
            here.room.add_notice(Approved(envelope=envelope, act=act, hangs_under=under))
        return ()

    def values(self, here: Here) -> dict[str, str]:
        """See Act."""
        n, edited = self._n(here), self._edited(here)
        told = {"draft": NAMES[n - 1] if n else "", "left": str(self._left(here))}
        if _is_anyones(here):
            told["only_lead"] = "second" if self._goes_on(here) else "first"
        return told | ({} if edited is None else {"edited": f"{edited:.3f}"})

    def _left(self, here: Here) -> int:
        """How many people have to approve it after this one."""
        if here.state is None:
            return 0
        known = here.state.approved
        before = set(known.by) if known and self._goes_on(here) else set()
        return max(0, here.state.approvers - len(before | {here.who.by}))

    def _goes_on(self, here: Here) -> bool:
        """Is it the text that somebody approved before?"""
        known = here.state.approved if here.state else None
        return known is not None and is_same(known.text, self._said(here))

    def _n(self, here: Here) -> int:
        """The draft that it came from; 0 for none. Who approves what another did takes it over."""
        known = here.state.approved if here.state else None
        if known and self._goes_on(here):
            return known.n
        if self.draft:
            return 1 + NAMES.index(self.draft)
        return 0 if self.text.strip() else self._first(here)

    def _said(self, here: Here) -> str:
        """The text, without what stands around it."""
        if said := self.text.strip():
            return said
        wanted = 1 + NAMES.index(self.draft) if self.draft else self._first(here)
        return self._drafts(here).get(wanted, "").strip()

    def _first(self, here: Here) -> int:
        return next(iter(self._drafts(here)), 0)

    def _drafts(self, here: Here) -> dict[int, str]:
        """The drafts that were not rejected, by their number."""
        rows = approving.drafts_of(here.room)
        return {row.n: row.text for row in rows if row.rejected_at is None and row.text}

    def _edited(self, here: Here) -> float | None:
        n = self._n(here)
        rows = {row.n: row.text for row in approving.drafts_of(here.room)}
        return distance(rows[n], self._said(here)) if n in rows else None


def is_second(state: State, who: Who, brand: Brand) -> bool:
    """Did the only lead that is listed approve, and is this one to give the second word?"""
    known = state.approved
    if known is None or known.is_last or len(leads := _leads(brand)) != 1:
        return False
    before = {one.casefold() for one in known.by}
    return leads <= before and who.by.casefold() not in before


def _is_anyones(here: Here) -> bool:
    """Is the second word anybody's, because one lead alone is listed?"""
    return bool(_for_leads(here.state)) and len(_leads(here.brand)) == 1


def _leads(brand: Brand) -> set[str]:
    return {one.casefold() for one in brand.people.leads}


def _for_leads(state: State | None) -> str:
    return "approve" if state and (state.is_danger or state.leaf in PRESS) else ""


def _is_public(m: MentionRow, _: str | None, decision: DecisionRow) -> bool:
    """May others read the answer? What came to us alone is answered to its writer alone."""
    return facts_of(decision.leaf).reply == "public" and not genre_facts(m.genre).is_letter

"""The room in which one act is done: what it asks, what it writes, and what was before."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from listener.store.approved import read_back
from listener.store.inserting import Inserting
from listener.store.outgoing import Outgoing, columns
from listener.store.states import State, state_of
from listener.store.tables import (
    ActRow,
    AnswerRow,
    CorrectionRow,
    MentionRow,
    NoticeRow,
    OrderRow,
    StateRow,
)
from listener.store.waits import waits

Value = str | int | None
UNLINKED = "act:"  # how the address of an answer begins whose address nobody told


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The row of an act, before it is one; ActRow says what its columns mean."""

    name: str
    who: str
    by: str
    door: str
    event_id: str | None
    said: str


@dataclass
class Room:
    """Where one act is done: its transaction, and what it changed so far."""

    store: Inserting
    session: Session
    brand: str
    at: datetime
    mention: MentionRow | None
    act: ActRow | None = None
    changed: list[Mapping[str, Value]] = field(default_factory=list)  # the newest last

    def known(self, event_id: str | None) -> ActRow | None:
        """The act that came of an event before."""
        if event_id is None:
            return None
        query = select(ActRow).where(col(ActRow.event_id) == event_id)
        return self.session.exec(query).first()

    def state(self) -> State | None:
        """How the mention stands now."""
        return state_of(self.session, self.mention) if self.mention else None

    def begin(self, entry: Entry) -> int:
        """Write the act's row; what it changes is done after that, and counted in it."""
        self.act = ActRow(
            brand=self.brand,
            mention_id=self.mention.id if self.mention else None,
            name=entry.name,
            who=entry.who,
            by=entry.by,
            door=entry.door,
            event_id=entry.event_id,
            at=self.at,
            said=entry.said,
            changed="[]",
        )
        self.session.add(self.act)
        self.session.flush()
        if self.mention:
            row = self.state_row(self.mention.id or 0)
            row.version += 1
            self.session.add(row)
        return self.act.id or 0

    def set_state(self, *, of: int | None = None, **values: str | datetime | None) -> None:
        """Change how a mention stands: this one, or another."""
        row = self.state_row(of or self.id)
        before: dict[str, Value] = {"kind": "state", "mention": row.mention_id}
        for name, value in values.items():
            before[name] = _told(getattr(row, name))
            setattr(row, name, value)
        if of:
            row.version += 1
        self.session.add(row)
        self.was(before)

    def order(self, what: str, key: object = "") -> OrderRow | None:
        """What holds of something; its time may be over."""
        query = select(OrderRow).where(
            col(OrderRow.brand) == self.brand,
            col(OrderRow.what) == what,
            col(OrderRow.key) == str(key),
        )
        return self.session.exec(query).first()

    def set_order(
        self, what: str, key: object = "", *, value: str = "", until: datetime | None = None
    ) -> None:
        """Let something hold until it is undone, or until a time."""
        row = self.order(what, key)
        before: dict[str, Value] = {"kind": "order", "what": what, "key": str(key), "was": 0}
        if row:
            before |= {"was": row.act_id, "value": row.value, "until": _told(row.until)}
        else:
            row = OrderRow(brand=self.brand, what=what, key=str(key), act_id=0)
        row.value, row.until, row.act_id = value, until, self.act_id
        self.session.add(row)
        self.session.flush()
        self.was(before)

    def correct(self, task: str, label: str, who: str) -> None:
        """A person's word on one task: the mention is decided anew."""
        row = CorrectionRow(mention_id=self.id, task=task, label=label, who=who, at=self.at)
        self.session.add(row)
        self.session.flush()
        self.was({"kind": "correction", "id": row.id})
        self.corrected_by(row.id or 0)

    def answer(self, url: str, text: str, who: str) -> None:
        """The brand's answer, of which a person told us; one that we know already stays as it is."""
        if self._has_answer(url):
            return
        row = AnswerRow(mention_id=self.id, url=url, text=text, who=who, at=self.at)
        self.session.add(row)
        self.session.flush()
        self.was({"kind": "answer", "id": row.id})
        self._read_back([row])

    def told_answer(self) -> AnswerRow | None:
        """The answer that the last act "answered" told of, held."""
        act = self.last("answered")
        found = json.loads(act.changed) if act else []
        ids = [was["id"] for was in found if was["kind"] in ("answer", "answer_more")]
        return self.session.get(AnswerRow, ids[0], with_for_update=True) if ids else None

    def add_to_answer(self, url: str, text: str) -> None:
        """Of the answer that a person told of, where it stands and what was sent, as far as that is missing."""
        row = self.told_answer()
        if row is None:
            return
        self.was({"kind": "answer_more", "id": row.id, "url": row.url, "text": row.text})
        if url and row.url.startswith(UNLINKED) and not self._has_answer(url):
            row.url = url
        has_new_text = bool(text and not row.text)
        row.text = row.text or text
        self.session.add(row)
        self.session.flush()
        self._read_back([row] if has_new_text else [])

    def decide_again(self) -> None:
        """Put the mention back to decide, unless a stage has it anyway."""
        self._again()
        self.was({"kind": "decide"})

    def hold_story(self, until: datetime) -> None:
        """What waits to be told of the mention's story waits until then."""
        story = self.mention.story_id if self.mention else None
        query = select(NoticeRow).where(
            col(NoticeRow.story_id) == story,
            col(NoticeRow.state) == "pending",
            col(NoticeRow.class_).not_in(("acted", "approved")),
            col(NoticeRow.next_at) < until,
        )
        for row in self.session.exec(query.order_by(col(NoticeRow.id)).with_for_update()):
            self.was({"kind": "notice", "id": row.id, "next_at": _told(row.next_at)})
            row.next_at = until
            self.session.add(row)

    def add_notice(self, notice: Outgoing) -> None:
        """A message for people."""
        self.store.insert_new(self.session, NoticeRow, columns([notice]))

    def row(self, act_id: int) -> ActRow | None:
        """Another act, held: nobody undoes it meanwhile."""
        query = select(ActRow).where(col(ActRow.id) == act_id).with_for_update()
        return self.session.exec(query).first()

    def last(self, name: str, *, at: datetime | None = None) -> ActRow | None:
        """The newest act of a name on the mention that stands; with `at` the one of that moment."""
        query = select(ActRow).where(
            col(ActRow.mention_id) == self.id,
            col(ActRow.name) == name,
            col(ActRow.undone_at).is_(None),
            col(ActRow.id) != self.act_id,  # the one that is being done
        )
        if at is not None:
            query = query.where(col(ActRow.at) == at)
        return self.session.exec(query.order_by(col(ActRow.id).desc())).first()

    def corrected(self, task: str) -> CorrectionRow | None:
        """What a person said last of one task of the mention."""
        query = select(CorrectionRow).where(
            col(CorrectionRow.mention_id) == self.id, col(CorrectionRow.task) == task
        )
        return self.session.exec(query.order_by(col(CorrectionRow.id).desc())).first()

    def still_wait(self, mention_ids: Collection[int], since: datetime) -> set[int]:
        """Those of these mentions whose authors still want something done."""
        found = waits(self.session, self.brand, since, among=mention_ids)
        return {one.mention for one in found}

    def end(self) -> None:
        """Write down what was before."""
        if self.act:
            self.act.changed = json.dumps(self.changed)
            self.session.add(self.act)

    @property
    def id(self) -> int:
        """The mention's number; 0 where it is about all of a brand."""
        return self.mention.id or 0 if self.mention else 0

    @property
    def act_id(self) -> int:
        """The row of the act; 0 before it is written."""
        return self.act.id or 0 if self.act else 0

    def was(self, before: Mapping[str, Value]) -> None:
        """Remember what was before."""
        self.changed.append(before)

    def state_row(self, mention_id: int) -> StateRow:
        """The row of a mention's state, held; made where there is none."""
        query = select(StateRow).where(col(StateRow.mention_id) == mention_id)
        found = self.session.exec(query.with_for_update()).first()
        if found is None:
            found = StateRow(brand=self.brand, mention_id=mention_id)
            self.session.add(found)
            self.session.flush()
        return found

    def corrected_by(self, correction_id: int) -> None:
        """The newest correction of the mention: it is decided anew."""
        if self.mention:
            self.mention.correction_id = correction_id
            self._again()

    def _has_answer(self, url: str) -> bool:
        there = select(AnswerRow.id).where(
            col(AnswerRow.mention_id) == self.id, col(AnswerRow.url) == url
        )
        return self.session.exec(there).first() is not None

    def _read_back(self, rows: Sequence[AnswerRow]) -> None:
        for known in read_back(self.session, rows):
            was = json.dumps(asdict(known), default=str)
            self.was({"kind": "sent", "id": known.id, "was": was})

    def _again(self) -> None:
        m = self.mention
        if m is None:
            return
        if m.stage == "":
            m.stage = "decide"
        self.session.add(m)


def _told(value: str | datetime | None) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else value

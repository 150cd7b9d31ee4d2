"""Drafts for one mention, in the thread of the message that tells of it."""

from dataclasses import dataclass
from typing import ClassVar, Self

from listener.notices.cards import Card
from listener.notices.contract import Json, Notice, Reading
from listener.notices.parts import Content, Divider, Opens, Points, Proposals, Row, Small, Strong
from listener.notices.sheets import SheetCard
from listener.notices.shown import shown
from listener.store.outgoing import Envelope
from listener.store.telling import head_key
from listener.words import say
from listener.words.whose import Ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts(Notice):
    """What a person may answer a mention."""

    kind: ClassVar[str] = "drafts"
    classes: ClassVar[tuple[str, ...]] = ("drafts",)

    mention: int | None
    hangs_under: str | None  # the key of the message that opened the story
    leaf: str = ""
    is_last: bool = False  # of its leaf under that message: it counts who wants the same

    @property
    def under(self) -> str | None:
        """See Notice."""
        return self.hangs_under

    def to_json(self) -> Json:
        """See Notice."""
        return {
            "mention": self.mention,
            "under": self.hangs_under,
            "leaf": self.leaf,
            "is_last": self.is_last,
        }

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(
            envelope=envelope,
            mention=told.get("mention"),
            hangs_under=told.get("under"),
            leaf=told.get("leaf", ""),
            is_last=told.get("is_last", False),
        )

    def content(self, at: Reading) -> Content | None:
        """See Notice. Drafts that expired stay as they were sent; those of what was deleted may not."""
        with at.store.reader():
            return self._told(at)

    def _told(self, at: Reading) -> Content | None:
        found = shown(at.store, at.brand, at.row, at.now)
        if found is None or (found.deleted and at.row.ts is None):
            return None
        # Under one message that tells many stories, drafts would be a heap.
        if not at.row.thread_ts or self._is_merged(at):
            return None
        if at.row.ts is None and (found.is_done or not found.drafts):
            return None
        if not (found.drafts or found.deleted):
            return self._dropped(at)
        more = at.store.undrafted_like(at.row, self.leaf) if self.is_last else 0
        return drafts_content(found, at.brand.language, more=more)

    def _dropped(self, at: Reading) -> Content | None:
        """People wanted none of them; drafts that expired stay as they were sent."""
        record = at.store.record(self.mention or 0)
        if record is None or not any(one.rejected_at for one in record.suggestions):
            return None
        return Content(parts=(Small(say(at.brand.language, "slack.drafts_dropped")),))

    @staticmethod
    def _is_merged(at: Reading) -> bool:
        told = at.store.notice_of(head_key(at.row))
        return told is not None and told.into_id is not None


def drafts_content(card: Card, lang: str, *, more: int = 0) -> Content:
    """Each draft whole, its sentences, its checks; nothing is sent.

    `more` posts of the story want the same answer, and get no drafts of their own.
    """
    if card.deleted or not card.drafts:
        told = "slack.deleted" if card.deleted else "slack.no_drafts"
        return Content(parts=(Strong(say(lang, told)),))
    if card.sheet:
        return _sheet_content(card, card.sheet, lang)
    title = say(lang, "slack.drafts", n=len(card.drafts))
    alike = (Strong(say(lang, "slack.alike", n=more)),) if more else ()
    approvers = say(lang, "count.approvers", n=card.approvers)
    return Content(
        parts=(
            Strong(title, hint=say(lang, "slack.drafts_hint")),
            *alike,
            Proposals(card.drafts),
            Opens(card),
            Divider(),
            Row("label.benefit", card.benefit),
            Row("label.risk", card.risk),
            Row("label.next_step", card.next),
            Small(say(lang, "slack.approvers", count=approvers)),
        )
    )


def _sheet_content(card: Card, sheet: SheetCard, lang: str) -> Content:
    """The duty sheet whole, with its holding reply."""
    is_holding = any(draft.is_holding for draft in card.drafts)
    key = "sheet.approved" if is_holding else "slack.approvers"
    count = say(lang, "count.approvers", n=card.approvers)
    return Content(
        parts=(
            Strong(say(lang, "sheet.title", kind=sheet.kind), hint=sheet.mind),
            Proposals(card.drafts),
            Small(say(lang, key, count=count)),
            Opens(card),
            Divider(),
            *sheet_parts(sheet, lang),
        )
    )


def sheet_parts(sheet: SheetCard, lang: str) -> tuple[Points, ...]:
    """What stands on a sheet beside its reply."""
    numbers = say(lang, "sheet.numbers", where=sheet.numbers_of)
    by_law = (*sheet.clock, say(lang, "sheet.counsel")) if sheet.clock else ()
    told = (
        Points(say(lang, "sheet.ask"), sheet.ask, are_steps=True),
        Points(numbers, (Ours(" · ".join(sheet.numbers)),) if sheet.numbers else ()),
        Points(say(lang, "sheet.phone"), sheet.phone),
        Points(say(lang, "sheet.keep"), sheet.keep),
        Points(say(lang, "sheet.clock"), by_law),
    )
    return tuple(part for part in told if part.points)

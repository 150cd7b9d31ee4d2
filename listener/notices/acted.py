"""What somebody did about a mention: a small line in the thread of what told of it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from listener import words
from listener.notices.answer_box import answer_box
from listener.notices.contract import Json, Notice, Reading
from listener.notices.parts import Content, Link, Small
from listener.notices.planned import written_words
from listener.settings.brand import Brand
from listener.settings.over import WHERE
from listener.store.outgoing import Envelope
from listener.store.tables import ActRow
from listener.store.telling import TOGETHER
from listener.words import say

APPROVED = "approve_draft"  # the act
_TOGETHER = tuple(f"{class_}:" for class_ in TOGETHER)

# Of an act's values those that have words of their own, with the group of these.
_NAMED = {
    "lane": "lane",
    "kind": "act.kind",
    "what": "act.what",
    "tag": "act.tag",
    "undone": "act.name",
    "setting": "act.setting",
    "about": "about.name",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted(Notice):
    """One act; the card itself is edited beside."""

    kind: ClassVar[str] = "acted"
    classes: ClassVar[tuple[str, ...]] = ("acted",)

    act: int
    hangs_under: str | None
    is_over: bool = False  # what it began ended by itself

    @property
    def under(self) -> str | None:
        """See Notice."""
        return self.hangs_under

    def to_json(self) -> Json:
        """See Notice."""
        return {"act": self.act, "under": self.hangs_under, "over": self.is_over}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice."""
        return cls(
            envelope=envelope,
            act=int(told["act"]),
            hangs_under=told.get("under"),
            is_over=bool(told.get("over")),
        )

    def content(self, at: Reading) -> Content | None:
        """See Notice. What was undone before it was told is not told."""
        if (
            self.hangs_under and not at.row.thread_ts
        ):  # nobody reads a line that hangs under nothing
            return None
        row = at.store.act(self.act)
        if row is None or row.undone_at is not None:
            return None
        if self.is_over:
            state = at.store.state(row.mention_id or 0)
            if state is None or not state.is_open:
                return None
            return Content(parts=(Small(self._of(row, say(at.brand.language, "act.line.over"))),))
        line = self._of(row, act_line(row, at.brand))
        return Content(parts=(_with_link(line, row, at) or Small(line),))

    def _of(self, row: ActRow, line: str) -> str:
        """Under a message of several stories it says which one."""
        is_of_many = (self.hangs_under or "").startswith(_TOGETHER)
        return f"#{row.mention_id} · {line}" if is_of_many else line


def _with_link(line: str, row: ActRow, at: Reading) -> Link | Small | None:
    """Under an answer that is approved: where it is to be sent."""
    if row.name != APPROVED or json.loads(row.said or "{}").get("left") != "0":
        return None
    m = at.store.mentions([row.mention_id or 0]).get(row.mention_id or 0)
    if m is None or m.deleted_at is not None:
        return None
    if box := answer_box(m.url or m.parent_url, m.genre, at.brand):
        return Link(box, say(at.brand.language, "slack.answer_here"), before=line)
    if m.genre == "mail":
        return Small(f"{line} {say(at.brand.language, 'slack.answer_mail')}")
    return None


def act_line(row: ActRow, brand: Brand) -> str:
    """What an act was, in one line, with who did it; names and reasons are others' words."""
    lang = brand.language
    told: dict[str, str] = json.loads(row.said)
    if told.get("label"):
        told["label"] = _label(lang, told["tag"], told["label"])
    if "until" in told:
        told["until"] = words.date_time(lang, datetime.fromisoformat(told["until"]), brand.tz)
    if row.name == "describe":
        told["told"] = about_words(told["about"], told["told"], lang)
    if row.name == "setting":
        told["text"] = written_words(told["setting"], told["text"], brand, row.at)
    if row.name == "vouch" and told["day"]:
        today = row.at.astimezone(brand.tz).date()
        told["day"] = words.day(lang, date.fromisoformat(told["day"]), today=today)
    if row.name == APPROVED:
        told |= {"how": _how(lang, told), "n": told.get("left", "0")}
    shown = {
        name: words.named(lang, _NAMED[name], value) if name in _NAMED else value
        for name, value in told.items()
    }
    return say(lang, f"act.line.{_form(row.name, told)}", who=row.who, **{"reason": "…"} | shown)


def _form(name: str, told: dict[str, str]) -> str:
    """Which of an act's lines it is."""
    if name == "setting":
        return f"setting_{told['on']}"
    if name == "vouch":
        return "vouch" if told["day"] else "vouch_off"
    if name == "hold":
        return f"hold_{told['hold']}"
    if name == "correct" and not told["label"]:
        return "correct_off"
    if name == APPROVED:
        is_only = told.get("only_lead")  # which word it is where one lead alone is listed
        if told["n"] != "0":
            return f"{name}_waits_anyone" if is_only else f"{name}_waits"
        return f"{name}_second" if is_only == "second" else name
    return "answered_there" if name == "answered" and told["url"] else name


def about_words(what: str, told: str, lang: str) -> str:
    """What was said of the brand, as people read it; of a country its name."""
    if what == "country":
        return words.named(lang, "country", told)
    if not told:
        return say(lang, "about.any" if what in WHERE else "about.none")
    return told


def _label(lang: str, tag: str, label: str) -> str:
    if tag == "risk":
        return say(lang, f"risk_kind.{label}")
    return words.named(lang, tag, label)


def _how(lang: str, told: dict[str, str]) -> str:
    """From which draft an approved answer came, and how far from it it is."""
    if not told.get("draft") or "edited" not in told:
        return say(lang, "act.how.own")
    edited = float(told["edited"])
    if not edited:
        return say(lang, "act.how.same", draft=told["draft"])
    share = words.percent(lang, max(edited, 0.01))
    return say(lang, "act.how.edited", draft=told["draft"], share=share)

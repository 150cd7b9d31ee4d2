"""The window of drafts: one is chosen, edited and approved; what speaks against it stands above it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Self

from listener.channels.slack.look.blocks import alone, quoted, small, words_of
from listener.channels.slack.look.buttons import DRAFT, Pressed
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import pieces
from listener.channels.slack.look.story import quote_of
from listener.channels.slack.look.windows import choice, field, option, window
from listener.notices.cards import Card
from listener.settings.brand import Brand
from listener.store.states import State
from listener.words import say

CALL = "draft"  # the id by which the window comes back
WHICH, TEXT = "which", "draft_text"  # its fields; the second in parts, by what was chosen
OWN, APPROVED, REJECT = "own", "approved", "reject"  # beside the drafts' own names
LONGEST = 3_000  # characters of one field, as Slack has it
QUOTE = 1000  # characters: it is what is being answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the window shows of one mention, and what it carries until it comes back."""

    card: Card
    state: State
    place: str  # where it was pressed, for the way back
    chosen: str = ""  # a draft's name, OWN or APPROVED; "" for the first there is
    text: str | None = None  # as the person has it by now; None: as it was chosen
    notes: Sequence[str] = ()  # what they are to read first
    confirms: str = ""  # the trace of the text that was warned of: sent again it is approved
    is_for_lead: bool = False  # somebody else is to approve it
    is_second: bool = False  # the only lead did, and this one may

    @property
    def texts(self) -> dict[str, str]:
        """What may be chosen, by its name: what others approved comes first."""
        known = self.state.approved
        found = {APPROVED: known.text} if known and known.text else {}
        return found | {draft.name: draft.text for draft in self.card.drafts} | {OWN: ""}

    @property
    def now(self) -> str:
        """The name of what is shown."""
        return self.chosen if self.chosen in self.texts else next(iter(self.texts))

    @property
    def said(self) -> str:
        """The text in its field."""
        return self.texts[self.now] if self.text is None else self.text

    def swapped(self, chosen: str, lang: str) -> Self:
        """The same with another draft, which nobody has read yet."""
        is_draft = chosen not in (OWN, APPROVED)
        note = (say(lang, "press.draft.now", name=chosen),) if is_draft else ()
        return replace(self, chosen=chosen, text=None, notes=note, confirms="")


@dataclass(frozen=True, slots=True)
class Filled:
    """What came back."""

    pressed: Pressed
    chosen: str  # what the text came from
    which: str  # what is chosen by now: another one is to be shown first
    text: str
    confirms: str
    last: str  # the field at which something is said that does not fit

    @classmethod
    def read(cls, carried: str, fields: Mapping[str, str]) -> Self | None:
        """What a window says; None for one that is none of ours."""
        *_, confirms, chosen, value = ["", "", "", *carried.split(" ")]
        pressed = Pressed.read(value)
        if pressed is None or pressed.name != DRAFT:
            return None
        parts = sorted(name for name in fields if name.startswith(f"{TEXT}:"))
        text = "\n".join(fields[name] for name in parts).strip()
        last = parts[0] if parts else f"{TEXT}:{chosen}:0"
        return cls(pressed, chosen, fields.get(WHICH, chosen), text, confirms.strip("-"), last)


def trace(text: str) -> str:
    """What a text is known by where it does not stand; its spaces may be others."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def draft_window(shown: Shown, brand: Brand) -> Block:
    """The window as it is now."""
    lang = brand.language
    pressed = Pressed(DRAFT, shown.state.mention, shown.state.version)
    submit = "press.draft.again" if shown.confirms else "press.button.approve_draft"
    return {
        "type": "modal",
        "callback_id": CALL,
        "private_metadata": f"{shown.place} {shown.confirms or '-'} {shown.now} {pressed}",
        "title": words_of(say(lang, "press.draft.title")),
        "submit": words_of(say(lang, submit)),
        "close": words_of(say(lang, "press.cancel")),
        "blocks": [block for block in _blocks(shown, lang) if block],
    }


def told_window(said: str, text: str, lang: str) -> Block:
    """A sentence in its place, and below it the text that a person wrote, which must not get lost."""
    return {
        "type": "modal",
        "callback_id": CALL,
        "title": words_of(say(lang, "press.draft.title")),
        "close": words_of(say(lang, "press.close")),
        "blocks": [block for block in (quoted(said), *alone(text).blocks) if block],
    }


def reject_window(shown: Shown, brand: Brand) -> Block:
    """Why a draft is no good, and which."""
    lang = brand.language
    pressed = Pressed("reject_draft", shown.state.mention, shown.state.version)
    view = window(pressed, brand, shown.place, is_lead=False)
    names = [(draft.name, say(lang, f"press.draft.{draft.name}")) for draft in shown.card.drafts]
    if len(names) > 1:
        which = choice(lang, "draft", [("all", say(lang, "press.draft.all")), *names])
        which["element"]["initial_option"] = which["element"]["options"][0]
        view["blocks"] = [which, *view["blocks"]]
    return view


def _blocks(shown: Shown, lang: str) -> Iterator[Block | None]:
    for said in _noted(shown, lang):
        yield quoted(said)
    yield quoted(quote_of(shown.card.quote, lang, QUOTE))
    yield small(shown.card.author)
    yield _which(shown, lang)
    if not shown.card.drafts and not shown.state.approved:
        yield small(say(lang, "press.draft.none"))
    for n, part in enumerate(pieces(shown.said, LONGEST)):
        yield _text(shown, lang, n, part)
    yield from _checks(shown, lang)
    yield small(" ".join(_hints(shown, lang)))


def _noted(shown: Shown, lang: str) -> Iterator[str]:
    """What is to be read first: a sentence, or what speaks against the text, point by point."""
    if shown.confirms:
        yield f"⚠ {say(lang, 'press.draft.first')}"
    for note in shown.notes:
        yield f"• {note[:1].upper()}{note[1:]}" if shown.confirms else f"⚠ {note}"


def _which(shown: Shown, lang: str) -> Block | None:
    """Nothing to choose where there is no draft."""
    names = [*shown.texts]
    if len(names) == 1:
        return None
    if shown.card.drafts:
        names.append(REJECT)
    options = [
        option(name, say(lang, f"press.draft.{name}", who=_who(shown.state))) for name in names
    ]
    told = {
        "type": "radio_buttons",
        "options": options,
        "initial_option": options[names.index(shown.now)],
    }
    asked = field(lang, WHICH, told)
    # Slack tells at once what is chosen; where that is lost, the window comes back with it once more.
    return {**asked, "dispatch_action": True, "hint": words_of(say(lang, "press.draft.swaps"))}


def _text(shown: Shown, lang: str, n: int, part: str) -> Block:
    """A field; of a text that is longer than one may hold, several."""
    told: Block = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST}
    if part:
        told["initial_value"] = part
    asked = field(lang, TEXT, told, optional=n > 0)
    if n:
        asked["label"] = words_of(say(lang, "press.field.draft_rest", n=n + 1))
    # By another name Slack shows what it is given, and not what was typed there before.
    return {**asked, "block_id": f"{TEXT}:{shown.now}:{n}"}


def _checks(shown: Shown, lang: str) -> Iterator[Block | None]:
    """Whence a draft comes, and what speaks against it before anybody touched it."""
    if shown.notes:
        return
    for draft in shown.card.drafts:
        if draft.name == shown.now:
            yield small(draft.whence)
            for check, passed, why in draft.checks:
                if not passed:
                    yield small(say(lang, "slack.checks_failed", check=check, why=why))


def _hints(shown: Shown, lang: str) -> Iterator[str]:
    if shown.is_second:
        yield say(lang, "press.draft.second")
    elif shown.is_for_lead:
        yield say(lang, "press.draft.lead")
    elif (left := _left(shown.state)) > 1:
        yield say(lang, "press.draft.needs", n=left)
    yield say(lang, "press.draft.hint")


def _left(state: State) -> int:
    """How many people are still to approve it."""
    known = state.approved
    return state.approvers - (len(known.by) if known and not known.is_last else 0)


def _who(state: State) -> str:
    return ", ".join(state.approved.who) if state.approved else ""

"""The presses on drafts: the window opens, its choice is followed, and what is approved is written before
Slack is answered, so that no text is lost whatever becomes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from listener.channels.slack.look.buttons import Pressed
from listener.channels.slack.look.draft_window import (
    APPROVED,
    REJECT,
    Filled,
    Shown,
    draft_window,
    reject_window,
    told_window,
    trace,
)
from listener.channels.slack.look.message import Block
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.answer import brand_of, said_of, tell, tell_done
from listener.channels.slack.presses.doing import applied, place_of
from listener.channels.slack.presses.reply import Reply
from listener.desk.acts.approve_draft import MOST, ApproveDraft, is_second
from listener.desk.acts.draft import Draft
from listener.desk.contract import Act, Done
from listener.notices.cards import card
from listener.settings.brand import Brand
from listener.store.drafting import NAMES
from listener.words import say

_DRAFTS: Mapping[str, Literal["A", "B", "C"]] = {"A": "A", "B": "B", "C": "C"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack is answered to a window that was sent: with neither it closes."""

    view: Block | None = None  # that takes its place
    errors: Mapping[str, str] | None = (
        None  # by field, which is enough while the window waits for it
    )
    done: Done | None = None  # what was approved


def open_drafts(presser: Presser, pressed: Pressed) -> None:
    """Drafts into the thread, where they are not there yet, and their window to whoever pressed."""
    done = applied(presser, Draft(mention=pressed.mention, event=presser.told.event))
    if done is None:
        tell(presser, say(presser.brand.language, "press.refused.busy"))
    elif not done.is_ok:
        tell(presser, said_of(presser, done, brand_of(presser, done)))
    elif found := _shown(presser, pressed.mention):
        shown, brand = found
        presser.place.workspace.open(presser.told.trigger, draft_window(shown, brand))


def follow(presser: Presser) -> None:
    """Another draft was chosen: it is shown in the place of the first."""
    filled = Filled.read(presser.told.carried, presser.told.fields)
    chosen = presser.told.value
    if filled is None or not (found := _shown(presser, filled.pressed.mention)):
        return
    shown, brand = found
    if chosen == REJECT:
        view = reject_window(shown, brand)
    elif chosen in shown.texts:
        view = draft_window(replace(shown, chosen=chosen), brand)
    else:
        return
    presser.place.workspace.change(presser.told.view, view)


def take(ack: Reply, presser: Presser) -> None:
    """What becomes of a window that was sent. It is written before Slack is answered: a text that is
    refused stays in it.
    """
    filled = Filled.read(presser.told.carried, presser.told.fields)
    if filled is None:
        return
    lang = presser.brand.language
    ack.waits(presser, lambda said: told_window(said, filled.text, lang))
    answer = _sent(presser, filled)
    if answer.errors and ack("errors", errors=answer.errors):
        return
    if answer.view:
        ack.show(answer.view)
        return
    is_in_time = ack()
    done = answer.done
    if done:
        tell_done(presser, done)
    if not is_in_time:  # no call shuts a window
        said = said_of(presser, done, brand_of(presser, done)) if done else say(lang, "act.missing")
        ack.show(told_window(said, "", lang))


def _sent(presser: Presser, filled: Filled) -> Answer:
    found = _shown(presser, filled.pressed.mention)
    if found is None:
        return Answer()
    shown, brand = found
    lang = brand.language
    if filled.which == REJECT:
        return Answer(view=reject_window(shown, brand))
    if filled.which != filled.chosen and filled.which in shown.texts:
        return Answer(view=draft_window(shown.swapped(filled.which, lang), brand))
    kept = replace(shown, chosen=filled.chosen, text=filled.text)
    if wrong := _wrong(filled.text, lang):
        view = draft_window(replace(kept, notes=(wrong,)), brand)
        return Answer(view=view, errors={filled.last: wrong})
    done = applied(presser, _model(presser, filled, shown))
    if done and done.is_ok:
        return Answer(done=done)
    if again := _shown(presser, filled.pressed.mention):  # as it is by now
        kept = replace(kept, card=again[0].card, state=again[0].state)
    return Answer(view=draft_window(_told(presser, kept, done, brand), brand))


def _told(presser: Presser, kept: Shown, done: Done | None, brand: Brand) -> Shown:
    """The window once more, with the text as it was and why it is not approved."""
    if done is None:
        return replace(kept, notes=(say(brand.language, "press.draft.busy"),))
    if done.outcome == "warned":
        return replace(kept, notes=done.doubts, confirms=trace(kept.said))
    if done.outcome == "old":
        return replace(kept, notes=(say(brand.language, "press.draft.old"),))
    return replace(kept, notes=(said_of(presser, done, brand),))


def _model(presser: Presser, filled: Filled, shown: Shown) -> Act:
    known, draft = shown.state.approved, filled.chosen
    if draft == APPROVED:
        draft = NAMES[known.n - 1] if known and known.n else ""
    return ApproveDraft(
        mention=filled.pressed.mention,
        seen=filled.pressed.version,
        event=presser.told.event,
        text=filled.text,
        draft=_DRAFTS.get(draft, ""),
        anyway=filled.confirms == trace(filled.text),
    )


def _shown(presser: Presser, mention: int) -> tuple[Shown, Brand] | None:
    """The drafts as they are now; None for what stands in no channel of this one's brands."""
    record = presser.place.store.record(mention)
    if record is None or record.decision is None or record.state is None:
        return None
    brand = presser.brands.get(record.mention.brand)
    if brand is None:
        return None
    asked, who = ApproveDraft(mention=mention), presser.who
    is_others = bool(asked.for_leads(record.state)) and not who.leads(brand)
    return Shown(
        card=card(record, brand, presser.place.clock()),
        state=record.state,
        place=place_of(presser),
        is_for_lead=is_others,
        is_second=is_others and is_second(record.state, who, brand),
    ), brand


def _wrong(text: str, lang: str) -> str:
    if not text:
        return say(lang, "press.draft.empty")
    if len(text) > MOST:
        return say(lang, "press.draft.long", n=len(text) - MOST, most=MOST)
    return ""

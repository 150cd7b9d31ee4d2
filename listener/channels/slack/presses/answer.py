"""What whoever pressed is told: a sentence that only they see, with a way back where there is one."""

from collections.abc import Sequence
from contextlib import suppress

import structlog
from slack_bolt import Respond

from listener.channels.slack.door.errors import SlackError
from listener.channels.slack.look import limits
from listener.channels.slack.look.blocks import words_of
from listener.channels.slack.look.buttons import link_button, undo_button
from listener.channels.slack.look.message import Block, Message
from listener.channels.slack.look.mrkdwn import cut, line
from listener.channels.slack.presses.admit import Place, Presser, admitted
from listener.channels.slack.presses.heard import Heard
from listener.channels.slack.presses.home import publish
from listener.desk.acts.undo import goes_back
from listener.desk.contract import Done
from listener.settings.brand import Brand
from listener.words import say
from listener.words.whose import Theirs, Words

log = structlog.get_logger()


def tell(presser: Presser, said: Words, *, row: Sequence[Block] = ()) -> None:
    """Say it to them alone; an answer that gets lost is no harm: the card and its thread say it, too."""
    text = cut(line(said), limits.SECTION)
    blocks: list[Block] = [{"type": "section", "text": words_of(text)}]
    if row:
        blocks.append({"type": "actions", "elements": list(row)})
    if presser.is_at_home:
        publish(presser.place, presser.who.by, presser.brands, head=blocks)
        return
    show(presser, Message(text, tuple(blocks)))


def show(presser: Presser, told: Message) -> None:
    """The same of what is longer than a sentence."""
    try:
        presser.place.workspace.tell(
            presser.told.channel, presser.who.by, told.text, list(told.blocks), presser.told.thread
        )
    except SlackError as error:
        log.warning("slack did not take an answer", error=error.code)


def tell_done(presser: Presser, done: Done) -> None:
    """What came of an act; what was done can be taken back."""
    said = said_of(presser, done, brand_of(presser, done))
    tell(presser, said, row=_next(done, presser.brand.language))


def brand_of(presser: Presser, done: Done) -> Brand:
    """The brand of what an act was about, in whose words it is told."""
    return presser.brands.get(done.state.brand, presser.brand) if done.state else presser.brand


def _next(done: Done, lang: str) -> list[Block]:
    """The way back of what was done; of an answer whose address nobody told, the way to tell it."""
    if (act := back_of(done)) is None:
        return []
    back = undo_button(act, lang)
    is_unlinked = done.name == "answered" and done.why == "unlinked"
    return [link_button(done.state, lang), back] if is_unlinked and done.state else [back]


def back_of(done: Done) -> int | None:
    """The act that whoever did it may take back now; None where nothing was done, or for good."""
    return done.act if done.outcome == "done" and goes_back(done.name) else None


def said_of(presser: Presser, done: Done, brand: Brand) -> Theirs:
    """What came of an act, in a sentence; leads by the names that colleagues know."""
    return done.said(brand.language, brand.tz, _called(presser, done.leads))


def _called(presser: Presser, ids: Sequence[str]) -> dict[str, str]:
    """What colleagues call them: by Slack's word, else as they were called when they last did something."""
    found = presser.place.store.called(ids)
    for one in ids:
        with suppress(SlackError):  # a name of the shell, or somebody who left
            found[one] = presser.place.workspace.person(one).name
    return found


def admit(told: Heard, places: list[Place], app_id: str | None, respond: Respond) -> Presser | None:
    """Who pressed or asks; why nothing comes of it is told where Slack gives a way to."""
    presser, refused = admitted(told, places, app_id)
    if refused and told.can_be_told:
        _tell_refused(respond, refused, places[0].lang)
    return presser


def _tell_refused(respond: Respond, why: str, lang: str) -> None:
    """To somebody who may not be told more."""
    text = say(lang, f"press.refused.{why}")
    try:
        respond(text=text, response_type="ephemeral", replace_original=False)
    except Exception as error:  # its address is a secret: the type only
        log.warning("slack did not take an answer", error=type(error).__name__)

"""What a lead says of the brand from App Home: each answer an act; a channel is tried before it counts."""

from contextlib import suppress
from functools import partial

import structlog

from connectors.kit.query.parse import QueryError
from listener.channels.slack.door.errors import SlackError, SlackRefusedError
from listener.channels.slack.look import about as look
from listener.channels.slack.look import blocks
from listener.channels.slack.look.limits import Sheet
from listener.channels.slack.look.message import Message
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.answer import back_of, said_of
from listener.channels.slack.presses.doing import applied, do
from listener.channels.slack.presses.known import called_by
from listener.channels.slack.presses.reply import Reply
from listener.desk.acts.describe import Describe
from listener.desk.acts.propose import LETTERS, Propose
from listener.guard.plain import one_line
from listener.notices.held import remedy
from listener.settings.answers import AnswerError, check_not_us, read_mailbox
from listener.settings.brand import Brand
from listener.settings.over import ABOUT, WHERE, What, read, said
from listener.store.errors import StoreError
from listener.words import say
from listener.words.spoken import spoken

log = structlog.get_logger()


def ask(presser: Presser) -> None:
    """Open the window of one question. Raises SlackError."""
    what, name = look.read(presser.told.value)
    brand = presser.brand_said(name)
    if brand and what in (*ABOUT, look.MAILBOX, look.CHANNEL):
        view = look.window(brand, what, presser.place.errands.mailbox(brand))
        presser.place.workspace.open(presser.told.trigger, view)


def take(ack: Reply, presser: Presser) -> None:
    """What was answered; what does not fit is given back with why."""
    told = presser.told
    _, _, what, name = [*told.carried.split(" ", 3), "", "", "", ""][:4]
    brand = presser.brands.get(name)
    if brand is None:
        ack()
        return
    if what == look.CHANNEL:
        _take_channel(ack, presser, brand)
        return
    written = told.fields.get("text", "")
    if what == look.MAILBOX:
        _take_mailbox(ack, presser, brand, written)
        return
    if what not in ABOUT:
        ack()
        return
    if wrong := _wrong(what, written, brand):
        ack.give_back(presser, {"text": wrong})
        return
    do(presser, Describe(brand=brand.name, what=what, text=written, event=told.event), ack)


def _take_mailbox(ack: Reply, presser: Presser, brand: Brand, written: str) -> None:
    try:
        address = str(read_mailbox(written)["mailbox"])
    except AnswerError as error:
        ack.give_back(presser, {"text": error.words(brand.language)})
        return
    if not address:
        ack()
        return
    model = Propose(brand=brand.name, url=f"{LETTERS}{address}", event=presser.told.event)
    do(presser, model, ack)


def _take_channel(ack: Reply, presser: Presser, brand: Brand) -> None:
    """Try whether we may post there, then let it count. A trial may take long."""
    place, told, lang = presser.place, presser.told, brand.language
    what, channel = told.fields.get("what", ""), told.fields.get("channel", "")
    if what not in WHERE or _wrong(what, channel, brand):
        ack.give_back(presser, {"channel": say(lang, "press.wrong.rest")})
        return
    is_tried = bool(channel) and presser.who.leads(brand) and said(brand, what) != (channel,)
    if is_tried:
        ack.waits(presser, partial(look.told, lang), say(lang, "about.trying"))
    called = f"#{called_by(place, channel)}" if channel else ""
    model = Describe(
        brand=brand.name, what=what, text=channel, called=called[:100], event=told.event
    )
    if not is_tried:
        do(presser, model, ack)
        return
    said_of_it, back = _tried(presser, brand, model)
    ack.show(look.told(lang, said_of_it, back=back))


def _tried(presser: Presser, brand: Brand, model: Describe) -> tuple[str, int | None]:
    """What came of a channel, in words, and the act that can be undone."""
    place, lang, channel = presser.place, brand.language, model.text
    try:
        if not place.store.begin_once(f"about:{model.event}", place.clock()):  # Slack's second time
            return say(lang, "about.twice"), None
    except StoreError as error:
        log.warning("a channel is not taken", error=type(error).__name__)
        return say(lang, "press.refused.busy"), None
    try:
        name = say(lang, f"about.kind.{model.what}")
        hello = say(lang, "about.hello", who=presser.who.name, what=name)
        at = place.workspace.post(channel, _message(hello), None)
    except SlackError as error:
        log.warning("a channel is not taken", error=error.code)
        return _refused(error, channel, lang), None
    done = applied(presser, model)
    if done is None or done.outcome != "done":
        with suppress(SlackError):
            place.workspace.edit(channel, at, _message(say(lang, "about.hello_not")))
    if done is None:
        return say(lang, "press.refused.busy"), None
    return said_of(presser, done, brand), back_of(done)


def _refused(error: SlackError, channel: str, lang: str) -> str:
    """Why we cannot post there, and what to do."""
    if not isinstance(error, SlackRefusedError):
        return say(lang, "press.refused.busy")
    code = "restricted" if error.code.startswith("restricted_action") else error.code
    is_ours = code in ("not_in_channel", "channel_not_found", "is_archived", "restricted")
    why = say(lang, f"about.remedy.{code}") if is_ours else remedy(code, channel, lang)
    return say(lang, "about.not_there", why=why)


def _message(told: str) -> Message:
    sheet = Sheet()
    sheet.add(blocks.quoted(told))
    return blocks.message(sheet)


def _wrong(what: What, written: str, brand: Brand) -> str:
    """Why an answer does not do; "" where it does."""
    lang = brand.language
    try:
        told = read(what, written)
        if what == "not_us":
            check_not_us(told, (brand.name, *brand.names))
    except AnswerError as error:
        return error.words(lang)
    except QueryError as error:
        return one_line(spoken(lang, str(error)))[:300]
    except ValueError:  # no channel
        return say(lang, "press.wrong.rest")
    return ""

"""What a press sets going, and what keeps it from ending anything but itself."""

from collections.abc import Callable

import structlog
from slack_bolt import Ack, Respond

from listener.channels.slack.door.errors import SlackError
from listener.channels.slack.look import windows
from listener.channels.slack.look.buttons import Pressed
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.windows import NOWHERE
from listener.channels.slack.presses.admit import Presser
from listener.channels.slack.presses.answer import tell, tell_done
from listener.channels.slack.presses.heard import Heard, heard
from listener.channels.slack.presses.home import publish
from listener.channels.slack.presses.reply import Reply
from listener.desk.contract import Act, Done
from listener.settings.brand import Brand
from listener.store.errors import StoreError
from listener.words import say

log = structlog.get_logger()


def do(presser: Presser, model: Act, ack: Callable[[], object] = lambda: None) -> None:
    """The act, and what came of it to whoever pressed; safe to be pressed again where it was not done."""
    done = applied(presser, model, ack)
    if done is None:
        tell(presser, say(presser.brand.language, "press.refused.busy"))
        return
    tell_done(presser, done)
    if not presser.is_at_home:
        follow(presser)


def follow(presser: Presser) -> None:
    """Let App Home show what is so by now, where whoever pressed has it open. Raises SlackError, StoreError."""
    if presser.who.by in presser.place.at_home:
        publish(presser.place, presser.who.by, presser.place.of_member(presser.who.by))


def applied(presser: Presser, model: Act, ack: Callable[[], object] = lambda: None) -> Done | None:
    """What came of the act, which nobody is told yet; None where the database does not let us now."""
    try:
        done = model.apply(presser.desk, presser.who, presser.place.clock())
    except StoreError as error:
        log.warning("an act was not done", act=model.name, error=type(error).__name__)
        return None
    finally:
        ack()
    log.info("acted", act=model.name, outcome=done.outcome, mention=model.mention or None)
    if done.outcome == "done":
        presser.place.pressed()
    return done


def place_of(presser: Presser) -> str:
    """Where it was pressed, for a window to carry."""
    return f"{presser.told.channel or NOWHERE} {presser.told.thread or '-'}"


def window_for(presser: Presser, pressed: Pressed, brand: Brand) -> Block:
    """What an act asks of whoever pressed: what is for leads is asked of them alone."""
    is_lead = presser.who.leads(brand)
    return windows.window(pressed, brand, place_of(presser), is_lead=is_lead)


def safely(work: Callable[[Reply, Heard, Respond], None]) -> Callable[[Ack, object, Respond], None]:
    """What goes wrong is logged by its type alone: a text may be a mention's."""

    def safe(ack: Ack, body: object, respond: Respond) -> None:  # Bolt gives them by these names
        reply = Reply(ack)
        try:
            work(reply, heard(body), respond)
        except SlackError as error:
            log.warning("slack did not take an answer", error=error.code)
        except Exception as error:
            log.error("a press failed", error=type(error).__name__)  # noqa: TRY400
        finally:
            reply.end()

    return safe

"""The line that an act leaves in the thread of the message that tells of its mention."""

from collections.abc import Iterator
from datetime import datetime

from listener.notices.acted import Acted
from listener.notices.alert import Alert
from listener.notices.targets import HOOK, SLACK, target
from listener.settings.brand import Brand, Lane
from listener.store.outgoing import Envelope
from listener.store.room import Room
from listener.store.telling import head_key


def lines(room: Room, brand: Brand, act: int, *, until: datetime | None = None) -> Iterator[Acted]:
    """One now, and one when what it began is over. None where there is no thread: a terminal, a webhook."""
    for key, due in ((f"act:{act}", room.at), (f"act:{act}:over", until)):
        if due is not None and (hung := in_thread(room, brand, key=key, class_="acted", due=due)):
            envelope, under = hung
            yield Acted(envelope=envelope, act=act, hangs_under=under, is_over=due == until)


def in_thread(
    room: Room, brand: Brand, *, key: str, class_: str, due: datetime
) -> tuple[Envelope, str | None] | None:
    """How a message reaches the thread of the mention's message, and that one's key; of what is of no
    mention, the channel. None where there is no such place.
    """
    message = room.told_by() if room.mention else None
    to = message.target if message else target(brand, "instant")
    if not to.startswith(SLACK) or to.startswith(HOOK):
        return None
    if room.mention and (message is None or message.state in ("failed", "folded")):
        return None
    envelope = Envelope(
        brand=brand.name,
        key=key,
        target=to,
        class_=class_,
        made_at=room.at,
        due_at=due,
        story=message.story_id if message else None,
    )
    return envelope, head_key(message) if message else None


def moved(room: Room, brand: Brand, lane: Lane) -> Alert | None:
    """The mention's message in another desk's channel; None where that is the channel it stands in."""
    m, message, to = room.mention, room.told_by(), target(brand, "instant", lane)
    if m is None or (message and message.target == to):
        return None
    envelope = Envelope(
        brand=brand.name,
        key=f"moved:{room.act_id}",
        target=to,
        class_="instant",
        made_at=room.at,
        due_at=room.at,
        story=m.story_id,
    )
    return Alert(envelope=envelope, mention=m.id)

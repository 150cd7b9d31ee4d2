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
    message = room.told_by() if room.mention else None
    to = message.target if message else target(brand, "instant")
    if not to.startswith(SLACK) or to.startswith(HOOK):
        return
    if room.mention and (message is None or message.state in ("failed", "folded")):
        return
    for key, due in ((f"act:{act}", room.at), (f"act:{act}:over", until)):
        if due is None:
            continue
        envelope = Envelope(
            brand=brand.name,
            key=key,
            target=to,
            class_="acted",
            made_at=room.at,
            due_at=due,
            story=message.story_id if message else None,
        )
        yield Acted(
            envelope=envelope,
            act=act,
            hangs_under=head_key(message) if message else None,
            is_over=due == until,
        )


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

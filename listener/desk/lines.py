"""The line that an act leaves in the thread of each message that tells of its mention."""

from collections.abc import Iterator
from datetime import datetime

from listener.notices.acted import Acted
from listener.notices.alert import Alert
from listener.notices.targets import HOOK, SLACK, target
from listener.settings.brand import Brand, Lane
from listener.store.facts import OVER
from listener.store.heads import moved, told_by
from listener.store.outgoing import Envelope
from listener.store.room import Room
from listener.store.tables import NoticeRow
from listener.store.telling import head_key
from listener.store.unsent import MOVED


def lines(room: Room, brand: Brand, act: int, *, until: datetime | None = None) -> Iterator[Acted]:
    """One now, and one when what it began is over. None where there is no thread: a terminal, a webhook."""
    for head, own in _heads(room, f"act:{act}"):
        for key, due in ((own, room.at), (f"{own}{OVER}", until)):
            hung = due and _hung(room, brand, head, key=key, class_="acted", due=due)
            if hung:
                envelope, under = hung
                yield Acted(envelope=envelope, act=act, hangs_under=under, is_over=key != own)


def in_threads(
    room: Room, brand: Brand, *, key: str, class_: str
) -> Iterator[tuple[Envelope, str | None]]:
    """How a message reaches the thread of each message that tells of the mention, and that one's key; of
    what is of no mention, the channel. None where there is no such place.
    """
    for head, own in _heads(room, key):
        if hung := _hung(room, brand, head, key=own, class_=class_, due=room.at):
            yield hung


def _heads(room: Room, key: str) -> Iterator[tuple[NoticeRow | None, str]]:
    """The messages that tell of the mention, each with a key for its line; the channel, where it is none."""
    yield (told_by(room) if room.mention else None), key
    yield from ((one, f"{key}:{one.id}") for one in moved(room))


def _hung(
    room: Room, brand: Brand, head: NoticeRow | None, *, key: str, class_: str, due: datetime
) -> tuple[Envelope, str | None] | None:
    if room.mention and (head is None or head.state in ("failed", "folded")):
        return None
    to = head.target if head else target(brand, "instant")
    if not to.startswith(SLACK) or to.startswith(HOOK):
        return None
    story = head.story_id if head else None
    if story is None and room.mention:  # told with others
        story = room.mention.story_id
    envelope = Envelope(
        brand=brand.name,
        key=key,
        target=to,
        class_=class_,
        made_at=room.at,
        due_at=due,
        story=story,
    )
    return envelope, _thread(head) if head else None


def _thread(head: NoticeRow) -> str:
    return head.key if head.key.startswith(MOVED) else head_key(head)


def _standing(room: Room) -> Iterator[NoticeRow]:
    """Those at other desks on which something can be done: none that failed, or was taken back."""
    for one in moved(room):
        act = room.row(int(one.key.removeprefix(MOVED)))
        if one.state != "failed" and act is not None and act.undone_at is None:
            yield one


def passed_on(room: Room, brand: Brand, lane: Lane) -> Alert | None:
    """The mention's message in another desk's channel; None where it stands in that channel already."""
    m, message, to = room.mention, told_by(room), target(brand, "instant", lane)
    stands = (one.target == to for one in (message, *_standing(room)) if one)
    if m is None or any(stands):
        return None
    envelope = Envelope(
        brand=brand.name,
        key=f"{MOVED}{room.act_id}",
        target=to,
        class_="instant",
        made_at=room.at,
        due_at=room.at,
        story=m.story_id,
    )
    return Alert(envelope=envelope, mention=m.id)

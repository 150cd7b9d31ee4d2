"""What waits for Slack, in words: since when, why, and whether danger is among it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from listener import words
from listener.channels.slack.door.doors import door
from listener.channels.slack.door.errors import PLAIN, PLAINER, REFUSED
from listener.channels.slack.post.post import has_cause
from listener.notices.first_look import FirstLook
from listener.notices.held import remedy, where
from listener.notices.look import dangers_of
from listener.notices.outbox import read
from listener.notices.targets import HOOK, channel
from listener.settings.brand import Brand
from listener.store.delivering import LIMITED
from listener.store.refusing import ALONE
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.words import say

NAMED = 3  # mentions of danger whose numbers are said
STALE = 300.0  # seconds that a notice may wait before the wait itself is a fault


@dataclass(frozen=True, slots=True)
class Owed:
    """What waits for one target."""

    lines: tuple[str, ...]
    has_way: bool  # do the settings still lead there?
    is_failing: bool  # a try failed, or it waits for too long

    @property
    def is_stuck(self) -> bool:
        """Is it more than on its way?"""
        return self.is_failing or not self.has_way


def owed(
    store: Store,
    brands: Mapping[str, Brand],
    clock: Callable[[], datetime],
    left_out: Callable[[str], Brand | None] = lambda _: None,
) -> list[Owed]:
    """What is due for Slack and is not there, target by target.

    `left_out` gives the stand-in of a brand whose settings cannot be used.
    """
    now = clock()
    found: dict[tuple[str, str], list[NoticeRow]] = defaultdict(list)
    for row in store.owed(now):
        found[row.target, row.brand].append(row)
    told = []
    for (target, name), rows in found.items():
        if (brand := brands.get(name) or left_out(name)) is None:  # taken out of the settings since
            continue
        has_door = name in brands and door(brand, target, clock) is not None
        old = (now - rows[0].made_at).total_seconds() > STALE
        why = _why(rows, brand, has_door=has_door) if name in brands else _faulty(rows, brand)
        ids = _dangers(store, rows, brand, now)
        lines = tuple(_lines(rows, brand, why=why, dangers=ids))
        told.append(Owed(lines, has_door, old or any(map(_failed, rows))))
    return told


def _dangers(store: Store, rows: Sequence[NoticeRow], brand: Brand, now: datetime) -> Sequence[int]:
    """The mentions of danger that these would show: alone, together with others, or in a first look."""
    with store.reading():
        weighed = store.weigh([*rows, *store.merged_in([row.id or 0 for row in rows])])
        found = [weight.mention for _, weight in weighed if weight.is_danger]
        for row in rows:
            if row.class_ in FirstLook.classes and isinstance(told := read(row), FirstLook):
                found += dangers_of(store, brand, told.sources, now)
                look = told.look(store, brand, now)
                shown = [card.mention for card in (*look.oldest, look.sample) if card]
                found += [i for i, weight in store.weights(shown).items() if weight.is_danger]
    return list(dict.fromkeys(found))


def _lines(
    rows: Sequence[NoticeRow], brand: Brand, *, why: str, dangers: Sequence[int]
) -> Iterator[str]:
    lang = brand.language
    yield say(
        lang,
        "outbox.owed",
        n=sum(row.class_ != "drafts" for row in rows) or len(rows),  # those belong to an alert
        channel=where(channel(rows[0].target)),
        since=words.date_time(lang, rows[0].made_at, brand.tz),
        why=why,
    )
    if dangers:
        ways = ", ".join(f"listener why {i}" for i in dangers[:NAMED])
        yield say(lang, "outbox.owed_danger", n=len(dangers), ways=ways)


def _failed(row: NoticeRow) -> str | None:
    """Why its last try failed; None where none did."""
    return None if has_cause(row.error, PLAIN, PLAINER, ALONE) else row.error


def _why(rows: Sequence[NoticeRow], brand: Brand, *, has_door: bool) -> str:
    lang, target = brand.language, rows[0].target
    if not has_door and target.startswith(HOOK):
        return say(lang, "outbox.why.no_webhook")
    if not has_door:
        return say(lang, "outbox.why.no_token", variable=brand.slack.token_env)
    return _failure(rows, lang) or say(lang, "outbox.why.turn")


def _faulty(rows: Sequence[NoticeRow], brand: Brand) -> str:
    """Of a brand whose settings cannot be used; a listener at work may go on with those of before."""
    return _failure(rows, brand.language) or say(brand.language, "outbox.why.faulty")


def _failure(rows: Sequence[NoticeRow], lang: str) -> str | None:
    """Why the last try of the first that failed did; None where none did."""
    error = next(filter(None, map(_failed, rows)), None)
    if error is None:
        return None
    if error == LIMITED:
        return say(lang, "outbox.why.limited")
    cause, _, code = error.partition(" ")
    if cause == REFUSED:
        told = remedy(code, where(channel(rows[0].target)), lang)
        return say(lang, "outbox.why.refused", code=code, remedy=told)
    return say(lang, "outbox.why.down", code=error)

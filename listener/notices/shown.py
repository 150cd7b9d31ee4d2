"""What a notice shows: the newest words it was made for, the gravest first, the others below, and
in a line what its story held before.
"""

from dataclasses import replace
from datetime import datetime

from listener import words
from listener.advice.time.bundles import shown_of
from listener.notices.cards import Card, Other, card
from listener.settings.brand import Brand
from listener.store.delivering import THREADED
from listener.store.looking import Record
from listener.store.outgoing import payload_of
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.store.telling import Member, gravity
from listener.store.unsent import MOVED
from listener.words import say
from listener.words.whose import NO_WORDS, Theirs

QUIETER = 9  # others that are quoted though none of them was to be told at once


def shown(
    store: Store, brand: Brand, notice: NoticeRow, now: datetime, *, stands: bool | None = None
) -> Card | None:
    """The card of a notice that tells of mentions; None where nothing is left of them.

    Of a mention that its source has deleted it says so. What a query hides is shown where it `stands`
    already: in the notice's own message, unless another one is said to show it.
    """
    of = payload_of(notice).mention
    members: list[Member] = []
    if notice.class_ != "drafts":
        members = sorted(store.members([notice.key]).get(notice.key, ()), key=gravity)
    if not members:
        stands = notice.ts is not None if stands is None else stands
        is_told = stands or not _is_hidden(store, notice, of)
        return _card(store, brand, of, now) if is_told else None
    made = _card(store, brand, members[0].mention, now)
    if made is None:
        return None
    quoted = _quoted(members)
    others = [c for m in quoted if (c := _card(store, brand, m.mention, now))]
    told = replace(
        made,
        others=tuple(Other(c.mention, c.quote, c.author_name, c.url) for c in others),
        others_more=len(members) - 1 - len(others),
    )
    return _with_before(store, brand, notice, told, members)


def _is_hidden(store: Store, notice: NoticeRow, mention: int | None) -> bool:
    """Does a query hide it? What a person wanted there, another desk or drafts, is told all the same."""
    m = store.mentions([mention or 0]).get(mention or 0)
    if m is None or m.muted is None or notice.key.startswith(MOVED):
        return False
    acts = store.acts([m.brand], mention_id=m.id) if notice.class_ == "drafts" else ()
    return not any(act.name == "draft" for act in acts)


def _quoted(members: list[Member]) -> list[Member]:
    """Beside the first, in words of their own: all that was to be told at once, some of the rest."""
    seen = {members[0].mention, members[0].copy_of}
    own = [m for m in members[1:] if m.copy_of is None or m.copy_of not in seen]
    loud = [m for m in own if m.is_instant]
    quiet = [m for m in own if not m.is_instant]
    return loud + quiet[: shown_of(len(quiet), max(0, QUIETER - len(loud)))]


def _with_before(
    store: Store, brand: Brand, notice: NoticeRow, told: Card, members: list[Member]
) -> Card:
    """What came before, where the message opens its story or opens it anew."""
    if notice.class_ in THREADED or notice.story_id is None:
        return told
    first = min(m.at for m in members)
    before = store.before(notice.story_id, first, notice.key)
    if before is None:
        return told
    lang = brand.language
    since = words.date(lang, before.since, brand.tz)
    if before.answered_at:
        then = words.date(lang, before.answered_at, brand.tz)
        line = say(lang, "card.before_answered", n=before.count, since=since, then=then)
    else:
        line = say(lang, "card.before", n=before.count, since=since)
    last = store.record(before.last)
    return replace(told, before=line, before_quote=_words(last, brand))


def _words(record: Record | None, brand: Brand) -> Theirs:
    if record is None or record.decision is None:
        return NO_WORDS
    return card(record, brand, record.mention.at).quote


def _card(store: Store, brand: Brand, mention: int | None, now: datetime) -> Card | None:
    record = store.record(mention) if mention is not None else None
    if record is None:
        return None
    if record.decision is None:  # ended when its mention was deleted
        record = replace(record, decision=store.last_decision(record.mention.id or 0))
    return card(record, brand, now) if record.decision else None

"""Who wrote a mention, in words; of some advice the author is shown to nobody."""

from collections.abc import Iterator

from listener import words
from listener.advice.leaves import facts_of
from listener.advice.reading import pith
from listener.advice.reading.history import nth
from listener.advice.reading.people import role
from listener.advice.reading.places import place_or_town
from listener.guard.plain import one_line, shortened
from listener.settings.brand import Brand
from listener.store.looking import Record
from listener.store.tables import DecisionRow, MentionRow
from listener.words import say
from listener.words.whose import NOTHING, Ours, Theirs

NAME = 40  # characters of a place's name
_LISTED = ("journalist", "vip", "partner")


def is_nameless(decision: DecisionRow | None) -> bool:
    """Is its author shown to nobody?"""
    return decision is not None and facts_of(decision.leaf).nameless


def name_of(m: MentionRow, decision: DecisionRow | None, brand: Brand) -> str:
    """The author's name, or why there is none."""
    lang = brand.language
    if is_nameless(decision):
        return say(lang, "card.author_kept")
    return m.author_name or m.author_handle or say(lang, "card.author_unknown")


def address_of(m: MentionRow, decision: DecisionRow | None) -> str | None:
    """Where it stands: an address often holds its author's name."""
    return None if is_nameless(decision) else m.url


def author_line(record: Record, brand: Brand) -> Theirs:
    """The author's name, the kind of place, and the audience."""
    m, lang = record.mention, brand.language
    name = name_of(m, record.decision, brand)
    if is_nameless(record.decision) or not (m.author_name or m.author_handle):
        return Theirs(name)
    reach = m.author_followers
    audience = (
        say(lang, "count.unknown_audience")
        if reach is None
        else say(lang, "mark.followers", n=reach)
    )
    return Theirs(" · ".join((name, words.named(lang, "genre", m.genre), audience)))


def history_line(record: Record, brand: Brand) -> Ours:
    """What we know of the author, as a sentence; nothing where the advice has said it."""
    m, d, lang = record.mention, record.decision, brand.language
    if is_nameless(d) or not (m.author_name or m.author_handle) or m.deleted_at:
        return NOTHING
    if d and d.history:
        if d.history.partition(",")[0] in d.reason:
            return NOTHING
        return say(lang, "history.waits", told=Ours(d.history))
    if record.seen > 1 and record.author:
        since = words.date(lang, record.author.first_seen_at, brand.tz, now=m.collected_at)
        return say(lang, "history.seen", nth=words.ordinal_word(lang, record.seen), since=since)
    return say(lang, "history.first" if m.author_key else "history.name_only")


def marks(record: Record, brand: Brand) -> Iterator[Ours]:
    """What a colleague would say of the author first, none of it in the author's words."""
    m, d, lang = record.mention, record.decision, brand.language
    if d is None or m.deleted_at or is_nameless(d):
        return
    shown = f"{m.title or ''}\n{m.text}"
    if row := nth(d.history or ""):
        yield say(lang, "mark.nth", nth=words.ordinal_word(lang, row))
    if years := pith.years(shown):
        yield say(lang, "mark.years", n=years)
    known = role(m.author_handle if m.author_key else None, m.author_name, brand, url=m.author_url)
    if known in _LISTED:
        yield say(lang, f"mark.{known}")
    reach = m.author_followers if m.author_followers is not None else m.views
    if reach is not None and reach >= brand.thresholds.large_audience:
        yield say(
            lang, "mark.followers" if m.author_followers is not None else "mark.views", n=reach
        )
    if place := place_or_town(m.place, shown, brand, is_to_us=m.is_to_us):
        yield Ours(shortened(one_line(place.name), NAME))
    if m.rating:
        yield say(lang, "mark.stars", n=m.rating)
    if m.venue == "own":
        yield say(lang, "mark.own_page")

"""Who wrote a mention, in words; of some advice the author is shown to nobody."""

from listener import words
from listener.advice.leaves import facts_of
from listener.settings.brand import Brand
from listener.store.looking import Record
from listener.words import say
from listener.words.whose import Theirs


def _is_nameless(record: Record) -> bool:
    return record.decision is not None and facts_of(record.decision.leaf).nameless


def name_of(record: Record, brand: Brand) -> str:
    """The author's name, or why there is none."""
    m, lang = record.mention, brand.language
    if _is_nameless(record):
        return say(lang, "card.author_kept")
    return m.author_name or m.author_handle or say(lang, "card.author_unknown")


def author_line(record: Record, brand: Brand) -> Theirs:
    """The author's name, the kind of place, the audience, and whether we know them."""
    m, lang = record.mention, brand.language
    if _is_nameless(record) or not (m.author_name or m.author_handle):
        return Theirs(name_of(record, brand))
    reach = m.author_followers
    audience = (
        say(lang, "count.unknown_audience")
        if reach is None
        else say(lang, "count.followers", n=reach)
    )
    parts = [name_of(record, brand), words.named(lang, "genre", m.genre), audience]
    if record.decision and record.decision.history:
        parts.append(record.decision.history)
    elif record.seen > 1 and record.author:
        since = words.date(lang, record.author.first_seen_at, brand.tz, now=m.collected_at)
        parts.append(say(lang, "count.seen", n=record.seen, date=since))
    else:
        parts.append(say(lang, "card.first_seen" if m.author_key else "card.name_only"))
    return Theirs(" · ".join(parts))

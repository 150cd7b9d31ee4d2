"""What a card says of the mention itself: its words, its context, its times, and who says the same."""

from connectors.kit.genres import genre_facts
from listener import words
from listener.advice.reading.quote import quote
from listener.guard.plain import one_line, shortened
from listener.notices.whence import SHOWN, where_from
from listener.settings.brand import Brand
from listener.store.looking import Record
from listener.store.tables import DecisionRow, MentionRow
from listener.words import say
from listener.words.whose import NOTHING, Ours, Theirs

QUOTE = 300  # characters
PAPERS = 6  # that are named


def words_of(m: MentionRow, decision: DecisionRow | None, brand: Brand) -> Theirs:
    """The words that concern the brand, or why there are none."""
    if m.deleted_at:
        return Theirs(say(brand.language, "card.deleted"))
    text = m.text if m.text.strip() else (m.title or "")
    if not text.strip():
        if decision and not decision.reason:  # gone together: see store/expiring.py
            return Theirs(say(brand.language, "card.expired"))
        stars = m.rating or 0
        no_words = say(brand.language, "card.no_words")
        return Theirs("★" * stars + "☆" * (5 - stars) if stars else no_words)
    return Theirs(quote(text, brand, limit=QUOTE))


def context(record: Record, brand: Brand) -> Theirs | None:
    """The place, the thread, the post it replies to, the stars and the replies."""
    m, lang = record.mention, brand.language
    parts = [*where_from(m, brand)]
    if m.thread_title:
        parts.append(say(lang, "card.thread", title=shortened(one_line(m.thread_title), SHOWN)))
    elif m.title and m.text.strip():
        parts.append(shortened(one_line(m.title), SHOWN))
    if m.parent_text:
        parts.append(say(lang, "card.reply_to", text=shortened(one_line(m.parent_text), SHOWN)))
    if m.rating and (m.title or m.text.strip()):  # alone, they are the words
        parts.append("★" * m.rating + "☆" * (5 - m.rating))
    if m.replies is not None:
        parts.append(say(lang, "count.replies", n=m.replies))
    return Theirs(" · ".join(parts)) if parts else None


def times(record: Record, brand: Brand) -> Theirs:
    """The source, when it was published there and when we read it."""
    m, lang = record.mention, brand.language
    collected = words.date_time(lang, m.collected_at, brand.tz)
    if m.posted_at is None:
        undated = say(lang, "card.undated", source=record.source.name, collected=collected)
        return Theirs(undated)
    told: dict[str, str] = {"source": record.source.name, "collected": collected}
    told["posted"] = words.posted(lang, m.posted_at, brand.tz, now=m.collected_at)
    if not words.has_hour(m.posted_at, brand.tz):
        return Theirs(say(lang, "card.times_day", **told))
    delay = words.duration(lang, m.collected_at - m.posted_at)
    return Theirs(say(lang, "card.times", delay=delay, **told))


def _sites(record: Record, lang: str) -> Ours:
    """On how many sites; the press is named, for one text in four papers is one story of four."""
    sites = record.copy_sites
    if genre_facts(record.mention.genre).is_press and len(sites) > 1:
        named = Ours(", ".join(sites[:PAPERS]))  # hosts that were checked: letters, figures, dots
        return say(lang, "card.papers", n=max(len(sites) - PAPERS, 0), papers=named)
    return say(lang, "card.sites", n=len(sites)) if sites else NOTHING


def copies(record: Record, lang: str) -> Ours | None:
    """How many say the same, or what else its story holds."""
    if record.copies:
        near = say(lang, "count.copies", n=record.copies)
        by = say(lang, "card.in_all", n=record.copy_authors)
        return Ours(", ".join(filter(None, (near, by, _sites(record, lang)))))
    if record.story_size > 1:
        authors = say(lang, "count.authors", n=record.story_authors)
        return say(lang, "card.story", n=record.story_size - 1, authors=authors)
    return None

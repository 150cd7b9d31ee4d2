"""What the settings ask for, looked for again in what a source found: whichever way it searches."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from connectors.kit.asking.words import Words
from connectors.kit.contract import Connector, Mention, Page
from connectors.kit.query.setting import any_of, asks_language
from connectors.kit.query.terms import Term

Language = Callable[[str], str | None]  # ISO 639-1 of a text; None where it cannot be told


def words_of(mention: Mention, language: Language | None = None) -> Words:
    """A mention as queries see it; `language` tells it where the source does not."""
    by = mention.author
    told = mention.lang or (language and language(f"{mention.title or ''}\n{mention.text}"))
    return Words(
        text=mention.text,
        title=mention.title or "",
        thread=mention.thread_title or "",
        url=mention.url or "",
        author=tuple(filter(None, (by.name, by.id, by.url))) if by else (),
        lang=(told or "").partition("-")[0].casefold(),
    )


def asked_of(
    page: Page,
    connector: Connector,
    language: Language | None = None,
    *,
    exclude: tuple[str, ...] = (),
    stay: Callable[[Sequence[Mention]], Collection[str]] = lambda _: (),
) -> Page:
    """The page without what the settings do not ask for, which is counted as `unasked`.

    `exclude` are the brand's, which never reach its own pages and reviews of it. Answers of the
    brand and tombstones stay, and so does what `stay` names by its id of what is to go: that of which we
    have an older wording, say, which would stand for ever.
    """
    if not (connector.match or connector.exclude or exclude):
        return page
    match = None if connector.matches or not connector.match else any_of(connector.match)
    out = any_of(connector.exclude) if connector.exclude else None
    brands = any_of(exclude) if exclude else None
    asking = [query for query in (match, out, brands) if query]
    tell = language if any(map(asks_language, asking)) else None
    off = [
        m
        for m in page.mentions
        if not (m.by_owner or m.deleted) and _is_off(m, words_of(m, tell), match, out, brands)
    ]
    gone = {m.external_id for m in off} - set(stay(off) if off else ())
    kept = tuple(m for m in page.mentions if m.external_id not in gone)
    return replace(page, mentions=kept, unasked=page.unasked + len(page.mentions) - len(kept))


def _is_off(
    m: Mention, words: Words, match: Term | None, out: Term | None, brands: Term | None
) -> bool:
    """What nobody can know, such as a language, throws nothing out."""
    if match and match.holds(words) is False:
        return True
    if out and out.holds(words):
        return True
    is_ours = m.venue in ("own", "review")
    return bool(brands and not is_ours and brands.holds(words))

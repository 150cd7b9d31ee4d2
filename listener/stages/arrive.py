"""Ingest: what a page's mentions have in common, and the columns of each one's row."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from connectors.kit.contract import Connector, Mention
from connectors.kit.genres import genre_facts
from connectors.kit.reading.text import canonical_url
from listener.advice.reading.urgency import may_not_wait
from listener.settings.brand import Brand
from listener.stages.authors import Signature
from listener.stages.owners import owned
from listener.store.ingest_row import Arrival, Columns, is_old, mention_values
from listener.store.tables import SourceRow
from models.addressed import is_addressed

UNDATED = 5  # rows of a file without a date from which it is taken for an export


def arrival_of(
    connector: Connector,
    brand: Brand,
    row: SourceRow,
    now: datetime,
    *,
    silent: bool | None = None,
    look: str | None = None,
) -> Arrival:
    """What the mentions of a page share; those of a source's first complete poll are silent."""
    return Arrival(
        source_id=row.id or 0,
        brand=brand.name,
        now=now,
        silent=row.first_look_at is None if silent is None else silent,
        about_brand=connector.about_brand,
        own_authors=connector.own_authors,
        is_dropped=connector.keeps_all,
        look=look,
        news_for=brand.thresholds.news_for,
    )


def is_export(
    connector: Connector, mentions: Sequence[Mention], now: datetime, news_for: timedelta
) -> bool:
    """A file that somebody exported, not what a program drops as it comes: some of it is old, or
    much of it has no date."""
    undated = sum(m.posted_at is None for m in mentions)
    some_old = any(is_old(m.posted_at, now, news_for) for m in mentions)
    return connector.keeps_all and (some_old or undated >= UNDATED)


def values_of(
    mention: Mention, arrival: Arrival, brand: Brand, signed: Signature, row_key: str | None = None
) -> Columns:
    """The columns of a mention's row; `row_key`: which row of a file it is."""
    mention = owned(mention, arrival.own_authors, brand, is_dropped=arrival.is_dropped)
    addressed = is_addressed(
        mention.text,
        handles=brand.handles,
        names=brand.all_names,
        venue=mention.venue,
        source_says=_says(mention),
        is_reply=mention.parent_url is not None,
    )
    return mention_values(
        mention,
        arrival,
        author_key=signed.key,
        speaker_key=signed.speaker,
        author_proof=signed.proof,
        addressed=addressed,
        url_key=url_key(mention.url),
        row_key=row_key,
        urgent=not mention.by_owner
        and may_not_wait(
            mention.text,
            mention.title,
            addressed=addressed,
            venue=mention.venue,
            rating=mention.rating,
        ),
    )


def _says(mention: Mention) -> bool | None:
    """Whom its source says it is to; a letter is to whom it came, but in a public place to many."""
    is_letter = genre_facts(mention.genre).is_letter and mention.venue in (None, "own")
    return True if mention.addressed is None and is_letter else mention.addressed


def url_key(url: str | None) -> str | None:
    """A canonical address, short enough for an index."""
    return canonical_url(url)[:500] if url else None

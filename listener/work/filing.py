"""Filing: what a person hands in goes through the same door as what a source brings.

It is stored under the brand's own inbox, so that what comes in twice, by whichever way, counts once.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from connectors.kit.contract import Connector, Page
from listener.app import App
from listener.settings.brand import Brand
from listener.stages.arrive import arrival_of, values_of
from listener.stages.authors import Signatures
from listener.stages.first_release import old_ids
from listener.stages.sift import sifted
from listener.stages.signed import told_of_own
from listener.store.pages import Added
from listener.store.syncing import INBOX, SourceSpec


@dataclass
class Taken:
    """What was handed in, and what became of it."""

    added: Added = field(default_factory=Added)
    refused: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # stored, with something left open

    @property
    def new(self) -> int:
        """Mentions that nobody had."""
        return self.added.new


def inbox(app: App, brand: Brand, place: Path) -> Connector:
    """The brand's own inbox over another folder."""
    from connectors.inbound.source import Inbound  # it takes long, and few commands need it

    for source in app.config.source:
        if source.brand == brand.name and isinstance(source.connector, Inbound):
            return source.connector.model_copy(update={"folder": place})
    name = f"import-{app.config.brand.index(brand)}"
    return Inbound(name=name, folder=place).timed_in(brand.zone, brand.country)


@contextmanager
def inbox_with(app: App, brand: Brand, file: Path) -> Iterator[Connector]:
    """The same over a copy of one file, for one visit."""
    with tempfile.TemporaryDirectory(prefix="listener-import-") as place:
        os.utime(shutil.copy2(file, place), (0, 0))  # no writer is at a file that is named
        yield inbox(app, brand, Path(place))


def read(source: Connector) -> Iterator[Page]:
    """What a folder holds."""
    with httpx.Client() as http:
        yield from source.pages(http, None)


def store(
    app: App, source: Connector, brand: Brand, pages: Iterable[Page], *, silent: bool
) -> Taken:
    """Store what was handed in; silent: nobody is alerted. Raises StoreError."""
    if source.name not in [known.name for known in app.config.source]:
        app.store.sync_sources([SourceSpec(brand.name, source.name, INBOX, "")])
    taken = Taken()
    row, before = app.store.source(source.name), app.store.newest()
    signs: set[str] = set()
    zone = source.days_in or brand.tz
    for page in pages:
        before = app.store.newest() if page.starts else before
        page = sifted(page, source, brand, app.store, row.id or 0)
        page = told_of_own(page, source, brand, signs)
        arrival = arrival_of(source, brand, row, app.clock(), silent=silent, look="")
        signed = Signatures(
            app.key,
            page.mentions,
            connector=source,
            kind=row.kind,
            source_id=row.id or 0,
            brand=brand,
        )
        values = [
            values_of(m, arrival, brand, signed.of(m), page.rows.get(m.external_id))
            for m in page.mentions
        ]
        app.store.rename_ids(row.id or 0, old_ids(values, brand.tz))
        taken.added += app.store.add_page(row.id or 0, values, None, before=before, zone=zone)
        # Of a folder all of it may wait; of a single file that was named, nothing may be left.
        taken.refused += (*page.refused, *page.said)
        taken.told += page.unclear
    return taken

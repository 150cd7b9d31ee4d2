"""Sift: what the settings ask for is kept of a page, whichever way it came, and so is what is ours."""

from collections.abc import Sequence

from connectors.kit.asking.page import asked_of
from connectors.kit.contract import Connector, Mention, Page
from listener.settings.brand import Brand
from listener.stages.owners import owned
from listener.store.ingest_row import stored_key
from listener.store.store import Store
from models.language import detect


def sifted(page: Page, connector: Connector, brand: Brand, store: Store, source_id: int) -> Page:
    """The page without what the settings throw out; our answers and what is stored already stay."""

    def stay(off: Sequence[Mention]) -> set[str]:
        known = store.known_of(source_id, (m.external_id for m in off))
        own, is_dropped = connector.own_authors, connector.keeps_all
        return {
            m.external_id
            for m in off
            if stored_key(m.external_id) in known
            or owned(m, own, brand, is_dropped=is_dropped).by_owner
        }

    return asked_of(page, connector, detect, exclude=brand.exclude, stay=stay)

"""Signatures: rows of a dropped file that may be our own answers, told for those who can say it."""

from dataclasses import replace

from connectors.kit.contract import Connector, Page
from connectors.kit.said import Said
from listener.settings.brand import Brand
from listener.stages.owners import maybe_ours, owned


def told_of_own(page: Page, connector: Connector, brand: Brand, told: set[str]) -> Page:
    """The page, which names our one-word name if it signs rows; `told` are those of earlier pages.

    Where the settings say who we are there, nothing is left to ask.
    """
    if connector.own_authors or not connector.keeps_all:
        return page
    rows = (owned(m, (), brand, is_dropped=True) for m in page.mentions)
    found = {name for row in rows if (name := maybe_ours(row, brand))} - told
    told |= found
    return replace(page, unclear=(*page.unclear, *map(_said, sorted(found))))


def _said(name: str) -> Said:
    text = (
        f'rows are signed {name}: if that is you, write own_authors = ["{name}"] under this source;'
        " until then they count as what others say"
    )
    return Said(text, "maybe_ours", name=name)

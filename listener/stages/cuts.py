"""Truncation, counted: what of a page's mentions is not stored as it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.kit.contract import Mention, Page
from connectors.kit.said import Said
from listener.store.ingest_row import LINK, NAME, TEXT, TITLE, WEB

AHEAD = timedelta(days=1)  # a clock that is off by less is no matter


def told_of_cuts(page: Page, now: datetime, *, is_event: bool) -> Page:
    """The page, which tells of its cuts too; those of a file happened once."""
    told = cuts(page.mentions, now)
    if is_event:
        return replace(page, unclear=(*page.unclear, *told))
    return replace(page, said=(*page.said, *told))


def cuts(mentions: Sequence[Mention], now: datetime) -> list[Said]:
    """One line for each sort of loss: dates that cannot be, and what is longer than is kept."""
    shown = [m for m in mentions if not m.deleted]
    dates = [m.posted_at for m in shown if m.posted_at]
    links = [link for m in shown for link in (m.url, m.parent_url) if link]
    ahead = sum(date - now > AHEAD for date in dates)
    early = sum(date < WEB for date in dates)
    texts = sum(len(m.text) > TEXT for m in shown)
    titles = sum(len(m.title or "") > TITLE for m in shown)
    names = sum(len(m.author.name or "") > NAME for m in shown if m.author)
    left = sum(len(link) > LINK for link in links)
    found = (
        (ahead, "dates_ahead", "dates lie ahead: they count as now", 0),
        (early, "dates_early", "dates lie before the web: they are left blank", 0),
        (texts, "texts_cut", f"texts were longer than {TEXT:,} characters: cut", TEXT),
        (titles, "titles_cut", f"titles were longer than {TITLE:,} characters: cut", TITLE),
        (names, "names_cut", f"names were longer than {NAME:,} characters: cut", NAME),
        (left, "links_left", f"links were longer than {LINK:,} characters: left out", LINK),
    )
    return [Said(f"{n} {text}", code, n=n, most=most) for n, code, text, most in found if n]

"""Mute: what queries of the settings hide, as it is decided, and of all that is stored where they changed."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from hashlib import blake2b

import structlog

from connectors.kit.asking.words import Words
from connectors.kit.genres import genre_facts
from listener.advice.reading.muted import hidden_by, may_hide
from listener.settings.brand import Brand
from listener.store.store import Store
from listener.store.tables import MentionRow

log = structlog.get_logger()
Seen = dict[str, tuple[str, ...]]  # by brand, the queries that this process has asked all by


def muted_by(
    brand: Brand,
    m: MentionRow,
    lang: str | None,
    leaf: str,
    risk: str,
    desks: Collection[str],
    rule: str = "",
) -> str | None:
    """The query that hides a mention, of which this was decided; None where it is shown."""
    if not brand.mute or m.by_owner:
        return None
    if not may_hide(leaf, risk, desks, rule, is_piece=genre_facts(m.genre).is_press):
        return None
    words = Words(
        text=m.text,
        title=m.title or "",
        thread=m.thread_title or "",
        url=m.url or "",
        author=tuple(filter(None, (m.author_name, m.author_handle, m.author_url))),
        lang=(m.lang or lang or "").partition("-")[0].casefold(),
    )
    return hidden_by(words, brand.mute)


def follow(
    store: Store,
    brands: Mapping[str, Brand],
    seen: Seen,
    now: datetime,
    *,
    until: Callable[[], bool] = lambda: False,
) -> int:
    """Where the queries are others than those that all that is stored was asked by, ask it again: what
    one of them finds is hidden, what none finds is shown; return how many changed.

    What is hidden stays so while its query stands, also when the words are forgotten that it found.
    `seen` is this process's own, and grows: with it nothing is asked where nothing changed.
    """
    if all(seen.get(name) == brand.mute for name, brand in brands.items()):
        return 0
    marks, changed = store.muted_marks(), 0
    for name, brand in brands.items():
        if seen.get(name) == brand.mute:
            continue
        mark = _mark(brand.mute)
        if name in seen or marks.get(name, "") != mark:
            changed += store.unmute(name, brand.mute)
            changed += _mute(store, brand, until)
            if until():  # the next start asks again
                return changed
            store.mark_muted(name, mark, now)
        seen[name] = brand.mute
    if changed:
        log.info("what is muted changed", mentions=changed)
    return changed


def _mute(store: Store, brand: Brand, until: Callable[[], bool]) -> int:
    """Hide what one of the queries finds of what is shown; how many."""
    done = last = 0
    while brand.mute and not until() and (rows := store.audible(brand.name, after=last)):
        found = [
            (one, by)
            for one in rows
            if (
                by := muted_by(
                    brand,
                    one.mention,
                    one.lang,
                    one.decision.leaf,
                    one.decision.risk,
                    json.loads(one.decision.copied),
                    one.decision.rule,
                )
            )
        ]
        done += store.mute(found) if found else 0
        last = rows[-1].mention.id or 0
    return done


def _mark(queries: tuple[str, ...]) -> str:
    """A short hash of queries; "" for none."""
    told = json.dumps(queries).encode()
    return blake2b(told, digest_size=12).hexdigest() if queries else ""

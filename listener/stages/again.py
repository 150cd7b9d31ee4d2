"""Again: what a source has not shown for long is asked for by its ids, within its platform's duty."""

import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

import httpx

from connectors import connector_type, kinds
from connectors.kit.contract import Connector, Mention
from connectors.kit.recheck import ONCE_MORE, Rechecked
from listener.stages.intake import Intake
from listener.stages.visit import Counts
from listener.store.expiring import TOGETHER
from listener.store.store import Store


def ask_again(
    store: Store,
    connector: Connector,
    http: httpx.Client,
    source_id: int,
    intake: Intake,
    counts: Counts,
    *,
    is_ours: Callable[[], bool],
    now: datetime,
) -> bool:
    """Ask for what is due of a source and store what comes of it. Raises as the connector does.

    What is missing for the second time is taken down here too. Asked after each answer whether the
    visit is still ours, it ends where another process goes on, and is False: what both find missing
    would else count as missing twice.
    """
    if not isinstance(connector, Rechecked):
        return True
    due = store.unseen(
        source_id,
        before=now - connector.again_after,
        missed_before=now - ONCE_MORE,
        most=connector.recheck_most,
        is_waiting=connector.recheck_waiting,
    )
    if not due:
        return True
    for again in connector.asked_again(http, due):
        if not is_ours():
            return False
        gone = store.missed(source_id, again.missing, now)
        tombstones = tuple(_tombstone(id_) for id_ in gone)
        page = intake.page(replace(again.page, mentions=(*again.page.mentions, *tombstones)))
        said = intake.said(page)
        added, _ = intake.rows(page).store(store, source_id, sys.maxsize, said, page.settled)
        intake.stored(added)
        counts.add(added, page, said)
        store.saw(source_id, set(again.asked) - set(again.missing), now)
    return True


def hide_unseen(store: Store, connector: Connector, *, now: datetime) -> None:
    """Show no words of a source longer than its platform allows without a look at them; where it was down, too."""
    if isinstance(connector, Rechecked) and connector.words_for is not None:
        _hide(store, store.source(connector.name).id or 0, now - connector.words_for)


def hide_left(store: Store, known: Collection[str], *, now: datetime) -> None:
    """The same of sources that are not visited now: the settings do not know them, they fail, or are not due.

    One that is due is asked first: after a standstill its words would go and come back.
    """
    for row in store.sources():
        is_due = row.name in known and not row.failures and (row.next_poll_at or now) <= now
        if not is_due and row.kind in kinds():
            of = connector_type(row.kind)
            if issubclass(of, Rechecked) and of.words_for is not None:
                _hide(store, row.id or 0, now - of.words_for)


def _hide(store: Store, source_id: int, before: datetime) -> None:
    while store.hide_unseen(source_id, before) == TOGETHER:
        pass


def _tombstone(id_: str) -> Mention:
    return Mention(external_id=id_, text="", genre="social_post", deleted=True)

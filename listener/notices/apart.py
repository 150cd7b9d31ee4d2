"""A poison notice, one that cannot be shown, is set aside alone, and the operators are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog

from listener.notices import outbox
from listener.notices.aside import aside
from listener.notices.contract import OPS
from listener.settings.brand import Brand
from listener.store.errors import StoreError
from listener.store.outgoing import payload_of
from listener.store.store import Store
from listener.store.tables import NoticeRow

log = structlog.get_logger()

TRIES = 3  # of a notice that cannot be shown
WAIT = timedelta(minutes=1)  # between two of them
BROKEN = "broken"  # how the error of such a notice begins


@contextmanager
def apart(
    store: Store,
    brand: Brand | None,
    notice: NoticeRow,
    now: datetime,
    *,
    last: bool = False,
) -> Iterator[None]:
    """Whatever breaks inside is this notice's own fault: it waits again, or is given up and told.

    With `last` there is no other try. A database that is away is no notice's fault, and passes.
    """
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        name = type(error).__name__  # no text of it: it may hold a mention's
        tries = TRIES if last else _tries(notice) + 1
        told = f"{BROKEN} {tries} {name}"
        log.error("notice cannot be shown", notice=notice.id, error=name, tries=tries)  # noqa: TRY400
        if tries < TRIES:
            store.set_notice(notice.id or 0, state="pending", next_at=now + WAIT, error=told)
            return
        store.set_notice(notice.id or 0, state="failed", error=told)
        if brand and notice.class_ != OPS:  # what is told of notices must not break for ever
            of = payload_of(notice).mention
            outbox.add(store, aside(brand, "notice", notice.id, name, now=now, of=of))


def _tries(notice: NoticeRow) -> int:
    first, _, rest = (notice.error or "").partition(" ")
    return int(rest.partition(" ")[0]) if first == BROKEN else 0

"""Retention (expire): texts and names are kept as long as the settings say, and not a day longer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from listener.settings.config import Storage
from listener.store.expiring import TOGETHER, Expiring

log = structlog.get_logger()

# After a longer rest nothing is forgotten for a day: the clock may have run ahead, and what is
# forgotten does not come back.
SUDDEN = timedelta(days=3)
DOUBT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expired:
    """What one run forgot."""

    texts: int  # mentions that lost their words
    names: int  # mentions that lost their author's name and handle
    authors: int
    answers: int
    wiped: bool  # False: SQLite's journal may still hold some of it, since somebody was reading


def expire(store: Expiring, storage: Storage, now: datetime) -> Expired:
    """Forget what is older than the settings allow; a second run finds nothing to do.

    Age counts from the day on which we collected it. The words of a deleted mention go at once.
    """
    old = now - timedelta(days=storage.text_days)
    known = now - timedelta(days=storage.name_days)
    with store.reading():
        texts, names = store.worn_texts(old), store.worn_names(known)
    return Expired(
        texts=_each(texts, store.worn_texts, store.forget_texts, old),
        names=_each(names, store.worn_names, store.forget_names, known),
        authors=_all(lambda: store.forget_authors(now)),
        answers=sum(
            _all(partial(forget, old))
            for forget in (store.forget_answers, store.forget_approvals, store.forget_reasons)
        ),
        wiped=store.wipe_journal(),
    )


def period(now: datetime) -> str:
    """The key of a day that was expired."""
    return f"expire:{now.astimezone(UTC):%Y-%m-%d}"


def expire_daily(
    store: Expiring,
    storage: Storage,
    *,
    clock: Callable[[], datetime],
    files: Callable[[datetime], object] = lambda _: None,
) -> Expired | None:
    """Expire unless it was done today (UTC); None when it was. `files` does the same on disk.

    The day is written down at the end: what was interrupted is done again.
    """
    now = clock()
    key = period(now)
    with store.reading():
        is_done, last = store.happened(key), store.last_happened("expire:")
    if is_done or _is_sudden(store, last, now):
        return None
    done = expire(store, storage, now)
    log.info("expired", texts=done.texts, names=done.names, authors=done.authors)
    files(now)
    if done.wiped:
        store.set_happened(key, now)
    else:
        log.warning("journal in use; expiring again at the next tick")
    return done


def _is_sudden(store: Expiring, last: datetime | None, now: datetime) -> bool:
    """Did the clock pass days in which nothing was expired, and is that not yet a day ago?"""
    if last is None or now - last <= SUDDEN:
        return False
    key = f"expire-waits:{last.astimezone(UTC):%Y-%m-%d}"
    since = store.last_happened(key)
    if since is None or since > now:
        store.set_happened(key, now)
        log.warning(
            "nothing is forgotten today: the clock passed many days", days=(now - last).days
        )
        return True
    return now - since < DOUBT


def _each(
    ids: list[int],
    find: Callable[..., list[int]],
    forget: Callable[[list[int], datetime], int],
    before: datetime,
) -> int:
    count = 0
    while ids:
        count += forget(ids, before)
        ids = find(before, after=ids[-1])
    return count


def _all(forget: Callable[[], int]) -> int:
    count = 0
    while done := forget():
        count += done
        if done < TOGETHER:
            break
    return count

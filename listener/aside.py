"""A row that breaks what works on it is set aside alone, and the operators are told: by its id and
the kind of error, never by its words.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import structlog

from listener.brand import Brand
from listener.slack import targets
from listener.store.errors import StoreError
from listener.store.store import Store
from listener.store.tables import NoticeRow
from listener.strategy.words import say

log = structlog.get_logger()

TRIES = 3  # of a notice that cannot be shown
WAIT = timedelta(minutes=1)  # between two of them
BROKEN = "broken"  # how the error of such a notice begins


@contextmanager
def apart(
    store: Store,
    brands: Mapping[str, Brand],
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
        brand = brands.get(notice.brand)
        if brand and notice.class_ != "ops":  # what is told of notices must not break for ever
            store.add_notice(_of_notice(brand, notice, name, now))


def of_mention(brand: Brand, mention: int, stage: str, error: str, now: datetime) -> dict[str, Any]:
    """For the operators: a stage cannot work on a mention. Said once a day for an error."""
    return _notice(brand, stage, {"id": mention, "error": error}, now)


def _of_notice(brand: Brand, notice: NoticeRow, error: str, now: datetime) -> dict[str, Any]:
    told = json.loads(notice.payload).get("mention")
    return _notice(brand, "notice", {"id": notice.id, "error": error, "mention": told}, now)


def _notice(brand: Brand, what: str, told: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "brand": brand.name,
        "key": f"ops:aside:{brand.name}:{what}:{told['error']}:{now:%Y-%m-%d}",
        "target": targets.target(brand, "ops"),
        "class_": "ops",
        "payload": json.dumps(told | {"aside": what}),
        "state": "pending",
        "attempts": 0,
        "made_at": now,
        "next_at": now,
    }


def aside_words(told: Mapping[str, Any], lang: str) -> tuple[str, list[str]]:
    """What broke on which row, and what to do: a title and lines."""
    number, error = str(told["id"]), str(told["error"])
    lines = [say(lang, f"aside.{told['aside']}", id=number, error=error)]
    if mention := told.get("mention"):
        lines.append(say(lang, "aside.mention", mention=str(mention)))
    return say(lang, "aside.title"), [*lines, say(lang, "aside.rest")]


def _tries(notice: NoticeRow) -> int:
    first, _, rest = (notice.error or "").partition(" ")
    return int(rest.partition(" ")[0]) if first == BROKEN else 0

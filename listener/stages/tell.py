"""Tell: what operators are to know of a source, as notices: once each, folded, and when it is over."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.kit.said import Said
from listener.brand import Brand
from listener.slack import targets
from listener.store.matters import Heard, Told, said_of
from listener.store.store import Store
from listener.store.tables import SourceRow
from listener.strategy.bundles import shown_of

FAILURES = 3  # in a row: then operators are told
LINES = 20  # of a notice; what is more is counted


def heard(lines: Iterable[str], now: datetime, *, is_event: bool = False) -> list[Heard]:
    """Lines of a page as the store keeps them."""
    return [_heard(line, now, is_event=is_event) for line in lines]


def down(
    source: SourceRow, brand: Brand, why: str, *, failures: int, now: datetime
) -> list[dict[str, Any]]:
    """The notice of a source that failed so often in a row, from the third time on: one an outage."""
    if failures < FAILURES:
        return []
    since = "never" if source.last_ok_at is None else f"{source.last_ok_at:%Y-%m-%dT%H:%M:%S}"
    told = {"source": source.name, "about": "down", "n": failures, "why": why}
    if source.last_ok_at is not None:
        told["since"] = source.last_ok_at.isoformat()
    return [_notice(source, brand, told, f"down:{since}", now)]


def back(source: SourceRow, brand: Brand, *, now: datetime) -> list[dict[str, Any]]:
    """The notice that a source of which operators were told that it is down answers again."""
    if source.failures < FAILURES:
        return []
    told = {"source": source.name, "about": "back", "n": source.failures}
    return [_notice(source, brand, told, f"back:{now:%Y-%m-%dT%H:%M:%S}", now)]


def tell(
    store: Store,
    source: SourceRow,
    brand: Brand,
    said: Sequence[Heard],
    *,
    whole: bool,
    now: datetime,
    aloud: bool = True,
) -> None:
    """Make the notice of what was heard of a source and not told.

    `said` is what the poll said; a `whole` one ends what it did not say. Where a person reads
    each poll's lines as they come, `aloud` is False: then nothing is said twice on that screen.
    """
    untold = store.untold(source.id or 0)
    over = store.over(source.id or 0, {one.key for one in said}, now) if whole else []
    if not untold and not over:
        return
    lines, ended = [said_of(row) for row in untold], [said_of(row) for row in over if row.ends]
    notices = []
    if (lines or ended) and (aloud or targets.target(brand, "ops") != targets.TERMINAL):
        told = {"source": source.name, "about": "said", **_folded(lines, ended)}
        key = f"said:{now:%Y-%m-%dT%H:%M:%S.%f}"
        notices.append(_notice(source, brand, told, key, now))
    store.settle_matters(untold, over, notices, now)


def _folded(lines: Sequence[Told], ended: Sequence[Told]) -> dict[str, Any]:
    shown = shown_of(len(lines), LINES)
    more = sum(one.n for one in lines[shown:])
    return {
        "said": [one.to_json() for one in lines[:shown]],
        "more": more,
        "over": [one.to_json() for one in ended[:LINES]],
    }


def _heard(line: str, now: datetime, *, is_event: bool) -> Heard:
    if not isinstance(line, Said):
        return Heard(str(line), now, is_event=is_event)
    return Heard(
        str(line),
        now,
        code=line.code,
        values=dict(line.values),
        is_event=is_event,
        ends=line.ends and not is_event,
    )


def renamed(brand: Brand, old: str, now: datetime) -> dict[str, Any]:
    """The notice that a brand's history stands under the name that the settings had before."""
    told = {"about": "renamed", "old": old, "new": brand.name}
    return _ops(brand, told, f"ops:renamed:{brand.name}:{old}", now)


def limited(
    store: Store, brands: Mapping[str, Brand], *, now: datetime, aloud: bool = True
) -> None:
    """Tell once a day that a brand's limit of alerts is reached, and when the others are shown.

    `aloud`: see tell.
    """
    for name, (_, at) in store.held_back(now).items():
        brand = brands.get(name)
        if brand and (aloud or targets.target(brand, "ops") != targets.TERMINAL):
            told = {"about": "limit", "n": brand.thresholds.alerts_a_day, "at": at.isoformat()}
            key = f"ops:limit:{name}:{now.astimezone(brand.tz):%Y-%m-%d}"
            store.add_notice(_ops(brand, told, key, now))


def _notice(
    source: SourceRow, brand: Brand, told: dict[str, Any], about: str, now: datetime
) -> dict[str, Any]:
    return _ops(brand, told, f"ops:source:{source.id}:{about}", now)


def _ops(brand: Brand, told: dict[str, Any], key: str, now: datetime) -> dict[str, Any]:
    return {
        "brand": brand.name,
        "key": key,
        "target": targets.target(brand, "ops"),
        "class_": "ops",
        "payload": json.dumps(told, ensure_ascii=False),
        "state": "pending",
        "attempts": 0,
        "made_at": now,
        "next_at": now,
    }

"""Tell: what operators are to know of a source, as notices: once each, folded, and when it is over."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from connectors.kit.said import Said
from listener.advice.time.bundles import shown_of
from listener.notices import outbox, targets
from listener.notices.contract import OPS, to_ops
from listener.notices.limit import Limit
from listener.notices.source_back import SourceBack
from listener.notices.source_down import SourceDown
from listener.notices.source_said import SourceSaid
from listener.settings.brand import Brand
from listener.stages.release import count
from listener.store.matters import Heard, Told, said_of
from listener.store.outgoing import Envelope
from listener.store.store import Store
from listener.store.tables import SourceRow

_NO_TIME = datetime.min.replace(tzinfo=UTC)
LINES = 20  # of a notice; what is more is counted


def heard(lines: Iterable[str], now: datetime, *, is_event: bool = False) -> list[Heard]:
    """Lines of a page as the store keeps them."""
    return [_heard(line, now, is_event=is_event) for line in lines]


def news(lines: Iterable[str], known: Collection[str]) -> Iterator[str]:
    """Those that were not told before; `known` are the keys of those that were."""
    return (line for line in lines if _heard(line, _NO_TIME, is_event=False).key not in known)


def down(
    source: SourceRow, brand: Brand, why: str, *, failures: int, least: int, now: datetime
) -> list[SourceDown]:
    """The notice of a source that failed so often in a row, from `least` on: one an outage."""
    if failures < least:
        return []
    since = "never" if source.last_ok_at is None else f"{source.last_ok_at:%Y-%m-%dT%H:%M:%S}"
    envelope = _envelope(source, brand, f"down:{since}", now)
    told = SourceDown(
        envelope=envelope, source=source.name, times=failures, why=why, since=source.last_ok_at
    )
    return [told]


def back(source: SourceRow, brand: Brand, *, least: int, now: datetime) -> list[SourceBack]:
    """The notice that a source of which operators were told that it is down answers again."""
    if source.failures < least:
        return []
    envelope = _envelope(source, brand, f"back:{now:%Y-%m-%dT%H:%M:%S}", now)
    return [SourceBack(envelope=envelope, source=source.name, times=source.failures)]


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
    with store.reading():
        untold = store.untold(source.id or 0)
        over = store.over(source.id or 0, {one.key for one in said}, now) if whole else []
    if not untold and not over:
        return
    lines, ended = [said_of(row) for row in untold], [said_of(row) for row in over if row.ends]
    notices = []
    if (lines or ended) and (aloud or targets.target(brand, "ops") != targets.TERMINAL):
        envelope = _envelope(source, brand, f"said:{now:%Y-%m-%dT%H:%M:%S.%f}", now)
        notices.append(_folded(envelope, source, lines, ended))
    store.settle_matters(untold, over, notices, now)


def _folded(
    envelope: Envelope, source: SourceRow, lines: Sequence[Told], ended: Sequence[Told]
) -> SourceSaid:
    shown = shown_of(len(lines), LINES)
    return SourceSaid(
        envelope=envelope,
        source=source.name,
        lines=tuple(lines[:shown]),
        more=sum(one.n for one in lines[shown:]),
        over=tuple(ended[:LINES]),
    )


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
        state=line.state,
        hides=line.hides,
    )


def limited(
    store: Store,
    brands: Mapping[str, Brand],
    held: Mapping[str, tuple[int, datetime]],
    *,
    now: datetime,
    aloud: bool = True,
) -> None:
    """Tell once a day that a brand's limit of alerts is reached, and when the others are shown;
    once more where the limit was changed, and is reached again.

    `held` are those that wait, as the store holds them back. `aloud`: see tell.
    """
    for name, (_, at) in held.items():
        brand = brands.get(name)
        if brand and (aloud or targets.target(brand, OPS) != targets.TERMINAL):
            n, most = count(store, brand, now), brand.thresholds.alerts_a_day
            if n < most:  # what waits does so for its own hour
                continue
            key = f"ops:limit:{name}:{now.astimezone(brand.tz):%Y-%m-%d}:{most}"
            of = to_ops(brand, key, now)
            outbox.add(store, Limit(envelope=of, alerts=n, most=most, shown_at=at))


def _envelope(source: SourceRow, brand: Brand, about: str, now: datetime) -> Envelope:
    return to_ops(brand, f"ops:source:{source.id}:{about}", now)

"""This week's figures beside last week's and the usual, and its days and weeks for the charts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from listener.digest.values import Day, Figure, WeekBalance
from listener.figures.measures import measure
from listener.figures.metrics import median, net_sentiment, rolling_sentiment
from listener.figures.week import Measured, Week, balance, voices
from listener.settings.brand import Brand


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One week in the brand's zone, and until when answers count in it."""

    key: str
    start: datetime
    end: datetime
    as_of: datetime


def figures_of(weeks: Sequence[Week]) -> dict[str, Figure]:
    """This week's figures beside last week's and the usual."""
    this, *past = [measure(week) for week in weeks]
    made = {key: _figure(key, found, [m[key] for m in past]) for key, found in this.items()}
    made["counted"] = _of_one_series(made["counted"], weeks)
    if made["balance"].value is None:
        made["balance"] = _four_weeks(made["balance"], weeks)
    return made


def _figure(key: str, found: Measured, past: Sequence[Measured]) -> Figure:
    known = [m.value for m in past if m.value is not None]
    return Figure(
        key=key,
        unit=found.unit,
        value=found.value,
        n=found.n,
        before=past[0].value if past else None,
        median=median(known) if len(known) > 1 else None,
        low=found.low,
        high=found.high,
        unknown=found.unknown,
        mentions=found.mentions,
    )


def _of_one_series(figure: Figure, weeks: Sequence[Week]) -> Figure:
    """Beside weeks alone in which the same was counted, every hour of them."""
    here = weeks[0].counted
    past = [
        float(week.counted.n)
        if here and week.counted and here.compares_with(week.counted)
        else None
        for week in weeks[1:]
    ]
    known = [n for n in past if n is not None]
    usual = median(known) if len(known) > 1 else None
    return replace(figure, before=past[0] if past else None, median=usual)


def _four_weeks(figure: Figure, weeks: Sequence[Week]) -> Figure:
    """The rolling four weeks where one has too few opinions; not comparable to last week."""
    found, rests_on = rolling_sentiment(
        [balance(week.lines) for week in weeks], few=weeks[0].bounds.few
    )
    if found.net is None:
        return figure
    return Figure(
        key=figure.key,
        unit=figure.unit,
        value=found.net,
        n=found.n,
        low=found.low,
        high=found.high,
        weeks=rests_on,
        mentions=figure.mentions,
    )


def behind_of(
    figures: Mapping[str, Figure], actions: Mapping[str, tuple[int, ...]]
) -> dict[int, tuple[str, ...]]:
    """For each mention the figures and actions it stands behind."""
    keys: dict[int, list[str]] = defaultdict(list)
    for figure in figures.values():
        for mention in figure.mentions:
            keys[mention].append(figure.key)
    for key, mentions in actions.items():
        for mention in mentions:
            keys[mention].append(key)
    return {mention: tuple(names) for mention, names in keys.items()}


def days_of(week: Week, brand: Brand) -> tuple[Day, ...]:
    """How much was said on each day of the week: to us, among peers, and the rest."""
    first = week.start.astimezone(brand.tz).date()
    counts = {first + timedelta(days=n): [0, 0, 0] for n in range(7)}
    for m in voices(week.lines):
        column = {"critique": 0, "discussion": 1}.get(m.form, 2)
        counts[m.at.astimezone(brand.tz).date()][column] += 1
    return tuple(Day(day, *columns) for day, columns in counts.items())


def balances_of(spans: Sequence[Span], weeks: Sequence[Week]) -> tuple[WeekBalance, ...]:
    """The balance of each week, oldest first; None for one before we listened."""
    made = [
        WeekBalance(
            span.key,
            net_sentiment(*balance(weeks[n].lines), few=weeks[n].bounds.few)
            if n < len(weeks)
            else None,
        )
        for n, span in enumerate(spans)
    ]
    return tuple(reversed(made))

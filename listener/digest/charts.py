"""Charts as SVG, drawn by us: numbers and our own words only, patterns beside colours.

They are drawn at a phone's width, so that their letters stay readable there.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NewType

from listener import words
from listener.digest.spoken import NONE
from listener.digest.values import Day, WeekBalance
from listener.words import say
from listener.words.whose import Ours

Svg = NewType("Svg", str)  # drawn by us: what stands in it is escaped
WIDTH = 360
HEIGHT = 190
_FLOOR = 160  # y of the base line
_TOP = 22
_LEFT = 58  # room for the scale's words
_PATTERNS = Svg(
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="5" height="5" class="pale"/>'
    '<line x1="0" y1="0" x2="0" y2="5" class="stroke"/></pattern></defs>'
)


def days(shown: Sequence[Day], lang: str) -> Svg:
    """Stacked columns: to us solid, about us hatched, other outlined."""
    highest = max(shown, key=lambda day: day.total)
    desc = say(lang, "digest.chart_days_desc", day=words.day(lang, highest.day), n=highest.total)
    body = _joined(_column(n, day, highest.total or 1, lang) for n, day in enumerate(shown))
    return _svg(
        "days", say(lang, "digest.chart_days"), desc, _joined((_PATTERNS, body, _line(_FLOOR)))
    )


def _column(n: int, day: Day, highest: int, lang: str) -> Svg:
    slot = WIDTH / 7
    x, width = n * slot + slot * 0.2, slot * 0.6
    y, parts = float(_FLOOR), list[Svg]()
    for kind, count in (
        ("solid", day.critique),
        ("hatched", day.discussion),
        ("outlined", day.other),
    ):
        height = count / highest * (_FLOOR - _TOP)
        y -= height
        if count:
            parts.append(_rect(kind, x, y, width, height))
    middle = x + width / 2
    if day.total:
        parts.append(_text(middle, y - 5, words.number(lang, day.total), "value"))
    parts.append(_text(middle, _FLOOR + 18, say(lang, f"day.{day.day.isoweekday()}"), "axis"))
    return _joined(parts)


def balance(weeks: Sequence[WeekBalance], lang: str) -> Svg:
    """A point a week with its range, from -100 to +100 %; "too few" where it says nothing."""
    slot = (WIDTH - _LEFT) / len(weeks)
    body = [*_scale(lang)]
    for n, week in enumerate(weeks):
        x = _LEFT + slot * (n + 0.5)
        body.append(_text(x, _FLOOR + 20, Ours(week.week[-3:]), "axis"))
        body.append(_point(x, week, lang))
    title = say(lang, "digest.chart_balance")
    return _svg("balance", title, say(lang, "digest.chart_balance_desc"), _joined(body))


def _scale(lang: str) -> Iterator[Svg]:
    for level in (1, 0.5, 0, -0.5, -1):
        yield _line(_height(level), _LEFT - 4, "zero" if level == 0 else "faint")
        sign = "+" if level > 0 else "\u2212" if level < 0 else ""
        label = Ours(f"{sign}{words.percent(lang, abs(level))}")
        at = f'x="{_LEFT - 10}" y="{_height(level) + 4:.1f}"'
        yield Svg(f'<text {at} class="axis end">{escape(label)}</text>')


def _point(x: float, week: WeekBalance, lang: str) -> Svg:
    s = week.sentiment
    if s is None or s.net is None or s.low is None or s.high is None:
        told = NONE if s is None else say(lang, "label.too_few")
        return _text(x, _height(0) - 6, told, "axis")
    low, high, at = _height(s.low), _height(s.high), _height(s.net)
    ends = "".join(
        f'<line x1="{x - 6:.1f}" x2="{x + 6:.1f}" y1="{y:.1f}" y2="{y:.1f}" class="range"/>'
        for y in (low, high)
    )
    return Svg(
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}" class="range"/>{ends}'
        f'<circle cx="{x:.1f}" cy="{at:.1f}" r="5" class="solid"/>'
    )


def bar(share: float) -> Svg:
    """A small bar of a share from 0 to 1, for a table's cell; the number stands beside it."""
    width = max(0.0, min(1.0, share)) * 80
    return Svg(
        '<svg class="bar" viewBox="0 0 80 8" width="80" height="8" aria-hidden="true">'
        f'<rect width="80" height="8" rx="2" class="faint-fill"/>'
        f'<rect width="{width:.1f}" height="8" rx="2" class="solid"/></svg>'
    )


def swatch(kind: str) -> Svg:
    """A legend's sample of a column's part."""
    return Svg(
        '<svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">'
        f"{_rect(kind, 1, 1, 12, 12)}</svg>"
    )


def _height(level: float) -> float:
    """The y of a balance from -1 to 1."""
    return _TOP - 10 + (1 - level) / 2 * (_FLOOR - _TOP + 10)


def _joined(parts: Iterable[Svg]) -> Svg:
    return Svg("".join(parts))


def _svg(name: str, title: Ours, desc: Ours, body: Svg) -> Svg:
    return Svg(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(desc)}</desc>{body}</svg>'
    )


def _rect(kind: str, x: float, y: float, width: float, height: float) -> Svg:
    return Svg(
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
    )


def _line(y: float, x: float = 0, kind: str = "zero") -> Svg:
    return Svg(f'<line x1="{x}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" class="{kind}"/>')


def _text(x: float, y: float, text: Ours, kind: str) -> Svg:
    return Svg(f'<text x="{x:.1f}" y="{y:.1f}" class="{kind} middle">{escape(text)}</text>')

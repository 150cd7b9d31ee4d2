"""Build: gather one brand's week from the rows into a digest."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.advice.time import periods
from listener.advice.time.hours import open_minutes
from listener.digest import entries, notes, telling
from listener.digest.compare import Span, balances_of, behind_of, days_of, figures_of
from listener.digest.values import Digest, Entry, Figure, Gap, Goal, Place
from listener.figures.counted import Hour, volume
from listener.figures.line import Line
from listener.figures.week import Bounds, Week, waiting
from listener.guard.plain import one_line
from listener.notices.matters import line_of
from listener.settings.brand import Brand
from listener.store.collecting import STANDSTILL
from listener.store.figures import Figures
from listener.store.tables import GapRow, SourceRow
from listener.words import say
from listener.words.whose import Ours, Theirs

LONGEST = 8  # items of a list
_METRICS = {
    "response-rate": "response",
    "sla-met": "sla",
    "organic-share": "organic",
    "returning-authors": "returning",
    "net-sentiment": "balance",
    "review-score": "stars",
}
_LOWER = frozenset(("open", "gaps", "delay", "first-response", "first-response-90"))


@dataclass(frozen=True, slots=True)
class Read:
    """What is read once for all weeks."""

    lines: Sequence[Line]
    sources: Sequence[SourceRow]
    gaps: Sequence[GapRow]
    readable: frozenset[int]
    hours: Sequence[Hour]  # that sources counted themselves


def build(store: Figures, brand: Brand, week: str, now: datetime) -> Digest:
    """Gather a week. What is read later, or corrected later, restates it; answers do not.

    Answers count until the digest's due time, so that a week looks the same whenever it is
    built and two weeks compare. Raises ValueError for a week that does not exist or has not begun.
    """
    spans = [
        _span(periods.before(week, n), brand, now) for n in range(brand.digest.usual_weeks + 1)
    ]
    if spans[0].start > now:
        raise ValueError(f"{week} has not begun")
    oldest = spans[-1].start
    reach = oldest - timedelta(days=brand.digest.open_days)
    lines = store.lines(brand.name, reach, spans[0].end)
    since = store.listened_since(brand.name)
    readable = frozenset(store.read_back(brand.name))
    sources = store.sources_of(brand.name)
    gaps = store.gaps_between(brand.name, oldest, spans[0].end)
    hours = store.counted_between(brand.name, oldest, spans[0].end)
    read = Read(lines, sources, gaps, readable, hours)
    weeks = [_week(store, brand, span, read) for span in spans]
    # Before we listened nothing is known: such a week is not an empty one.
    while len(weeks) > 1 and not weeks[-1].lines and (since is None or since >= weeks[-1].end):
        weeks.pop()
    return _digest(store, brand, spans, weeks, now)


def _span(key: str, brand: Brand, now: datetime) -> Span:
    start, end = periods.bounds(key, brand.tz)
    return Span(key=key, start=start, end=end, as_of=min(now, periods.due_at(key, brand)))


def _week(store: Figures, brand: Brand, span: Span, read: Read) -> Week:
    lines, seen_since = read.lines, span.start - timedelta(days=brand.digest.returning_days)
    gaps = [g for g in read.gaps if g.from_at < span.end and (g.to_at or span.end) > span.start]
    sources = [s for s in read.sources if not _came_after(s, span)]
    open_for = timedelta(days=brand.digest.open_days)
    return Week(
        start=span.start,
        end=span.end,
        as_of=span.as_of,
        lines=[m for m in lines if span.start <= m.at < span.end],
        earlier=[m for m in lines if span.as_of - open_for <= m.at < span.start],
        bounds=Bounds(open_for, brand.digest.few, brand.digest.few_cases),
        returning=frozenset(store.seen_between(brand.name, seen_since, span.start)),
        readable=read.readable,
        gaps=[(g.source_id, g.from_at, g.to_at or span.as_of) for g in gaps if not g.filled_at],
        connectors=len(sources),
        ratings=store.ratings(brand.name, span.end),
        corrections=store.corrections_between(brand.name, span.start, span.end),
        sent=store.sent_between(brand.name, span.start, min(span.end, span.as_of)),
        counted=volume(read.hours, span.start, span.end, is_over=span.as_of >= span.end),
        open_time=lambda start, end: timedelta(minutes=open_minutes(start, end, brand)),
        heard_from=min(filter(None, map(_first, read.sources)), default=span.end),
    )


def _first(source: SourceRow) -> datetime | None:
    """When a source was first read whole."""
    first, last = source.first_look_at, source.last_ok_at
    return min(first, last) if first and last else first  # later, a clock ahead wrote it


def _came_after(source: SourceRow, span: Span) -> bool:
    first = _first(source)
    return first is not None and first >= max(span.end, span.as_of)


def _digest(
    store: Figures, brand: Brand, spans: Sequence[Span], weeks: Sequence[Week], now: datetime
) -> Digest:
    this, span, is_running = weeks[0], spans[0], now < spans[0].end
    facts, listed, shown = _facts(store, brand, weeks)
    late = notes.came_late(weeks[1]) if len(weeks) > 1 else 0
    return Digest(
        brand=Ours(brand.name),
        language=brand.language,
        zone=brand.zone,
        week=span.key,
        start=span.start,
        end=span.end,
        as_of=span.as_of,
        is_running=is_running,
        sentences=telling.sentences(facts),
        actions=telling.actions(facts),
        figures=tuple(facts.figures.values()),
        days=tuple(facts.days),
        balances=balances_of(spans, weeks),
        stories=tuple(facts.stories),
        places=_places(weeks, brand),
        critiques=_shown(entries.important(this.lines, this.as_of, limit=LONGEST), shown),
        praise=_shown(entries.praise(this.lines, limit=3), shown),
        waiting=tuple(facts.waiting),
        goals=tuple(_goals(brand, facts.figures)),
        gaps=_gaps(store, brand, span),
        failing=tuple(facts.failing),
        hidden=tuple(
            (Ours(one_line(name)), Theirs(line_of(why, brand.language)))
            for name, why in store.hidden(brand.name, span.start, span.end)
        ),
        notes=notes.notes(
            store,
            brand,
            this,
            late=late,
            is_running=is_running,
            missed=_missed(store, brand, span.key),
            names=store.names_before(brand.name, span.key),
        ),
        entries=tuple(listed[: entries.LISTED]),
        rest=tuple(listed[entries.LISTED :]),
        late=late,
    )


def _missed(store: Figures, brand: Brand, week: str) -> tuple[str, ...]:
    """The weeks right before this one that have no digest, oldest first."""
    missed, found = store.digests_missed(brand.name), list[str]()
    while periods.period_key(week := periods.before(week), brand) in missed:
        found.append(week)
    return tuple(reversed(found))


def _facts(
    store: Figures, brand: Brand, weeks: Sequence[Week]
) -> tuple[telling.Facts, list[Entry], dict[int, Entry]]:
    """What the words rest on; every mention most important first, and by id."""
    this, figures, owed = weeks[0], figures_of(weeks), waiting(weeks[0])
    behind = behind_of(figures, telling.act_mentions(this.lines, this.as_of))
    listed, shown = _entries(store, brand, this, owed, behind)
    failing = [
        (Ours(s.name), Theirs(s.last_error)) for s in store.sources_of(brand.name) if s.last_error
    ]
    facts = telling.Facts(
        brand=brand,
        figures=figures,
        days=days_of(this, brand),
        stories=entries.stories(this.lines, shown, limit=LONGEST),
        waiting=_shown(owed, shown),
        lines=this.lines,
        failing=failing,
        as_of=this.as_of,
        heard_from=this.heard[0] if this.heard else None,
        is_whole=this.is_whole,
        held_of=_sources_of(store, brand, this),
    )
    return facts, listed, shown


def _sources_of(store: Figures, brand: Brand, week: Week) -> tuple[Ours, ...]:
    """The names of the sources that its mentions came from, the most of them first."""
    names = {s.id: Ours(one_line(s.name)) for s in store.sources_of(brand.name)}
    of = Counter(m.source_id for m in week.lines if m.source_id in names)
    return tuple(names[source] for source, _ in of.most_common(LONGEST))


def _entries(
    store: Figures,
    brand: Brand,
    week: Week,
    open_lines: Sequence[Line],
    behind: Mapping[int, tuple[str, ...]],
) -> tuple[list[Entry], dict[int, Entry]]:
    """Every mention, most important first, and by id."""
    lines = list({m.mention: m for m in (*week.lines, *open_lines)}.values())
    rows = store.mentions([m.mention for m in lines])
    shown = entries.entries(lines, rows, behind, brand, week)
    ranked = sorted(lines, key=lambda m: entries.rank(m, week.as_of))
    listed = [shown[m.mention] for m in ranked if m.mention in shown]
    return listed, shown


def _shown(lines: Iterable[Line], shown: Mapping[int, Entry]) -> tuple[Entry, ...]:
    return tuple(shown[m.mention] for m in lines if m.mention in shown)


def _places(weeks: Sequence[Week], brand: Brand) -> tuple[Place, ...]:
    this, *past = [entries.places(week.lines, brand) for week in weeks[:2]]
    before = past[0] if past else None
    return tuple(
        Place(name, n, before.get(name, 0) if before is not None else None)
        for name, n in this.most_common(LONGEST)
    )


def _goals(brand: Brand, figures: Mapping[str, Figure]) -> Iterable[Goal]:
    for objective in brand.objective:
        name = objective.metric.replace("_", "-")
        figure = figures.get(_METRICS.get(name, name))
        on_track = None
        if figure is not None and figure.value is not None and objective.target is not None:
            is_low = figure.key in _LOWER
            ahead = figure.value - objective.target
            on_track = ahead <= 0 if is_low else ahead >= 0
        said, people = Ours(objective.text), Ours(objective.people)
        yield Goal(said, people, objective.target, figure, on_track)


def _gaps(store: Figures, brand: Brand, span: Span) -> tuple[Gap, ...]:
    names = {s.id: s.name for s in store.sources_of(brand.name)}
    return tuple(
        Gap(
            Ours(names.get(g.source_id, "?")),
            max(g.from_at, span.start),
            min(g.to_at, span.end) if g.to_at else None,
            Theirs(say(brand.language, "digest.standstill") if g.why == STANDSTILL else g.why),
            filled=g.filled_at is not None,
        )
        for g in store.gaps_between(brand.name, span.start, span.end)
    )

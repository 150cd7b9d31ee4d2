"""One week's lines into figures: pure. SPEC 4 has the formulas, `metrics` computes them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from listener.advice.leaves import facts_of
from listener.figures.line import Line
from listener.figures.metrics import (
    Sentiment,
    Share,
    coverage,
    gap_time,
    net_sentiment,
    review_score,
    share,
    times,
)
from listener.figures.sent import as_sent
from listener.figures.week import (
    Measured,
    Week,
    balance,
    is_answered,
    is_apart,
    is_opinion,
    is_owed,
    voices,
    waiting,
)

FORMS = ("share", "discussion", "critique", "creation")
TONES = ("positive", "negative", "neutral", "mixed", "unsure")


def measure(week: Week) -> dict[str, Measured]:
    """Every figure of the week by its key, in the order in which they are shown."""
    found = {
        **_volume(week),
        **_forms(week),
        **_tone(week),
        **_answering(week),
        **_relation(week),
        **_reviews(week),
        **_coverage(week),
    }
    if week.heard:
        return found
    # Before we listened what was imported counts; that there was none, or that nobody waited, is not known.
    empty = ("open",) if week.lines else tuple(found)
    return {key: _unknown(one) if key in empty else one for key, one in found.items()}


def _unknown(found: Measured) -> Measured:
    is_none = found.unit == "count" and not found.value
    return replace(found, value=None, unknown=True) if is_none else found


def _volume(week: Week) -> dict[str, Measured]:
    said = voices(week.lines)
    stories = {m.story_id: m.mention for m in reversed(said) if m.story_id is not None}
    authors = {who: m.mention for m in reversed(said) if (who := m.author_id or m.speaker)}
    return {
        "mentions": _count(said),
        "stories": Measured(
            unit="count", value=len(stories), n=len(said), mentions=tuple(sorted(stories.values()))
        ),
        "authors": Measured(
            unit="count", value=len(authors), n=len(said), mentions=tuple(sorted(authors.values()))
        ),
        "counted": _counted(week),
    }


def _counted(week: Week) -> Measured:
    """What sources counted without showing it: it rests on hours, and there are no mentions behind it."""
    n = week.counted.known if week.counted else 0
    value = week.counted.n if week.counted and n else None
    return Measured(unit="count", value=value, n=n, unknown=value is None)


def _forms(week: Week) -> dict[str, Measured]:
    said = voices(week.lines)
    seen = [m for m in said if m.views is not None]
    read = Measured(
        unit="count",
        value=sum(m.views or 0 for m in seen) if seen else None,
        n=len(seen),
        unknown=not seen,
        mentions=_ids(seen),
    )
    made = {form: _count([m for m in said if m.form == form], len(said)) for form in FORMS}
    left = [m for m in said if m.form not in FORMS]
    return {"read": read, **made, "unsure": _count(left, len(said))}


def _tone(week: Week) -> dict[str, Measured]:
    opinions = [m for m in voices(week.lines) if is_opinion(m)]
    clear = [m for m in opinions if m.tone in ("positive", "negative")]
    net: Sentiment = net_sentiment(*balance(week.lines), few=week.bounds.few)
    found = {
        "balance": Measured(
            unit="balance", value=net.net, n=net.n, low=net.low, high=net.high, mentions=_ids(clear)
        )
    }
    for tone in TONES:
        found[f"tone-{tone}"] = _count([m for m in opinions if m.tone == tone], len(opinions))
    return found


def _answering(week: Week) -> dict[str, Measured]:
    owed = [m for m in week.lines if is_owed(m) and not is_apart(m)]
    known = [m for m in owed if m.source_id in week.readable or m.answered_at]
    unseen = [m for m in owed if not (m.source_id in week.readable or m.answered_at)]
    answered = [m for m in known if is_answered(m, week.as_of)]
    still = waiting(week)
    timed = [m for m in answered if m.answer_is_dated]
    few = week.bounds.few_cases
    clock = times((_took(m) for m in timed), few=few)
    there = times((week.open_time(m.at, m.answered_at) for m in timed if m.answered_at), few=few)
    return {
        "response": _share(share(len(answered), len(known), few=few), known, owed),
        "owed": _count(owed),
        "answered": _count(answered, len(known)),
        "open": Measured(
            unit="count",
            value=None if still and not week.readable else len(still),
            n=len(still),
            unknown=bool(still) and not week.readable,
            mentions=_ids(still),
        ),
        "unseen-answers": _count(unseen, len(owed)),
        "first-response": _time(clock.median, timed),
        "first-response-90": _time(clock.p90, timed),
        "first-response-open": _time(there.median, timed),
        "first-response-open-90": _time(there.p90, timed),
        "sla": _sla(week),
        **_sent(week),
    }


def _sent(week: Week) -> dict[str, Measured]:
    """What people made of the answers that they approved."""
    found = as_sent(week.sent, few=week.bounds.few_cases)
    mentions = tuple(sorted({one.mention for one in week.sent}))
    verbatim = found.verbatim
    return {
        "verbatim": Measured(
            unit="share",
            value=verbatim.value,
            n=verbatim.n,
            low=verbatim.low,
            high=verbatim.high,
            mentions=mentions,
        ),
        "edited": Measured(unit="share", value=found.edited, n=verbatim.n, mentions=mentions),
    }


def _took(line: Line) -> timedelta:
    return max(timedelta(), (line.answered_at or line.at) - line.at)


def _sla(week: Week) -> Measured:
    """Answered before due / due this week. What was silent was asked of nobody."""
    due = [
        m
        for m in (*week.earlier, *week.lines)
        if is_owed(m)
        and not m.silent
        and m.due_at is not None
        and week.start <= m.due_at < min(week.end, week.as_of)
        and (m.source_id in week.readable or m.answered_at)
        and m.answer_is_dated
    ]
    met = [m for m in due if m.answered_at and m.due_at and m.answered_at < m.due_at]
    return _share(share(len(met), len(due), few=week.bounds.few_cases), due, due)


def _relation(week: Week) -> dict[str, Measured]:
    said = voices(week.lines)
    authors = {m.author_id for m in said if m.author_id is not None}
    back = authors & week.returning
    apart = [m for m in week.lines if is_apart(m)]
    disclosed = [m for m in apart if m.sponsorship == "disclosed"]
    organic = [m for m in said if m.sponsorship == "organic"]
    creators = [m for m in said if facts_of(m.leaf).digest == "creators"]
    thanked = [m for m in creators if is_answered(m, week.as_of)]
    returned = [m for m in said if m.author_id in back]
    return {
        "returning": _share(
            share(len(back), len(authors), few=week.bounds.few_cases), returned, returned
        ),
        "organic": _share(
            share(len(organic), len(organic) + len(apart), few=week.bounds.few_cases),
            organic,
            organic,
        ),
        "disclosed": _count(disclosed),
        "suspected": _count([m for m in apart if m.sponsorship != "disclosed"]),
        "creators": _count(creators),
        "creators-thanked": _count(thanked, len(creators)),
    }


def _reviews(week: Week) -> dict[str, Measured]:
    given = [m for m in voices(week.lines) if m.rating is not None and not m.is_copy]
    known = [(s, week.end - at) for _, s, at in week.ratings if at < week.end]
    stars = review_score(known) if known else None
    return {
        "stars": Measured(
            unit="stars", value=stars, n=len(known), unknown=not known, mentions=_ids(given)
        ),
        "reviews": _count(given),
    }


def _coverage(week: Week) -> dict[str, Measured]:
    span = week.heard
    seen = coverage(week.gaps, week.connectors, span) if span else None
    unread = gap_time(week.gaps, span).total_seconds() if span else None
    fresh = [m for m in week.lines if m.posted_at and not m.silent]
    delay = times((m.collected_at - (m.posted_at or m.at) for m in fresh), few=1)
    return {
        "coverage": Measured(
            unit="share",
            value=seen,
            n=week.connectors,
            # Of a week that we began to hear in its middle it is the share of what we heard.
            unknown=week.connectors == 0 or not week.is_whole,
        ),
        "gaps": Measured(unit="time", value=unread, n=len(week.gaps), unknown=span is None),
        "delay": _time(delay.median, fresh),
        "corrections": Measured(
            unit="count",
            value=len(week.corrections),
            n=len(week.corrections),
            mentions=tuple(sorted(set(week.corrections))),
        ),
    }


def _ids(lines: Iterable[Line]) -> tuple[int, ...]:
    return tuple(sorted(m.mention for m in lines))


def _count(lines: Sequence[Line], of: int | None = None) -> Measured:
    n = len(lines) if of is None else of
    return Measured(unit="count", value=len(lines), n=n, mentions=_ids(lines))


def _share(found: Share, behind: Sequence[Line], asked: Sequence[Line]) -> Measured:
    """A share; unknown where there were cases and none of them can be seen."""
    return Measured(
        unit="share",
        value=found.value,
        n=found.n,
        low=found.low,
        high=found.high,
        unknown=bool(asked) and not behind,
        mentions=_ids(behind or asked),
    )


def _time(span: timedelta | None, behind: Sequence[Line]) -> Measured:
    seconds = span.total_seconds() if span is not None else None
    return Measured(unit="time", value=seconds, n=len(behind), mentions=_ids(behind))

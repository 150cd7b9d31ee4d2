"""What a reader must know before trusting the figures."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from listener.figures.sent import OVER, by_leaf
from listener.figures.week import Week, is_owed
from listener.guard.plain import one_line
from listener.notices.missed import missed_words
from listener.notices.planned import planned
from listener.settings.brand import Brand
from listener.store.figures import Figures
from listener.words import date_time, leaf_words, percent, say
from listener.words.whose import Ours


def came_late(week: Week) -> int:
    """Mentions of a week that we read only after its digest was due."""
    return sum(m.collected_at >= week.as_of and not m.silent for m in week.lines)


def notes(
    store: Figures,
    brand: Brand,
    week: Week,
    *,
    late: int,
    is_running: bool,
    missed: Sequence[str],
    names: Sequence[str],
) -> tuple[Ours, ...]:
    """What was not heard, other names, what was planned, weeks without a digest, late mentions, work that waits,
    undated posts, unseen answers, hours that no source counted.

    `names` are those that the brand had before, if this digest is to say so.
    """
    lang = brand.language
    restated = 0 if is_running else came_late(week)
    told: list[Ours] = [
        say(lang, f"digest.note_{key}", n=n)
        for key, n in (
            ("restated", restated),
            ("late", late),
            ("undecided", store.undecided_between(brand.name, week.start, week.end)),
            ("undated", sum(m.posted_at is None for m in week.lines)),
            ("unseen", _unseen(week)),
            ("uncounted", week.counted.missing if week.counted and week.counted.known else 0),
        )
        if n
    ]
    told += _counted(week, brand)
    told += planned(brand, week.start, week.end - timedelta(seconds=1))
    told += sent_words(store, brand, week.end, week.as_of)
    if missed:
        told.insert(0, missed_words(missed, lang))
    if names:
        shown = Ours(", ".join(map(one_line, names)))
        told.insert(0, say(lang, "digest.note_renamed", old=shown, new=Ours(brand.name)))
    if not week.is_whole:
        told.insert(0, _unheard(week, brand))
    return ((say(lang, "digest.note_running"),) if is_running else ()) + tuple(told)


def sent_words(
    store: Figures, brand: Brand, end: datetime, as_of: datetime, *, with_few: bool = False
) -> list[Ours]:
    """By leaf, how approved answers were sent until a moment, from so many on that it says something;
    of what is fewer how many there are, if that is asked for.
    """
    lang, few = brand.language, brand.digest.few_cases
    told = []
    for leaf, found in by_leaf(
        store.sent_between(brand.name, end - OVER, min(end, as_of)), few=few
    ):
        name, n = leaf_words(lang, leaf)[0], found.verbatim.n
        if found.verbatim.value is not None and found.edited is not None:
            values = {
                "verbatim": percent(lang, found.verbatim.value),
                "edited": percent(lang, found.edited),
            }
            # Where half went out as they were, "changed by 0 % at most" says it again.
            key = "line" if round(found.edited * 100) else "mostly"
            told.append(say(lang, f"sent_drafts.{key}", leaf=name, n=n, days=OVER.days, **values))
        elif with_few:
            told.append(say(lang, "sent_drafts.few", leaf=name, n=n, few=few))
    return told


def _counted(week: Week, brand: Brand) -> list[Ours]:
    """That nothing was counted this week, or the hour that stands out of what was."""
    lang, found = brand.language, week.counted
    if found and found.missing and not found.known:
        return [say(lang, "digest.note_uncounted_week")]
    if found and found.peak:
        at, n = found.peak
        return [say(lang, "digest.note_peak", n=n, at=date_time(lang, at, brand.tz))]
    return []


def _unheard(week: Week, brand: Brand) -> Ours:
    lang = brand.language
    if week.heard is None:
        return say(lang, "digest.note_yet")
    return say(lang, "digest.note_since", at=date_time(lang, week.heard[0], brand.tz))


def _unseen(week: Week) -> int:
    return sum(
        is_owed(m) and m.source_id not in week.readable and m.answered_at is None
        for m in week.lines
    )

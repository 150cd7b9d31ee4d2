"""What a reader must know before trusting the figures."""

from listener.brand import Brand
from listener.digest.measures import Week, is_owed
from listener.store.figures import Figures
from listener.strategy.words import say


def came_late(week: Week) -> int:
    """Mentions of a week that we read only after its digest was due."""
    return sum(m.collected_at >= week.as_of and not m.silent for m in week.lines)


def notes(
    store: Figures, brand: Brand, week: Week, *, late: int, is_running: bool
) -> tuple[str, ...]:
    """Late mentions, work that waits, undated posts, and answers that we cannot see."""
    lang = brand.language
    restated = 0 if is_running else came_late(week)
    told = [
        say(lang, f"digest.note_{key}", n=n)
        for key, n in (
            ("restated", restated),
            ("late", late),
            ("undecided", store.undecided_between(brand.name, week.start, week.end)),
            ("undated", sum(m.posted_at is None for m in week.lines)),
            ("unseen", _unseen(week)),
        )
        if n
    ]
    return ((say(lang, "digest.note_running"),) if is_running else ()) + tuple(told)


def _unseen(week: Week) -> int:
    return sum(
        is_owed(m) and m.source_id not in week.readable and m.answered_at is None
        for m in week.lines
    )

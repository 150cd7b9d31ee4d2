"""Figures in words, the same for every renderer."""

from datetime import timedelta

from listener import words
from listener.advice.leaves import facts_of
from listener.digest.values import Entry, Figure
from listener.figures.line import Unit
from listener.words import named, say
from listener.words.whose import NOTHING, Ours

MINUS, NONE = "\u2212", Ours("–")


def value(figure: Figure, lang: str) -> Ours:
    """What the figure says, or why it says nothing."""
    if figure.value is not None:
        return amount(figure.value, figure.unit, lang)
    return say(lang, "digest.unknown" if figure.unknown else "label.too_few")


def change(figure: Figure, lang: str) -> Ours:
    """Against last week, with its direction as a sign and not as a colour."""
    moved = figure.change
    if moved is None:
        return NONE
    if figure.unit == "time":
        shown = words.duration(lang, timedelta(seconds=abs(moved)))
        return say(lang, "digest.same") if abs(moved) < 60 else Ours(f"{_sign(moved)}{shown}")
    if figure.unit in ("share", "balance"):
        points = round(moved * 100)
        said = f"{_sign(points)}{abs(points)} {say(lang, 'digest.points', n=abs(points))}"
        return Ours(said) if points else say(lang, "digest.same")
    rounded = round(moved, 1 if figure.unit == "stars" else 0)
    if not rounded:
        return say(lang, "digest.same")
    size = abs(rounded) if figure.unit == "stars" else int(abs(rounded))
    return Ours(f"{_sign(rounded)}{words.number(lang, size)}")


def usual(figure: Figure, lang: str) -> Ours:
    """The median of the four weeks before."""
    return NONE if figure.median is None else amount(figure.median, figure.unit, lang)


def interval(figure: Figure, lang: str) -> Ours | None:
    """The range that the figure's n allows."""
    if figure.low is None or figure.high is None or figure.value is None:
        return None
    low, high = (amount(end, figure.unit, lang) for end in (figure.low, figure.high))
    return say(lang, "digest.range", low=low, high=high)


def basis(figure: Figure, lang: str) -> Ours:
    """What it rests on: n, and four weeks where one was too few."""
    n = f"n = {words.number(lang, figure.n)}"
    return Ours(f"{n}, {say(lang, 'digest.four_weeks')}" if figure.weeks > 1 else n)


def amount(number: float, unit: Unit, lang: str) -> Ours:
    """A number in its unit."""
    match unit:
        case "share":
            return words.percent(lang, number)
        case "balance":
            return Ours(f"{_sign(round(number * 100))}{words.percent(lang, abs(number))}")
        case "time":
            return words.duration(lang, timedelta(seconds=number))
        case "stars":
            return Ours(f"{words.number(lang, round(number, 1))} / 5")
    return words.number(lang, int(number) if float(number).is_integer() else round(number, 1))


def state(entry: Entry, lang: str) -> Ours:
    """Whether it is answered: yes, not, or not to be seen from here. Empty where nothing is asked."""
    if entry.answered_at is not None:
        return say(lang, "digest.answered")
    if entry.due_at is None and facts_of(entry.leaf).delay is None:
        return NOTHING
    return say(lang, "digest.not_answered" if entry.sees_answers else "digest.cannot_see")


def labels(entry: Entry, lang: str) -> Ours:
    """Form and tone in the shown words."""
    parts = [named(lang, "form", entry.form), named(lang, "tone", entry.tone)]
    if entry.stars:
        parts.append(Ours("★" * entry.stars + "☆" * (5 - entry.stars)))
    return Ours(" · ".join(parts))


def _sign(number: float) -> str:
    return "+" if number > 0 else MINUS if number < 0 else ""


def unread(coverage: Figure, key: str) -> str:
    """The words that say there was nothing, or those that own up to what was not read."""
    is_whole = coverage.value is not None and coverage.value >= 1 and not coverage.unknown
    return key if is_whole else f"{key}_seen"


def unheard(gaps: Figure, key: str) -> str:
    """The same words, or those of a week before we listened."""
    return f"{key.removesuffix('_yet').removesuffix('_seen')}_unheard" if gaps.unknown else key

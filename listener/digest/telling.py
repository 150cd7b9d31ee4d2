"""The words of a digest: what changed, why, what to do; and three things for next week. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from listener import words
from listener.advice.leaves import facts_of
from listener.digest import spoken
from listener.digest.values import Action, Day, Entry, Figure, Told
from listener.figures.line import Line
from listener.figures.week import is_handled, voices
from listener.guard.plain import one_line, shortened
from listener.settings.brand import Brand
from listener.words import say
from listener.words.whose import NOTHING, Ours, Theirs, Words

FAR = 0.25  # of the usual: further from it is worth a word
MOVED = 0.1  # of a balance: 10 points
PEAK = 10  # mentions of a day that stands out
IN_SENTENCE = 110  # characters of a quote in a sentence
# Places of leaves that are something to do next week, each with the words for who does it.
OWNERS = {
    "danger": "digest.owner_duty",
    "press": "digest.owner_press",
    "creators": "digest.owner_influencers",
    "ideas": "digest.owner_customers",
    "triage": "digest.owner_anyone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the words are made from."""

    brand: Brand
    figures: Mapping[str, Figure]
    days: Sequence[Day]
    stories: Sequence[Told]
    waiting: Sequence[Entry]
    lines: Sequence[Line]
    failing: Sequence[tuple[Ours, Theirs]]
    as_of: datetime
    is_whole: bool  # we listened from the week's beginning on
    heard_from: datetime | None  # else from then on; None: not at all
    held_of: Sequence[Ours] = ()  # the sources that its mentions came from


def sentences(facts: Facts) -> tuple[Words, Words, Words]:
    """What changed, why, what to do."""
    return _changed(facts), _why(facts), _to_do(facts)


def _changed(facts: Facts) -> Ours:
    lang = facts.brand.language
    found = facts.figures["mentions"]
    n = int(found.value or 0)
    if not n:
        return _nobody(facts)
    if facts.heard_from is None:
        of = Ours(", ".join(facts.held_of))
        held = say(lang, "digest.held", n=n, sources=of)
        return Ours(f"{held}{say(lang, 'digest.joint')}{_balance(facts)}.")
    key, usual = "digest.no_usual", NOTHING
    if found.median:
        usual = words.number(lang, found.median)
        far = n / found.median - 1
        key = "above" if far > FAR else "below" if far < -FAR else "close"
        key = f"digest.volume_{key}"
    return Ours(f"{say(lang, key, n=n, usual=usual)}{say(lang, 'digest.joint')}{_balance(facts)}.")


def _nobody(facts: Facts) -> Ours:
    lang, brand, name = facts.brand.language, facts.brand, Ours(facts.brand.name)
    if facts.is_whole:
        return say(lang, "digest.nobody", brand=name)
    if facts.heard_from is None:
        return say(lang, "digest.nobody_yet", brand=name)
    at = words.date_time(lang, facts.heard_from, brand.tz)
    return say(lang, "digest.nobody_since", brand=name, at=at)


def _balance(facts: Facts) -> Ours:
    lang, found = facts.brand.language, facts.figures["balance"]
    if found.value is None:
        return say(lang, "digest.balance_few", n=found.n)
    blanks: dict[str, Ours | int] = {
        "value": spoken.value(found, lang),
        "range": spoken.interval(found, lang) or NOTHING,
        "n": found.n,
    }
    if found.weeks > 1:
        return say(lang, "digest.balance_four", **blanks)
    if found.change is None or found.before is None:
        return say(lang, "digest.balance_is", **blanks)
    if abs(found.change) < MOVED:
        return say(lang, "digest.balance_stays", **blanks)
    key = "digest.balance_rises" if found.change > 0 else "digest.balance_falls"
    return say(lang, key, before=spoken.amount(found.before, "balance", lang), **blanks)


def _why(facts: Facts) -> Words:
    lang, total = facts.brand.language, int(facts.figures["mentions"].value or 0)
    if not total:
        return say(lang, "digest.why_quiet" if facts.is_whole else "digest.why_unheard")
    parts = list[Words]()
    if peak := _peak(facts):
        day = say(lang, f"digest.weekday.{peak.day.isoweekday()}")
        parts.append(say(lang, "digest.why_day", n=peak.total, day=day))
    if facts.stories:
        parts.append(_story(facts.stories[0], facts))
    if not parts:
        return say(lang, "digest.why_many" if total >= PEAK else "digest.why_few")
    return Theirs(" ".join(parts))


def _peak(facts: Facts) -> Day | None:
    """A day that stands out: at least ten mentions, and twice any other day's."""
    *rest, peak = sorted(facts.days, key=lambda day: day.total)
    return peak if peak.total >= max(PEAK, 2 * rest[-1].total) else None


def _is_blamed(facts: Facts) -> bool:
    """More against us than for us, beyond chance."""
    high = facts.figures["balance"].high
    return high is not None and high < 0


def _story(told: Told, facts: Facts) -> Theirs:
    lang = facts.brand.language
    return Theirs(
        say(
            lang,
            "digest.why_story",
            n=len(told.mentions),
            authors=say(lang, "count.authors", n=told.authors),
            quote=short(told.lead.text) or say(lang, "card.no_words"),
        )
    )


def _to_do(facts: Facts) -> Ours:
    lang, lines = facts.brand.language, _undone(voices(facts.lines), facts.as_of)
    danger = sum(facts_of(m.leaf).digest == "danger" for m in lines)
    if not danger:
        return _to_answer(facts, "digest.todo_open")
    then = _to_answer(facts, "digest.todo_then") if facts.waiting else NOTHING
    return Ours(f"{say(lang, 'digest.todo_danger', n=danger)} {then}".strip())


def _to_answer(facts: Facts, key: str) -> Ours:
    lang, found = facts.brand.language, facts.figures["open"]
    if not facts.waiting:
        return say(lang, spoken.unheard(facts.figures["gaps"], "digest.todo_none"))
    age = words.duration(lang, facts.as_of - facts.waiting[0].at)
    if found.unknown or found.value is None:
        return say(lang, "digest.todo_unknown", n=len(facts.waiting))
    if not found.value:
        return say(lang, "digest.todo_none")
    return say(lang, key, n=int(found.value), age=age)


def actions(facts: Facts, *, limit: int = 3) -> tuple[Action, ...]:
    """The first three that apply, each with the desk it belongs to."""
    found = tuple(islice(_candidates(facts), limit))
    lang = facts.brand.language
    key = spoken.unread(facts.figures["coverage"], "digest.act_none")
    key = key if facts.is_whole else "digest.act_none_yet"
    key = spoken.unheard(facts.figures["gaps"], key)
    idle = Action(say(lang, key), say(lang, "digest.owner_anyone"), None)
    return found or (idle,)


def _candidates(facts: Facts) -> Iterator[Action]:
    lang, lines = facts.brand.language, voices(facts.lines)
    undone = _undone(lines, facts.as_of)
    for place in ("danger", "press"):
        yield from _placed(facts, place, undone)
    if facts.waiting:
        lane = Counter(e.lane for e in facts.waiting).most_common(1)[0][0]
        key = "check" if facts.figures["open"].unknown else "open"
        waiting = say(lang, f"digest.act_{key}", n=len(facts.waiting))
        yield Action(waiting, say(lang, f"digest.owner_{lane}"), "open")
    yield from _unseen(facts)
    for told in facts.stories[:1]:
        if told.negative * 2 > len(told.mentions) or (_peak(facts) and _is_blamed(facts)):
            quote = short(told.lead.text)
            text = say(lang, "digest.act_story", n=len(told.mentions), quote=quote)
            yield Action(
                Theirs(text), say(lang, "digest.owner_comms"), f"mention-{told.lead.mention}"
            )
    for place in ("creators", "ideas", "triage"):
        yield from _placed(facts, place, undone)
    for source, _ in facts.failing:
        owner = say(lang, "digest.owner_operator")
        yield Action(say(lang, "digest.act_source", source=source), owner, None)


def _unseen(facts: Facts) -> Iterator[Action]:
    """What may have been answered where we cannot see it, beside what waits where we can."""
    found = facts.figures["unseen-answers"]
    if found.value and not facts.figures["open"].unknown:
        text = say(facts.brand.language, "digest.act_check", n=int(found.value))
        yield Action(text, say(facts.brand.language, "digest.owner_anyone"), found.key)


def _placed(facts: Facts, place: str, undone: Sequence[Line]) -> Iterator[Action]:
    """What to do with the leaves that have this place in the digest, where there are any."""
    lang, found = facts.brand.language, [m for m in undone if facts_of(m.leaf).digest == place]
    if found:
        text = say(lang, f"digest.act_{place}", n=len(found))
        yield Action(text, say(lang, OWNERS[place]), f"act-{place}")


def _undone(lines: Sequence[Line], as_of: datetime) -> list[Line]:
    """Unanswered, each text once: its copies ask nothing more."""
    return [m for m in lines if not m.is_copy and not is_handled(m, as_of)]


def act_mentions(lines: Sequence[Line], as_of: datetime) -> dict[str, tuple[int, ...]]:
    """The mentions behind each action, under the anchors that actions name."""
    undone = _undone(voices(lines), as_of)
    return {
        f"act-{place}": tuple(m.mention for m in undone if facts_of(m.leaf).digest == place)
        for place in OWNERS
    }


def short(text: Theirs, limit: int = IN_SENTENCE) -> Theirs:
    """A quote on one line, cut at a word."""
    return Theirs(shortened(one_line(text), limit))

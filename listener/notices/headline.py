"""An alert's headline, in one sentence as a colleague would say it: what to do, on what, who, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload
from unicodedata import bidirectional

from listener import words
from listener.advice.leaves import Leaf, facts_of
from listener.advice.reading.typical import cut_at
from listener.guard.plain import one_line
from listener.notices.matter import Matter, matter
from listener.notices.severity import SIGNS, in_words
from listener.notices.who import marks
from listener.settings.brand import Brand
from listener.store.looking import Record
from listener.store.tables import DecisionRow
from listener.words import say
from listener.words.due import until
from listener.words.whose import NOTHING, Ours, Theirs, Words

ROOM = 140  # characters once escaped: a chat's title holds 150
LEAST = 20  # of a matter in its author's words: less says nothing
NAMES = 40  # characters of a paper's or a person's name
WHO = 2  # marks of an author


@dataclass(frozen=True, slots=True)
class Headline:
    """The sentence, and the same without what others wrote."""

    whole: Theirs
    ours: Ours


@dataclass(frozen=True, slots=True)
class _When:
    """Until when, in words, and whether that is over."""

    said: Ours = NOTHING
    is_late: bool = False


def headline(
    record: Record,
    brand: Brand,
    now: datetime,
    *,
    level: str,
    done: Ours = NOTHING,
    is_asleep: bool = False,
) -> Headline:
    """The headline of a record that has a decision; `level` is the name of its severity, `done` how it
    was closed, `is_asleep` that it is snoozed: then it is not due.
    """
    d, lang = record.decision, brand.language
    if d is None:
        raise ValueError(f"mention {record.mention.id} is not decided yet")
    severity = in_words(level, lang)
    verb = words.named(lang, "head", d.leaf)
    due = _When() if done or is_asleep else _due(d, brand, now)
    about = matter(record, brand)
    who = list(marks(record, brand))[: WHO - bool(about.name)]
    if level == "danger":
        key, named = ("danger_done", done) if done else ("danger", verb)
        danger = say(
            lang,
            f"headline.{key}",
            severity=severity,
            what=about.ours,
            verb=_bare(lang, named, due),
        )
        return Headline(Theirs(danger), danger)
    if done:
        verb = done
    elif level == "first":
        verb = severity
        kind = say(lang, f"risk_kind.{d.risk_kind or 'safety'}")
        about = Matter(ours=say(lang, "headline.perhaps", kind=kind))
    else:
        verb = Ours(f"{SIGNS[level]} {verb}")
    told: list[Ours] = [part for part in (about.ours, *who) if part]
    short = _sentence(lang, verb, told, due)
    theirs = _theirs(about, lang, ROOM - _length(short))
    whole: str = _sentence(lang, verb, [*theirs, *told], due) if theirs else short
    is_there = d.leaf == Leaf.ASK_TRIAGE or facts_of(d.leaf).reply == "public"
    if told == [say(lang, "mark.own_page")]:
        # It is where to look, or to reply; else it is no matter.
        short = _sentence(lang, Ours(f"{verb} {told[0]}") if is_there else verb, (), due)
        whole = whole if theirs else short
    return Headline(Theirs(whole), short)


@overload
def _sentence(lang: str, verb: Ours, told: Sequence[Ours], due: _When) -> Ours: ...


@overload
def _sentence(lang: str, verb: Ours, told: Sequence[Words], due: _When) -> str: ...


def _sentence(lang: str, verb: Ours, told: Sequence[Words], due: _When) -> str:
    if told:
        return say(
            lang, "headline.whole", verb=verb, told=", ".join(filter(None, (*told, due.said)))
        )
    return _bare(lang, verb, due)


def _bare(lang: str, verb: Ours, due: _When) -> Ours:
    """What to do until when; what is late is told apart, for it is no "put right late"."""
    if not due.said:
        return verb
    return say(lang, f"headline.{'late' if due.is_late else 'bare'}", verb=verb, due=due.said)


def _theirs(about: Matter, lang: str, room: int) -> list[Theirs]:
    """Whose words they are, then the words; as many as the room holds, and none that turn the line."""
    found = list[Theirs]()
    if about.name and room > LEAST and _runs_on(about.name):
        name = _cut(one_line(about.name), min(NAMES, room))
        found.append(Theirs(name))
        room -= _length(name) + len(", ")
    quote = in_marks(one_line(about.quote))
    room -= len(say(lang, "headline.quote", text="")) + len(", ")
    if quote and _runs_on(quote) and (room >= LEAST or _length(quote) <= room):
        found.append(Theirs(say(lang, "headline.quote", text=_cut(quote, room))))
    return found


def _cut(text: str, room: int) -> str:
    """As much of it as the room holds once it is escaped."""
    limit = room
    while _length(short := cut_at(text, limit)) > room:
        limit -= 1
    return short


def _length(text: str) -> int:
    """In UTF-16 units, escaped: whichever way a chat counts, it is no more."""
    whole = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return len(whole.encode("utf-16-le", "surrogatepass")) // 2


def in_marks(text: str) -> str:
    """As it stands between our marks: of its own only those that are pairs."""
    text = text.strip(' "“”«»')
    for opens, ends in ("«»", "“”"):
        if text.count(opens) != text.count(ends):
            text = text.replace(opens, "").replace(ends, "")
    return " ".join((text.replace('"', "") if text.count('"') % 2 else text).split())


def _runs_on(text: str) -> bool:
    """Does it run from left to right, as our sentence around it does?"""
    return not any(bidirectional(char) in ("R", "AL") for char in text)


def _due(d: DecisionRow, brand: Brand, now: datetime) -> _When:
    if d.due_at is None:
        return _When()
    is_wait = facts_of(d.leaf).again
    said = until(brand.language, d.due_at, brand.tz, now=now, is_wait=is_wait)
    return _When(said, d.due_at < now)

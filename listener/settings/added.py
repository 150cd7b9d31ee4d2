"""Settings that a lead adds without the file: kept as rows, in force beside config.toml, and written out for it."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar, get_args

from pydantic import ValidationError

from connectors.kit.query.parse import QueryError, parse
from connectors.kit.reading.folding import fold
from listener.settings.brand import Brand, Fact
from listener.settings.event import Event
from listener.settings.voice import Voice

Kind = Literal["closed", "event", "journalist", "gesture", "fact", "mute", "never"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_WORDS = 5  # of a fact in its id
_MARK = 6  # characters that tell apart what begins with the same words
T = TypeVar("T")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_LIKE_DAY = re.compile(r"\d[\d./-]{5,9}")


@dataclass(frozen=True, slots=True)
class Added:
    """One of them."""

    kind: Kind
    key: str  # a day as 2026-12-24, a name, a promise, a fact's id, an event's day and words, a query
    value: str = "on"  # of a fact and an event all of it, as JSON


def added(kind: Kind, written: str, keywords: str = "") -> Added:
    """What somebody wrote, as a setting; raises ValueError for what is none, QueryError for a query that
    cannot be read.
    """
    told = " ".join(written.split())
    if not told:
        raise ValueError("nothing is written")
    if kind == "closed":
        return Added(kind, _day(told).isoformat())
    if kind == "event":
        return _dated(told)
    if kind == "mute":
        parse(told)
    if kind == "never":
        Voice(never=(told,))
    if kind != "fact":
        return Added(kind, told)
    words = [word.strip() for word in keywords.split(",") if word.strip()]
    name = _name(told)
    Fact(id=name, text=told, keywords=tuple(words))
    return Added(kind, name, json.dumps({"text": told, "keywords": words}, ensure_ascii=False))


def said(row: Added) -> str:
    """What a person wrote of it."""
    if row.kind != "fact":
        return row.key
    found = _fact(row)
    return found.text if found else row.key


def with_added(brand: Brand, rows: Iterable[Added]) -> Brand:
    """The brand with these in force; what the file has already, or no release can read, adds nothing."""
    of: dict[str, list[Added]] = {kind: [] for kind in KINDS}
    for row in rows:
        of.get(row.kind, []).append(row)
    if not any(of.values()):
        return brand
    days = [day for row in of["closed"] if (day := day_of(row.key))]
    names = [row.key for row in of["journalist"]]
    team = brand.team.model_copy(update={"closed": _joined(brand.team.closed, days)})
    people = brand.people.model_copy(
        update={"journalists": _joined(brand.people.journalists, names)}
    )
    gestures = _joined(brand.allowed_gestures, [row.key for row in of["gesture"]])
    known = {fact.id for fact in brand.fact}
    facts = [fact for row in of["fact"] if row.key not in known and (fact := _fact(row))]
    never = _joined(brand.voice.never, [row.key for row in of["never"]])
    events = [event for row in of["event"] if (event := event_of(row))]
    return brand.model_copy(
        update={
            "event": _joined(brand.event, events),
            "team": team,
            "voice": brand.voice.model_copy(update={"never": never}),
            "people": people,
            "allowed_gestures": gestures,
            "fact": (*brand.fact, *facts),
            "mute": _joined(brand.mute, (row.key for row in of["mute"] if not fault_of(row.key))),
        }
    )


def toml(brand: Brand, rows: Iterable[Added]) -> Iterator[str]:
    """The lines that put them into config.toml, each list whole as the brand then has it."""
    rows = list(rows)
    kinds, whole = {row.kind for row in rows}, with_added(brand, rows)
    if "gesture" in kinds:
        yield f"allowed_gestures = {listed(whole.allowed_gestures)}"
    if "mute" in kinds:
        yield f"mute = {listed(whole.mute)}"
    if "journalist" in kinds:
        yield "# in [brand.people]"
        yield f"journalists = {listed(whole.people.journalists)}"
    if "never" in kinds:
        yield "# in [brand.voice]"
        yield f"never = {listed(whole.voice.never)}"
    if "closed" in kinds:
        yield "# in [brand.team]"
        yield f"closed = [{', '.join(day.isoformat() for day in whole.team.closed)}]"
    for event in whole.event[len(brand.event) :]:
        yield "\n[[brand.event]]"
        yield f"text = {text(event.text)}"
        yield f"start = {event.start.isoformat()}"
        yield from [f"end = {event.end.isoformat()}"] if event.end else []
    for fact in whole.fact[len(brand.fact) :]:
        yield "\n[[brand.fact]]"
        yield f"id = {text(fact.id)}"
        yield f"text = {text(fact.text)}"
        if fact.keywords:
            yield f"keywords = {listed(fact.keywords)}"


def _name(told: str) -> str:
    """A fact's id, of its first words. Where those do not say it all, others begin so, too: they are
    told apart.
    """
    whole = fold(told).rstrip(".!")
    words = re.findall(r"[a-z0-9]+", whole)[:_WORDS]
    if words and " ".join(words) == whole:
        return "-".join(words)
    mark = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]
    return "-".join((*(words or ["fact"]), mark))


def _day(said: str) -> date:
    """A day as people write it: 2026-12-24, or 24/12/2026."""
    found = _DAY.fullmatch(said)
    return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(said)


def _dated(told: str) -> Added:
    """A day, or the first and the last, then what it is: 2026-12-03 2026-12-05 launch."""
    first, _, rest = told.partition(" ")
    start, last = _day(first), None
    end, _, text = rest.removeprefix("- ").partition(" ")
    if _LIKE_DAY.fullmatch(end):
        last, rest = _day(end), text
    event = Event(text=rest, start=start, end=None if last == start else last)
    return Added("event", f"{event.start} {event.text}", event.model_dump_json())


def event_of(row: Added) -> Event | None:
    """The event; None for what no release can read."""
    try:
        return Event.model_validate_json(row.value)
    except ValidationError:
        return None


def day_of(said: str) -> date | None:
    """The day of a key; None for what no release can read."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def fault_of(query: str) -> str:
    """Why a query cannot be read; "" where it can."""
    try:
        parse(query)
    except QueryError as error:
        return str(error)
    return ""


def _fact(row: Added) -> Fact | None:
    try:
        told = json.loads(row.value)
        return Fact(id=row.key, text=told["text"], keywords=tuple(told["keywords"]))
    except (ValueError, KeyError, TypeError, ValidationError):
        return None


def _joined(held: tuple[T, ...], more: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*held, *more)))


def listed(said: Iterable[str]) -> str:
    """A TOML list of texts."""
    return f"[{', '.join(map(text, said))}]"


def text(said: str) -> str:
    """A TOML string: JSON's escapes are TOML's, too."""
    return json.dumps(said, ensure_ascii=False)

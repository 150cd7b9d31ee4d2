"""import --map: what a file's columns would be stored as, before anything is."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.text import Text

from connectors.inbound.fieldmap import FieldMap
from connectors.inbound.looking import Seen, held, look, missing, proposed, unmapped
from connectors.inbound.onefile import UnreadableFileError
from connectors.inbound.source import MEGABYTES, SECONDS, Inbound
from connectors.kit import apart
from connectors.kit.contract import Mention
from listener.app import App
from listener.commands.console import console
from listener.guard.plain import one_line
from listener.notices.matters import in_words
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.problems import lines
from listener.setup.person import Person
from listener.setup.tomltext import table_text
from listener.words import has_hour, say
from listener.work import filing

_ROWS = 5  # that are shown
_TEXT = 70  # characters of a field
_TITLE = 60  # characters of a column's title,
_TITLES = 25  # and how many of them an error names
_APART = re.compile(r",\s{0,9}(?=[a-z_]{1,40}\s{0,9}=)")
_OTHER = ("items", "rating_of")  # settings beside the map, that may be said with it


@dataclass(frozen=True, slots=True)
class Mapped:
    """How a file is to be read, and whether a person wants it stored."""

    source: Inbound
    is_wanted: bool
    is_good: bool = True  # could it be read, and was somebody there to say no?


def mapped(app: App, brand: Brand, file: Path, said: Sequence[str], *, yes: bool) -> Mapped:
    """Show five rows as they would be stored and what is not used; ask. Raises ConfigError."""
    lang = brand.language
    person = Person.at(console(), lang, is_script=yes)
    with filing.inbox_with(app, brand, file) as found:
        source = found if isinstance(found, Inbound) else Inbound(name="inbox")
        given = _given(said)
        source = _with(source, given)
        seen = _look(file, source.told)
        _check_places(file, source.told, given, seen)
        is_guess = not given.get("map") and not source.map
        if is_guess:
            source = _with(source, {"map": proposed(seen)})
        used = _used(source, file)
        mentions, refused, told, n = _read(source)
    for number, mention in enumerate(mentions, 1):
        person.tell(say(lang, "map.row", n=number), style="bold")
        person.tell_all(_fields(mention, source.days_in or brand.tz))
    person.tell(say(lang, "map.count", n=n))
    for line in (*refused, *told):
        person.tell(in_words(line, lang), style="dim")
    person.tell()
    _tell_columns(person, seen, source.told, used, is_guess=is_guess)
    _tell_table(person, brand, source)
    if not n:
        person.tell(say(lang, "map.nothing"), style="bold")
        return Mapped(source, is_wanted=False, is_good=False)
    is_wanted = yes or person.agrees(say(lang, "map.store", n=n), otherwise=False)
    if not is_wanted:
        person.tell(say(lang, "map.not_stored" if person.is_there else "map.nobody"), style="bold")
    # A script that forgot --yes must not take it for stored.
    return Mapped(source, is_wanted, is_good=is_wanted or person.is_there)


def _given(said: Sequence[str]) -> dict[str, Any]:
    """text=Body,rating=Score as settings. Raises ConfigError."""
    where: dict[str, list[str]] = {}
    found: dict[str, Any] = {}
    for one in (part for told in said for part in _APART.split(told) if part.strip()):
        name, sign, place = (piece.strip() for piece in one.partition("="))
        if not sign:
            raise ConfigError(f"--map: {one!r:.60}? write it as text=Body,rating=Score")
        if name in _OTHER:
            found[name] = int(place) if place.isdecimal() else place
        else:
            where.setdefault(name, []).append(place)
    if where:
        found["map"] = {
            name: places[0] if len(places) == 1 else tuple(places) for name, places in where.items()
        }
    return found


def _with(source: Inbound, given: dict[str, Any]) -> Inbound:
    """The same with these settings. Raises ConfigError."""
    if not given:
        return source
    try:
        checked = Inbound.model_validate({"name": source.name, **given})
    except ValidationError as error:
        told = lines("", error, Inbound)
        raise ConfigError("\n".join(map(_of_option, told))) from None
    return source.model_copy(update={name: getattr(checked, name) for name in given})


def _of_option(line: str) -> str:
    bare = line.lstrip(": ")
    return f"--{bare}" if bare.startswith(("map", *_OTHER)) else f"--map: {bare}"


def _look(file: Path, told: FieldMap) -> tuple[Seen, ...]:
    try:
        return apart.run(look, str(file.absolute()), told, seconds=SECONDS, megabytes=MEGABYTES)
    except (apart.CutOffError, apart.NoChildError, OSError, ValueError):
        return ()  # the reading itself says why


def _check_places(
    file: Path, told: FieldMap, given: Mapping[str, Any], seen: Sequence[Seen]
) -> None:
    """Raises ConfigError for what was named and does not stand in the file."""
    fields = (*given.get("map", {}), *(("items",) if "items" in given else ()))
    if not seen or not fields:
        return
    try:
        left = apart.run(
            missing, str(file.absolute()), told, fields, seconds=SECONDS, megabytes=MEGABYTES
        )
    except (apart.CutOffError, apart.NoChildError, OSError, ValueError):
        return  # the reading itself says why
    there = [one_line(one.title) for one in seen]
    shown = ", ".join(title[:_TITLE] for title in there[:_TITLES])
    shown += ", …" if len(there) > _TITLES else ""
    lines = []
    for field, place in left:
        name = one_line(place)[:_TITLE]
        near = difflib.get_close_matches(name.casefold(), [t.casefold() for t in there], n=1)
        meant = next((t for t in there if near and t.casefold() == near[0]), "")[:_TITLE]
        hint = f"did you mean {meant!r}? " if meant and field != "items" else ""
        lines.append(f"--map: {field}: {name!r} is not in {file.name}: {hint}there are {shown}")
    if lines:
        raise ConfigError("\n".join(lines))


def _used(source: Inbound, file: Path) -> dict[str, str]:
    """The columns that its rows are read from, each with what it holds."""
    try:
        return source.used_in(file.absolute())
    except (UnreadableFileError, apart.CutOffError, apart.NoChildError, OSError):
        return {}  # the reading itself says why


def _read(source: Inbound) -> tuple[list[Mention], list[str], list[str], int]:
    """The first rows, what is refused and told, and how many there are."""
    first: list[Mention] = []
    refused: list[str] = []
    told: list[str] = []
    n = 0
    for page in filing.read(source):
        n += len(page.mentions)
        first += page.mentions[: _ROWS - len(first)]
        refused += (*page.refused, *page.said)
        told += page.unclear
    return first, refused, told, n


def _fields(mention: Mention, zone: tzinfo) -> Iterator[str]:
    """Each field that holds something, as it would be stored; times in a zone, a day alone as such."""
    for name, value in mention.to_json().items():
        if isinstance(value, dict):
            value = ", ".join(str(one) for one in dict.fromkeys(value.values()))
        if name == "posted_at" and mention.posted_at:
            at = mention.posted_at.astimezone(zone)
            value = at.isoformat(" ", "minutes") if has_hour(at, zone) else at.date().isoformat()
        shown = one_line(str(value))
        yield f"{name:<12}  {shown[:_TEXT]}{'…' if len(shown) > _TEXT else ''}"


def _tell_columns(
    person: Person,
    seen: Sequence[Seen],
    told: FieldMap,
    used: Mapping[str, str],
    *,
    is_guess: bool,
) -> None:
    """Where each field is read from, and which columns nobody reads."""
    lang = person.language
    for name, places in told.where.items():
        person.tell(f"{name} ← {one_line(', '.join(places)) or '-'}", indent=2)
    left = unmapped(seen, told)
    for one in left:
        if field := held(one, used):
            person.tell(f"{field} ← {one_line(one.title)}", style="dim", indent=2)
    if left := [one for one in left if not held(one, used)]:
        person.tell(say(lang, "map.unmapped"))
        for one in left:
            cells = " · ".join(one_line(cell)[:30] for cell in one.cells)
            person.tell(f"{one_line(one.title)}: {cells or '-'}", indent=2)
    if is_guess and not seen:
        person.tell(say(lang, "map.no_columns"))


def _tell_table(person: Person, brand: Brand, source: Inbound) -> None:
    """What to write into config.toml, so that all such files are read so: below the inbox that stands
    there, or as an inbox of its own.
    """
    if not source.map:
        return
    is_new = source.name.startswith("import-")  # what no settings name
    table: dict[str, Any] = (
        {"kind": "inbound", "name": "inbox", "brand": brand.name} if is_new else {}
    )
    table |= {name: getattr(source, name) for name in _OTHER if getattr(source, name)}
    table["map"] = {k: v if isinstance(v, str) else list(v) for k, v in source.map.items()}
    text = table_text("[[source]]", table)
    if not is_new:
        text = text.removeprefix("[[source]]\n").lstrip("\n")
    person.tell()
    person.tell(say(person.language, "map.table" if is_new else "map.below", name=source.name))
    person.screen.print(Text(text), soft_wrap=True)

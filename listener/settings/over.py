"""What a lead says of the brand without the file: in force in its place until the file says something else."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from connectors.kit.query.parse import parse
from listener.settings.added import listed, text
from listener.settings.answers import (
    AnswerError,
    address_of,
    host_of,
    read_country,
    read_handles,
    read_not_us,
)
from listener.settings.brand import Brand, Channels, Objective
from listener.settings.zones import zone_of

Words = tuple[str, ...]
About = Literal["names", "handles", "own_sites", "country", "not_us", "exclude", "objective"]
Where = Literal["alerts", "press", "influencers", "customers", "triage", "wins", "ops", "digest"]
What = Literal[About, Where]
ABOUT: tuple[About, ...] = get_args(About)
WHERE: tuple[Where, ...] = get_args(Where)
WHAT: tuple[What, ...] = (*ABOUT, *WHERE)
MOST = 40  # of a list
ALL_OBJECTIVES = "# these are all objectives: take others out"  # before them
_LONGEST = 300  # characters of one


@dataclass(frozen=True, slots=True)
class Over:
    """One thing that was said, and what the file said then."""

    what: What
    told: Words  # () for "none"
    file: Words

    def to_json(self) -> str:
        """As a row keeps it."""
        return json.dumps({"is": self.told, "was": self.file}, ensure_ascii=False)

    @classmethod
    def read(cls, what: str, kept: str) -> "Over | None":
        """From a row; None for what no release wrote."""
        try:
            known = json.loads(kept)
            told, file = ((*map(str, known[key]),) for key in ("is", "was"))
        except (ValueError, KeyError, TypeError):
            return None
        return next((cls(one, told, file) for one in WHAT if one == what), None)


def read(what: What, written: str) -> Words:
    """What somebody wrote, as the setting has it; nothing is none of it.

    Raises AnswerError, QueryError, or ValueError for a channel that is none.
    """
    found = _READERS[what](written) if what in ABOUT else _channel(what, written)
    if len(found) > MOST or any(len(one) > _LONGEST for one in found):
        raise AnswerError("too_long", written)
    return tuple(dict.fromkeys(found))


def said(brand: Brand, what: What) -> Words:
    """What holds of it."""
    if what == "country":
        return (brand.country,)
    if what == "objective":
        return tuple(one.text for one in brand.objective)
    if what in WHERE:
        found = getattr(brand.slack.channels, what)
        return (found,) if found else ()
    return tuple(getattr(brand, what))


def is_over(brand: Brand, row: Over) -> bool:
    """Is it in force over the file, which has said nothing new since?"""
    file = said(brand.written, row.what)
    return row.file == file != row.told


def with_over(brand: Brand, rows: Iterable[Over]) -> Brand:
    """The brand of the file with these in its places; `brand.written` is the file's."""
    made = brand.written
    for row in rows:
        if is_over(brand, row):
            made = _with(made, row)
    return made.over(brand.written) if made is not brand.written else made


def toml(brand: Brand, rows: Iterable[Over]) -> Iterator[str]:
    """The lines that put them into config.toml, in the place of those that are there."""
    mine = [row for row in rows if is_over(brand, row)]
    for row in mine:
        if row.what == "country":
            yield f"country = {text(row.told[0])}"
            yield f"zone = {text(zone_of(row.told[0]))}"
        elif row.what in ABOUT and row.what != "objective":
            yield f"{row.what} = {listed(row.told)}"
    channels = [row for row in mine if row.what in WHERE and row.told]
    if channels:
        yield "# in [brand.slack.channels]"
    yield from (f"{row.what} = {text(row.told[0])}" for row in channels)
    for row in mine:
        if row.what == "objective":
            yield f"\n{ALL_OBJECTIVES}"
            for one in _objectives(brand.written, row.told):
                yield "[[brand.objective]]"
                told = one.model_dump(exclude_defaults=True)
                yield from (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items())  # fmt: skip


def _with(brand: Brand, row: Over) -> Brand:
    try:
        if row.what in WHERE:
            told = Channels.model_validate(brand.slack.channels.model_dump() | {row.what: (*row.told, None)[0]})  # fmt: skip
            return brand.model_copy(update={"slack": brand.slack.model_copy(update={"channels": told})})  # fmt: skip
        if row.what == "country":
            return brand.model_copy(update={"country": row.told[0], "zone": zone_of(row.told[0])})
        if row.what == "exclude":
            return brand.model_copy(update={"exclude": _queries("\n".join(row.told))})
        if row.what == "objective":
            return brand.model_copy(update={"objective": _objectives(brand, row.told)})
    except (ValueError, IndexError):  # of another release
        return brand
    return brand.model_copy(update={row.what: row.told})


def _objectives(brand: Brand, told: Words) -> tuple[Objective, ...]:
    """Those of the file keep what else it says of them."""
    known = {one.text: one for one in brand.objective}
    return tuple(known.get(one) or Objective(text=one) for one in told)


def _lines(written: str) -> Words:
    return tuple(" ".join(one.split()) for one in written.splitlines() if one.strip())


def _names(written: str) -> Words:
    return tuple(read_not_us(written)["not_us"])


def _handles(written: str) -> Words:
    return tuple(read_handles(written)["handles"])


def _sites(written: str) -> Words:
    return tuple(host_of(address_of(one)) for one in _names(written))


def _country(written: str) -> Words:
    return (str(read_country(written)["country"]),)


def _queries(written: str) -> Words:
    for query in _lines(written):
        parse(query)
    return _lines(written)


def _channel(what: What, written: str) -> Words:
    """A channel's id; all but that of alerts may be none: then they come where alerts come."""
    found = written.strip()
    if what == "alerts" and not found:
        raise ValueError("alerts have to go somewhere")
    Channels(alerts=found or None)
    return (found,) if found else ()


_READERS: Mapping[str, Callable[[str], Words]] = {
    "names": _names,
    "handles": _handles,
    "own_sites": _sites,
    "country": _country,
    "not_us": _names,
    "exclude": _queries,
    "objective": _lines,
}

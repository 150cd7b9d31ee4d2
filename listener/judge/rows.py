"""Labelled rows, a line of JSON each: a post, what surrounds it, and what a person says is right.

Only `brand`, `text` and `expected_leaf` are needed (of rows.jsonl), or `text` and `risk` (of
risk.jsonl). Keys of the labellers' own, such as `why`, are left alone.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from connectors.kit.contract import FIELDS, Mention
from connectors.kit.genres import Genre
from listener.advice.leaves import Leaf
from listener.settings.brand import Brand
from listener.settings.config import ConfigError
from listener.settings.file import read_up_to
from listener.settings.problems import choose, lines
from listener.words.spoken import spoken
from models.base import TASKS

MORNING = datetime(2026, 11, 25, 10, 20)  # noqa: DTZ001 (in the brand's zone: someone is at work)
_NO_OBJECT = "this is no JSON: write one object a line"
_SHOWN = 20  # kinds of problems told at once
_NUMBERS = 6  # lines named of each
_MOST = 100_000_000  # bytes of a file of rows
_AUTHOR = ("id", "name", "followers", "url")
_LABELS = ("form", "tone", "intent")

_Text = Annotated[str, BeforeValidator(lambda told: str(told) if isinstance(told, int) else told)]
_Table = dict[str, Any]  # a mention's own keys: the contract reads them
_Also = dict[str, tuple[str | int, ...]]  # what else is right: leaf, form, tone …
Due = Literal["now", "today", "in the digest", "nobody", "none"]


class _Side(BaseModel):
    """A post beside the row's own: a mention's keys, none of them needed but its words."""

    model_config = ConfigDict(frozen=True, extra="allow")

    text: str
    ago: float = 5  # minutes before now


class _Line(BaseModel):
    """What both files have."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: _Text = ""
    text: str
    lang: str = ""
    brand: str = ""
    source_kind: Genre = "social_comment"
    venue: str | None = None
    url: str | None = None
    title: str | None = None
    rating: int | None = None
    author: _Table | None = None
    age_min: float = 25  # minutes between its writing and now
    now: datetime | None = None
    posted_at: datetime | None = None
    thread: str | None = None
    thread_key: str | None = None
    parent: str | None = None
    parent_url: str | None = None
    mention: _Table = {}
    history: tuple[_Side, ...] = ()
    beside: tuple[_Side, ...] = Field(default=(), alias="with")


class _Leaf(_Line):
    """A line of rows.jsonl."""

    brand: str = Field(min_length=1)
    expected_leaf: str
    also_ok: _Also = {}
    expected_form: str | None = None
    expected_tone: str | None = None
    expected_intent: str | None = None
    who_must_know: Due | None = None

    @field_validator("also_ok", mode="before")
    @classmethod
    def _leaves_alone(cls, told: object) -> object:
        return {"leaf": told} if isinstance(told, list) else told or {}

    @field_validator("expected_leaf")
    @classmethod
    def _is_a_leaf(cls, leaf: str) -> str:
        return _one_of(leaf, list(map(str, Leaf)), "the leaves are")

    @field_validator("expected_form", "expected_tone", "expected_intent")
    @classmethod
    def _is_a_label(cls, label: str | None, info: Any) -> str | None:
        task = info.field_name.removeprefix("expected_")
        return label and _one_of(label, list(TASKS[task]), "the labels are")


class _Risk(_Line):
    """A line of risk.jsonl: a comment under a post of ours."""

    risk: str = Field(min_length=1)  # "none", or any other word for a risk
    venue: str | None = "own"
    thread: str | None = "Our post"


def _one_of(given: str, known: list[str], words: str) -> str:
    if given not in known:
        raise ValueError(choose(given, known, words))
    return given


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled post, ready for the pipeline."""

    id: str
    lang: str  # "" where the line says none
    brand: str  # by the name that the file gives it; "" of a risk that names none
    now: datetime
    mention: Mention
    history: tuple[tuple[datetime, Mention], ...] = ()  # what came before, oldest first, and when
    beside: tuple[Mention, ...] = ()  # what comes with it
    leaf: str = ""  # the right one
    leaf_ok: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # task -> what is right
    due: Due | None = None  # when somebody must know
    risk: str = ""


def read_rows(file: Path, brands: Mapping[str, Brand]) -> tuple[Row, ...]:
    """The rows of rows.jsonl; raises ConfigError with each bad line's number, and what to do."""
    return _read(file, _Leaf, brands, next(iter(brands.values())))


def read_risks(file: Path, brands: Mapping[str, Brand], anyone: Brand) -> tuple[Row, ...]:
    """The rows of risk.jsonl; those that name no brand are about `anyone`."""
    return _read(file, _Risk, brands, anyone)


_M = TypeVar("_M", _Leaf, _Risk)


def _read(
    file: Path, model: type[_M], brands: Mapping[str, Brand], anyone: Brand
) -> tuple[Row, ...]:
    found = dict[str, tuple[int, Row]]()
    at = dict[str, list[int]]()  # a fault: its lines
    first = next(iter(brands.values())).language
    for number, content in _lines(file):
        try:
            row = _one(content, number, model, brands, anyone)
            if row.id in found:
                before = found[row.id][0]
                raise _NoRowError(f"id: {row.id!r} stands in line {before} too: give each its own")
            found[row.id] = number, row
        except _NoRowError as error:
            for told in error.args:
                at.setdefault(told, []).append(number)
    problems = [
        spoken(first, f"{file.name}: {_where(numbers)}: {told}") for told, numbers in at.items()
    ]
    if (more := len(problems) - _SHOWN) > 0:
        problems[_SHOWN:] = [spoken(first, f"{file.name}: and {more} more like these")]
    if problems:
        raise ConfigError("\n".join(problems))
    return tuple(row for _, row in found.values())


def _where(numbers: list[int]) -> str:
    """The lines of one fault: "line 3", "lines 3, 5", or the first of many and how many there are."""
    first = ", ".join(map(str, numbers[:_NUMBERS]))
    if len(numbers) > _NUMBERS:
        return f"lines {first}, … ({len(numbers)})"
    return f"lines {first}" if len(numbers) > 1 else f"line {first}"


class _NoRowError(Exception):
    """A line that cannot be used: each thing that is wrong."""


def _one(
    content: str, number: int, model: type[_M], brands: Mapping[str, Brand], anyone: Brand
) -> Row:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise _NoRowError(_NO_OBJECT) from None
    if not isinstance(told, dict):
        raise _NoRowError(_NO_OBJECT)
    try:
        line = model.model_validate(told)
    except ValidationError as error:
        raise _NoRowError(*lines("", error, model)) from None
    if line.brand and line.brand not in brands:
        raise _NoRowError(f"brand: {choose(line.brand, list(brands), 'the brands are')}")
    try:
        return _row(line, line.id or str(number), brands.get(line.brand, anyone))
    except ValueError as error:
        raise _NoRowError(*str(error).split("; ")) from None


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        content = read_up_to(file, _MOST)
        if len(content) > _MOST:
            raise ConfigError(f"{file.name}: larger than {_MOST // 1_000_000} MB: cut it up")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = error.object.count(b"\n", 0, error.start) + 1
        told = (
            f"{file.name}: line {number}: this is not text in UTF-8: save the file again as UTF-8"
        )
        raise ConfigError(told) from None
    except OSError as error:
        raise ConfigError(f"{file}: cannot read it ({error.strerror})") from None
    # Not splitlines: a text may hold a separator of lines that JSON does not escape.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _row(line: _Leaf | _Risk, name: str, brand: Brand) -> Row:
    now = _now(line, brand)
    history = [_side(h, f"{name}-before-{n}", now) for n, h in enumerate(line.history)]
    row = Row(
        name,
        line.lang,
        line.brand,
        now,
        _mention(line, name, now),
        tuple(sorted(history, key=lambda at: at[0])),
        tuple(_side(one, f"{name}-with-{n}", now)[1] for n, one in enumerate(line.beside)),
    )
    if isinstance(line, _Risk):
        return replace(row, risk=line.risk)
    ok = line.also_ok
    right = {task: getattr(line, f"expected_{task}") for task in _LABELS}
    return replace(
        row,
        leaf=line.expected_leaf,
        leaf_ok=tuple(map(str, ok.get("leaf", ()))),
        labels={
            task: (label, *map(str, ok.get(task, ()))) for task, label in right.items() if label
        },
        due=line.who_must_know,
    )


def _now(line: _Line, brand: Brand) -> datetime:
    if line.now:
        return line.now if line.now.tzinfo else line.now.replace(tzinfo=brand.tz)
    posted = line.posted_at or line.mention.get("posted_at")
    if posted is None:
        return MORNING.replace(tzinfo=brand.tz)
    at = posted if isinstance(posted, datetime) else datetime.fromisoformat(str(posted))
    at = at if at.tzinfo else at.replace(tzinfo=brand.tz)
    return at + timedelta(minutes=line.age_min)


def _mention(line: _Line, name: str, now: datetime) -> Mention:
    url = line.url or f"https://site.example/{name}"
    told: dict[str, Any] = {
        "external_id": f"row-{name}",
        "text": line.text,
        "genre": line.source_kind,
        "venue": line.venue,
        "url": url,
        "title": line.title,
        "rating": line.rating,
        "author": {"id": f"u-{name}"}
        | {k: v for k, v in (line.author or {}).items() if k in _AUTHOR and v is not None},
        "posted_at": (now - timedelta(minutes=line.age_min)).isoformat(),
    }
    if line.thread or line.parent:
        told["thread_key"] = line.thread_key or f"t-{name}"
        told["thread_title"] = line.thread
    if line.parent:
        told["parent_text"] = line.parent
        told["parent_url"] = line.parent_url or f"{url}/parent"
    return Mention.from_json(told | line.mention)


def _side(told: _Side, name: str, now: datetime) -> tuple[datetime, Mention]:
    """Another mention, and when it came."""
    at = now - timedelta(minutes=told.ago)
    known: dict[str, Any] = {
        "external_id": name,
        "url": f"https://site.example/{name}",
        "posted_at": at.isoformat(),
        "genre": "social_comment",
        "text": told.text,
    }
    more = told.model_extra or {}
    return at, Mention.from_json(known | {k: v for k, v in more.items() if k in FIELDS})

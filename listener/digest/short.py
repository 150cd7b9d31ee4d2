"""The digest's short form for the terminal: three sentences, four figures, three things to do."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from listener.digest import sections, spoken
from listener.digest.shapes import Digest, Figure
from listener.plain import one_line
from listener.strategy.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """Its words, clean of control characters; what a notice keeps until it is shown."""

    title: str
    sentences: tuple[str, ...]
    figures: tuple[tuple[str, str, str], ...]  # label, value, what it rests on
    heading: str  # above the actions
    actions: tuple[tuple[str, str], ...]  # what to do, for whom
    notes: tuple[str, ...]
    page: str | None  # where it lies; None where none was written

    def to_json(self) -> dict[str, Any]:
        """As JSON knows it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Short":
        """What `to_json` gave."""
        return cls(
            title=told["title"],
            sentences=tuple(told["sentences"]),
            figures=tuple((label, value, rest) for label, value, rest in told["figures"]),
            heading=told["heading"],
            actions=tuple((text, owner) for text, owner in told["actions"]),
            notes=tuple(told["notes"]),
            page=told["page"],
        )


def short(digest: Digest, page: Path | None) -> Short:
    """The short form; `page` is where the page lies, None where none was written."""
    lang = digest.language
    title = say(lang, "digest.title", week=digest.week[6:])
    owners = [say(lang, "digest.for_whom", owner=one_line(a.owner)) for a in digest.actions]
    return Short(
        title=f"{one_line(digest.brand)} · {title}",
        sentences=tuple(one_line(sentence) for sentence in digest.sentences),
        figures=tuple(_row(digest.figure(key), lang) for key in sections.TILES),
        heading=say(lang, "digest.next_week"),
        actions=tuple(zip((one_line(a.text) for a in digest.actions), owners, strict=True)),
        notes=tuple(one_line(note) for note in digest.notes),
        page=None if page is None else str(page),
    )


def _row(figure: Figure, lang: str) -> tuple[str, str, str]:
    rest = " · ".join(_rests_on(figure, lang))
    return say(lang, f"figure.{figure.key}"), spoken.value(figure, lang), rest


def _rests_on(figure: Figure, lang: str) -> Iterator[str]:
    if found := spoken.interval(figure, lang):
        yield found
    if figure.change is not None:
        yield f"{spoken.change(figure, lang)} {say(lang, 'digest.than_last')}"
    if figure.median is not None:
        yield f"{say(lang, 'digest.usual').lower()} {spoken.usual(figure, lang)}"
    yield spoken.basis(figure, lang)

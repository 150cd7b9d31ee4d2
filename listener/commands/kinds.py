"""kinds: what can be listened to, what each asks for, and what is closed to programs."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from rich.padding import Padding
from rich.text import Text

import connectors
from connectors.kit.guide import Guide
from listener.commands.console import console
from listener.settings.problems import choose
from listener.settings.reference import example
from listener.words import say
from listener.words.spoken import spoken
from listener.words.walls import Wall, walls

WRONG = 2
_EXAMPLE = "mastodon"


def guide_of(kind: str, language: str) -> Guide:
    """What people are told of a kind, in a language that it has."""
    known = connectors.connector_type(kind).guides
    return known["fr"] if language == "fr" and "fr" in known else known["en"]


def kinds(kind: str | None, lang: str, *, as_json: bool) -> int:
    """Print all kinds and walls in short, or one in full; 2 for one that is not known."""
    closed = walls(lang)
    if kind is not None and kind not in connectors.kinds() and kind not in closed:
        known = [*connectors.kinds(), *closed]
        told = choose(kind, known, "the kinds are")
        console(stderr=True).print(spoken(lang, told), soft_wrap=True)
        return WRONG
    if as_json:
        _as_json(kind, lang)
    elif kind is None:
        _all(lang)
    elif kind in closed:
        _wall(closed[kind], lang)
    else:
        _one(kind, lang)
    return 0


def _as_json(kind: str | None, lang: str) -> None:
    chosen = [kind] if kind else connectors.kinds()
    told = {
        "kinds": [_told(one, lang) for one in chosen if one in connectors.kinds()],
        "walls": [
            {"key": key, **asdict(wall)} for key, wall in walls(lang).items() if kind in (None, key)
        ],
    }
    # ASCII, as of all lines for programs.
    print(json.dumps(told, indent=2))


def _told(kind: str, lang: str) -> dict[str, object]:
    guide = asdict(guide_of(kind, lang))
    del guide["words"]
    return {"kind": kind, **guide, "settings": connectors.connector_type(kind).model_json_schema()}


def _all(lang: str) -> None:
    told = {kind: guide_of(kind, lang) for kind in connectors.kinds()}
    screen = console()
    screen.print(Text(say(lang, "kinds.open"), style="bold"))
    for kind in sorted(told, key=lambda kind: (told[kind].minutes, told[kind].title.casefold())):
        _short(kind, told[kind], lang)
    screen.print()
    screen.print(Text(say(lang, "kinds.walls"), style="bold"))
    for key, wall in walls(lang).items():
        screen.print(Text.assemble("  ", (wall.name, "bold"), (f"  {key}", "dim")))
        screen.print(Padding(Text(f"{wall.why} {wall.way}"), (0, 0, 0, 4)))
    screen.print()
    screen.print(Text(say(lang, "kinds.more", example=_EXAMPLE)))


def _label(key: str, lang: str) -> str:
    return say(lang, "kinds.label", what=say(lang, f"kinds.{key}"))


def _short(kind: str, guide: Guide, lang: str) -> None:
    told = f"{say(lang, 'kinds.minutes', n=guide.minutes)} · {guide.cost}"
    if guide.wait:
        told += f" · {_label('wait', lang)}{guide.wait}"
    screen = console()
    screen.print(Text.assemble("  ", (guide.title, "bold"), (f"  {kind}  ", "dim"), told))
    needs = f"{_label('needs', lang)}{guide.needs or say(lang, 'kinds.nothing')}"
    screen.print(Padding(Text(f"{guide.covers}\n{needs}"), (0, 0, 0, 4)))


def _one(kind: str, lang: str) -> None:
    guide, screen = guide_of(kind, lang), console()
    screen.print(Text(f"{guide.title}  ({kind})", style="bold"))
    for key, words in _parts(guide, lang):
        screen.print(Text.assemble((_label(key, lang), "bold"), words))
        if key == "needs":
            for n, step in enumerate(guide.steps, 1):
                screen.print(Padding(Text(f"{n}. {step}"), (0, 0, 0, 2)))
            if guide.steps:
                screen.print(Padding(Text(say(lang, "kinds.buttons"), style="dim"), (0, 0, 0, 2)))
    screen.print()
    screen.print(Text(say(lang, "kinds.settings"), style="bold"))
    screen.print(example(kind, lang), soft_wrap=True)
    screen.print()
    screen.print(Text(say(lang, "kinds.add", kind=kind)))


def _parts(guide: Guide, lang: str) -> Iterator[tuple[str, str]]:
    yield "covers", guide.covers
    yield "misses", guide.misses
    yield "needs", guide.needs or say(lang, "kinds.nothing")
    yield "time", say(lang, "kinds.minutes", n=guide.minutes)
    yield from [("wait", guide.wait)] if guide.wait else []
    yield "cost", guide.cost
    yield "terms", guide.terms


def _wall(wall: Wall, lang: str) -> None:
    screen = console()
    screen.print(Text(say(lang, "kinds.is_wall", name=wall.name), style="bold"))
    for key, words in (("why", wall.why), ("way", wall.way)):
        screen.print(Text.assemble((_label(key, lang), "bold"), words))

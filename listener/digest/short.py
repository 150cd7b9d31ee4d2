"""The digest's short form in the terminal: three sentences, four figures, three things to do."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from listener.digest import sections, spoken
from listener.digest.shapes import Digest, Figure
from listener.plain import one_line
from listener.strategy.words import say
from listener.terminal import WIDTH


def short(digest: Digest, path: Path | None) -> Panel:
    """One panel; `path` is where the page lies, None where none was written."""
    lang = digest.language
    title = f" {one_line(digest.brand)} · {say(lang, 'digest.title', week=digest.week[6:])} "
    return Panel(
        Group(*_parts(digest, path)),
        title=Text(title, style="bold"),
        title_align="left",
        width=WIDTH,
        border_style="blue",
        padding=(1, 2, 0, 2),
    )


def _parts(digest: Digest, path: Path | None) -> Iterator[RenderableType]:
    lang = digest.language
    for sentence in digest.sentences:
        yield Text(one_line(sentence))
    yield Text()
    grid = Table.grid(padding=(0, 2))
    for key in sections.TILES:
        grid.add_row(*_row(digest.figure(key), lang))
    yield grid
    yield Text()
    yield Text(say(lang, "digest.next_week"), style="dim")
    for n, action in enumerate(digest.actions, 1):
        owner = say(lang, "digest.for_whom", owner=action.owner)
        line = Text(f"{n}. {one_line(action.text)}")
        yield line.append(f" ({owner})", style="dim")
    for note in digest.notes:
        yield Text(f"· {one_line(note)}", style="dim")
    if path is not None:
        yield Text()
        yield Text(str(path), style="underline", overflow="fold")


def _row(figure: Figure, lang: str) -> Iterator[Text]:
    yield Text(say(lang, f"figure.{figure.key}"), style="dim")
    yield Text(spoken.value(figure, lang), style="bold")
    rest = [spoken.interval(figure, lang)]
    if figure.change is not None:
        rest.append(f"{spoken.change(figure, lang)} {say(lang, 'digest.than_last')}")
    if figure.median is not None:
        rest.append(f"{say(lang, 'digest.usual').lower()} {spoken.usual(figure, lang)}")
    rest.append(spoken.basis(figure, lang))
    yield Text(" · ".join(part for part in rest if part), style="dim")

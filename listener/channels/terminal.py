"""Any content in the terminal: what a team without Slack reads, and what the demo ends with."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import singledispatch
from itertools import chain

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from listener import words
from listener.channels.terminal_story import (
    WIDTH,
    alert_panel,
    draft_lines,
    grid,
    listed,
    old,
    points,
    reply,
    style,
    title,
)
from listener.guard.plain import one_line, plain
from listener.notices.contract import Notice
from listener.notices.fact_asked import by_shell, stands
from listener.notices.parts import (
    Alone,
    Content,
    Divider,
    FactAsked,
    Figure,
    Figures,
    Heading,
    Lines,
    Link,
    Opens,
    Part,
    Place,
    Points,
    Post,
    Proposals,
    Ready,
    Row,
    Section,
    Sentence,
    Small,
    Steps,
    Stories,
    Story,
    Strong,
    Tone,
)  # fmt: skip
from listener.notices.parts import (
    Text as Words,
)
from listener.settings.brand import Brand
from listener.settings.place import is_slack_id
from listener.words import say

FRAME = 6  # columns of a title's line that are the frame's
_BORDERS: dict[Tone, str] = {"plain": "none", "look": "blue", "week": "blue", "ops": "red"}


class Terminal:
    """Shows notices on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.shown = 0

    def show(self, notice: Notice, content: Content, brand: Brand) -> None:  # noqa: ARG002
        """Print what a notice says."""
        self.shown += 1
        for one in framed(content, brand):
            self._console.print(one)
        self._console.print()


def framed(content: Content, brand: Brand) -> Iterator[RenderableType]:
    """A content in its frame; one without a title brings what frames it."""
    parts = _parts(content.parts, brand)
    if not content.title:
        yield from parts
        return
    named = title(_on_one_line(content.title), brand)
    if named.cell_len > WIDTH - FRAME:  # whole, below
        parts = chain([Text(_on_one_line(content.title), style="bold"), Text()], parts)
        named = title("", brand)
    yield Panel(
        Group(*parts),
        title=named,
        title_align="left",
        width=WIDTH,
        border_style=_BORDERS[content.tone],
        padding=(1, 2, 0, 2) if content.tone == "week" else (0, 1),
    )


def _parts(parts: tuple[Part, ...], brand: Brand) -> Iterator[RenderableType]:
    for part in parts:
        yield from _part(part, brand)


@singledispatch
def _part(part: Part, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    raise TypeError(f"the terminal shows no {type(part).__name__}")


@_part.register
def _(part: Section, brand: Brand) -> Iterable[RenderableType]:
    yield Text()
    yield Rule(part.title, align="left", style="bold red" if part.is_danger else "dim")
    yield from _parts(part.parts, brand)


@_part.register
def _(part: Story, brand: Brand) -> Iterable[RenderableType]:
    card = part.card
    return [reply(card, brand) if part.is_reply else alert_panel(card, brand)]


@_part.register
def _(part: Words, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Text(plain(part.text))]


@_part.register
def _(part: Small, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Text(f"· {_on_one_line(part.text)}", style="dim")]


@_part.register
def _(part: Lines, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Text("\n".join(map(plain, part.texts)))]


@_part.register
def _(part: Strong, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Text(), Text(f"{part.text}\n{part.hint}".strip())]


@_part.register
def _(part: Heading, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Text(), Text(part.text, style="dim")]


@_part.register
def _(part: Figures, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Text(), _figures(part.figures)]


@_part.register
def _(part: Proposals, brand: Brand) -> Iterable[RenderableType]:
    for draft in part.drafts:
        yield from (Text(), *draft_lines(draft, brand.language))


@_part.register
def _(part: Sentence, brand: Brand) -> Iterable[RenderableType]:
    lang = brand.language
    shown = {
        name: words.date_time(lang, value, brand.tz) if isinstance(value, datetime) else value
        for name, value in part.values.items()
    }
    return [Text(say(lang, part.key, **shown))]


@_part.register
def _(part: Row, brand: Brand) -> Iterable[RenderableType]:
    return [grid([(say(brand.language, part.label), Text(one_line(part.value)))])]


@_part.register
def _(part: Points, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return points(part)


@_part.register
def _(part: Post, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    yield Text()
    yield Text.assemble((part.strong, "bold"), f" · {part.said}")
    yield Text("▌ ", style="dim").append(one_line(part.quote), style="italic")
    yield Text(one_line(part.foot), style="dim")
    if part.url:
        yield Text(one_line(part.url), style="dim underline", no_wrap=True, overflow="ellipsis")


@_part.register
def _(part: Steps, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    for n, (text, owner) in enumerate(part.steps, 1):
        yield Text(f"{n}. {plain(text)}").append(f" ({plain(owner)})", style="dim")


@_part.register
def _(part: Place, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Text(), Text(part.path, style="underline", overflow="fold")]


@_part.register
def _(part: Alone, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Text(plain(part.text))]


@_part.register
def _(part: Link, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Text(plain(part.before)), Text(f"{part.label}: {part.url}", overflow="fold")]


@_part.register
def _(part: Opens, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return []  # a screen hears no press


@_part.register
def _(part: FactAsked, brand: Brand) -> Iterable[RenderableType]:
    lang, fact = brand.language, part.fact
    told = [str(stands(fact, lang, part.today))]
    if fact.owner and not is_slack_id(fact.owner):
        told.append(plain(say(lang, "fact.owner", owner=fact.owner)))
    how = Text(by_shell(fact, brand, part.today), style="dim")
    return [Text(), Text(plain(fact.text)), Text(" ".join(told)), how]


@_part.register
def _(part: Divider, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Rule(style="dim")]


@_part.register
def _(part: Ready, brand: Brand) -> Iterable[RenderableType]:  # noqa: ARG001
    return [Text(plain(part.text))]


@_part.register
def _(part: Stories, brand: Brand) -> Iterable[RenderableType]:
    """As many as there are; a screen has room."""
    lang = brand.language
    for n, card in enumerate(part.cards):
        if part.form == "old":
            yield old(card)
            continue
        if n:
            yield Text()
        if part.form == "severe":
            yield Text(card.severity, style=style(card))
        yield listed(card, lang)
    if part.more:
        if part.form != "old":
            yield Text()
        yield Text(say(lang, part.left, n=part.more), style="dim")


def _on_one_line(text: str) -> str:
    """Our words may hold spaces at which no line ends: they stay."""
    return " ".join(plain(text).splitlines())


def _figures(figures: tuple[Figure, ...]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(style="dim")
    for figure in figures:
        value = Text(" · ").join(
            Text.assemble((n, "bold"), " " if n and said else "", said) for n, said in figure.values
        )
        table.add_row(figure.label, value, Text(figure.rest))
    return table

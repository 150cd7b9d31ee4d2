"""Alerts in the terminal: what a team without Slack reads, and what the demo ends with."""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from listener.brand import Brand
from listener.cards import Card, DraftCard
from listener.digest.short import Short
from listener.firstlook import Look
from listener.plain import one_line, plain
from listener.spoken import spoken
from listener.strategy import words
from listener.strategy.bundles import left_of
from listener.strategy.words import say

WIDTH = 100  # columns at most: longer lines are hard to read
STYLES = {"danger": "bold red", "urgent": "red", "high": "yellow", "normal": "cyan"}


class Terminal:
    """Shows notices on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.shown = 0

    def alert(self, shown: Card, brand: Brand) -> None:
        """One story that wants a person now."""
        self._print(alert_panel(shown, brand))

    def news(self, shown: Card, brand: Brand) -> None:
        """Something new in a story that was shown before."""
        lang = brand.language
        head = Text.assemble(
            ("↳ ", "bold"), (say(lang, "card.news", story=shown.story or 0), "bold")
        )
        body = Group(head, _quoted(shown), *_others(shown, lang), _grid(_advice(shown, lang)))
        self._print(Padding(body, (0, 0, 0, 2)))

    def bundle(self, class_: str, cards: Sequence[Card], brand: Brand, *, more: int) -> None:
        """What is not urgent, together: one paragraph each."""
        lang = brand.language
        parts: list[RenderableType] = []
        for one in cards:
            parts += [_in_bundle(one, lang), Text()]
        if more:
            parts.append(Text(say(lang, left_of(class_), n=more), style="dim"))
        else:
            parts.pop()
        title = say(lang, f"bundle.{class_}", n=len(cards) + more)
        self._print(
            Panel(Group(*parts), title=_title(title, brand), title_align="left", width=WIDTH)
        )

    def first_look(self, look: Look, brand: Brand) -> None:
        """What a new brand or source shows at once."""
        self._print(
            Panel(
                Group(*_look_parts(look, brand)),
                title=_title(say(brand.language, "look.title"), brand),
                title_align="left",
                width=WIDTH,
                border_style="blue",
            )
        )

    def digest(self, told: Short, brand: Brand) -> None:  # noqa: ARG002
        """A brand's week."""
        self._print(digest_panel(told))

    def ops(self, title: str, lines: Sequence[str], brand: Brand) -> None:
        """What only the person who runs the bot can mend."""
        told = Text("\n".join(plain(line) for line in lines))
        self._print(
            Panel(
                told,
                title=_title(title, brand),
                title_align="left",
                width=WIDTH,
                border_style="red",
            )
        )

    def _print(self, renderable: RenderableType) -> None:
        self.shown += 1
        self._console.print(renderable)
        self._console.print()


def alert_panel(shown: Card, brand: Brand, *, brief: bool = False) -> Panel:
    """One alert: headline, quote, who, advice and due time first, the rest below unless `brief`."""
    lang = brand.language
    rows = [*_who(shown, lang), *_advice(shown, lang)]
    drafts = shown.drafts[:1] if brief else shown.drafts
    parts: list[RenderableType] = [
        _quoted(shown),
        *(() if brief else _others(shown, lang)),
        *(() if brief else (Text(),)),
        _grid(rows if brief else [*rows, *_background(shown, lang)]),
    ]
    for draft in drafts:
        parts += [Text(), *_draft(draft, lang)]
    foot = say(lang, "card.foot", mention=str(shown.mention))
    return Panel(
        Group(*parts),
        title=_title(f"{shown.severity} · {shown.headline}", brand),
        title_align="left",
        subtitle=Text(foot, style="dim"),
        subtitle_align="right",
        border_style=_style(shown),
        width=WIDTH,
        padding=(0 if brief else 1, 2, 0, 2),
    )


def digest_panel(told: Short) -> Panel:
    """A week in short, and where its page lies."""
    return Panel(
        Group(*_digest_parts(told)),
        title=Text(f" {told.title} ", style="bold"),
        title_align="left",
        width=WIDTH,
        border_style="blue",
        padding=(1, 2, 0, 2),
    )


def _digest_parts(told: Short) -> Iterator[RenderableType]:
    for sentence in told.sentences:
        yield Text(sentence)
    yield Text()
    grid = Table.grid(padding=(0, 2))
    for label, value, rest in told.figures:
        grid.add_row(Text(label, style="dim"), Text(value, style="bold"), Text(rest, style="dim"))
    yield grid
    yield Text()
    yield Text(told.heading, style="dim")
    for n, (text, owner) in enumerate(told.actions, 1):
        yield Text(f"{n}. {text}").append(f" ({owner})", style="dim")
    for note in told.notes:
        yield Text(f"· {note}", style="dim")
    if told.page is not None:
        yield Text()
        yield Text(told.page, style="underline", overflow="fold")


def _title(text: str, brand: Brand) -> Text:
    return Text(f" {plain(brand.name)} · {plain(text)} ", style="bold")


def _style(shown: Card) -> str:
    return STYLES.get(shown.mark, "white")


def _quoted(shown: Card) -> RenderableType:
    lines = Text()
    for line in plain(shown.quote).splitlines() or [""]:
        lines.append("▌ ", style="dim").append(line + "\n", style="italic")
    lines.right_crop(1)
    return lines


def _others(shown: Card, lang: str) -> Iterator[RenderableType]:
    """The other mentions that the same message tells of, in their own words."""
    for other in shown.others:
        said = Text("▌ ", style="dim").append(one_line(other.quote), style="italic")
        yield said.append(f"  {one_line(other.author)} · #{other.mention}", style="dim not italic")
    if shown.others_more:
        yield Text(say(lang, "card.others_more", n=shown.others_more), style="dim")


def _who(shown: Card, lang: str) -> Iterator[tuple[str, Text]]:
    yield say(lang, "label.author"), Text(one_line(shown.author))


def _advice(shown: Card, lang: str) -> Iterator[tuple[str, Text]]:
    advice = Text(shown.advice, style="bold")
    advice.append(f". {shown.meaning}", style="not bold")
    yield say(lang, "label.to_do"), advice
    if shown.due:
        late = say(lang, "label.overdue") if shown.overdue else ""
        yield say(lang, "label.due"), Text(f"{shown.due} {late}".strip(), style="bold")
    yield say(lang, "card.reason"), Text(one_line(shown.reason))
    if shown.next and not shown.wants_reply:
        yield say(lang, "label.next_step"), Text(shown.next)
    yield from _reading_along(shown, lang)


def _reading_along(shown: Card, lang: str) -> Iterator[tuple[str, Text]]:
    """What else is advised, who reads along, and how many approve."""
    for advised in shown.beside:
        yield say(lang, "label.beside"), Text(advised)
    if shown.copied:
        yield say(lang, "label.copied"), Text(", ".join(shown.copied))
    if shown.approvers > 1:
        yield say(lang, "label.approvers"), Text(say(lang, "count.approvers", n=shown.approvers))


def _background(shown: Card, lang: str) -> Iterator[tuple[str, Text]]:
    yield say(lang, "label.why_you_see_this"), Text(one_line(shown.why))
    tags = f"{shown.about} · {shown.organic} · {shown.confidence}"
    yield say(lang, "label.intent"), Text(tags)
    if shown.before:
        said = f"{shown.before} “{one_line(shown.before_quote)}”"
        yield say(lang, "label.story"), Text(said)
    if shown.context:
        yield say(lang, "label.context"), Text(one_line(shown.context))
    if shown.copies:
        yield say(lang, "label.copies"), Text(one_line(shown.copies))
    yield say(lang, "label.source"), Text(one_line(shown.times))
    link = one_line(shown.url) if shown.url else say(lang, "card.no_link")
    yield say(lang, "label.link"), Text(link, style="underline" if shown.url else "")
    if shown.parent_url:
        yield say(lang, "label.parent"), Text(one_line(shown.parent_url))


def _grid(rows: Sequence[tuple[str, Text]] | Iterator[tuple[str, Text]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in rows:
        grid.add_row(label, value)
    return grid


def _draft(draft: DraftCard, lang: str) -> Iterator[RenderableType]:
    title = Text(say(lang, "card.draft", name=draft.name), style="dim")
    yield title.append(f" · {draft.note}") if draft.note else title
    yield Padding(Text(plain(draft.text)), (0, 0, 0, 2))
    failed = [why for _, passed, why in draft.checks if not passed]
    passed = len(draft.checks) - len(failed)
    line = Text("  " + say(lang, "card.checks", n=passed), style="dim")
    for why in failed:
        line.append(f" · ✗ {one_line(why)}", style="not dim red")
    yield line


def _in_bundle(shown: Card, lang: str) -> RenderableType:
    head = Text.assemble((f"{shown.headline}", "bold"), "  ", (f"#{shown.mention}", "dim"))
    lines = [head, _quoted(shown), *_others(shown, lang)]
    advice = Text.assemble((shown.advice, "bold"), f" · {one_line(shown.reason)}")
    if shown.due:
        advice.append(f" · {say(lang, 'label.due')} {shown.due}")
    lines.append(advice)
    for label, told in _reading_along(shown, lang):
        lines.append(Text(f"{label} · ", style="dim").append_text(told))
    if shown.url:
        lines.append(
            Text(one_line(shown.url), style="dim underline", no_wrap=True, overflow="ellipsis")
        )
    return Group(*lines)


def _look_parts(look: Look, brand: Brand) -> Iterator[RenderableType]:
    lang = brand.language
    yield Text(say(lang, "look.intro", sources=", ".join(look.sources)))
    yield Text()
    yield _grid(_figures(look, lang)) if look.mentions else Text(say(lang, look.empty_words))
    if look.dangers:
        yield from (Text(), Rule(say(lang, "look.danger"), align="left", style="bold red"))
        for one in look.dangers:
            yield from (Text(one.severity, style=_style(one)), _in_bundle(one, lang), Text())
    if look.dangers_more:
        yield Text(say(lang, "look.more_danger", n=look.dangers_more), style="dim")
    if look.oldest:
        yield from (Text(), Rule(say(lang, "look.oldest"), align="left", style="dim"))
        for one in look.oldest:
            yield _old(one)
    yield from (Text(), Rule(say(lang, "look.unseen"), align="left", style="dim"))
    for line in _unseen(look, lang):
        yield Text(f"· {line}")
    if look.sample:
        yield from (Text(), Rule(say(lang, "look.sample"), align="left", style="dim"))
        yield alert_panel(look.sample, brand)


def _figures(look: Look, lang: str) -> Iterator[tuple[str, Text]]:
    def figure(value: int) -> Text:
        return Text(words.number(lang, value), style="bold")

    yield say(lang, "look.mentions"), figure(look.mentions)
    yield say(lang, "look.forms"), Text.assemble(
        figure(look.to_us), f" {say(lang, 'form.critique').lower()} · ",
        figure(look.among_peers), f" {say(lang, 'form.discussion').lower()}",
    )  # fmt: skip
    yield say(lang, "look.balance"), balance(look, lang)
    yield say(lang, "look.unanswered"), figure(look.unanswered)


def balance(look: Look, lang: str) -> Text:
    """The balance of opinions with its range and n, or that there are too few."""
    s = look.sentiment
    if s.net is None or s.low is None or s.high is None:
        return Text(say(lang, "look.too_few", n=s.n))
    shown = Text(f"{words.signed(s.net)} %", style="bold")
    return shown.append(
        " " + say(lang, "look.range", low=words.signed(s.low), high=words.signed(s.high), n=s.n),
        style="not bold",
    )


def _old(one: Card) -> RenderableType:
    short = one_line(one.quote)
    line = Text(f"#{one.mention} ", style="dim")
    line.append(short if len(short) < 90 else short[:89] + "…", style="not dim italic")
    line.append(f"\n    {one_line(one.times)} · ", style="dim not italic")
    return line.append(one.advice, style="not dim bold")


def _unseen(look: Look, lang: str) -> Iterator[str]:
    if look.undated:
        yield say(lang, "look.undated", n=look.undated)
    if look.unsure:
        yield say(lang, "look.unsure", n=look.unsure)
    for name, why in look.failing:
        yield say(lang, "look.failing", source=name, why=spoken(lang, one_line(why)))
    if look.still_failing:
        yield say(lang, "look.still_failing", n=look.still_failing)
    yield say(lang, "look.answers")
    yield say(lang, "look.walls")

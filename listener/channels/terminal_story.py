"""A story in the terminal: as a panel with all that is known, as a reply, or in a list."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from listener.guard.plain import one_line, plain, shortened
from listener.notices.cards import Card, done_words, state
from listener.notices.drafts import sheet_parts
from listener.notices.parts import Points
from listener.notices.proposed import DraftCard
from listener.settings.brand import Brand
from listener.words import posted, say

WIDTH = 100  # columns at most: longer lines are hard to read
STYLES = {
    "danger": "bold red",
    "first": "bold red",
    "urgent": "red",
    "high": "yellow",
    "normal": "cyan",
}


def alert_panel(shown: Card, brand: Brand, *, brief: bool = False) -> Panel:
    """One alert: headline, quote, who and why first, the rest below unless `brief`."""
    lang = brand.language
    rows = [*_who(shown, lang), *_advice(shown, brand)]
    drafts = shown.drafts[:1] if brief else shown.drafts
    parts: list[RenderableType] = [
        Text(one_line(shown.headline), style="bold"),
        _quoted(shown),
        *(() if brief else _others(shown, lang)),
        *(() if brief else (Text(),)),
        grid(rows if brief else [*rows, *_background(shown, lang)]),
        *(() if brief else _duty(shown, lang)),
    ]
    for draft in drafts:
        parts += [Text(), *draft_lines(draft, lang)]
    foot = say(lang, "card.foot", mention=str(shown.mention))
    return Panel(
        Group(*parts),
        title=title(f"{state(shown, lang)} · {shown.labels}", brand),
        title_align="left",
        subtitle=Text(foot, style="dim"),
        subtitle_align="right",
        border_style=style(shown),
        width=WIDTH,
        padding=(0 if brief else 1, 2, 0, 2),
    )


def reply(shown: Card, brand: Brand) -> RenderableType:
    """Something new in a story that was shown before."""
    lang = brand.language
    said = say(lang, "card.news", story=shown.story or 0)
    head = Text.assemble(("↳ ", "bold"), (said, "bold"))
    sentence = Text(one_line(shown.headline), style="bold")
    body = Group(head, sentence, _quoted(shown), *_others(shown, lang), grid(_advice(shown, brand)))
    return Padding(body, (0, 0, 0, 2))


def listed(shown: Card, lang: str) -> RenderableType:
    """One story in a list, in a paragraph."""
    # The number stands beside the author, as in Slack: behind a headline it reads as part of it.
    lines = [Text(one_line(shown.headline), style="bold"), _quoted(shown), *_others(shown, lang)]
    lines.append(Text(f"{one_line(shown.author)} · {shown.labels} · #{shown.mention}", style="dim"))
    lines.append(Text(one_line(shown.reason)))
    if shown.against:
        lines.append(Text(one_line(shown.against)))
    for label, told in _along(shown, lang):
        lines.append(Text(f"{label} · ", style="dim").append_text(told))
    if shown.url:
        lines.append(
            Text(one_line(shown.url), style="dim underline", no_wrap=True, overflow="ellipsis")
        )
    return Group(*lines)


def old(shown: Card) -> RenderableType:
    """One that waits since before we listened, in two lines."""
    line = Text(f"#{shown.mention} ", style="dim")
    line.append(shortened(one_line(shown.quote), 90), style="not dim italic")
    line.append(f"\n    {one_line(shown.times)} · ", style="dim not italic")
    return line.append(shown.advice, style="not dim bold")


def style(shown: Card) -> str:
    """Of its severity."""
    return STYLES.get(shown.level, "white")


def title(text: str, brand: Brand) -> Text:
    """Of a frame."""
    said = " · ".join(filter(None, (plain(brand.name), plain(text))))
    return Text(f" {said} ", style="bold")


def grid(rows: Iterable[tuple[str, Text]]) -> Table:
    """Labels, and what stands behind them."""
    made = Table.grid(padding=(0, 2))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for label, value in rows:
        made.add_row(label, value)
    return made


def points(part: Points) -> Iterator[RenderableType]:
    """A label, and below it a line for each point, counted where their order matters."""
    yield Text(part.label, style="dim")
    for n, text in enumerate(part.points, 1):
        sign = f"{n}." if part.are_steps else "·"
        yield Padding(grid([(sign, Text(one_line(text)))]), (0, 0, 0, 2))


def draft_lines(draft: DraftCard, lang: str) -> Iterator[RenderableType]:
    """A draft, and what its checks found."""
    key = "sheet.draft" if draft.is_holding else "card.draft"
    head = Text(say(lang, key, name=draft.name), style="dim")
    yield head.append(f" · {draft.note}") if draft.note else head
    yield Padding(Text(plain(draft.text)), (0, 0, 0, 2))
    if draft.whence:
        yield Text(f"  {draft.whence}", style="dim")
    failed = [why for _, passed, why in draft.checks if not passed]
    passed = len(draft.checks) - len(failed)
    line = Text("  " + say(lang, "card.checks", n=passed), style="dim")
    for why in failed:
        line.append(f" · ✗ {one_line(why)}", style="not dim red")
    yield line


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
    told = " · ".join(filter(None, (shown.author, shown.history.rstrip("."))))
    yield say(lang, "label.author"), Text(one_line(told))


def _advice(shown: Card, brand: Brand) -> Iterator[tuple[str, Text]]:
    """Why, when there is time for it, and what it asks; of an answer its time and what was advised."""
    lang = brand.language
    if shown.is_done:
        at = posted(lang, shown.answered_at, brand.tz) if shown.answered_at else ""
        if told := " · ".join(filter(None, (one_line(shown.closed_by), at))):
            yield done_words(shown, lang), Text(told)
        yield say(lang, "slack.advice_was"), Text(shown.advice)
    yield say(lang, "card.reason"), Text(one_line(shown.reason))
    for told in filter(None, ("" if shown.is_done else shown.owner, shown.quiet)):
        yield say(lang, "label.desk"), Text(one_line(told))
    if not shown.is_done:
        yield say(lang, "label.to_do"), Text(shown.meaning)
        if shown.due:
            late = f" · {say(lang, 'label.overdue')}" if shown.overdue else ""
            yield say(lang, "label.due"), Text(f"{shown.due}{late}", style="bold")
    if shown.next and not shown.wants_reply:
        yield say(lang, "label.next_step"), Text(shown.next)
    yield from _along(shown, lang)


def _along(shown: Card, lang: str) -> Iterator[tuple[str, Text]]:
    """What else is advised, who reads along, and how many approve."""
    for advised in shown.beside:
        yield say(lang, "label.beside"), Text(advised)
    if shown.copied:
        yield say(lang, "label.copied"), Text(", ".join(shown.copied))
    if shown.approvers > 1:
        yield say(lang, "label.approvers"), Text(say(lang, "count.approvers", n=shown.approvers))


def _duty(shown: Card, lang: str) -> Iterator[RenderableType]:
    """The duty sheet, above its holding reply: a terminal has no thread."""
    if shown.sheet is None or shown.is_done:
        return
    yield Text()
    yield Text(say(lang, "sheet.title", kind=shown.sheet.kind), style="bold")
    yield Text(one_line(shown.sheet.mind), style="dim")
    for part in sheet_parts(shown.sheet, lang):
        yield from points(part)


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

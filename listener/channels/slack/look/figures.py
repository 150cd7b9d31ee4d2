"""Figures: a table, or side by side."""

from collections.abc import Iterator
from dataclasses import replace

from listener.channels.slack.look import blocks, limits
from listener.channels.slack.look.blocks import bold, ours
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import Rich
from listener.notices.parts import Content, Figure, Figures
from listener.words import say

NARROW = "\u00a0=\u00a0"  # no line ends between n and its number


def without_tables(content: Content) -> Content:
    """The same, with its figures side by side."""
    parts = (replace(p, heads=()) if isinstance(p, Figures) else p for p in content.parts)
    return replace(content, parts=tuple(parts))


def laid(part: Figures, lang: str) -> Iterator[Block]:
    """A table; or side by side, as many blocks as Slack's limit of fields asks for."""
    if part.heads and part.figures:
        yield blocks.table(part.heads, [(one.label, *one.cells) for one in part.figures])
        return
    shown = [_figure(figure, lang, is_compact=part.is_compact) for figure in part.figures]
    for start in range(0, len(shown), limits.FIELDS):
        yield blocks.fields(shown[start : start + limits.FIELDS])


def _figure(figure: Figure, lang: str, *, is_compact: bool) -> Rich:
    values = blocks.joined(
        blocks.joined([*([bold(n)] if n else []), *([ours(said)] if said else [])], " ")
        for n, said in figure.values
    )
    label = ours(figure.label)
    head = f"{label}\n{values}"
    if is_compact:
        head = say(lang, "slack.row", label=label, value=values)
    rest = ours(figure.rest).replace(" = ", NARROW)
    return Rich(f"{head}\n{rest}" if rest else head)

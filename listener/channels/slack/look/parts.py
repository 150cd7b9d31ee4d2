"""Any content as a Slack message: pure, complete, within every limit, and safe to show."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import singledispatch

from listener.channels.slack.look import blocks, facts, figures, limits, story
from listener.channels.slack.look.blocks import bold, ours
from listener.channels.slack.look.buttons import buttons, has_buttons, menu, opener
from listener.channels.slack.look.limits import Sheet
from listener.channels.slack.look.message import Block, Message
from listener.channels.slack.look.mrkdwn import Rich, link
from listener.notices.cards import Card
from listener.notices.parts import (
    Alone,
    Content,
    Divider,
    FactAsked,
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
    Text,
)
from listener.notices.proposed import DraftCard
from listener.settings.brand import Brand
from listener.words import say

SIGNS = {"ops": "⚙ "}  # before a title
ONE_STORY = 4  # blocks of a story in a list


def message(content: Content, brand: Brand) -> Message:
    """A content as it is posted; what has no room is left out, or counted. One with a table has it beside as
    fields, for a workspace that takes none; its text is of those.
    """
    plain = figures.without_tables(content)
    shown = _message(plain, brand)
    if plain == content:
        return shown
    return Message(shown.text, _message(content, brand).blocks, shown.blocks)


def _message(content: Content, brand: Brand) -> Message:
    match content.parts:
        case (Ready(text=text, blocks=ready),):
            return Message(text, tuple(dict(block) for block in ready))
        case (Alone(text=said),):
            return blocks.alone(said)
    sheet, left = Sheet(), list(content.parts)
    if content.title:
        sign = SIGNS.get(content.tone, "")
        sheet.add(blocks.header(f"{sign}{content.title} · {brand.name}"))
    while left:
        part = left.pop(0)
        _put(part, sheet, brand, sum(map(_need, left)) + 1 if left else 0)
    return blocks.message(sheet)


@singledispatch
def _put(part: Part, sheet: Sheet, brand: Brand, spare: int) -> None:  # noqa: ARG001
    """Lay a part out; `spare` blocks are kept for what comes after it."""
    for block in _blocks(part, brand):
        sheet.add(block)


@_put.register
def _(part: Section, sheet: Sheet, brand: Brand, spare: int) -> None:
    head = (blocks.divider(), blocks.section(bold(part.title)))
    if all(isinstance(inner, Story) for inner in part.parts):  # whole, or not at all
        sheet.add(*head, *(block for inner in part.parts for block in _blocks(inner, brand)))
        return
    sheet.add(*head)
    for inner in part.parts:
        _put(inner, sheet, brand, spare)


@_put.register
def _(part: Stories, sheet: Sheet, brand: Brand, spare: int) -> None:
    is_severe = part.form == "severe"
    groups = [story.listed(card, brand, severity=is_severe) for card in part.cards]
    if part.has_acts:
        groups = _with_menus(groups, part, sheet, brand, spare)
    if rest := sheet.fill(groups, spare=spare, more=part.more):
        sheet.add(blocks.small(say(brand.language, part.left, n=rest)))


def _with_menus(
    groups: list[list[Block | None]], part: Stories, sheet: Sheet, brand: Brand, spare: int
) -> list[list[Block | None]]:
    """Menus for as many as leave room for all that is shown without: words go before buttons."""
    acting = [_with_menu(of, card, brand) for of, card in zip(groups, part.cards, strict=True)]
    left = sheet.copy().fill(groups, spare=spare, more=part.more)
    for n in range(len(groups), 0, -1):
        some = [*acting[:n], *groups[n:]]
        if sheet.copy().fill(some, spare=spare, more=part.more) == left:
            return some
    return groups


def _with_menu(of: Sequence[Block | None], card: Card, brand: Brand) -> list[Block | None]:
    """A story of a list, with what can be done beside it: no block of its own, a message holds fifty."""
    head, *rest = of
    acts = menu(card, brand)
    return [{**head, "accessory": acts} if head and acts else head, *rest]


@_put.register
def _(part: Lines, sheet: Sheet, brand: Brand, spare: int) -> None:
    if rest := sheet.fill([[blocks.quoted(text)] for text in part.texts], spare=spare):
        sheet.add(blocks.small(say(brand.language, "slack.lines_left", n=rest)))


@_put.register
def _(part: Proposals, sheet: Sheet, brand: Brand, spare: int) -> None:
    lang = brand.language
    if rest := sum(not sheet.add(*_draft(draft, lang), spare=spare) for draft in part.drafts):
        sheet.add(blocks.small(say(lang, "card.more", n=rest)))


def _need(part: Part) -> int:
    """How many blocks a part wants at least; a sample stays out where there is no room."""
    match part:
        case Section(parts=parts):
            inner = sum(map(_need, parts))
            return 2 + inner if inner else 0
        case Stories():
            return ONE_STORY + 1
        case Story():
            return 0
    return 1


@singledispatch
def _blocks(part: Part, brand: Brand) -> Iterable[Block | None]:  # noqa: ARG001
    raise TypeError(f"Slack shows no {type(part).__name__}")


@_blocks.register
def _(part: Story, brand: Brand) -> Iterable[Block | None]:
    return (story.reply if part.is_reply else story.whole)(part.card, brand)


@_put.register
def _(part: Story, sheet: Sheet, brand: Brand, spare: int) -> None:  # noqa: ARG001
    """Whatever has no room, its buttons have: without them nobody could act on it."""
    row = None if part.is_reply else buttons(part.card, brand)
    kept = -(-limits.weight([row]) // 400) if row else 0
    for block in _blocks(part, brand):
        sheet.add(block, spare=kept)
    sheet.add(row)


@_blocks.register
def _(part: Text, brand: Brand) -> Iterable[Block | None]:  # noqa: ARG001
    return [blocks.quoted(part.text)]


@_blocks.register
def _(part: Small, brand: Brand) -> Iterable[Block | None]:  # noqa: ARG001
    return [blocks.small(part.text)]


@_blocks.register
def _(part: Strong, brand: Brand) -> Iterable[Block | None]:  # noqa: ARG001
    return [blocks.section(blocks.joined(filter(None, (bold(part.text), ours(part.hint))), "\n"))]


@_blocks.register
def _(part: Heading, brand: Brand) -> Iterable[Block | None]:  # noqa: ARG001
    return [blocks.section(bold(part.text))]


@_blocks.register
def _(part: Sentence, brand: Brand) -> Iterable[Block | None]:
    return [blocks.section(_sentence(part, brand))]


@_blocks.register
def _(part: Row, brand: Brand) -> Iterable[Block | None]:
    return [blocks.small(story.row(brand.language, part.label, part.value))]


@_blocks.register
def _(part: Points, brand: Brand) -> Iterable[Block | None]:  # noqa: ARG001
    told = [ours(text) for text in part.points]
    if len(told) > 1:
        signs = [f"{n}." if part.are_steps else "•" for n, _ in enumerate(told, 1)]
        told = [Rich(f"{sign} {text}") for sign, text in zip(signs, told, strict=True)]
    return [blocks.section(blocks.joined((bold(part.label), *told), "\n"))]


@_blocks.register
def _(part: Figures, brand: Brand) -> Iterable[Block | None]:
    return figures.laid(part, brand.language)


@_blocks.register
def _(part: Post, brand: Brand) -> Iterable[Block | None]:
    lang = brand.language
    original = link(part.url, say(lang, "slack.open")) or ours(say(lang, "slack.no_link"))
    yield blocks.section(Rich(f"{bold(part.strong)} · {ours(part.said)}\n{original}"))
    if part.quote:
        yield blocks.quoted(say(lang, "slack.quote", text=part.quote))
    else:
        yield blocks.small(say(lang, "card.no_words"))
    yield blocks.small(part.foot)


@_blocks.register
def _(part: Steps, brand: Brand) -> Iterable[Block | None]:  # noqa: ARG001
    for n, (text, owner) in enumerate(part.steps, 1):
        yield blocks.quoted(f"{n}. {text} ({owner})")


@_blocks.register
def _(part: Place, brand: Brand) -> Iterable[Block | None]:  # noqa: ARG001
    return [blocks.small(part.path)]


@_blocks.register
def _(part: Link, brand: Brand) -> Iterable[Block | None]:  # noqa: ARG001
    return [blocks.beside(part.before, link(part.url, part.label) or ours(part.label))]


@_blocks.register
def _(part: Opens, brand: Brand) -> Iterable[Block | None]:
    return [opener(part.card, brand)]


@_blocks.register
def _(part: FactAsked, brand: Brand) -> Iterable[Block | None]:
    is_heard = has_buttons(brand.slack)
    return facts.question(part.fact, brand, part.today, is_heard=is_heard)


@_blocks.register
def _(part: Divider, brand: Brand) -> Iterable[Block | None]:  # noqa: ARG001
    return [blocks.divider()]


def _sentence(part: Sentence, brand: Brand) -> Rich:
    shown = {
        name: story.moment(value, brand) if isinstance(value, datetime) else value
        for name, value in part.values.items()
    }
    return Rich(say(brand.language, part.key, **shown))


def _draft(draft: DraftCard, lang: str) -> Iterator[Block | None]:
    yield blocks.divider()
    key = "sheet.draft" if draft.is_holding else "card.draft"
    yield blocks.section(bold(say(lang, key, name=draft.name)))
    yield blocks.small(draft.note)
    yield blocks.quoted(draft.text, limits.SECTION)
    yield blocks.small(draft.whence)
    kinds = [
        say(lang, "slack.fact", id=fact) if fact else say(lang, f"part.{kind}")
        for kind, _, fact in draft.parts
    ]
    told = [say(lang, "slack.sentences", kinds=", ".join(dict.fromkeys(kinds)))] if kinds else []
    if passed := sum(ok for _, ok, _ in draft.checks):
        told.append(say(lang, "card.checks", n=passed))
    yield blocks.small(" · ".join(told))
    failed = [(check, why) for check, ok, why in draft.checks if not ok]
    each = (say(lang, "slack.checks_failed", check=check, why=why) for check, why in failed)
    yield blocks.small(" · ".join(each))

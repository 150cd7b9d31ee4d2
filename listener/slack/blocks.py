"""Cards and looks as Slack messages: pure, complete, within every limit, and safe to show.

A story has one parent message, edited in place; what follows goes to its thread.
There are no buttons: nothing would answer them yet.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from listener.brand import Brand
from listener.cards import SIGNS, Card, DraftCard
from listener.firstlook import Look
from listener.slack import figures, limits, shapes, story
from listener.slack.limits import Sheet
from listener.slack.message import Block, Message
from listener.strategy.bundles import left_of
from listener.strategy.words import say


def alert(card: Card, brand: Brand) -> Message:
    """A story's parent message, at first and each time it is edited."""
    sheet = Sheet()
    for block in _alert(card, brand):
        sheet.add(block)
    return shapes.message(sheet)


def news(card: Card, brand: Brand) -> Message:
    """Something new in a story that has its message: a reply in its thread."""
    lang, sheet = brand.language, Sheet()
    sheet.add(shapes.section(f"↳ {shapes.bold(say(lang, 'slack.news'))}"))
    if card.deleted:
        sheet.add(*story.deleted(card, lang))
        return shapes.message(sheet)
    sheet.add(story.headline(card))
    for block in _first_screen(card, brand):
        sheet.add(block)
    for block in (*story.reading_along(card, lang), *story.others(card, lang)):
        sheet.add(block)
    sheet.add(story.reason(card, lang))
    sheet.add(story.times(card, brand))
    return shapes.message(sheet)


def drafts(card: Card, brand: Brand, *, more: int = 0) -> Message:
    """What a person may answer: each draft whole, its sentences, its checks; nothing is sent.

    `more` posts of the story want the same answer, and get no drafts of their own.
    """
    lang, sheet = brand.language, Sheet()
    if card.deleted or not card.drafts:
        told = "slack.deleted" if card.deleted else "slack.no_drafts"
        sheet.add(shapes.section(shapes.bold(say(lang, told))))
        return shapes.message(sheet)
    title = shapes.bold(say(lang, "slack.drafts", n=len(card.drafts)))
    sheet.add(shapes.section(f"{title}\n{shapes.ours(say(lang, 'slack.drafts_hint'))}"))
    if more:
        sheet.add(shapes.section(shapes.bold(say(lang, "slack.alike", n=more))))
    left = sum(not sheet.add(*_draft(draft, lang), spare=5) for draft in card.drafts)
    if left:
        sheet.add(shapes.small(say(lang, "card.more", n=left)))
    sheet.add(shapes.divider())
    for label, value in (("label.benefit", card.benefit), ("label.risk", card.risk)):
        sheet.add(shapes.small(story.row(lang, label, value)))
    sheet.add(story.next_step(card, lang))
    count = say(lang, "count.approvers", n=card.approvers)
    sheet.add(shapes.small(say(lang, "slack.approvers", count=count)))
    return shapes.message(sheet)


def bundle(class_: str, cards: Sequence[Card], brand: Brand, *, more: int = 0) -> Message:
    """What is not urgent, together; `more` were left out before."""
    sheet, cards = Sheet(), _live(cards)
    title = say(brand.language, f"bundle.{class_}", n=len(cards) + more)
    sheet.add(shapes.header(f"{title} · {brand.name}"))
    _list(sheet, cards, brand, more=more, left=left_of(class_))
    return shapes.message(sheet)


def outage(
    cards: Sequence[Card], since: datetime, until: datetime, brand: Brand, *, more: int = 0
) -> Message:
    """What waited while Slack could not be reached, in one message instead of a burst."""
    lang, sheet, cards = brand.language, Sheet(), _live(cards)
    sheet.add(shapes.header(f"{say(lang, 'slack.outage')} · {brand.name}"))
    span = {"since": story.moment(since, brand), "until": story.moment(until, brand)}
    sheet.add(shapes.section(say(lang, "slack.outage_span", n=len(cards) + more, **span)))
    worst_first = sorted(cards, key=lambda card: tuple(SIGNS).index(card.mark))
    _list(sheet, worst_first, brand, more=more, severity=True)
    return shapes.message(sheet)


def first_look(look: Look, brand: Brand) -> Message:
    """What a new brand or source shows at once, instead of alerts on old posts."""
    lang, sheet = brand.language, Sheet()
    sheet.add(shapes.header(f"{say(lang, 'look.title')} · {brand.name}"))
    sheet.add(figures.intro(look, lang))
    empty = shapes.section(shapes.bold(say(lang, look.empty_words)))
    sheet.add(figures.four(look, lang) if look.mentions else empty)
    title = shapes.section(shapes.bold(say(lang, "look.unseen")))
    unseen = [shapes.divider(), title, *figures.unseen(look, lang)]
    if dangers := _live(look.dangers):
        title = shapes.section(shapes.bold(say(lang, "look.danger")))
        sheet.add(shapes.divider(), title)
        spare = len(unseen) + (7 if look.oldest else 2)  # the oldest of all gets its place
        more, left = look.dangers_more, "look.more_danger"
        _list(sheet, dangers, brand, more=more, severity=True, spare=spare, left=left)
    if oldest := _live(look.oldest):
        sheet.add(shapes.divider(), shapes.section(shapes.bold(say(lang, "look.oldest"))))
        _list(sheet, oldest, brand, more=look.oldest_more, spare=len(unseen) + 1)
    for block in unseen:
        sheet.add(block)
    if look.sample:
        title = shapes.section(shapes.bold(say(lang, "look.sample")))
        sheet.add(shapes.divider(), title, *_alert(look.sample, brand))
    return shapes.message(sheet)


def ops(title: str, lines: Sequence[str], brand: Brand) -> Message:
    """What the operator must mend; title and lines may hold others' words."""
    sheet = Sheet()
    sheet.add(shapes.header(f"⚙ {title} · {brand.name}"))
    if left := sheet.fill([[shapes.quoted(text)] for text in lines]):
        sheet.add(shapes.small(say(brand.language, "slack.lines_left", n=left)))
    return shapes.message(sheet)


def _alert(card: Card, brand: Brand) -> Iterator[Block | None]:
    lang = brand.language
    if card.deleted:
        yield shapes.header(f"{say(lang, 'slack.deleted')} · {brand.name}")
        yield from story.deleted(card, lang)
        return
    state = say(lang, "slack.answered") if card.answered else card.severity
    yield shapes.header(f"{state} · {brand.name}")
    yield story.headline(card)
    yield from _first_screen(card, brand)
    yield from story.reading_along(card, lang)
    yield from story.others(card, lang)
    yield story.before(card, lang)
    yield from story.details(card, brand)


def _first_screen(card: Card, brand: Brand) -> Iterator[Block | None]:
    """What a phone shows without scrolling, after the headline."""
    yield story.quote(card, brand.language)
    yield story.who(card)
    yield story.to_do(card, brand)


def _list(
    sheet: Sheet,
    cards: Sequence[Card],
    brand: Brand,
    *,
    more: int,
    severity: bool = False,
    spare: int = 0,
    left: str = "card.more",
) -> None:
    """As many stories as fit beside what is spared; the rest is counted."""
    stories = (story.listed(card, brand, severity=severity) for card in cards)
    if rest := sheet.fill([*stories], spare=spare, more=more):
        sheet.add(shapes.small(say(brand.language, left, n=rest)))


def _draft(draft: DraftCard, lang: str) -> Iterator[Block | None]:
    yield shapes.divider()
    yield shapes.section(shapes.bold(say(lang, "card.draft", name=draft.name)))
    yield shapes.small(draft.note)
    yield shapes.quoted(draft.text, limits.SECTION)
    kinds = [
        say(lang, "slack.fact", id=fact) if fact else say(lang, f"part.{kind}")
        for kind, _, fact in draft.parts
    ]
    told = [say(lang, "slack.sentences", kinds=", ".join(kinds))] if kinds else []
    if passed := sum(ok for _, ok, _ in draft.checks):
        told.append(say(lang, "card.checks", n=passed))
    yield shapes.small(" · ".join(told))
    failed = [(check, why) for check, ok, why in draft.checks if not ok]
    each = (say(lang, "slack.checks_failed", check=check, why=why) for check, why in failed)
    yield shapes.small(" · ".join(each))


def _live(cards: Sequence[Card]) -> list[Card]:
    return [card for card in cards if not card.deleted]

"""What a message says of one story, part by part: who, what to do, why, where from."""

from collections.abc import Iterator
from datetime import datetime

from listener import words
from listener.channels.slack.look.blocks import (
    beside,
    bold,
    divider,
    header,
    joined,
    note,
    ours,
    quoted,
    section,
    small,
)
from listener.channels.slack.look.message import Block
from listener.channels.slack.look.mrkdwn import Rich, clean, date, line, link
from listener.guard.plain import shortened
from listener.notices.cards import Card, done_words
from listener.settings.brand import Brand
from listener.words import say
from listener.words.whose import NO_WORDS, Ours, Theirs

SAID = 2_900  # characters of several posts in one block
IN_LIST = 160  # characters of a quote in a list
ASKED = 20  # characters that a headline and a reason may both quote


def whole(shown: Card, brand: Brand) -> Iterator[Block | None]:
    """A story's message, at first and each time it is edited; below its rule stand the details."""
    lang = brand.language
    if shown.deleted:
        yield header(f"{say(lang, 'slack.deleted')} · {brand.name}")
        yield from deleted(shown, lang)
        return
    if shown.gathered and not shown.is_done:
        yield header(f"{say(lang, 'card.gathered.title')} · {brand.name}")
        yield from _gathered(shown, lang)
        return
    yield header(shown.headline)
    yield from _first_screen(shown, brand)
    yield from _duty(shown, brand)
    yield from _others(shown, lang)
    yield divider()
    yield from _details(shown, brand)


def reply(shown: Card, brand: Brand) -> Iterator[Block | None]:
    """Something new in a story that has its message, for its thread."""
    lang = brand.language
    yield section(Rich(f"↳ {bold(say(lang, 'slack.news'))}"))
    if shown.deleted:
        yield from deleted(shown, lang)
        return
    yield header(shown.headline)
    yield from _first_screen(shown, brand)
    yield from _others(shown, lang)
    yield small(_labels(shown, brand))
    yield _times(shown, brand)


def listed(shown: Card, brand: Brand, *, severity: bool = False) -> list[Block | None]:
    """One story in a list: what to do until when, the words in short, who and where."""
    lang = brand.language
    # In one block: a message holds fifty. Of other levels the sentence says all that the word would,
    # but for the age of what is old.
    is_more = shown.level == "urgent" or " · " in shown.severity
    is_told = severity and is_more and not shown.is_done
    does = Ours(shown.short.removeprefix(f"{shown.severity.partition(' ')[0]} "))
    head = f"{ours(shown.severity)} · {bold(does)}" if is_told else bold(shown.short)
    along = "".join(f"\n{ours(told)}" for told in _along(shown, lang))
    told = [Rich(head), *_answer(shown, brand), _original(shown, lang)]
    return [
        section(Rich(joined(told, "\n") + along)),
        quoted(quote_of(shown.quote, lang, IN_LIST)),
        small(shown.against),
        small(f"{line(shown.author)} · {shown.labels} · #{shown.mention}"),
        *_others_together(shown, lang),
    ]


def deleted(shown: Card, lang: str) -> list[Block | None]:
    """What stays of a story that its source has deleted: no words, no author, no link."""
    return [
        section(Rich(f"{bold(shown.labels)}\n{ours(say(lang, 'slack.deleted_why'))}")),
        small(say(lang, "slack.more", mention=str(shown.mention))),
    ]


def quote_of(told: Theirs, lang: str, limit: int | None = None) -> str:
    """Words between quotation marks; stars stand without."""
    text = clean(told).strip()
    text = shortened(text, limit) if limit else text
    is_words = any(c.isalnum() for c in text)
    return say(lang, "slack.quote", text=text) if is_words else text


def row(lang: str, label: str, value: str) -> str:
    """A label and what it says."""
    return say(lang, "slack.row", label=say(lang, label), value=value) if value.strip() else ""


def moment(at: datetime, brand: Brand) -> Rich:
    """A time in each reader's own zone, in the brand's where a client cannot."""
    return date(at, words.date_time(brand.language, at, brand.tz))


def at_moments(lang: str, key: str, **values: Rich | int) -> Rich:
    """The catalogue's words around moments and numbers."""
    return Rich(say(lang, key, **values))


def _first_screen(shown: Card, brand: Brand) -> Iterator[Block | None]:
    """What a phone shows without scrolling, below the headline: the words, who speaks and where,
    why it is told, and what came before.
    """
    lang = brand.language
    yield quoted(quote_of(shown.quote, lang))
    yield beside(shown.author, _original(shown, lang))
    if shown.is_done:
        yield from map(section, _answer(shown, brand))
    elif not _is_asked_above(shown, lang):
        yield small(shown.reason)
    yield small(" ".join(filter(None, (shown.history, shown.copies and f"{shown.copies}."))))
    yield _before(shown, lang)
    has_it = NO_WORDS if shown.is_done else shown.owner
    yield small(" · ".join(filter(None, (has_it, shown.quiet))))
    yield small(shown.approved)
    if not shown.is_done:
        yield from _reading_along(shown, lang)


def _gathered(shown: Card, lang: str) -> Iterator[Block | None]:
    """What stays of a story's message when a burst tells of it: the words, and where the rest is."""
    yield quoted(quote_of(shown.quote, lang))
    yield beside(shown.author, _original(shown, lang))
    yield section(ours(say(lang, "card.gathered.line")))
    yield from _others(shown, lang)
    yield small(say(lang, "slack.more", mention=str(shown.mention)))


def _original(shown: Card, lang: str) -> Rich:
    """A link that shows its host, or why there is none."""
    found = link(shown.url, say(lang, "slack.open"))
    return found or ours(say(lang, "slack.odd_link" if shown.url else "slack.no_link"))


def _answer(shown: Card, brand: Brand) -> Iterator[Rich]:
    """When the brand has answered, and where that stands; that it has, where the headline does not say it."""
    if not shown.is_done:
        return
    lang, done = brand.language, done_words(shown, brand.language)
    parts = [] if done in shown.short else [bold(done)]
    if shown.answered_at:
        parts.append(moment(shown.answered_at, brand))
    if found := link(shown.answer_url, say(lang, "slack.see_answer")):
        parts.append(found)
    if parts:
        yield joined(parts)


def _is_asked_above(shown: Card, lang: str) -> bool:
    """Does the headline hold already what the reason quotes, as with a question?"""
    opens, ends = say(lang, "slack.quote", text="|").split("|")
    asked, ended, after = shown.reason.partition(opens)[2].rpartition(ends)
    return bool(ended) and not after and len(asked) >= ASKED and asked in shown.headline


def _others(shown: Card, lang: str) -> Iterator[Block | None]:
    """The other mentions that this message tells of, each in its own words."""
    for other in shown.others:
        said = quote_of(other.quote, lang, IN_LIST)
        who = f"{line(other.author)[:IN_LIST]} · #{other.mention}"
        yield quoted(f"{said}\n{who}")
    if shown.others_more:
        yield small(say(lang, "card.others_more", n=shown.others_more))


def _others_together(shown: Card, lang: str) -> Iterator[Block | None]:
    """The same in a list, as one block: a message holds fifty."""
    said = [
        f"{quote_of(other.quote, lang, IN_LIST)}\n{line(other.author)[:IN_LIST]} · #{other.mention}"
        for other in shown.others
    ]
    if said:
        yield quoted("\n".join(said), SAID)
    if shown.others_more:
        yield small(say(lang, "card.others_more", n=shown.others_more))


def _before(shown: Card, lang: str) -> Block | None:
    """What the story held before this message."""
    if not shown.before:
        return None
    said = quote_of(shown.before_quote, lang, IN_LIST)
    return small(f"{shown.before} {said}")


def _reading_along(shown: Card, lang: str) -> Iterator[Block | None]:
    """Who reads along, how many approve, what else is advised; what to do where no reply is."""
    for told in _along(shown, lang):
        yield small(told)
    if not shown.wants_reply:
        yield small(row(lang, "label.next_step", shown.next))


def _along(shown: Card, lang: str) -> Iterator[Ours]:
    told = []
    if shown.copied:
        told.append(_row(lang, "label.copied", Ours(", ".join(shown.copied))))
    if shown.approvers > 1:
        count = say(lang, "count.approvers", n=shown.approvers)
        told.append(say(lang, "slack.approvers", count=count))
    if told:
        yield Ours(" · ".join(told))
    for advised in shown.beside:
        yield _row(lang, "label.beside", advised)


def _row(lang: str, label: str, value: Ours) -> Ours:
    return say(lang, "slack.row", label=say(lang, label), value=value)


def _details(shown: Card, brand: Brand) -> Iterator[Block | None]:
    """What nobody needs in the next minute: what the advice asks, tags, context, source and times."""
    lang = brand.language
    yield small(_labels(shown, brand))
    asks = _row(lang, "slack.advice_was", shown.advice) if shown.is_done else shown.meaning
    yield small(asks)
    yield small(row(lang, "label.why_you_see_this", shown.why))
    tags = (row(lang, "label.intent", shown.about), shown.organic)
    yield small(" · ".join([*tags, row(lang, "label.confidence", shown.confidence)]))
    if shown.context:
        yield small(row(lang, "label.context", shown.context))
    yield _times(shown, brand)
    if found := link(shown.parent_url, say(lang, "slack.open_parent")):
        yield note(found)
    more = say(lang, "slack.more", mention=str(shown.mention))
    by = say(lang, "card.closed_by", who=shown.closed_by) if shown.closed_by else ""
    nobody = "" if shown.owner else say(lang, "slack.nobody")
    yield small(" · ".join(filter(None, (by if shown.is_done else nobody, more))))


def _labels(shown: Card, brand: Brand) -> str:
    """Whose it is, how grave, and its form, tone and lane."""
    return " · ".join((brand.name, shown.severity.partition(" ")[2], shown.labels))


def _duty(shown: Card, brand: Brand) -> Iterator[Block | None]:
    """The duty sheet in short; the whole of it stands in the thread, with the holding reply.

    An incoming webhook has no threads: there the reply stands here.
    """
    sheet, lang = shown.sheet, brand.language
    if sheet is None or shown.is_done:
        return
    held = next((draft for draft in shown.drafts if draft.is_holding), None)
    asked = [f"{n}. {ours(text)}" for n, text in enumerate(sheet.ask, 1)]
    told = [bold(say(lang, "sheet.ask")), *map(Rich, asked)]
    if sheet.numbers:
        numbers = joined([ours(number) for number in sheet.numbers])
        told.append(Rich(f"{bold(say(lang, 'sheet.give'))} {numbers}"))
    told += [Rich(f"{bold(say(lang, 'sheet.law'))} {ours(text)}") for text in sheet.clock[:1]]
    if held and brand.slack.token:
        told.append(ours(say(lang, "sheet.below")))
    yield section(joined(told, "\n"))
    if held and not brand.slack.token:
        yield section(bold(say(lang, "sheet.draft")))
        yield quoted(held.text)


def _times(shown: Card, brand: Brand) -> Block | None:
    """The source, when it was published there and when we read it."""
    lang = brand.language
    if shown.collected_at is None:
        return small(shown.times)
    parts = [ours(shown.source)]
    read = moment(shown.collected_at, brand)
    if shown.posted_at is None:
        parts.append(ours(say(lang, "slack.undated")))
        parts.append(at_moments(lang, "slack.collected", at=read))
    elif not words.has_hour(shown.posted_at, brand.tz):
        day = words.date(lang, shown.posted_at, brand.tz, now=shown.collected_at)
        parts.append(ours(say(lang, "slack.published", at=day)))
        parts.append(at_moments(lang, "slack.collected", at=read))
    else:
        delay = ours(words.duration(lang, shown.collected_at - shown.posted_at))
        posted = moment(shown.posted_at, brand)
        parts.append(at_moments(lang, "slack.published", at=posted))
        parts.append(at_moments(lang, "slack.collected_after", at=read, delay=delay))
    if shown.due_at and not shown.is_done:  # the words are the team's zone; this is the reader's
        parts.append(at_moments(lang, "slack.due", at=moment(shown.due_at, brand)))
    return note(joined(parts))

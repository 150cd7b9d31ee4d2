"""What a message says of one story, part by part: who, what to do, why, where from."""

from collections.abc import Iterator
from datetime import datetime

from listener.brand import Brand
from listener.cards import Card
from listener.slack.message import Block
from listener.slack.mrkdwn import clean, date, escape, line, link
from listener.slack.shapes import Rich, bold, note, ours, quoted, section, small
from listener.strategy import words
from listener.strategy.words import say

SAID = 2_900  # characters of several posts in one block
IN_LIST = 160  # characters of a quote in a list


def headline(shown: Card) -> Block:
    """Form, tone and lane in words, and how many say the same."""
    copies = f" · {ours(shown.copies)}" if shown.copies else ""
    return section(f"{bold(shown.headline)}{copies}")


def quote(shown: Card, lang: str, limit: int | None = None) -> Block | None:
    """The author's words between quotation marks; stars stand without."""
    return quoted(quote_of(shown.quote, lang, limit))


def quote_of(told: str, lang: str, limit: int | None = None) -> str:
    """Words between quotation marks; stars stand without."""
    text = clean(told).strip()
    if limit and len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    is_words = any(c.isalnum() for c in text)
    return say(lang, "slack.quote", text=text) if is_words else text


def who(shown: Card) -> Block | None:
    """Who speaks: name, community, audience, seen before or not."""
    return small(shown.author)


def original(shown: Card, lang: str) -> Rich:
    """A link that shows its host, or why there is none."""
    found = link(shown.url, say(lang, "slack.open"))
    return found or escape(say(lang, "slack.odd_link" if shown.url else "slack.no_link"))


def to_do(shown: Card, brand: Brand) -> Block:
    """The advice, its due time and its meaning, or that it is answered; then the original."""
    lang = brand.language
    told = row(lang, "slack.advice_was", shown.advice) if shown.answered else shown.meaning
    return section(f"{advice(shown, brand)}\n{ours(told)}\n{original(shown, lang)}")


def answer(shown: Card, brand: Brand) -> Rich:
    """That the brand has answered, when, and where that stands."""
    lang = brand.language
    parts = [bold(say(lang, "slack.answered"))]
    if shown.answered_at:
        parts.append(moment(shown.answered_at, brand))
    if found := link(shown.answer_url, say(lang, "slack.see_answer")):
        parts.append(found)
    return " · ".join(parts)


def advice(shown: Card, brand: Brand) -> Rich:
    """The short imperative with its due time."""
    lang = brand.language
    if shown.answered:
        return answer(shown, brand)
    parts = [bold(shown.advice)]
    if shown.due_at:
        parts.append(f"*{say(lang, 'slack.due', at=moment(shown.due_at, brand))}*")
    elif shown.due:
        parts.append(f"*{say(lang, 'slack.due', at=ours(shown.due))}*")
    if shown.overdue:
        parts.append(bold(say(lang, "label.overdue")))
    return " · ".join(parts)


def others(shown: Card, lang: str) -> Iterator[Block | None]:
    """The other mentions that this message tells of, each in its own words."""
    for other in shown.others:
        said = quote_of(other.quote, lang, IN_LIST)
        who = f"{line(other.author)[:IN_LIST]} · #{other.mention}"
        yield quoted(f"{said}\n{who}")
    if shown.others_more:
        yield small(say(lang, "card.others_more", n=shown.others_more))


def others_together(shown: Card, lang: str) -> Iterator[Block | None]:
    """The same in a list, as one block: a message holds fifty."""
    said = [
        f"{quote_of(other.quote, lang, IN_LIST)}\n{line(other.author)[:IN_LIST]} · #{other.mention}"
        for other in shown.others
    ]
    if said:
        yield quoted("\n".join(said), SAID)
    if shown.others_more:
        yield small(say(lang, "card.others_more", n=shown.others_more))


def before(shown: Card, lang: str) -> Block | None:
    """What the story held before this message."""
    if not shown.before:
        return None
    said = quote_of(shown.before_quote, lang, IN_LIST)
    return small(f"{shown.before} {said}")


def reading_along(shown: Card, lang: str) -> Iterator[Block | None]:
    """Who reads along, how many approve, what else is advised; what to do where no reply is."""
    for told in _reading_along(shown, lang):
        yield small(told)
    if not shown.wants_reply:
        yield next_step(shown, lang)


def next_step(shown: Card, lang: str) -> Block | None:
    """What to do beside or after a reply."""
    return small(row(lang, "label.next_step", shown.next))


def details(shown: Card, brand: Brand) -> Iterator[Block | None]:
    """What is below the first screen: reasons, tags, context, source and times, owner."""
    lang = brand.language
    yield reason(shown, lang)
    yield small(row(lang, "label.why_you_see_this", shown.why))
    tags = (row(lang, "label.intent", shown.about), shown.organic)
    yield small(" · ".join([*tags, row(lang, "label.confidence", shown.confidence)]))
    if shown.context:
        yield small(row(lang, "label.context", shown.context))
    yield times(shown, brand)
    if found := link(shown.parent_url, say(lang, "slack.open_parent")):
        yield note(found)
    more = say(lang, "slack.more", mention=str(shown.mention))
    yield small(more if shown.answered else f"{say(lang, 'slack.nobody')} · {more}")


def reason(shown: Card, lang: str) -> Block | None:
    """Why this advice; nothing where its meaning has just said so."""
    if line(shown.meaning).startswith(line(shown.reason).partition(":")[0]):
        return None
    return small(row(lang, "card.reason", shown.reason))


def times(shown: Card, brand: Brand) -> Block | None:
    """The source, when it was published there and when we read it."""
    lang = brand.language
    if shown.collected_at is None:
        return small(shown.times)
    parts = [ours(shown.source)]
    read = moment(shown.collected_at, brand)
    if shown.posted_at is None:
        parts += [say(lang, "slack.undated"), say(lang, "slack.collected", at=read)]
    elif not words.has_hour(shown.posted_at, brand.tz):
        day = words.date(lang, shown.posted_at, brand.tz)
        parts += [say(lang, "slack.published", at=day), say(lang, "slack.collected", at=read)]
    else:
        delay = words.duration(lang, shown.collected_at - shown.posted_at)
        parts += [
            say(lang, "slack.published", at=moment(shown.posted_at, brand)),
            say(lang, "slack.collected_after", at=read, delay=delay),
        ]
    return note(" · ".join(parts))


def _reading_along(shown: Card, lang: str) -> Iterator[str]:
    told = []
    if shown.copied:
        told.append(row(lang, "label.copied", ", ".join(shown.copied)))
    if shown.approvers > 1:
        count = say(lang, "count.approvers", n=shown.approvers)
        told.append(say(lang, "slack.approvers", count=count))
    if told:
        yield " · ".join(told)
    for advised in shown.beside:
        yield row(lang, "label.beside", advised)


def listed(shown: Card, brand: Brand, *, severity: bool = False) -> list[Block | None]:
    """One story in a list: what to do, the words in short, who and where."""
    head = f"{ours(shown.severity)} · " if severity and not shown.answered else ""
    # In one block: a message holds fifty.
    along = "".join(f"\n{ours(told)}" for told in _reading_along(shown, brand.language))
    return [
        section(
            f"{head}{advice(shown, brand)}\n"
            f"{ours(shown.headline)}\u00a0· {original(shown, brand.language)}{along}"
        ),
        quote(shown, brand.language, IN_LIST),
        small(f"{line(shown.author)} · #{shown.mention}"),
        *others_together(shown, brand.language),
    ]


def deleted(shown: Card, lang: str) -> list[Block | None]:
    """What stays of a story that its source has deleted: no words, no author, no link."""
    return [
        section(f"{bold(shown.headline)}\n{ours(say(lang, 'slack.deleted_why'))}"),
        small(say(lang, "slack.more", mention=str(shown.mention))),
    ]


def row(lang: str, label: str, value: str) -> str:
    """A label and what it says."""
    return say(lang, "slack.row", label=say(lang, label), value=value) if value.strip() else ""


def moment(at: datetime, brand: Brand) -> Rich:
    """A time in each reader's own zone, in the brand's where a client cannot."""
    return date(at, words.date_time(brand.language, at, brand.tz))

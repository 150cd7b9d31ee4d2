"""One message of every kind that we post, about a post that nobody wrote: what Slack is asked to try."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from listener.channels.slack.look.message import Message
from listener.channels.slack.look.parts import message
from listener.notices.bundle import bundle_content
from listener.notices.cards import Card
from listener.notices.drafts import drafts_content
from listener.notices.outage import outage_content
from listener.notices.parts import (
    Alone,
    Content,
    Divider,
    Figure,
    Figures,
    Heading,
    Lines,
    Points,
    Post,
    Section,
    Small,
    Steps,
    Stories,
    Story,
    Strong,
)
from listener.notices.proposed import DraftCard
from listener.notices.severity import in_words
from listener.settings.brand import Brand
from listener.words import leaf_words, named, say
from listener.words.whose import NOTHING, Ours, Theirs

URL = "https://example.org/1"


def samples(brand: Brand, now: datetime) -> Iterator[tuple[str, Message]]:
    """The name of each kind, and a message of it."""
    lang, card = brand.language, sample_card(brand, now)
    told = {
        "alert": Content((Story(card),)),
        "news": Content((Story(card, is_reply=True),)),
        "answered": Content((Story(replace(card, answered=True, answered_at=now)),)),
        "deleted": Content((Story(replace(card, deleted=True)),)),
        "drafts": drafts_content(card, lang),
        "approved": Content((Alone(card.quote),)),
        "bundle": bundle_content("grouped", [card, card], lang, more=1),
        "outage": outage_content([card], now - timedelta(hours=1), now, lang),
        "look": Content((_figures(lang), _section(card, lang)), say(lang, "look.title"), "look"),
        "digest": Content(_week(card, lang), say(lang, "look.title"), "week"),
        "ops": Content((Lines((card.quote,)),), say(lang, "outbox.title"), "ops"),
    }
    for kind, content in told.items():
        yield kind, message(content, brand)


def sample_card(brand: Brand, now: datetime) -> Card:
    """An alert about a post that nobody wrote."""
    lang, quote = brand.language, Theirs(say(brand.language, "check.model_sample"))
    advice, meaning = leaf_words(lang, "REPAIR")
    draft = DraftCard(Ours("A"), quote, ((advice, True, ""), (meaning, False, quote)))
    return Card(
        mention=1, story=1, level="high", severity=in_words("high", lang),
        headline=quote, short=advice, labels=named(lang, "form", "critique"), quote=quote,
        url=URL, parent_url=URL, context=quote, author=Theirs(brand.name), times=quote, why=quote,
        confidence=named(lang, "confidence", "sure"), about=named(lang, "intent", "complaint"),
        organic=named(lang, "sponsorship", "organic"), copies=say(lang, "count.copies", n=2),
        advice=advice, meaning=meaning, reason=quote, due=NOTHING, overdue=False, drafts=(draft,),
        answered=False, posted_at=now, collected_at=now, due_at=now + timedelta(hours=4),
        source=Ours(URL), answer_url=URL,
    )  # fmt: skip


def _figures(lang: str) -> Figures:
    label = say(lang, "look.mentions")
    return Figures((Figure(label, ((Ours("12"), label),)), Figure(label, ((Ours("3"), NOTHING),))))


def _table(lang: str) -> Figures:
    of = _figures(lang)
    heads = (say(lang, "digest.volume"), say(lang, "digest.week"))
    return replace(
        of, heads=heads, figures=tuple(replace(f, cells=(Ours("3"),)) for f in of.figures)
    )


def _section(card: Card, lang: str) -> Section:
    return Section(say(lang, "look.danger"), (Stories((card,), 2, form="severe"),), is_danger=True)


def _week(
    card: Card, lang: str
) -> tuple[Heading, Points, Strong, Figures, Post, Steps, Small, Divider]:
    return (
        Heading(say(lang, "digest.volume")), Points(card.advice, (card.meaning, card.meaning)),
        Strong(card.advice, hint=card.meaning), _table(lang),
        Post(card.advice, card.meaning, URL, card.quote, card.author),
        Steps(((card.quote, card.author),)), Small(card.quote), Divider(),
    )  # fmt: skip

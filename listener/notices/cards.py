"""The alert's card: its headline, quote, reason, due time and drafts, in words, whatever shows it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from listener import words
from listener.advice.leaves import Leaf, facts_of
from listener.guard.plain import one_line
from listener.notices.against import against
from listener.notices.headline import headline
from listener.notices.proposed import DraftCard, draft_cards
from listener.notices.said import context, copies, times, words_of
from listener.notices.severity import in_words, severity
from listener.notices.sheets import SheetCard, is_holding, perhaps, sheet_card
from listener.notices.standing import desk, done_at, is_closed
from listener.notices.who import address_of, author_line, history_line, is_nameless, name_of
from listener.settings.brand import Brand
from listener.store.looking import Record
from listener.store.states import State
from listener.words import say
from listener.words.due import until_when
from listener.words.whose import NO_WORDS, NOTHING, Ours, Theirs


@dataclass(frozen=True, slots=True)
class Other:
    """Another mention that the same message tells of, in short."""

    mention: int
    quote: Theirs
    author: Theirs
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One story's alert. What others wrote in it is raw: whoever renders it shows it as text."""

    mention: int
    story: int | None
    level: str  # danger, urgent, high, normal or quiet
    severity: Ours  # the same in words, with a sign
    headline: Theirs  # what to do, on what, who, until when, in a sentence
    labels: Ours  # form, tone and lane
    quote: Theirs
    url: str | None
    parent_url: str | None
    context: Theirs | None
    author: Theirs
    times: Theirs
    why: Theirs
    confidence: Ours
    about: Ours  # intent
    organic: Ours
    copies: Ours | None
    advice: Ours  # the leaf's short imperative
    meaning: Ours  # what it asks, in a sentence
    reason: Theirs
    due: Ours | None  # until when, as people say it
    overdue: bool
    drafts: tuple[DraftCard, ...]
    answered: bool
    short: Ours = NOTHING  # the headline without what others wrote
    history: Ours = NOTHING  # what we know of the author, in a sentence
    # What a reader's own clock or a link is made of, where `due` and `times` are words.
    source: Ours = NOTHING
    posted_at: datetime | None = None
    collected_at: datetime | None = None
    due_at: datetime | None = None
    answered_at: datetime | None = None
    answer_url: str | None = None
    deleted: bool = False  # at its source: its words and its author are shown no more
    benefit: Ours = NOTHING  # of a reply
    risk: Ours = NOTHING
    next: Ours = NOTHING  # what comes after the reply, or what to do where none is advised
    wants_reply: bool = True
    approvers: int = 1
    author_name: Theirs = NO_WORDS
    copied: tuple[Ours, ...] = ()  # the desks that read along, in words
    beside: tuple[Ours, ...] = ()  # what is advised beside, in words
    others: tuple[Other, ...] = ()
    others_more: int = 0  # that the message tells of without their words
    sheet: SheetCard | None = None  # of what may be a danger
    before: Ours | None = None  # what the story held before, in a line
    against: Theirs = NO_WORDS  # the fact that it contradicts, or may, and its words that do
    before_quote: Theirs = NO_WORDS  # the newest words of that
    state: State | None = None  # how it stands with the team, and which acts are offered
    owner: Theirs = NO_WORDS  # who has it, in a line
    quiet: Ours | None = None  # until when it is snoozed
    approved: Theirs = NO_WORDS  # who approved an answer, in a line
    done: Ours = NOTHING  # that it is closed, and how; "" while it is open
    closed_by: Theirs = NO_WORDS
    is_alert: bool = False  # to be told at once, whether or not it was
    gathered: bool = False  # a burst tells of it, too, and of what to do

    @property
    def is_done(self) -> bool:
        """Is nothing left to do? It was answered, or somebody closed it."""
        return self.answered or bool(self.done)


def card(record: Record, brand: Brand, now: datetime) -> Card:
    """The alert for a record that has a decision; raises ValueError for one without."""
    m, d, lang = record.mention, record.decision, brand.language
    if d is None:
        raise ValueError(f"mention {m.id} is not decided yet")
    leaf = Leaf(d.leaf)
    advice, _ = words.leaf_words(lang, leaf)
    meaning = _said_to(m.genre, f"meaning.{leaf}", lang)
    level, sheet = severity(leaf, d.alert, d.risk, d.rule), sheet_card(record, brand)
    if level == "first" and sheet:
        advice, meaning = perhaps(leaf, advice, sheet, lang)
    standing = desk(record, brand, now)
    done = standing["done"] or (say(lang, "slack.answered") if record.answers else NOTHING)
    is_asleep = standing["quiet"] is not None
    due_at = None if is_asleep else d.due_at
    head = headline(record, brand, now, level=level, done=done, is_asleep=is_asleep)
    return Card(
        mention=m.id or 0,
        story=m.story_id,
        level=level,
        severity=in_words(level, lang),
        headline=head.whole,
        short=head.ours,
        labels=_joined(
            words.named(lang, *of)
            for of in (
                ("form", d.taken_form or d.form),
                ("tone", d.taken_tone or d.tone),
                ("lane", record.state.lane if record.state else d.lane),
            )
        ),
        quote=words_of(m, d, brand),
        url=address_of(m, d),
        parent_url=None if is_nameless(d) else m.parent_url,
        context=context(record, brand),
        author=author_line(record, brand),
        history=history_line(record, brand),
        times=times(record, brand),
        against=against(d, brand),
        why=_why(d.rule, d.signals, lang),
        confidence=words.named(lang, "confidence", d.confidence),
        about=words.named(lang, "intent", d.intent),
        organic=words.named(lang, "sponsorship", _sponsorship(record)),
        copies=copies(record, lang),
        advice=advice,
        meaning=meaning,
        reason=Theirs(d.reason or say(lang, "card.expired")),
        due=_due(d.leaf, due_at, brand, now),
        overdue=due_at is not None and due_at < now and not is_closed(record),
        drafts=draft_cards(
            record.suggestions,
            record.tag.lang if record.tag else None,
            brand,
            now,
            is_holding=is_holding(m, d),
        ),
        answered=bool(record.answers),
        is_alert=d.alert == "instant",
        source=Ours(record.source.name),
        posted_at=m.posted_at,
        collected_at=m.collected_at,
        due_at=due_at,
        answered_at=done_at(record),
        answer_url=record.answers[-1].url if record.answers else None,
        **standing,
        deleted=m.deleted_at is not None,
        benefit=_said_to(m.genre, f"benefit.{leaf}", lang),
        risk=say(lang, f"risk.{leaf}"),
        next=_next(leaf, m.genre, brand),
        wants_reply=facts_of(leaf).reply is not None,
        approvers=d.approvers or facts_of(leaf).approvers,
        author_name=Theirs(name_of(m, d, brand)),
        gathered=d.burst is not None,
        sheet=sheet,
        copied=tuple(words.named(lang, "desk", one) for one in json.loads(d.copied)),
        beside=tuple(
            _joined(words.leaf_words(lang, Leaf(leaf)), ". ") for leaf in json.loads(d.beside)
        ),
    )


def hidden(record: Record, lang: str) -> str | None:
    """That a query of the settings hides it, and which; None where none does."""
    query = record.mention.muted
    return None if query is None else say(lang, "why.muted", query=one_line(query))


def _due(leaf: str, due_at: datetime | None, brand: Brand, now: datetime) -> Ours | None:
    if due_at is None:
        return None
    is_wait = facts_of(leaf).again
    return until_when(brand.language, due_at, brand.tz, now=now, is_wait=is_wait)


def _sponsorship(record: Record) -> str:
    """As decided; the tag's where an earlier release decided."""
    if record.decision and record.decision.sponsorship:
        return record.decision.sponsorship
    return record.tag.sponsorship if record.tag else "unsure"


def _said_to(genre: str, key: str, lang: str) -> Ours:
    """The words of a leaf, for who wrote a mail where that has words of its own."""
    by_mail = f"by_mail.{key}"
    return say(lang, by_mail if genre == "mail" and by_mail in words.catalogue(lang) else key)


def _next(leaf: Leaf, genre: str, brand: Brand) -> Ours:
    lang, step = brand.language, facts_of(leaf).next
    if step == "none":
        return NOTHING
    told = _said_to(genre, f"next_step.{step}", lang)
    if step != "referent":
        return told
    who = Ours(brand.people.referent)
    told_to = say(lang, "card.referent", who=who) if who else say(lang, "card.no_referent")
    return _joined((told, told_to), " ")


def state(shown: Card, lang: str) -> Ours:
    """How it stands: its severity, or that it is answered; of danger both."""
    if not shown.is_done:
        return shown.severity
    done = done_words(shown, lang)
    return _joined((shown.severity, done)) if shown.level == "danger" else done


def done_words(shown: Card, lang: str) -> Ours:
    """That it is answered, or how it was closed."""
    return shown.done or say(lang, "slack.answered")


def _why(rule: str, signals: str, lang: str) -> Theirs:
    said = ", ".join(json.loads(signals))
    named = words.named(lang, "rule", rule)
    return Theirs(f"{named} ({said})" if said else named)


def _joined(said: Iterable[Ours], between: str = " · ") -> Ours:
    return Ours(between.join(said))

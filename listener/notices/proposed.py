"""A draft as a card shows it: its words, its sentences by kind, its checks, and of which answer it is made."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from listener import words
from listener.settings.brand import Brand
from listener.store.drafting import NAMES, PRECEDENT, REWORDED
from listener.store.tables import SuggestionRow
from listener.words import say
from listener.words.whose import NOTHING, Ours, Theirs


@dataclass(frozen=True, slots=True)
class DraftCard:
    """One draft, its sentences by kind, and its checks."""

    name: Ours  # A or B
    text: Theirs
    checks: tuple[tuple[str, bool, str], ...]  # words, passed, why
    parts: tuple[tuple[str, str, str | None], ...] = ()  # kind, sentence, the fact's id
    note: Ours = NOTHING  # that it is not in the author's language
    is_holding: bool = False  # what is said at once, before anybody knows more
    whence: Ours = NOTHING  # of which answer of the team it is made


def draft_cards(
    rows: Iterable[SuggestionRow],
    spoken: str | None,
    brand: Brand,
    now: datetime,
    *,
    is_holding: bool,
) -> tuple[DraftCard, ...]:
    """The drafts that were not rejected; `spoken` is the author's language, where it is known."""
    lang = brand.language
    return tuple(
        DraftCard(
            Ours(NAMES[s.n - 1]),
            Theirs(s.text),
            tuple((c, p, w) for c, p, w in json.loads(s.checks)),
            tuple((k, t, f) for k, t, f in json.loads(s.parts) if k not in (PRECEDENT, REWORDED)),
            _tongue(spoken, s.lang, lang),
            is_holding=is_holding,
            whence=whence(s.parts, brand, now),
        )
        for s in rows
        if s.text and s.rejected_at is None
    )


def whence(parts: str, brand: Brand, now: datetime) -> Ours:
    """Which answer it tells again, of what mention, on what day; or which draft it says in other words."""
    for kind, day, mention in json.loads(parts):
        if kind == REWORDED and not day:
            return say(brand.language, "reword.card")
        if kind == PRECEDENT:
            at = datetime.fromisoformat(day).replace(tzinfo=brand.tz)
            told = words.date(brand.language, at, brand.tz, now=now)
            if mention:
                return say(brand.language, "card.precedent.of", mention=Ours(mention), day=told)
            return say(brand.language, "card.precedent.day", day=told)
    return NOTHING


def _tongue(spoken: str | None, written: str, lang: str) -> Ours:
    """A word where the author speaks a language that we have no playbook for."""
    if not spoken or spoken in words.LANGUAGES:
        return NOTHING
    return say(lang, "label.language_note", tongue=words.named(lang, "tongue", written))

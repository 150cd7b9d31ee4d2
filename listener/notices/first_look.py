"""The first look at new sources, when they were read for the first time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from listener import words
from listener.advice.time.bundles import shown_of
from listener.guard.plain import one_line
from listener.notices.cards import Card
from listener.notices.contract import Json, Notice, Reading
from listener.notices.look import Asked, Look, look_of
from listener.notices.matters import line_of
from listener.notices.parts import (
    Content,
    Figure,
    Figures,
    Part,
    Section,
    Small,
    Stories,
    Story,
    Strong,
    Text,
)
from listener.settings.brand import Brand
from listener.store.outgoing import Envelope
from listener.store.store import Store
from listener.words import say
from listener.words.spoken import spoken
from listener.words.walls import named_walls
from listener.words.whose import NOTHING, Ours

NAMED = 10  # sources that cannot be read; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook(Notice):
    """What a new brand or source shows at once, instead of alerts on old posts."""

    kind: ClassVar[str] = "first_look"
    classes: ClassVar[tuple[str, ...]] = ("first-look",)

    sources: tuple[str, ...]  # that are new
    failing: tuple[str, ...] | None = None  # that no look named before; None: name all
    still_failing: int = 0  # that an earlier look named
    is_later: bool = False  # an earlier look showed the brand: only what is new is counted
    left_out: tuple[tuple[str, str], ...] = ()  # sources whose settings are wrong: name, why

    def to_json(self) -> Json:
        """See Notice."""
        told: Json = {
            "sources": self.sources,
            "still_failing": self.still_failing,
            "is_later": self.is_later,
            "left_out": [list(one) for one in self.left_out],
        }
        return told if self.failing is None else {**told, "failing": self.failing}

    @classmethod
    def from_json(cls, envelope: Envelope, told: Json) -> Self:
        """See Notice. Those of earlier releases named all sources that fail."""
        failing = told.get("failing")
        return cls(
            envelope=envelope,
            sources=tuple(told.get("sources", ())),
            failing=None if failing is None else tuple(failing),
            still_failing=told.get("still_failing", 0),
            is_later=told.get("is_later", False),
            left_out=tuple((name, why) for name, why in told.get("left_out", ())),
        )

    def content(self, at: Reading) -> Content:
        """See Notice."""
        with at.store.reader():
            look = self.look(at.store, at.brand, at.now)
        return look_content(look, at.brand.language)

    def look(self, store: Store, brand: Brand, now: datetime) -> Look:
        """What it would show now."""
        asked = Asked(self.sources, self.failing, self.still_failing, self.is_later, self.left_out)
        return look_of(store, brand, asked, now)


def look_content(look: Look, lang: str) -> Content:
    """Figures, dangers, the oldest that wait, what cannot be seen, and one sample."""
    return Content(title=say(lang, "look.title"), parts=tuple(_parts(look, lang)), tone="look")


def _parts(look: Look, lang: str) -> Iterator[Part]:
    yield Text(say(lang, "look.intro", sources=", ".join(look.sources)))
    yield _figures(look, lang) if look.mentions else Strong(say(lang, look.empty_words))
    elsewhere = _elsewhere(look, lang)
    if dangers := _live(look.dangers):
        told = Stories(dangers, look.dangers_more, "look.more_danger", form="severe")
        yield Section(say(lang, "look.danger"), (told, *elsewhere), is_danger=True)
    else:
        yield from elsewhere
    if oldest := _live(look.oldest):
        told = Stories(oldest, look.oldest_more, form="old")
        yield Section(say(lang, "look.oldest"), (told,))
    yield Section(say(lang, "look.unseen"), tuple(map(Small, _unseen(look, lang))))
    if look.sample:
        yield Section(say(lang, "look.sample"), (Story(look.sample),))


def _figures(look: Look, lang: str) -> Figures:
    def number(value: int) -> Ours:
        return words.number(lang, value)

    of_forms = (("critique", look.to_us), ("discussion", look.among_peers))
    forms = tuple((number(n), say(lang, f"look.form.{f}", n=n)) for f, n in of_forms)
    if look.others:
        forms += ((number(look.others), say(lang, "look.form.others", n=look.others)),)
    return Figures(
        (
            Figure(say(lang, "look.mentions"), ((number(look.mentions), NOTHING),)),
            Figure(say(lang, "look.unanswered"), ((number(look.unanswered), NOTHING),)),
            Figure(say(lang, "look.forms"), forms),
            Figure(say(lang, "look.balance"), (_balance(look, lang),)),
        )
    )


def _elsewhere(look: Look, lang: str) -> tuple[Strong, ...]:
    """Dangers that wait in sources of earlier looks: a page on a new one leaves none unsaid."""
    n = look.dangers_elsewhere
    return (Strong(say(lang, "look.danger_elsewhere", n=n)),) if n else ()


def _balance(look: Look, lang: str) -> tuple[Ours, Ours]:
    """The balance of opinions with its range and n, or that there are too few."""
    s = look.sentiment
    if s.net is None or s.low is None or s.high is None:
        return NOTHING, say(lang, "look.too_few", n=s.n)
    told = say(lang, "look.range", low=_share(lang, s.low), high=_share(lang, s.high), n=s.n)
    return _share(lang, s.net), told


def _share(lang: str, share: float) -> Ours:
    """A balance from -1 to 1, with its sign."""
    return Ours(
        words.percent(lang, share).replace("-", "−")
        if share < 0
        else f"+{words.percent(lang, share)}"
    )


def _unseen(look: Look, lang: str) -> Iterator[str]:
    """What no figure above holds, and why; first what a person can mend."""
    named = shown_of(len(look.left_out), NAMED)
    for name, why in look.left_out[:named]:
        yield say(lang, "look.left_out", source=name, why=one_line(why))
    if more := len(look.left_out) - named:
        yield say(lang, "card.more", n=more)
    if look.undated:
        yield say(lang, "look.undated", n=look.undated)
    if look.unsure:
        yield say(lang, "look.unsure", n=look.unsure)
    named = shown_of(len(look.failing), NAMED)
    for name, why in look.failing[:named]:
        yield say(lang, "look.failing", source=name, why=spoken(lang, one_line(why)))
    if more := len(look.failing) - named:
        yield say(lang, "card.more", n=more)
    named = shown_of(len(look.hidden), NAMED)
    for name, told in look.hidden[:named]:
        yield say(lang, "look.hidden", source=name, why=line_of(told, lang))
    if more := len(look.hidden) - named:
        yield say(lang, "card.more", n=more)
    if look.still_failing:
        yield say(lang, "look.still_failing", n=look.still_failing)
    yield say(lang, "look.answers")
    yield say(lang, "look.walls", names=named_walls(lang))


def _live(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    return tuple(card for card in cards if not card.deleted)

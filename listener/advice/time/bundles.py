"""Batching of notices: when one is due, and what a bundle shows: at once, or at an hour the team chose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TypeVar

from listener.advice.leaves import DANGER, Leaf, facts_of, rank
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import fold
from listener.settings.brand import Brand, Bundles

BUNDLED = ("grouped", "triage", "wins", "look")
IN_MESSAGE = 7  # of what hurts in one message of a chat, which holds no more

FACTS = ("fact-wrong", "fact-doubted")  # rules that show what contradicts a fact, or may

T = TypeVar("T")


@dataclass(frozen=True)
class Weight:
    """What makes one thing graver than another."""

    leaf: str
    rule: str
    form: str
    tone: str
    rating: int | None
    due_at: datetime | None
    at: datetime
    text: str
    mention: int = 0  # the one that was weighed
    is_alert: bool = False  # it was to be told at once, and waited for the day's limit

    @cached_property
    def is_danger(self) -> bool:
        """Danger, or words that may be it: somebody is ill."""
        if self.leaf in DANGER or self.rule.startswith("danger"):
            return True
        return found("danger.health", fold(self.text)) is not None

    @property
    def asks(self) -> bool:
        """Is an answer or an act of ours due? Thanks, and what is only looked at again, ask nothing."""
        of = facts_of(self.leaf)
        return self.due_at is not None and of.delay is not None and not of.thanks

    @property
    def hurts(self) -> bool:
        """Must it be shown, however much there is? Critique that is not kind, danger, two stars, what
        asks something of us, an alert that was held, a fact that is contradicted.
        """
        blames = self.form == "critique" and self.tone in ("negative", "mixed")
        blames = blames and not facts_of(self.leaf).thanks
        grave = (self.rating or 5) <= 2 or self.is_danger or self._rank < 0
        return blames or grave or self.asks or self.is_alert or self.rule in FACTS

    @property
    def order(self) -> tuple[bool, int, bool, float, float]:
        """Gravest first: alerts that were held, leaf, words of danger, what is due first, what is newest."""
        due = self.due_at.timestamp() if self.due_at else float("inf")
        is_first = self.is_alert or self._rank < 0
        return not is_first, self._place, not self.is_danger, due, -self.at.timestamp()

    @property
    def _place(self) -> int:
        """A contradicted fact stands with what peers have wrong, above thanks."""
        last = rank(Leaf.CORRECT_PEERS)
        return min(self._rank, last) if self.rule in FACTS else self._rank

    @property
    def _rank(self) -> int:
        """Whoever shows a leaf that nobody knows is to find out, and tell."""
        return rank(self.leaf, unknown_first=True)


def shown_of(total: int, most: int) -> int:
    """How many are shown where `most` are: one alone takes the place of the line that counts it."""
    return total if total == most + 1 else min(total, most)


def pick(weighed: Sequence[tuple[T, Weight]], bundles: Bundles) -> list[T]:
    """What a bundle shows of all that, gravest first; the rest it counts."""
    ranked = sorted(weighed, key=lambda one: one[1].order)
    hurting = [one for one in ranked if one[1].hurts][: bundles.most]
    others = [one for one in ranked if not one[1].hurts][: max(0, bundles.shows - len(hurting))]
    chosen = [*hurting, *others]
    if shown_of(len(ranked), len(chosen)) > len(chosen):
        chosen = ranked
    return [one for one, _ in sorted(chosen, key=lambda one: one[1].order)]


def messages(weighed: Sequence[tuple[T, Weight]], bundles: Bundles) -> Iterator[list[T]]:
    """The same for a chat: as many messages as it takes to show what hurts; the last counts the rest."""
    ranked = sorted(weighed, key=lambda one: one[1].order)
    hurting = [one for one, weight in ranked if weight.hurts][: bundles.most]
    chosen = set(map(id, hurting))
    rest = [one for one, _ in ranked if id(one) not in chosen]
    parts = [hurting[n : n + IN_MESSAGE] for n in range(0, len(hurting), IN_MESSAGE)] or [[]]
    yield from parts[:-1]
    yield [*parts[-1], *rest]


def left_of(class_: str) -> str:
    """The words for what a bundle only counts: old posts are in no week's digest."""
    return "bundle.left_old" if class_ == "look" else "bundle.left"


def next_at(alert: str, now: datetime, brand: Brand) -> datetime:
    """When a notice of this class goes out: now, or the next bundle hour in the brand's zone."""
    hours: tuple[time, ...] = {
        "grouped": brand.bundles.grouped,
        "triage": (brand.bundles.triage,),
        "wins": (brand.bundles.wins,),
    }.get(alert, ())
    if not hours:
        return now
    local = now.astimezone(brand.tz)
    days = (local.date() + timedelta(days=n) for n in (0, 1))
    times = (datetime.combine(day, hour, brand.tz) for day in days for hour in sorted(hours))
    return next(at for at in times if at >= local)

"""The first look: what a new brand or source shows at once, instead of alerts on old posts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from listener.advice.leaves import DANGER, PRESS, facts_of, rank, those
from listener.advice.time.bundles import shown_of
from listener.figures.metrics import Sentiment, net_sentiment
from listener.notices.cards import Card, card
from listener.settings.brand import Brand
from listener.store.matters import Told
from listener.store.store import Store
from listener.words import ago
from listener.words.whose import Ours

DAYS = 30
OLDEST = 5
DANGERS = 10  # shown; what is beyond is counted
# Critiques that want an answer in public. Danger and the press wait, too, but not for that one.
OWED = those(digest="owed")


@dataclass(frozen=True, slots=True)
class Asked:
    """Of what a look is taken."""

    sources: tuple[str, ...]  # that are new
    failing: tuple[str, ...] | None = None  # that no look named before; None: name all
    still_failing: int = 0  # that an earlier look named
    is_later: bool = False  # an earlier look showed the brand: only what is new is counted
    left_out: tuple[tuple[str, str], ...] = ()  # sources whose settings are wrong: name, why


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The last 30 days in four figures, what is owed, what cannot be seen, and one sample."""

    sources: tuple[str, ...]
    mentions: int
    to_us: int  # critiques: addressed to the brand, good or bad
    among_peers: int  # discussions
    sentiment: Sentiment  # of critiques and discussions
    unanswered: int  # danger and the press included
    oldest: tuple[Card, ...]  # of them, danger left out
    sample: Card | None
    undated: int
    unsure: int  # mentions whose form the model leaves open
    failing: tuple[tuple[str, str], ...]  # sources that no look named unread yet: name, why
    dangers: tuple[Card, ...] = ()  # that the new sources hold: unanswered ones first, by gravity
    dangers_more: int = 0  # that are not shown
    dangers_open: int = 0  # that nobody answered
    still_failing: int = 0  # sources that an earlier look named
    left_out: tuple[tuple[str, str], ...] = ()  # sources whose settings are wrong: name, why
    dangers_elsewhere: int = 0  # of the last 30 days that wait in sources of earlier looks
    hidden: tuple[
        tuple[str, Told], ...
    ] = ()  # sources that are read in part: name, what hides the rest

    @property
    def others(self) -> int:
        """Neither to us nor among peers, or left open: with these two, all mentions."""
        return self.mentions - self.to_us - self.among_peers

    @property
    def oldest_more(self) -> int:
        """What waits beside the oldest and the dangers."""
        return max(0, self.unanswered - self.dangers_open - len(self.oldest))

    @property
    def empty_words(self) -> str:
        """What says that there is nothing: no comfort while a source is not read."""
        unread = self.failing or self.still_failing or self.left_out
        return "look.empty_unread" if unread or not self.sources else "look.empty"


def look_of(store: Store, brand: Brand, told: Asked, now: datetime) -> Look:
    """Gather a brand's first look from the rows."""
    since = now - timedelta(days=DAYS)
    of = told.sources if told.is_later else ()
    counted = store.counts_by_tag(brand.name, since, now + timedelta(seconds=1), sources=of)
    forms: dict[str, int] = {}
    tones: dict[str, int] = {}
    for group in counted:
        forms[group.form] = forms.get(group.form, 0) + group.count
        if group.form in ("critique", "discussion"):
            tones[group.tone] = tones.get(group.tone, 0) + group.count
    waiting, oldest = store.open_critiques(
        brand.name, (*OWED, *PRESS), since, limit=OLDEST + 1, sources=of
    )
    oldest = oldest[: shown_of(waiting, OLDEST)]
    every_risk, _ = store.open_critiques(brand.name, tuple(DANGER), since, limit=0)
    at_risk, _ = store.open_critiques(brand.name, tuple(DANGER), since, limit=0, sources=of)
    found = dangers_of(store, brand, told.sources, now)
    dangers = found[: shown_of(len(found), DANGERS)]
    shown = _cards(store, brand, dangers, now)
    unread = {r.name: r.last_error for r in store.sources_of(brand.name) if r.last_error}
    named = tuple(unread) if told.failing is None else told.failing
    return Look(
        sources=told.sources,
        mentions=sum(forms.values()),
        to_us=forms.get("critique", 0),
        among_peers=forms.get("discussion", 0),
        sentiment=net_sentiment(
            tones.get("positive", 0), tones.get("negative", 0), few=brand.digest.few
        ),
        unanswered=waiting + at_risk,
        oldest=_cards(store, brand, oldest, now),
        sample=_sample(store, brand, of, since, now),
        undated=store.undated(brand.name, sources=of),
        unsure=forms.get("unsure", 0),
        failing=tuple((name, why) for name, why in unread.items() if name in named),
        dangers=tuple(_aged(one, brand, since, now) for one in shown),
        dangers_more=len(found) - len(dangers),
        dangers_open=at_risk,
        still_failing=told.still_failing,
        left_out=told.left_out,
        dangers_elsewhere=every_risk - at_risk,
        hidden=tuple(one for one in store.hidden(brand.name) if not of or one[0] in of),
    )


def dangers_of(store: Store, brand: Brand, sources: Sequence[str], now: datetime) -> list[int]:
    """The mentions of danger that the new sources hold, however old.

    Near-copies count as one; those of before the days of the look come after the others.
    """
    since = now - timedelta(days=DAYS)
    found = store.silent(brand.name, tuple(DANGER), sources)
    answered = store.answered([d.mention for d in found])
    ranked = sorted(
        found,
        key=lambda d: (d.mention in answered, d.at < since, rank(d.leaf), -d.at.timestamp()),
    )
    firsts: dict[int, int] = {}
    for one in ranked:
        firsts.setdefault(one.first, one.mention)
    return list(firsts.values())


def _aged(one: Card, brand: Brand, since: datetime, now: datetime) -> Card:
    """An old danger with its age: a date has no year."""
    if one.posted_at is None or one.posted_at >= since:
        return one
    age = ago(brand.language, one.posted_at, now)
    return replace(one, severity=Ours(f"{one.severity} · {age}"))


def _sample(
    store: Store, brand: Brand, of: Sequence[str], since: datetime, now: datetime
) -> Card | None:
    """The mention that would have alerted first: the most severe leaf, then the newest.

    Dangers have their own place, so that it is one of them only where there is nothing else.
    """
    every = store.decided_since(brand.name, since, sources=of)
    decided = [d for d in every if facts_of(d[1]).is_counted]
    decided = [d for d in decided if d[1] not in DANGER] or decided
    if not decided:
        return None
    mention, _, _ = min(decided, key=lambda d: (rank(d[1]), -d[2].timestamp()))
    return _card(store, brand, mention, now)


def _cards(store: Store, brand: Brand, ids: Sequence[int], now: datetime) -> tuple[Card, ...]:
    return tuple(c for i in ids if (c := _card(store, brand, i, now)))


def _card(store: Store, brand: Brand, mention: int, now: datetime) -> Card | None:
    record = store.record(mention)
    return card(record, brand, now) if record and record.decision else None

"""Suggest: two drafts for every decision that a person may answer in public.

It takes brands: the drafts under one message are counted.
"""

from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Self

from listener.advice.drafts.precedents import Precedents
from listener.desk.writing import RECENT, Wanted, written
from listener.notices.burst import READ, language_of
from listener.notices.drafts import Drafts
from listener.notices.targets import TERMINAL
from listener.settings.brand import Brand
from listener.stages.learn import learn
from listener.stages.queue import Stumbles, Taken, work_off
from listener.store.asides import DRAFTS
from listener.store.drafting import Drafted, Suggestion, Undrafted
from listener.store.outgoing import Envelope
from listener.store.precedents import Given
from listener.store.store import Store
from listener.store.tables import DecisionRow, MentionRow, NoticeRow
from listener.store.taking import Kind, OutdatedError
from listener.store.telling import HEAD, head_key

BATCH = 300  # more than one round of tagging brings: one read shows that nothing is left
SAME = 512  # texts whose drafts are kept while a queue is worked off: copies get the same
A_DAY = timedelta(days=1)  # so long before it is due it has its drafts in the thread
SHOWN = ("instant", "news", "burst")  # classes whose drafts hang under them
LATELY = 16  # drafts that were made last: the next ones begin otherwise
OF_A_KIND = 3  # drafts for one leaf under one message; the last of them counts who wants the same


def suggest(
    store: Store,
    brands: dict[str, Brand],
    *,
    clock: Callable[[], datetime],
    answered: Sequence[Given] | None = None,
    until: Callable[[], bool] = lambda: False,
) -> int:
    """Draft what lacks a draft, oldest first, `until` it says so; return how many were served. What the
    brands answered since is learned first: `answered`, where that was asked just before.
    """
    learn(store, brands, first=answered, until=until)
    brands = {name: brand.at(clock()) for name, brand in brands.items()}
    last = 0
    before: dict[str, _Before] = {}
    stumbles = Stumbles(store, brands, clock)

    @lru_cache(maxsize=SAME)
    def alike(wanted: Wanted) -> list[Suggestion]:
        return before[wanted.brand].drafts_of(wanted, brands[wanted.brand])

    def drafts_of(wanted: Wanted, mention: int) -> list[Suggestion]:
        of = before[wanted.brand]
        if mention in of.precedents.mentions:  # it has an answer, which is no draft of its own
            return of.drafts_of(wanted, brands[wanted.brand], mention)
        return alike(wanted)

    def read(limit: int, others: Collection[str]) -> list[Undrafted]:
        return store.undrafted(brands.keys() - others, after=last, limit=limit)

    def work(undrafted: Sequence[Undrafted]) -> int:
        nonlocal last
        with queue.reading():
            batch = _Batch.of(store, undrafted, brands)
            for name in {mention.brand for mention, _, _ in undrafted} - before.keys():
                before[name] = _Before.of(store, name, clock())
        drafted = [batch.drafted(one, brands, drafts_of, now=clock()) for one in undrafted]
        try:
            store.add_suggestions(drafted)
        except OutdatedError:  # another process has the brand by now, and drafts for it
            return 0
        last = drafted[-1].decision_id
        return len(undrafted)

    def stumbled(one: Undrafted, error: Exception) -> None:
        nonlocal last
        mention, _, decision = one
        last = decision.id or 0
        stumbles.note(mention, DRAFTS, error, last)

    queue = Taken(store, Kind.BRAND, read, lambda one: one[0].brand, reads_on=True)
    return work_off(queue, work, stumbled, size=BATCH, as_is=lambda one: one[2].id, until=until)


@dataclass(frozen=True, slots=True)
class _Before:
    """What a brand wrote before, which its drafts rest on."""

    recent: Sequence[str]  # answers
    lately: deque[str]  # drafts, the newest first: grows
    precedents: Precedents

    @classmethod
    def of(cls, store: Store, brand: str, now: datetime) -> Self:
        """As the tables have it now."""
        return cls(
            recent=store.recent_answers(brand, now - RECENT),
            lately=deque(store.last_drafts(brand, limit=LATELY), LATELY),
            precedents=Precedents(store.precedents(brand)),
        )

    def drafts_of(
        self, wanted: Wanted, brand: Brand, mention: int | None = None
    ) -> list[Suggestion]:
        """New drafts, which the next ones are not to begin like; without what answered this mention."""
        precedents = self.precedents.without(mention)
        made = written(wanted, brand, self.recent, self.lately, precedents)
        self.lately.extendleft(one.text for one in made)
        return made


@dataclass(frozen=True, slots=True)
class _Batch:
    """What was read of decisions that are drafted together."""

    told: Mapping[str, NoticeRow]  # the messages that they stand under
    given: Counter[tuple[str, str]]  # how many of a kind each thread has: grows
    languages: Mapping[str, str]  # of each burst
    spoken: Mapping[str, int | None]  # of each burst the decision whose drafts are for all
    vectors: Mapping[int, bytes]

    @classmethod
    def of(cls, store: Store, undrafted: Sequence[Undrafted], brands: Mapping[str, Brand]) -> Self:
        """As the tables have it now."""
        told = store.notices_of({_key(mention, decision) for mention, _, decision in undrafted})
        stories = {mention.story_id or 0 for mention, _, _ in undrafted}
        languages = _languages(store, told, brands)
        return cls(
            told=told,
            # A burst's stand with the story that it began with.
            given=store.drafted(stories | {row.story_id or 0 for row in told.values()}),
            languages=languages,
            spoken=_spoken(undrafted, told, languages),
            vectors=store.vectors(mention.id or 0 for mention, _, _ in undrafted),
        )

    def drafted(
        self,
        one: Undrafted,
        brands: Mapping[str, Brand],
        drafts_of: Callable[[Wanted, int], list[Suggestion]],
        *,
        now: datetime,
    ) -> Drafted:
        """One decision's drafts, and the notice that brings them."""
        mention, lang, decision = one
        of = decision.id or 0
        under = self.told.get(_key(mention, decision))
        if under and self.spoken.get(under.key) == of:  # one answer, in the language of most
            lang = self.languages[under.key]
        vector = self.vectors.get(mention.id or 0)
        wanted = Wanted.of(mention, lang, decision, brands[mention.brand], vector)
        rows = [replace(row, decision_id=of) for row in drafts_of(wanted, mention.id or 0)]
        notice = None
        if under and self.spoken.get(under.key, decision.id) == decision.id:
            notice = _notice(under, mention, decision, given=self.given, now=now)
        return Drafted(of, rows, notice)


def _spoken(
    undrafted: Sequence[Undrafted], told: Mapping[str, NoticeRow], languages: Mapping[str, str]
) -> dict[str, int | None]:
    """Of each burst the decision whose drafts are for all: the first in the language of most."""
    found = dict[str, int | None]()
    for is_any in (False, True):
        for mention, lang, decision in undrafted:
            under = told.get(_key(mention, decision))
            is_theirs = under and under.key in languages and not mention.copy_of
            if under and is_theirs and (is_any or lang == languages[under.key]):
                found.setdefault(under.key, decision.id)
    return found


def _languages(
    store: Store, told: Mapping[str, NoticeRow], brands: Mapping[str, Brand]
) -> dict[str, str]:
    """The language that most posts of each burst have."""
    return {
        row.key: language_of(store.voices_of(head_key(row), limit=READ), brands[row.brand])
        for row in told.values()
        if row.class_ == "burst" and row.brand in brands
    }


def _key(mention: MentionRow, decision: DecisionRow) -> str:
    return decision.told_by or f"{HEAD}{mention.story_id}"


def _notice(
    told: NoticeRow,
    mention: MentionRow,
    decision: DecisionRow,
    *,
    given: Counter[tuple[str, str]],
    now: datetime,
) -> Drafts | None:
    """What is due brings its drafts a day before that, in its story's thread; what may be a danger at
    once, and so does a burst. A terminal shows them with the alert itself. `given` is how many of a
    kind each thread has, and grows.
    """
    if mention.copy_of or told.class_ not in SHOWN or told.target == TERMINAL:
        return None
    is_burst = told.class_ == "burst"  # of many somebody answers now
    is_now = is_burst or decision.risk_kind is not None
    if not is_now and decision.due_at is None:
        return None
    kind = head_key(told), decision.leaf
    if is_burst and any(n for (head, _), n in given.items() if head == kind[0]):
        return None  # one answer for all
    if given[kind] >= OF_A_KIND:
        return None
    given[kind] += 1
    envelope = Envelope(
        brand=mention.brand,
        key=f"drafts:{mention.id}",
        target=told.target,
        class_="drafts",
        made_at=now,
        due_at=told.next_at if is_now else max(told.next_at, (decision.due_at or now) - A_DAY),
        story=told.story_id,
    )
    return Drafts(
        envelope=envelope,
        mention=mention.id,
        hangs_under=kind[0],
        leaf=decision.leaf,
        is_last=is_burst or given[kind] == OF_A_KIND,
    )

"""Suggest: two drafts for every decision that a person may answer in public.

It takes brands: the drafts under one message are counted.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from json import dumps

from listener.advice.brief import Brief
from listener.advice.drafts.ethics import check
from listener.advice.drafts.holding import holding, holds
from listener.advice.drafts.playbook import Draft, drafts
from listener.advice.leaves import Leaf
from listener.advice.reading.text import readable
from listener.notices.burst import READ, language_of
from listener.notices.drafts import Drafts
from listener.notices.targets import TERMINAL
from listener.settings.brand import Brand
from listener.settings.sheet import sheet_kind
from listener.stages.queue import Stumbles, Taken, work_off
from listener.store.asides import DRAFTS
from listener.store.drafting import Drafted, Suggestion
from listener.store.outgoing import Envelope
from listener.store.store import Store
from listener.store.tables import DecisionRow, MentionRow, NoticeRow, TagRow
from listener.store.taking import Kind, OutdatedError
from listener.store.telling import HEAD, head_key

Undrafted = tuple[MentionRow, TagRow, DecisionRow]

BATCH = 100
RECENT = timedelta(days=30)
SOON = timedelta(hours=4)
SHOWN = ("instant", "news", "burst")  # classes whose drafts hang under them
OF_A_KIND = 3  # drafts for one leaf under one message; the last of them counts who wants the same


def suggest(
    store: Store,
    brands: dict[str, Brand],
    *,
    clock: Callable[[], datetime],
    until: Callable[[], bool] = lambda: False,
) -> int:
    """Draft what lacks a draft, oldest first, `until` it says so; return how many were served."""
    last = 0
    recent: dict[str, list[str]] = {}
    stumbles = Stumbles(store, brands, clock)

    def read(limit: int, others: Collection[str]) -> list[Undrafted]:
        return store.undrafted(brands.keys() - others, after=last, limit=limit)

    def work(undrafted: Sequence[Undrafted]) -> int:
        nonlocal last
        names = {mention.brand for mention, _, _ in undrafted} - recent.keys()
        with queue.reading():
            told = store.notices_of({_key(mention, decision) for mention, _, decision in undrafted})
            stories = {mention.story_id or 0 for mention, _, _ in undrafted}
            # A burst's stand with the story that it began with.
            given = store.drafted(stories | {row.story_id or 0 for row in told.values()})
            for name in names:
                recent[name] = store.recent_answers(name, clock() - RECENT)
            languages = _languages(store, told, brands)
        drafted = []
        spoken = _spoken(undrafted, told, languages)
        for mention, tag, decision in undrafted:
            brand = brands[mention.brand]
            brief = brief_of(mention, tag, decision)
            under = told.get(_key(mention, decision))
            if (
                under and spoken.get(under.key) == decision.id
            ):  # one answer, in the language of most
                brief = replace(brief, lang=languages[under.key])
            rows = _rows(brand, brief, decision, recent[brand.name], country=mention.country)
            notice = None
            if under and spoken.get(under.key, decision.id) == decision.id:
                notice = _notice(under, mention, decision, given=given, now=clock())
            drafted.append(Drafted(decision.id or 0, rows, notice))
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


def _spoken(
    undrafted: Sequence[Undrafted], told: Mapping[str, NoticeRow], languages: Mapping[str, str]
) -> dict[str, int | None]:
    """Of each burst the decision whose drafts are for all: the first in the language of most."""
    found = dict[str, int | None]()
    for is_any in (False, True):
        for mention, tag, decision in undrafted:
            under = told.get(_key(mention, decision))
            is_theirs = under and under.key in languages and not mention.copy_of
            if under and is_theirs and (is_any or tag.lang == languages[under.key]):
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


def _rows(
    brand: Brand, brief: Brief, decision: DecisionRow, recent: list[str], *, country: str | None
) -> list[Suggestion]:
    kind = sheet_kind(decision.risk_kind)
    made: Sequence[Draft]
    if is_holding := holds(kind, decision.leaf, brief.genre):
        made = (holding(kind, brief, brand, country=country),)
    else:
        made = drafts(Leaf(decision.leaf), brief, brand, recent=recent)
    checks = [
        check(draft.text, brief, brand, recent=recent, is_holding=is_holding) for draft in made
    ]
    return [
        Suggestion(
            decision_id=decision.id or 0,
            n=n,
            lang=draft.language,
            text=draft.text,
            parts=dumps([[s.part, s.text, s.fact_id] for s in draft.sentences]),
            checks=dumps([[c.label, c.passed, c.why] for c in of]),
        )
        for n, (draft, of) in enumerate(zip(made, checks, strict=True), start=1)
    ]


def brief_of(m: MentionRow, tag: TagRow, decision: DecisionRow) -> Brief:
    """What the drafts of a decision rest on: the labels are those that it was made on."""
    return Brief(
        text=readable(m.text),
        title=m.title and readable(m.title),
        genre=m.genre,
        rating=m.rating,
        lang=tag.lang,
        form=decision.form,
        tone=decision.tone,
        intent=decision.intent,
    )


def _notice(
    told: NoticeRow,
    mention: MentionRow,
    decision: DecisionRow,
    *,
    given: Counter[tuple[str, str]],
    now: datetime,
) -> Drafts | None:
    """What is due soon, or may be a danger, brings its drafts at once, in its story's thread; so
    does a burst. A terminal shows them with the alert itself. `given` is how many of a kind each
    thread has, and grows.
    """
    if mention.copy_of or told.class_ not in SHOWN or told.target == TERMINAL:
        return None
    is_soon = decision.due_at is not None and decision.due_at - decision.decided_at <= SOON
    is_burst = told.class_ == "burst"  # of many somebody answers now
    if not (is_soon or is_burst or decision.risk_kind):
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
        due_at=told.next_at,
        story=told.story_id,
    )
    return Drafts(
        envelope=envelope,
        mention=mention.id,
        hangs_under=kind[0],
        leaf=decision.leaf,
        is_last=is_burst or given[kind] == OF_A_KIND,
    )

"""Gather: what the tree is told of one mention, from the rows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from listener.advice.evidence import Belief, Contact, Evidence
from listener.advice.leaves import RATIONED, THANKS_ONLY, Leaf
from listener.advice.reading.beliefs import read_by
from listener.advice.reading.people import role
from listener.advice.reading.text import readable
from listener.settings.brand import Brand
from listener.stages.asked import Asked, asks
from listener.stages.orders import Orders
from listener.stages.past import Pasts
from listener.stages.threads import Threads, opens
from listener.store.deciding import Undecided
from listener.store.outcomes import Outcome
from listener.store.store import Store
from listener.store.tables import MentionRow
from models.base import JUDGED

_ASKED = tuple(task for task, classes in JUDGED.items() if classes == ("yes", "no"))
STARS = {1: "negative", 2: "negative", 3: "neutral", 4: "positive", 5: "positive"}


def gather(
    brand: Brand, one: Undecided, now: datetime, around: "Around", orders: Orders
) -> Evidence:
    """Everything the tree is told of one mention, from the rows."""
    m, tag = one.mention, one.tag
    talk = around.conversation(m)
    copies, copy_authors = around.copies(m)
    thanks, thanked = around.thanks(m, brand)
    listed = role(m.author_handle if m.author_key else None, m.author_name, brand, url=m.author_url)
    told_off, phrase = orders.told_off(m, one.corrections)
    return Evidence(
        text=readable(m.text),
        title=m.title and readable(m.title),
        url=m.url,
        genre=m.genre,
        venue=m.venue,
        addressed=m.addressed,
        about_brand=m.about_brand,
        rating=m.rating,
        by_owner=m.by_owner,
        disclosed=m.disclosed,
        at=min(m.at, now),  # a clock ahead may have collected it
        collected_at=min(m.collected_at, now),
        is_look=m.silent or bool(m.look),
        lang=tag.lang,
        parent_url=m.parent_url,
        parent_text=m.parent_text and readable(m.parent_text),
        thread_title=m.thread_title and readable(m.thread_title),
        reach=m.author_followers if m.author_followers is not None else m.views,
        form=_belief(one, "form"),
        tone=_belief(one, "tone"),
        intent=_belief(one, "intent"),
        irony=_belief(one, "irony"),
        sponsorship=_belief(one, "sponsorship"),
        role=orders.role(m, listed),
        now=now,
        contacts=around.contacts(m),
        replies_to_our_answer=talk.replies_to_our_answer,
        our_answers_before=talk.our_answers_before,
        we_replied_in_thread=talk.we_replied,
        thread_is_ours=around.is_about_us(m, brand),
        is_answered=around.is_answered(m),
        peers_replied=talk.peers_replied,
        copies=copies,
        copy_authors=copy_authors,
        same_question=around.same_question(one, brand),
        thanks_only=thanks,
        thanked=thanked,
        risk=_judged(one, "risk"),
        risk_by_person="risk" in one.corrections,
        told_off=told_off,
        told_phrase=phrase,
        answers={task: told["yes"] for task in _ASKED if (told := _judged(one, task))},
        vector=None if _is_stars_alone(m) else around.vector(one),
    )


def _belief(one: Undecided, task: str) -> Belief:
    if task in one.corrections:
        label = one.corrections[task]
        return Belief(label, 1.0, by_person=True, best=label)
    if task in ("form", "tone") and _is_stars_alone(one.mention):
        label = "critique" if task == "form" else STARS[one.mention.rating or 3]
        return Belief(label, 1.0, best=label)
    label, probability = getattr(one.tag, task), getattr(one.tag, f"{task}_p")
    scores = _scores(one.tag.scores)[task]
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    return Belief(label, probability, best=ranked[0], second="".join(ranked[1:2]), scores=scores)


def _judged(one: Undecided, task: str) -> Mapping[str, float]:
    """What the model holds likely beside the tags; nothing where it does not know the task."""
    if task in one.corrections:
        return {one.corrections[task]: 1.0}
    return {} if _is_stars_alone(one.mention) else _scores(one.tag.scores).get(task, {})


@lru_cache(maxsize=1)  # five tasks ask for one tag's
def _scores(told: str) -> dict[str, dict[str, float]]:
    scores: dict[str, dict[str, float]] = json.loads(told)
    return scores


def _is_stars_alone(m: MentionRow) -> bool:
    """A rating without words: the stars say it all, and a tagger has nothing to read."""
    return m.rating is not None and not (m.text.strip() or (m.title or "").strip())


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a mention's thread shows; see Evidence."""

    replies_to_our_answer: bool
    our_answers_before: int
    we_replied: bool
    peers_replied: bool | None


_NO_THREAD = Conversation(
    replies_to_our_answer=False, our_answers_before=0, we_replied=False, peers_replied=None
)


def _conversation(m: MentionRow, thread: list[MentionRow]) -> Conversation:
    """Our replies, those of peers, and how often we answered this author.

    The post that we opened the thread with answers nobody.
    """
    if not m.thread_key:
        return _NO_THREAD
    before = [t for t in thread if t.at <= m.at and t.id != m.id]
    ours = [t for t in before if t.by_owner and not opens(t, thread)]
    answered = bool(m.parent_url) and any(t.url == m.parent_url for t in ours)
    # A name is no account: only who answers our very answer is taken for the one we answered.
    who = m.speaker_key if answered else m.author_key
    mine = [t for t in before if who and who == (t.speaker_key if answered else t.author_key)]
    rounds = sum(any(own.at > t.at for t in mine) for own in ours)
    peers = [t for t in thread if t.at > m.at and not t.by_owner and t.speaker_key != m.speaker_key]
    return Conversation(
        replies_to_our_answer=answered or bool(mine and rounds and not m.parent_url),
        our_answers_before=rounds,
        we_replied=any(t.by_owner and not opens(t, thread) for t in thread),
        peers_replied=bool(peers) if m.thread_key else None,
    )


class Around:
    """What stands around a batch of mentions: each thing is read once for all that share it.

    What the batch decides is counted as it is decided, so that a mention costs the same in a
    story of two and in one of many thousands. `copies` is kept from batch to batch.
    """

    def __init__(
        self,
        store: Store,
        mentions: Sequence[Undecided],
        copies: dict[int, tuple[int, int]],
    ) -> None:
        self._store = store
        self._batch = mentions
        self._past = Pasts(store, mentions)
        self._open = store.labels_in_force([one.mention.id or 0 for one in mentions])
        self._asked: dict[str, Asked] = {}
        self._threads: dict[tuple[int, str], list[MentionRow]] = {}
        copies |= store.copies({_first(one.mention) for one in mentions} - copies.keys())
        self._copies = copies
        self._talk = Threads(store, [one.mention for one in mentions])
        self._thanks: dict[tuple[str, datetime], tuple[int, int]] = {}
        read = [one.mention.id or 0 for one in mentions if one.tag.tagger == read_by()]
        self._vectors = store.vectors(read) if read else {}

    def read(self, brands: dict[str, Brand]) -> None:
        """Read what stands around the batch, in the session that is open."""
        for m in (one.mention for one in self._batch):
            self.thanks(m, brands[m.brand])
            self._thread(m)
            self._questions(brands[m.brand])
        self._talk.read(self._threads.values())

    def vector(self, one: Undecided) -> bytes | None:
        """The sentence vector, where the beliefs know what its weights say."""
        return self._vectors.get(one.mention.id or 0)

    def contacts(self, m: MentionRow) -> tuple[Contact, ...]:
        """The author's earlier mentions, newest first."""
        return self._past.of(m)

    def conversation(self, m: MentionRow) -> Conversation:
        """What its thread shows."""
        return _conversation(m, self._thread(m))

    def is_about_us(self, m: MentionRow, brand: Brand) -> bool:
        """Is what it replies to, or what opened its thread, about us?"""
        return self._talk.is_about_us(m, self._thread(m), brand)

    def copies(self, m: MentionRow) -> tuple[int, int]:
        """How many have its words beside it, and how many known authors they have."""
        return self._copies[_first(m)]

    def same_question(self, one: Undecided, brand: Brand) -> int:
        """How often this was asked in 30 days; see Asked."""
        return self._questions(brand).times(one)

    def is_answered(self, m: MentionRow) -> bool:
        """Did it come with our answer?

        What was rewritten may ask again: nobody tells us whether before our answer or after it.
        """
        return m.revision == 1 and self._talk.has_answer(m, self._thread(m))

    def answered(self, m: MentionRow) -> MentionRow | None:
        """What a post of ours answers."""
        return self._talk.answered(m, self._thread(m)) if m.by_owner else None

    def note(self, outcome: Outcome, brand: Brand) -> None:
        """Count a decision of this batch: it is evidence for the next one."""
        m, made = outcome.mention, outcome.decision
        self._talk.note(outcome)
        self._past.note(outcome)
        before = self._open.get(m.id or 0)
        new = (made.form, made.tone, made.leaf)
        thanks, thanked = self.thanks(m, brand)
        self._thanks[brand.name, _monday(m.at, brand)] = (
            thanks + _is_thanks(new) - _is_thanks(before),
            thanked + _is_thanks(new, RATIONED) - _is_thanks(before, RATIONED),
        )

    def leaf_before(self, m: MentionRow) -> str | None:
        """The leaf of a mention's open decision when the batch was read."""
        before = self._open.get(m.id or 0)
        return before[2] if before else None

    def _thread(self, m: MentionRow) -> list[MentionRow]:
        if not m.thread_key:
            return []
        key = (m.source_id, m.thread_key)
        if key not in self._threads:
            self._threads[key] = self._store.thread(*key)
        return self._threads[key]

    def _questions(self, brand: Brand) -> Asked:
        if brand.name not in self._asked:
            asking = [one for one in self._batch if one.mention.brand == brand.name and asks(one)]
            self._asked[brand.name] = Asked(self._store, brand, asking)
        return self._asked[brand.name]

    def thanks(self, m: MentionRow, brand: Brand) -> tuple[int, int]:
        """Thanks-only positives of its week so far, and how many of them got THANK."""
        monday = _monday(m.at, brand)
        if (brand.name, monday) not in self._thanks:
            until = monday + timedelta(days=7)
            self._thanks[brand.name, monday] = self._store.thanks_between(brand.name, monday, until)
        return self._thanks[brand.name, monday]


def midnight(now: datetime, brand: Brand) -> datetime:
    """When the brand's day began."""
    return _midnight(now, brand.tz)


def _first(m: MentionRow) -> int:
    """The mention that had these words first."""
    return m.copy_of or m.id or 0


def _monday(at: datetime, brand: Brand) -> datetime:
    return _week_of(at, brand.tz)


@lru_cache(maxsize=512)  # asked some times of each mention
def _week_of(at: datetime, zone: tzinfo) -> datetime:
    day = _midnight(at, zone)
    return day - timedelta(days=day.weekday())


def _midnight(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _is_thanks(labels: tuple[str, str, str] | None, leaves: frozenset[Leaf] = THANKS_ONLY) -> bool:
    """Praise that only wants thanks, as the store counts it, with one of these leaves."""
    return labels is not None and labels[:2] == ("critique", "positive") and labels[2] in leaves

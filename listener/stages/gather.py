"""Gather: what the tree is told of one mention, from the rows."""

import json
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from listener.brand import Brand
from listener.store.deciding import Undecided
from listener.store.store import Store
from listener.store.tables import MentionRow
from listener.strategy.evidence import Belief, Contact, Evidence
from listener.strategy.people import role

DAYS = 30
QUESTIONS = 2_000  # compared with at most
SAME_QUESTION = 0.93  # cosine
STARS = {1: "negative", 2: "negative", 3: "neutral", 4: "positive", 5: "positive"}


def gather(
    store: Store, brand: Brand, one: Undecided, now: datetime, asked: "Asked | None" = None
) -> Evidence:
    """Everything the tree is told of one mention, from the rows.

    Without `asked` nobody counts how often its question was asked: a draft does not need it.
    """
    m, tag = one.mention, one.tag
    thread = store.thread(m.source_id, m.thread_key) if m.thread_key else []
    copies, authors = store.copies(m)
    thanks, thanked = store.thanks_between(brand.name, *_week(m.at, brand))
    return Evidence(
        text=m.text,
        title=m.title,
        url=m.url,
        genre=m.genre,
        venue=m.venue,
        addressed=m.addressed,
        about_brand=m.about_brand,
        rating=m.rating,
        by_owner=m.by_owner,
        at=m.at,
        collected_at=m.collected_at,
        lang=tag.lang,
        parent_url=m.parent_url,
        parent_text=m.parent_text,
        thread_title=m.thread_title,
        reach=m.author_followers if m.author_followers is not None else m.views,
        form=_belief(one, "form"),
        tone=_belief(one, "tone"),
        intent=_belief(one, "intent"),
        irony=_belief(one, "irony"),
        sponsorship=_belief(one, "sponsorship"),
        role=role(m.author_handle, m.author_name, brand),
        contacts=_contacts(store, m),
        copies=copies,
        copy_authors=authors,
        same_question=asked.times(one) if asked else 0,
        thanks_only=thanks,
        thanked=thanked,
        now=now,
        **_conversation(m, thread),
    )


def _belief(one: Undecided, task: str) -> Belief:
    if task in one.corrections:
        label = one.corrections[task]
        return Belief(label, 1.0, by_person=True, best=label)
    if task in ("form", "tone") and _is_stars_alone(one.mention):
        label = "critique" if task == "form" else STARS[one.mention.rating or 3]
        return Belief(label, 1.0, best=label)
    label, probability = getattr(one.tag, task), getattr(one.tag, f"{task}_p")
    scores = json.loads(one.tag.scores)[task]
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    return Belief(label, probability, best=ranked[0], second="".join(ranked[1:2]))


def _is_stars_alone(m: MentionRow) -> bool:
    """A rating without words: the stars say it all, and a tagger has nothing to read."""
    return m.rating is not None and not (m.text.strip() or (m.title or "").strip())


def _contacts(store: Store, m: MentionRow) -> tuple[Contact, ...]:
    if m.author_id is None:
        return ()
    return tuple(
        Contact(
            mention_id=past.mention.id or 0,
            at=past.mention.at,
            form=past.tag.form if past.tag else "unsure",
            tone=past.tag.tone if past.tag else "unsure",
            leaf=past.leaf,
            answered=past.answered,
            thread_key=past.mention.thread_key,
            url=past.mention.url,
        )
        for past in store.past(m.author_id, m.at)
    )


def _conversation(m: MentionRow, thread: list[MentionRow]) -> dict[str, Any]:
    """What the thread shows: our replies, those of peers, and how often we answered this author.

    The post that we opened the thread with answers nobody.
    """
    before = [t for t in thread if t.at <= m.at and t.id != m.id]
    ours = [t for t in before if _is_answer(t)]
    answered = bool(m.parent_url) and any(t.url == m.parent_url for t in ours)
    mine = [t for t in before if t.author_key and t.author_key == m.author_key]
    rounds = sum(any(own.at > t.at for t in mine) for own in ours)
    peers = [t for t in thread if t.at > m.at and not t.by_owner and t.author_key != m.author_key]
    return {
        "replies_to_our_answer": answered or bool(mine and rounds and not m.parent_url),
        "our_answers_before": rounds,
        "we_replied_in_thread": any(_is_answer(t) for t in thread),
        "peers_replied": bool(peers) if m.thread_key else None,
    }


def _is_answer(m: MentionRow) -> bool:
    return m.by_owner and (m.parent_url is not None or m.parent_text is not None)


class Asked:
    """A brand's questions of the last weeks, compared by their vectors; read once a batch."""

    def __init__(self, store: Store, brand: str, since: datetime) -> None:
        found = store.questions_since(brand, since - timedelta(days=DAYS), limit=QUESTIONS)
        vectors = store.vectors(i for i, _ in found)
        kept = [(i, at) for i, at in found if i in vectors]
        self._row = {i: n for n, (i, _) in enumerate(kept)}
        self._at = np.array([at.timestamp() for _, at in kept])
        table = np.frombuffer(b"".join(vectors[i] for i, _ in kept), np.float16)
        self._table = table.reshape(len(kept), -1).astype(np.float32) if kept else None

    def times(self, one: Undecided) -> int:
        """How often this was asked in 30 days, itself included; 0 where it asks nothing."""
        m = one.mention
        if one.corrections.get("intent", one.tag.intent) != "question":
            return 0
        row = self._row.get(m.id or 0)
        if row is None or self._table is None:
            return 1
        age = m.at.timestamp() - self._at
        near = self._table @ self._table[row] >= SAME_QUESTION
        return max(1, int((near & (age >= 0) & (age <= DAYS * 86_400)).sum()))


def midnight(now: datetime, brand: Brand) -> datetime:
    """When the brand's day began."""
    return now.astimezone(brand.tz).replace(hour=0, minute=0, second=0, microsecond=0)


def _week(at: datetime, brand: Brand) -> tuple[datetime, datetime]:
    day = midnight(at, brand)
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)

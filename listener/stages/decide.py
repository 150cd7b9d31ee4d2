"""Decide: what to do with each grouped mention, and which story deserves a person's attention."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from listener.brand import Brand
from listener.slack import targets
from listener.stages.collect import url_key
from listener.store.deciding import Outcome, Undecided
from listener.store.store import Store
from listener.store.tables import MentionRow, NoticeRow
from listener.strategy import bundles
from listener.strategy.evidence import Belief, Contact, Evidence
from listener.strategy.leaves import Leaf, severity
from listener.strategy.people import role
from listener.strategy.tree import decide as walk
from listener.strategy.verdict import Verdict

BATCH = 200
QUESTION_DAYS = 30
QUESTIONS = 2_000  # compared with at most
SAME_QUESTION = 0.93  # cosine
EXEMPT = frozenset({Leaf.ESCALATE_NOW, Leaf.ESCALATE_PR, Leaf.ANSWER_PRESS, Leaf.CORRECT_PRESS})


def decide(store: Store, brands: dict[str, Brand], *, clock: Callable[[], datetime]) -> int:
    """Decide every mention that lacks a decision, oldest first; return how many."""
    done = 0
    store.reopen(Leaf.MONITOR, clock())
    while undecided := store.undecided(limit=BATCH):
        touched: set[int] = set()
        for one in undecided:
            now = clock()
            store.add_decision(_outcome(store, brands[one.mention.brand], one, now), now=now)
            touched.add(one.mention.story_id or 0)
        store.set_leads(_leads(store, touched))
        done += len(undecided)
    return done


def _outcome(store: Store, brand: Brand, one: Undecided, now: datetime) -> Outcome:
    m = one.mention
    evidence = gather(store, brand, one, now)
    verdict = walk(evidence, brand)
    decision = {
        "brand": brand.name,
        "mention_id": m.id,
        "revision": m.revision,
        "tagger": one.tag.tagger,
        "correction_id": m.correction_id,
        "form": evidence.form.label,
        "tone": evidence.tone.label,
        "intent": evidence.intent.label,
        "leaf": verdict.leaf.value,
        "reason": verdict.reason,
        "path": json.dumps(
            [[s.question, s.answer, s.why] for s in verdict.path], ensure_ascii=False
        ),
        "lane": verdict.lane,
        "alert": verdict.alert,
        "rule": verdict.rule,
        "signals": json.dumps(verdict.signals, ensure_ascii=False),
        "confidence": verdict.confidence,
        "wants_draft": verdict.wants_draft,
        "due_at": verdict.due_at,
        "decided_at": now,
    }
    quiet = m.silent or one.tag.quiet or m.by_owner
    notice = None if quiet else _notice(store, brand, m, verdict, now)
    return Outcome(m, decision, notice, _answer(store, m))


def _notice(
    store: Store, brand: Brand, m: MentionRow, verdict: Verdict, now: datetime
) -> dict[str, Any] | None:
    """The story's notice; for a story already told, a word about what is new in it."""
    if verdict.alert == "none":
        return None
    key = f"story:{m.story_id}"
    class_: str = verdict.alert
    told = store.notice_of(key)
    if told and told.state != "pending":
        if class_ != "instant" or m.copy_of or _is_edited_in_place(told, m):
            return None
        key, class_ = f"news:{m.id}", "news"
    counted = told is None or told.class_ != "instant"
    if class_ == "instant" and counted and verdict.leaf not in EXEMPT:
        since = _midnight(now, brand)
        made = store.instant_since(brand.name, since, outside=EXEMPT)
        class_ = "instant" if made < brand.thresholds.alerts_a_day else "grouped"
    return {
        "brand": brand.name,
        "key": key,
        "target": _target(brand, class_, verdict.lane, told),
        "story_id": m.story_id,
        "class_": class_,
        "payload": json.dumps({"mention": m.id}),
        "state": "pending",
        "attempts": 0,
        "made_at": now,
        "next_at": bundles.next_at(class_, now, brand),
    }


def _is_edited_in_place(told: NoticeRow, m: MentionRow) -> bool:
    """Does the message that tells of this very mention follow it by itself?"""
    in_slack = told.target != targets.TERMINAL and told.state in ("sending", "sent")
    return in_slack and json.loads(told.payload).get("mention") == m.id


def _target(brand: Brand, class_: str, lane: str, told: NoticeRow | None) -> str:
    """Where the brand's settings send it; news follow the message they belong to."""
    if class_ == "news" and told and told.target in targets.targets(brand):
        return told.target
    return targets.target(brand, class_, lane)


def gather(store: Store, brand: Brand, one: Undecided, now: datetime) -> Evidence:
    """Everything the tree is told of one mention, from the rows."""
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
        same_question=_same_question(store, one),
        thanks_only=thanks,
        thanked=thanked,
        now=now,
        **_conversation(m, thread),
    )


def _belief(one: Undecided, task: str) -> Belief:
    if task in one.corrections:
        label = one.corrections[task]
        return Belief(label, 1.0, by_person=True, best=label)
    label, probability = getattr(one.tag, task), getattr(one.tag, f"{task}_p")
    scores = json.loads(one.tag.scores)[task]
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    return Belief(label, probability, best=ranked[0], second="".join(ranked[1:2]))


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
    """What the thread shows: our replies, those of peers, and how often we answered this author."""
    before = [t for t in thread if t.at <= m.at and t.id != m.id]
    ours = [t for t in before if t.by_owner]
    answered = bool(m.parent_url) and any(t.url == m.parent_url for t in ours)
    mine = [t for t in before if t.author_key and t.author_key == m.author_key]
    rounds = sum(any(own.at > t.at for t in mine) for own in ours)
    peers = [t for t in thread if t.at > m.at and not t.by_owner and t.author_key != m.author_key]
    return {
        "replies_to_our_answer": answered or bool(mine and rounds and not m.parent_url),
        "our_answers_before": rounds,
        "we_replied_in_thread": any(t.by_owner for t in thread),
        "peers_replied": bool(peers) if m.thread_key else None,
    }


def _same_question(store: Store, one: Undecided) -> int:
    """How often this was asked in 30 days, itself included; 0 where it asks nothing."""
    m = one.mention
    if one.corrections.get("intent", one.tag.intent) != "question":
        return 0
    since = m.at - timedelta(days=QUESTION_DAYS)
    ids = store.questions_since(m.brand, since, limit=QUESTIONS)
    vectors = store.vectors([*ids, m.id or 0])
    mine = vectors.get(m.id or 0)
    others = [v for i, v in vectors.items() if i != m.id]
    if mine is None or not others:
        return 1
    table = np.frombuffer(b"".join(others), np.float16).reshape(len(others), -1)
    near = table.astype(np.float32) @ np.frombuffer(mine, np.float16).astype(np.float32)
    return 1 + int((near >= SAME_QUESTION).sum())


def _answer(store: Store, m: MentionRow) -> dict[str, Any] | None:
    """The brand's own reply counts as the answer to what it replies to."""
    if not m.by_owner or not m.parent_url:
        return None
    parent = store.at_url(m.brand, url_key(m.parent_url) or "")
    if parent is None or parent.by_owner:
        return None
    return {
        "mention_id": parent.id,
        "url": m.url or f"mention:{m.id}",
        "text": m.text,
        "who": m.author_name or "",
        "at": m.at,
    }


def _leads(store: Store, stories: set[int]) -> list[tuple[int, int]]:
    """The lead is the mention whose leaf ranks first in the tree, ties to the earliest."""
    leads = []
    for story in stories:
        decided = store.story_decisions(story)
        if decided:
            lead, _ = min(decided, key=lambda md: (severity(Leaf(md[1].leaf)), md[0].at))
            leads.append((story, lead.id or 0))
    return leads


def _midnight(now: datetime, brand: Brand) -> datetime:
    return now.astimezone(brand.tz).replace(hour=0, minute=0, second=0, microsecond=0)


def _week(at: datetime, brand: Brand) -> tuple[datetime, datetime]:
    day = _midnight(at, brand)
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)

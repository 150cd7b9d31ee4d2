"""Decide: what to do with each grouped mention, and which story deserves a person's attention."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from listener.brand import Brand
from listener.slack import targets
from listener.stages.collect import url_key
from listener.stages.gather import Asked, gather, midnight
from listener.store.deciding import Outcome, Undecided
from listener.store.store import Store
from listener.store.tables import MentionRow, NoticeRow
from listener.strategy import bundles
from listener.strategy.evidence import Evidence
from listener.strategy.leaves import Leaf, severity
from listener.strategy.tree import decide as walk
from listener.strategy.verdict import Verdict

BATCH = 200
EXEMPT = frozenset({Leaf.ESCALATE_NOW, Leaf.ESCALATE_PR, Leaf.ANSWER_PRESS, Leaf.CORRECT_PRESS})


def decide(store: Store, brands: dict[str, Brand], *, clock: Callable[[], datetime]) -> int:
    """Decide every mention that lacks a decision, oldest first; return how many.

    Those of a brand that the settings no longer have wait until it is back.
    """
    done = 0
    store.reopen(Leaf.MONITOR, clock())
    while undecided := store.undecided(brands, limit=BATCH):
        oldest = min(one.mention.at for one in undecided)
        asked = {b: Asked(store, b, oldest) for b in {one.mention.brand for one in undecided}}
        # One transaction a mention: what was decided just before is evidence for the next.
        for one in undecided:
            now, brand = clock(), brands[one.mention.brand]
            outcome = _outcome(store, brand, one, gather(store, brand, one, now, asked[brand.name]))
            store.add_decision(outcome, rank=lambda leaf: severity(Leaf(leaf)), now=now)
        done += len(undecided)
    return done


def _outcome(store: Store, brand: Brand, one: Undecided, evidence: Evidence) -> Outcome:
    m, now = one.mention, evidence.now
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
        since = midnight(now, brand)
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

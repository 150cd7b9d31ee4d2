"""Decide: what to do with each grouped mention, and which story deserves a person's attention."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from listener.brand import Brand
from listener.slack import targets
from listener.stages.gather import Around, gather, midnight
from listener.stages.queue import Stumbles, work_off
from listener.store.deciding import Undecided
from listener.store.outcomes import Outcome, OutdatedError
from listener.store.store import Store
from listener.store.tables import MentionRow, NoticeRow
from listener.strategy import bundles
from listener.strategy.evidence import Evidence
from listener.strategy.leaves import Leaf, severity
from listener.strategy.tree import decide as walk
from listener.strategy.verdict import Verdict

BATCH = 200
EXEMPT = frozenset({Leaf.ESCALATE_NOW, Leaf.ESCALATE_PR, Leaf.ANSWER_PRESS, Leaf.CORRECT_PRESS})


def decide(
    store: Store,
    brands: dict[str, Brand],
    *,
    clock: Callable[[], datetime],
    reopen: bool = True,
    together: int = BATCH,
) -> int:
    """Decide every mention that lacks a decision, oldest first; return how many.

    Those of a brand that the settings no longer have wait until it is back. With `reopen`, what
    was to be looked at again later is, if its time has come.
    """
    copies: dict[int, tuple[int, int]] = {}  # grouping is over: they stay what they are
    if reopen:
        store.reopen(Leaf.MONITOR, clock())

    def read(limit: int) -> list[Undecided]:
        return store.undecided(brands, limit=limit)

    def work(undecided: Sequence[Undecided]) -> int:
        batch = _Batch(store, undecided, copies)
        # Where something changed under us, what is left of the batch is read again.
        with suppress(OutdatedError):
            batch.decide(brands, clock)
        return batch.done

    stumbles = Stumbles(store, brands, clock)
    return work_off(read, work, lambda one, error: stumbles(one.mention, error), size=together)


class _Batch:
    """Mentions that are read together and, as far as can be, written together.

    What was decided just before is evidence for the next mention: what it needs of that is
    counted here.
    """

    def __init__(
        self,
        store: Store,
        undecided: Sequence[Undecided],
        copies: dict[int, tuple[int, int]],
    ) -> None:
        self.done = 0
        self._store, self._undecided = store, undecided
        self._around = Around(store, undecided, copies)
        keys = {_key(one.mention) for one in undecided}
        self._told: dict[str, NoticeRow] = store.notices_of(keys)
        self._instant: dict[tuple[str, datetime], set[int]] = {}
        self._made: list[Outcome] = []  # not written yet
        self._found: dict[str, str | None] = {}  # the state of their stories' notices in the rows

    def decide(self, brands: dict[str, Brand], clock: Callable[[], datetime]) -> None:
        """Decide them in their order; raises OutdatedError where another writer was faster."""
        try:
            for one in self._undecided:
                self._one(brands[one.mention.brand], one, clock())
        finally:
            self._write()

    def _one(self, brand: Brand, one: Undecided, now: datetime) -> None:
        m = one.mention
        evidence = gather(brand, one, now, self._around)
        verdict = walk(evidence, brand)
        quiet = m.silent or one.tag.quiet or m.by_owner
        notice = None if quiet else self._notice(brand, m, verdict, now)
        parent = self._around.answered(m)
        answer = None if parent is None else _answer(m, parent)
        outcome = Outcome(m, _decision(brand, one, evidence, verdict), notice, answer)
        self._around.note(outcome, brand)
        self._spare(outcome)
        self._made.append(outcome)

    def _write(self) -> None:
        made, found = self._made, self._found
        self._made, self._found = [], {}
        if made:
            self._store.add_decisions(made, told=found, rank=lambda leaf: severity(Leaf(leaf)))
            self.done += len(made)

    def _notice(
        self, brand: Brand, m: MentionRow, verdict: Verdict, now: datetime
    ) -> dict[str, Any] | None:
        """The story's notice; for a story already told, a word about what is new in it."""
        if verdict.alert == "none":
            return None
        key = _key(m)
        is_look = m.look and verdict.leaf not in bundles.DANGER
        class_: str = "look" if is_look else verdict.alert
        told = self._told.get(key)
        if told and told.state != "pending":
            if class_ != "instant" or m.copy_of or _is_edited_in_place(told, m):
                return None
            key, class_ = f"news:{m.id}", "news"
        counted = told is None or told.class_ != "instant"
        if class_ == "instant" and counted and verdict.leaf not in EXEMPT:
            made = self._instant_today(brand, now)
            class_ = "instant" if len(made) < brand.thresholds.alerts_a_day else "grouped"
        notice = {
            "brand": brand.name,
            "key": key,
            "target": _target(brand, class_, verdict.lane, told),
            "story_id": m.story_id,
            "class_": class_,
            "payload": json.dumps({"mention": m.id}),
            "state": "pending",
            "attempts": 0,
            "made_at": now,
            # Who dropped a file waits to see it; an old post in a feed can wait.
            "next_at": bundles.next_at(
                "grouped" if is_look and m.look == "old" else class_, now, brand
            ),
        }
        if class_ == "news":
            return notice
        self._found.setdefault(key, told.state if told else None)
        return notice if self._put(notice, told, verdict.leaf) else None

    def _put(self, notice: dict[str, Any], told: NoticeRow | None, leaf: Leaf) -> bool:
        """Does it make the story's notice, or bring it forward? Then that is how it is told."""
        if told and told.next_at <= notice["next_at"]:
            return False
        if leaf not in EXEMPT and "instant" in (notice["class_"], told and told.class_):
            self._instant.clear()
        if told is None:
            self._told[notice["key"]] = NoticeRow(**notice)
        else:
            told.class_, told.next_at = notice["class_"], notice["next_at"]
            told.target = notice["target"]
        return True

    def _instant_today(self, brand: Brand, now: datetime) -> set[int]:
        """Stories told at once today that count against the brand's budget."""
        since = midnight(now, brand)
        if (brand.name, since) not in self._instant:
            self._write()
            found = self._store.instant_since(brand.name, since, outside=EXEMPT)
            self._instant[brand.name, since] = found
        return self._instant[brand.name, since]

    def _spare(self, outcome: Outcome) -> None:
        """A story with a leaf that is always told does not count against the budget."""
        m = outcome.mention
        if outcome.decision["leaf"] in EXEMPT:
            for stories in self._instant.values():
                stories.discard(m.story_id or 0)
        elif self._around.leaf_before(m) in EXEMPT:
            self._instant.clear()


def _key(m: MentionRow) -> str:
    return f"story:{m.story_id}"


def _decision(brand: Brand, one: Undecided, evidence: Evidence, verdict: Verdict) -> dict[str, Any]:
    return {
        "brand": brand.name,
        "mention_id": one.mention.id,
        "revision": one.mention.revision,
        "tagger": one.tag.tagger,
        "correction_id": one.mention.correction_id,
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
        "decided_at": evidence.now,
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


def _answer(m: MentionRow, parent: MentionRow) -> dict[str, Any]:
    return {
        "mention_id": parent.id,
        "url": m.url or f"mention:{m.id}",
        "text": m.text,
        "who": m.author_name or "",
        "at": m.at,
    }

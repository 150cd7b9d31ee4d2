"""What was decided of a mention, as its row, and how it is told."""

import json
from dataclasses import dataclass

from listener.advice.evidence import Evidence
from listener.advice.leaves import Leaf, those
from listener.advice.verdict import Verdict
from listener.notices.contract import Notice
from listener.settings.brand import Brand
from listener.stages.telling import said
from listener.store.deciding import Undecided
from listener.store.outcomes import Decision, Gathered
from listener.store.tables import MentionRow

_json = json.JSONEncoder(ensure_ascii=False).encode  # made once: it takes as long as its work


@dataclass(frozen=True, slots=True)
class Told:
    """How a mention is told."""

    by: str | None = None  # the key of the message
    burst: str | None = None  # the key of the burst that it is part of
    notice: Notice | None = None  # that it makes, or brings forward
    gathered: Gathered | None = None


def solved_by(m: MentionRow, evidence: Evidence, verdict: Verdict) -> tuple[int, ...]:
    """What its author says is solved: all that they had asked in the same thread."""
    if verdict.leaf is not Leaf.CLOSE or m.thread_key is None:
        return ()
    waited = those(digest="owed")
    return tuple(
        c.mention_id for c in evidence.contacts if c.thread_key == m.thread_key and c.leaf in waited
    )


def decision(
    brand: Brand,
    one: Undecided,
    evidence: Evidence,
    verdict: Verdict,
    told: Told,
    *,
    is_muted: bool = False,
) -> Decision:
    """The row of a decision, with the message that tells of it."""
    return Decision(
        brand=brand.name,
        mention_id=one.mention.id or 0,
        revision=one.mention.revision,
        tagger=one.tag.tagger,
        correction_id=one.mention.correction_id,
        form=evidence.form.label,
        tone=evidence.tone.label,
        intent=evidence.intent.label,
        leaf=verdict.leaf.value,
        reason=verdict.reason,
        path=_json([[s.question, s.answer, s.why] for s in verdict.path]),
        lane=verdict.lane,
        alert=verdict.alert,
        rule=verdict.rule,
        signals=_json(verdict.signals),
        confidence=verdict.confidence,
        wants_draft=verdict.wants_draft and not is_muted,
        copied=json.dumps(verdict.copied),
        beside=json.dumps([leaf.value for leaf in verdict.beside]),
        approvers=verdict.approvers,
        risk=verdict.risk,
        risk_kind=verdict.risk_kind,
        taken_form=verdict.form,
        taken_tone=verdict.tone,
        sponsorship=verdict.sponsorship,
        history=verdict.history,
        told_by=told.by,
        burst=told.burst,
        words=said(one.mention),
        due_at=verdict.due_at,
        decided_at=evidence.now,
    )

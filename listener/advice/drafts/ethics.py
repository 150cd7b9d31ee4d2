"""The lint of a reply: its checks, passed or failed, each with the offending words, in the brand's language.

What each looks at stands in `checks`. Facts that the operator wrote are quoted, not promised.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from listener.advice.brief import Brief
from listener.advice.drafts.checks import (
    copies,
    demands,
    gestures,
    grounds,
    manners,
    personal,
    speaker,
)
from listener.advice.drafts.checks.copies import alike as alike
from listener.advice.drafts.checks.reply import Ask, Reply, listed
from listener.advice.drafts.never import never_said
from listener.advice.drafts.unfinished import gap
from listener.advice.leaves import Leaf
from listener.settings.brand import Brand
from listener.words import say


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a draft."""

    id: str
    passed: bool
    label: str  # what is checked, in the brand's language
    why: str  # what was found, in the brand's language
    words: str = ""  # the offending words as they stand; "" where there are none to show


def check(
    draft_text: str,
    brief: Brief,
    brand: Brand,
    *,
    recent: Sequence[str] = (),
    is_holding: bool = False,
    is_last: bool = False,
    leaf: Leaf | None = None,
) -> tuple[Check, ...]:
    """Every check of a reply; `recent` holds the replies of the last 30 days.

    A holding reply says the same to all and takes up nothing; but it may admit no fault. One that a
    person is about to approve (`is_last`) has no gap left; all else is asked of a draft when it is made,
    too. `leaf`: what it is for, where that is known.
    """
    reply = Reply(draft_text, brief, brand, recent, leaf)
    asked = (_OF_HOLDING if is_holding else _CHECKS) + (_AT_LAST if is_last else ())
    asked += _OF_VOICE if brand.voice.never else ()
    return tuple(_checked(reply, name, ask(reply)) for name, ask in asked)


def first_fault(
    draft_text: str, brief: Brief, brand: Brand, *, recent: Sequence[str], leaf: Leaf
) -> str | None:
    """The first check of `check` that a draft fails, by its id; those behind it are not asked."""
    reply = Reply(draft_text, brief, brand, recent, leaf)
    asked = _CHECKS + (_OF_VOICE if brand.voice.never else ())
    return next((name for name, ask in asked if ask(reply) is not None), None)


def admission(text: str) -> str | None:
    """The words by which a text admits a fault, or None."""
    return listed("ethics.admission", text)


def _checked(reply: Reply, name: str, fault: str | None) -> Check:
    """A fault is the words found; None is a pass."""
    language = reply.brand.language
    key = "ok" if fault is None else name
    if fault and name == "identity":
        key = "poses"
    why = say(
        language,
        f"check_why.{key}",
        words=fault or "",
        name=reply.brand.name,
        most=reply.brief.sort.longest_reply,
    )
    is_nameless = fault is None and name == "identity" and speaker.has_gap(reply)
    label = say(language, f"check.{'identity_gap' if is_nameless else name}", name=reply.brand.name)
    return Check(name, fault is None, label, why, fault or "")


_ALWAYS: tuple[tuple[str, Ask], ...] = (
    ("identity", speaker.identity),
    ("personal_data", personal.personal_data),
    ("gesture_not_allowed", gestures.gesture_not_allowed),
    ("change_review", demands.change_review),
    ("incentive", gestures.incentive),
    ("blame", demands.blame),
    ("threat", demands.threat),
    ("sales_among_peers", demands.sales_among_peers),
    ("private_where_none", demands.private_where_none),
)
_CHECKS: tuple[tuple[str, Ask], ...] = (
    *_ALWAYS,
    ("near_copy", copies.near_copy),
    ("noun_not_in_post", grounds.noun_not_in_post),
    ("fact_contradicted", grounds.fact_contradicted),
    ("admission", demands.legal_fault),
    ("amount", grounds.strange_amount),
    ("apology_without_matter", manners.apology_without_matter),
    ("wrong_language", manners.wrong_language),
    ("register", manners.register),
    ("too_long", manners.too_long),
)
_OF_HOLDING: tuple[tuple[str, Ask], ...] = (
    *_ALWAYS,
    ("admission", demands.admission),
    ("amount", grounds.strange_amount),
)
_AT_LAST: tuple[tuple[str, Ask], ...] = (("gap_left", lambda reply: gap(reply.text, reply.post)),)
_OF_VOICE: tuple[tuple[str, Ask], ...] = (
    ("never", lambda reply: never_said(reply.text, reply.brand)),
)

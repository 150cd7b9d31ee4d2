"""Drafts from the bank of replies: two for a decision, in the author's language and register.

A is short and public, B is fuller, with the fact or the gesture and what comes next. Both are whole replies by
hand; what varies is only what the operator gave, the author wrote and the calendar says. A person
approves, edits or rejects them. The same mention after the same drafts gives the same ones.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from listener.advice.brief import Brief
from listener.advice.drafts.draft import Draft, Sentence, body_of, capitals, opening
from listener.advice.drafts.ethics import alike, first_fault
from listener.advice.drafts.filling import around, filled
from listener.advice.drafts.fitting import misfit_of, short_enough, turn_of, worth_of
from listener.advice.drafts.never import never_said
from listener.advice.drafts.occasion import Occasion, known_in, occasion_of
from listener.advice.drafts.precedents import (
    NONE,
    TRIED,
    Anew,
    Precedent,
    Precedents,
    Sought,
    told_again,
)
from listener.advice.drafts.replies import replies_of
from listener.advice.drafts.stripped import SLOTTED
from listener.advice.drafts.tongue import grammatical
from listener.advice.drafts.voice import is_alone
from listener.advice.leaves import Leaf, facts_of
from listener.advice.reading.text import fold, sentences
from listener.settings.brand import Brand
from listener.settings.reply import TAKEN_UP, Length, Reply

_TRIED = 12  # of the best replies, until one passes every check; then of those that say nothing of the author's
_AGAIN = frozenset((*SLOTTED, "quote", "private"))  # slots that a precedent may have
_LATELY = 8  # replies in which an opening is not to come again


@dataclass(frozen=True, slots=True)
class Choice:
    """A draft, with the reply that it was made of, and why others were not."""

    draft: Draft
    reply: Reply
    matter: str
    filled: Mapping[str, str]  # what its slots hold, by their names
    others: Mapping[str, int]  # how many were passed over, by the reason: `why_not.*`
    own: Mapping[str, str]  # the reason for each own one of the leaf, by its file


def drafts(
    leaf: Leaf,
    brief: Brief,
    brand: Brand,
    *,
    recent: Sequence[str] = (),
    before: Sequence[str] = (),
    precedents: Precedents = NONE,
    tagger: str = "",
) -> tuple[()] | tuple[Draft, Draft]:
    """Drafts A and B, or none where the leaf has no reply. B is what the team answered before to the nearest
    of `precedents`, where one may be said again; `tagger` made the brief's vector.

    `recent` holds the replies of the last 30 days, the newest first; replies too like one of them are
    passed over as long as there are others. `before` holds the drafts that were made last, the newest
    first: none begins as they do.
    """
    if not facts_of(leaf).reply:
        return ()
    occasion = occasion_of(leaf, brief, brand)
    found = _choices(occasion, recent, before)
    first, second = (one.draft for one in found)
    again = None
    if precedents.are_any and not found[1].reply.is_own:  # what the operator wrote for it stands
        again = _as_before(occasion, precedents, tagger, (first.text, *recent))
    return first, again or second


def choices(
    leaf: Leaf,
    brief: Brief,
    brand: Brand,
    *,
    recent: Sequence[str] = (),
    before: Sequence[str] = (),
) -> tuple[()] | tuple[Choice, Choice]:
    """The same of the bank alone, each with why it was chosen."""
    if not facts_of(leaf).reply:
        return ()
    return _choices(occasion_of(leaf, brief, brand), recent, before)


def _choices(
    occasion: Occasion, recent: Sequence[str], before: Sequence[str]
) -> tuple[Choice, Choice]:
    lately = [opening(body_of(text)) for text in (*recent[:_LATELY], *before)]
    bank = _bank(occasion)
    first = _choice(occasion, bank, "short", recent=recent, lately=lately)
    lately.append(opening(body_of(first.draft.text)))
    return first, _choice(occasion, bank, "full", recent=recent, lately=lately, beside=first.draft)


def _as_before(
    occasion: Occasion, precedents: Precedents, tagger: str, others: Sequence[str]
) -> Draft | None:
    """What the team answered to the nearest mention, where it passes every check; None where nothing does.

    Where a fact answers, only one that states it will do.
    """
    brief, language = occasion.brief, occasion.language
    known = _AGAIN & (known_in(occasion) | {"private"})
    anew = Anew(
        brief.shown,
        language,
        occasion.register,
        occasion.matter,
        {name: words for name, words in occasion.slots.items() if name in known},
    )
    sought = Sought(language, occasion.leaf, occasion.matter, tagger, brief.vector)
    is_answered = facts_of(occasion.leaf).states in ("must", "asked")
    stated = occasion.slots["fact"] if is_answered else ""
    for one in islice(precedents.nearest(sought), TRIED):
        body = told_again(one, anew, occasion.brand)
        if body is None or fold(stated.rstrip(".")) not in fold(body):
            continue
        draft = _signed(capitals(grammatical(body, language)), occasion, one)
        fault = first_fault(draft.text, brief, occasion.brand, recent=others, leaf=occasion.leaf)
        is_ours = not never_said(draft.text, occasion.brand) and not (
            occasion.brand.voice.we == "we" and is_alone(body, language)
        )
        if is_ours and len(draft.text) <= occasion.limit and not fault:
            return draft
    return None


def _signed(body: str, occasion: Occasion, precedent: Precedent) -> Draft:
    said = tuple(
        Sentence(text, "action" if n else "empathy") for n, text in enumerate(sentences(body))
    )
    text = around(body, occasion)
    return Draft(language=occasion.language, text=text, sentences=said, precedent=precedent)


class _Bank(NamedTuple):
    """The replies of an occasion, of which both drafts are chosen."""

    misfits: Sequence[tuple[Reply, str]]  # every one, with why it does not fit
    said: dict[Reply, Draft]  # those that fit, and hold no word that the brand never says


def _bank(occasion: Occasion) -> _Bank:
    known = known_in(occasion)
    bank = replies_of(occasion.brand, occasion.language, occasion.leaf)
    misfits = [(one, misfit_of(one, occasion, known)) for one in bank]
    fit = {one: filled(one, occasion) for one, misfit in misfits if not misfit}
    said = fit
    if occasion.brand.voice.never:
        said = {one: d for one, d in fit.items() if not never_said(d.text, occasion.brand)} or fit
    return _Bank(misfits, said)


def _choice(
    occasion: Occasion,
    bank: _Bank,
    length: Length,
    *,
    recent: Sequence[str],
    lately: Sequence[str],
    beside: Draft | None = None,
) -> Choice:
    """The best reply that passes every check; the least like others where none does."""
    others = (beside.text, *recent) if beside else tuple(recent)
    fitting = short_enough(bank.said, occasion, length)
    ranked = sorted(
        fitting,
        key=lambda one: (
            -worth_of(one, occasion, fitting[one], lately, beside),
            turn_of(one, occasion.seed),
        ),
    )
    best, failed = None, dict[Reply, str]()
    plain = [one for one in ranked[_TRIED:] if not one.slots & TAKEN_UP]
    for one in (*ranked[:_TRIED], *plain[:_TRIED]):
        text, brief = fitting[one].text, occasion.brief
        fault = first_fault(text, brief, occasion.brand, recent=others, leaf=occasion.leaf)
        if not fault:
            best = one
            break
        failed[one] = f"check.{fault}"

    def likeness(reply: Reply) -> float:
        return max((alike(fitting[reply].text, old) for old in others), default=0.0)

    best = best or min(ranked[:_TRIED], key=likeness)
    reasons = [
        misfit
        or failed.get(one)
        or ("worth" if one in fitting else "length" if one in bank.said else "never")
        for one, misfit in bank.misfits
    ]
    why = [
        (one, reason)
        for (one, _), reason in zip(bank.misfits, reasons, strict=True)
        if one is not best
    ]
    return _told(best, fitting[best], occasion, why)


def _told(
    reply: Reply, draft: Draft, occasion: Occasion, why: Sequence[tuple[Reply, str]]
) -> Choice:
    known = {name: occasion.slots.get(name, "") for name in sorted(reply.slots)}
    return Choice(
        draft=draft,
        reply=reply,
        matter=occasion.matter,
        filled={name: words for name, words in known.items() if words},
        others=Counter(reason for _, reason in why),
        own={one.name: reason for one, reason in why if one.is_own},
    )

"""Writing drafts: what the suggest stage and whoever presses "Draft" write alike, and what is said
against a text before a person approves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from json import dumps
from typing import Self

from listener.advice.brief import Brief
from listener.advice.drafts.draft import Draft
from listener.advice.drafts.ethics import Check, check
from listener.advice.drafts.greeting import is_greeted
from listener.advice.drafts.holding import holding, holds
from listener.advice.drafts.playbook import drafts
from listener.advice.drafts.precedents import NONE, Precedents
from listener.advice.drafts.unfinished import gap
from listener.advice.leaves import Leaf, facts_of
from listener.advice.reading.errors import is_asked
from listener.advice.reading.text import readable, sentences
from listener.advice.time.hours import due
from listener.settings.brand import Brand
from listener.settings.sheet import sheet_kind
from listener.store.drafting import PRECEDENT, Suggestion
from listener.store.tables import DecisionRow, MentionRow
from listener.words import say

A_DAY = timedelta(days=1)  # of work, from an answer to what can be told next
RECENT = timedelta(days=30)  # in which a reply is known for a copy of another


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that a decision's drafts rest on, beside what its brand wrote lately."""

    brand: str
    brief: Brief
    leaf: str
    risk_kind: str | None
    country: str | None
    tagger: str = ""  # whose vector the brief has

    @classmethod
    def of(
        cls,
        mention: MentionRow,
        lang: str | None,
        decision: DecisionRow,
        brand: Brand,
        vector: bytes | None = None,
    ) -> Self:
        """Of a mention, the language that its tag says, its decision, and its sentence vector."""
        at = decision.due_at
        brief = replace(
            brief_of(mention, lang, decision),
            # Nobody is greeted on a network: copies of one post have the same drafts.
            author=mention.author_name or "" if is_greeted(mention.genre) else "",
            follow_up=at and due(at, A_DAY, brand, clock=False).astimezone(brand.tz).date(),
            is_again=decision.history is not None,
            vector=vector,
        )
        return cls(
            brand=mention.brand,
            brief=brief,
            leaf=decision.leaf,
            risk_kind=decision.risk_kind,
            country=mention.country,
            tagger=decision.tagger,
        )

    @property
    def is_holding(self) -> bool:
        """Is its draft what is said at once, before anybody knows more?"""
        return holds(sheet_kind(self.risk_kind), self.leaf, self.brief.genre)


def written(
    wanted: Wanted,
    brand: Brand,
    recent: Sequence[str],
    before: Sequence[str] = (),
    precedents: Precedents = NONE,
) -> list[Suggestion]:
    """The drafts with their checks, for no decision yet; `recent` holds the replies of 30 days, `before`
    the drafts that were made last, `precedents` what the brand answered before.
    """
    kind, brief = sheet_kind(wanted.risk_kind), wanted.brief
    made: Sequence[Draft]
    if is_holding := holds(kind, wanted.leaf, brief.genre):
        made = (holding(kind, brief, brand, country=wanted.country),)
    else:
        made = drafts(
            Leaf(wanted.leaf),
            brief,
            brand,
            recent=recent,
            before=before,
            precedents=precedents,
            tagger=wanted.tagger,
        )
    leaf = Leaf(wanted.leaf)
    checks = [
        (
            *(() if is_holding else _stated(draft, leaf, brief, brand)),
            *check(draft.text, brief, brand, recent=recent, is_holding=is_holding, leaf=leaf),
        )
        for draft in made
    ]
    return [
        Suggestion(
            decision_id=0,
            n=n,
            lang=draft.language,
            text=draft.text,
            parts=dumps(
                [*whence(draft, brand), *([s.part, s.text, s.fact_id] for s in draft.sentences)]
            ),
            checks=dumps([[c.label, c.passed, c.why] for c in of]),
        )
        for n, (draft, of) in enumerate(zip(made, checks, strict=True), start=1)
    ]


def _stated(draft: Draft, leaf: Leaf, brief: Brief, brand: Brand) -> tuple[Check, ...]:
    """Where a fact is called for, whether the draft states one; what the team answered before does for one."""
    states = facts_of(leaf).states
    if states != "must" and not (states == "asked" and any(map(is_asked, sentences(brief.shown)))):
        return ()
    has_fact = any(one.fact_id for one in draft.sentences) and not gap(draft.text)
    passed = has_fact or draft.precedent is not None
    lang, key = brand.language, "ok" if passed else "fact_stated"
    label, why = say(lang, "check.fact_stated"), say(lang, f"check_why.{key}")
    return (Check("fact_stated", passed, label, why),)


def whence(draft: Draft, brand: Brand) -> list[tuple[str, str, str | None]]:
    """The part that says which answer a draft tells again: its day in the brand's zone, and the mention."""
    one = draft.precedent
    if one is None:
        return []
    day = one.at.astimezone(brand.tz).date().isoformat()
    return [(PRECEDENT, day, None if one.mention is None else str(one.mention))]


def doubts(text: str, wanted: Wanted, brand: Brand, recent: Sequence[str]) -> tuple[Check, ...]:
    """The checks that a text fails which a person is about to approve."""
    told = check(
        text,
        wanted.brief,
        brand,
        recent=recent,
        is_holding=wanted.is_holding,
        is_last=True,
        leaf=Leaf(wanted.leaf),
    )
    return tuple(one for one in told if not one.passed)


def brief_of(m: MentionRow, lang: str | None, decision: DecisionRow) -> Brief:
    """What the drafts of a decision rest on: the labels are those that it was made on."""
    return Brief(
        text=readable(m.text),
        title=m.title and readable(m.title),
        genre=m.genre,
        rating=m.rating,
        lang=lang,
        form=decision.form,
        tone=decision.tone,
        intent=decision.intent,
    )

"""What both drafts of a decision rest on: language, register, matter, and what their slots may hold."""

import re
from dataclasses import dataclass, replace
from hashlib import blake2b

from connectors.kit.genres import LONG
from listener.advice.brief import Brief
from listener.advice.drafts.grounding import Passage, best_fact, has_text, passage
from listener.advice.drafts.quoted import counted
from listener.advice.drafts.replies import replies_of
from listener.advice.drafts.slots import CORRECTING, known_slots, may_take_up, private_way
from listener.advice.drafts.tongue import book, draft_language
from listener.advice.drafts.topics import topic_of
from listener.advice.drafts.voice import register_of
from listener.advice.leaves import Leaf, facts_of
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import fold, tokens
from listener.settings.brand import Brand, Fact
from listener.settings.reply import ANY, TAKEN_UP

# A gesture that a sentence can take in: "un contrôle gratuit".
_DETERMINED = re.compile(
    r"(?:une?|l[ae]s?|des|du|de|deux|trois|votre|notre|vos|nos|\d+|an?|the|one|two|three|your|our|free|up to)\b|l'|d'",
    re.IGNORECASE,
)
_ALIKE = 2  # words of a gesture that a mention must share
_OF_TIME = frozenset(  # whoever waits names one, whatever they wait for
    [
        "jour",
        "jours",
        "semaine",
        "semaines",
        "mois",
        "apres",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "after",
        "free",
        "offert",
        "offerte",
        "gratuit",
    ]
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What every draft of a decision shares."""

    leaf: Leaf
    brief: Brief
    brand: Brand
    language: str
    register: int
    seed: int
    matter: str
    slots: dict[str, str]
    fact: Passage | None
    folded: str  # the post
    is_expired: bool = False  # the fact that answers is past its date
    counts: bool = False  # a number, a day or a month stands in what may be quoted

    def gap(self, key: str, **values: str) -> str:
        """What a person has to fill, in brackets."""
        terms = book(self.language).terms
        return terms["gap"].format(what=terms[key].format(**values))

    @property
    def limit(self) -> int:
        """Characters that the place has room for."""
        is_public = facts_of(self.leaf).reply == "public"
        return self.brief.sort.longest_reply if is_public else LONG


def occasion_of(leaf: Leaf, brief: Brief, brand: Brand) -> Occasion:
    """All that both drafts of a decision share."""
    language = draft_language(brief, brand)
    slots = known_slots(brief, brand, leaf, language)
    occasion = Occasion(
        leaf=leaf,
        brief=brief,
        brand=brand,
        language=language,
        register=register_of(leaf, brief, brand, language),
        seed=int.from_bytes(blake2b(brief.text.encode(), digest_size=4).digest()),
        matter=topic_of(brief, {one.matter for one in replies_of(brand, language, leaf)}),
        slots=slots,
        fact=None,
        folded=fold(brief.shown),
        counts=counted(fold(slots.get("quote", ""))),
    )
    return _with_fact(occasion)


def known_in(occasion: Occasion) -> set[str]:
    """The slots that may be filled."""
    known = {name for name, words in occasion.slots.items() if words}
    known -= TAKEN_UP - may_take_up(occasion.leaf, occasion.matter)
    if occasion.fact or occasion.is_expired or facts_of(occasion.leaf).states == "must":
        known.add("fact")
    return known


def _with_fact(occasion: Occasion) -> Occasion:
    states = facts_of(occasion.leaf).states
    known: Fact | None = None
    if states:
        known = best_fact(
            occasion.brief,
            _with_expired(occasion.brand),
            is_asked=states != "may",
            is_denied=occasion.leaf in CORRECTING,
        )
    expired = known if known in occasion.brand.expired else None
    if expired:  # rather nothing than another fact, which answers less well
        known = None
    quote: Passage | None = None
    if known:
        quote = passage(
            known,
            occasion.brief,
            occasion.brand,
            occasion.language,
            is_asked=states != "may",
        )
    if quote and _sells(quote.text, occasion):
        quote, known = None, None
    slots = dict(occasion.slots)
    if quote and len(quote.text) <= occasion.limit // 2:
        slots["fact"] = quote.text + ("" if quote.text[-1:] in ".!?…" else ".")
    elif quote:
        slots["fact"] = occasion.gap("short_gap", id=quote.id)
    elif expired and states != "may":
        slots["fact"] = occasion.gap("expired_gap", id=expired.id)
    elif known and not has_text(known, occasion.brand, occasion.language):
        slots["fact"] = occasion.gap("translate_gap", id=known.id)
    else:
        slots["fact"] = occasion.gap("fact_gap") if states == "must" else ""
    slots["gesture"] = _gesture(occasion)
    slots["speaker"] = occasion.brand.speaker
    slots["private"] = private_way(
        occasion.brief, occasion.brand, occasion.matter, occasion.language, occasion.seed
    )
    matter = occasion.matter
    if occasion.leaf in CORRECTING and matter != ANY:  # the fact says what is put right
        is_named = quote and found(f"topics.{matter}", fold(quote.text))
        matter = matter if is_named else ANY
    return replace(
        occasion,
        slots=slots,
        fact=quote,
        matter=matter,
        is_expired=expired is not None and states != "may",
    )


def _with_expired(brand: Brand) -> Brand:
    """With every fact, so that what is past its date is known for what answers."""
    return (
        brand.model_copy(update={"fact": (*brand.fact, *brand.expired)}) if brand.expired else brand
    )


def _sells(text: str, occasion: Occasion) -> bool:
    """Is a fact an offer? Among peers nothing is sold, and a reward for a review is nobody's answer."""
    is_talk = occasion.brief.form == "discussion"
    return _rewards(text, occasion) or bool(is_talk and found("ethics.sales", fold(text)))


def _rewards(text: str, occasion: Occasion) -> bool:
    """Is it a reward where it would stand? A voucher that makes up for a late parcel is none, but on a page
    of reviews."""
    folded = fold(text)
    is_given = occasion.brief.sort.is_review and found("ethics.incentive_in_reviews", folded)
    return bool(is_given or found("ethics.incentive", folded))


def _gesture(occasion: Occasion) -> str:
    """The allowed gesture that shares most words with the mention; one shared word is an accident."""
    words = {word for word in tokens(occasion.brief.text) if len(word) > 3} - _OF_TIME
    fit = [
        (len(words & set(tokens(g))), g)
        for g in occasion.brand.allowed_gestures
        if not _rewards(g, occasion)
    ]
    shared, best = max(fit, key=lambda pair: pair[0], default=(0, ""))
    said = best.strip().rstrip(".")
    if shared < _ALIKE:
        return ""
    if _DETERMINED.match(said):
        return said
    return book(occasion.language).terms["this"].format(gesture=said)  # "prolongation d'un mois"

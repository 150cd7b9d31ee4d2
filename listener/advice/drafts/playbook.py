"""Drafts from the bank of replies: two for a decision, in the author's language and register.

A is short and public, B is fuller, with the fact or the gesture and what comes next. Both are whole replies by
hand; what varies is only what the operator gave, the author wrote and the calendar says. A person
approves, edits or rejects them. The same mention after the same drafts gives the same ones.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice

from connectors.kit.genres import LONG
from listener.advice.brief import Brief
from listener.advice.drafts.ethics import alike, check
from listener.advice.drafts.greeting import greeting
from listener.advice.drafts.grounding import Passage, best_fact, has_text, passage
from listener.advice.drafts.never import never_said
from listener.advice.drafts.precedents import (
    NONE,
    TRIED,
    Anew,
    Precedent,
    Precedents,
    Sought,
    told_again,
)
from listener.advice.drafts.replies import place_of, replies_of
from listener.advice.drafts.slots import known_slots, private_way
from listener.advice.drafts.stripped import SLOTTED
from listener.advice.drafts.tongue import (
    book,
    draft_language,
    grammatical,
    signature,
    spoken,
)
from listener.advice.drafts.topics import topic_of
from listener.advice.drafts.voice import is_alone, register_of, says_i
from listener.advice.leaves import Leaf, facts_of
from listener.advice.reading.lexicon import found
from listener.advice.reading.text import fold, holds, sentences, tokens
from listener.settings.brand import Brand, Fact
from listener.settings.reply import ANY, NEEDED, SLOT, TAKEN_UP, Length, Reply

# A gesture that a sentence can take in: "un contrôle gratuit".
_DETERMINED = re.compile(
    r"(?:une?|l[ae]s?|des|du|de|deux|trois|votre|notre|vos|nos|\d+|an?|the|one|two|three|your|our|free|up to)\b|l'|d'",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"«[^»]{0,80}»|“[^”]{0,80}”")
# They put one thing right: nobody knows whether it is the sum, or the day, that the author named.
_CORRECTING = (Leaf.CORRECT, Leaf.CORRECT_PEERS, Leaf.CORRECT_PRESS)
_ALIKE = 2  # words of a gesture that a mention must share
_CHOICE = 3  # replies among which one may choose
_TRIED = 12  # of the best replies, until one passes every check
_AGAIN = frozenset((*SLOTTED, "quote", "private"))  # slots that a precedent may have
_OPENING = 4  # words by which two replies begin alike
_LATELY = 8  # replies in which an opening is not to come again
# What counts in a reply, beside that it fits: words of the author, a fact that answers, a gesture, its place.
_TAKES_UP, _STATES, _OFFERS, _OF_PLACE = 1.6, 4.5, 2.5, 0.4
_QUOTES, _NAMES = 0.5, 3.5  # a quotation soon reads as a machine's; who was praised is to be named
_SAID_LATELY, _BESIDE = 4.0, 1.5  # and against it: the opening, or words, of others
# More than all of these: the operator's own come first; where the brand says we, what says I comes last.
_OWN, _SAYS_I = 100.0, 50.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft and what it is for."""

    text: str
    part: str  # empathy, fact, action, question
    fact_id: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A text for a person to approve."""

    language: str
    text: str
    sentences: tuple[Sentence, ...]
    takes_up: frozenset[str] = field(default=frozenset(), compare=False)  # slots of the author's
    precedent: Precedent | None = None  # the answer of the team that it tells again


@dataclass(frozen=True, slots=True)
class Choice:
    """A draft, with the reply that it was made of, and why others were not."""

    draft: Draft
    reply: Reply
    matter: str
    filled: Mapping[str, str]  # what its slots hold, by their names
    others: Mapping[str, int]  # how many were passed over, by the reason: `why_not.*`
    own: Mapping[str, str]  # the reason for each own one of the leaf, by its file


@dataclass(frozen=True, slots=True)
class _Occasion:
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

    def gap(self, key: str, **values: str) -> str:
        terms = book(self.language).terms
        return terms["gap"].format(what=terms[key].format(**values))

    @property
    def limit(self) -> int:
        is_public = facts_of(self.leaf).reply == "public"
        return self.brief.sort.longest_reply if is_public else LONG


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
    found = choices(leaf, brief, brand, recent=recent, before=before)
    if not found:
        return ()
    first, second = (one.draft for one in found)
    again = None
    if precedents.are_any and not found[1].reply.is_own:  # what the operator wrote for it stands
        occasion = _occasion(leaf, brief, brand)
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
    """The same, each with why it was chosen."""
    if not facts_of(leaf).reply:
        return ()
    occasion = _occasion(leaf, brief, brand)
    lately = [_opening(_body(text)) for text in (*recent[:_LATELY], *before)]
    first = _choice(occasion, "short", recent=recent, lately=lately)
    lately.append(_opening(_body(first.draft.text)))
    return first, _choice(occasion, "full", recent=recent, lately=lately, beside=first.draft)


def _as_before(
    occasion: _Occasion, precedents: Precedents, tagger: str, others: Sequence[str]
) -> Draft | None:
    """What the team answered to the nearest mention, where it passes every check; None where nothing does.

    Where a fact answers, only one that states it will do.
    """
    brief, language = occasion.brief, occasion.language
    known = _AGAIN & (_known(occasion) | {"private"})
    anew = Anew(
        f"{brief.title or ''}\n{brief.text}",
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
        draft = _signed(_capitals(grammatical(body, language)), occasion, one)
        told = check(draft.text, brief, occasion.brand, recent=others)
        is_ours = not never_said(draft.text, occasion.brand) and not (
            occasion.brand.voice.we == "we" and is_alone(body, language)
        )
        if is_ours and len(draft.text) <= occasion.limit and all(c.passed for c in told):
            return draft
    return None


def _signed(body: str, occasion: _Occasion, precedent: Precedent) -> Draft:
    said = tuple(
        Sentence(text, "action" if n else "empathy") for n, text in enumerate(sentences(body))
    )
    text = _around(body, occasion)
    return Draft(language=occasion.language, text=text, sentences=said, precedent=precedent)


def _occasion(leaf: Leaf, brief: Brief, brand: Brand) -> _Occasion:
    language = draft_language(brief, brand)
    occasion = _Occasion(
        leaf=leaf,
        brief=brief,
        brand=brand,
        language=language,
        register=register_of(leaf, brief, brand, language),
        seed=int.from_bytes(blake2b(brief.text.encode(), digest_size=4).digest()),
        matter=topic_of(brief, {one.matter for one in replies_of(brand, language, leaf)}),
        slots=known_slots(brief, brand, leaf, language),
        fact=None,
        folded=fold(f"{brief.title or ''}\n{brief.text}"),
    )
    return _with_fact(occasion)


def _choice(
    occasion: _Occasion,
    length: Length,
    *,
    recent: Sequence[str],
    lately: Sequence[str],
    beside: Draft | None = None,
) -> Choice:
    """The best reply that passes every check; the least like others where none does."""
    others = (beside.text, *recent) if beside else tuple(recent)
    bank = replies_of(occasion.brand, occasion.language, occasion.leaf)
    misfits = [(one, _misfit(one, occasion)) for one in bank]
    fit = {one: _filled(one, occasion) for one, misfit in misfits if not misfit}
    said = fit
    if occasion.brand.voice.never:
        said = {one: d for one, d in fit.items() if not never_said(d.text, occasion.brand)} or fit
    filled = _short_enough(said, occasion, length)
    ranked = sorted(
        filled,
        key=lambda one: (
            -_worth(one, occasion, filled[one], lately, beside),
            _turn(one, occasion.seed),
        ),
    )
    best, failed = None, dict[Reply, str]()
    for one in ranked[:_TRIED]:
        told = check(filled[one].text, occasion.brief, occasion.brand, recent=others)
        if not (fault := next((c.id for c in told if not c.passed), None)):
            best = one
            break
        failed[one] = f"check.{fault}"

    def likeness(reply: Reply) -> float:
        return max((alike(filled[reply].text, old) for old in others), default=0.0)

    best = best or min(ranked[:_TRIED], key=likeness)
    reasons = [
        misfit
        or failed.get(one)
        or ("worth" if one in filled else "length" if one in said else "never")
        for one, misfit in misfits
    ]
    why = [(one, reason) for one, reason in zip(bank, reasons, strict=True) if one is not best]
    return _told(best, filled[best], occasion, why)


def _told(
    reply: Reply, draft: Draft, occasion: _Occasion, why: Sequence[tuple[Reply, str]]
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


def _short_enough(
    filled: dict[Reply, Draft], occasion: _Occasion, length: Length
) -> dict[Reply, Draft]:
    """Those of a length that the place has room for; without the private way, or of the other length,
    where there are too few.
    """
    for some in (
        {one: draft for one, draft in filled.items() if one.length == length},
        {one: _filled(one, occasion, is_bare=True) for one in filled if one.length == length},
        filled,
    ):
        fit = {one: draft for one, draft in some.items() if len(draft.text) <= occasion.limit}
        if len(fit) >= _CHOICE:
            return fit
    return fit or filled


def _misfit(reply: Reply, occasion: _Occasion) -> str:
    """Why it is of another matter or place, or cannot be filled; "" where it fits."""
    if reply.matter not in (occasion.matter, ANY):
        return "matter"
    if reply.places and place_of(occasion.brief.genre) not in reply.places:
        return "place"
    if reply.is_again and not (occasion.brief.is_again or facts_of(occasion.leaf).resumes):
        return "again"
    if reply.says and not any(holds(occasion.folded, stem) for stem in reply.says):
        return "says"
    answers = occasion.fact and facts_of(occasion.leaf).states in ("must", "asked")
    if answers and "fact" not in reply.slots:  # who asked has the answer in either draft
        return "fact"
    return "slots" if (reply.slots & NEEDED) - _known(occasion) else ""


def _known(occasion: _Occasion) -> set[str]:
    known = {name for name, words in occasion.slots.items() if words}
    if occasion.leaf in _CORRECTING:
        known -= TAKEN_UP
    if occasion.fact or facts_of(occasion.leaf).states == "must":
        known.add("fact")
    return known


def _worth(
    reply: Reply, occasion: _Occasion, draft: Draft, lately: Sequence[str], beside: Draft | None
) -> float:
    """How well it fits, beside the others that could be said."""
    worth = 3.0 * (reply.matter == occasion.matter) + _OWN * reply.is_own
    taken = reply.slots & TAKEN_UP
    worth += _TAKES_UP * min(len(taken - {"quote"}), 2) + _QUOTES * ("quote" in taken)
    worth += _NAMES * ("people" in reply.slots) + _NAMES * bool(reply.says)
    worth += _STATES * ("fact" in reply.slots and bool(occasion.fact))
    # A gesture is for the fuller one: the short one takes up what was written.
    worth += _OFFERS * ("gesture" in reply.slots and reply.length == "full")
    worth += _OF_PLACE * bool(reply.places)
    worth += _OF_PLACE * reply.is_again
    is_alone = occasion.brand.voice.we == "we" and not reply.is_own
    worth -= _SAYS_I * (is_alone and says_i(reply, occasion.language))
    worth -= _SAID_LATELY * (_opening(_body(draft.text)) in lately)
    if beside:
        worth -= _BESIDE * len(taken & beside.takes_up)
        worth -= 4.0 * max(0.0, alike(_body(draft.text), _body(beside.text)) - 0.3)
    return worth


def _turn(reply: Reply, seed: int) -> int:
    """An order of equals that is another for every mention, and the same each time."""
    return int.from_bytes(blake2b(f"{seed}{reply.text}".encode(), digest_size=4).digest())


def _with_fact(occasion: _Occasion) -> _Occasion:
    states = facts_of(occasion.leaf).states
    known: Fact | None = None
    if states:
        known = best_fact(occasion.brief, occasion.brand, is_asked=states != "may")
    quote: Passage | None = None
    if known:
        quote = passage(known, occasion.brief, occasion.brand, occasion.language)
    if quote and _sells(quote.text, occasion):
        quote, known = None, None
    slots = dict(occasion.slots)
    if quote and len(quote.text) <= occasion.limit // 2:
        slots["fact"] = quote.text + ("" if quote.text[-1:] in ".!?…" else ".")
    elif quote:
        slots["fact"] = occasion.gap("short_gap", id=quote.id)
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
    if occasion.leaf in _CORRECTING and matter != ANY:  # the fact says what is put right
        is_named = quote and found(f"topics.{matter}", fold(quote.text))
        matter = matter if is_named else ANY
    return replace(occasion, slots=slots, fact=quote, matter=matter)


def _sells(text: str, occasion: _Occasion) -> bool:
    """Is a fact an offer? Among peers nothing is sold, and a discount is nobody's answer."""
    folded = fold(text)
    is_talk = occasion.brief.form == "discussion"
    return bool(found("ethics.incentive", folded) or (is_talk and found("ethics.sales", folded)))


def _gesture(occasion: _Occasion) -> str:
    """The allowed gesture that shares most words with the mention; one shared word is an accident."""
    words = {word for word in tokens(occasion.brief.text) if len(word) > 3}
    fit = [
        (len(words & set(tokens(g))), g)
        for g in occasion.brand.allowed_gestures
        if not found("ethics.incentive", fold(g))  # a reward is for a person to offer
    ]
    shared, best = max(fit, key=lambda pair: pair[0], default=(0, ""))
    said = best.strip().rstrip(".")
    if shared < _ALIKE:
        return ""
    if _DETERMINED.match(said):
        return said
    return book(occasion.language).terms["this"].format(gesture=said)  # "prolongation d'un mois"


def _filled(reply: Reply, occasion: _Occasion, *, is_bare: bool = False) -> Draft:
    """The draft; `is_bare` leaves out what asks for a private way."""
    way = occasion.slots["private"] if not is_bare else ""
    known = occasion.slots | {"private": way}

    def fill(slot: str) -> str:
        words = known.get(slot.lower(), "")
        return words[:1].upper() + words[1:] if slot[:1].isupper() else words

    told = SLOT.sub(lambda hit: fill(hit[1]), reply.text)
    said = grammatical(spoken(" ".join(told.split()), occasion.register), occasion.language)
    body = _capitals(said)
    text = _around(body, occasion)
    fact = occasion.fact.id if occasion.fact and "fact" in reply.slots else None
    return Draft(
        language=occasion.language,
        text=text,
        sentences=_sentences(body, fact, known["fact"]),
        takes_up=reply.slots & TAKEN_UP,
    )


def _around(body: str, occasion: _Occasion) -> str:
    """A reply with its greeting and who speaks."""
    who = signature(occasion.brand, occasion.language)
    if facts_of(occasion.leaf).introduces:
        return f"{who.rstrip('.!')}.\n{body}"
    hello = greeting(occasion.brief, body, occasion.language)
    return "\n".join(part for part in (hello, body, who) if part)


def _sentences(body: str, fact: str | None, stated: str) -> tuple[Sentence, ...]:
    said = []
    for n, text in enumerate(sentences(body)):
        if fact and text in stated:
            said.append(Sentence(text, "fact", fact))
        elif text.endswith("?"):
            said.append(Sentence(text, "question"))
        else:
            said.append(Sentence(text, "action" if n else "empathy"))
    return tuple(said)


def _capitals(text: str) -> str:
    """Every sentence with a capital: a slot may stand at its head."""
    for part in sentences(text):
        if part[:1].islower():
            text = text.replace(part, part[:1].upper() + part[1:], 1)
    return text


def _body(text: str) -> str:
    """A draft without its greeting and who speaks."""
    lines = text.splitlines()
    return max(lines, key=len) if lines else ""


def _opening(body: str) -> str:
    """How a draft begins, whatever it quotes."""
    return " ".join(tokens(_QUOTED.sub(" q ", body))[:_OPENING])

"""Drafts from the playbook: two for a decision, in the author's language and register.

A draft names the author's point without quoting, states only the operator's facts, promises
only allowed gestures and says who speaks. A person approves, edits or rejects it. The same
mention gives the same drafts; the next mention takes other wordings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from connectors.kit.genres import LONG
from listener.advice.brief import Brief
from listener.advice.drafts.ethics import alike, check
from listener.advice.drafts.grounding import Passage, best_fact, has_text, passage
from listener.advice.drafts.tongue import (
    FAMILIAR,
    FORMAL,
    book,
    draft_language,
    phrase,
    register,
    signature,
    spoken,
)
from listener.advice.leaves import Leaf, facts_of
from listener.advice.reading.lexicon import found
from listener.advice.reading.point import main_point
from listener.advice.reading.text import fold, tokens
from listener.settings.brand import Brand, Fact

_TRIES = 12  # other wordings tried against recent replies


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


@dataclass(frozen=True, slots=True)
class _Occasion:
    """What every wording of a draft shares."""

    leaf: Leaf
    brief: Brief
    brand: Brand
    language: str
    register: int
    seed: int

    def term(self, key: str, **values: str) -> str:
        return book(self.language).terms[key].format(**values)

    def gap(self, key: str, **values: str) -> str:
        return self.term("gap", what=self.term(key, **values))

    @property
    def limit(self) -> int:
        is_public = facts_of(self.leaf).reply == "public"
        return self.brief.sort.longest_reply if is_public else LONG


def drafts(
    leaf: Leaf, brief: Brief, brand: Brand, *, recent: Sequence[str] = ()
) -> tuple[()] | tuple[Draft, Draft]:
    """Drafts A and B, or none where the leaf has no reply.

    `recent` holds the replies of the last 30 days; wordings too like one of them are passed
    over as long as there are others.
    """
    if not facts_of(leaf).shape:
        return ()
    language = draft_language(brief, brand)
    occasion = _Occasion(
        leaf=leaf,
        brief=brief,
        brand=brand,
        language=language,
        register=_register(leaf, brief, language),
        seed=int.from_bytes(blake2b(brief.text.encode(), digest_size=4).digest()),
    )
    first = _draft(occasion, turn=0, recent=recent)
    second = _draft(occasion, turn=1, recent=(*recent, first.text))
    return first, second


def _register(leaf: Leaf, brief: Brief, language: str) -> int:
    spoken_to = facts_of(leaf).register
    if language != "fr" or spoken_to == "formal":
        return FORMAL
    return FAMILIAR if spoken_to == "familiar" else register(brief.text)


def _draft(occasion: _Occasion, *, turn: int, recent: Sequence[str]) -> Draft:
    """The first wording that passes every check; with neither fact nor gesture if need be."""
    made: list[Draft] = []
    for is_bare in (False, True):
        for shift in range(_TRIES):
            draft = _worded(occasion, occasion.seed + turn + shift, is_bare=is_bare)
            if all(
                c.passed for c in check(draft.text, occasion.brief, occasion.brand, recent=recent)
            ):
                return draft
            made.append(draft)
    return min(made, key=lambda d: max((alike(d.text, old) for old in recent), default=0.0))


def _worded(occasion: _Occasion, seed: int, *, is_bare: bool) -> Draft:
    who = signature(occasion.brand, occasion.language)
    chosen = _shape(occasion)
    shape = [part for part in chosen if not (is_bare and part in ("fact?", "gesture?"))]
    lines = _lines(occasion, shape, seed, is_bare=is_bare)
    at_head = "me" in chosen
    while len(_joined(lines, who, at_head=at_head)) > occasion.limit and _drop(lines):
        pass
    return Draft(
        language=occasion.language,
        text=_joined(lines, who, at_head=at_head),
        sentences=tuple(sentence for _, sentence in lines),
    )


def _shape(occasion: _Occasion) -> tuple[str, ...]:
    facts = facts_of(occasion.leaf)
    if facts.if_mixed and occasion.brief.tone == "mixed":
        return (facts.if_mixed, *facts.shape[1:])
    return facts.shape


def _lines(
    occasion: _Occasion, shape: Sequence[str], seed: int, *, is_bare: bool
) -> list[tuple[str, Sentence]]:
    """The sentences with the name of their line; a `?` at its end marks one that may go."""
    lines: list[tuple[str, Sentence]] = []
    for place, entry in enumerate(shape):
        name = entry.removesuffix("?")
        if name == "me":
            continue
        if name == "fact":
            sentence = _fact_sentence(occasion, must=entry == "fact", is_bare=is_bare)
        else:
            sentence = _said(occasion, name, seed + place * (seed // 7))
        if sentence is not None:
            lines.append((entry, sentence))
    return lines


def _said(occasion: _Occasion, name: str, seed: int) -> Sentence | None:
    line = book(occasion.language).lines[name]
    gesture = _gesture(occasion) if name == "gesture" else ""
    if name == "gesture" and not gesture:
        return None
    point = main_point(occasion.brief, occasion.brand)
    known = phrase(occasion.language, point, occasion.register)
    texts = line.texts if point.is_known or not line.plain else line.plain
    if occasion.brief.genre == "mail" and line.by_mail:
        texts = line.by_mail
    text = spoken(texts[seed % len(texts)], occasion.register).format(
        point=known if point.is_known else occasion.gap("point_gap"),
        gesture=gesture,
        name=occasion.brand.name,
    )
    return Sentence(text[:1].upper() + text[1:], line.part)


def _gesture(occasion: _Occasion) -> str:
    """The allowed gesture that shares most words with the mention; none shared, none offered."""
    words = {word for word in tokens(occasion.brief.text) if len(word) > 3}
    fit = [(len(words & set(tokens(g))), g) for g in occasion.brand.allowed_gestures]
    shared, best = max(fit, key=lambda pair: pair[0], default=(0, ""))
    return best.strip().rstrip(".") if shared else ""


def _known(occasion: _Occasion) -> Fact | None:
    return best_fact(
        occasion.brief, occasion.brand, is_asked="fact" in facts_of(occasion.leaf).shape
    )


def _fact(occasion: _Occasion, *, is_bare: bool) -> Passage | None:
    """The passage to quote; among peers never one that sells."""
    fact = None if is_bare else _known(occasion)
    if fact is None:
        return None
    quote = passage(fact, occasion.brief, occasion.brand, occasion.language)
    if quote and occasion.brief.form == "discussion" and found("ethics.sales", fold(quote.text)):
        return None
    return quote


def _fact_sentence(occasion: _Occasion, *, must: bool, is_bare: bool) -> Sentence | None:
    quote = _fact(occasion, is_bare=is_bare)
    if quote and len(quote.text) <= occasion.limit // 2:
        end = "" if quote.text[-1:] in ".!?…" else "."
        return Sentence(quote.text + end, "fact", quote.id)
    if not must:
        return None
    if quote:
        return Sentence(occasion.gap("short_gap", id=quote.id), "fact", quote.id)
    known = None if is_bare else _known(occasion)
    if known and not has_text(known, occasion.brand, occasion.language):
        return Sentence(occasion.gap("translate_gap", id=known.id), "fact", known.id)
    return Sentence(occasion.gap("fact_gap"), "fact")


def _joined(lines: Sequence[tuple[str, Sentence]], who: str, *, at_head: bool) -> str:
    body = " ".join(sentence.text for _, sentence in lines)
    return f"{who}.\n{body}" if at_head else f"{body}\n{who}"


def _drop(lines: list[tuple[str, Sentence]]) -> bool:
    """Take out the last line that may go, then the last but the first two."""
    for index in range(len(lines) - 1, -1, -1):
        if lines[index][0].endswith("?"):
            del lines[index]
            return True
    if len(lines) > 2:
        del lines[2]
        return True
    return False

"""Is it about our brand? Whole words, the operator's lists and the place; no model here.

Three answers: from 0.7 on it is ours, under 0.4 it is not, between them a person is asked.
An exclude word beats everything but our own page and reviews of us, which are ours anyway.
A not_us phrase beats the name and the source, but not a post that speaks to us.
A name counts as doubtful only when the operator gave both `context` and `not_us` (so the
name is known to mean other things) and no context word is there.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from connectors.kit.asking.words import Words
from connectors.kit.query.parse import parse
from connectors.kit.reading.folding import one_slip
from listener.advice.evidence import Evidence
from listener.advice.reading.lexicon import found
from listener.advice.reading.our_names import places, work
from listener.advice.reading.senses import sense
from listener.advice.reading.tags import hashtag, names_us
from listener.advice.reading.text import any_form, fold, holds, readable, tokens, without_addresses
from listener.settings.brand import Brand
from listener.words import say

_EXAMPLE = 5  # words from which a not_us entry is an example text, not a phrase
_TOLD = 2  # words of an example that must be left to compare by
_TELLING = 5  # letters from which a word of a longer name may stand for it
NEAR = 0.15  # no name is there and it may be ours: danger is looked for, and no more
_LONG = 6  # letters from which a word of what we say of ourselves tells something
_SEVERAL = 2  # of them that a post must hold
_TAUGHT = 0.2  # it is not ours, and not so surely that nobody looks for danger in it
_BESIDE = 2  # words on either side of a name that belong to it
_YOURS = re.compile(r"\b(?:votres?|vos|yours?)\b")
_ALIKE = 0.6  # share of an example's words that a mention must hold


def relevance(evidence: Evidence, brand: Brand) -> tuple[float, str]:
    """How surely a mention is about the brand, 0 to 1, and why in the brand's language."""
    text = fold("\n".join(part for part in (evidence.title, evidence.text) if part))
    score, key, what = (
        _told(evidence) or _placed(evidence, brand, text) or _named(evidence, brand, text)
    )
    return score, say(brand.language, f"relevance.{key}", what=what)


def _told(evidence: Evidence) -> tuple[float, str, str] | None:
    """What a person said: of this very mention it is so; of others like it danger is looked for first."""
    if evidence.told_off is None:
        return None
    score = 0.0 if evidence.told_off in ("not_us", "spam") else _TAUGHT
    return score, f"told_{evidence.told_off}", _short(evidence.told_phrase)


def named(folded: str, brand: Brand) -> str | None:
    """The name, handle or own site that a folded text holds as whole words, or None."""
    return next((written for written in _written(brand) if holds(folded, written)), None)


def _placed(evidence: Evidence, brand: Brand, text: str) -> tuple[float, str, str] | None:
    """What the place and the operator's lists settle before any name is looked for."""
    if evidence.by_owner or evidence.venue == "own":
        return 1.0, "own", ""
    if evidence.venue == "review":
        return 1.0, "review", ""
    if query := _excluding(evidence, brand):
        return 0.0, "excluded", _short(query)
    if evidence.addressed:
        return 1.0, "addressed", ""
    if evidence.replies_to_our_answer:
        return 1.0, "reply", ""
    if phrase := next((p for p in brand.not_us if _is_other(text, p, brand)), None):
        return 0.05, "other", _short(phrase)
    if evidence.about_brand:
        return 0.95, "source", ""
    return None


def _excluding(evidence: Evidence, brand: Brand) -> str | None:
    """The query that throws it out: collection does so first, where the settings had it by then."""
    if not brand.exclude:
        return None
    words = Words(
        evidence.text,
        evidence.title or "",
        evidence.thread_title or "",
        evidence.url or "",
        lang=evidence.lang or "",
    )
    return next((query for query in brand.exclude if parse(query).holds(words)), None)


def _named(evidence: Evidence, brand: Brand, text: str) -> tuple[float, str, str]:
    """What the names in the text, then around it, say."""
    around = fold("\n".join(p for p in (evidence.thread_title, evidence.parent_text) if p))
    if strong := next((w for w in _surely_ours(brand) if holds(text, w)), None):
        return 0.95, "named", strong
    if name := named(text, brand):
        return _as_it_stands(evidence, brand, name, text, around)
    if (tag := hashtag(text, brand)) and names_us(tag, brand):
        return 0.75, "named", tag
    if name := named(around, brand):
        return 0.75, "thread", name
    if (part := _part(text, brand)) and _has_context(f"{text} {around}", evidence, brand):
        return 0.75, "part", part
    parts = (evidence.title, evidence.text, evidence.thread_title)
    if name := work("\n".join(part for part in parts if part), brand):
        return 0.75, "part", name
    if there := places(f"{text}\n{around}", brand):
        return 0.75, "part", there
    if place := _where(evidence):
        return 0.75, place, ""
    if not _is_generic(brand) and (near := _almost(text, brand)):
        return 0.5, "almost", near
    presses = evidence.answers.get("know_now", 0.0) >= brand.costs.pressing_from
    return (NEAR if _is_near(text, brand, presses=presses) else 0.05), "unnamed", brand.name


def _as_it_stands(
    evidence: Evidence, brand: Brand, name: str, text: str, around: str
) -> tuple[float, str, str]:
    """What our name in the text says, where it may mean other things too."""
    if _is_generic(brand) and not _has_context(f"{text} {around}", evidence, brand):
        return _by_sense(evidence, brand, name, f"{text} {around}")
    if _is_generic(brand) and _is_word(evidence, brand, text):
        return 0.2, "word", name
    return 0.9, "named", name


def _where(evidence: Evidence) -> str:
    """Where nobody needs to name us, as a catalogue's key; "" elsewhere."""
    if evidence.thread_is_ours:
        return "talk"
    if evidence.sort.is_of_product:
        return "tracker"
    return "joined" if evidence.we_replied_in_thread else ""


def _is_near(text: str, brand: Brand, *, presses: bool) -> bool:
    """Whether it speaks of several things of the trade, or of one of our places, with nobody's name.

    One thing is enough where somebody is spoken to of what is theirs, "your serum", "the leak with yours", and
    where it `presses`: somebody would have to know it now.
    """
    if any_form(tuple(word for place in brand.place for word in place.sought)).search(text):
        return True
    enough = 1 if presses or _YOURS.search(text) else _SEVERAL
    words = (any_form((word,)).search(text) for word in brand.context)
    return sum(1 for _ in islice(filter(None, words), enough)) == enough


def _surely_ours(brand: Brand) -> Iterator[str]:
    """What can only be ours: handles and own sites."""
    yield from brand.handles
    yield from (re.sub(r"^www\.", "", site) for site in brand.own_sites)
    if _is_generic(brand):
        # "Curlew Cycles" can only be ours, though a curlew is a bird.
        short = {fold(name) for name in brand.all_names if " " not in name}
        yield from (n for n in brand.all_names if " " in n and short & set(tokens(n)))


def _written(brand: Brand) -> Iterator[str]:
    yield from _surely_ours(brand)
    for name in brand.all_names:
        yield name
        if not _is_generic(brand):
            yield f"{name}s"  # several of a word that means other things are those things


def _is_generic(brand: Brand) -> bool:
    return bool(brand.context and brand.not_us)


def _by_sense(evidence: Evidence, brand: Brand, name: str, text: str) -> tuple[float, str, str]:
    """What a name that means other things is there, by how it stands in its sentence."""
    shown = "\n".join(part for part in (evidence.title, evidence.text) if part)
    meant, words = sense(readable(shown), brand.all_names, brand)
    if meant == "firm":
        return 0.75, "as_a_firm", words
    if meant in ("open", "other") and _has_wider_context(text, brand):
        return 0.9, "named", name
    if meant == "open":
        return 0.5, "generic", name
    return (0.2, "word", name) if meant == "thing" else (0.2, "of_other", words)


def _is_word(evidence: Evidence, brand: Brand, text: str) -> bool:
    """Is the name the thing that it also means, though one word of the trade is there by accident?

    "Split your kindling thinner … over the logs." Two such words, or one beside the name, tell of the firm.
    """
    if evidence.contacts or evidence.role:
        return False
    if len({fold(word) for word in _keys(brand) if holds(text, word)}) >= _SEVERAL:
        return False
    trade = any_form(_keys(brand))
    if any(trade.search(words) for name in brand.all_names for words in _beside(text, name)):
        return False
    shown = "\n".join(part for part in (evidence.title, evidence.text) if part)
    return sense(without_addresses(readable(shown)), brand.all_names, brand)[0] == "thing"


def _beside(text: str, name: str) -> Iterator[str]:
    """The few words on either side of each place where a folded text has the name."""
    words, sought = tokens(text), tokens(name)
    for n in range(len(words) - len(sought) + 1):
        if words[n : n + len(sought)] == sought:
            yield " ".join(words[max(0, n - _BESIDE) : n])
            yield " ".join(words[n + len(sought) :][:_BESIDE])


def _part(text: str, brand: Brand) -> str | None:
    """The telling word of a name of several, as people shorten it; none that many names share."""
    for name in brand.all_names:
        words = [w for w in tokens(name) if len(w) >= _TELLING and not found("people.firm", w)]
        if " " in name and words and holds(text, max(words, key=len)):
            return max(words, key=len)
    return None


def _has_context(text: str, evidence: Evidence, brand: Brand) -> bool:
    """A word of the trade or of our facts; or an author whom we know."""
    if evidence.contacts or evidence.role:
        return True
    return any(holds(text, word) for word in _keys(brand))


def _has_wider_context(text: str, brand: Brand) -> bool:
    """Another form of such a word, one of our places, or several words of what we say of ourselves."""
    places = (word for place in brand.place for word in place.sought)
    if any_form((*_keys(brand), *places)).search(text):
        return True
    facts = (part for f in brand.fact for part in f.texts)
    return _holds_several(text, (*facts, *brand.allowed_gestures))


def _keys(brand: Brand) -> tuple[str, ...]:
    return (*brand.context, *(word for fact in brand.fact for word in fact.keywords))


def _holds_several(text: str, told: tuple[str, ...]) -> bool:
    """Whether enough words of what we say of ourselves are in it, whichever."""
    ours = _telling(told)
    return len({word for word in tokens(text) if word in ours}) >= _SEVERAL


@lru_cache(maxsize=64)
def _telling(told: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for part in told for word in tokens(part) if len(word) >= _LONG)


def _is_other(text: str, phrase: str, brand: Brand) -> bool:
    """A not_us phrase as whole words; an example text by the share of its words, the name's own left out."""
    if holds(text, phrase):
        return True
    ours = {word for name in brand.all_names for word in tokens(name)}
    words = {word for word in tokens(phrase) if len(word) > 3} - ours
    if len(tokens(phrase)) < _EXAMPLE or len(words) < _TOLD:
        return False
    return len(words & set(tokens(text))) / len(words) >= _ALIKE


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= 40 else f"{phrase[:39].rstrip()}…"


def _almost(text: str, brand: Brand) -> str | None:
    """A word one slip away from a name of six letters or more, or None."""
    names = [fold(name) for name in brand.all_names if len(name) >= 6 and " " not in name]
    for word in tokens(text):
        if any(one_slip(word, name) for name in names):
            return word
    return None

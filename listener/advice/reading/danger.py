"""Danger in a text: word lists with figures of speech taken out. Simple evidence, said so.

Some words are danger by themselves. Others only together: a part that gives way and somebody
who falls, a charger and smoke, something eaten and a throat that swells, a refusal and what a
person is.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from listener.advice.reading.kept import kept
from listener.advice.reading.lexicon import found, phrases, without
from listener.advice.reading.relevance import named
from listener.advice.reading.text import any_phrase, as_written, folded_sentences
from listener.settings.brand import Brand

# Each of these is danger by itself, in this order.
SURE = ("self_harm", "threat", "leak", "discrimination", "safety")
# What somebody else lived is told on by many; a threat is a threat whoever tells it.
LIVED = frozenset({"leak", "discrimination", "safety", "health", "child"})

# "See you in court 3" is said of a game; "in court 3 May" and "in court 2 weeks from now" are not.
_NUMBERED = re.compile(
    r"\bcourts?\s(?:no\.? |number |n° ?|# ?)?"
    r"(?:\d{1,2}(?![\w:/.-]\d)(?!\w)|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"(?!\s(?:th |st |nd |rd )?(?:of )?(?:jan|feb|mar|apr|may|june|july|aug|sep|oct|nov|dec"
    r"|a\.?m\b|p\.?m\b|o'?clock|times?\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b|more\b|of us))"
)


@dataclass(frozen=True, slots=True)
class Together:
    """Lists that mean danger together."""

    kind: str
    same: tuple[str, ...]  # all in one sentence
    around: tuple[str, ...] = ()  # and all of these in it or near it
    reach: int = 0  # sentences before and after that count as near
    unless: str = ""  # a list that takes the sentence out
    # Is "not blocked" harmless? That a child did not choke is told for a reason.
    is_denied: bool = False
    is_plain: bool = True  # no figure of speech: it names a thing, and what became of it


TOGETHER = (
    Together("child", ("child", "child_harm")),
    Together("child", ("part", "failure"), ("child", "hurt"), reach=1),
    Together("child", ("tiny", "gone"), ("child",), reach=2, unless="mounted"),
    Together("child", ("tiny", "gone", "minor"), unless="mounted"),
    Together("child", ("minder", "minor", "lures")),
    Together("safety", ("subject", "harm"), is_plain=False),
    Together("safety", ("part", "failure"), ("hurt",), reach=2),
    Together("safety", ("part", "failure", "moving")),
    Together("safety", ("carrier", "drops")),
    Together("safety", ("way_out", "blocked"), unless="asked", is_denied=True),
    Together("safety", ("shock",), ("device",), reach=1),
    Together("safety", ("dizzy",), ("flame",), reach=1, unless="asked"),
    Together("health", ("medicine", "mismatch")),
    Together("health", ("misdosed",), ("dosed",), reach=1, unless="asked"),
    Together("threat", ("our_man",), ("stalks",), reach=1),
    Together("safety", ("heat",), ("device",), reach=1, unless="asked"),
    Together("safety", ("power", "hot"), unless="asked"),
    Together("health", ("ill",), ("eaten",), reach=1),
    Together("health", ("ill", "food")),
    Together("health", ("emergency",), ("eaten",), reach=1),
    Together("health", ("called",), ("ill",), reach=1),
    Together("health", ("called",), ("allergic", "eaten"), reach=1),
    Together("health", ("called",), ("allergic", "food"), reach=1, unless="asked"),
    Together("health", ("emergency",), ("allergic",), reach=3),
    Together("health", ("ill",), ("declared",), reach=1, unless="asked"),
    Together("health", ("foreign", "food")),
    Together("leak", ("others", "records"), ("shown",), reach=1),
    Together("leak", ("private", "exposed"), ("mine",)),
    Together("threat", ("haul",), ("demand",), reach=2),
    Together("discrimination", ("ground", "refusal")),
    Together("discrimination", ("ground",), ("refusal", "staff"), reach=1),
    Together("discrimination", ("singled",), ("their_kind",), reach=1),
    Together("child", ("child", "handed_over"), unless="asked"),
    Together("child", ("minor", "handed_over"), unless="asked"),
    Together("child", ("watches",), ("stranger",), reach=1),
    Together("child", ("minder", "strikes")),
    Together("child", ("no_guard",), ("swimmer", "rescued"), reach=1),
    Together("child", ("restraint", "not_shut"), ("child",)),
    Together("child", ("part", "closes_on"), ("child",), reach=2),
    Together("safety", ("shock",), ("wet",), reach=1),
    Together("safety", ("fastening", "slack"), unless="asked"),
    Together("safety", ("water", "current"), unless="asked"),
    Together("safety", ("bare_wire",), unless="asked", is_denied=True),
    Together("safety", ("gas_smell",), unless="asked", is_denied=True),
    Together("safety", ("brakeless",), unless="asked"),
    Together("safety", ("drives", "unfit")),
    Together("safety", ("overhead", "loose"), unless="asked"),
    Together("health", ("vermin", "food"), unless="asked", is_denied=True),
    Together("health", ("vermin", "kept_clean"), unless="asked", is_denied=True),
    Together("health", ("instrument", "unclean"), unless="asked"),
    Together("leak", ("cloned",), ("paid_here",)),
    Together("threat", ("torch",), ("comes",), reach=2),
    Together("self_harm", ("affairs",), ("farewell",), reach=2),
)


_EXTORTION = Together("threat", ("haul",), ("demand", "terms"), reach=2)


@kept(1_024)
def is_plain(shown: str) -> bool:
    """Whether a text tells a danger by the thing that failed and whom it hurt, and of these days: such
    words are no way of speaking, however calm they are."""
    parts = _plain(folded_sentences(shown))
    told = any(rule.is_plain and _met(rule, parts) for rule in TOGETHER)
    return told and not any(found("danger.long_ago", part) for part in parts)


@kept(1_024)
def extorts(shown: str) -> bool:
    """Whether a text says that its author holds customers' data, and what it will cost us, or by when: no
    newspaper that tells of it, and nobody who asks whether it is true."""
    parts = _plain(folded_sentences(shown))
    said = _met(_EXTORTION, parts) is not None
    return said and not any(found("danger.retold", part) for part in parts)


@kept(1_024)
def danger_in(shown: str) -> tuple[str, str] | None:
    """The kind of danger in a text and its author's words that say it; None without."""
    hit = danger(folded_sentences(shown))
    return (hit[0], as_written(shown, hit[1])) if hit else None


def danger(sentences: tuple[str, ...]) -> tuple[str, str] | None:
    """The kind of danger and the words that say it, from folded sentences; None without."""
    plain = _plain(sentences)
    for kind in SURE:
        for sentence in plain:
            if words := found(f"danger.{kind}", sentence):
                return kind, words
    for rule in TOGETHER:
        if words := _met(rule, plain):
            return rule.kind, words
    return None


def _met(rule: Together, plain: tuple[str, ...]) -> str | None:
    """The words of the last list of the one sentence that a rule rests on, or None."""
    for place, sentence in enumerate(plain):
        words = None
        for name in rule.same:
            words = (_said if rule.is_denied else _found)(name, sentence)
            if words is None:
                break
        if words is None or (rule.unless and found(f"danger.{rule.unless}", sentence)):
            continue
        near = " . ".join(plain[max(0, place - rule.reach) : place + rule.reach + 1])
        if all(found(f"danger.{name}", near) for name in rule.around):
            return words
    return None


def _found(name: str, sentence: str) -> str | None:
    return found(f"danger.{name}", sentence)


def _said(name: str, sentence: str) -> str | None:
    """The first words of the list that the sentence does not deny: "the exit is not blocked"."""
    words = _found(name, sentence)
    if words and found("danger.denies", sentence):
        return found(f"danger.{name}", _denied(name).sub(" . ", sentence))
    return words


@cache
def _denied(name: str) -> re.Pattern[str]:
    before = phrases("danger.denies")
    return any_phrase(tuple(f"{no} {word}" for no in before for word in phrases(f"danger.{name}")))


@lru_cache(maxsize=1)  # asked twice of each mention
def _plain(sentences: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(without("danger.figures", sentence) for sentence in sentences)


@kept(1_024)
def legal(folded: str) -> str | None:
    """The words by which somebody goes to law or to an authority, from a folded text; or None."""
    return found("danger.legal", without("danger.played", _NUMBERED.sub(" ", folded)))


def crisis_word(sentences: tuple[str, ...], brand: Brand, *, to_us: bool) -> str | None:
    """A crisis word in one sentence with the brand; a post to us names it by being to us."""
    return _said_of(brand, "danger.crisis", sentences, to_us=to_us)


def boycott(sentences: tuple[str, ...], brand: Brand, *, to_us: bool) -> str | None:
    """The words that call for a boycott of the brand, as for crisis words."""
    return _said_of(brand, "danger.boycott", sentences, to_us=to_us)


def _said_of(brand: Brand, name: str, sentences: tuple[str, ...], *, to_us: bool) -> str | None:
    for sentence in _plain(sentences):
        word = found(name, sentence)
        if word and (to_us or named(sentence, brand)):
            return word
    return None

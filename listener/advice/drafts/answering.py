"""Which fact answers a post: a line over a few signs of each, all of them read from words.

`answering.toml` has its weights; `benchmarks/facts.py` fits them on posts of many brands of which somebody
read which fact answers (`benchmarks/rows/answers.jsonl`). Rather none than one that is beside the point.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from math import exp
from typing import NamedTuple

from listener.advice.brief import Brief
from listener.advice.reading.clauses import stem
from listener.advice.reading.errors import touched
from listener.advice.reading.lexicon import found
from listener.advice.reading.quantities import in_text
from listener.advice.reading.text import fold, holds, sentences, tokens
from listener.advice.reading.units import UNITS
from listener.settings.brand import Fact

_OF_DENIED = 0.2  # the share from which a fact is believed that a post is known to contradict
# Signs of one fact, not of the post; "shares" is too weak, for every fact shares a word with most posts.
_OF_ITS_OWN = (
    "named_once",
    "named_once_asked",
    "shares_own",
    "wrong",
    "doubted",
    "unit",
    "kin",
    "kin_key",
)
_LETTERS = re.compile(r"(?=[^a-z]{0,40}[a-z])[a-z0-9 '-]+")
_TIMES = "|".join(sorted(word for word, (unit, _) in UNITS.items() if unit == "time"))
_COUNTED = re.compile(rf"\b(?:une?|an?|demi-?) ?(?:{_TIMES})\b")
_WORD = 4  # letters from which a shared word says something
_BEGINS = 5  # letters by which words are kin: "annuler", "annulation"

Signs = Mapping[str, float]


class Said(NamedTuple):
    """What a post says, folded, without our names."""

    whole: str
    asked: str  # the sentences that ask; "" where none does


def answers(
    facts: tuple[Fact, ...],
    brief: Brief,
    said: Said,
    *,
    doubted: Fact | None,
    is_denied: bool = False,
) -> Fact | None:
    """The fact that answers, None where none is likely to; `doubted` is one that the post contradicts.
    `is_denied` where it is known to contradict one: then less will do.
    """
    signs = signs_of(facts, brief, said, doubted=doubted)
    line = weights()
    at = likeliest(signs, line | {"from": _OF_DENIED} if is_denied else line)
    return facts[at] if at is not None and _speaks(signs[at]) else None


def _speaks(signs: Signs) -> bool:
    """Whether anything points at this fact: what a brand's only fact has for it is else that it is alone."""
    return any(signs[name] for name in _OF_ITS_OWN)


def likeliest(signs: Sequence[Signs], line: Signs) -> int | None:
    """The place of the fact that a line holds likeliest to answer; None where it believes none."""
    odds = [sum(line[name] * value for name, value in one.items()) for one in signs]
    best = max(range(len(odds)), key=odds.__getitem__)
    share = 1 / (1 + exp(-max(-30.0, min(30.0, odds[best] + line["always"]))))
    return best if share >= line["from"] else None


@cache
def weights() -> dict[str, float]:
    """The weights by the names of the signs; `always` is added, `from` the share from which one is believed."""
    told = (files("listener.advice.drafts") / "answering.toml").read_text("utf-8")
    return tomllib.loads(told)


def signs_of(
    facts: tuple[Fact, ...], brief: Brief, said: Said, *, doubted: Fact | None
) -> list[Signs]:
    """Of each fact what speaks for it and against it; one table a fact, each sign 0 or more."""
    whole, asked = _stems(said.whole), _stems(said.asked)
    parts = sentences(brief.shown)
    units = {one.unit for one in in_text(brief.shown)}
    named = [_named(fact, said.whole) for fact in facts]
    in_asked = [_named(fact, said.asked) for fact in facts]
    kin, kin_asked = _beginnings(said.whole), _beginnings(said.asked)
    of_all = {
        "asks": float(bool(said.asked)),
        "rights": float(found("danger.privacy", fold(brief.shown)) is not None),
        "blames": float(brief.intent == "complaint"),
        "questions": float(brief.intent == "question"),
        "negative": float(brief.tone == "negative"),
        "among_peers": float(brief.form == "discussion"),
        "facts": len(facts) / 5,
    }
    signs: list[Signs] = []
    for n, (fact, words) in enumerate(zip(facts, known_words(facts), strict=True)):
        rest_named = max(named[:n] + named[n + 1 :], default=0)
        rest_asked = max(in_asked[:n] + in_asked[n + 1 :], default=0)
        one = of_all | {
            "named": min(named[n], 3),
            "named_twice": float(named[n] > 1),
            "named_most": float(named[n] > rest_named),
            "named_alone": float(named[n] > 0 and not rest_named),
            "named_once": float(named[n] > 0),
            "named_asked": min(in_asked[n], 2),
            "named_once_asked": float(in_asked[n] > 0),
            "named_alone_asked": float(in_asked[n] > 0 and not rest_asked),
            "named_most_asked": float(in_asked[n] > rest_asked),
            "shares_own": min(len(whole & words.own), 4),
            "shares": min(len(whole & words.every), 4),
            "shares_asked": min(len(asked & words.own), 3),
            "wrong": float(any(touched(part, fact) for part in parts)),
            "doubted": float(fact is doubted),
            "unit": float(bool(units & words.units)),
            "kin": min(len(kin & words.kin), 4),
            "kin_asked": min(len(kin_asked & words.kin), 3),
            "kin_key": min(len(kin & words.keys), 3),
            "kin_key_asked": min(len(kin_asked & words.keys), 3),
        }
        signs.append(one)
    return signs


class _Words(NamedTuple):
    every: frozenset[str]  # stems
    own: frozenset[str]  # that no other fact has
    units: frozenset[str]
    kin: frozenset[str]  # beginnings of words that no other fact has
    keys: frozenset[str]  # of keywords


@lru_cache(maxsize=64)
def known_words(facts: tuple[Fact, ...]) -> tuple[_Words, ...]:
    """What each fact's texts hold, worked out once."""
    every = [frozenset().union(*map(_stems, fact.texts)) for fact in facts]
    kin = [frozenset().union(*map(_beginnings, (*fact.texts, *fact.keywords))) for fact in facts]
    return tuple(
        _Words(
            mine,
            frozenset(word for word in mine if sum(word in other for other in every) == 1),
            frozenset(one.unit for text in fact.texts for one in in_text(text)),
            frozenset(word for word in near if sum(word in other for other in kin) == 1),
            frozenset().union(*map(_beginnings, fact.keywords)),
        )
        for fact, mine, near in zip(facts, every, kin, strict=True)
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(text) if len(word) >= _WORD)


def _beginnings(text: str) -> frozenset[str]:
    return frozenset(word[:_BEGINS] for word in tokens(text) if len(word) >= _BEGINS)


def _named(fact: Fact, folded: str) -> int:
    """How many of a fact's keywords a text holds, in any form: "Saturdays" is "saturday"; but "an hour" is
    how long, and names no "hours" of opening.
    """
    said, bare = _forms(folded), _forms(_COUNTED.sub(" ", folded))
    return sum(
        holds(folded, word)
        or (_has_forms(word) and _forms(word) in (bare if _is_time(word) else said))
        for word in fact.keywords
    )


def _has_forms(word: str) -> bool:
    """Is it of words alone? Of "£12" the form would be a number, which twelve days name as well."""
    return bool(_LETTERS.fullmatch(fold(word)))


def _is_time(word: str) -> bool:
    return UNITS.get(fold(word), ("",))[0] == "time"


@lru_cache(maxsize=2_048)
def _forms(text: str) -> str:
    """The stems of words; of a short one only without its plural: "faut" is no "faute"."""
    # Of "days" the stem is "day", and of "day" it is "da".
    words = [word[:-1] if word.endswith("ys") else word for word in tokens(text)]
    stems = [(word, stem(word)) for word in words]
    is_short = [len(word) >= _WORD >= len(end) for word, end in stems]
    forms = [
        word.rstrip("sx") if short else end
        for (word, end), short in zip(stems, is_short, strict=True)
    ]
    return f" {' '.join(forms)} "

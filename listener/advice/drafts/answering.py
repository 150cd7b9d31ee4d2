"""Which fact answers a post: a line over a few signs of each, all of them read from words.

`answering.toml` has its weights; `benchmarks/facts.py` fits them on posts of many brands of which somebody
read which fact answers (`benchmarks/rows/answers.jsonl`). Rather none than one that is beside the point.
"""

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
from listener.settings.brand import Fact

_OF_DENIED = 0.2  # the share from which a fact is believed that a post is known to contradict
_WORD = 4  # letters from which a shared word says something

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
    return None if at is None else facts[at]


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
    named = [sum(holds(said.whole, word) for word in fact.keywords) for fact in facts]
    in_asked = [sum(holds(said.asked, word) for word in fact.keywords) for fact in facts]
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
        }
        signs.append(one)
    return signs


class _Words(NamedTuple):
    every: frozenset[str]  # stems
    own: frozenset[str]  # that no other fact has
    units: frozenset[str]


@lru_cache(maxsize=64)
def known_words(facts: tuple[Fact, ...]) -> tuple[_Words, ...]:
    """What each fact's texts hold, worked out once."""
    every = [frozenset().union(*map(_stems, fact.texts)) for fact in facts]
    return tuple(
        _Words(
            mine,
            frozenset(word for word in mine if sum(word in other for other in every) == 1),
            frozenset(one.unit for text in fact.texts for one in in_text(text)),
        )
        for fact, mine in zip(facts, every, strict=True)
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(text) if len(word) >= _WORD)

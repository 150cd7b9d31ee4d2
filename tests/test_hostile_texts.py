import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

import pytest
from acme import BRAND
from rigs.growth import grows_with_the_size
from rigs.patterns import patterns

from connectors.kit.asking.words import Words
from connectors.kit.query.parse import parse
from connectors.kit.query.terms import SLACKS
from listener.advice.brief import Brief
from listener.advice.drafts.playbook import drafts
from listener.advice.evidence import Belief, Evidence
from listener.advice.reading.text import READ, readable
from listener.advice.tree import decide
from listener.guard.plain import plain
from listener.stages.group import _words
from models.addressed import is_addressed
from models.base import Post
from models.marks import marks
from models.tagger import ready

NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
SAID_AGAIN = (
    *("a", "é", "中", "aA1", "1", "_", "\u0301", "e\u0301", "\u200b", "😀", "-", "@", "'", '"', "."),
    *("(", "[", "«", "#", "&", "?", "/", "<a", "<!--", " ", "\n", "\t\n", "a ", "a\n", "a. ", "a-"),
    *("a'", "a.a@", "@a ", "@a", "#a ", "1 ", "1,", "1.1 ", "+1 ", "€ 1 ", "a? ", "x=", "?a=&"),
    *("http://", "http://a ", "www.", "https://www.google.com/url?url=", "code A1 ", "[ad: ", "RT @a "),
    *("refund ", "merci ", "not ", "ad\n", "In reply to ", "The post a "),
)  # fmt: skip


def _flood(again: str, size: int) -> str:
    return again * (size // len(again))


@pytest.mark.slow
@pytest.mark.long
def test_every_pattern_takes_time_in_step_with_the_text() -> None:
    slow = []
    for place, pattern in patterns():
        for again in SAID_AGAIN:
            if not grows_with_the_size(partial(_find, pattern, again), 2_000):
                slow.append(f"{place}: {pattern.pattern[:60]!r} on {again!r}")
                break
    assert not slow


def _find(pattern: re.Pattern[Any], again: str, size: int) -> None:
    text = _flood(again, size)
    read = text.encode() if isinstance(pattern.pattern, bytes) else text
    for _ in pattern.finditer(read):
        pass


def _evidence(text: str) -> Evidence:
    sure = {task: Belief(label, 0.9, best=label) for task, label in LABELS.items()}
    return Evidence(
        text=text,
        genre="social_comment",
        venue="own",
        addressed=True,
        at=NOON,
        collected_at=NOON,
        now=NOON,
        lang="en",
        **sure,  # type: ignore[arg-type]
    )


LABELS = {
    "form": "critique",
    "tone": "negative",
    "intent": "complaint",
    "irony": "none",
    "sponsorship": "organic",
}


def _decide(text: str) -> None:
    evidence = _evidence(text)
    drafts(decide(evidence, BRAND).leaf, Brief.of(evidence), BRAND)


def _is_addressed(text: str) -> None:
    is_addressed(text, handles=BRAND.handles, names=BRAND.all_names, venue="public")


QUERY = parse('(acme OR a) NEAR/5 (b OR "a a") OR raw:a NOT "not a x" OR acme NEAR/100 zebra')


def _query(text: str) -> None:
    words = Words(text, thread=text)
    for slack in ("", *SLACKS):
        QUERY.holds(words, slack)


ANOTHER = count()

RULES: dict[str, tuple[Callable[[str], object], int]] = {
    "decide and draft": (_decide, 1_500),
    "readable": (readable, 4_000),
    "plain": (plain, 20_000),
    "addressed": (_is_addressed, 20_000),
    "words of a story": (_words, 20_000),
    "ready for the tagger": (lambda text: ready(Post(text=text)), 20_000),
    "queries": (_query, 20_000),
    "marks": (lambda text: marks(Post(text=text)), 1_000),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.slow
@pytest.mark.long
def test_every_rule_takes_time_in_step_with_the_text(rule: str) -> None:
    work, size = RULES[rule]
    slow = [
        again
        for again in SAID_AGAIN
        if not grows_with_the_size(partial(_follow, work, again), size)
    ]
    assert not slow


def _follow(work: Callable[[str], object], again: str, size: int) -> None:
    # Another text each time: what is kept of a text would make a second reading nearly free.
    work(f"@acme broken {next(ANOTHER)} {_flood(again, size)}")


def test_rules_read_as_much_of_a_text_as_ten_pages() -> None:
    assert len(readable("word " * 100_000)) == READ


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a" * 90_000 + " end", "a" * 100),
        ("x" * 300 + " end", "x" * 100 + " end"),
        ("!" * 300 + " end", "!" * 20 + " end"),
        ("a" + "\u0301" * 90 + " end", "a" + "\u0301" * 8 + " end"),
        ("a" + " " * 90 + "end", "a end"),
        ("a" + " \n" * 90 + "end", "a\n\nend"),
        ("中" * 5_000 + " end", "中" * 1_000 + " end"),
    ],
)
def test_what_no_language_needs_is_cut(text: str, read: str) -> None:
    assert readable(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz !!! 😀😀😀",
        "Un vélo cassé…\n\nMerci   à vous",
        "https://shop.example/p?id=" + "0123456789-" * 30,
        "這個產品的充電器" * 20,
        "t\u0323\u0302ie\u0302\u0301ng vie\u0323\u0302t",
    ],
)
def test_what_people_write_is_read_as_it_stands(text: str) -> None:
    assert readable(text) == text.replace("   ", " ")

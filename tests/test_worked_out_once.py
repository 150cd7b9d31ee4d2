"""What is not worked out at all, or not twice: lists and names none of whose words stand there, counts, checks."""

import re
from random import Random

import pytest
from acme import BRAND

from connectors.kit.reading import folding
from connectors.kit.reading.folding import core_of, fold, name_pattern
from listener.advice.brief import Brief
from listener.advice.drafts import ethics, playbook, unfinished
from listener.advice.drafts.checks import copies
from listener.advice.drafts.checks.copies import alike
from listener.advice.drafts.checks.reply import Ask, Reply
from listener.advice.drafts.draft import Draft
from listener.advice.drafts.ethics import check, first_fault
from listener.advice.drafts.filling import filled
from listener.advice.drafts.occasion import Occasion
from listener.advice.drafts.playbook import drafts
from listener.advice.leaves import Leaf
from listener.advice.reading import lexicon
from listener.advice.reading import quantities as numbers
from listener.advice.reading.clauses import Word
from listener.advice.reading.lexicon import count, found, phrases, spans, without
from listener.advice.reading.quantities import Quantity, quantities
from listener.advice.reading.text import any_phrase, borne_by, holds, tokens
from listener.settings.brand import Fact
from listener.settings.reply import Reply as BankReply

_LISTS = tuple(lexicon._lists())


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("remboursé", ("rembourse", True)),
        ("rembours*", ("rembours", False)),
        ("pas ~ remboursé*", ("rembourse", False)),
        ("re-open", ("open", True)),
        ("f*ck you", ("you", True)),
        ("*ment", ("", False)),
        ("% off", ("off", True)),
        ("😂😂", ("", False)),
    ],
)
def test_a_phrase_is_borne_by_its_longest_word(phrase: str, word: tuple[str, bool]) -> None:
    assert borne_by(phrase) == word


def test_each_phrase_of_each_list_is_found_in_a_text_of_it() -> None:
    for name in _LISTS:
        for phrase in phrases(name):
            for end in ("s", "ing"):
                text = fold(phrase.replace(" ~ ", " one, two ").replace("*", end))
                assert found(name, f"so {text}, then"), (name, phrase)


def test_a_list_is_found_where_its_pattern_is() -> None:
    chance = Random(5)
    words = [w for name in _LISTS for phrase in phrases(name) for w in phrase.split()]
    for _ in range(40):
        text = fold(" ".join(chance.choices(words, k=30)).replace("*", chance.choice(("", "s"))))
        for name in _LISTS:
            pattern = any_phrase(phrases(name))
            hits = list(pattern.finditer(text))
            assert found(name, text) == (hits[0][0] if hits else None), (name, text)
            assert spans(name, text) == tuple(hit.span() for hit in hits)
            assert count(name, text) == len(hits)
            assert without(name, text) == pattern.sub(" ", text)


def test_a_list_is_not_searched_where_no_word_of_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    pattern = lexicon._pattern

    def asks(name: str) -> re.Pattern[str]:
        asked.append(name)
        return pattern(name)

    monkeypatch.setattr(lexicon, "_pattern", asks)
    for name in _LISTS:
        found(name, "zyx wvut")
        spans(name, "zyx wvut")
        without(name, "zyx wvut")
    assert len(set(asked)) < len(_LISTS) / 10  # those of which a phrase has no word
    assert found("danger.safety", "it caught fire, zyx")
    assert "danger.safety" in asked


def test_a_name_is_found_in_each_spelling_and_its_pattern_made_where_its_word_stands() -> None:
    names = (
        "Ben's Burgers",
        "Coca-Cola",
        "A.P.C.",
        "L'Oréal",
        "M&S",
        "Dr. Oetker",
        "Les Ors",
        "寿司",
    )
    spelt = "Bens Burgers, coca cola; apc a.p.c. loreal l'oreal #coca_cola m & s dr oetker 寿司屋 lesors"
    for name in names:
        assert holds(fold(spelt), name) == bool(name_pattern(name).search(fold(spelt))), name
        assert core_of(name) in fold(spelt)
    before = name_pattern.cache_info().misses
    assert not holds("nothing of the kind", "Zwyx Holdings")
    assert name_pattern.cache_info().misses == before
    assert not folding.names_one("nothing of the kind", ["Zwyx Holdings"])
    assert name_pattern.cache_info().misses == before


def test_a_reply_is_counted_once_however_many_are_held_against_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: list[str] = []

    def counts(text: str) -> list[str]:
        counted.append(text)
        return tokens(text)

    monkeypatch.setattr(copies, "tokens", counts)
    old = [f"we hear you, number {n} of the replies of a month" for n in range(9)]
    for one in ("thank you, we hear you", "we hear you again"):
        assert all(0 < alike(one, other) < 1 for other in old)
    assert len(counted) == len(old) + 2


def test_numbers_are_read_once_in_a_sentence_however_many_drafts_are_held_against_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def reads(words: tuple[Word, ...]) -> tuple[Quantity, ...]:
        read.append(" ".join(word.raw for word in words))
        return quantities(words)

    for module in (numbers, unfinished):
        monkeypatch.setattr(module, "quantities", reads)
    fact = Fact(id="price", text="The tour costs 17 euros and lasts 3 hours.")
    brand = BRAND.model_copy(update={"fact": (fact,)})
    brief = Brief(
        text="I paid 17 euros on 9 May, what for?", genre="reddit_comment", form="critique",
        tone="negative", intent="complaint",
    )  # fmt: skip
    for n in range(11, 20):
        check(f"We hear you. It costs {n} euros, for {n} hours.", brief, brand)
    assert sum("tour costs" in one for one in read) <= 2  # for the lint of facts, and that of sums
    assert sum("paid" in one for one in read) <= 2


def test_what_fails_one_check_is_asked_no_other_when_drafts_are_ranked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def asks(name: str, fault: str | None) -> tuple[str, Ask]:
        def ask(_: Reply) -> str | None:
            asked.append(name)
            return fault

        return name, ask

    checks = (asks("identity", None), asks("blame", "you"), asks("threat", None))
    monkeypatch.setattr(ethics, "_CHECKS", checks)
    brief = Brief(
        text="Hm.", genre="reddit_comment", form="critique", tone="negative", intent="complaint"
    )
    assert first_fault("Hello.", brief, BRAND, recent=(), leaf=Leaf.REPAIR) == "blame"
    assert asked == ["identity", "blame"]
    assert [c.id for c in check("Hello.", brief, BRAND) if not c.passed] == ["blame"]


def test_each_reply_that_fits_is_filled_once_for_both_drafts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []

    def fills(one: BankReply, occasion: Occasion) -> Draft:
        made.append(one.text)
        return filled(one, occasion)

    monkeypatch.setattr(playbook, "filled", fills)
    brief = Brief(
        text="Refund me.", genre="reddit_comment", form="critique", tone="negative",
        intent="complaint",
    )  # fmt: skip
    assert drafts(Leaf.REPAIR, brief, BRAND)
    assert len(made) == len(set(made)) > 5

"""The checks of a reply, on replies written to fail one each and on good ones that look alike."""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from listener.advice.brief import Brief
from listener.advice.drafts.ethics import check
from listener.advice.drafts.replies import replies
from listener.advice.drafts.tongue import FAMILIAR, FORMAL, signature, spoken
from listener.advice.leaves import Leaf
from listener.advice.reading.text import fold
from listener.settings.brand import Brand, Fact
from listener.settings.reply import SLOT, Reply
from listener.words import LANGUAGES

CASES = Path(__file__).parent / "lint" / "cases.jsonl"
CAUGHT, FAILED = 0.95, 0.02  # of the bad at least, of the good at most


@cache
def cases() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in CASES.read_text("utf-8").splitlines())


def of_brand(told: dict[str, Any], language: str) -> Brand:
    facts = (Fact(id=f["id"], text=f["text"], keywords=tuple(f["keywords"])) for f in told["facts"])
    return Brand(
        name=told["name"],
        speaker=told["speaker"],
        language=language,
        allowed_gestures=tuple(told["allowed_gestures"]),
        fact=tuple(facts),
    )


def failed(case: dict[str, Any]) -> dict[str, str]:
    """The checks that a case fails, each with the words."""
    brief = Brief(
        text=case["post"],
        genre=case["genre"],
        lang=case["lang"],
        form="unsure",
        tone="unsure",
        intent="unsure",
    )
    told = check(
        case["draft"],
        brief,
        of_brand(case["brand"], case["lang"]),
        recent=case["recent"],
        is_last=True,
    )
    return {one.id: one.words for one in told if not one.passed}


def test_most_faults_are_caught_each_by_its_own_check() -> None:
    missed = defaultdict[str, list[str]](list)
    bad = [case for case in cases() if case["verdict"] == "bad"]
    for case in bad:
        if case["fault"] not in failed(case):
            missed[case["fault"]].append(case["id"])
    assert sum(map(len, missed.values())) <= (1 - CAUGHT) * len(bad), dict(missed)


def test_every_fault_is_caught_somewhere() -> None:
    faults = {case["fault"] for case in cases() if case["verdict"] == "bad"}
    assert len(faults) == 18
    caught = {case["fault"] for case in cases() if case["fault"] in failed(case)}
    assert caught == faults


def test_hardly_a_good_reply_fails() -> None:
    good = [case for case in cases() if case["verdict"] == "good"]
    wrong = {case["id"]: told for case in good if (told := failed(case))}
    assert len(wrong) <= FAILED * len(good), wrong


SILENT = {"identity", "near_copy", "too_long"}  # what is missing, or all of it


def test_the_words_shown_are_those_that_make_the_fault() -> None:
    for case in cases():
        if case.get("words") and case["fault"] not in SILENT:
            shown, meant = fold(failed(case)[case["fault"]]), fold(case["words"])
            is_within = shown.replace(" ", "") in meant.replace(" ", "")  # "6 pm" in "until 6pm"
            assert is_within or set(shown.split()) & set(meant.split()), case["id"]


def test_the_words_shown_stand_in_the_reply() -> None:
    for case in cases():
        for name, words in failed(case).items():
            if name not in SILENT:
                assert words, (case["id"], name)
                assert words.split()[0][:3].lower() in case["draft"].lower(), (case["id"], words)


FILLED = {
    "fr": {"since": "trois semaines", "times": "six appels", "amount": "48 €", "date": "mardi",
           "quote": "« le cadre grince »", "day": "d'ici jeudi soir", "of_brand": "de Vélorine",
           "at_brand": "chez Vélorine"},
    "en": {"since": "three weeks", "times": "six calls", "amount": "£48", "date": "Tuesday",
           "quote": "“the frame creaks”", "day": "by Thursday evening", "of_brand": "from Vélorine",
           "at_brand": "at Vélorine"},
}  # fmt: skip
GENRES = {
    "network": "mastodon_post",
    "review": "review",
    "app": "app_review",
    "forum": "forum_post",
    "tracker": "issue",
    "mail": "mail",
}
# A reply of the bank stands for many posts: what only a post can tell is left to the drafts' tests.
OF_THE_POST = {"amount", "register"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.long
def test_every_reply_of_the_bank_passes_what_can_be_checked_without_a_post(language: str) -> None:
    brand = Brand(name="Vélorine", speaker="Camille", language=language)
    wrong = [
        (one.leaf, one.matter, found.id, found.words)
        for one in replies(language)
        for register in ((FORMAL, FAMILIAR) if language == "fr" else (FORMAL,))
        for place in sorted(one.places) or ["network", "review", "forum", "tracker"]
        for found in _checked(one, brand, GENRES[place], register)
    ]
    assert not wrong


def _checked(one: Reply, brand: Brand, genre: str, register: int) -> list[Any]:
    known = FILLED[brand.language] | {"brand": brand.name, "speaker": brand.speaker}
    said = SLOT.sub(lambda hit: known.get(hit[1].lower(), ""), one.text)
    text = f"{spoken(' '.join(said.split()), register)}\n{signature(brand, brand.language)}"
    nobody = Brief(
        text="", genre=genre, lang=brand.language, form="unsure", tone="unsure", intent="unsure"
    )
    told = check(text, nobody, brand, is_last=True, leaf=Leaf(one.leaf))
    ignored = OF_THE_POST if register == FAMILIAR else OF_THE_POST - {"register"}
    return [found for found in told if not found.passed and found.id not in ignored]

"""Each leaf has all that is asked of one: a test names the leaf and the piece that it lacks."""

from itertools import pairwise

import pytest
from test_strategy_scenarios import ROWS

from listener.advice.drafts.replies import replies_for
from listener.advice.leaves import LEAVES, URGENT, Leaf, LeafFacts, facts_of, rank, those
from listener.digest.telling import OWNERS
from listener.settings.reply import ANY, NEEDED
from listener.words import LANGUAGES, catalogue

WORDS = ("leaf", "meaning", "benefit", "risk")
names = pytest.mark.parametrize("leaf", Leaf)
leaves = pytest.mark.parametrize("leaf", LEAVES)
languages = pytest.mark.parametrize("language", LANGUAGES)


@names
def test_it_has_a_record(leaf: Leaf) -> None:
    assert leaf in LEAVES, f"{leaf} has no record in LEAVES"


@names
@pytest.mark.parametrize("word", WORDS)
@languages
def test_it_has_its_words(leaf: Leaf, word: str, language: str) -> None:
    said = catalogue(language).get(f"{word}.{leaf}", "")
    assert said.strip(), f"{leaf} has no words: {word}.{leaf} in {language}"
    assert leaf.value not in said, f"{word}.{leaf} shows its own name in {language}"
    if word == "leaf":
        assert len(said) < 40, f"leaf.{leaf} is too long for a button in {language}"
    else:
        assert said.endswith("."), f"{word}.{leaf} is no sentence in {language}"


@names
@languages
def test_a_headline_has_its_verb(leaf: Leaf, language: str) -> None:
    said = catalogue(language).get(f"head.{leaf}", "")
    assert said.strip(), f"{leaf} has no words: head.{leaf} in {language}"


@leaves
def test_it_says_what_comes_next(leaf: Leaf) -> None:
    step = facts_of(leaf).next
    assert step, f"{leaf} does not say what comes `next`; `none` where nothing does"
    for language in LANGUAGES:
        said = catalogue(language).get(f"next_step.{step}", "")
        assert said, f"{leaf}: next_step.{step} has no words in {language}"


@leaves
def test_it_is_due_or_never(leaf: Leaf) -> None:
    due = facts_of(leaf).due
    assert due is not None, f'{leaf} does not say when it is `due`; "never" where nothing is'
    is_due = due != "never"
    for piece, given in (
        ("review_due", facts_of(leaf).review_due),
        ("reply", facts_of(leaf).reply),
    ):
        assert is_due or not given, f"{leaf} has a `{piece}`, but is never due"


@leaves
def test_it_says_how_loudly_it_is_told(leaf: Leaf) -> None:
    told = facts_of(leaf).told
    assert told is not None, f"{leaf} does not say how it is `told`: its alert class"
    is_due = facts_of(leaf).due != "never"
    assert is_due or leaf not in URGENT, f"{leaf} is told at once, but is never due"


@leaves
def test_it_has_its_place_in_the_digest(leaf: Leaf) -> None:
    facts = facts_of(leaf)
    assert facts.digest is not None, f"{leaf} does not say where it stands in the `digest`"
    assert (facts.digest == "out") == (facts.told == "never"), f"{leaf} is counted or told alone"
    for loud in ("danger", "press"):
        assert (facts.digest == loud) == (facts.told == loud), f"{leaf} is half {loud}"
    if facts.digest == "owed":
        assert facts.reply == "public", f"{leaf} is owed an answer in public and has no such reply"


@leaves
@languages
def test_it_has_replies_exactly_where_it_has_a_reply(leaf: Leaf, language: str) -> None:
    facts = facts_of(leaf)
    written = replies_for(language, leaf)
    assert bool(written) == bool(facts.reply), f"{leaf}: {len(written)} replies in {language}"
    if not facts.reply:
        assert not facts.states, f"{leaf} states a fact and has no reply"
        return
    # What is used where nothing of the mention is known.
    known = {"fact"} if facts.states == "must" else set()
    for length in ("short", "full"):
        fit = [
            one
            for one in written
            if one.matter == ANY and one.length == length and not one.places and not one.is_again
            and not one.slots & NEEDED - known
        ]  # fmt: skip
        assert len(fit) >= 2, f"{leaf}: {len(fit)} {length} replies in {language} need nothing"


@leaves
def test_a_row_of_the_scenarios_ends_in_it(leaf: Leaf) -> None:
    if facts_of(leaf).alone:
        assert leaf in {row[0] for row in ROWS}, f"{leaf} has no row in test_strategy_scenarios"


def test_no_row_of_the_scenarios_ends_in_what_stands_beside_another() -> None:
    assert not those(alone=False) & {row[0] for row in ROWS}


@languages
def test_no_words_are_left_of_a_leaf_that_is_none(language: str) -> None:
    known = {key for key in catalogue(language) if key.partition(".")[0] in WORDS}
    assert not known - {f"{word}.{leaf}" for word in WORDS for leaf in Leaf}


@languages
def test_no_words_of_a_next_step_are_left_that_no_leaf_asks_for(language: str) -> None:
    known = (key.partition(".") for key in catalogue(language))
    steps = {name for group, _, name in known if group == "next_step"}
    assert not steps - {of.next for of in LEAVES.values()}


@languages
def test_each_thing_to_do_next_week_has_its_words_and_whose_it_is(language: str) -> None:
    known = catalogue(language)
    for place, owner in OWNERS.items():
        assert those(digest=place), place
        assert f"digest.act_{place}.other" in known, place
        assert owner in known, place


def test_the_gravest_is_first_and_what_is_told_at_once_before_all_else() -> None:
    order = list(LEAVES)
    assert [rank(leaf) for leaf in order] == list(range(len(order)))
    assert set(order[: len(URGENT)]) == URGENT
    assert order[0] is Leaf.ESCALATE_NOW
    assert rank(Leaf.REPAIR) < rank(Leaf.THANK) < rank(Leaf.LET_STAND)
    assert all(
        facts_of(one).is_counted or not facts_of(next_).is_counted for one, next_ in pairwise(order)
    )


def test_of_a_leaf_of_another_release_nothing_special_is_known() -> None:
    assert facts_of("OF_TOMORROW") == LeafFacts()
    assert not facts_of("OF_TOMORROW").delay


def test_a_set_is_a_question_to_the_records() -> None:
    assert those(told="danger") == {Leaf.ESCALATE_NOW, Leaf.MODERATE, Leaf.ESCALATE_PR}
    assert those(told="danger", clock=False) == {Leaf.MODERATE}
    with pytest.raises(AttributeError):
        those(tolled="danger")

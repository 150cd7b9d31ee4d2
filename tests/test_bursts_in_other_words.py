"""Bursts that no word list names: near in meaning, sharing words, and saying that something fails."""

import json
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from acme import NOON
from rigs.growth import grows_with_the_size
from test_bursts import at_two, bursts, decisions, told
from test_shown import Town

from listener.advice.gathering import Bounds, Voice, close_crowd, is_near_all
from listener.advice.reading.lacking import lacks, share_words, things
from listener.advice.reading.matter import matters
from listener.desk.alike import alike
from listener.settings.numbers import Thresholds

ROWS = Path(__file__).parent.parent / "benchmarks" / "bursts.json"
HOUR = Bounds(people=4, span=timedelta(hours=1), quiet=timedelta(hours=24))


def voice(n: int, minutes: float = 0, **more: Any) -> Voice:
    known: dict[str, Any] = {
        "mention": n,
        "story": n,
        "at": NOON + timedelta(minutes=minutes or n),
        "author": f"a{n}",
        "matters": frozenset(),
        "leaf": "REPAIR",
        "is_instant": True,
        "lacks": True,
    }
    return Voice(**(known | more))


def gathered(said: list[Voice], value: float) -> tuple[Voice, ...]:
    """The burst of the first with the others, where all are so near and 0.45 is near enough."""
    return close_crowd(said[0], said[1:], lambda *_: value, 0.45, HOUR)


def ids(found: tuple[Voice, ...]) -> list[int]:
    return [v.mention for v in found]


def test_four_who_are_near_one_another_are_one_burst_and_more_join() -> None:
    said = [voice(n) for n in range(1, 7)]
    assert ids(gathered(said, 0.5)) == [*range(1, 7)]
    assert gathered(said, 0.44) == ()


def test_a_chain_of_neighbours_is_no_burst() -> None:
    def near(one: Voice, other: Voice) -> float:
        return 0.9 if abs(one.mention - other.mention) <= 2 else 0.1

    said = [voice(n) for n in range(1, 9)]
    assert all(
        close_crowd(v, [u for u in said if u is not v], near, 0.45, HOUR) == () for v in said
    )
    assert is_near_all(said[2], said[:5], near, 0.45)
    assert not is_near_all(said[2], said[:6], near, 0.45)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"author": "a1"}, "one person twice"),
        ({"author": None}, "nobody knows who"),
        ({"story": 1}, "the same story"),
        ({"at": NOON + timedelta(hours=2)}, "too late"),
        ({"matters": frozenset({"phone"})}, "another matter by the lists"),
    ],
)
def test_a_fourth_who_does_not_count_makes_no_burst(change: dict[str, Any], why: str) -> None:
    said = [voice(1, matters=frozenset({"till"})), voice(2), voice(3)]
    assert gathered([*said, voice(4)], 0.9), why
    assert gathered([*said, voice(4, **change)], 0.9) == (), why


def test_one_of_four_may_say_nothing_that_fails_and_no_more() -> None:
    said = [voice(1), voice(2), voice(3, lacks=False), voice(4)]
    assert len(gathered(said, 0.6)) == 4
    said[3] = voice(4, lacks=False)
    assert gathered(said, 0.6) == ()


def test_where_none_is_to_be_told_at_once_nobody_is_disturbed() -> None:
    assert gathered([voice(n, is_instant=False) for n in range(1, 5)], 0.9) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Le calendrier n'affiche plus aucune heure.",
        "The code you sent doesn't open anything.",
        "Douche froide après la séance.",
        "Parcel's in your locker and the box stays shut.",
        "No sound for the first ten minutes of the film.",
        "Mon ordonnance échoue à chaque envoi.",
    ],
)
def test_it_is_heard_that_something_fails(text: str) -> None:
    assert lacks(text)


@pytest.mark.parametrize(
    "text",
    [
        "The waiter was rude to my mother.",
        "3,50 € la part de flan, vous exagérez.",
        "The code doesn't open anything, oh it works now, thanks.",
        "La borne ne lit rien depuis trois semaines.",
        "Nothing works. " + "And then there was the matter of the breakfast. " * 20,
    ],
)
def test_blame_what_is_over_or_old_and_long_letters_are_no_failure(text: str) -> None:
    assert not lacks(text)


def test_three_words_in_common_and_one_language_are_asked_for() -> None:
    one, other = "The locker refuses my code.", "Codes for the locker are refused."
    assert things(one) & things(other) >= {"lock", "cod"}
    assert share_words(one, other)
    assert not share_words("The gate of the car park is shut.", "The gate of the park is painted.")
    assert not share_words("Le code du casier Primo refuse.", "The code casier Primo refuse.")


WORDS = (
    "hate it: the locker refuses my pickup code",
    "broken, the pickup locker refuses my code",
    "I hate this, code refused, the pickup locker is shut",
    "pickup locker broken? it refuses the code",
)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = at_two(Town(tmp_path, in_slack=True))
    limits = town.brand.thresholds.model_copy(update={"burst_nearness": 0.1, "burst_likeness": 1})
    town.brand = town.brand.model_copy(update={"thresholds": limits})
    return town


def test_what_no_list_names_is_one_message_where_it_is_asked_for(town: Town) -> None:
    assert not any(matters(words) for words in WORDS)
    for n, words in enumerate(WORDS):
        town.say(words, thread=f"t{n}", venue="own")
        town.clock.pass_(minutes=3)
        town.listen()
    assert len(bursts(town)) == 1
    assert {d.burst is not None for d in decisions(town).values()} == {True}
    [message] = [text for text in told(town) if "4 people in 9 minutes" in text]
    assert "locker" in message.partition("\n")[0]


def test_a_fifth_joins_and_another_complaint_keeps_its_card(town: Town) -> None:
    for n, words in enumerate(WORDS):
        town.say(words, thread=f"t{n}", venue="own")
    joins = town.say("hate the pickup locker, it refuses my code too", thread="more", venue="own")
    apart = town.say("I hate the stale bread in the pickup locker", thread="else", venue="own")
    town.listen()
    of = {number: d.burst for number, d in decisions(town).items()}
    assert of[joins] == of[1] is not None
    assert of[apart] is None


def test_nothing_is_looked_for_in_other_words_unless_it_is_asked_for(town: Town) -> None:
    usual = Thresholds().burst_nearness
    limits = town.brand.thresholds.model_copy(update={"burst_nearness": usual})
    town.brand = town.brand.model_copy(update={"thresholds": limits})
    for n, words in enumerate(WORDS):
        town.say(words, thread=f"t{n}", venue="own")
    town.listen()
    assert bursts(town) == []


def pairs() -> list[tuple[str, str, str]]:
    """Of each invented hour the posts that are on different matters, by twos."""
    hours = json.loads(ROWS.read_text("utf-8"))["hours"]
    return [
        (hour, one, other)
        for hour, groups in hours.items()
        for (a, one), (b, other) in combinations([(k, t) for k, g in groups.items() for t in g], 2)
        if a != b or a == "strangers"
    ]


def test_no_four_of_different_matters_in_one_hour_share_words_with_one_another() -> None:
    near: dict[str, set[frozenset[str]]] = {}
    for hour, one, other in pairs():
        if share_words(one, other):
            near.setdefault(hour, set()).add(frozenset((one, other)))
    for hour, shared in near.items():
        texts = {text for two in shared for text in two}
        for four in combinations(sorted(texts), 4):
            assert not all(frozenset(two) in shared for two in combinations(four, 2)), (hour, four)


def test_fixed_lists_all_who_are_part_of_a_burst(town: Town) -> None:
    for n, words in enumerate(WORDS):
        town.say(words, thread=f"t{n}", venue="own")
    town.say("I hate the stale bread you sold us", thread="else", venue="own")
    town.listen()
    now = town.clock()
    assert set(alike(town.store, 2, now, likeness=2.0)) == {1, 2, 3, 4}
    assert set(alike(town.store, 5, now, likeness=2.0)) == {5}


@pytest.mark.slow
@pytest.mark.parametrize("again", ["ne a b c d ", "locker code ", "n'a pas ", "never "])
def test_texts_of_such_words_take_time_in_step_with_their_length(again: str) -> None:
    def read(size: int) -> None:
        text = again * (size // len(again))
        lacks(text[:590])
        things(text)

    assert grows_with_the_size(read, 9_000)

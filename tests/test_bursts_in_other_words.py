"""Bursts that no word list names: near in meaning, sharing words, and saying that something fails."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from acme import NOON
from rigs.growth import grows_with_the_size
from test_bursts import at_two, bursts, decisions, told
from test_shown import Town

from listener.advice.gathering import Bounds, Voice, Way, close_crowd, mean_near
from listener.advice.reading.lacking import FRENCH, SHARED, lacks, nearer, things
from listener.advice.reading.matter import matters

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


def at(value: float, failing: int = 3) -> Way:
    """All are so near; nearer than 0.45 is near enough, where so many say that something fails."""
    return Way(lambda *_: value, 0.45, failing)


def ids(found: tuple[Voice, ...]) -> list[int]:
    return [v.mention for v in found]


def test_four_who_are_near_on_average_are_one_burst_and_more_join() -> None:
    said = [voice(n) for n in range(1, 7)]
    assert ids(close_crowd(said[3], said[:3] + said[4:], at(0.5), HOUR)) == [*range(1, 7)]
    assert close_crowd(said[3], said[:3], at(0.44), HOUR) == ()


def test_those_who_are_nearest_are_taken_and_who_is_far_stays_alone() -> None:
    far = voice(5)

    def near(one: Voice, other: Voice) -> float:
        return 0.1 if 5 in (one.mention, other.mention) else 0.6

    said = [voice(n) for n in range(1, 5)]
    assert ids(close_crowd(said[0], [far, *said[1:]], Way(near, 0.45, 3), HOUR)) == [1, 2, 3, 4]
    assert mean_near(far, said, near) == pytest.approx(0.1)


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
    assert close_crowd(said[0], [*said[1:], voice(4)], at(0.9), HOUR), why
    assert close_crowd(said[0], [*said[1:], voice(4, **change)], at(0.9), HOUR) == (), why


def test_one_of_four_may_say_nothing_that_fails_and_no_more() -> None:
    said = [voice(1), voice(2), voice(3, lacks=False), voice(4)]
    assert len(close_crowd(said[0], said[1:], at(0.6), HOUR)) == 4
    said[3] = voice(4, lacks=False)
    assert close_crowd(said[0], said[1:], at(0.6), HOUR) == ()
    assert len(close_crowd(said[0], said[1:], at(0.6, failing=1), HOUR)) == 4


def test_where_none_is_to_be_told_at_once_nobody_is_disturbed() -> None:
    said = [voice(n, is_instant=False) for n in range(1, 5)]
    assert close_crowd(said[0], said[1:], at(0.9), HOUR) == ()


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


def test_words_that_two_share_bring_them_nearer_and_french_is_no_nearness() -> None:
    one, other = "The locker refuses my code.", "Codes for the locker are refused."
    assert things(one) & things(other) >= {"lock", "cod"}
    assert nearer(one, other, words=1) == nearer(one, other, words=2) == SHARED
    assert nearer("The gate is shut.", "The gate is painted.", words=2) == 0
    french = "La porte de la salle est fermée.", "Le badge ne marche pas du tout."
    assert nearer(*french, words=1) == pytest.approx(-FRENCH)


WORDS = (
    "hate it: the locker refuses my code, the box stays shut",
    "broken pickup code, locker three gives me nothing",
    "I hate this, code invalid and the locker won't budge",
    "locker broken? my code does nothing",
)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return at_two(Town(tmp_path, in_slack=True))


def test_what_no_list_names_is_one_message_in_words_of_theirs(town: Town) -> None:
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
    joins = town.say("hate the locker, my code is refused too", thread="more", venue="own")
    apart = town.say("I hate the stale bread you sold us", thread="else", venue="own")
    town.listen()
    of = {number: d.burst for number, d in decisions(town).items()}
    assert of[joins] == of[1] is not None
    assert of[apart] is None


@pytest.mark.slow
@pytest.mark.parametrize("again", ["ne a b c d ", "locker code ", "n'a pas ", "never "])
def test_texts_of_such_words_take_time_in_step_with_their_length(again: str) -> None:
    def read(size: int) -> None:
        text = again * (size // len(again))
        lacks(text[:590])
        things(text)

    assert grows_with_the_size(read, 9_000)

"""A card's words agree with each other: its heading with its advice, its counts with what is known."""

from datetime import UTC, datetime
from pathlib import Path

from acme import BRAND, Clock, Kept, Listed, config, mention, pipeline

from connectors.kit.contract import Author
from listener.cards import Card
from listener.store.store import Store
from listener.strategy.words import say

FIRST = "@acme I hate that the pedal of my new bike is broken, please give me my money back"


def shown(folder: Path, store: Store, *posts: dict[str, object]) -> list[Card]:
    """The alerts of posts of the same words but one, as fields beyond those words."""
    show, clock = Kept(), Clock()
    pipeline(config(folder, Listed(name="list")), store, show, clock).once()
    texts = [FIRST.replace("pedal", noun) for noun in ("pedal", "bell", "lamp")]
    made = [
        mention(n, text, **({"author": None} | fields))
        for n, (text, fields) in enumerate(zip(texts, posts, strict=False))
    ]
    pipeline(config(folder, Listed(name="list", mentions=tuple(made))), store, show, clock).once()
    return show.alerts


def test_what_asks_nothing_of_us_is_not_headed_to_answer(tmp_path: Path, store: Store) -> None:
    [card] = shown(tmp_path, store, {"genre": "news"})
    assert card.advice == say("en", "leaf.COUNT")
    assert say("en", "severity.high") not in card.severity


def test_what_asks_for_an_answer_is_headed_so(tmp_path: Path, store: Store) -> None:
    [card] = shown(tmp_path, store, {})
    assert say("en", "severity.high") in card.severity


def test_where_no_author_is_named_no_number_of_them_is_told(tmp_path: Path, store: Store) -> None:
    [card] = shown(tmp_path, store, {}, {}, {})
    assert "2 near-identical texts, unknown authors" in card.why


def test_authors_that_are_named_are_counted(tmp_path: Path, store: Store) -> None:
    people: list[dict[str, object]] = [
        {"author": Author(id=n, name=n)} for n in ("ann", "bob", "cy")
    ]
    [card] = shown(tmp_path, store, *people)
    assert "2 near-identical texts, 3 authors" in card.why


def test_copies_without_an_address_are_on_no_number_of_sites(tmp_path: Path, store: Store) -> None:
    [card] = shown(tmp_path, store, {"url": None}, {"url": None})
    assert card.copies == say("en", "count.copies", n=1)


def test_what_tells_only_its_day_is_shown_without_hour_and_delay(
    tmp_path: Path, store: Store
) -> None:
    day = datetime(2026, 11, 10, tzinfo=BRAND.tz)
    [card] = shown(tmp_path, store, {"posted_at": day.astimezone(UTC)})
    assert "published Tue 10 Nov, collected Tue 10 Nov 13:" in card.times
    assert "later" not in card.times


def test_nobody_known_is_said_in_words() -> None:
    assert say("en", "count.authors", n=0) == "unknown authors"
    assert say("fr", "count.authors", n=0) == "auteurs inconnus"
    assert say("fr", "count.authors", n=1) == "1 auteur"
